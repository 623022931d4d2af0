"""How large a text may be: the last size that is taken, and the first that is refused with its place."""

import threading
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from language.books import HEAD, compiled, faults

from rules_engine.claims.model import Claim, Dossier, ServiceLine
from rules_engine.diagnostics.model import Diagnostic
from rules_engine.interpreters.row import judge
from rules_engine.ir import codec
from rules_engine.language.context import MAX_DEPTH, MAX_ELEMENTS, MAX_PARTS, MAX_RULES
from rules_engine.language.parse import MAX_CHARACTERS

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


def test_a_fault_in_a_long_text_is_named_where_it_stands() -> None:
    rules = "".join(f"rule r{n}\n  cites manual\n  requires units is 1\n" for n in range(3000))
    broken = HEAD + rules + "rule last\n  cites manual\n  requires unitz is 1\nrule other\n  requires ,\n"
    found: dict[str, Diagnostic] = {each.name: each for each in faults(broken)}
    assert set(found) == {"unknown-field", "unexpected-text"}
    for name, word in (("unknown-field", "unitz"), ("unexpected-text", ",")):
        span = found[name].span
        assert broken[span.start : span.stop] == word
        assert broken.split("\n")[span.line - 1][span.column - 1 :].startswith(word)


# --- text, elements of a set, rules of a rulebook: n - 1, n, n + 1 ----------------------------------------------------

AROUND = pytest.mark.parametrize(("more", "refused"), [(-1, False), (0, False), (1, True)])


def test_the_bounds_are_those_that_are_told() -> None:
    page = (Path(__file__).parents[2] / "docs" / "limits.md").read_text(encoding="utf-8")
    for bound in (MAX_DEPTH, MAX_PARTS, MAX_ELEMENTS, MAX_RULES, MAX_CHARACTERS):
        assert f"| {bound:,} |" in page


@AROUND
def test_a_text_has_sixteen_mebibytes(more: int, refused: bool) -> None:
    assert MAX_CHARACTERS == 16 * 1024 * 1024
    head = 'rulebook b "B"\n'
    found = faults(head + "#" * (MAX_CHARACTERS - len(head) + more))
    assert [(each.name, each.span.line, each.span.column) for each in found] == [("text-too-large", 1, 1)] * refused


def codes(count: int) -> list[str]:
    return [f"{n:04d}{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for n in range(10_000)][:count]


@AROUND
def test_a_set_has_so_many_elements(more: int, refused: bool) -> None:
    with patch("rules_engine.language.values.MAX_ELEMENTS", 1000):
        written = faults(f"{HEAD}codes long are {', '.join(codes(1000 + more))}\n")
    assert {each.name for each in written} == ({"statement-too-large"} if refused else set())


@AROUND
def test_a_set_that_is_made_of_sets_has_as_many(more: int, refused: bool) -> None:
    parts = "".join(f"codes part {'abcd'[n]} are {', '.join(codes(1000)[n::4])}\n" for n in range(4))
    with patch("rules_engine.language.values.MAX_ELEMENTS", 1000 - more):
        found = faults(f"{HEAD}{parts}codes whole are part a, part b, part c, part d\n")
    assert {each.name for each in found} == ({"statement-too-large"} if refused else set())


def many(rules: int) -> str:
    return "".join(f"rule r{n}\n  cites manual\n  requires units is 1\n" for n in range(rules))


@AROUND
def test_a_rulebook_has_so_many_rules(more: int, refused: bool) -> None:
    with patch("rules_engine.language.inherit.MAX_RULES", 100):
        found = faults(HEAD + many(100 + more))
    assert [each.name for each in found] == ["rulebook-too-large"] * refused


@AROUND
def test_inherited_rules_count(more: int, refused: bool) -> None:
    child = 'rulebook child "Child"\n  extends book\n' + "".join(
        f"rule c{n}\n  cites manual\n  requires units is 1\n" for n in range(40 + more)
    )
    with patch("rules_engine.language.inherit.MAX_RULES", 100):
        found = faults(HEAD + many(60), child=child)
    assert [(each.name, each.span.file) for each in found] == [("rulebook-too-large", "child.rules")] * refused


# --- chains of names --------------------------------------------------------------------------------------------------


def chained_books(count: int) -> str:
    return "".join(f'rulebook b{n} "B"\n' + (f"  extends b{n - 1}\n" if n else "") for n in range(count))


def chained_rules(count: int) -> str:
    after = [f"  applies after r{n - 1}\n" if n else "" for n in range(count)]
    return HEAD + "".join(f"rule r{n}\n  cites manual\n{after[n]}  requires units is 1\n" for n in range(count))


def chained_terms(count: int) -> str:
    return HEAD + "term t0 means units is 1\n" + "".join(f"term t{n} means it is a t{n - 1}\n" for n in range(1, count))


def chained_entries(count: int) -> str:
    chain = "".join(f"entry e{n} means e{n - 1} where (units is 1)\n" for n in range(1, count))
    return f"{HEAD}entry e0 means line\n{chain}"


def chained_values(count: int) -> str:
    value = 'source s{n} "S"\n  checked 2026-11-23\nvalue wait is {inherited}1 days\n  cites s{n}\n'
    books = (f'rulebook b{n} "B"\n' + (f"  extends b{n - 1}\n" if n else "") for n in range(count))
    return "".join(book + value.format(n=n, inherited="inherited + " if n else "") for n, book in enumerate(books))


def chained_sets(count: int) -> str:
    return f"{HEAD}codes s0 are 90837\n" + "".join(f"codes s{n} are s{n - 1}, 90834\n" for n in range(1, count))


CHAINED = [chained_books, chained_rules, chained_terms, chained_entries, chained_values]


@pytest.mark.parametrize("chain", CHAINED)
def test_five_thousand_names_in_a_chain_are_refused_with_their_place(chain: Callable[[int], str]) -> None:
    found = faults(chain(5000))
    assert {each.name for each in found} <= {"nested-too-deep", "nothing-inherited"}
    assert 1 <= len([each for each in found if each.name == "nested-too-deep"]) <= 19


@pytest.mark.parametrize("chain", [chained_books, chained_rules, chained_values])
def test_a_chain_may_be_as_long_as_anything_is_deep(chain: Callable[[int], str]) -> None:
    assert names(chain(MAX_DEPTH)) == set()
    assert names(chain(MAX_DEPTH + 2)) >= {"nested-too-deep"}


def test_sets_may_be_chained_without_a_bound() -> None:
    assert names(chained_sets(5000)) == set()


def test_a_ring_is_told_however_long_it_is() -> None:
    rules = chained_rules(5000).replace("rule r0\n  cites manual\n", "rule r0\n  cites manual\n  applies after r4999\n")
    books = chained_books(5000).replace('rulebook b0 "B"\n', 'rulebook b0 "B"\n  extends b4999\n')
    sets = chained_sets(5000).replace("codes s0 are 90837", "codes s0 are s4999")
    assert names(rules) == {"circle"}
    assert names(books) == {"nested-too-deep", "extends-circle"}
    assert names(sets) == {"circle"}


# --- the true numbers, once -------------------------------------------------------------------------------------------


def test_a_set_of_a_million_elements_is_taken() -> None:
    assert names(f"{HEAD}codes long are {'0000A, ' * (MAX_ELEMENTS - 1)}0000A\n") == set()


def test_a_rulebook_of_a_hundred_thousand_rules_is_taken() -> None:
    assert names(HEAD + many(MAX_RULES)) == set()
