"""Small 837P texts with made-up names and ids, and a second way to find a place in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

import attrs

from rules_engine.claims.absence import AbsenceKind, Absent
from rules_engine.claims.intake import Intake
from rules_engine.claims.model import Claim, Diagnosis, OtherPayer, ServiceLine
from rules_engine.claims.rejection import Rejection
from rules_engine.plugins import x12_837p

VERSION = "005010X222A1"
UNREADABLE = Absent(AbsenceKind.UNREADABLE)
ISA = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260105*1200*^*00501*000000001*0*T*:"

HEADER = ["BHT*0019*00*BATCH1*20260105*1200*CH", "NM1*41*2*SENDER*****46*SENDER", "NM1*40*2*PLAN*****46*PLAN"]
BILLING = [
    "HL*1**20*1",
    "PRV*BI*PXC*101YM0800X",
    "NM1*85*2*GROVE CLINIC*****XX*1000000004",
    "N3*1 GROVE STREET",
    "REF*EI*000000001",
]
SUBSCRIBER = [
    "HL*2*1*22*0",
    "SBR*P*18*GROUP7******CI",
    "NM1*IL*1*ALDER*ROWAN****MI*MEMBER1",
    "DMG*D8*19800229*F",
    "NM1*PR*2*GROVE PLAN*****PI*PLAN1",
]
LINE = ["LX*1", "SV1*HC:90837:95*150*UN*1***1", "DTP*472*D8*20260102"]
CLAIM = ["CLM*CLAIM1*150***11:B:1*Y*A*Y*Y", "HI*ABK:F329", *LINE]
BODY = [*HEADER, *BILLING, *SUBSCRIBER, *CLAIM]

# One claim with every fact that is read, and a second line that says everything itself.
FULL = [
    *HEADER,
    *BILLING,
    *["HL*2*1*22*1", *SUBSCRIBER[1:]],
    "HL*3*2*23*0",
    "PAT*19",
    "NM1*QC*1*ALDER*HAZEL",
    "DMG*D8*20150630*M",
    "CLM*CLAIM1*275.50***10:B:7*Y*A*Y*Y***********4",
    "DTP*431*D8*20251215",
    "DTP*435*D8*20251216",
    "DTP*096*D8*20251220",
    "PWK*OZ*EL***AC*ATTACHMENT1",
    "AMT*F5*25",
    "REF*F8*PAYERCLAIM1",
    "REF*9F*REFERRAL1",
    "REF*G1*AUTH1",
    "NTE*ADD*CANARY NOTE",
    "HI*ABK:F329*ABF:F411*ABF:Z63.0",
    "NM1*DN*1*BIRCH*LINDEN****XX*1000000012",
    "NM1*82*1*CEDAR*MAPLE****XX*1000000020",
    "PRV*PE*PXC*103T00000X",
    "NM1*77*2*GROVE SITE*****XX*1000000038",
    "NM1*DQ*1*WILLOW*OAK****XX*1000000046",
    "SBR*S*18*GROUP8******MB",
    "AMT*D*80.25",
    "NM1*IL*1*ALDER*ROWAN****MI*OTHER1",
    "NM1*PR*2*OTHER PLAN*****PI*PLAN2",
    "DTP*573*D8*20260103",
    "SBR*A*18*GROUP9******CI",
    "NM1*IL*1*ALDER*ROWAN****MI*OTHER2",
    "NM1*PR*2*THIRD PLAN*****PI*PLAN3",
    "LX*1",
    "SV1*HC:90837:95:HO:::CANARY TEXT*150*UN*1***1:2",
    "DTP*472*D8*20260102",
    "LX*2",
    "SV1*HC:H0004*125.50*UN*4.5*02**3**Y",
    "PWK*03*EL***AC*ATTACHMENT2",
    "DTP*472*RD8*20260102-20260104",
    "REF*G1*AUTH2",
    "REF*9F*REFERRAL2",
    "REF*G1*ELSEWHERE**2U:PLAN2",
    "NM1*82*1*HAZEL*FERN****XX*1000000053",
    "PRV*PE*PXC*104100000X",
    "NM1*77*2*GROVE ANNEX*****XX*1000000061",
    "NM1*DQ*1*PINE*ASH****XX*1000000079",
    "NM1*DK*1*ELM*IVY****XX*1000000087",
    "NM1*DN*1*YEW*BAY****XX*1000000095",
    "SVD*PLAN3*100*HC:H0004**4.5",
    "CAS*CO*45*25.50",
    "DTP*573*D8*20260104",
]
PAYER_ORDER = {"primary": "P", "secondary": "S", "tertiary": "T"} | {
    f"payer {place}": letter for place, letter in enumerate("ABCDEFGH", 4)
}
WORDS = {
    "frequency": {"original": "1", "corrected": "6", "replacement": "7", "void": "8"},
    "assignment": {"assigned": "A", "assigned for laboratory only": "B", "not assigned": "C"},
    "payer_order": PAYER_ORDER,
    "order": PAYER_ORDER,
}
COMPONENTS = re.compile(r"[:><\\^|!\x1f]")
PLACE = re.compile(r"([A-Z0-9]{2,3})(\d\d)(?:-(\d))?")


def interchange(body: Iterable[str], version: str = VERSION, isa: str = ISA) -> list[str]:
    """Return the segments of a file with one transaction, its counts correct."""
    inner = list(body)
    return [
        isa,
        f"GS*HC*SENDER*PLAN*20260105*1200*1*X*{version}",
        f"ST*837*0001*{version}",
        *inner,
        f"SE*{len(inner) + 2}*0001",
        "GE*1*1",
        "IEA*1*000000001",
    ]


def encode(segments: Iterable[str], end: str = "~\n") -> bytes:
    """Return segments as a file."""
    return "".join(segment + end for segment in segments).encode()


def x12(body: Iterable[str], end: str = "~\n") -> bytes:
    """Return a file with one transaction."""
    return encode(interchange(body), end)


def replaced(body: Iterable[str], old: str, *new: str) -> list[str]:
    """Return the segments with the first one that begins so replaced by others, or by none."""
    segments = list(body)
    at = next(index for index, segment in enumerate(segments) if segment.startswith(old))
    return [*segments[:at], *new, *segments[at + 1 :]]


def read(data: bytes) -> Intake:
    """Read a file that is an 837, and check what holds for every file."""
    intake = x12_837p.rules_engine_read(data, "claims.837")
    assert intake is not None
    check_accounting(data, intake)
    check_origins(data, intake)
    return intake


def only_claim(body: Iterable[str]) -> Claim:
    """Return the claim of a body that has one and no fault."""
    intake = read(x12(body))
    assert intake.rejections == ()
    (claim,) = intake.claims
    return claim


def only_rejection(data: bytes) -> Rejection:
    """Return the one rejection of a file."""
    (rejection,) = read(data).rejections
    return rejection


def count_claims(data: bytes) -> int:
    """Count the claims of a file without reading it: CLM after a line end or a sign that can end a segment."""
    element = re.escape(data[data.index(b"ISA") + 3 :][:1])
    return len(re.findall(rb"(?:^|[^\w\s.:>" + element + rb"-]|\n)\s*CLM(?=[~\r\n" + element + rb"])", data))


def check_accounting(data: bytes, intake: Intake) -> None:
    """Every claim found is read or lost by name, and every place lies in the file."""
    assert intake.found == len(intake.claims) + sum(rejection.lost for rejection in intake.rejections)
    for rejection in intake.rejections:
        assert rejection.message and "\n" not in rejection.message and not rejection.message.endswith(".")
        assert 0 <= rejection.start <= rejection.stop <= len(data)
        assert rejection.source == "claims.837"


Entity = Claim | ServiceLine | Diagnosis | OtherPayer


def entities(intake: Intake) -> Iterator[Entity]:
    """Return all entities of the claims."""
    for claim in intake.claims:
        yield claim
        yield from claim.lines
        yield from claim.diagnoses if isinstance(claim.diagnoses, tuple) else ()
        yield from claim.other_payers if isinstance(claim.other_payers, tuple) else ()


def check_origins(data: bytes, intake: Intake) -> None:
    """Each fact that is there has an origin, and its bytes are the text of the fact."""
    for entity in entities(intake):
        names = {field.name for field in attrs.fields(type(entity))}
        assert set(entity.origins) <= names
        assert len(entity.origins) == len(list(entity.origins))
        for name in names - {"origins", "lines", "other_payers", "position"}:
            value = getattr(entity, name)
            if value == UNREADABLE:  # it stands there, and is not told
                assert name in entity.origins, name
                continue
            if isinstance(value, Absent) or value == () or (name == "emergency" and name not in entity.origins):
                assert name not in entity.origins, name
            else:
                check_origin(data, entity, name, value)


def check_origin(data: bytes, entity: Entity, name: str, value: object) -> None:
    """The bytes of an origin are the text of the value, and its address leads to the same text another way."""
    origin = entity.origins[name]
    text = data[origin.start : origin.stop].decode()
    assert text and origin.source == "claims.837" and origin.loop and not origin.pointer
    assert is_text_of(name, value, text), (type(entity), name, origin)
    place = PLACE.fullmatch(origin.element)
    assert place is not None, origin
    tag, element, component = place.groups()
    header = data.index(b"ISA")
    mark = data[header + 3 : header + 4].decode()
    begin = data.rindex(f"{tag}{mark}".encode(), 0, origin.start)
    found = data[begin : origin.stop].decode(errors="replace").split(mark)
    assert len(found) == int(element) + 1
    assert found[-1].endswith(text)
    if component and name != "modifiers":
        assert len(COMPONENTS.split(found[-1])) == int(component)


def is_text_of(name: str, value: object, text: str) -> bool:
    """Return whether a value was read from a text."""
    match value:
        case bool():
            return text == ("Y" if value else "N")
        case Decimal() | int():
            return Decimal(text) == value
        case date():
            return text == value.isoformat().replace("-", "")
        case (Diagnosis(), *_):
            return text.replace(".", "") == value[0].code
        case (str(), *_) if name == "adjustments":
            return value[0].endswith(f"-{text}")
        case "paid" if name == "status":
            return Decimal(text) > 0
        case tuple() if name == "attachments":
            return text == value[0]
        case (int(), *_):
            return tuple(int(part) for part in COMPONENTS.split(text) if part) == value
        case tuple():
            return tuple(part for part in COMPONENTS.split(text) if part) == value
        case str() if name == "patient_id":
            return value == text or value.startswith(text + "/")
        case str():
            return text in (WORDS.get(name, {}).get(value, value), value) or text.replace(".", "") == value
    return False
