"""Which version of a claim holds, and what answers make of it, whatever the order in which they came."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import attrs
import pytest
from histories.stores import answer, claim, line, payment

from rules_engine.claims.absence import NOT_DOCUMENTED
from rules_engine.claims.model import Claim
from rules_engine.claims.remittance import Remittance
from rules_engine.histories.settle import Version, holding, matched, settled, standing

JANUARY, FEBRUARY, MARCH = date(2026, 1, 10), date(2026, 2, 10), date(2026, 3, 10)


def version(claim: Claim, key: int = 1, *numbers: str | None) -> Version:
    return Version(key, claim, numbers or (None,) * len(claim.lines))


def after(of: Claim, *answers: Remittance, numbers: tuple[str | None, ...] = ()) -> list[tuple[object, object]]:
    found = settled(version(of, 1, *numbers), answers)
    return [(each.status, each.paid) for each in found.lines]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"frequency": "replacement"}),
        ({"submission_date": FEBRUARY}, {"frequency": "corrected"}),
        ({"frequency": "replacement"}, {"frequency": "void"}),
        ({"submission_date": JANUARY}, {"submission_date": FEBRUARY}),
        ({"received_date": JANUARY}, {"submission_date": FEBRUARY}),
        ({"frequency": "void", "submission_date": JANUARY}, {"submission_date": FEBRUARY}),
        (
            {"frequency": "replacement", "submission_date": JANUARY},
            {"frequency": "replacement", "submission_date": FEBRUARY},
        ),
    ],
)
def test_the_later_version_holds_in_either_order(one: dict[str, object], other: dict[str, object]) -> None:
    first, second = claim(**one), claim(**other)
    assert holding([version(first, 1), version(second, 2)]).claim is second
    assert holding([version(second, 1), version(first, 2)]).claim is second


def test_an_answered_version_holds_against_the_same_claim_as_sent() -> None:
    sent, paid = claim("C1", line(status="pending"), submission_date=MARCH), claim("C1", line(status="paid"))
    assert holding([version(paid, 1), version(sent, 2)]).claim is paid


def test_of_versions_that_say_nothing_of_their_order_the_last_to_come_holds() -> None:
    first, second = claim(charge=Decimal(1)), claim(charge=Decimal(2))
    assert holding([version(first, 1), version(second, 2)]).claim is second


def test_a_payment_makes_a_pending_line_paid() -> None:
    given = payment(paid=100, allowed_amount=Decimal(120))
    found = settled(version(claim()), [answer(given, day=FEBRUARY, received_date=JANUARY)])
    assert (found.lines[0].status, found.lines[0].paid, found.lines[0].allowed_amount) == ("paid", 100, 120)
    assert (found.lines[0].remittance_date, found.remittance_date, found.received_date) == (FEBRUARY, FEBRUARY, JANUARY)


@pytest.mark.parametrize(
    ("adjustments", "status"),
    [(("CO-45", "PR-1"), "paid"), (("PR-2",), "paid"), (("CO-97",), "denied"), (("PR-96",), "denied"), ((), "denied")],
)
def test_nothing_paid_is_a_denial_unless_the_patient_owes_a_share(adjustments: tuple[str, ...], status: str) -> None:
    given = payment(paid=0, adjustments=adjustments)
    assert after(claim(), answer(given)) == [(status, 0)]
    assert after(claim(), answer(adjustments=adjustments, paid=Decimal(0))) == [(status, 0)]


def test_a_denied_claim_has_denied_lines() -> None:
    assert after(claim(), answer(payment(adjustments=("PR-1",), paid=0), status="denied")) == [("denied", 0)]


@pytest.mark.parametrize("status", ["not ours", "predetermination"])
def test_what_is_no_answer_changes_nothing(status: str) -> None:
    assert settled(version(claim()), [answer(payment(), status=status)]) == claim()


def test_a_reversal_takes_back_the_payment() -> None:
    paid = answer(payment(paid=100), day=JANUARY)
    back = answer(payment(paid=-100), day=FEBRUARY, status="reversed", charge=Decimal(-150), paid=Decimal(-100))
    again = answer(payment(paid=80), day=FEBRUARY, paid=Decimal(80))
    assert after(claim(), paid, back) == [("pending", claim().lines[0].paid)]
    for answers in ((paid, back, again), (again, back, paid), (back, again, paid)):
        assert after(claim(), *answers) == [("paid", 80)]


def test_a_reversal_takes_back_the_payment_of_its_amount() -> None:
    small, large = answer(day=JANUARY, paid=Decimal(50)), answer(day=FEBRUARY, paid=Decimal(100))
    back = answer(day=MARCH, status="reversed", charge=Decimal(-150), paid=Decimal(-50))
    assert standing([large, back, small]) == [large]


def test_a_reversal_takes_back_nothing_that_came_after_it() -> None:
    paid = answer(day=MARCH)
    back = answer(day=FEBRUARY, status="reversed", charge=Decimal(-150), paid=Decimal(-100))
    assert standing([back, paid]) == [paid]


def test_the_order_of_answers_is_that_of_their_days() -> None:
    answers = [answer(payment(paid=amount), day=date(2026, 2, amount), paid=Decimal(amount)) for amount in range(1, 9)]
    chance = random.Random(7)
    for _ in range(20):
        chance.shuffle(answers)
        assert after(claim(), *answers) == [("paid", 8)]


def test_an_answer_to_what_was_replaced_is_no_answer_to_the_replacement() -> None:
    replacement = claim(frequency="replacement", submission_date=FEBRUARY)
    early, late = answer(payment(), day=JANUARY), answer(payment(), day=MARCH)
    assert settled(version(replacement), [early]) == replacement
    assert after(replacement, early, late) == [("paid", 100)]


def test_the_lines_of_a_void_are_voided() -> None:
    assert after(claim(frequency="void"), answer(payment()))[0][0] == "voided"
    assert after(claim("C1", line(status="denied"), frequency="void"))[0][0] == "denied"


# --- which line ------------------------------------------------------------------------------------------------------


def places(of: Claim, *payments: object, numbers: tuple[str | None, ...] = ()) -> list[int]:
    found = matched(of, answer(*payments), version(of, 1, *numbers).control_numbers)  # type: ignore[arg-type]
    return [place for place, _ in found]


TWO = claim("C1", line("90834", number=1), line("90834", number=2, modifiers=("59",)))


def test_a_line_is_found_by_its_control_number() -> None:
    given = payment("90834", control_number="B")
    assert places(TWO, given, numbers=("A", "B")) == [1]
    assert places(TWO, payment("99999", control_number="B"), numbers=("A", "B")) == [1]


def test_a_line_without_one_is_found_by_its_number() -> None:
    assert places(TWO, payment("90834", control_number="2")) == [1]
    assert places(TWO, payment("90834", control_number="2"), numbers=("A", None)) == []


def test_a_line_is_found_by_code_modifiers_and_day() -> None:
    assert places(TWO, attrs.evolve(payment("90834"), modifiers=("59",))) == [1]
    assert places(TWO, payment("90834", day=JANUARY)) == []
    assert places(TWO, attrs.evolve(payment("90834"), modifiers=("XE",))) == []


def test_a_modifier_that_the_payer_changed_is_no_hindrance_where_one_line_fits() -> None:
    assert places(claim(), attrs.evolve(payment(), modifiers=("GT",))) == [0]


def test_lines_that_are_alike_are_taken_one_after_the_other() -> None:
    alike = claim("C1", line(number=1), line(number=2))
    assert places(alike, payment(), payment(paid=0), payment(paid=1)) == [0, 1]


def test_a_claim_answered_as_a_whole_says_nothing_of_the_amount_of_each_line() -> None:
    assert after(TWO, answer()) == [("paid", NOT_DOCUMENTED)] * 2
    assert after(claim(), answer()) == [("paid", 100)]
