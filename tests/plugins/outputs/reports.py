"""Reports for the tests of what is written: the clinic week, and claims whose texts want to be obeyed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from rules_engine.claims.rejection import Rejection
from rules_engine.engine import check
from rules_engine.trace.model import Report

WEEK = Path(__file__).parents[3] / "examples" / "clinic_week"
RECORDS = ("documentation.json", "history.json", "registry.json")
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "x;=1+1",
    '"=1+1',
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    '" onmouseover="alert(1)',
    "javascript:alert(1)",
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "line\nbreak",
    "\u202etxt.exe",
    "../../etc/passwd",
    "C:\\con",
    "'; DROP TABLE claims; --",
    "A*B~ST*277~SE*0*0001~",
    "A:B^C|D",
    "\x00nul",
    "\ud800",
    "\uff1d1+1",
)


@cache
def week() -> Report:
    """Return the clinic week with the broken file beside it."""
    names = ("claims.837", "broken.837", *RECORDS)
    return check([((WEEK / name).read_bytes(), name) for name in names]).report


@cache
def hostile() -> Report:
    """Return the week with every text of a claim and a rejection replaced, each by one of `HOSTILE` in turn."""
    texts = _turns()
    report = week()
    claims = tuple(
        replace(
            trace,
            claim_id=next(texts),
            payer_id=next(texts),
            payer_name=next(texts),
            lines=tuple(replace(line, code=next(texts), modifiers=(next(texts),)) for line in trace.lines),
            findings=tuple(_hostile(finding, texts) for finding in trace.findings),
        )
        for trace in report.claims
    )
    rejections = tuple(
        Rejection("bad-number", next(texts), next(texts), next(texts), claim_id=next(texts), pointer=next(texts))
        for _ in HOSTILE
    )
    return replace(report, claims=claims, rejections=rejections, rejected=len(rejections))


@cache
def empty() -> Report:
    """Return the report of a file that no plugin knows."""
    return check([(b"", "empty")]).report


@cache
def table_week() -> Report:
    """Return a report whose rejection stands in a table."""
    rows = "Claim Number,CPT,POS\n=1+1,90837,2\nC-2,90837,11\n"
    return check([(rows.encode(), "claims.csv")]).report


def _hostile(finding: Any, texts: Iterator[str]) -> Any:
    evidence = tuple(replace(each, value=next(texts)) for each in finding.evidence)
    found = f"found {next(texts)}"
    return replace(finding, code=next(texts), found=found, reason=next(texts), evidence=evidence)


def _turns() -> Iterator[str]:
    while True:
        yield from HOSTILE
