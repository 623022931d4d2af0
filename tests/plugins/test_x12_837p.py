"""What an 837P says of a claim, and where it says it."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from rules_engine.claims.absence import NOT_DOCUMENTED, NOT_SUPPLIED
from rules_engine.plugins import x12_837p

from .x12_text import BODY, FULL, HEADER, LINE, SUBSCRIBER, encode, interchange, only_claim, read, replaced, x12


def test_a_claim_has_its_facts() -> None:
    claim = only_claim(FULL)
    assert (claim.claim_id, claim.charge, claim.place_of_service) == ("CLAIM1", Decimal("275.50"), "10")
    assert (claim.frequency, claim.original_claim_number) == ("replacement", "PAYERCLAIM1")
    assert (claim.provider_signature, claim.assignment, claim.delay_reason) == (True, "assigned", "4")
    assert claim.submission_date == date(2026, 1, 5)
    assert (claim.onset_date, claim.admission_date) == (date(2025, 12, 15), date(2025, 12, 16))
    assert (claim.discharge_date, claim.patient_paid) == (date(2025, 12, 20), Decimal(25))
    assert (claim.authorization_number, claim.referral_number) == ("AUTH1", "REFERRAL1")
    assert claim.attachments == ("OZ", "03")


def test_a_claim_has_the_facts_of_those_who_take_part() -> None:
    claim = only_claim(FULL)
    assert (claim.payer_id, claim.payer_name, claim.payer_order) == ("PLAN1", "GROVE PLAN", "primary")
    assert (claim.filing_indicator, claim.group_number, claim.subscriber_id) == ("CI", "GROUP7", "MEMBER1")
    assert (claim.patient_birth_date, claim.patient_sex) == (date(2015, 6, 30), "M")
    assert (claim.billing_npi, claim.billing_tax_id) == ("1000000004", "000000001")
    assert claim.billing_taxonomy == "101YM0800X"


def test_a_line_inherits_from_its_claim() -> None:
    line = only_claim(FULL).lines[0]
    assert (line.number, line.code, line.modifiers) == (1, "90837", ("95", "HO"))
    assert (line.charge, line.unit_basis, line.units) == (Decimal(150), "UN", Decimal(1))
    assert (line.place_of_service, line.diagnosis_pointers, line.emergency) == ("10", (1, 2), False)
    assert line.service_date == line.service_date_end == date(2026, 1, 2)
    assert (line.rendering_npi, line.rendering_taxonomy) == ("1000000020", "103T00000X")
    assert (line.referring_npi, line.ordering_npi) == ("1000000012", NOT_DOCUMENTED)
    assert (line.supervising_npi, line.facility_npi) == ("1000000046", "1000000038")
    assert (line.authorization_number, line.referral_number) == ("AUTH1", "REFERRAL1")


def test_a_line_says_more_than_its_claim() -> None:
    line = only_claim(FULL).lines[1]
    assert (line.code, line.modifiers, line.units) == ("H0004", (), Decimal("4.5"))
    assert (line.place_of_service, line.diagnosis_pointers, line.emergency) == ("02", (3,), True)
    assert (line.service_date, line.service_date_end) == (date(2026, 1, 2), date(2026, 1, 4))
    assert (line.rendering_npi, line.rendering_taxonomy) == ("1000000053", "104100000X")
    assert (line.referring_npi, line.ordering_npi) == ("1000000095", "1000000087")
    assert (line.supervising_npi, line.facility_npi) == ("1000000079", "1000000061")
    assert (line.authorization_number, line.referral_number) == ("AUTH2", "REFERRAL2")


def test_a_line_with_its_own_provider_does_not_take_the_specialty_of_another() -> None:
    line = only_claim(replaced(FULL, "PRV*PE*PXC*104100000X")).lines[1]
    assert (line.rendering_npi, line.rendering_taxonomy) == ("1000000053", NOT_DOCUMENTED)


def test_diagnoses_keep_their_order_and_lose_their_point() -> None:
    diagnoses = only_claim(FULL).diagnoses
    assert isinstance(diagnoses, tuple)
    assert [(each.position, each.code) for each in diagnoses] == [(1, "F329"), (2, "F411"), (3, "Z630")]


def test_a_second_segment_of_diagnoses_goes_on_counting() -> None:
    diagnoses = only_claim(replaced(BODY, "HI", "HI*ABK:F329*ABF:F411", "HI*BG:01", "HI*ABF:F902")).diagnoses
    assert isinstance(diagnoses, tuple)
    assert [(each.position, each.code) for each in diagnoses] == [(1, "F329"), (2, "F411"), (3, "F902")]


def test_other_payers_stand_apart_from_the_payer() -> None:
    first, second = only_claim(FULL).other_payers  # type: ignore[misc]
    assert (first.payer_id, first.name, first.order, first.paid) == (
        "PLAN2",
        "OTHER PLAN",
        "secondary",
        Decimal("80.25"),
    )
    assert first.remittance_date == date(2026, 1, 3)
    assert (second.payer_id, second.order, second.paid) == ("PLAN3", "payer 4", NOT_DOCUMENTED)
    # From the settlement of a line, as the payer itself names no day.
    assert second.remittance_date == date(2026, 1, 4)


def test_a_provider_of_another_payer_is_not_the_provider_of_the_claim() -> None:
    body = [*FULL[: FULL.index("LX*1")], "NM1*82*1*STRANGER****XX*1999999999", *FULL[FULL.index("LX*1") :]]
    assert [line.rendering_npi for line in only_claim(body).lines] == ["1000000020", "1000000053"]


def test_what_is_left_out_is_known_to_be_none() -> None:
    claim = only_claim(replaced(replaced(BODY, "HI"), "SV1", "SV1*HC:90837*150*UN*1"))
    assert claim.diagnoses == claim.other_payers == claim.attachments == ()
    assert claim.lines[0].modifiers == claim.lines[0].diagnosis_pointers == ()
    assert claim.lines[0].emergency is False


def test_without_loop_2310b_the_billing_provider_renders() -> None:
    claim = only_claim(BODY)
    (line,) = claim.lines
    assert line.rendering_npi == claim.billing_npi
    origin = line.origins["rendering_npi"]
    assert (origin.loop, origin.element) == ("2010AA", "NM109")


def test_what_is_left_out_is_not_documented() -> None:
    claim = only_claim(replaced(BODY, "DTP*472"))
    assert claim.authorization_number is claim.referral_number is claim.onset_date is NOT_DOCUMENTED
    assert claim.patient_paid is claim.delay_reason is claim.original_claim_number is NOT_DOCUMENTED
    line = claim.lines[0]
    assert line.service_date is line.service_date_end is NOT_DOCUMENTED
    assert line.authorization_number is line.ordering_npi is line.facility_npi is NOT_DOCUMENTED


def test_what_an_837_cannot_say_is_not_supplied() -> None:
    intake = read(x12(BODY))
    assert intake.claims[0].received_date is NOT_SUPPLIED
    assert intake.claims[0].lines[0].status is intake.claims[0].lines[0].allowed_amount is NOT_SUPPLIED
    assert intake.sessions is intake.history is intake.members is NOT_SUPPLIED


@pytest.mark.parametrize(
    ("segment", "fact", "value"),
    [
        ("CLM*CLAIM1*150***11:B:1*Y*A*Y*Y", "frequency", "original"),
        ("CLM*CLAIM1*150***11:B:6*Y*A*Y*Y", "frequency", "corrected"),
        ("CLM*CLAIM1*150***11:B:8*Y*A*Y*Y", "frequency", "void"),
        ("CLM*CLAIM1*150***11:B:9*Y*A*Y*Y", "frequency", "9"),
        ("CLM*CLAIM1*150***11:B*Y*A*Y*Y", "frequency", NOT_DOCUMENTED),
        ("CLM*CLAIM1*150***11:B:1*N*A*Y*Y", "provider_signature", False),
        ("CLM*CLAIM1*150***11:B:1**A*Y*Y", "provider_signature", NOT_DOCUMENTED),
        ("CLM*CLAIM1*150***11:B:1*Y*B*Y*Y", "assignment", "assigned for laboratory only"),
        ("CLM*CLAIM1*150***11:B:1*Y*C*Y*Y", "assignment", "not assigned"),
        ("CLM*CLAIM1*150.00****Y*A*Y*Y", "place_of_service", NOT_DOCUMENTED),
    ],
)
def test_codes_of_a_claim_are_words(segment: str, fact: str, value: object) -> None:
    assert getattr(only_claim(replaced(BODY, "CLM", segment)), fact) == value


@pytest.mark.parametrize(
    ("code", "order"), [("P", "primary"), ("S", "secondary"), ("T", "tertiary"), ("A", "payer 4"), ("H", "payer 11")]
)
def test_the_order_of_the_payer_is_a_word(code: str, order: str) -> None:
    claim = read(x12(replaced(BODY, "SBR", f"SBR*{code}*18*GROUP7******CI"))).claims[0]
    assert claim.payer_order == order


def test_a_provider_without_npi_is_not_documented() -> None:
    claim = only_claim(replaced(BODY, "NM1*85", "NM1*85*2*GROVE CLINIC*****24*000000001"))
    assert claim.billing_npi is NOT_DOCUMENTED


def test_a_line_with_a_provider_without_npi_does_not_take_that_of_the_claim() -> None:
    claim = only_claim(replaced(FULL, "NM1*82*1*HAZEL", "NM1*82*1*HAZEL*FERN"))
    assert [line.rendering_npi for line in claim.lines] == ["1000000020", NOT_DOCUMENTED]


@pytest.mark.parametrize("qualifier", ["HC", "ER", "IV", "WK"])
def test_a_procedure_of_another_code_list_keeps_its_code(qualifier: str) -> None:
    claim = only_claim(replaced(BODY, "SV1", f"SV1*{qualifier}:90837:95:HO:GT:25*150*MJ*60***1"))
    assert (claim.lines[0].code, claim.lines[0].unit_basis) == ("90837", "MJ")
    assert claim.lines[0].modifiers == ("95", "HO", "GT", "25")


def test_the_patient_is_the_subscriber_or_a_dependent() -> None:
    assert only_claim(BODY).patient_id == "MEMBER1"
    assert only_claim(FULL).patient_id == "MEMBER1/2015-06-30/HAZEL"


def test_two_dependents_of_one_subscriber_are_two_patients() -> None:
    sibling = ["HL*4*2*23*0", "PAT*19", "NM1*QC*1*ALDER*FERN", "DMG*D8*20150630*F", *BODY[-5:]]
    ids = {claim.patient_id for claim in read(x12([*FULL, *sibling])).claims}
    assert ids == {"MEMBER1/2015-06-30/HAZEL", "MEMBER1/2015-06-30/FERN"}


def test_a_dependent_is_one_person_however_the_name_is_written() -> None:
    names = ("HAZEL", "Hazel", "hazel ")
    keys = {only_claim(replaced(FULL, "NM1*QC", f"NM1*QC*1*ALDER*{name}")).patient_id for name in names}
    assert keys == {"MEMBER1/2015-06-30/HAZEL"}


def test_a_dependent_without_birth_date_has_not_that_of_the_subscriber() -> None:
    claim = only_claim(replaced(FULL, "DMG*D8*20150630"))
    assert claim.patient_birth_date is claim.patient_sex is claim.patient_id is NOT_DOCUMENTED


def test_claims_keep_their_order_even_with_one_id() -> None:
    second = replaced(BODY[-5:], "CLM", "CLM*CLAIM1*150***02:B:1*Y*A*Y*Y")
    claims = read(x12([*BODY, *second])).claims
    assert [(claim.claim_id, claim.place_of_service) for claim in claims] == [("CLAIM1", "11"), ("CLAIM1", "02")]


def test_a_second_subscriber_has_nothing_of_the_first() -> None:
    second = ["HL*3*1*22*0", "SBR*S*18", "NM1*IL*1*BIRCH*FERN****MI*MEMBER2", *BODY[-5:]]
    first, other = read(x12([*BODY, *second])).claims
    assert (first.subscriber_id, first.payer_id, first.patient_sex) == ("MEMBER1", "PLAN1", "F")
    assert (other.subscriber_id, other.payer_id, other.patient_sex) == ("MEMBER2", NOT_DOCUMENTED, NOT_DOCUMENTED)
    assert (other.group_number, other.billing_npi) == (NOT_DOCUMENTED, "1000000004")


def test_two_transactions_share_nothing() -> None:
    one, other = interchange(BODY), interchange([*HEADER, "HL*1**20*1", *SUBSCRIBER, *BODY[-5:]])
    other = [segment.replace("0001", "0002", 1) if segment[:2] in ("ST", "SE") else segment for segment in other[2:-2]]
    claims = read(encode([*one[:-2], *other, "GE*2*1", "IEA*1*000000001"])).claims
    assert [claim.billing_npi for claim in claims] == ["1000000004", NOT_DOCUMENTED]


def test_a_segment_number_counts_from_the_header() -> None:
    origins = only_claim(FULL).lines[0].origins
    segments = interchange(FULL)
    assert origins["code"].segment == segments.index("SV1*HC:90837:95:HO:::CANARY TEXT*150*UN*1***1:2") + 1
    assert (origins["code"].loop, origins["code"].element) == ("2400", "SV101-2")
    assert (origins["place_of_service"].loop, origins["place_of_service"].element) == ("2300", "CLM05-1")
    assert (origins["rendering_npi"].loop, origins["rendering_npi"].element) == ("2310B", "NM109")


def test_origins_are_a_mapping_that_leaves_the_file_behind_when_sent() -> None:
    claim = only_claim(FULL)
    assert isinstance(claim.origins, Mapping)
    assert "lines" not in claim.origins
    with pytest.raises(KeyError):
        claim.origins["lines"]
    sent = pickle.dumps(claim)
    assert b"CANARY" not in sent
    assert pickle.loads(sent) == copy.copy(claim)
    assert pickle.loads(sent).lines[1].origins == dict(claim.lines[1].origins)


def test_free_text_is_in_no_value_and_no_value_is_in_a_repr() -> None:
    intake = read(x12(FULL))
    shown = repr((intake, intake.claims, intake.claims[0].lines, intake.claims[0].origins))
    assert all(secret not in shown for secret in ("MEMBER1", "ALDER", "90837", "CANARY"))
    assert "<places of" in shown


def test_a_file_of_another_format_is_left_to_others() -> None:
    for data in (b"", b"claim_id,code\n1,90837\n", b'{"note": "~ISA*00*"}', b"ISAAC,ROWAN\n", b"ISA,code\n"):
        assert x12_837p.rules_engine_read(data, "other") is None
    quoted = b'{"file": "' + x12(BODY) + b'"}'
    assert x12_837p.rules_engine_read(quoted, "other") is None


def test_a_line_without_own_place_names_the_claims_segment() -> None:
    data = x12([*BODY[:-3], *LINE])
    origin = read(data).claims[0].lines[0].origins["place_of_service"]
    assert data[origin.start : origin.stop] == b"11"
