"""One call through the door: nothing that a plugin raises or prints goes further, and each call can be told."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from rules_engine.hooks.faults import PluginFailedError, kind_of

Tell = Callable[[str], None]
"""Takes one line about one call: who, which hook, how long, what kind of answer."""


def guarded(ask: Callable[[], Any], who: str, what: str, is_builtin: bool, tell: Tell | None) -> Any:
    """Return what a plugin answers. Raises PluginFailedError for whatever it raises, but for KeyboardInterrupt.

    What other people's plugins print is dropped: it would stand in the middle of the report, or hold values of claims.
    """
    start, dropped, outcome = perf_counter(), _Nowhere(), ""
    try:
        if is_builtin:
            answer = ask()
        else:
            with _silence(dropped):
                answer = ask()
        outcome = "nothing" if answer is None else kind_of(answer)
        return answer
    except KeyboardInterrupt:
        raise
    except PluginFailedError as fault:
        outcome = str(fault)
        raise
    except BaseException as fault:  # SystemExit too: a plugin does not end the program
        outcome = kind_of(fault)
        raise PluginFailedError(outcome) from None
    finally:
        if tell is not None:
            printed = f", {dropped.count} bytes printed and dropped" if dropped.count else ""
            tell(f"plugin {who}: {what} {(perf_counter() - start) * 1000:.2f} ms, {outcome or 'stopped'}{printed}")


class _Nowhere(io.RawIOBase):
    """Counts bytes and forgets them."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self.count += len(data)
        return len(data)


@contextmanager
def _silence(nowhere: _Nowhere) -> Iterator[None]:
    kept = sys.stdout, sys.stderr
    stream = io.TextIOWrapper(io.BufferedWriter(nowhere), "utf-8", "replace", write_through=True)
    sys.stdout = sys.stderr = stream
    try:
        yield
    finally:
        sys.stdout, sys.stderr = kept
        stream.flush()
