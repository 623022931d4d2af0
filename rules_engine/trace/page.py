"""A page of text for a terminal: everything written on it is inert, wrapped, and coloured only when asked."""

from __future__ import annotations

import re
import textwrap
from typing import Final

ACTIVE: Final = (
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""Control characters, signs that reorder or hide text, and halves of signs: no terminal gets them from a claim."""

_STYLES: Final = {"bad": "31;1", "unsure": "33;1", "good": "32", "title": "1", "faint": "2", "": ""}
_LEAST_ROOM: Final = 20


def inert(text: str) -> str:
    """Return text that no terminal obeys: every active character becomes a question mark.

    >>> inert("claim\\x1b[31m 7\\n")
    'claim?[31m 7?'
    """
    return text if text.isascii() and text.isprintable() else re.sub(ACTIVE, "?", text)


class Page:
    """Lines of text. Whatever is written goes through `inert`, so colour can come from the page alone."""

    def __init__(self, colour: bool, width: int) -> None:
        self._colour = colour
        self._width = width
        self._lines: list[str] = []

    def line(self, text: str = "", indent: int = 0, style: str = "") -> None:
        """Write one paragraph; what runs over the width goes on below, further in."""
        self.labelled("", text, indent, style)

    def labelled(self, label: str, text: str, indent: int = 0, style: str = "", *, room: int = 0) -> None:
        """Write a label and its text beside it. room: width of the column of labels; 0 for none."""
        head = " " * indent + inert(label).ljust(room)
        hang = " " * (len(head) if label else indent + 2)
        wrapped = textwrap.wrap(
            inert(text),
            max(self._width, len(head) + _LEAST_ROOM),
            initial_indent=head,
            subsequent_indent=hang,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for each in wrapped or [head.rstrip()]:
            self._lines.append(self._styled(each, style))

    def rule(self) -> None:
        """Write a line across the page."""
        self._lines.append(self._styled("-" * self._width, "faint"))

    def text(self) -> str:
        """Return everything that was written, with a line end after each line."""
        return "".join(f"{line}\n" for line in self._lines)

    def _styled(self, text: str, style: str) -> str:
        if not self._colour or not style or not text:
            return text
        body = text.lstrip(" ")
        return f"{text[: len(text) - len(body)]}\x1b[{_STYLES[style]}m{body}\x1b[0m"
