"""Laws of the formatter: the tree is the same, the comments are the same, the second time changes nothing.

Texts are derived from the grammar itself, so a new production is covered the day it is written.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TypeVar

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lark import Lark

from rules_engine.language.format import format_text
from rules_engine.language.format_check import losses
from rules_engine.language.parse import build_parser, parse

ROOT = Path(__file__).parents[2]
INLINE = {"phrase", "row", "header"}  # may not run over a line end
TEXTS = {
    "WORD": ["alpha", "modifiers", "status", "room-2", "session", "minutes", "place", "x9"],
    "CODE": ["GT", "G0017", "F32.1", "90791T"],
    "NUMBER": ["1", "2", "90837", "02", "0.5", "1.0"],
    "STRING": ['"Time"', '""', '"a # b, (c) | and  or"', '"' + "A long sentence with words. " * 3 + '"'],
    "UNIT": ["day", "days", "minute", "units", "unit", "person", "people", "percent", "weeks"],
    "DATE": ["2024-01-01", "2026-12-31"],
    "TIME": ["09:30"],
    "MONTH": ["July", "December"],
    "WEEKDAY": ["Monday", "Sunday"],
    "ADJUSTMENT": ["CO-4", "PR-A12"],
}
SPACES = [" ", "  ", "\t", " \t "]
LINE_ENDS = ["\n", "\r\n", "\n  ", "\n\n", "\n \n   ", " # why {n}\n", "\n# own {n}\n", "\n\n   #{n}  \n\n\n", "\f\n"]
MARKS = frozenset("(),;|")
Option = TypeVar("Option")


@pytest.fixture(scope="module")
def parser() -> Lark:
    return build_parser()


# --- texts from the grammar -------------------------------------------------------------------------------------------


@attrs.define
class Choices:
    """Takes one option after the other as bytes say; the first of each when they are used up."""

    data: bytes
    at: int = 0

    def pick(self, options: Sequence[Option]) -> Option:
        chosen = self.data[self.at] if self.at < len(self.data) else 0
        self.at += 1
        return options[chosen % len(options)]


@attrs.frozen
class Written:
    """One lexeme of a derived text. is_inline: no line may end before it. kind: its terminal."""

    text: str
    kind: str
    is_inline: bool


class Grammar:
    """The productions of the grammar, those with the shortest derivation first."""

    def __init__(self, parser: Lark) -> None:
        self.texts = {t.name: [t.pattern.value] for t in parser.terminals} | TEXTS
        self.productions: dict[str, list[tuple[str, ...]]] = {}
        for rule in parser.rules:
            symbols = tuple(symbol.name for symbol in rule.expansion)
            self.productions.setdefault(str(rule.origin.name), []).append(symbols)
        heights = self._heights()
        for name, options in self.productions.items():
            options.sort(key=lambda symbols: max((heights[s] for s in symbols), default=0))
            if name.startswith("__"):
                options.extend(options[1:] * 2)  # a repetition goes on more often than it ends

    def _heights(self) -> dict[str, int]:
        """Return the height of the lowest derivation of every symbol."""
        heights = dict.fromkeys(self.texts, 0)
        while missing := [name for name in self.productions if name not in heights]:
            for name in missing:
                known = [s for s in self.productions[name] if all(symbol in heights for symbol in s)]
                if known:
                    heights[name] = 1 + min(max((heights[s] for s in symbols), default=0) for symbols in known)
        return heights

    def derive(self, choices: Choices, used: set[tuple[str, ...]] | None = None) -> Iterator[Written]:
        """Give the lexemes of one text. used: gathers the productions that were taken."""
        waiting = ["__start_star_0"]
        inside: list[int] = []  # of each open inline node: how many lexemes it has so far
        while waiting:
            symbol = waiting.pop()
            if symbol == "end of inline":
                inside.pop()
            elif symbol in self.texts:
                yield Written(choices.pick(self.texts[symbol]), symbol, any(inside))
                inside = [count + 1 for count in inside]
            else:
                symbols = choices.pick(self.productions[symbol])
                if used is not None:
                    used.add((symbol, *symbols))
                if symbol in INLINE:
                    inside.append(0)
                    waiting.append("end of inline")
                waiting.extend(reversed(symbols))


def may_touch(before: Written, after: Written) -> bool:
    """Return whether two lexemes stay two without space between them."""
    is_value = before.kind in ("NUMBER", "CODE", "DATE", "TIME", "ADJUSTMENT")
    return bool({before.text, after.text} & MARKS or "STRING" in (before.kind, after.kind)) or (
        is_value and after.text[0].islower()
    )


def spread(lexemes: Sequence[Written], choices: Choices, separators: Sequence[str]) -> str:
    """Return lexemes as a text with chosen space between them. separators: where a line may end."""
    parts = [choices.pick(["", *separators]).format(n="first"), *(lexeme.text for lexeme in lexemes[:1])]
    for number, (before, after) in enumerate(pairwise(lexemes)):
        options = [*SPACES, *([""] if may_touch(before, after) else []), *([] if after.is_inline else separators)]
        parts += [choices.pick(options).format(n=number), after.text]
    return "".join(parts) + choices.pick(["", *separators]).format(n="last")


@pytest.fixture(scope="module")
def grammar(parser: Lark) -> Grammar:
    return Grammar(parser)


def broken_laws(parser: Lark, text: str, formatted: str) -> tuple[str, ...]:
    """Return the laws that a formatted text breaks."""
    again = format_text(parser, "again", formatted).text
    return (*losses(parser, text, formatted), *(["stability"] if again != formatted else []))


DERIVATION = st.binary(min_size=150, max_size=500)  # shrinks by zeros: the shortest productions
SPACING = st.binary(min_size=80, max_size=200)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(DERIVATION, SPACING)
def test_layout_is_all_that_changes(parser: Lark, grammar: Grammar, derivation: bytes, spacing: bytes) -> None:
    text = spread(list(grammar.derive(Choices(derivation))), Choices(spacing), LINE_ENDS)
    formatted = format_text(parser, "a.rules", text)
    assume(not formatted.diagnostics)
    assert broken_laws(parser, text, formatted.text) == ()
    assert not re.search(r"[ \t\r\f]$|\n\n\n|\A\n|\n\n\Z", formatted.text, re.MULTILINE)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(DERIVATION, SPACING, SPACING)
def test_there_is_one_form(parser: Lark, grammar: Grammar, derivation: bytes, one: bytes, other: bytes) -> None:
    lexemes = list(grammar.derive(Choices(derivation)))
    texts = [spread(lexemes, Choices(spacing), ["\n", "\r\n ", "\n\t"]) for spacing in (one, other)]
    results = [format_text(parser, "a.rules", text) for text in texts]
    assume(not any(result.diagnostics for result in results))
    assert results[0].text == results[1].text


COUNT = 6000


def test_the_texts_reach_every_production_and_most_are_faultless(parser: Lark, grammar: Grammar) -> None:
    random = Random(0)
    used: set[tuple[str, ...]] = set()
    faultless = 0
    for _ in range(COUNT):
        derivation = Choices(random.randbytes(600))
        text = spread(list(grammar.derive(derivation, used)), Choices(random.randbytes(100)), LINE_ENDS)
        faultless += not parse(parser, "a.rules", text).diagnostics
    every = {(name, *symbols) for name, options in grammar.productions.items() for symbols in options}
    assert {production for production in every - used if production[0] != "start"} == set()
    assert faultless > COUNT * 0.93


# --- real texts -------------------------------------------------------------------------------------------------------


def rule_files() -> list[Path]:
    """Return the shipped rules and examples."""
    return [path for ending in ("rules", "examples") for path in sorted((ROOT / "rules").rglob(f"*.{ending}"))]


def real_texts() -> list[str]:
    """Return the shipped rules and examples, and those of the golden cases."""
    cases = (path.read_text("utf-8") for path in sorted((ROOT / "tests" / "language" / "format").glob("*.md")))
    golden = [block for case in cases for block in re.findall(r"^```rules\n(.*?)^```$", case, re.DOTALL | re.MULTILINE)]
    return [*golden, *(path.read_text("utf-8") for path in rule_files())]


def test_every_shipped_file_keeps_its_meaning_and_becomes_stable(parser: Lark) -> None:
    broken = {}
    for path in rule_files():
        text = path.read_text("utf-8")
        formatted = format_text(parser, path.name, text)
        broken[path.name] = formatted.diagnostics or broken_laws(parser, text, formatted.text)
    assert {name: laws for name, laws in broken.items() if laws} == {}


CUTS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 40), st.integers(0, 10_000)), max_size=3)


def cut(text: str, start: int, length: int, into: int) -> str:
    """Return a text without a piece of it, or with the piece a second time elsewhere."""
    piece = text[start : start + length]
    return text[:into] + piece + text[into:] if into % 2 else text[:start] + text[start + length :]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), CUTS)
def test_a_mutilated_text_is_left_alone_or_keeps_its_meaning(
    parser: Lark, number: int, cuts: list[tuple[int, int, int]]
) -> None:
    texts = real_texts()
    text = texts[number % len(texts)]
    for start, length, into in cuts:
        text = cut(text, start % (len(text) + 1), length, into % (len(text) + 1))
    formatted = format_text(parser, "a.rules", text)
    if formatted.diagnostics:
        assert formatted.text == text
    else:
        assert broken_laws(parser, text, formatted.text) == ()


# --- the laws can fail ------------------------------------------------------------------------------------------------

SOUND = """\
codes family are 90846, 90847  # both

rule a "A title"
  # why
  when units is 3 - (2 - 1) and not (code is 90837)
  requires units is at most 2 days
"""

PLANTED: dict[str, tuple[Callable[[str], str], str]] = {
    "two elements of a set are swapped": (lambda text: text.replace("90846, 90847", "90847, 90846"), "meaning"),
    "brackets are dropped": (lambda text: text.replace("(2 - 1)", "2 - 1"), "meaning"),
    "a negation is dropped": (lambda text: text.replace("not (code is 90837)", "(code is 90837)"), "meaning"),
    "a unit is changed": (lambda text: text.replace("days", "weeks"), "meaning"),
    "a sentence is changed": (lambda text: text.replace("A title", "A  title"), "meaning"),
    "a clause is dropped": (lambda text: text.replace("  requires units is at most 2 days\n", ""), "meaning"),
    "a name runs over a line end": (lambda text: text.replace("family are", "family\ngroup are"), "meaning"),
    "a comment is dropped": (lambda text: text.replace("  # both", ""), "comments"),
    "a comment is changed": (lambda text: text.replace("# both", "# all"), "comments"),
    "a comment moves to another clause": (
        lambda text: text.replace("  # why\n", "").replace("  requires", "  # why\n  requires"),
        "comments",
    ),
    "a comment is doubled": (lambda text: text.replace("# both", "# both\n# both"), "comments"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_the_laws_notice_that(parser: Lark, planted: str) -> None:
    fault, law = PLANTED[planted]
    broken = fault(SOUND)
    assert broken != SOUND
    assert broken_laws(parser, SOUND, SOUND) == ()
    assert law in losses(parser, SOUND, broken)


def test_the_laws_notice_a_layout_that_is_not_stable(parser: Lark) -> None:
    assert broken_laws(parser, SOUND, SOUND.replace("\n\n", "\n\n\n")) == ("stability",)
