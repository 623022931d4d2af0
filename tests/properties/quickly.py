"""The quick reader beside the reference: everything that the two make of a claim, as values that can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from rules_engine.claims.frame import LineFrame
from rules_engine.claims.model import Dossier
from rules_engine.interpreters.row import ClaimResult, judge
from rules_engine.interpreters.row.plan import plan_of
from rules_engine.interpreters.row.quick import judge_quickly
from rules_engine.interpreters.row.quick.rule import ready
from rules_engine.ir.rulebook import Rulebook
from rules_engine.trace.result import Candidate, Candidates


def fresh(rulebook: Rulebook) -> Rulebook:
    """Return a rulebook of which nothing is made ready yet, and which is read quickly from its first claim on."""
    found = attrs.evolve(rulebook)
    plan_of(found).reader = ready
    return found


def differences(dossier: Dossier, rulebook: Rulebook, quick: Rulebook) -> Iterator[str]:
    """Yield where the quick reader and the reference differ. quick: the same rulebook from `fresh`."""
    one, other = told(judge(dossier, rulebook)), told(judge_quickly(dossier, quick))
    for key in one.keys() | other.keys():
        if one.get(key) != other.get(key):
            yield f"{key}: {one.get(key)} and {other.get(key)}"


def told(result: ClaimResult) -> dict[Any, Any]:
    """Return everything of a result: the records in the order in which they were made, and of frames whose they are."""
    found: dict[Any, Any] = {
        "verdict": result.verdict,
        "unchecked": result.unchecked,
        "order": [(id(each.rule), each.line) for each in result.results],
        "coverage": [
            (each.line, each.outcome, each.statement, _frame(each.frame), each.needs) for each in result.coverage
        ],
    }
    for each in result.results:
        said = (each.outcome, each.needs, each.consequence, each.adjustment, each.lines, _frame(each.frame))
        found[each.rule.name, id(each.rule), each.line, each.frame.line.number] = (said, _records(each.records))
    return found


def _records(records: dict[int, Any]) -> list[tuple[int, Any]]:
    return [(key, _plain(value)) for key, value in records.items()]


def _plain(value: Any) -> Any:
    match value:
        case Candidates():
            return value.truth, [_plain(each) for each in value.looked_at], value.missing, value.amount
        case Candidate():
            return _frame(value.frame), value.truth, _records(value.records), value.of_other_patient
    return type(value), value


def _frame(frame: Any) -> Any:
    return (id(frame.claim), id(frame.line)) if isinstance(frame, LineFrame) else frame
