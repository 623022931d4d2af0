"""Claims that are refused: by which name, and at which place."""

from __future__ import annotations

import pytest

from rules_engine.claims.absence import NOT_DOCUMENTED

from .x12_text import BODY, FULL, LINE, SUBSCRIBER, UNREADABLE, encode, interchange, only_rejection, read, replaced, x12

SV1 = "SV1*HC:90837:95*150*UN*1***1"
CLM = "CLM*CLAIM1*150***11:B:1*Y*A*Y*Y"

# What is replaced, by what, the fault, its address, and the bytes under it.
ELEMENTS = [
    ("SV1", "SV1*HC:90837*sixty*UN*1***1", "bad-number", "SV102", "sixty"),
    ("SV1", "SV1*HC:90837*١٥٠*UN*1***1", "bad-number", "SV102", "١٥٠"),
    ("SV1", "SV1*HC:90837*1e5*UN*1***1", "bad-number", "SV102", "1e5"),
    ("SV1", "SV1*HC:90837*NaN*UN*1***1", "bad-number", "SV102", "NaN"),
    ("SV1", "SV1*HC:90837*--5*UN*1***1", "bad-number", "SV102", "--5"),
    ("SV1", "SV1*HC:90837*1,500*UN*1***1", "bad-number", "SV102", "1,500"),
    ("SV1", "SV1*HC:90837* 150*UN*1***1", "bad-number", "SV102", " 150"),
    ("SV1", "SV1*HC:90837*1_0*UN*1***1", "bad-number", "SV102", "1_0"),
    ("SV1", "SV1*HC:90837*1.5.0*UN*1***1", "bad-number", "SV102", "1.5.0"),
    ("SV1", "SV1*HC:90837*.*UN*1***1", "bad-number", "SV102", "."),
    ("SV1", "SV1*HC:90837*" + "9" * 19 + "*UN*1***1", "bad-number", "SV102", "9" * 19),
    ("SV1", "SV1*HC:90837*150*UN*one***1", "bad-number", "SV104", "one"),
    ("SV1", "SV1*HC:90837**UN*1***1", "missing-element", "SV102", ""),
    ("SV1", "SV1*HC:90837*150*UN", "missing-element", "SV104", ""),
    ("SV1", "SV1*HC:90837*150*UN*1***1:x", "bad-number", "SV107-2", "x"),
    ("SV1", "SV1*HC:90837*150*UN*1***0", "bad-number", "SV107-1", "0"),
    ("SV1", "SV1*HC:90837*150*UN*1***1.00", "bad-number", "SV107-1", "1.00"),
    ("SV1", "SV1*HC:90837*150*UN*1***1:1:1:1:1", "too-many-elements", "SV107", "1:1:1:1:1"),
    ("SV1", "SV1*HC:90837*150*UN*1***1**X", "bad-flag", "SV109", "X"),
    ("SV1", "SV1*HC:90-37*150*UN*1***1", "bad-code", "SV101-2", "90-37"),
    ("SV1", "SV1*HC:90837:9 5*150*UN*1***1", "bad-code", "SV101-3", "9 5"),
    ("SV1", "SV1*HC::95*150*UN*1***1", "missing-element", "SV101-2", ""),
    ("SV1", "SV1*HC*150*UN*1***1", "missing-element", "SV101", "HC"),
    ("SV1", "SV1*:90837*150*UN*1***1", "missing-element", "SV101-1", ""),
    ("SV1", "SV1**150*UN*1***1", "missing-element", "SV101", ""),
    ("SV1", "SV1*HC:90837:1:2:3:4:5:6:7*150*UN*1***1", "too-many-elements", "SV101", "HC:90837:1:2:3:4:5:6:7"),
    ("SV1", f"{SV1}\n2", "bad-number", "SV107-1", "1\n2"),
    ("SV1", "SV1*HC:908*150*UN*1***1", "bad-code", "SV101-2", "908"),
    ("SV1", "SV1*HC:90837:9*150*UN*1***1", "bad-code", "SV101-3", "9"),
    ("SV1", "SV1*HC:90837*150*UN*1*1**1", "bad-code", "SV105", "1"),
    ("LX", "LX*0", "bad-number", "LX01", "0"),
    ("LX", "LX*one", "bad-number", "LX01", "one"),
    ("LX", "LX", "missing-element", "LX01", ""),
    ("DTP*472", "DTP*472*D8*20260230", "bad-date", "DTP03", "20260230"),
    ("DTP*472", "DTP*472*D8*2026-1-2", "bad-date", "DTP03", "2026-1-2"),
    ("DTP*472", "DTP*472*D8*٢٠٢٦٠١٠٢", "bad-date", "DTP03", "٢٠٢٦٠١٠٢"),
    ("DTP*472", "DTP*472*D6*260102", "bad-date", "DTP03", "260102"),
    ("DTP*472", "DTP*472**20260102", "bad-date", "DTP03", "20260102"),
    ("DTP*472", "DTP*472*RD8*20260102", "bad-date", "DTP03", "20260102"),
    ("DTP*472", "DTP*472*RD8*20260102-20261304", "bad-date", "DTP03", "20260102-20261304"),
    ("DTP*472", "DTP*472*RD8*20260104-20260102", "reversed-dates", "DTP03", "20260104-20260102"),
    ("CLM", "CLM*CLAIM1*much***11:B:1*Y*A*Y*Y", "bad-number", "CLM02", "much"),
    ("CLM", "CLM*CLAIM1****11:B:1*Y*A*Y*Y", "missing-element", "CLM02", ""),
    ("CLM", "CLM*CLAIM1*150***1-1:B:1*Y*A*Y*Y", "bad-code", "CLM05-1", "1-1"),
    ("CLM", "CLM*CLAIM1*150***11:B:1*Q*A*Y*Y", "bad-flag", "CLM06", "Q"),
    ("CLM", "CLM*CLAIM1*150***1:B:1*Y*A*Y*Y", "bad-code", "CLM05-1", "1"),
    ("DTP*472", "DTP*472*D8*18991231", "bad-date", "DTP03", "18991231"),
    ("HI", "HI*ABK:F3", "bad-code", "HI01-2", "F3"),
    ("HI", "HI*ABK:F329*ABF:", "missing-element", "HI02-2", ""),
    ("HI", "HI*ABK:F329*ABF:F4?1", "bad-code", "HI02-2", "F4?1"),
    ("HI", "HI*ABK:F329*BR:F411", "unknown-qualifier", "HI02-1", "BR"),
    ("HI", "HI*ABK:F329" + "*ABF:F411" * 12, "too-many-elements", "HI13", "ABF:F411"),
    ("DMG", "DMG*D8*19800231*F", "bad-date", "DMG02", "19800231"),
    ("BHT", "BHT*0019*00*BATCH1*2026*1200*CH", "bad-date", "BHT04", "2026"),
    ("NM1*PR", "NM1*8Z*2*GROVE PLAN*****PI*PLAN1", "unknown-qualifier", "NM101", "8Z"),
    ("NM1*PR", "NM1*PR*2*GROVE\tPLAN*****PI*PLAN1", "unreadable-text", "NM103", "GROVE\tPLAN"),
]


@pytest.mark.parametrize(("old", "new", "code", "element", "text"), ELEMENTS)
def test_an_element_that_is_wrong_refuses_its_claim(old: str, new: str, code: str, element: str, text: str) -> None:
    data = x12(replaced(BODY, old, new))
    rejection = read(data).rejections[0]
    assert (rejection.code, rejection.element, rejection.claim_id, rejection.lost) == (code, element, "CLAIM1", 1)
    assert data[rejection.start : rejection.stop].decode() == text
    assert data[: rejection.start].count(b"~") + 1 == rejection.segment
    assert rejection.help
    assert not text or text in {"1", "x", ".", "Q", "X", "0"} or text not in rejection.message


# What is replaced, by what, the fault, the segment under it, and how it is called.
SEGMENTS = [
    ("SV1", (), "missing-segment", "LX*1", "SV1"),
    ("SV1", (SV1, SV1), "repeated-segment", SV1, "SV1"),
    ("DTP", (LINE[2], "DTP*472*D8*20260103"), "repeated-segment", "DTP*472*D8*20260103", "DTP"),
    ("LX", ("LX*1", SV1, "LX*1"), "repeated-line-number", "1", "LX01"),
    ("LX", (), "misplaced-segment", SV1, "SV1"),
    ("HI", ("HI*ABK:F329", "HI*ABK:F411"), "repeated-segment", "HI*ABK:F411", "HI"),
    ("DTP", (LINE[2], "HI*ABK:F411"), "misplaced-segment", "HI*ABK:F411", "HI"),
    ("DTP", (LINE[2], "REF*F8*PAYERCLAIM1"), "misplaced-segment", "REF*F8*PAYERCLAIM1", "REF"),
    ("DTP", (LINE[2], "SBR*S*18"), "misplaced-segment", "SBR*S*18", "SBR"),
    ("DTP", (LINE[2], "NM1*IL*1*BIRCH"), "misplaced-segment", "NM1*IL*1*BIRCH", "NM1"),
    ("HI", ("NM1*82*1*CEDAR****XX*1000000020", "REF*G1*AUTH1"), "misplaced-segment", "REF*G1*AUTH1", "REF"),
    ("HI", ("LIN**N4*00000000001",), "misplaced-segment", "LIN**N4*00000000001", "LIN"),
    ("HI", ("SVD*PLAN2*10",), "misplaced-segment", "SVD*PLAN2*10", "SVD"),
    ("HI", ("SBR*S*18", "PWK*OZ*EL"), "misplaced-segment", "PWK*OZ*EL", "PWK"),
    ("HI", ("XYZ*1",), "unknown-segment", "XYZ*1", ""),
    ("HI", ("SV2*0900*HC:90837",), "unknown-segment", "SV2*0900*HC:90837", ""),
    ("NM1*IL", (), "misplaced-segment", "DMG*D8*19800229*F", "DMG"),
    ("NM1*PR", (SUBSCRIBER[4], SUBSCRIBER[4]), "repeated-segment", SUBSCRIBER[4], "NM1"),
    ("HL*2", ("HL*2*9*22*0",), "unknown-hl-parent", "9", "HL02"),
    ("HL*2", ("HL*2**22*0",), "wrong-hl-parent", "", "HL02"),
    ("HL*2", ("HL*2*1*23*0",), "wrong-hl-parent", "1", "HL02"),
    ("HL*2", ("HL*2*1*24*0",), "unknown-hl-level", "24", "HL03"),
    ("HL*2", ("HL*1*1*22*0",), "repeated-hl-number", "1", "HL01"),
    ("NM1*PR", (SUBSCRIBER[4], "HL*3*1*20*1"), "wrong-hl-parent", "1", "HL02"),
    ("NM1*PR", (SUBSCRIBER[4], "HL*3**20*1"), "claim-outside-subscriber", CLM, "CLM"),
]


@pytest.mark.parametrize(("old", "new", "code", "text", "element"), SEGMENTS)
def test_a_segment_that_is_wrong_refuses_its_claim(
    old: str, new: tuple[str, ...], code: str, text: str, element: str
) -> None:
    data = x12(replaced(BODY, old, *new))
    intake = read(data)
    rejection = next(each for each in intake.rejections if each.code == code)
    assert intake.claims == ()
    assert (rejection.element, rejection.claim_id) == (element, "CLAIM1")
    assert data[rejection.start : rejection.stop].decode() == text
    assert sum(each.lost for each in intake.rejections) == intake.found == 1


def test_a_claim_without_lines_is_refused() -> None:
    rejection = only_rejection(x12(BODY[:-3]))
    assert (rejection.code, rejection.element, rejection.claim_id) == ("claim-without-lines", "CLM", "CLAIM1")


def test_a_claim_without_id_is_refused_without_one() -> None:
    rejection = only_rejection(x12(replaced(BODY, "CLM", "CLM**150***11:B:1*Y*A*Y*Y")))
    assert (rejection.code, rejection.element, rejection.claim_id) == ("missing-element", "CLM01", "")


def test_an_id_that_is_no_text_is_not_shown() -> None:
    rejection = only_rejection(x12(replaced(BODY, "CLM", "CLM*CLAIM\n1*150***11:B:1*Y*A*Y*Y")))
    assert (rejection.code, rejection.element, rejection.claim_id) == ("unreadable-text", "CLM01", "")


def test_the_other_claims_of_a_file_are_read() -> None:
    bad = replaced(BODY[-5:], "SV1", "SV1*HC:90837*many*UN*1***1")
    bad = replaced(bad, "CLM", "CLM*CLAIM2*150***11:B:1*Y*A*Y*Y")
    last = replaced(BODY[-5:], "CLM", "CLM*CLAIM3*150***11:B:1*Y*A*Y*Y")
    intake = read(x12([*BODY, *bad, *last]))
    assert [claim.claim_id for claim in intake.claims] == ["CLAIM1", "CLAIM3"]
    assert [(each.claim_id, each.lost) for each in intake.rejections] == [("CLAIM2", 1)]
    assert intake.found == 3


def test_every_fault_of_a_claim_is_named_and_one_loses_it() -> None:
    body = replaced(replaced(BODY, "SV1", "SV1*HC:90837*a*UN*b***1"), "DTP", "DTP*472*D8*c")
    rejections = read(x12(body)).rejections
    assert [(each.element, each.lost) for each in rejections] == [("SV102", 1), ("SV104", 0), ("DTP03", 0)]


def test_a_lost_subscriber_loop_does_not_lend_its_claims_to_the_one_before() -> None:
    second = ["SBR*S*18", "NM1*IL*1*BIRCH*FERN****MI*MEMBER2", *replaced(BODY[-5:], "CLM*", CLM.replace("1*", "2*", 1))]
    intake = read(x12([*BODY, *second]))
    assert (intake.claims, intake.found) == ((), 2)
    assert {each.code for each in intake.rejections} == {"misplaced-segment"}


def test_a_lost_claim_segment_does_not_lend_its_lines_to_the_claim_before() -> None:
    intake = read(x12([*BODY, "HI*ABK:F411", *LINE]))
    assert intake.claims == ()
    assert [each.code for each in intake.rejections] == ["misplaced-segment", "repeated-line-number"]


def test_a_claim_under_a_refused_parent_is_refused() -> None:
    body = replaced(FULL, "HL*2", "HL*2*9*22*1")
    rejections = read(x12(body)).rejections
    assert [(each.code, each.element, each.claim_id, each.lost) for each in rejections] == [
        ("unknown-hl-parent", "HL02", "", 0),
        ("wrong-hl-parent", "HL02", "CLAIM1", 1),
    ]


def test_a_refused_loop_does_not_close_the_one_above() -> None:
    second = ["HL*3*9*22*0", *SUBSCRIBER[1:], *BODY[-5:]]
    third = ["HL*4*1*22*0", *SUBSCRIBER[1:], *BODY[-5:]]
    intake = read(x12([*BODY, *second, *third]))
    assert (intake.found, len(intake.claims)) == (3, 2)
    assert [each.code for each in intake.rejections] == ["unknown-hl-parent"]


def test_a_patient_comes_right_after_its_subscriber() -> None:
    late = ["HL*4*2*23*0", "NM1*QC*1*ALDER*FERN", "DMG*D8*20150630*F", *BODY[-5:]]
    intake = read(x12([*BODY, "HL*3*1*22*0", *SUBSCRIBER[1:], *BODY[-5:], *late]))
    assert (intake.found, len(intake.claims)) == (3, 2)
    assert [(each.code, each.element) for each in intake.rejections] == [("wrong-hl-parent", "HL02")]


def test_a_loop_without_claims_is_named_all_the_same() -> None:
    intake = read(x12([*BODY, "HL*3*9*22*0"]))
    assert [(each.code, each.lost) for each in intake.rejections] == [("unknown-hl-parent", 0)]
    assert len(intake.claims) == 1


def test_a_total_that_the_lines_do_not_bear_out_is_named_and_the_claim_is_read() -> None:
    data = x12(replaced(BODY, "CLM", "CLM*CLAIM1*175***11:B:1*Y*A*Y*Y"))
    rejection = only_rejection(data)
    assert (rejection.code, rejection.element, rejection.claim_id) == ("charge-total", "CLM02", "CLAIM1")
    assert (data[rejection.start : rejection.stop], rejection.lost) == (b"175", 0)


def test_a_pointer_to_no_diagnosis_is_named_and_the_claim_is_read() -> None:
    data = x12(replaced(BODY, "SV1", "SV1*HC:90837*150*UN*1***1:2"))
    intake = read(data)
    (rejection,) = intake.rejections
    assert (rejection.code, rejection.element, rejection.lost) == ("pointer-without-diagnosis", "SV107-2", 0)
    assert data[rejection.start : rejection.stop] == b"2"
    assert intake.claims[0].lines[0].diagnosis_pointers == (1, 2)


def test_an_npi_that_is_none_is_named_and_leaves_open_what_asks_for_it() -> None:
    data = x12(replaced(BODY, "NM1*85", "NM1*85*2*GROVE CLINIC*****XX*100000000"))
    intake = read(data)
    (rejection,) = intake.rejections
    assert (rejection.code, rejection.element, rejection.lost) == ("bad-npi", "NM109", 0)
    assert data[rejection.start : rejection.stop] == b"100000000"
    (claim,) = intake.claims
    assert claim.billing_npi == claim.lines[0].rendering_npi == UNREADABLE


def test_spaces_that_pad_an_element_are_no_part_of_it() -> None:
    body = replaced(replaced(BODY, "NM1*IL", "NM1*IL*1*ALDER*ROWAN****MI*MEMBER1  "), "DMG", "DMG*D8*19800229* ")
    (claim,) = read(x12(body)).claims
    assert (claim.subscriber_id, claim.patient_id, claim.patient_sex) == ("MEMBER1", "MEMBER1", NOT_DOCUMENTED)


def test_bytes_that_are_no_text_matter_only_where_a_fact_is_read() -> None:
    segments = interchange(BODY)
    unread = encode(segments).replace(b"GROVE STREET", b"GROVE \xc9").replace(b"ALDER", b"ALD\xc9R")
    assert len(read(unread).claims) == 1
    rejection = only_rejection(encode(segments).replace(b"GROVE PLAN", b"GROVE \xc9"))
    assert (rejection.code, rejection.element, rejection.claim_id) == ("unreadable-text", "NM103", "CLAIM1")


def test_names_in_utf_8_are_text() -> None:
    data = x12(BODY).replace(b"GROVE PLAN", "GROVÉ PLAN".encode())
    assert read(data).claims[0].payer_name == "GROVÉ PLAN"


def test_a_segment_without_end_in_sight_refuses_its_claim() -> None:
    rejection = read(x12(replaced(BODY, "HI", "HI*ABK:F329" + "*" * 5000))).rejections[0]
    assert (rejection.code, rejection.claim_id, rejection.lost) == ("segment-too-long", "CLAIM1", 1)
