"""The filing deadline of a claim, read from the records of the rules that set it. No clock is read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from rules_engine.ir import nodes as n
from rules_engine.trace.result import RuleResult

_FILING_DATE = ("derived", "filing_date")


class Filing(Struct, frozen=True):
    """When a claim was filed, and by when it had to be. days_left: from the one to the other."""

    filed: date | None = None
    deadline: date | None = None

    @property
    def days_left(self) -> int | None:
        """Return the days from filing to the deadline, below zero when it was past; None when either is not known."""
        if self.filed is None or self.deadline is None:
            return None
        return (self.deadline - self.filed).days


def filing(results: Iterable[RuleResult], filed: object) -> Filing:
    """Return the earliest deadline that a rule sets: `requires filing date is no later than …`.

    filed: the filing date of the claim, or why it is absent.
    """
    deadlines = [day for result in results for day in _deadlines(result)]
    return Filing(filed if isinstance(filed, date) else None, min(deadlines, default=None))


def _deadlines(result: RuleResult) -> list[date]:
    found = []
    for each in result.rule.requirements:
        test = each.condition if isinstance(each, n.Requires) else None
        if not isinstance(test, n.Compare) or test.op != "at most" or not isinstance(test.left, n.Field):
            continue
        day = result.records.get(test.right.node_id)
        if test.left.path == _FILING_DATE and isinstance(day, date):
            found.append(day)
    return found
