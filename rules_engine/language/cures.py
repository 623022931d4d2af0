"""How to mend the commonest mistakes in the form of a text: the word that cannot stand there, and what is around it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import attrs

from rules_engine.diagnostics.suggest import nearest

CLAUSES: Final = (
    "about", "ask", "cites", "confidence", "forbids", "from", "known", "limits", "otherwise", "remember", "replaces",
    "requires", "say", "through", "treat", "unless", "when", "where",
)  # fmt: skip
STATEMENTS: Final = (
    "rulebook", "source", "codes", "term", "record", "covers", "excludes", "complete", "rule", "withdraws", "example",
)  # fmt: skip
_OPENERS: Final = frozenset(word.upper() for word in (*CLAUSES, *STATEMENTS)) | {"$END"}
_VALUE: Final = re.compile(r"[0-9][0-9.]*|[0-9]*[A-Z][A-Z0-9.]*")
_NAME: Final = re.compile(r"[a-z][a-z0-9-]*")
_WORDS: Final = {
    "WORD": "a name",
    "STRING": "a sentence in double quotes",
    "NUMBER": "a number",
    "CODE": "a code",
    "DATE": "a date",
    "TIME": "a time",
    "UNIT": "a unit",
    "ADJUSTMENT": "an adjustment code such as CO-4",
    "VBAR": "a bar",
    "LPAR": "a bracket",
    "RPAR": "a closing bracket",
    "COMMA": "a comma",
    "SEMICOLON": "a semicolon",
    "PLUS": "`+`",
    "MINUS": "`-`",
    "STAR": "`*`",
    "SLASH": "`/`",
    "$END": "the end",
}


@attrs.frozen(eq=False, repr=False)
class Fault:
    """A word that cannot stand where it stands.

    found: the word. before: what stands before it, last word last. after: the text that follows. can: names of the
    terminals that could stand there.
    """

    found: str
    before: tuple[str, ...]
    after: str
    can: frozenset[str]

    @property
    def last(self) -> str:
        """Return the word before, or an empty text."""
        return self.before[-1] if self.before else ""

    @property
    def is_opener(self) -> bool:
        """Return whether the word begins a clause or a statement, or nothing follows."""
        return self.found in (*CLAUSES, *STATEMENTS)


def fault_at(text: str, start: int, found: str, can: frozenset[str]) -> Fault:
    """Return the fault at an offset of a text."""
    before = tuple(text[max(0, start - 200) : start].replace(",", " , ").split())
    return Fault(found, before, text[start + len(found) : start + len(found) + 40], can)


def cure(fault: Fault) -> str:
    """Return how to mend it: the commonest mistakes first, then a near keyword, then what could stand there."""
    known = next((told for each in _CURES if (told := each(fault))), "")
    keywords = [name.lower() for name in fault.can if name.isalpha() and name not in _WORDS]
    return known or nearest(fault.found, keywords) or _clause(fault) or expected(fault.can)


def expected(can: frozenset[str]) -> str:
    """Return what could stand there, in words; the beginnings of clauses are one of them."""
    openers = can & _OPENERS
    names = sorted(can - openers if len(openers) > 2 else can)
    shown = [_WORDS.get(name) or (f"`{name.lower()}`" if name.isalpha() else "") for name in names]
    shown = [name for name in shown if name][:8] + (["the next clause"] if len(openers) > 2 else [])
    return "expected " + ", ".join(shown) if shown else ""


# --- the mistakes -----------------------------------------------------------------------------------------------------


def _mixed(fault: Fault) -> str:
    pair = {"and": "OR", "or": "AND"}
    mixed = fault.found in pair and pair[fault.found] in fault.can and fault.found.upper() not in fault.can
    return "say which belongs together: `(A and B) or C`, or `A and (B or C)`" if mixed else ""


def _other_line(fault: Fault) -> str:
    is_open = fault.found in ("and", "or") and "where" in fault.before
    return "put what is about the other line in brackets: `where (… and …)`" if is_open else ""


def stands_alone(fault: Fault) -> bool:
    """Return whether the fault is the value before: it stands where a condition stands, and a verb was looked for."""
    is_value = "IS" in fault.can and _VALUE.fullmatch(fault.last) is not None
    return is_value and len(fault.before) > 1 and fault.before[-2] in ("and", "or", *CLAUSES)


def _listed(fault: Fault) -> str:
    if not stands_alone(fault):
        return ""
    if fault.before[-2] in ("and", "or"):
        return f"in a list of values use commas: `is any of …, {fault.last}`"
    return f"`{fault.last}` is a value: write `code is {fault.last}`"


def _comma(fault: Fault) -> str:
    together = "COMMA" in fault.can and _VALUE.fullmatch(fault.last) and _VALUE.fullmatch(fault.found)
    return f"put a comma between {fault.last} and {fault.found}" if together else ""


def _verb(fault: Fault) -> str:
    if not _VALUE.fullmatch(fault.found) or len(fault.before) < 2:
        return ""
    if fault.last == "between":
        return f"write `is from {fault.found} to …`; both ends count"
    if fault.last == "of":
        return nearest(f"{fault.before[-2]} of", ("any of", "none of", "all of"))
    missing = "IS" in fault.can and _NAME.fullmatch(fault.last)
    return f"`is` is missing before {fault.found}" if missing else ""


def _until(fault: Fault) -> str:
    return "write `through` and the last valid day" if fault.found == "until" else ""


def _capitals(fault: Fault) -> str:
    small = fault.found.lower()
    shouted = small != fault.found and small in (*CLAUSES, *STATEMENTS)
    return f"keywords are in small letters: `{small}`" if shouted else ""


def _rule_name(fault: Fault) -> str:
    if len(fault.before) < 2 or fault.before[-2] != "rule" or not _NAME.fullmatch(fault.found):
        return ""
    if fault.last in CLAUSES:
        return "the rule has no name: write one word after `rule`"
    return f"a rule has a name of one word: `{fault.last}-{fault.found}`"


def _scope(fault: Fault) -> str:
    is_missing = "PER" in fault.can and fault.is_opener
    return "say per whom and when: `per patient`, `per day` …" if is_missing else ""


def _span(fault: Fault) -> str:
    is_dash = fault.found == "-" and "TO" in fault.can
    return f"write `{fault.last} to …`" if is_dash and _VALUE.fullmatch(fault.last) else ""


def _reserved(fault: Fault) -> str:
    inside = fault.is_opener and "IS" in fault.can and _NAME.fullmatch(fault.last) and fault.last not in CLAUSES
    return f"`{fault.found}` begins a clause or a statement, so it cannot stand in a name" if inside else ""


def _clause(fault: Fault) -> str:
    is_name = _NAME.fullmatch(fault.found) and "REQUIRES" in fault.can
    verb = re.match(r"(?: [a-z][a-z0-9-]*)* (?:is|include|includes) ", fault.after)
    return f"is `requires` missing before `{fault.found}`?" if is_name and verb else ""


def _negated(fault: Fault) -> str:
    is_term = fault.found == "it" and fault.last == "not"
    return "write `it is not a …`; `not` takes brackets" if is_term else ""


def _form(fault: Fault) -> str:
    """What may stand there is of one form, and this is not in it."""
    if "ADJUSTMENT" in fault.can and _VALUE.fullmatch(fault.found):
        return f"write the group too: `CO-{fault.found}`"
    if fault.can == {"DATE"} and fault.found.isdigit():
        return "write dates as year-month-day: 2026-01-15"
    return "put the sentence in straight double quotes" if fault.can == {"STRING"} else ""


_CURES: Final[tuple[Callable[[Fault], str], ...]] = (
    _mixed, _other_line, _listed, _comma, _verb, _until, _capitals, _rule_name, _scope, _span, _reserved, _negated,
    _form,
)  # fmt: skip
