"""Numbers that are too large to be worked with are unreadable, not an error."""

from decimal import Decimal

from interpreters.judged import judged, outcome

from rules_engine.claims.absence import AbsenceKind, Absent
from rules_engine.interpreters.row.requirements import cents
from rules_engine.interpreters.row.values import count_steps

HUGE = "9" * 40


def test_steps_without_number_are_not_counted() -> None:
    found = count_steps(Decimal("1E40"), Decimal("0.001"), "full")
    assert isinstance(found, Absent)
    assert found.kind is AbsenceKind.UNREADABLE
    assert count_steps(Decimal("1E20"), Decimal("0.001"), "full") == Decimal("1E23")


def test_an_amount_beyond_cents_stays_as_it_is() -> None:
    assert cents(Decimal(HUGE)) == Decimal(HUGE)
    assert str(cents(Decimal("0.125"))) == "0.13"


def test_a_rule_with_a_number_out_of_bounds_is_unknown() -> None:
    rule = f"rule r\n  cites manual\n  requires (units * {HUGE}) counted in full steps of 0.001 units is at least 1\n"
    assert outcome(judged(rule, "bills 90837, units 2")) == "unknown"
