"""How to mend the commonest mistakes in the form of a text: the word that cannot stand there, and what is around it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import attrs

from rules_engine.diagnostics.suggest import nearest
from rules_engine.language.signs import clock_cure

CLAUSES: Final = (
    "about", "allows", "applies", "ask", "cites", "confidence", "counting", "forbids", "from", "known", "limits",
    "offer", "otherwise", "pays", "ranked", "remember", "replaces", "requires", "say", "through", "treat", "unless",
    "when", "where",
)  # fmt: skip
STATEMENTS: Final = (
    "rulebook", "source", "codes", "term", "entry", "record", "value", "cycle", "calendar", "reference", "here",
    "covers", "excludes", "complete", "rule", "withdraws", "example",
)  # fmt: skip
_OPENERS: Final = frozenset(word.upper() for word in (*CLAUSES, *STATEMENTS)) | {"$END"}
_VALUE: Final = re.compile(r"[0-9][0-9.]*|[0-9]*[A-Z][A-Z0-9.]*")
_NAME: Final = re.compile(r"[a-z][a-z0-9-]*")
_VALUES: Final = rf"(?:{_VALUE.pattern})(?: (?:,|or|and) (?:{_VALUE.pattern}))*"
_LISTED: Final = re.compile(rf"((?:[a-z][a-z0-9-]* )+)is (?:any of )?({_VALUES})$")
_MORE: Final = re.compile(rf"(?:\s*(?:,|\bor\b|\band\b)\s*(?:{_VALUE.pattern}))*")
_AMERICAN: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})(?![0-9])")
_SPAN: Final = re.compile(r"([0-9A-Z.]+)[ \t]*-[ \t]*([0-9A-Z.]+)")
_QUOTE_OR_COMMENT: Final = re.compile(r'"[^"\n]*"|#[^\n]*')
_OF_OTHER_LANGUAGES: Final = {
    "if": "write `when`",
    "then": "write `requires`",
    "until": "write `through` and the last valid day",
    "equals": "write `is`",
    "be": "write `is`",
    "contain": "write `include`",
    "contains": "write `include`",
    "above": "write `is more than`",
    "over": "write `is more than`",
    "below": "write `is less than`",
}
_PREDICATES: Final = ("any", "at", "documented", "in", "less", "more", "none", "supplied", "under")
_MOST_SHOWN: Final = 8
_WORDS: Final = {
    "WORD": "a name",
    "STRING": "a sentence in double quotes",
    "NUMBER": "a number",
    "CODE": "a code",
    "DATE": "a date",
    "TIME": "a time",
    "UNIT": "a unit",
    "WEEKDAY": "a day of the week",
    "MONTH": "a month",
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

    found: the word, empty at the end of a statement. before: what stands before it, last word last. after: the text
    that follows. can: names of the terminals that could stand there. is_first: it is the first word of its line.
    """

    found: str
    before: tuple[str, ...]
    after: str
    can: frozenset[str]
    is_first: bool = False

    @property
    def last(self) -> str:
        """Return the word before, or an empty text."""
        return self.before[-1] if self.before else ""

    @property
    def is_opener(self) -> bool:
        """Return whether the word begins a clause or a statement, or nothing follows."""
        return not self.found or self.found in (*CLAUSES, *STATEMENTS)


def fault_at(text: str, start: int, found: str, can: frozenset[str]) -> Fault:
    """Return the fault at an offset of a text."""
    near = text.rfind("\n", 0, max(0, start - 200)) + 1
    before = tuple(_without_comments(text[near:start]).replace(",", " , ").split())
    is_first = not text[text.rfind("\n", 0, start) + 1 : start].strip()
    return Fault(found, before, text[start + len(found) : start + len(found) + 60], can, is_first)


def _without_comments(text: str) -> str:
    return _QUOTE_OR_COMMENT.sub(lambda m: m.group() if m.group().startswith('"') else "", text)


def blamed(fault: Fault, text: str, start: int) -> tuple[int, int]:
    """Return the offsets of the words to underline.

    The parser stops at the first word that cannot stand where it stands; the mistake may be a word before it, or go on
    behind it.
    """
    if words := _misplaced_before(fault):
        written = re.compile(r"\s+".join(map(re.escape, words)))
        found = list(written.finditer(text, max(0, start - 400), start))
        return found[-1].span() if found else (start, start + len(fault.found))
    if (day := _AMERICAN.match(text, start)) and _form(fault):
        return day.span()
    if _span(fault) and (span := _SPAN.match(text, start - len(fault.last))):
        return span.span()
    return start, start + len(fault.found)


def _misplaced_before(fault: Fault) -> tuple[str, ...]:
    """Return the words before the fault that are the mistake, if they are."""
    if _misspelt_of(fault):
        return fault.before[-2:]
    is_last = stands_alone(fault) or _between(fault) or _has_no_name(fault) or _said_before(fault)
    return fault.before[-1:] if is_last else ()


def cure(fault: Fault) -> str:
    """Return how to mend it: the commonest mistakes first, then a near keyword, then what could stand there."""
    known = next((told for each in _CURES if (told := each(fault))), "")
    keywords = [name.lower() for name in fault.can if name.isalpha() and name not in _WORDS]
    return known or nearest(fault.found, keywords) or _clause(fault) or expected(fault.can)


def expected(can: frozenset[str]) -> str:
    """Return what could stand there, in words; the beginnings of clauses are one of them."""
    openers = can & _OPENERS
    names = sorted(can - openers if len(openers) > 2 else can, key=_plainest_first)
    shown = [_WORDS.get(name) or (f"`{name.lower()}`" if name.isalpha() else "") for name in names]
    shown = [name for name in shown if name]
    more = ["…"] if len(shown) > _MOST_SHOWN else []
    shown = shown[:_MOST_SHOWN] + more + (["the next clause"] if len(openers) > 2 else [])
    return "expected " + ", ".join(shown) if shown else ""


def _plainest_first(name: str) -> tuple[int, str]:
    """Values and names come first, then keywords, then the signs of arithmetic."""
    word = _WORDS.get(name, "")
    return (0 if word.startswith(("a ", "an ")) else 2 if word else 1, name)


# --- the mistakes -----------------------------------------------------------------------------------------------------


def _mixed(fault: Fault) -> str:
    pair = {"and": "OR", "or": "AND"}
    mixed = fault.found in pair and pair[fault.found] in fault.can and fault.found.upper() not in fault.can
    return "say which belongs together: `(A and B) or C`, or `A and (B or C)`" if mixed else ""


def _other_line(fault: Fault) -> str:
    if fault.found not in ("and", "or") or "where" not in fault.before:
        return ""
    return (
        f"put what is about the other line in brackets, `where (… {fault.found} …)`; what is about this line, outside"
    )


def stands_alone(fault: Fault) -> bool:
    """Return whether the fault is the value before: it stands where a condition stands, and a verb was looked for."""
    is_value = "IS" in fault.can and _VALUE.fullmatch(fault.last) is not None
    return is_value and len(fault.before) > 1 and fault.before[-2] in ("and", "or", *CLAUSES)


def _listed(fault: Fault) -> str:
    if not stands_alone(fault):
        return ""
    if fault.before[-2] in ("and", "or"):
        return f"in a list of values use commas: {_with_commas(fault)}"
    return f"`{fault.last}` is a value: write `code is {fault.last}`"


def _with_commas(fault: Fault) -> str:
    """Return the comparison as it should stand, with the values that were joined by `and` or `or`."""
    listed = _LISTED.search(" ".join(fault.before))
    if listed is None:
        return f"`is any of …, {fault.last}`"
    more = _MORE.match(fault.found + fault.after)
    values = _values(listed.group(2) + (more.group() if more else ""))
    return f"`{_field(listed.group(1).split())} is any of {values}`"


def _field(words: list[str]) -> str:
    """Return the words of a field: those behind the last word that joins or begins a condition."""
    joined = max((at for at, word in enumerate(words) if word in (*CLAUSES, "and", "or")), default=-1)
    return " ".join(words[joined + 1 :])


def _joined(fault: Fault) -> str:
    """Say how values are joined where no comparison stands before them, as in a set of codes."""
    more = _MORE.match(fault.found + fault.after)
    listed = re.search(rf"{_VALUES}$", " ".join(fault.before))
    if fault.found not in ("and", "or") or listed is None or more is None or not more.group():
        return ""
    if _is_example(fault):
        return f"`is` is missing before {listed.group()}"
    return f"in a list of values use commas: {_values(f'{listed.group()} {more.group()}')}"


def _is_example(fault: Fault) -> bool:
    return "EXPECT" in fault.can


def _fact(fault: Fault) -> str:
    """Say how an example parts its facts, and joins the values of one."""
    if fault.last == "," and fault.can == {"WORD"} and _VALUE.fullmatch(fault.found):
        joined = f"{fault.before[-2]} and {fault.found}"
        return f"a comma begins another fact; the values of one are joined by `and`: `{joined}`"
    is_next = _is_example(fault) and "COMMA" in fault.can and _VALUE.fullmatch(fault.last) and not fault.is_first
    return f"put a comma before `{fault.found}`" if is_next and _NAME.fullmatch(fault.found) else ""


def _values(text: str) -> str:
    return ", ".join(_VALUE.findall(text))


def _comma(fault: Fault) -> str:
    together = "COMMA" in fault.can and _VALUE.fullmatch(fault.last) and _VALUE.fullmatch(fault.found)
    return f"put a comma between {fault.last} and {fault.found}" if together else ""


def _verb(fault: Fault) -> str:
    if "IS" not in fault.can or not _NAME.fullmatch(fault.last) or len(fault.before) < 2:
        return ""
    if _VALUE.fullmatch(fault.found):
        measure = " ".join(fault.before[-2:])
        is_measured = measure in ("at least", "at most", "more than", "less than")
        return f"write `is {measure} {fault.found}`" if is_measured else f"`is` is missing before {fault.found}"
    is_predicate = fault.found in _PREDICATES and not fault.is_first
    return f"`is` is missing before `{fault.found}`" if is_predicate else ""


def _no_verb(fault: Fault) -> str:
    """Say what is missing when a name is all that a line has."""
    is_alone = fault.is_opener and (fault.is_first or not fault.found) and "IS" in fault.can
    name = _field(list(fault.before)) if is_alone and _NAME.fullmatch(fault.last) else ""
    return f"say what must be so of it, such as `{name} is documented`" if name else ""


def _place(fault: Fault) -> str:
    is_bare = fault.before[-2:-1] == ("cites",) and "STRING" in fault.can and _VALUE.fullmatch(fault.found)
    return f'put the place in straight double quotes: "{fault.found}"' if is_bare else ""


def _between(fault: Fault) -> str:
    if fault.last != "between" or not fault.found[:1].isdigit():
        return ""
    upper = re.match(r"(?:\s+[a-z]+)?\s+and\s+([0-9][0-9.:-]*)", fault.after)
    return f"write `is from {fault.found} to {upper.group(1) if upper else '…'}`; both ends count"


def _misspelt_of(fault: Fault) -> str:
    if fault.last != "of" or len(fault.before) < 2 or fault.before[-2] in ("any", "none", "all"):
        return ""
    return nearest(f"{fault.before[-2]} of", ("any of", "none of", "all of"))


def _foreign(fault: Fault) -> str:
    return _OF_OTHER_LANGUAGES.get(fault.found) or _said_before(fault)


def _said_before(fault: Fault) -> str:
    cure = _OF_OTHER_LANGUAGES.get(fault.last, "")
    return cure if _VALUE.fullmatch(fault.found) else ""


def _none_of(fault: Fault) -> str:
    is_split = fault.before[-3:] == ("not", "any", "of")
    return f"write `is none of {fault.found}`" if is_split else ""


def _clock(fault: Fault) -> str:
    return clock_cure(f"{fault.last} {fault.found}") if fault.found in ("am", "pm") else ""


def _thousands(fault: Fault) -> str:
    rest = re.match(r"[0-9]{3}(?![0-9])", fault.after)
    is_one = fault.found == "," and fault.last.isdigit() and rest
    return f"write a number without commas: {fault.last}{rest.group()}" if is_one and rest else ""


def _capitals(fault: Fault) -> str:
    small = fault.found.lower()
    if small != fault.found and small in (*CLAUSES, *STATEMENTS):
        return f"keywords are in small letters: `{small}`"
    is_mixed = re.fullmatch(r"[A-Z]*[a-z][A-Za-z]*", fault.found) and small != fault.found and "STRING" not in fault.can
    return f"words are in small letters, codes in capitals: `{small}`" if is_mixed else ""


def _has_no_name(fault: Fault) -> bool:
    return fault.before[-2:-1] == ("rule",) and fault.last in CLAUSES


def _rule_name(fault: Fault) -> str:
    if _has_no_name(fault):
        return "the rule has no name: write one word after `rule`"
    is_second = fault.before[-2:-1] == ("rule",) and _NAME.fullmatch(fault.found)
    return f"a rule has a name of one word: `{fault.last}-{fault.found}`" if is_second else ""


def _scope(fault: Fault) -> str:
    is_missing = "PER" in fault.can and fault.is_opener
    return "say per whom and when: `per patient`, `per day` …" if is_missing else ""


def _span(fault: Fault) -> str:
    if fault.found != "-" or "TO" not in fault.can or not _VALUE.fullmatch(fault.last):
        return ""
    upper = re.match(r"\s*([0-9A-Z][0-9A-Z.]*)", fault.after)
    return f"write `{fault.last} to {upper.group(1) if upper else '…'}`"


def _reserved(fault: Fault) -> str:
    inside = (
        fault.found
        and fault.is_opener
        and "IS" in fault.can
        and _NAME.fullmatch(fault.last)
        and fault.last not in CLAUSES
    )
    return f"`{fault.found}` begins a clause or a statement, so it cannot stand in a name" if inside else ""


def _clause(fault: Fault) -> str:
    is_name = _NAME.fullmatch(fault.found) and "REQUIRES" in fault.can
    verb = re.match(r"(?: [a-z][a-z0-9-]*)* (?:is|include|includes) ", fault.after)
    return f"is `requires` missing before `{fault.found}`?" if is_name and verb else ""


def _negated(fault: Fault) -> str:
    if fault.found != "it" or fault.last != "not":
        return ""
    term = re.match(r" is (an?(?: [a-z][a-z0-9-]*)+)", fault.after)
    return f"write `it is not {term.group(1) if term else 'a …'}`; `not` takes brackets"


def _form(fault: Fault) -> str:
    """What may stand there is of one form, and this is not in it."""
    if "ADJUSTMENT" in fault.can and _VALUE.fullmatch(fault.found):
        return f"write the group too: `CO-{fault.found}`"
    if fault.can == {"DATE"} and fault.found.isdigit():
        return _date(fault.found + fault.after)
    return "put the sentence in straight double quotes" if fault.can == {"STRING"} else ""


def _date(text: str) -> str:
    """A day above 12 shows which number is the month; else it is for the author to say."""
    given = _AMERICAN.match(text)
    if given is None or len(given.group(3)) == 2:
        return "write dates as year-month-day, with four digits for the year"
    first, second = int(given.group(1)), int(given.group(2))
    if min(first, second) > 12 or (max(first, second) <= 12 and first != second):
        return f"write dates as year-month-day; say which is the month, {first} or {second}"
    month, day = sorted((first, second))
    return f"write dates as year-month-day: {given.group(3)}-{month:02}-{day:02}"


_CURES: Final[tuple[Callable[[Fault], str], ...]] = (
    _mixed, _other_line, _listed, _joined, _fact, _comma, _between, _misspelt_of, _none_of, _foreign, _clock,
    _thousands, _verb, _place, _capitals, _rule_name, _scope, _span, _no_verb, _reserved, _negated, _form,
)  # fmt: skip
