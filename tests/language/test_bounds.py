"""How large a text may be: the last size that is taken, and the first that is refused with its place."""

import threading
from collections.abc import Callable
from unittest.mock import patch

import pytest
from language.books import HEAD, compiled, faults

from rules_engine.claims.model import Claim, Dossier, ServiceLine
from rules_engine.diagnostics.model import Diagnostic
from rules_engine.interpreters.row import judge
from rules_engine.ir import codec
from rules_engine.language.context import MAX_DEPTH, MAX_PARTS

LINE = ServiceLine(number=1, code="90837")


def rule(condition: str) -> str:
    return f"{HEAD}rule r\n  cites manual\n  requires {condition}\n"


def brackets(depth: int) -> str:
    return rule("(" * depth + "units is 1" + ")" * depth)


def negations(depth: int) -> str:
    return rule("not (" * (depth - 3) + "units is 1 + 1" + ")" * (depth - 3))


def sums(depth: int) -> str:
    return rule("units is 1" + " + 1" * (depth - 2))


def shifts(depth: int) -> str:
    return rule("service date is " + "1 day after " * (depth - 2) + "service date")


def searches(depth: int) -> str:
    inner = depth - 3
    return rule("some line on the same claim where (" * inner + "units is 1 + 1" + ")" * inner)


def totals(depth: int) -> str:
    inner = (depth - 3) // 2
    return rule("total units among lines on the same claim where (" * inner + "units is 1 + 1" + ") is 1" * inner)


def terms(depth: int) -> str:
    chain = "".join(f"term t{n} means it is a t{n - 1}\n" for n in range(1, depth - 3))
    return rule(f"it is a t{depth - 4}") + "term t0 means units is 1 + 1\n" + chain


def entries(depth: int) -> str:
    chain = "".join(f"entry e{n} means e{n - 1} where (units is 1)\n" for n in range(1, depth - 2))
    return rule(f"some e{depth - 3} on the same claim") + "entry e0 means line\n" + chain


def windows(depth: int) -> str:
    inner = depth - 2
    days = "within 3 days before (latest service date among lines " * inner
    return rule(f"some line {days}on the same claim{')' * inner}")


def lookups(depth: int) -> str:
    table = "reference pairs\n  columns code as procedure code, next as procedure code\n  rows\n    | 90837 | 90837 |\n"
    inner = depth - 2
    return rule("next listed in pairs for (" * inner + "code" + ")" * inner + ' is "90837"') + table


def picks(depth: int) -> str:
    inner = depth - 2
    return rule("units is " + "lesser of (1 units, " * inner + "1 units" + ")" * inner)


SHAPES = [brackets, negations, sums, shifts, searches, totals, terms, entries, windows, lookups, picks]
CHAINS = (terms, entries)


def names(text: str) -> set[str]:
    return {each.name for each in faults(text)}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("less", [1, 0])
def test_up_to_the_bound_every_pass_goes_through(shape: Callable[[int], str], less: int) -> None:
    # A small stack shows a pass that needs more of it than it may.
    done: list[object] = []

    def passes() -> None:
        book = compiled(shape(MAX_DEPTH - less)).rulebooks["book"]
        again = codec.decode(codec.encode(book))
        assert again.rules == book.rules
        assert hash(again.rules[0]) == hash(book.rules[0])
        assert repr(again.rules[0]).startswith("Rule(name='r'")
        done.append(judge(Dossier(claim=Claim(claim_id="C", lines=(LINE,))), again).verdict)

    before = threading.stack_size(512 * 1024)
    try:
        thread = threading.Thread(target=passes)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert len(done) == 1


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("more", [2, 50, 3000])
def test_beyond_the_bound_the_place_is_named(shape: Callable[[int], str], more: int) -> None:
    found = faults(shape(MAX_DEPTH + (min(more, 400) if shape in CHAINS else more)))
    assert {each.name for each in found} == {"nested-too-deep"}
    assert all(each.span.line >= 5 for each in found)


def test_twelve_levels_are_ordinary() -> None:
    for shape in SHAPES:
        assert names(shape(16)) <= {"unused"}


def test_terms_that_double_one_another_are_refused_in_time() -> None:
    # Thirty doublings are a thousand million conditions.
    chain = "".join(f"term t{n} means it is a t{n - 1} and it is a t{n - 1}\n" for n in range(1, 31))
    with patch("rules_engine.language.context.MAX_PARTS", 1000):
        found = faults(rule("it is a t30") + "term t0 means units is 1\n" + chain)
    assert {each.name for each in found} == {"statement-too-large"}


def table(rows: int) -> str:
    lines = "\n".join(f"    | 9{n:04d} | 1 |" for n in range(rows))
    return f"{HEAD}rule r\n  cites manual\n  requires\n    | when code | units |\n{lines}\n"


def test_a_long_table_is_taken_and_an_endless_one_refused() -> None:
    # A row has six parts: itself, two cells, and what two cells hold.
    assert names(table(2000)) == set()
    assert names(table(MAX_PARTS // 3)) == {"statement-too-large"}


def test_a_text_that_is_too_large_is_refused_before_it_is_read() -> None:
    with patch("rules_engine.language.parse.MAX_CHARACTERS", 200):
        small = "#" * (200 - len("rulebook b 'B'"))
        assert names('rulebook b "B"\n' + small[:180]) == set()
        (found,) = faults("#" * 201)
    assert (found.name, found.span.line, found.span.column) == ("text-too-large", 1, 1)


def test_a_fault_in_a_long_text_is_named_where_it_stands() -> None:
    rules = "".join(f"rule r{n}\n  cites manual\n  requires units is 1\n" for n in range(3000))
    broken = HEAD + rules + "rule last\n  cites manual\n  requires unitz is 1\nrule other\n  requires ,\n"
    found: dict[str, Diagnostic] = {each.name: each for each in faults(broken)}
    assert set(found) == {"unknown-field", "unexpected-text"}
    for name, word in (("unknown-field", "unitz"), ("unexpected-text", ",")):
        span = found[name].span
        assert broken[span.start : span.stop] == word
        assert broken.split("\n")[span.line - 1][span.column - 1 :].startswith(word)
