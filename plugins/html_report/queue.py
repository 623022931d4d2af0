"""What is to be done: causes by who can mend them, with the deadline, the claims and the money behind each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

import attrs

from rules_engine.trace.model import ClaimTrace, Finding, Report
from rules_engine.trace.report import cause_of
from rules_engine.trace.text import group_of

Cause = tuple[str, str, tuple[str, ...]]


@attrs.frozen(eq=False, repr=False)
class Task:
    """One cause that stands against claims.

    group: what is to be done, as in the text report. claims: ids, each once. dollars: billed on the lines concerned; of
    a finding on the whole claim, on all its lines. is_whole: whether every such line says what it bills.
    deadline: the earliest filing deadline of the claims; None when no rule states one.
    """

    group: str
    rule: str
    outcome: str
    action: str
    reason: str
    owner: str
    facts: tuple[str, ...]
    claims: tuple[str, ...]
    dollars: Decimal
    is_whole: bool
    deadline: date | None


def tasks(report: Report) -> tuple[Task, ...]:
    """Return every cause once: what blocks first, then by owner, deadline, and money from the most."""
    causes: dict[Cause, list[tuple[int, Finding]]] = {}
    for place, trace in enumerate(report.claims):
        for finding in trace.findings:
            causes.setdefault(cause_of(finding), []).append((place, finding))
    found = [_task(cause, held, report.claims) for cause, held in causes.items()]
    return tuple(sorted(found, key=_order))


def by_owner(found: Sequence[Task]) -> Mapping[tuple[str, str], list[Task]]:
    """Return tasks by what is to be done and who can do it, in the order of the tasks."""
    groups: dict[tuple[str, str], list[Task]] = {}
    for task in found:
        groups.setdefault((task.group, task.owner), []).append(task)
    return groups


def dollars(trace: ClaimTrace, line: int = 0) -> tuple[Decimal, bool]:
    """Return what a line bills, or all lines of a claim, and whether all of them say so."""
    amounts = [each.charge for each in trace.lines if line in (0, each.number)]
    return sum(map(Decimal, filter(None, amounts)), Decimal(0)), all(amounts)


def _task(cause: Cause, held: Sequence[tuple[int, Finding]], claims: Sequence[ClaimTrace]) -> Task:
    first = held[0][1]
    lines = {(place, finding.line) for place, finding in held}
    whole_claims = {place for place, line in lines if not line}
    amounts = [dollars(claims[place], line) for place, line in lines if not line or place not in whole_claims]
    days = [day for place in {place for place, _ in held} if (day := claims[place].filing_deadline)]
    return Task(
        group=group_of(first),
        rule=first.rule,
        outcome=first.outcome,
        action=first.action,
        reason=first.reason,
        owner=first.owner,
        facts=cause[2],
        claims=tuple(dict.fromkeys(claims[place].claim_id for place, _ in held)),
        dollars=sum((amount for amount, _ in amounts), Decimal(0)),
        is_whole=all(whole for _, whole in amounts),
        deadline=min(days, default=None),
    )


_GROUPS = ("TO FIX", "TO FIND OUT", "TO LOOK AT")


def _order(task: Task) -> tuple[int, str, date, Decimal, int, str, str, tuple[str, ...]]:
    deadline = task.deadline or date.max
    return (
        _GROUPS.index(task.group), task.owner, deadline, -task.dollars, -len(task.claims), task.rule, task.outcome,
        task.facts,
    )  # fmt: skip


def by_payer(claims: Sequence[ClaimTrace]) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield each payer with how many of its claims have which verdict, the payer with the most claims first."""
    found: dict[str, dict[str, int]] = {}
    for trace in claims:
        payer = trace.payer_name or trace.payer_id or "payer not supplied"
        counts = found.setdefault(payer, {})
        counts[trace.verdict] = counts.get(trace.verdict, 0) + 1
    yield from sorted(found.items(), key=lambda each: (-sum(each[1].values()), each[0]))
