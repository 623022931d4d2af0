"""The reference, quicker for a rulebook that is asked often: each rule becomes one function, written once.

The function records and returns what the reference does. It reads the common kinds of nodes itself; every other node,
and all that follows of a rule that is not met or not known, is read by the reference, as it stands.
`semantics.py` stays the meaning. `tests/properties/test_quick.py` holds the two together: same result, same records.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from rules_engine.claims.model import Dossier
from rules_engine.interpreters.row.case import Case
from rules_engine.interpreters.row.judge import ClaimResult, by_meaning, judged
from rules_engine.interpreters.row.semantics import MEANING
from rules_engine.ir.rulebook import Rulebook

OFTEN: Final = 64
"""Claims of a rulebook that the reference reads first: a function takes as long to write as a hundred readings."""


def judge_quickly(dossier: Dossier, rulebook: Rulebook, known_on: date | None = None) -> ClaimResult:
    """Return the same as the reference's `judge`, record by record."""
    case = Case(dossier, rulebook, known_on, MEANING)
    plan = case.plan
    if plan.reader is None:
        plan.judged += 1
        if plan.judged <= OFTEN:
            return judged(case, by_meaning, {})
        from rules_engine.interpreters.row.quick.rule import ready  # a process that judges few claims does without

        plan.reader = ready
    return judged(case, plan.reader, plan.ready)
