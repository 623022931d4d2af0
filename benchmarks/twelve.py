"""Twelve rules and one claim that all of them apply to: for this engine, for zen-engine, and written by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import attrs

from rules_engine.claims.absence import NOT_DOCUMENTED, NOT_SUPPLIED, Absent
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

_THERAPY: Final = ("90832", "90834", "90837")
_AT_HOME: Final = ("02", "10")
_NAMES: Final = tuple(f"r{n}" for n in range(1, len(ASKED) + 1))
_FIRST_DAY: Final = date(2013, 1, 1)
_A_YEAR: Final = timedelta(days=365)
_NO_SESSION: Final = Session(claim_id="", line_number=0)


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


def by_hand(dossier: Dossier) -> dict[tuple[str, int], str]:
    """Return what the twelve rules say of each line, as a program written for them alone would.

    By rule and line "met", "not met", "unknown" or "not applicable". No trace, no needs, no consequences.
    """
    claim = dossier.claim
    filed = claim.received_date if not isinstance(claim.received_date, Absent) else claim.submission_date
    found: dict[tuple[str, int], str] = {}
    for line in claim.lines:
        number, applies = line.number, _applies(line)
        session = _record(dossier, claim.claim_id, number) if applies != "no" else _NO_SESSION
        said = _said(line, session, filed) if applies != "no" else ["not applicable"] * len(ASKED)
        for rule, outcome in zip(_NAMES, said, strict=True):
            found[rule, number] = outcome if applies != "unknown" else "unknown"
    return found


def _applies(line: ServiceLine) -> str:
    code, place, day = line.code, line.place_of_service, line.service_date
    is_code_open, is_place_open = isinstance(code, Absent), isinstance(place, Absent)
    if (not is_code_open and code not in _THERAPY) or (not is_place_open and place not in _AT_HOME):
        return "no"
    if isinstance(day, Absent):
        return "unknown"
    if day < _FIRST_DAY:
        return "no"
    return "unknown" if is_code_open or is_place_open else "yes"


def _record(dossier: Dossier, claim_id: str, number: int) -> Session:
    if isinstance(dossier.sessions, Absent):
        return _NO_SESSION
    for each in dossier.sessions:
        if each.line_number == number and each.claim_id == claim_id:
            return each
    return _NO_SESSION


def _said(line: ServiceLine, session: Session, filed: date | Absent) -> list[str]:
    minutes, plan, mode, signature = session.minutes, session.plan, session.mode, session.signature
    kind = signature if isinstance(signature, Absent) else signature.kind
    modifiers, units, charge, npi, day = line.modifiers, line.units, line.charge, line.rendering_npi, line.service_date
    return [
        "unknown" if isinstance(minutes, Absent) else "met" if minutes >= 53 else "not met",
        "unknown" if isinstance(modifiers, Absent) else "met" if "93" in modifiers or "95" in modifiers else "not met",
        "unknown" if isinstance(units, Absent) else "met" if units <= 1 else "not met",
        "met",  # the place of service: it does not apply to any other
        "unknown" if isinstance(charge, Absent) else "met" if charge > 0 else "not met",
        "unknown" if isinstance(kind, Absent) else "met" if kind in ("handwritten", "electronic") else "not met",
        "met" if not isinstance(plan, Absent) else "not met" if plan is NOT_DOCUMENTED else "unknown",
        "unknown" if isinstance(mode, Absent) else "met" if mode in ("video", "audio") else "not met",
        "unknown" if isinstance(npi, Absent) else "met" if npi != "1000000000" else "not met",
        "unknown" if isinstance(modifiers, Absent) else "not met" if "GZ" in modifiers or "GY" in modifiers else "met",
        "unknown"
        if isinstance(day, Absent) or isinstance(filed, Absent)
        else "met"
        if filed <= day + _A_YEAR
        else "not met",
        "unknown" if isinstance(minutes, Absent) else "met" if 53 <= minutes <= 240 else "not met",
    ]


def variants() -> Iterator[Dossier]:
    """Yield the claim, the claim with each fact missing, and with each fact that breaks a rule."""
    whole = dossier()
    line, (session,) = whole.claim.lines[0], records(whole)
    yield whole
    gone: tuple[Any, ...] = (NOT_SUPPLIED, NOT_DOCUMENTED)
    of_line = ("code", "place_of_service", "modifiers", "units", "charge", "rendering_npi", "service_date")
    broken = ("99213", "11", ("GZ",), Decimal(2), Decimal(0), "1000000000", date(2020, 1, 1))
    for name, other in zip(of_line, broken, strict=True):
        for value in (*gone, other):
            claim = attrs.evolve(whole.claim, lines=(attrs.evolve(line, **{name: value}),))
            yield attrs.evolve(whole, claim=claim)
    for name, values in (
        ("minutes", (Decimal(30), Decimal(300))),
        ("mode", ("in person",)),
        ("signature", (Signature(kind="stamp"),)),
        ("plan", ()),
    ):
        for value in (*gone, *values):
            yield attrs.evolve(whole, sessions=(attrs.evolve(session, **{name: value}),))
    yield attrs.evolve(whole, sessions=NOT_SUPPLIED)
    yield attrs.evolve(whole, claim=attrs.evolve(whole.claim, submission_date=NOT_SUPPLIED))


def records(whole: Dossier) -> tuple[Session, ...]:
    """Return the session records of a dossier that has some."""
    assert not isinstance(whole.sessions, Absent)
    return whole.sessions


def zen_decision() -> str:
    """Return the same rules as a zen decision table that collects every row that hits."""
    fields = ["code", "pos", *dict.fromkeys(field for field, _ in BROKEN if field != "pos"), "pos2"]
    rules: list[dict[str, Any]] = []
    for number, (field, test) in enumerate(BROKEN, 1):
        row = dict.fromkeys(fields, "")
        row |= {"_id": f"r{number}", "code": "'90832', '90834', '90837'", "pos": "'02', '10'", "o": f"'r{number}'"}
        row["pos2" if field == "pos" else field] = test
        rules.append(row)
    return json.dumps(table_decision(fields, rules))


def table_decision(fields: Sequence[str], rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return a zen decision of one table that collects every row that hits. A column `x2` tests the field `x` again."""
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": each, "name": each, "field": each.removesuffix("2")} for each in fields],
        "outputs": [{"id": "o", "name": "rule", "field": "rule"}],
        "rules": rows,
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
    return {"nodes": nodes, "edges": edges}


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
