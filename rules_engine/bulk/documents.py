"""Claims that come as dossiers (837P, JSON, FHIR, tables of other names), judged one by one, in the terms of columns.

A dossier is judged faster than it is written as a claim table, so these claims do not go through columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pyarrow as pa

from rules_engine.bulk.by_rows import VERDICTS, lines_of
from rules_engine.bulk.lines import plain
from rules_engine.claims.absence import Absent
from rules_engine.claims.intake import Intake
from rules_engine.claims.model import Claim
from rules_engine.claims.rejection import Rejection
from rules_engine.engine import adapted, dossiers, results
from rules_engine.hooks.manager import Plugins
from rules_engine.interpreters.row import ClaimResult
from rules_engine.language.library import RuleLibrary


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Said:
    """What is said of a stretch of an input. lines: those of `OUTPUT`, with plain texts.

    found, judged: claims. lines_in: lines of the claims that could be read. charge, charge_rejected: their charges, and
    of those the charges of rejected claims; None when some charge cannot be added. notes: what else the sender should
    know.
    """

    lines: pa.RecordBatch
    rejections: tuple[Rejection, ...]
    found: int
    judged: int
    verdicts: Counter[str]
    lines_in: int
    charge: Decimal | None
    charge_rejected: Decimal | None
    notes: tuple[str, ...] = ()


def said_of(
    intakes: list[Intake], library: RuleLibrary, payer: str | None, known_on: date | None, plugins: Plugins, first: int
) -> Said:
    """Return what the rules say of the claims of one job. first: the row that its first line has."""
    job = dossiers(intakes)
    given = [each.claim for each in job.dossiers]
    job = adapted(job, plugins, payer)
    rows: list[dict[str, Any]] = []
    verdicts: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    charge = Decimal(0)
    for result in results(job, library, payer, known_on):
        verdicts[result.verdict.value] += 1
        judged[result.dossier.claim.claim_id] += 1
        charge += charge_of(result.dossier.claim)
        rows += _rows(result, first + len(rows))
    refused = list((Counter(each.claim_id for each in given) - judged).elements())
    lost = [each for each in given if each.claim_id in refused]
    for claim in lost:
        rows += _rejected(claim, first + len(rows))
    money = sum(map(charge_of, given), Decimal(0))
    return Said(
        lines=pa.RecordBatch.from_pylist(rows, schema=plain()),
        rejections=job.rejections,
        found=job.found,
        judged=len(job.dossiers),
        verdicts=verdicts,
        lines_in=sum(len(each.lines) for each in given),
        charge=money,
        charge_rejected=money - charge,
        notes=tuple(each.message for intake in intakes for each in intake.notes),
    )


def charge_of(claim: Claim) -> Decimal:
    """Return the charges of the lines of a claim; a charge that is not there counts as nothing."""
    return sum((line.charge for line in claim.lines if not isinstance(line.charge, Absent)), Decimal(0))


def _rows(result: ClaimResult, first: int) -> Iterable[dict[str, Any]]:
    claim = result.dossier.claim
    for place, (line, said) in enumerate(zip(claim.lines, lines_of(result), strict=True)):
        yield {
            **_head(claim, line.number, first + place),
            "claim_verdict": result.verdict.value,
            "verdict": VERDICTS[said.verdict].value,
            "unchecked": said.is_unchecked,
            "not_met": [each.address for each in said.not_met],
            "unknown": [each.address for each in said.unknown],
            "missing": list(said.missing),
        }


def _rejected(claim: Claim, first: int) -> Iterable[dict[str, Any]]:
    for place, line in enumerate(claim.lines):
        nothing = {"unchecked": False, "not_met": [], "unknown": [], "missing": []}
        words = {"claim_verdict": "rejected", "verdict": "rejected"}
        yield {**_head(claim, line.number, first + place), **words, **nothing}


def _head(claim: Claim, number: int, row: int) -> dict[str, Any]:
    return {"row": row, "claim.claim_id": claim.claim_id, "line.number": number}
