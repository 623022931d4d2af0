"""Answers of payers in 835 files: every fact with its place, and nothing dropped in silence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from histories.remittance_text import HEADING, PAID, answer, remittance, service

from rules_engine.claims.absence import NOT_DOCUMENTED
from rules_engine.claims.remittance import LinePayment, Remittance, Remittances
from rules_engine.hooks.manager import Plugins
from rules_engine.plugins import x12_835


def read(data: bytes) -> Remittances:
    found = x12_835.rules_engine_read_remittances(data, "paid.835")
    assert isinstance(found, Remittances)
    return found


def codes(data: bytes) -> list[tuple[str, str, int]]:
    return [(each.code, each.element, each.lost) for each in read(data).rejections]


def test_an_answer_holds_what_the_payer_says() -> None:
    found = read(remittance(PAID))
    payment = LinePayment(
        code="90837",
        modifiers=("95",),
        charge=Decimal(150),
        paid=Decimal(100),
        allowed_amount=Decimal(120),
        service_date=date(2026, 1, 2),
        control_number="CLAIM1-1",
        adjustments=("CO-45", "PR-3"),
    )
    assert found.answers == (
        Remittance(
            claim_id="CLAIM1",
            status="processed",
            billing_npi="1000000004",
            payer_claim_number="ICN1",
            payer_id="PLAN1",
            charge=Decimal(150),
            paid=Decimal(100),
            remittance_date=date(2026, 2, 28),
            received_date=date(2026, 1, 10),
            lines=(payment,),
        ),
    )
    assert (found.found, found.rejections) == (1, ())


def test_each_place_leads_to_the_bytes_read() -> None:
    data = remittance(PAID)
    (found,) = read(data).answers
    places = {"CLAIM1": found.origins["claim_id"], "HC:90837:95": found.lines[0].origins["code"]}
    for text, origin in places.items():
        assert data[origin.start : origin.stop].decode() == text
    assert (found.origins["claim_id"].segment, found.origins["claim_id"].element) == (11, "CLP01")


def test_what_is_not_said_is_not_documented() -> None:
    (found,) = read(remittance(answer("C1", "10", "0"), heading=["BPR*I*0*C*NON"])).answers
    named = ("billing_npi", "payer_claim_number", "payer_id", "remittance_date", "received_date")
    assert {getattr(found, name) for name in named} == {NOT_DOCUMENTED}
    assert (found.adjustments, found.lines) == ((), ())


@pytest.mark.parametrize(
    ("code", "status"),
    [("1", "processed"), ("19", "processed"), ("4", "denied"), ("22", "reversed"), ("23", "not ours"), ("99", "99")],
)
def test_the_status_is_in_words(code: str, status: str) -> None:
    assert read(remittance(answer("C1", "10", "0", status=code))).answers[0].status == status


def test_the_production_day_stands_in_for_a_payment_without_day() -> None:
    heading = ["BPR*I*0*H*NON", *HEADING[1:]]
    assert read(remittance(PAID, heading=heading)).answers[0].remittance_date == date(2026, 2, 27)


def test_the_code_is_the_one_that_was_billed() -> None:
    changed = ["SVC*HC:90834*150*150**1*HC:90837:95", "DTM*472*20260102"]
    (line,) = read(remittance(answer("C1", "150", "150", changed))).answers[0].lines
    assert (line.code, line.modifiers) == ("90837", ("95",))


def test_lines_without_a_day_have_that_of_their_claim() -> None:
    segments = ["CLP*C1*1*10*10**12*N", "DTM*232*20260105", "SVC*HC:90834*10*10**1"]
    assert read(remittance(segments)).answers[0].lines[0].service_date == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("segments", "fault"),
    [
        (["CLP**1*10*10**12*N"], ("missing-element", "CLP01", 1)),
        (["CLP*C1*1*TEN*10**12*N"], ("bad-number", "CLP03", 1)),
        (["CLP*C1*1*10*NaN**12*N"], ("bad-number", "CLP04", 1)),
        (answer("C1", "10", "10", service("90834", "10", "10", "20260230")), ("bad-date", "DTM02", 1)),
        (answer("C1", "10", "10", service("90834", "10", "8", "20260102")), ("balance", "SVC03", 1)),
        (answer("C1", "10", "10", ["SVC*HC*10*10**1"]), ("missing-element", "SVC01", 1)),
        (answer("C\x07", "10", "10"), ("unreadable-text", "CLP", 1)),
    ],
)
def test_an_answer_with_a_fault_is_refused_and_the_others_are_read(
    segments: list[str], fault: tuple[str, str, int]
) -> None:
    data = remittance(segments, PAID)
    assert codes(data) == [fault]
    assert ([each.claim_id for each in read(data).answers], read(data).found) == (["CLAIM1"], 2)


def test_no_message_holds_a_value_of_the_file() -> None:
    found = read(remittance(answer("CANARY", "CANARY", "CANARY", service("CANARY", "CANARY", "10", "CANARY"))))
    said = [text for each in found.rejections for text in (each.message, each.help, each.element)]
    assert said and not any("CANARY" in text for text in said)


def test_a_file_that_is_cut_off_says_so() -> None:
    data = remittance(PAID)
    cut = data[: data.index(b"REF*6R") + 4]
    assert [code for code, _, _ in codes(cut)] == ["truncated-segment", "missing-trailer"]


def test_a_wrong_count_says_so_and_loses_nothing() -> None:
    data = remittance(PAID, count=3)
    assert codes(data) == [("segment-count", "SE", 0)]
    assert len(read(data).answers) == 1


def test_an_answer_outside_a_transaction_is_lost_by_name() -> None:
    data = remittance(PAID).replace(b"GE*1", b"CLP*LATE*1*1*1~\nGE*1")
    assert codes(data) == [("missing-header", "CLP", 1)]
    assert read(data).found == 2


def test_another_transaction_in_the_file_is_told() -> None:
    other = b"ST*837*0002*005010X222A1~\nSE*2*0002~\nGE*1"
    assert codes(remittance(PAID).replace(b"GE*1", other)) == [("wrong-transaction", "ST", 0)]


@pytest.mark.parametrize("data", [b"", b"ISA", b"{}", b"ISA835", b"ISA*835~", b"CLP*835*ISA", b"ISA" * 500 + b"835"])
def test_what_is_no_835_is_left_to_others(data: bytes) -> None:
    assert x12_835.rules_engine_read_remittances(data, "x") is None
    assert Plugins().remittances(data, "x") is None


def test_separators_are_those_of_the_header() -> None:
    data = remittance(PAID).replace(b"*", b"|").replace(b":", b">").replace(b"~\n", b"'")
    assert read(data).answers == read(remittance(PAID)).answers


def test_rules_engine_read_remittances_comes_through_the_door() -> None:
    found = Plugins().remittances(remittance(PAID), "paid.835")
    assert found is not None
    assert found.answers == read(remittance(PAID)).answers
