"""Tables of facts: what is looked up, on which day, and what is not known."""

import gc
import weakref

import attrs
import pytest
from interpreters.judged import judged, needs, outcome
from language.books import HEAD, compiled

from rules_engine.claims.model import Claim, Dossier, ServiceLine
from rules_engine.interpreters.row import judge
from rules_engine.interpreters.row.plan import plan_of
from rules_engine.trace.result import RuleOutcome

TABLE = """
reference unit edits
  cites manual
  columns procedure code as procedure code, first day as date, last day as date, kind as text, most as units
  valid from first day through last day
  rows
    | 90832 | any        | 2025-12-31 | "line" | 1   |
    | 90832 | 2026-01-01 | any        | "line" | 2   |
    | 90837 | 2026-01-01 | 2026-03-01 | "line" | 1   |
    | 90837 | 2026-03-02 | any        | "day"  | 2   |
    | 90853 | any        | any        | "line" | 1   |
    | 90853 | 2026-01-01 | any        | "line" | 3   |
    | 90834 | any        | any        | "line" | any |
"""
RULES = """
rule r
  cites manual
  requires units is at most most listed in unit edits for (code)
rule listed
  cites manual
  requires (code) is in unit edits
rule by-day
  cites manual
  requires (code) is in unit edits with kind "day"
rule documented
  cites manual
  requires most listed in unit edits for (code) is documented
"""


@pytest.mark.parametrize(
    ("bills", "day", "came"),
    [
        ("90832, units 2", "2026-01-01", ["met", "met", "not met", "met"]),
        ("90832, units 2", "2025-12-31", ["not met", "met", "not met", "met"]),
        ("90837, units 2", "2026-03-01", ["not met", "met", "not met", "met"]),
        ("90837, units 2", "2026-03-02", ["met", "met", "met", "met"]),
        ("90837, units 2", "2025-12-31", ["unknown", "not met", "not met", "not met"]),
        ("99999, units 2", "2026-03-02", ["unknown", "not met", "not met", "not met"]),
        ("90853, units 2", "2026-03-02", ["unknown", "met", "not met", "unknown"]),
        ("90853, units 1", "2025-12-31", ["met", "met", "not met", "met"]),
        ("90834, units 2", "2026-03-02", ["unknown", "met", "not met", "not met"]),
    ],
)
def test_a_row_is_found_by_its_keys_and_its_day(bills: str, day: str, came: list[str]) -> None:
    result = judged(TABLE + RULES, f"bills {bills}", on=day)
    assert [outcome(result, rule) for rule in ("r", "listed", "by-day", "documented")] == came


def test_what_is_missing_is_named() -> None:
    no_row = judged(TABLE + RULES, "bills 99999, units 2")
    assert [(need.name, need.absence) for r in no_row.results if r.rule.name == "r" for need in r.needs] == [
        ("reference unit edits", "not documented")
    ]
    no_day = judged(TABLE + RULES, "bills 90837, units 2, service date is not supplied")
    assert [(outcome(no_day, rule), needs(no_day, rule)) for rule in ("r", "listed")] == [
        ("unknown", ["service date"])
    ] * 2
    no_code = judged(TABLE + RULES, "bills 90837, code is not supplied, units 2")
    assert [(outcome(no_code, rule), needs(no_code, rule)) for rule in ("r", "listed")] == [("unknown", ["code"])] * 2
    open_ends = judged(TABLE + RULES, "bills 90834, service date is not supplied")
    assert outcome(open_ends, "listed") == "met"


def test_a_reference_that_is_not_loaded_is_unknown() -> None:
    file = TABLE[: TABLE.index("  rows")] + '  file "edits.csv"\n'
    result = judged(file + RULES, "bills 90837, units 2")
    assert [outcome(result, rule) for rule in ("r", "listed", "documented")] == ["unknown"] * 3
    assert needs(result, "r") == needs(result, "listed") == ["reference unit edits"]


def test_an_index_is_made_once_and_goes_with_its_rulebook() -> None:
    book = compiled(HEAD + TABLE + RULES).rulebooks["book"]
    claim = Claim(claim_id="C", lines=(ServiceLine(number=1, code="90853"),))
    judge(Dossier(claim=claim), book)
    plan = plan_of(book)
    made = plan.index(book.references["unit edits"], ("procedure code",))
    assert plan.index(book.references["unit edits"], ("procedure code",)) is made
    assert plan_of(book) is plan
    gone = weakref.ref(book)
    del book
    gc.collect()
    assert gone() is None


def test_a_rulebook_with_other_rows_has_an_index_of_its_own() -> None:
    book = compiled(HEAD + TABLE + RULES).rulebooks["book"]
    line = ServiceLine(number=1, code="90832", units=2, service_date=next(iter(_days())))
    dossier = Dossier(claim=Claim(claim_id="C", lines=(line,)))
    empty = attrs.evolve(book.references["unit edits"], rows=())
    other = attrs.evolve(book, references={"unit edits": empty})
    came = [
        [r.outcome for r in judge(dossier, each).results if r.rule.name == "listed"] for each in (book, other, book)
    ]
    assert came == [[RuleOutcome.MET], [RuleOutcome.NOT_MET], [RuleOutcome.MET]]


def _days() -> list[object]:
    return [row[1] for row in compiled(HEAD + TABLE).rulebooks["book"].references["unit edits"].rows if row[1]]
