"""The reference, quicker from the second claim on: what it looks up for each node of a rule is looked up once.

A rule becomes functions of a scene, one for each of its common nodes, that record and return what the reference does;
every other node, and all that follows of a rule that is not met or not known, is read by the reference itself.
`semantics.py` stays the meaning. `tests/properties/test_quick.py` holds the two together: same result, same records.
"""

from __future__ import annotations

from datetime import date

from rules_engine.claims.model import Dossier
from rules_engine.interpreters.row.case import Case
from rules_engine.interpreters.row.judge import ClaimResult, by_meaning, judged
from rules_engine.interpreters.row.semantics import MEANING
from rules_engine.ir.rulebook import Rulebook


def judge_quickly(dossier: Dossier, rulebook: Rulebook, known_on: date | None = None) -> ClaimResult:
    """Return the same as the reference's `judge`, record by record.

    The first claim of a rulebook is read by the reference: making a rule ready takes as long as reading it ten times.
    """
    case = Case(dossier, rulebook, known_on, MEANING)
    plan = case.plan
    if plan.reader is None:
        plan.reader = by_meaning
    elif plan.reader is by_meaning:
        from rules_engine.interpreters.row.quick.rule import ready  # a process that judges one claim does without

        plan.reader = ready
    return judged(case, plan.reader)
