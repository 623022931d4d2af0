"""One made-up claim as an 837P, as a dossier document and as a table, and what the rules say of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rules_engine import engine
from rules_engine.claims.model import Dossier
from rules_engine.hooks.manager import Plugins
from rules_engine.trace.model import ClaimTrace, Evidence, RuleTrace, Step

BILLING, CLINICIAN, OTHER = "1000000004", "1000000012", "1000000020"

File = tuple[bytes, str]


def x12_file(
    payer: tuple[str, str],
    day: str,
    codes: Sequence[str],
    rendering: str = CLINICIAN,
    indicator: str = "CI",
    units: str = "1",
    filed: str = "20260105",
) -> File:
    """Return an 837P. payer: id and name. day: YYYYMMDD. codes: one for each line, with its modifiers: "90837:95"."""
    payer_id, payer_name = payer
    lines = [
        text
        for number, code in enumerate(codes, 1)
        for text in (f"LX*{number}", f"SV1*HC:{code}*150*UN*{units}***1", f"DTP*472*D8*{day}")
    ]
    inner = [
        *(f"BHT*0019*00*BATCH1*{filed}*1200*CH", "NM1*41*2*SENDER*****46*SENDER", "NM1*40*2*PLAN*****46*PLAN"),
        *("HL*1**20*1", f"NM1*85*2*GROVE CLINIC*****XX*{BILLING}", "N3*1 GROVE STREET", "REF*EI*000000001"),
        *("HL*2*1*22*0", f"SBR*P*18*GROUP7******{indicator}", "NM1*IL*1*ALDER*ROWAN****MI*MEMBER1"),
        *("DMG*D8*19800229*F", f"NM1*PR*2*{payer_name}*****PI*{payer_id}"),
        *(f"CLM*CLAIM1*{150 * len(codes)}***11:B:1*Y*A*Y*Y", "HI*ABK:F329"),
        *([f"NM1*82*1*CEDAR*MAPLE****XX*{rendering}"] if rendering else []),
        *lines,
    ]
    segments = [
        "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260105*1200*^*00501*000000001*0*T*:",
        *("GS*HC*SENDER*PLAN*20260105*1200*1*X*005010X222A1", "ST*837*0001*005010X222A1"),
        *inner,
        *(f"SE*{len(inner) + 2}*0001", "GE*1*1", "IEA*1*000000001"),
    ]
    return "".join(f"{segment}~\n" for segment in segments).encode(), "claims.837"


def json_file(payer: tuple[str, str], day: str, codes: Sequence[str], **others: Any) -> File:
    """Return the same claim as a dossier document. day: YYYY-MM-DD. others: further parts of the document."""
    changes: Mapping[str, Any] = others.pop("claim", {})
    of_line: Mapping[str, Any] = others.pop("line", {})
    lines = []
    for number, text in enumerate(codes, 1):
        code, *modifiers = text.split(":")
        line = {"number": number, "code": code, "modifiers": modifiers, "charge": 150, "units": 1}
        lines.append({**line, "service_date": day, "place_of_service": "11", "rendering_npi": CLINICIAN, **of_line})
    claim = {"claim_id": "CLAIM1", "payer_id": payer[0], "payer_name": payer[1], "patient_id": "MEMBER1"}
    document = {"claim": {**claim, "billing_npi": BILLING, "lines": lines, **changes}, **others}
    return json.dumps(document).encode(), "claim.json"


def records_file(**parts: Any) -> File:
    """Return a document of records alone, to be joined to claims of another file."""
    return json.dumps(parts).encode(), "records.json"


def table_file(payer: tuple[str, str], day: str, code: str) -> File:
    """Return the same claim as a table of one row. day: YYYY-MM-DD."""
    procedure, *modifiers = code.split(":")
    row = {"Claim Number": "CLAIM1", "Patient ID": "MEMBER1", "Payer ID": payer[0], "Payer Name": payer[1]}
    row |= {"Billing NPI": BILLING, "CPT": procedure, "DOS": day, "POS": "11", "Units": "1", "Charge": "150.00"}
    row |= {"Dx1": "F32.9", "Rendering NPI": CLINICIAN, "Mod1": modifiers[0] if modifiers else ""}
    return "\n".join([",".join(row), ",".join(row.values()), ""]).encode(), "claims.csv"


def adapted(*files: File, payer: str | None = None) -> Dossier:
    """Return the one claim of some files as the adapters of its payer leave it."""
    job = engine.adapted(engine.dossiers(engine.read(files)), payer=payer)
    assert job.rejections == ()
    (dossier,) = job.dossiers
    return dossier


def joined(*files: File) -> Dossier:
    """Return the one claim of some files before any adapter."""
    (dossier,) = engine.dossiers(engine.read(files)).dossiers
    return dossier


def again(dossier: Dossier) -> Dossier:
    """Return a dossier as the adapters of its payer leave it."""
    found = Plugins().adapt(dossier)
    assert isinstance(found, Dossier)
    return found


def traced(*files: File, payer: str | None = None, **how: Any) -> ClaimTrace:
    """Return the whole trace of the one claim of some files."""
    report = engine.check(files, payer=payer, full=True, **how).report
    (claim,) = report.claims
    return claim


def rule_of(claim: ClaimTrace, name: str) -> RuleTrace:
    """Return what was found about the first rule of a name."""
    return next(each for each in claim.rules if each.rule.split("@")[0].endswith(f"/{name}"))


def read_facts(rule: RuleTrace) -> dict[str, Evidence]:
    """Return the facts that a rule read, by name."""
    found: dict[str, Evidence] = {}
    waiting: list[Step] = list(rule.steps)
    while waiting:
        step = waiting.pop()
        found |= {fact.name: fact for fact in step.evidence}
        waiting += step.steps
    return found
