"""Signs that no word of the language begins with, and what to write in their place."""

# ruff: noqa: RUF001 - signs that are taken for one another are what this file is about.

from __future__ import annotations

import re
from typing import Final

_COMPARISONS: Final = {
    ">": "is more than",
    ">=": "is at least",
    "≥": "is at least",
    "<": "is less than",
    "<=": "is at most",
    "≤": "is at most",
    "=": "is",
    "==": "is",
    "<>": "is not",
    "!=": "is not",
    "≠": "is not",
}
_CURES: Final = {
    **dict.fromkeys("“”„«»", "use straight quotes"),
    **dict.fromkeys("'‘’`", 'a sentence stands in straight double quotes: "'),
    **dict.fromkeys("[]{}", "use round brackets"),
    **dict.fromkeys("–—−", "write a span with `to`, and a minus with the sign of the keyboard: -"),
    "%": "write the number and `percent`",
    "$": "write the number and `dollars`",
    "&": "write `and`",
    "_": "join words with a hyphen, or with a space",
    ":": "no colon is needed here",
    "×": "write `*`",
    "÷": "write `/`",
}
_NUMBER: Final = r"[0-9]+(?:\.[0-9]+)?"
_SIGN: Final = re.compile(r"[<>=!]=|<>|.", re.DOTALL)
_CLOCK: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*(am|pm)?(?![0-9a-z])", re.IGNORECASE)


def sign_at(text: str, start: int) -> str:
    """Return the sign at an offset: one character, or a comparison of two."""
    found = _SIGN.match(text, start)
    return found.group() if found is not None else ""


def sign_cure(text: str, start: int) -> str:
    """Return what to write in place of the sign at an offset.

    >>> sign_cure("requires units >= 4", 15)
    'write `is at least 4`'
    >>> sign_cure("start time is before 6:00 pm", 22)
    'write the 24-hour time: 18:00'
    """
    sign = sign_at(text, start)
    if sign in _COMPARISONS:
        return f"write `{_COMPARISONS[sign]}{_behind(text, start + len(sign))}`"
    return _with_number(text, start, sign) or _CURES.get(sign) or _letter(sign)


def _behind(text: str, start: int) -> str:
    """Return the value behind a comparison with a space before it, or an empty text."""
    value = re.compile(rf"[ \t]*({_NUMBER}|[0-9A-Z]+)").match(text, start)
    return f" {value.group(1)}" if value is not None else ""


def _with_number(text: str, start: int, sign: str) -> str:
    """Return the cure that says the number beside the sign again."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    before = re.search(rf"({_NUMBER})[ \t]*$", line)
    after = re.compile(rf"[ \t]*({_NUMBER})").match(text, start + 1)
    if sign == ":" and before is not None:
        return clock_cure(text, start - len(before.group()))
    if sign == "%" and before is not None:
        return f"write `{before.group(1)} percent`"
    if sign == "$" and after is not None:
        return f"write `{after.group(1)} dollars`"
    if sign in "–—" and before is not None and after is not None:
        return f"write `{before.group(1)} to {after.group(1)}`"
    return ""


def clock_cure(text: str, start: int = 0) -> str:
    """Return how to write the time of day at an offset, or an empty text when there is none.

    >>> clock_cure("12:30 am")
    'write the 24-hour time: 00:30'
    """
    clock = _CLOCK.match(text, start)
    if clock is None:
        return ""
    hour, half = int(clock.group(1)), (clock.group(3) or "").lower()
    hour = hour % 12 + 12 * (half == "pm") if half else hour
    return f"write the 24-hour time: {hour:02}:{clock.group(2)}"


def _letter(sign: str) -> str:
    return "words are written with the letters a to z" if sign.isalpha() else "take it out"
