"""The rows of the table, and cells that no spreadsheet obeys."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from rules_engine.claims.rejection import Rejection
from rules_engine.trace.model import ClaimTrace, Finding, Report
from rules_engine.trace.page import inert
from rules_engine.trace.places import cited_words, evidence_words, rejection_words
from rules_engine.trace.text import follows_words, group_of

COLUMNS: Final = (
    "record", "claim_id", "payer_id", "payer_name", "verdict", "rulebook", "line", "code", "service_date", "charge",
    "to_do", "outcome", "action", "rule", "reason", "required", "found", "owner", "follows", "group_code", "carc",
    "rarcs", "facts", "where", "sources", "filing_deadline", "filing_days_left", "same_cause", "claims_lost", "help",
    "finding_id",
)  # fmt: skip
"""record: "finding", "claim" (one without findings) or "rejection"."""

_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_FORMULA: Final = re.compile(r"[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
# A spreadsheet that splits at semicolons would see a new cell behind one.
_INNER: Final = re.compile(r"(;[\s\u00a0]*)(?=[=+\-@])")


def render(report: Report) -> bytes:
    """Return the whole table with its head."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(report):
        writer.writerow({name: cell(value) for name, value in row.items()})
    return text.getvalue().encode()


def cell(value: object) -> str:
    """Return a value as a cell: one line of text, and never a formula. A number stays a number.

    >>> cell("=1+1"), cell("-12.50"), cell(None)
    ("'=1+1", '-12.50', '')
    """
    active = "" if value is None else str(value)
    if active[:1] in ("\t", "\r", "\n"):
        active = f"'{active}"
    text = inert(active)
    if _NUMBER.fullmatch(text):
        return text
    text = _INNER.sub(r"\1'", text)
    return f"'{text}" if _FORMULA.match(text) else text


def _rows(report: Report) -> Iterator[dict[str, object]]:
    for trace in report.claims:
        claim = _claim(trace)
        for finding in trace.findings:
            yield claim | _finding(finding, trace)
        if not trace.findings:
            yield claim | {"record": "claim"}
    for rejection in report.rejections:
        yield _rejection(rejection)


def _claim(trace: ClaimTrace) -> dict[str, object]:
    return {
        "claim_id": trace.claim_id,
        "payer_id": trace.payer_id,
        "payer_name": trace.payer_name,
        "verdict": trace.verdict,
        "rulebook": trace.rulebook.name,
        "filing_deadline": trace.filing_deadline,
        "filing_days_left": trace.filing_days_left,
    }


def _finding(finding: Finding, trace: ClaimTrace) -> dict[str, object]:
    line = next((each for each in trace.lines if each.number == finding.line), None)
    return {
        "record": "finding",
        "line": finding.line or "",
        "code": finding.code,
        "service_date": line.service_date if line else None,
        "charge": line.charge if line else "",
        "to_do": group_of(finding).lower(),
        "outcome": finding.outcome,
        "action": finding.action,
        "rule": finding.rule,
        "reason": finding.reason,
        "required": finding.required,
        "found": finding.found,
        "owner": finding.owner,
        "follows": follows_words(finding),
        "group_code": finding.consequence.group,
        "carc": finding.consequence.carc,
        "rarcs": " ".join(finding.consequence.rarcs),
        "facts": ", ".join(dict.fromkeys([e.name for e in finding.needs] + [e.name for e in finding.evidence])),
        "where": " | ".join(f"{each.name}: {evidence_words(each)}" for each in finding.evidence),
        "sources": " | ".join(map(cited_words, finding.citations)),
        "same_cause": finding.siblings,
        "finding_id": finding.finding_id,
    }


def _rejection(each: Rejection) -> dict[str, object]:
    return {
        "record": "rejection",
        "claim_id": each.claim_id,
        "verdict": "rejected" if each.lost else "",
        "outcome": each.code,
        "reason": each.message,
        "where": rejection_words(each),
        "claims_lost": each.lost,
        "help": each.help,
    }
