"""Small 835 texts with made-up payers, payees and ids."""

from __future__ import annotations

from collections.abc import Iterable

ISA = "ISA*00*          *00*          *ZZ*PLAN           *ZZ*CLINIC         *260301*1200*^*00501*000000001*0*T*:"
GS = "GS*HP*PLAN*CLINIC*20260301*1200*1*X*005010X221A1"
HEADING = [
    "BPR*I*120*C*ACH************20260228",
    "TRN*1*CHECK1*1000000000",
    "DTM*405*20260227",
    "N1*PR*GROVE PLAN*XV*PLAN1",
    "REF*2U*PLAN1",
    "N1*PE*GROVE CLINIC*XX*1000000004",
    "LX*1",
]
# Paid in part: a contractual reduction, and a copayment that the patient owes.
PAID = [
    "CLP*CLAIM1*1*150*100*20*12*ICN1*11*1",
    "NM1*QC*1*ALDER*ROWAN****MI*MEMBER1",
    "DTM*050*20260110",
    "SVC*HC:90837:95*150*100**1",
    "DTM*472*20260102",
    "CAS*CO*45*30",
    "CAS*PR*3*20",
    "REF*6R*CLAIM1-1",
    "AMT*B6*120",
]


def remittance(*answers: Iterable[str], heading: Iterable[str] = HEADING, count: int | None = None) -> bytes:
    """Return a file of one transaction with these answers."""
    body = [*heading, *(segment for answer in answers for segment in answer)]
    number = len(body) + 2 if count is None else count
    segments = [ISA, GS, "ST*835*0001", *body, f"SE*{number}*0001", "GE*1*1", "IEA*1*000000001"]
    return "".join(f"{segment}~\n" for segment in segments).encode("latin-1")


def answer(
    claim_id: str, charge: str, paid: str, *services: Iterable[str], status: str = "1", icn: str = ""
) -> list[str]:
    """Return the segments of one answer. services: the segments of each service line."""
    head = f"CLP*{claim_id}*{status}*{charge}*{paid}**12*{icn}"
    return [head.rstrip("*"), *(segment for service in services for segment in service)]


def service(code: str, charge: str, paid: str, day: str, *more: str) -> list[str]:
    """Return the segments of one service line. more: adjustments and references."""
    return [f"SVC*HC:{code}*{charge}*{paid}**1", f"DTM*472*{day}", *more]
