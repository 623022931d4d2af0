"""Many traces as one report: what was found, judged and rejected, and which causes claims share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from rules_engine.claims.rejection import Rejection
from rules_engine.trace.model import FORMAT, ClaimTrace, Finding, Report, RootCause

_Cause = tuple[str, str, tuple[str, ...]]


def build_report(
    claims: Iterable[ClaimTrace],
    rejections: Iterable[Rejection] = (),
    found: int | None = None,
) -> Report:
    """Return one report over many claims, with siblings counted and root causes gathered.

    found: how many claims the input held, as its adapters counted; else the sum of the parts.
    """
    traces, refused = tuple(claims), tuple(rejections)
    holders = _holders(traces)
    lost = sum(each.lost for each in refused)
    return Report(
        format=FORMAT,
        found=len(traces) + lost if found is None else found,
        judged=len(traces),
        rejected=lost,
        claims=tuple(_with_siblings(each, holders) for each in traces),
        rejections=refused,
        root_causes=_root_causes(traces, holders),
    )


def cause_of(finding: Finding) -> _Cause:
    """Return what findings with one cause share: rule, outcome, and the facts that were looked at."""
    facts = [each.name for each in finding.needs] or [each.name for each in finding.evidence]
    return finding.rule, finding.outcome, tuple(dict.fromkeys(facts))


def _holders(traces: Sequence[ClaimTrace]) -> dict[_Cause, list[int]]:
    """Return cause → positions of the claims that have it, each once."""
    holders: dict[_Cause, list[int]] = {}
    for position, trace in enumerate(traces):
        for cause in dict.fromkeys(map(cause_of, trace.findings)):
            holders.setdefault(cause, []).append(position)
    return holders


def _with_siblings(trace: ClaimTrace, holders: dict[_Cause, list[int]]) -> ClaimTrace:
    counts = [len(holders[cause_of(each)]) - 1 for each in trace.findings]
    if not any(counts):
        return trace
    findings = (replace(f, siblings=count) for f, count in zip(trace.findings, counts, strict=True))
    return replace(trace, findings=tuple(findings))


def _root_causes(traces: Sequence[ClaimTrace], holders: dict[_Cause, list[int]]) -> tuple[RootCause, ...]:
    causes = [_root_cause(cause, [traces[position] for position in at]) for cause, at in holders.items()]
    return tuple(sorted(causes, key=lambda each: (-len(each.claims), each.rule, each.outcome, each.facts)))


def _root_cause(cause: _Cause, claims: Sequence[ClaimTrace]) -> RootCause:
    first = next(each for each in claims[0].findings if cause_of(each) == cause)
    deadlines = [each.filing_deadline for each in claims if each.filing_deadline is not None]
    return RootCause(
        rule=first.rule,
        outcome=first.outcome,
        action=first.action,
        facts=cause[2],
        reason=first.reason,
        owner=first.owner,
        claims=tuple(each.claim_id for each in claims),
        first_deadline=min(deadlines, default=None),
    )
