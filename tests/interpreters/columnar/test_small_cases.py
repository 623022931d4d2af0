"""Small cases on which rows and columns once parted ways; each is named for what it is about."""

import pytest
from interpreters.columnar.said import WHOLE, stated
from interpreters.columnar.side_by_side import book_of, differences

from rules_engine.batches.of_dossiers import DossierBatch
from rules_engine.interpreters.columnar import Plan, judge

NAMED_VALUE = """
value filing limit is 30 days from 2026-01-01 cites manual
rule r
  cites manual
  requires no line after service date where (received date is before (filing limit after service date))
"""
TOTAL = """
rule r
  cites manual
  limits total charge to 1 dollars per patient per day counting lines where emergency is yes
"""
CASES = {
    "a named value in a search that finds nothing": (NAMED_VALUE, ("bills 90837",)),
    "one amount of ten decimal places that may count": (TOTAL, ("bills 90837, charge 1.0000000001", WHOLE)),
}
NOTHING_MEANT = """
here modifiers GT mean urgent access cites manual
here modifiers 59 change nothing cites manual
rule r
  cites manual
  when code is 90837
  requires modifiers include urgent access
"""


@pytest.mark.parametrize("case", CASES)
def test_columns_say_what_rows_say(case: str) -> None:
    rules, *claims = CASES[case]
    rulebook, dossiers = stated(rules, claims)
    assert list(differences(dossiers, book_of(rulebook))) == []


def test_what_columns_cannot_say_is_told_of_every_batch() -> None:
    rulebook, dossiers = stated(NOTHING_MEANT, [("bills 90837", "given modifiers is GT")])
    plan, batch = Plan([book_of(rulebook)]), DossierBatch(dossiers)
    answers = [judge(batch, plan) for _ in range(2)]
    assert answers[0].cannot == answers[1].cannot == judge(batch, plan, full=True).cannot
