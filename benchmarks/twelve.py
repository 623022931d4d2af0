"""Twelve rules and one claim that all of them apply to, for this engine and for zen-engine."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from rules_engine.claims.model import Claim, Dossier, ServiceLine, Session, Signature, TreatmentPlan

APPLIES = "code is in therapy and place of service is any of 02, 10"
ASKED = (
    "requires session minutes is at least 53",
    "requires modifiers include any of 93, 95",
    "requires units is at most 1",
    "requires place of service is any of 02, 10",
    "requires charge is more than 0 dollars",
    "requires signature kind is any of handwritten, electronic",
    "requires treatment plan is documented",
    "requires session mode is any of video, audio",
    'requires rendering provider is not "1000000000"',
    "forbids modifiers include any of GZ, GY",
    "requires filing date is no later than 365 days after service date",
    "requires session minutes is from 53 to 240",
)
BROKEN = (  # the same rules for zen: the condition that is a finding, by column
    ("minutes", "< 53"),
    ("video", "false"),
    ("units", "> 1"),
    ("pos", "not in ['02', '10']"),
    ("charge", "<= 0"),
    ("signature", "not in ['handwritten', 'electronic']"),
    ("plan", "false"),
    ("mode", "not in ['video', 'audio']"),
    ("rendering", "'1000000000'"),
    ("denied", "true"),
    ("days", "> 365"),
    ("minutes", "> 240"),
)


def rules_text() -> str:
    """Return the rulebook of twelve rules."""
    head = 'rulebook twelve "Twelve rules"\n  identified by "TWELVE"\nsource s "Made up" checked 2026-11-23\n'
    sets = "codes therapy are 90832, 90834, 90837\n"
    rules = [
        f'rule r{n} "Rule {n}"\n  from 2013-01-01\n  cites s\n  when {APPLIES}\n  {asked}\n'
        for n, asked in enumerate(ASKED, 1)
    ]
    return head + sets + "".join(rules)


def dossier() -> Dossier:
    """Return a claim of one line that meets all twelve rules."""
    line = ServiceLine(
        number=1,
        code="90837",
        service_date=date(2026, 3, 2),
        units=Decimal(1),
        place_of_service="10",
        modifiers=("95",),
        charge=Decimal(150),
        rendering_npi="1999999984",
    )
    session = Session(
        claim_id="B1",
        line_number=1,
        minutes=Decimal(60),
        mode="video",
        signature=Signature(kind="electronic"),
        plan=TreatmentPlan(),
    )
    claim = Claim(claim_id="B1", payer_id="TWELVE", submission_date=date(2026, 4, 1), lines=(line,))
    return Dossier(claim=claim, sessions=(session,))


def zen_decision() -> str:
    """Return the same rules as a zen decision table that collects every row that hits."""
    fields = ["code", "pos", *dict.fromkeys(field for field, _ in BROKEN if field != "pos"), "pos2"]
    inputs = [{"id": f, "name": f, "field": f.removesuffix("2")} for f in fields]
    rules: list[dict[str, Any]] = []
    for number, (field, test) in enumerate(BROKEN, 1):
        row = dict.fromkeys(fields, "")
        row |= {"_id": f"r{number}", "code": "'90832', '90834', '90837'", "pos": "'02', '10'", "o": f"'r{number}'"}
        row["pos2" if field == "pos" else field] = test
        rules.append(row)
    table = {
        "hitPolicy": "collect",
        "inputs": inputs,
        "outputs": [{"id": "o", "name": "rule", "field": "rule"}],
        "rules": rules,
    }
    nodes = [
        {"id": "i", "name": "in", "type": "inputNode"},
        {"id": "t", "name": "table", "type": "decisionTableNode", "content": table},
        {"id": "x", "name": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": "e1", "sourceId": "i", "targetId": "t", "type": "edge"},
        {"id": "e2", "sourceId": "t", "targetId": "x", "type": "edge"},
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def zen_claim() -> dict[str, Any]:
    """Return the same claim as zen takes it: facts already worked out, since its tables cannot join."""
    return {
        "code": "90837",
        "pos": "10",
        "minutes": 60,
        "video": True,
        "units": 1,
        "charge": 150,
        "signature": "electronic",
        "plan": True,
        "mode": "video",
        "rendering": "1999999984",
        "denied": False,
        "days": 30,
    }
