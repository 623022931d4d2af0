"""Plain words: numbers, days, lists, one and many. Nothing here knows a rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Final

from rules_engine.ir.nodes import Constant
from rules_engine.ir.types import Type, TypeKind

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ONES: Final = {"people": "person", "percent": "percent", "": ""}
_MANY: Final = {"person": "people", "diagnosis": "diagnoses"}


def month_name(number: int) -> str:
    """Return the name of a month, from 1."""
    return _MONTHS[number - 1]


def day(value: date) -> str:
    """Return a day as it is said.

    >>> day(date(2026, 3, 2))
    'March 2, 2026'
    """
    return f"{month_name(value.month)} {value.day}, {value.year}"


def number(value: Decimal | int) -> str:
    """Return a number without an exponent and without zeros that say nothing.

    >>> number(Decimal("0.50")), number(Decimal("1E+2"))
    ('0.5', '100')
    """
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(value: Decimal | int, unit: str) -> str:
    """Return an amount with its unit.

    >>> amount(1, "minutes"), amount(2, "people"), amount(3, "")
    ('1 minute', '2 people', '3')
    """
    named = one_of(unit) if value == 1 else unit
    return f"{number(value)} {named}".rstrip()


def one_of(unit: str) -> str:
    """Return a unit in the singular."""
    return _ONES.get(unit, unit.removesuffix("s"))


def many(noun: str) -> str:
    """Return a noun in the plural.

    >>> many("line"), many("diagnosis"), many("entry"), many("other payer")
    ('lines', 'diagnoses', 'entries', 'other payers')
    """
    head, _, last = noun.rpartition(" ")
    if last in _MANY:
        last = _MANY[last]
    elif last.endswith("y") and last[-2:-1] not in ("a", "e", "o", "u", ""):
        last = last[:-1] + "ies"
    elif not last.endswith("s"):
        last += "s"
    return f"{head} {last}".strip()


def is_plural(name: str) -> bool:
    """Return whether a fact's name is said in the plural.

    >>> [is_plural(name) for name in ("modifiers", "status", "diagnosis", "code")]
    [True, False, False, False]
    """
    return name.endswith("s") and not name.endswith(("ss", "us", "is"))


def a(noun: str) -> str:
    """Return a noun with its article.

    >>> a("line"), a("authorization"), a("units ceiling"), a("H-code line")
    ('a line', 'an authorization', 'a units ceiling', 'a H-code line')
    """
    is_open = noun[:1] in "aeio" or (noun[:1] == "u" and not noun.startswith(("uni", "us")))
    return f"an {noun}" if is_open else f"a {noun}"


def quoted(name: str) -> str:
    """Return a name that an author chose, in quotation marks."""
    return f"\u201c{name}\u201d"


def listed(parts: Iterable[str], joint: str = "and") -> str:
    """Return several things as one phrase.

    >>> listed(["a"]), listed(["a", "b"], "or"), listed(["a", "b", "c"])
    ('a', 'a or b', 'a, b, and c')
    """
    held = list(parts)
    if len(held) < 3:
        return f" {joint} ".join(held)
    return f"{', '.join(held[:-1])}, {joint} {held[-1]}"


def constant(value: Constant, type_: Type | None = None) -> str:
    """Return a value that is written in a rule."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return amount(value, type_.domain if type_ is not None and type_.kind is TypeKind.QUANTITY else "")
        case date():
            return day(value)
        case time():
            return value.isoformat("minutes")
        case _:
            return code(value, type_)


def code(text: str, type_: Type | None = None) -> str:
    """Return a code as people write it, a sentence in quotation marks."""
    if type_ is not None and type_.domain in ("diagnosis code", "code root") and len(text) > 3 and text.isalnum():
        return f"{text[:3]}.{text[3:]}"
    return quoted(text) if type_ is not None and type_.domain == "text" and " " in text else text


def codes(items: Sequence[str], ranges: Sequence[tuple[str, str]], type_: Type | None = None) -> list[str]:
    """Return codes and spans of codes as parts of a list."""
    return [*(code(each, type_) for each in items), *(f"{code(a, type_)} to {code(b, type_)}" for a, b in ranges)]


def sentence(text: str) -> str:
    """Return words as a sentence: a capital, and a stop.

    >>> sentence("the units are 1")
    'The units are 1.'
    """
    stop = "" if text.endswith((".", "?", "!", ":", ".\u201d", "?\u201d", "!\u201d")) else "."
    return text[:1].upper() + text[1:] + stop
