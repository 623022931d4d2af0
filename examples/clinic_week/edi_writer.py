"""Writes visits as 837P (005010X222A1) and builds the small file with defects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from people import NORTH, SOUTH
from week import SUBMITTED, Clinician, Line, Office, Patient, Visit

VERSION: Final = "005010X222A1"
SENDER: Final = "EXAMPLECLINIC"
RECEIVER: Final = "EXAMPLEHOUSE"
TAX_ID: Final = "000000001"  # prefix 00 is given to nobody
DAY: Final = SUBMITTED.strftime("%Y%m%d")
SURNAME: Final = "SAMPLE"
CLINICIAN_SURNAME: Final = "SPECIMEN"

# US dollars a unit; round numbers, nobody's fee schedule.
CHARGES: Final = {
    "90785": 20, "90791": 220, "90792": 260, "90832": 95, "90833": 90, "90834": 130, "90836": 115, "90837": 185,
    "90838": 150, "90839": 200, "90840": 95, "90846": 125, "90847": 135, "90853": 45, "90899": 100, "96130": 160,
    "96131": 120, "96136": 60, "96137": 55, "96138": 50, "96139": 50, "96156": 125, "96158": 90, "99213": 115,
    "99214": 165, "99484": 65, "99492": 190,
}  # fmt: skip

Segment = str


def seg(*elements: str) -> Segment:
    """Return one segment without terminator; empty elements at the end are left off.

    >>> seg("LX", "1", "")
    'LX*1'
    """
    return "*".join(elements).rstrip("*")


def charge_of(line: Line) -> int:
    return CHARGES[line.code] * line.units


def render(segments: Iterable[Segment]) -> str:
    return "".join(f"{segment}~\n" for segment in segments)


def claims_file(visits: Sequence[Visit]) -> str:
    """Return the interchange of the week: one transaction for the south office, one for everybody else."""
    south = [visit for visit in visits if visit.clinician.office == SOUTH]
    others = [visit for visit in visits if visit.clinician.office != SOUTH]
    return render(_interchange(1, [_transaction(1, south), _transaction(2, others)]))


def _interchange(control: int, transactions: Sequence[list[Segment]]) -> list[Segment]:
    number = f"{control:09d}"
    isa = seg("ISA", "00", " " * 10, "00", " " * 10, "ZZ", f"{SENDER:<15}", "ZZ", f"{RECEIVER:<15}", DAY[2:], "0900")
    return [
        f"{isa}*^*00501*{number}*0*T*:",
        seg("GS", "HC", SENDER, RECEIVER, DAY, "0900", str(control), "X", VERSION),
        *(segment for transaction in transactions for segment in transaction),
        seg("GE", str(len(transactions)), str(control)),
        seg("IEA", "1", number),
    ]


def _transaction(number: int, visits: Sequence[Visit]) -> list[Segment]:
    control = f"{number:04d}"
    body = [
        seg("ST", "837", control, VERSION),
        seg("BHT", "0019", "00", f"CW{DAY}{number}", DAY, "0900", "CH"),
        seg("NM1", "41", "2", SOUTH.name, "", "", "", "", "46", SENDER),
        seg("PER", "IC", "EXAMPLE BILLING DESK", "TE", "5555550100"),
        seg("NM1", "40", "2", "EXAMPLE CLEARINGHOUSE", "", "", "", "", "46", RECEIVER),
        *_levels(visits),
    ]
    return [*body, seg("SE", str(len(body) + 1), control)]


def _levels(visits: Sequence[Visit]) -> list[Segment]:
    """Return the HL loops: billing provider, subscriber, dependent; claims of one patient stand together."""
    out: list[Segment] = []
    count = 0
    for office in dict.fromkeys(visit.clinician.office for visit in visits):
        count += 1
        office_level = count
        out += [seg("HL", str(count), "", "20", "1"), *_office(office)]
        here = [visit for visit in visits if visit.clinician.office == office]
        for patient in dict.fromkeys(visit.patient for visit in here):
            count += 1
            out += [seg("HL", str(count), str(office_level), "22", "1" if patient.parent else "0")]
            out += _subscriber(patient)
            if patient.parent:
                count += 1
                out += [seg("HL", str(count), str(count - 1), "23", "0"), seg("PAT", "19"), *_dependent(patient)]
            out += [segment for visit in here if visit.patient == patient for segment in claim(visit)]
    return out


def _office(office: Office) -> list[Segment]:
    person = "1" if office.first_name else "2"
    return [
        seg("PRV", "BI", "PXC", office.taxonomy),
        seg("NM1", "85", person, office.name, office.first_name, "", "", "", "XX", office.npi),
        seg("N3", office.street),
        seg("N4", office.city, office.state, office.zip_code),
        seg("REF", "EI", TAX_ID),
    ]


def _subscriber(patient: Patient) -> list[Segment]:
    payer = patient.payer
    relation = "" if patient.parent else "18"
    first_name = patient.parent or patient.first_name
    return [
        seg("SBR", "P", relation, patient.group_number, "", "", "", "", "", payer.filing_indicator),
        seg("NM1", "IL", "1", SURNAME, first_name, "", "", "", "MI", patient.member_id),
        *([] if patient.parent else _person(patient)),
        seg("NM1", "PR", "2", payer.name, "", "", "", "", "PI", payer.payer_id),
    ]


def _dependent(patient: Patient) -> list[Segment]:
    return [seg("NM1", "QC", "1", SURNAME, patient.first_name), *_person(patient)]


def _person(patient: Patient) -> list[Segment]:
    city, zip_code = ("EXAMPLEVILLE", "00001") if patient.state == SOUTH.state else (NORTH.city, "00002")
    return [
        seg("N3", patient.street),
        seg("N4", city, patient.state, zip_code),
        seg("DMG", "D8", patient.birth_date.strftime("%Y%m%d"), patient.sex),
    ]


def claim(visit: Visit) -> list[Segment]:
    """Return loop 2300 of a visit with its lines."""
    total = sum(charge_of(line) for line in visit.lines)
    kinds = ("ABK", *("ABF",) * (len(visit.coded_diagnoses) - 1))
    codes = [f"{kind}:{code}" for kind, code in zip(kinds, visit.coded_diagnoses, strict=True)]
    out = [seg("CLM", visit.claim_id, str(total), "", "", f"{visit.place}:B:1", "Y", "A", "Y", "Y")]
    if visit.authorization:
        out.append(seg("REF", "G1", visit.authorization))
    out.append(seg("HI", *codes))
    if visit.clinician.npi != visit.clinician.office.npi:
        out += _rendering(visit.clinician)
    for line in visit.lines:
        out += _line(visit, line)
    return out


def _rendering(clinician: Clinician) -> list[Segment]:
    return [
        seg("NM1", "82", "1", CLINICIAN_SURNAME, clinician.first_name, "", "", "", "XX", clinician.npi),
        seg("PRV", "PE", "PXC", clinician.taxonomy),
    ]


def _line(visit: Visit, line: Line) -> list[Segment]:
    procedure = ":".join(("HC", line.code, *line.modifiers))
    pointers = ":".join(str(number) for number in range(1, len(visit.coded_diagnoses) + 1))
    out = [
        seg("LX", str(line.number)),
        seg("SV1", procedure, str(charge_of(line)), "UN", str(line.units), "", "", pointers),
        seg("DTP", "472", "D8", visit.day.strftime("%Y%m%d")),
        seg("REF", "6R", f"{visit.claim_id}-{line.number}"),
    ]
    if visit.second_clinician and line.number == len(visit.lines):
        out += _rendering(visit.second_clinician)
    return out


def broken_file(visits: Sequence[Visit]) -> str:
    """Return six claims in two transactions with three defects; everything else in the file is sound.

    The second claim breaks off inside its CLM segment, the fourth has a word for its units, and the second transaction
    counts three segments too many.
    """
    first, second = _transaction(1, visits[:3]), _transaction(2, visits[3:])
    cut = next(number for number, segment in enumerate(first) if segment.startswith(f"CLM*{visits[1].claim_id}"))
    rest = next(number for number in range(cut, len(first)) if first[number].startswith("HL*"))
    first[cut:rest] = [seg(*first[cut].split("*")[:3])]
    first[-1] = seg("SE", str(len(first)), "0001")
    words = next(number for number, segment in enumerate(second) if segment.startswith("SV1*"))
    second[words] = second[words].replace("*UN*1*", "*UN*ONE*")
    second[-1] = seg("SE", str(len(second) + 3), "0002")
    return render(_interchange(2, [first, second]))
