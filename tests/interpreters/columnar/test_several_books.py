"""Several rulebooks over one batch: what one leaves, hears or counts is none of the others'."""

import numpy as np
from interpreters.columnar.said import WHOLE, stated
from interpreters.columnar.side_by_side import VERDICTS, book_of

from rules_engine.batches.of_dossiers import DossierBatch
from rules_engine.interpreters.columnar import Plan
from rules_engine.interpreters.columnar import judge as judge_columns
from rules_engine.interpreters.row import judge

BOOK = """
{here}
rule less
  cites manual
  requires modifiers include none of HL, 95
  otherwise reduce by {percent} percent
rule paid
  applies after less
  cites manual
  allows amount so far
rule counted
  cites manual
  limits total units to 2 units per patient per day
  unless running count is {most} units
  otherwise deny
covers 90832 to 90837
  cites manual
"""
KINDS = [("here modifiers HL change nothing cites manual", 10, 3), ("", 20, 4), ("", 30, 5)]
CLAIMS = [
    (f"bills 90834, units {units}, charge 80 dollars, modifiers {modifiers}, allowed amount {allowed} dollars", WHOLE)
    for units in (2, 3, 4)
    for modifiers in ("is none", "is HL", "is 95")
    for allowed in (80, 72, 64, 56)
]


def test_each_claim_is_judged_by_its_own_rulebook() -> None:
    made = [stated(BOOK.format(here=here, percent=percent, most=most), CLAIMS) for here, percent, most in KINDS]
    dossiers = made[0][1]
    books = [book_of(rulebook) for rulebook, _ in made]
    for turn in range(len(KINDS)):
        numbers = [(number + turn) % len(KINDS) for number in range(len(dossiers))]
        answer = judge_columns(DossierBatch(dossiers), Plan(books), np.asarray(numbers, np.int16))
        wanted = [judge(each, made[number][0]).verdict for each, number in zip(dossiers, numbers, strict=True)]
        assert not answer.handed
        assert [VERDICTS[int(each)] for each in answer.claims] == wanted
        assert len(set(wanted)) > 2
