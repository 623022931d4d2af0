"""How far a batch is, on standard error: one line that changes on a terminal, plain lines elsewhere."""

from __future__ import annotations

from time import monotonic
from typing import Final, TextIO

_EACH: Final = 10.0
_OFTEN: Final = 0.2


class Progress:
    """Tells lines, lines a second and the time that is left."""

    def __init__(self, file: TextIO, quiet: bool) -> None:
        self._file, self._quiet = file, quiet
        self._is_terminal = file.isatty()
        self._start = self._told = monotonic()
        self._lines = 0
        self._share = self._before = 0.0
        self._is_open = False

    def kept(self, share: float) -> None:
        """Note how much is there already, of an earlier run."""
        self._share = self._before = max(self._before, share)

    def add(self, lines: int, share: float) -> None:
        """Note lines that are done. share: of the whole that is done, 0 to 1."""
        self._lines += lines
        self._share = max(self._share, share)
        now = monotonic()
        if not self._quiet and now - self._told >= (_OFTEN if self._is_terminal else _EACH):
            self._told = now
            self._show(now)

    def say(self, text: str) -> None:
        """Tell a sentence on a line of its own."""
        self.end()
        self._file.write(f"payer-rules: {text}\n")
        self._file.flush()

    def end(self) -> None:
        """Leave the line that changes."""
        if self._is_open:
            self._file.write("\n")
            self._is_open = False

    def _show(self, now: float) -> None:
        spent = max(now - self._start, 1e-9)
        done = self._share - self._before
        left = spent * (1 - self._share) / done if done > 0 else 0.0
        text = f"{self._lines:,} lines, {self._lines / spent:,.0f} a second, {self._share:.0%}, {_time(left)} left"
        self._file.write(f"\r{text}\x1b[K" if self._is_terminal else f"{text}\n")
        self._is_open = self._is_terminal
        self._file.flush()


def _time(seconds: float) -> str:
    """Return a length of time in words.

    >>> _time(3700), _time(75), _time(3)
    ('1 h 01 min', '1 min 15 s', '3 s')
    """
    whole = round(seconds)
    if whole >= 3600:
        return f"{whole // 3600} h {whole % 3600 // 60:02} min"
    return f"{whole // 60} min {whole % 60:02} s" if whole >= 60 else f"{whole} s"
