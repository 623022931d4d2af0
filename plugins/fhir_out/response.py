"""One trace as a ClaimResponse: what follows for each line, and why.

Who the patient is, no report says; so the reference to the patient says that it is masked.
"""

from __future__ import annotations

from typing import Final

from rules_engine.trace.model import ClaimTrace, Finding, Request, TracedLine

from .parts import (
    ACTIONS,
    ADJUSTMENT_GROUPS,
    ADJUSTMENT_REASONS,
    CLAIM_TYPES,
    OUTCOMES,
    REMARKS,
    RULES,
    Part,
    absent,
    concept,
    plain,
    sentence,
)

# Verdict → RemittanceOutcome. A claim that fails has errors; one that waits for facts is judged in part.
_OUTCOMES: Final = {
    "passes": "complete",
    "warn": "complete",
    "hold": "partial",
    "needs information": "partial",
    "fails": "error",
}
_FAULTS: Final = frozenset({"not met", "not covered"})
_FAILING: Final = frozenset({"deny", "return"})


def to_response(trace: ClaimTrace, number: int) -> Part:
    """Return the resource. number: place of the claim in the report, from 1, for its id.

    Notes are numbered from 1: one for each finding, then one for each fact to ask for.
    """
    claim_id = plain(trace.claim_id)
    lines = [_line(each, _of_line(trace, each.number)) for each in trace.lines]
    header = [_adjudication(each) for _, each in _of_line(trace, 0)]
    notes = [_note(place, each) for place, each in enumerate(trace.findings, 1)]
    notes += [_request(place, each) for place, each in enumerate(trace.requests, len(notes) + 1)]
    errors = [_error(each) for each in trace.findings if each.outcome in _FAULTS and each.action in _FAILING]
    parts: Part = {"item": lines, "adjudication": header, "processNote": notes, "error": errors}
    return {
        "resourceType": "ClaimResponse",
        "id": f"claim-{number}",
        "status": "active",
        "type": concept(CLAIM_TYPES, "professional"),
        "use": "claim",
        "patient": absent("masked"),
        "_created": absent("unknown"),
        "insurer": _insurer(trace),
        **({"request": {"type": "Claim", "identifier": {"value": claim_id}}} if claim_id else {}),
        "outcome": _OUTCOMES[trace.verdict],
        "disposition": sentence(f"{trace.verdict}: {trace.verdict_says}", _rulebook(trace)),
        **{name: part for name, part in parts.items() if part},
    }


def _rulebook(trace: ClaimTrace) -> str:
    book = trace.rulebook
    return f"rulebook {book.name} ({book.digest[:12]})" if book.name else book.title


def _insurer(trace: ClaimTrace) -> Part:
    payer_id, name = plain(trace.payer_id), plain(trace.payer_name)
    told: Part = {"identifier": {"value": payer_id}} if payer_id else {}
    return {**told, "display": name} if name else told or absent("unknown")


def _of_line(trace: ClaimTrace, number: int) -> list[tuple[int, Finding]]:
    """Return the findings of a line, each with the number of its note."""
    return [(place, each) for place, each in enumerate(trace.findings, 1) if each.line == number]


def _line(line: TracedLine, findings: list[tuple[int, Finding]]) -> Part:
    """Return one line; a line without findings has one adjudication that says so."""
    quiet = "unchecked" if line.unchecked else "no finding"
    adjudications = [_adjudication(each) for _, each in findings] or [{"category": concept(OUTCOMES, quiet)}]
    remarks = [
        {"category": concept(REMARKS, remark)}
        for remark in dict.fromkeys(
            code for _, each in findings if not each.consequence.other_line for code in each.consequence.rarcs
        )
    ]
    made: Part = {"itemSequence": line.number, "adjudication": adjudications + remarks}
    return {**made, "noteNumber": [place for place, _ in findings]} if findings else made


def _adjudication(finding: Finding) -> Part:
    """Return what a finding comes to: outcome, what follows, and the payer's code where it falls on this line."""
    category = {"coding": [_coding(OUTCOMES, finding.outcome), _coding(ACTIONS, finding.action)]}
    follows = finding.consequence
    if not follows.carc or follows.other_line:
        return {"category": category}
    codes = [_coding(ADJUSTMENT_REASONS, follows.carc)]
    codes += [_coding(ADJUSTMENT_GROUPS, follows.group)] if follows.group else []
    return {"category": category, "reason": {"coding": codes}}


def _coding(system: str, code: str) -> Part:
    return {"system": system, "code": code}


def _note(number: int, finding: Finding) -> Part:
    where = f"line {finding.line}" if finding.line else "claim"
    text = sentence(
        f"{where}: {finding.outcome}: {finding.reason}",
        f"required: {finding.required}" if finding.required else "",
        f"found: {finding.found}" if finding.found else "",
        f"adjustment: {finding.adjustment}" if finding.adjustment else "",
        f"rule: {finding.rule}",
        *[f"source: {', '.join(part for part in (each.title, each.clause) if part)}" for each in finding.citations],
    )
    return {"number": number, "type": "display", "text": text}


def _request(number: int, request: Request) -> Part:
    lines = ", ".join(str(each) for each in request.lines if each)
    text = sentence(f"still needed: {request.name}", f"lines {lines}" if lines else "", request.detail, request.absence)
    return {"number": number, "type": "display", "text": text}


def _error(finding: Finding) -> Part:
    code = concept(RULES, finding.rule, sentence(finding.reason))
    return {"itemSequence": finding.line, "code": code} if finding.line else {"code": code}
