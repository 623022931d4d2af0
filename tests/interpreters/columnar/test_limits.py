"""Limits in columns: places of several classes, and how much is used up."""

from random import Random

import numpy as np
import pytest
from interpreters.columnar.said import WHOLE, said

from rules_engine.batches.batch import CannotError
from rules_engine.batches.vector import of_values
from rules_engine.interpreters.columnar.quotas import Places
from rules_engine.interpreters.row.ranking import placed
from rules_engine.ir.nodes import Quota

QUOTAS = """
codes talk are 90832, 90834, H0033
codes health are 99213, H0033
rule r
  cites manual
  limits {measure} per patient per day with at most 2 in talk, at most 1 in health
  otherwise deny{ranked}
"""
TAKEN = ("given line has code 90832", "given line has code 90834")

PLACES = [
    (("bills H0033", *TAKEN), "met"),  # the place of the health services is left
    (("bills H0033", *TAKEN, "given line has code 99213"), "not met"),
    (("bills 90832", *TAKEN), "not met"),
    (("bills 90832", "given line has code 90834", "given line has code H0033"), "met"),  # H0033 gives way
    (("bills 97802", *TAKEN), "met"),  # of no class
    (("bills 97802", *TAKEN, "given line has code 99213"), "not met"),  # but three in all
    (("bills 90832, code is not supplied",), "unknown"),
    (("bills 90832", "given line has code 90834", "given line has code 90832, code is not supplied"), "unknown"),
    (("bills 90832", *TAKEN, "given line has code 90832, code is not supplied"), "not met"),
]


def test_a_line_has_a_place_when_all_before_it_keep_theirs() -> None:
    rules = QUOTAS.format(measure="lines to 3", ranked="")
    assert said(rules, *[(*claim, WHOLE) for claim, _ in PLACES]) == [came for _, came in PLACES]


def test_places_are_open_while_history_is() -> None:
    assert said(QUOTAS.format(measure="lines to 3", ranked=""), ("bills 90832",), ("bills 90832", *TAKEN)) == [
        "unknown",
        "not met",
    ]


def test_another_measure_is_held_to_besides() -> None:
    rules = QUOTAS.format(measure="total units to 4 units", ranked="")
    claims = (("bills 90832, units 4", WHOLE), ("bills 90832, units 5", WHOLE), ("bills 90832, units 1", *TAKEN, WHOLE))
    assert said(rules, *claims) == ["met", "not met", "not met"]


def test_lines_take_their_places_in_order() -> None:
    rules = QUOTAS.format(measure="lines to 3", ranked=" ranked by highest allowed amount")
    bills = [f"bills {code}, allowed amount {amount}" for code, amount in (("90832", 1), ("90834", 3), ("90832", 2))]
    assert said(rules, (*bills, WHOLE)) == ["not met, met, met"]


CODES = ("A", "B", "C", "D", "1", "2")


@pytest.mark.parametrize("seed", range(60))
def test_as_many_lines_are_placed_as_a_matching_places(seed: int) -> None:
    draw = Random(seed)
    quotas = tuple(
        Quota(
            place, draw.randint(0, 3), "q", tuple(draw.sample(CODES, draw.randint(0, 4))), (("1", "2"),) * (place % 2)
        )
        for place in range(draw.randint(1, 5))
    )
    lines = [[draw.choice(CODES) for _ in range(draw.randint(0, 9))] for _ in range(8)]
    owner = np.asarray([row for row, codes in enumerate(lines) for _ in codes], np.int64)
    places = Places(quotas)
    classes = places.classes(of_values([code for codes in lines for code in codes]), len(owner))
    found = places.placed(places.counted(owner, classes, len(lines)))
    assert found.tolist() == [placed(codes, quotas) for codes in lines]


def test_very_many_classes_that_share_a_code_are_handed_over() -> None:
    quotas = tuple(Quota(place, 1, "q", ("A",), ()) for place in range(11))
    places = Places(quotas)
    classes = places.classes(of_values(["A", "A"]), 2)
    with pytest.raises(CannotError):
        places.placed(places.counted(np.zeros(2, np.int64), classes, 1))


# --- how much is used up --------------------------------------------------------------------------

STEPS = """
rule r
  cites manual
  when code is 90832
  limits total units to 3 units per patient per month
  otherwise when running count is from 4 units to 5 units warn
  otherwise when running count is more than 5 units deny
rule other
  cites manual
  limits total units to 3 units per patient per month
  unless running count is 5 units
"""


def test_an_excuse_looks_at_what_is_used_up() -> None:
    claims = [("bills 90834, units 2", f"given line has code 90834, units {units}", WHOLE) for units in (1, 2, 3)]
    open_ = ("bills 90834, units 2", "given line has code 90834, units 3")
    assert said(STEPS, *claims, open_, rule="other") == ["met", "not met", "excused", "unknown"]


def test_each_rule_has_its_own_count() -> None:
    """The condition is the same in both rules; the count is that of the rule in which it stands."""
    rules = """
rule r
  cites manual
  limits total units to 1 unit per patient per day
  unless running count is 2 units
rule s
  cites manual
  limits total units to 1 unit per patient per month
  unless running count is 2 units
"""
    claim = ("bills 90834, units 2", "given line has code 90834, units 1, service date 2026-03-01", WHOLE)
    assert said(rules, claim) == ["excused"]
    assert said(rules, claim, rule="s") == ["not met"]


def test_what_follows_hangs_on_what_is_used_up() -> None:
    """Verdicts are compared with those of rows: a warning, a refusal, and what is not known."""
    covers = STEPS + "covers 90832 to 90834\n  cites manual\n"
    claims = [("bills 90832, units 2", f"given line has code 90832, units {units}", WHOLE) for units in (1, 2, 4)]
    assert said(covers, *claims, ("bills 90832, units 9",)) == ["met", "not met", "not met", "not met"]


def test_what_follows_hangs_on_what_is_used_up_where_the_rule_speaks_of_some_lines_only() -> None:
    """The second claim is warned, the third refused; the fourth is none of the rule's."""
    rules = STEPS.replace("when code is 90832", "when place of service is 11").split("rule other")[0]
    covers = rules + "covers 90832 to 90834\n  cites manual\n"
    claims = [
        (f"bills 90832, units 2, place of service {place}", f"given line has code 90832, units {units}", WHOLE)
        for place, units in (("11", 1), ("11", 2), ("11", 4), ("12", 4))
    ]
    assert said(covers, *claims) == ["met", "not met", "not met", "not applicable"]
