"""The people, offices and payers of the clinic week. Nobody in it exists."""

from __future__ import annotations

from datetime import date
from typing import Final

from week import Clinician, Office, Patient, Payer, Plan, npi

MEDICARE: Final = Payer("MEDICARE", "MEDICARE PART B", "MB")
HEALTH_PLAN: Final = Payer("EXHEALTH", "EXAMPLE HEALTH PLAN", "CI")

CLINIC: Final = "261QM0801X"
MFT_TAXONOMY: Final = "106H00000X"

SOUTH: Final = Office(
    npi(1), "EXAMPLE MIND PRACTICE SOUTH", CLINIC, "1 EXAMPLE STREET", "EXAMPLEVILLE", "PA", "000010001"
)
NORTH: Final = Office(npi(2), "EXAMPLE MIND PRACTICE NORTH", CLINIC, "2 EXAMPLE STREET", "SAMPLETON", "NY", "000020001")
ALONE: Final = Office(npi(18), "SPECIMEN", MFT_TAXONOMY, "3 EXAMPLE STREET", "EXAMPLEVILLE", "PA", "000010003", "IRIS")

PSYCHIATRIST: Final = Clinician(npi(10), "ASPEN", "psychiatrist", "MD", "2084P0800X", SOUTH)
PHYSICIAN: Final = Clinician(npi(11), "BIRCH", "physician", "MD", "207Q00000X", SOUTH)
PSYCHOLOGIST: Final = Clinician(npi(12), "CEDAR", "clinical psychologist", "PhD", "103TC0700X", SOUTH)
SOCIAL_WORKER: Final = Clinician(npi(13), "DAHLIA", "clinical social worker", "LCSW", "1041C0700X", SOUTH)
FAMILY_THERAPIST: Final = Clinician(npi(14), "ELDER", "marriage and family therapist", "LMFT", MFT_TAXONOMY, SOUTH)
COUNSELOR: Final = Clinician(npi(15), "FERN", "mental health counselor", "LPC", "101YM0800X", SOUTH)
NURSE_PRACTITIONER: Final = Clinician(npi(16), "GINKGO", "nurse practitioner", "PMHNP", "363LP0808X", SOUTH)
NURSE_SPECIALIST: Final = Clinician(npi(17), "HEATHER", "clinical nurse specialist", "CNS", "364SP0808X", SOUTH)
SOLO_THERAPIST: Final = Clinician(npi(18), "IRIS", "marriage and family therapist", "LMFT", MFT_TAXONOMY, ALONE)
ASSISTANT: Final = Clinician(npi(19), "JUNIPER", "physician assistant", "PA-C", "363A00000X", SOUTH)
NORTH_SOCIAL_WORKER: Final = Clinician(npi(20), "KALMIA", "clinical social worker", "LCSW", "1041C0700X", NORTH)
UNREGISTERED: Final = Clinician(npi(21), "LAUREL", "", "MD", "2084P0800X", SOUTH)

CLINICIANS: Final = (
    PSYCHIATRIST,
    PHYSICIAN,
    PSYCHOLOGIST,
    SOCIAL_WORKER,
    FAMILY_THERAPIST,
    COUNSELOR,
    NURSE_PRACTITIONER,
    NURSE_SPECIALIST,
    SOLO_THERAPIST,
    ASSISTANT,
    NORTH_SOCIAL_WORKER,
    UNREGISTERED,
)

CURRENT_PLAN: Final = Plan(date(2026, 3, 2), date(2026, 9, 1), date(2027, 2, 26))
OLD_PLAN: Final = Plan(date(2025, 6, 2), None, date(2026, 5, 29))


def _on_medicare(
    serial: int,
    first_name: str,
    born: date,
    sex: str,
    *diagnoses: str,
    area: str = "JL",
    plan: Plan | None = CURRENT_PLAN,
) -> Patient:
    state = "PA" if area == "JL" else "NY"
    street = f"{100 + serial} EXAMPLE STREET"
    member_id = f"EXM{serial:08d}"  # not the shape of a real Medicare number
    return Patient(member_id, first_name, born, sex, street, state, diagnoses, MEDICARE, area, plan=plan)


ALPHA: Final = _on_medicare(1, "ALPHA", date(1948, 1, 1), "F", "F331", "F411")
BRAVO: Final = _on_medicare(2, "BRAVO", date(1950, 2, 2), "M", "F4310")
CHARLIE: Final = _on_medicare(3, "CHARLIE", date(1952, 3, 3), "M", "F411")
DELTA: Final = _on_medicare(4, "DELTA", date(1951, 4, 4), "F", "F4323")
ECHO: Final = _on_medicare(5, "ECHO", date(1944, 5, 5), "F", "F331")
FOXTROT: Final = _on_medicare(6, "FOXTROT", date(1955, 6, 6), "M", "F410")
GOLF: Final = _on_medicare(7, "GOLF", date(1949, 7, 7), "F", "F331", area="JK")
HOTEL: Final = _on_medicare(8, "HOTEL", date(1957, 8, 8), "M", "F4323")
INDIA: Final = _on_medicare(9, "INDIA", date(1953, 9, 9), "F", "F411", plan=OLD_PLAN)
JULIETT: Final = _on_medicare(10, "JULIETT", date(1956, 10, 10), "F", "F4310")
KILO: Final = _on_medicare(11, "KILO", date(1947, 11, 11), "M", "F411", "G4700")
LIMA: Final = _on_medicare(12, "LIMA", date(1954, 12, 12), "F", "F331", area="JK", plan=OLD_PLAN)
MIKE: Final = _on_medicare(13, "MIKE", date(1950, 1, 13), "M", "F4310", area="JK", plan=None)
NOVEMBER: Final = _on_medicare(14, "NOVEMBER", date(1946, 2, 14), "F", "F3181")
OSCAR: Final = _on_medicare(15, "OSCAR", date(1958, 3, 15), "M", "F332")
PAPA: Final = _on_medicare(16, "PAPA", date(1943, 4, 16), "M", "F332", "F411")
QUEBEC: Final = _on_medicare(17, "QUEBEC", date(1959, 5, 17), "F", "F900")
ROMEO: Final = _on_medicare(18, "ROMEO", date(1945, 6, 18), "M", "F3181")
SIERRA: Final = _on_medicare(19, "SIERRA", date(1952, 7, 19), "F", "F332")
TANGO: Final = _on_medicare(20, "TANGO", date(1960, 8, 20), "F", "F411")
UNIFORM: Final = _on_medicare(21, "UNIFORM", date(1949, 9, 21), "M", "F331")
VICTOR: Final = _on_medicare(22, "VICTOR", date(1951, 10, 22), "M", "F321")
WHISKEY: Final = _on_medicare(23, "WHISKEY", date(1948, 11, 23), "F", "F331")
XRAY: Final = _on_medicare(24, "XRAY", date(1962, 12, 24), "M", "F332", "R45851")
YANKEE: Final = _on_medicare(25, "YANKEE", date(1944, 1, 25), "F", "F419")
ZULU: Final = _on_medicare(26, "ZULU", date(1950, 2, 26), "M", "E119", "I10")

ONE: Final = Patient(
    "EXH00000001",
    "ONE",
    date(1985, 3, 1),
    "F",
    "201 EXAMPLE STREET",
    "PA",
    ("F411",),
    HEALTH_PLAN,
    group_number="EXGROUP1",
    plan=CURRENT_PLAN,
)
TWO: Final = Patient(
    "EXH00000002",
    "TWO",
    date(2014, 5, 2),
    "M",
    "202 EXAMPLE STREET",
    "PA",
    ("F900",),
    HEALTH_PLAN,
    group_number="EXGROUP1",
    parent="DOZEN",
    plan=CURRENT_PLAN,
)
