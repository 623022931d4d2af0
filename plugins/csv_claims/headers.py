"""Names that practice systems, clearing houses and payers give to columns, to names of the claim table.

A name is compared in small letters, without spaces and signs. Only names with one meaning stand here: "NPI", "Date",
"Provider", "Amount", "Start" and "Status" alone could mean several things, so they need a word from the user.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from rules_engine.claims.read.faults import FaultError

from .targets import target

_SIGNS: Final = re.compile(r"[\W_]+", re.ASCII)
_NUMBERED: Final = re.compile(r"([a-z]+(?:10)?[a-z]*?)0?([1-9]|1[0-2])")

_NAMES: Final[Mapping[str, str]] = {
    "claim.claim_id": "claim number, claim no, claim id, claim control number, patient control number, pcn, clm01, "
    "patient account number",
    "claim.patient_id": "patient id, patient number, patient no, mrn, medical record number, patient key",
    "claim.subscriber_id": "subscriber id, insured id, member id, policy number, subscriber number",
    "claim.payer_id": "payer id, payor id, payer code, insurance id, insurance payer id",
    "claim.payer_name": "payer, payer name, payor, payor name, insurance, insurance name, insurance company, carrier",
    "claim.payer_order": "payer order, payer sequence",
    "claim.filing_indicator": "claim filing indicator, filing indicator",
    "claim.group_number": "group number, group no, plan group number",
    "claim.charge": "total charge, total charges, claim total, claim charge, total claim charge, claim amount",
    "claim.patient_birth_date": "dob, date of birth, birth date, patient dob, patient birth date",
    "claim.patient_sex": "sex, patient sex, gender, patient gender",
    "claim.billing_npi": "billing npi, billing provider npi, group npi",
    "claim.billing_tax_id": "tax id, billing tax id, tin, ein, federal tax id",
    "claim.billing_taxonomy": "billing taxonomy, billing provider taxonomy",
    "claim.frequency": "claim frequency, frequency, frequency code, resubmission code",
    "claim.original_claim_number": "original claim number, original reference number, icn, payer claim control number",
    "claim.submission_date": "submission date, submitted date, date submitted, bill date, billed date, date billed",
    "claim.received_date": "received date, date received, receipt date",
    "claim.onset_date": "onset date, date of onset",
    "claim.admission_date": "admission date, admit date",
    "claim.discharge_date": "discharge date",
    "claim.patient_paid": "patient paid, patient payment, amount paid by patient",
    "claim.diagnoses": "diagnoses, diagnosis, diagnosis code, diagnosis codes, dx, dx code, dx codes, icd, icd code, "
    "icd codes, icd10, icd10 code, icd10 codes",
    "line.number": "line, line number, line no, claim line number, service line, service line number",
    "line.code": "cpt, cpt code, procedure, procedure code, proc code, hcpcs, hcpcs code, cpt hcpcs, cpt/hcpcs code, "
    "service code, hcpcs cpt",
    "line.modifiers": "modifiers, modifier, mod, mods",
    "line.charge": "charge, charges, line charge, charge amount, billed amount, amount billed",
    "line.units": "units, unit, qty, quantity, service units, days or units, unit quantity, service unit quantity",
    "line.place_of_service": "pos, place of service, place of service code, pos code",
    "line.diagnosis_pointers": "diagnosis pointers, diagnosis pointer, dx pointer, dx pointers",
    "line.service_date": "dos, date of service, service date, from date, dos from, service from, service date from, "
    "from dos, date of service from, service start date, claim line start date",
    "line.service_date_end": "dos to, to dos, service to, service date to, through date, to date, date of service to, "
    "service end date, claim line end date",
    "line.rendering_npi": "rendering npi, rendering provider npi, rendering provider, clinician npi, therapist npi, "
    "treating provider npi",
    "line.rendering_taxonomy": "rendering taxonomy, rendering provider taxonomy",
    "line.referring_npi": "referring npi, referring provider npi",
    "line.ordering_npi": "ordering npi, ordering provider npi",
    "line.supervising_npi": "supervising npi, supervising provider npi, supervisor npi",
    "line.facility_npi": "facility npi, service facility npi",
    "line.authorization_number": "authorization number, auth number, prior authorization number, prior auth number, "
    "prior authorization, auth no, authorization, prior auth",
    "line.referral_number": "referral number, referral no",
    "line.emergency": "emergency, emg",
    "line.allowed_amount": "allowed amount, allowed",
    "line.paid": "paid amount, payer paid, insurance paid",
    "session.minutes": "minutes, session minutes, duration minutes, session length minutes, total minutes",
    "session.therapy_minutes": "therapy minutes, psychotherapy minutes",
    "session.start": "start time, session start, session start time, time in",
    "session.stop": "stop time, end time, session stop, session end, session end time, time out",
    "session.mode": "session mode, telehealth mode",
    "session.group_size": "group size, number in group",
    "session.signature.signed_date": "signed date, note signed date, signature date",
    "session.signature.credential": "signer credential, signer credentials",
    "session.plan.created_date": "treatment plan date, plan date",
}
# With a number from 1: Mod1, Modifier 2, Dx3, ICD10_4.
_NUMBERED_NAMES: Final = {
    **dict.fromkeys(("mod", "modifier", "mods", "hcpcsmodifier", "cptmodifier"), "line.modifiers.{}"),
    **dict.fromkeys(
        ("dx", "diagnosis", "diagnosiscode", "diag", "dxcode", "icd10", "icd", "icd10code", "icdcode"),
        "claim.diagnoses.{}.code",
    ),
}
MODIFIERS: Final = 4
DIAGNOSES: Final = 12


def plain(header: str) -> str:
    """Return a name as names are compared.

    >>> plain("Date of Service "), plain("CPT/HCPCS_Code")
    ('dateofservice', 'cpthcpcscode')
    """
    return _SIGNS.sub("", header.lower())


_WELL_KNOWN: Final = {plain(word): name for name, words in _NAMES.items() for word in words.split(", ")}


def well_known(header: str) -> str:
    """Return the name of the claim table that a header means, or an empty text.

    >>> well_known("CPT"), well_known("Dx02"), well_known("line.units"), well_known("Shoe size")
    ('line.code', 'claim.diagnoses.2.code', 'line.units', '')
    """
    name = header.strip()
    if len(name) > 80:
        return ""
    if "." in name or name == "row":
        try:
            return target(name).name
        except FaultError:
            pass
    bare = plain(name)
    found = _WELL_KNOWN.get(bare, "")
    if found:
        return found
    numbered = _NUMBERED.fullmatch(bare)
    form = _NUMBERED_NAMES.get(numbered[1], "") if numbered else ""
    if not (numbered and form):
        return ""
    most = MODIFIERS if form.startswith("line") else DIAGNOSES
    return form.format(int(numbered[2])) if int(numbered[2]) <= most else ""
