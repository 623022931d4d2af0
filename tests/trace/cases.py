"""Made-up claims against a made-up payer, one for each thing that a trace can say.

`python tests/trace/cases.py golden` writes the goldens again; `python tests/trace/cases.py json` writes the report.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from rules_engine.claims.absence import NOT_DOCUMENTED, NOT_SUPPLIED, AbsenceKind, Absent
from rules_engine.claims.model import (
    Authorization,
    Claim,
    Dossier,
    History,
    ServiceLine,
    Session,
    Signature,
)
from rules_engine.claims.origin import Origin
from rules_engine.claims.places import RecordOrigins
from rules_engine.claims.rejection import Rejection
from rules_engine.interpreters.row import judge
from rules_engine.ir.rulebook import Rulebook
from rules_engine.language.compile import compile_texts
from rules_engine.trace.explain import explain
from rules_engine.trace.json import to_json
from rules_engine.trace.model import ClaimTrace, Report
from rules_engine.trace.report import build_report
from rules_engine.trace.text import render_text
from rules_engine.trace.tree_text import render_explain

GOLDEN = Path(__file__).with_name("golden")
RULES = """
rulebook example-plan "Example Plan"
  identified by "EXAMPLE"
  default otherwise deny ask biller

source manual "Provider manual 2026" publisher "Example Plan"
  link "https://example.invalid/manual" checked 2026-11-03
  clause "6.2" "Video and audio carry a modifier."
  clause "6.3" "Timed codes follow the documented minutes."
source bulletin "Bulletin 2026-10" publisher "Example Plan" checked 2026-11-03 confidence medium

codes psychotherapy are 90832, 90834, 90837
term telehealth visit means place of service is any of 02, 10

record session note
  holds either start time and stop time or session minutes
  holds interventions, progress
  holds signature where (signature kind is any of handwritten, electronic)

covers 90791, 90837, 90834, 90785, 99213 from 2026-01-01 cites manual "6.3"
excludes 90863 from 2026-01-01 cites manual as CO-96

rule session-time "The documented time supports the code" from 2026-01-01
  cites manual "6.3"
  requires
    | when code | session minutes |
    | 90834     | 38 to 52        |
    | 90837     | 53 or more      |
  otherwise deny as CO-150 remark N443 say "The documented minutes are below the code." ask clinician

rule telehealth-modifier "A telehealth visit carries a modifier" from 2026-01-01
  cites manual "6.2"
  when code is in psychotherapy and it is a telehealth visit
  requires modifiers include any of 93, 95
  otherwise deny as CO-4 say "Telehealth line without modifier 93 or 95."

rule session-note "The record of the session is whole" from 2026-01-01
  cites manual "6.3"
  when code is in psychotherapy
  requires record session note
  otherwise hold as CO-252 ask clinician

rule one-evaluation "One evaluation in 180 days" from 2026-01-01
  cites manual
  when code is 90791
  limits lines to 1 per patient per rendering provider in any 180 days
  unless modifiers include any of 59
  otherwise deny as CO-119
  remember "Asked the payer on 2026-11-03."

rule added-complexity "Interactive complexity stands beside psychotherapy" from 2026-01-01
  cites manual
  when code is 90785
  requires another line on the same claim where code is in psychotherapy
  otherwise return as CO-16

rule authorized "An approved authorization covers the day" from 2026-01-01
  cites manual
  when code is 90837 and units is more than 1
  requires some authorization covering service date where (authorization status is approved)
  treat missing as not met
  otherwise deny as CO-197 ask front desk

rule adults-only "Patients are adults" from 2026-01-01
  cites bulletin
  confidence medium
  when code is in psychotherapy
  requires patient birth date is no later than 18 years before service date
  otherwise inform

rule usual-place "Psychotherapy is usually held in the office or by telehealth" from 2026-01-01
  cites bulletin
  confidence medium
  when code is in psychotherapy
  requires place of service is any of 02, 10, 11
  otherwise warn

rule filed-in-time "The claim is filed within 90 days" from 2026-01-01
  about the claim
  cites manual
  requires filing date is no later than 90 days after earliest service date among lines on the same claim
  otherwise deny as CO-29
"""
DAY = date(2026, 11, 17)
SECRETS = ("SECRET-MEMBER-7", "1980-02-29", "1998-02-28")
"""What names the patient of every case: the id, the birth date, and a date that would tell it."""


@cache
def book() -> Rulebook:
    """Return the rulebook of the made-up payer."""
    return compile_texts({"example/plan.rules": RULES}).rulebooks["example-plan"]


def line(number: int = 1, **facts: Any) -> ServiceLine:
    """Return a line of 90837 in the office, with the places of its facts in a made-up 837."""
    start = 1000 * number
    segment = 20 * number
    origins = {
        "number": Origin("week.837", start, start + 1, segment, "2400", "LX01"),
        "code": Origin("week.837", start + 10, start + 15, segment + 1, "2400", "SV101-2"),
        "place_of_service": Origin("week.837", start + 30, start + 32, segment + 1, "2400", "SV105"),
        "service_date": Origin("week.837", start + 50, start + 58, segment + 2, "2400", "DTP03"),
    }
    values: dict[str, Any] = {
        "code": "90837",
        "modifiers": (),
        "units": Decimal(1),
        "place_of_service": "11",
        "service_date": DAY,
        "rendering_npi": "1000000004",
        "status": "pending",
        **facts,
    }
    return ServiceLine(number=number, origins=origins, **values)


def claim(*lines: ServiceLine, **facts: Any) -> Claim:
    """Return a claim filed on 2026-11-23."""
    values: dict[str, Any] = {
        "claim_id": "CLAIM-1",
        "payer_id": "EXAMPLE",
        "payer_name": "EXAMPLE PLAN",
        "submission_date": date(2026, 11, 23),
        "patient_id": SECRETS[0],
        "subscriber_id": SECRETS[0],
        "patient_birth_date": date.fromisoformat(SECRETS[1]),
        **facts,
    }
    return Claim(lines=lines or (line(),), **values)


def session(number: int = 1, **facts: Any) -> Session:
    """Return a whole record of 60 minutes, with the places of its facts in a JSON file."""
    values: dict[str, Any] = {
        "claim_id": "CLAIM-1",
        "minutes": Decimal(60),
        "elements": ("interventions", "progress"),
        "signature": Signature(kind="electronic"),
        **facts,
    }
    origins = RecordOrigins("records.json", f"/documentation/{number - 1}", tuple(values))
    return Session(line_number=number, origins=origins, **values)


def dossier(*lines: ServiceLine, sessions: tuple[Session, ...] = (), **facts: Any) -> Dossier:
    """Return a dossier with a record for each line, unless records are given."""
    whole = claim(*lines, **facts)
    records = sessions or tuple(session(each.number, claim_id=whole.claim_id) for each in whole.lines)
    return Dossier(claim=whole, sessions=records)


def _no_record() -> Dossier:
    return Dossier(claim=claim(claim_id="NO-RECORD"))


def _two_evaluations(status: str = "paid", **facts: Any) -> Dossier:
    earlier = Claim(
        claim_id="EARLIER-9",
        patient_id=SECRETS[0],
        lines=(line(code="90791", service_date=date(2026, 9, 1), status=status),),
    )
    history = History(claims=(earlier,), complete_from=date(2026, 1, 1), complete_through=date(2026, 12, 31))
    return Dossier(claim=claim(line(code="90791", **facts), claim_id="TWO-EVALUATIONS"), sessions=(), history=history)


def _two_units(authorizations: Any) -> Dossier:
    lines = (line(units=Decimal(2)),)
    whole = dossier(*lines, claim_id="TWO-UNITS")
    return Dossier(claim=whole.claim, sessions=whole.sessions, authorizations=authorizations)


def _hostile() -> Dossier:
    bad = "X\x1b[31mRED\n</td><script>alert(1)</script>\u202e\x00"
    return dossier(line(place_of_service=bad, code=bad), claim_id=bad, payer_name=bad)


CASES: dict[str, Callable[[], Dossier]] = {
    "passes": lambda: dossier(claim_id="PASSES"),
    "too short": lambda: dossier(claim_id="TOO-SHORT", sessions=(session(claim_id="TOO-SHORT", minutes=Decimal(45)),)),
    "start and stop": lambda: dossier(
        claim_id="START-AND-STOP",
        sessions=(session(claim_id="START-AND-STOP", minutes=NOT_DOCUMENTED, start=time(23, 30), stop=time(0, 25)),),
    ),
    "no record": _no_record,
    "no modifier": lambda: dossier(line(place_of_service="10"), claim_id="NO-MODIFIER"),
    "record lacks": lambda: dossier(
        claim_id="RECORD-LACKS",
        sessions=(session(claim_id="RECORD-LACKS", elements=("progress",), signature=NOT_DOCUMENTED),),
    ),
    "two evaluations": _two_evaluations,
    "excused": lambda: _two_evaluations(modifiers=("59",)),
    "days not seen": lambda: dossier(line(code="90791"), claim_id="DAYS-NOT-SEEN"),
    "addition alone": lambda: dossier(line(code="90785"), claim_id="ADDITION-ALONE"),
    "excluded": lambda: dossier(line(code="90863"), claim_id="EXCLUDED"),
    "unchecked": lambda: dossier(line(), line(2, code="99499"), claim_id="UNCHECKED"),
    "no code": lambda: dossier(line(code=NOT_DOCUMENTED), claim_id="NO-CODE"),
    "no date": lambda: dossier(line(service_date=NOT_DOCUMENTED), claim_id="NO-DATE"),
    "late": lambda: dossier(claim_id="LATE", submission_date=date(2027, 3, 1)),
    "not filed": lambda: dossier(claim_id="NOT-FILED", submission_date=NOT_DOCUMENTED),
    "unusual place": lambda: dossier(line(place_of_service="99"), claim_id="UNUSUAL-PLACE"),
    "pending authorization": lambda: _two_units(
        (Authorization(status="pending", start_date=date(2026, 1, 1), end_date=date(2026, 12, 31)),)
    ),
    "no authorization": lambda: _two_units(NOT_DOCUMENTED),
    "ledger not supplied": lambda: _two_units(NOT_SUPPLIED),
    "unreadable": lambda: dossier(
        claim_id="UNREADABLE",
        sessions=(session(claim_id="UNREADABLE", minutes=Absent(AbsenceKind.UNREADABLE, "RAW-TEXT")),),
    ),
    "several lines": lambda: dossier(
        line(2, place_of_service="10"),
        line(1, place_of_service="99"),
        claim_id="SEVERAL-LINES",
        sessions=(
            session(1, claim_id="SEVERAL-LINES", minutes=Decimal(40)),
            session(2, claim_id="SEVERAL-LINES", minutes=Decimal(40), elements=()),
        ),
    ),
    "child": lambda: dossier(claim_id="CHILD", patient_birth_date=date(2015, 6, 1)),
    "hostile": _hostile,
}
IN_REPORT = (
    "passes",
    "too short",
    "several lines",
    "no record",
    "two evaluations",
    "excluded",
    "unchecked",
    "ledger not supplied",
    "unusual place",
    "late",
)
EXPLAINED = ("passes", "too short", "excused", "days not seen", "ledger not supplied")
REJECTIONS = (
    Rejection("bad-number", "SV104 is not a number", "week.837", "use digits", "REFUSED-1", 76, 2246, 2249, "SV104"),
    Rejection("segment-count", "SE01 is not the number of segments", "week.837", segment=113, lost=0),
)


def traced(name: str, full: bool = True) -> ClaimTrace:
    """Return the trace of one case."""
    return explain(judge(CASES[name](), book()), full)


def reported(*names: str, full: bool = False) -> Report:
    """Return the report over some cases, or over all."""
    rulebook = book()
    traces = [explain(judge(CASES[each](), rulebook), full) for each in names or CASES]
    return build_report(traces, REJECTIONS)


def goldens() -> dict[str, str]:
    """Return name of each golden file → its text."""
    report = render_text(reported(*IN_REPORT))
    return {
        "report.txt": report,
        **{f"{each.replace(' ', '_')}.txt": render_explain(traced(each)) for each in EXPLAINED},
    }


def main(what: str) -> None:
    """Write the goldens, or the whole report as JSON to standard output."""
    if what == "golden":
        for name, text in goldens().items():
            (GOLDEN / name).write_text(text, encoding="utf-8")
    else:
        sys.stdout.buffer.write(to_json(reported(full=True)))


if __name__ == "__main__":
    main(sys.argv[1])
