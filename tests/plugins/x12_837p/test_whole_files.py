"""Files as clearinghouses send them: several interchanges, groups and transactions, full segments, several payers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rules_engine.claims.absence import NOT_DOCUMENTED, NOT_SUPPLIED

from ..x12_text import (  # noqa: TID252  (`plugins` by itself would be that of the engine)
    BODY,
    CLAIM,
    ISA,
    VERSION,
    encode,
    only_claim,
    read,
    replaced,
    x12,
)

CODES = ["F329", "F411", "F4310", "F902", "F339", "Z630", "F1020", "F4323", "F319", "F200", "F84.0", "F908"]


def transaction(number: int, claim_id: str) -> list[str]:
    """Return a transaction of one claim."""
    inner = replaced(BODY, "CLM", f"CLM*{claim_id}*150***11:B:1*Y*A*Y*Y")
    return [f"ST*837*{number:04d}*{VERSION}", *inner, f"SE*{len(inner) + 2}*{number:04d}"]


def group(number: int, *transactions: list[str]) -> list[str]:
    """Return a functional group."""
    within = [segment for each in transactions for segment in each]
    return [f"GS*HC*A*B*20260105*1200*{number}*X*{VERSION}", *within, f"GE*{len(transactions)}*{number}"]


def envelope(number: int, *groups: list[str]) -> list[str]:
    """Return an interchange."""
    within = [segment for each in groups for segment in each]
    return [ISA.replace("000000001", f"{number:09d}"), *within, f"IEA*{len(groups)}*{number:09d}"]


@pytest.mark.parametrize("end", ["~", "~\n", "~\r\n", "\n"])
def test_interchanges_groups_and_transactions_are_all_read(end: str) -> None:
    first = envelope(1, group(1, transaction(1, "A"), transaction(2, "B")), group(2, transaction(1, "C")))
    second = envelope(2, group(3, transaction(1, "D")))
    intake = read(encode([*first, *second], end))
    assert [each.claim_id for each in intake.claims] == ["A", "B", "C", "D"]
    assert intake.rejections == ()


def test_a_refused_claim_in_one_transaction_leaves_those_of_the_others() -> None:
    bad = [each.replace("*UN*1*", "*UN*ONE*") for each in transaction(2, "B")]
    intake = read(encode(envelope(1, group(1, transaction(1, "A"), bad, transaction(3, "C")))))
    assert [each.claim_id for each in intake.claims] == ["A", "C"]
    assert [(each.claim_id, each.code, each.lost) for each in intake.rejections] == [("B", "bad-number", 1)]


@pytest.mark.parametrize("count", range(1, 13))
def test_one_to_twelve_diagnoses_stand_in_one_segment(count: int) -> None:
    text = "*".join(f"{'ABF' if place else 'ABK'}:{code}" for place, code in enumerate(CODES[:count]))
    claim = only_claim(replaced(BODY, "HI", f"HI*{text}"))
    assert isinstance(claim.diagnoses, tuple)
    assert [each.position for each in claim.diagnoses] == list(range(1, count + 1))
    assert [each.code for each in claim.diagnoses] == [each.replace(".", "") for each in CODES[:count]]


@pytest.mark.parametrize("tail", ["", ":::::::", "::::", ":Y", "::::::::Y"])
def test_a_diagnosis_may_have_further_components(tail: str) -> None:
    claim = only_claim(replaced(BODY, "HI", f"HI*ABK:F329{tail}"))
    assert isinstance(claim.diagnoses, tuple)
    assert [each.code for each in claim.diagnoses] == ["F329"]


@pytest.mark.parametrize(
    ("text", "modifiers"),
    [
        ("HC:90837", ()),
        ("HC:90837:95", ("95",)),
        ("HC:90837::95", ("95",)),
        ("HC:90837:95:HO:U1:GT", ("95", "HO", "U1", "GT")),
        ("HC:90837:95:::", ("95",)),
        ("HC:90837:::::A NOTE", ()),
        ("HC:90837:95:HO:U1:GT:A NOTE:90838", ("95", "HO", "U1", "GT")),
    ],
)
def test_a_procedure_may_have_fewer_or_more_components(text: str, modifiers: tuple[str, ...]) -> None:
    (line,) = only_claim(replaced(BODY, "SV1", f"SV1*{text}*150*UN*1***1")).lines
    assert (line.code, line.modifiers) == ("90837", modifiers)


def test_several_payers_have_each_their_own_amounts_and_days() -> None:
    loops = [
        ["SBR*S*18*G2******MB", "CAS*CO*45*20**253*1.5", "CAS*PR*1*30", "AMT*D*98.50", "AMT*EAF*30"],
        ["OI***Y***Y", "NM1*IL*1*ALDER*ROWAN****MI*O2", "NM1*PR*2*SECOND*****PI*P2", "DTP*573*D8*20260110"],
        ["SBR*T*18*G3******CI", "NM1*IL*1*ALDER*ROWAN****MI*O3", "NM1*PR*2*THIRD*****PI*P3", "REF*G1*AUTH9"],
        ["SBR*A*18*G4******ZZ", "AMT*D*0", "NM1*IL*1*ALDER*ROWAN****MI*O4", "NM1*PR*2*FOURTH*****PI*P4"],
    ]
    lines = ["LX*1", "SV1*HC:90837*150*UN*1***1", "DTP*472*D8*20260102"]
    answers = ["SVD*P3*10*HC:90837**1", "CAS*CO*45*5", "DTP*573*D8*20260115", "SVD*P4*0*HC:90837**1", "CAS*PR*2*150"]
    claim = only_claim([*BODY[: -len(CLAIM)], *CLAIM[:2], *[each for loop in loops for each in loop], *lines, *answers])
    assert isinstance(claim.other_payers, tuple)
    told = [(each.payer_id, each.order, each.paid, str(each.remittance_date)) for each in claim.other_payers]
    assert told[0] == ("P2", "secondary", Decimal("98.50"), "2026-01-10")
    assert told[1][:2] == ("P3", "tertiary")
    assert (claim.other_payers[1].paid, told[1][3]) == (NOT_DOCUMENTED, "2026-01-15")
    assert told[2][:3] == ("P4", "payer 4", Decimal(0))
    assert claim.other_payers[2].remittance_date == NOT_DOCUMENTED
    assert [each.adjustments for each in claim.other_payers] == [("CO-45", "CO-253", "PR-1"), ("CO-45",), ("PR-2",)]
    assert [each.status for each in claim.other_payers] == ["paid", NOT_SUPPLIED, NOT_SUPPLIED]
    assert claim.authorization_number == NOT_DOCUMENTED  # AUTH9 is another payer's
    assert claim.lines[0].authorization_number == NOT_DOCUMENTED


def test_a_patient_whose_name_begins_like_a_header_opens_nothing() -> None:
    body = replaced(BODY, "NM1*IL", "NM1*IL*1*ISA*ISAAC****MI*ISA1")
    for end in ("~", "~\n", "\n"):
        (claim,) = read(x12(body, end)).claims
        assert claim.patient_id == "ISA1"
