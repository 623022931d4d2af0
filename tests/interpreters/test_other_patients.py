"""Lines of other patients: seen for some days, without a word of whose they are."""

import pytest
from interpreters.judged import judged, needs, of_rule, outcome

RULE = """
rule r
  cites manual
  limits session minutes to 100 minutes per rendering provider per day over all patients
rule age
  cites manual
  forbids another line over all patients on the same day where patient age is less than 18 years
"""
OWN = "given history complete from 2026-03-02 through 2026-03-02"
OTHERS = "given other patients complete from 2026-03-02 through 2026-03-02"
LINE = "given line has code 90853, patient P2, service date 2026-03-02"
BILLS = "bills 90837, session minutes 60, patient birth date 2015-01-01"


def test_minutes_of_other_patients_count() -> None:
    assert outcome(judged(RULE, BILLS, f"{LINE}, session minutes 41", OWN, OTHERS)) == "not met"
    assert outcome(judged(RULE, BILLS, f"{LINE}, session minutes 40", OWN, OTHERS)) == "met"


@pytest.mark.parametrize(
    ("seen", "detail"),
    [
        ((OWN,), "2026-03-02 of other patients"),
        ((OTHERS,), "2026-03-02"),
        ((), "2026-03-02 of this and other patients"),
    ],
)
def test_what_was_not_seen_is_said_without_an_id(seen: tuple[str, ...], detail: str) -> None:
    result = judged(RULE, BILLS, *seen)
    assert outcome(result) == "unknown"
    assert [(need.name, need.detail) for need in of_rule(result).needs] == [("history", detail)]


def test_a_fact_of_another_patient_is_asked_for_without_an_id() -> None:
    result = judged(RULE, BILLS, LINE, OWN, OTHERS)
    assert [(need.name, need.detail) for need in of_rule(result).needs] == [
        ("session minutes", "a line of another patient")
    ]


def test_another_patient_has_not_the_records_of_this_one() -> None:
    result = judged(RULE, BILLS, f"{LINE}, session minutes 1", OWN, OTHERS)
    assert (outcome(result, "age"), needs(result, "age")) == ("unknown", ["patient age"])
    grown = judged(RULE, BILLS, f"{LINE}, session minutes 1, patient birth date 1990-01-01", OWN, OTHERS)
    assert outcome(grown, "age") == "met"


def test_a_candidate_says_that_it_is_of_another_patient() -> None:
    found = of_rule(judged(RULE, BILLS, f"{LINE}, session minutes 41", OWN, OTHERS))
    (search,) = [each for each in found.records.values() if hasattr(each, "looked_at")]
    assert [each.of_other_patient for each in search.looked_at] == [False, True]


def test_without_all_patients_only_this_one_counts() -> None:
    rule = RULE.replace(" over all patients", " per patient", 1)
    assert outcome(judged(rule, BILLS, f"{LINE}, session minutes 100", OWN)) == "met"


COUNTING = """
rulebook book "Book"
  default otherwise deny ask biller
  default counting lines where status is not denied
source manual "Manual"
  checked 2026-11-23
"""
ONE = "rule r\n  cites manual\n  limits lines to 1 per patient per day\n"


@pytest.mark.parametrize(
    ("facts", "came"),
    [("status is denied", "met"), ("status is paid", "not met"), ("status is not supplied", "unknown")],
)
def test_only_some_lines_of_other_claims_count(facts: str, came: str) -> None:
    earlier = f"given line has code 90837, service date 2026-03-02, {facts}"
    result = judged(ONE, "bills 90837", earlier, OWN, head=COUNTING)
    assert (outcome(result), needs(result)) == (came, ["status"] if came == "unknown" else [])


def test_lines_of_this_claim_count_whatever_their_status() -> None:
    assert outcome(judged(ONE, "bills 90837", "bills 90832", OWN, head=COUNTING)) == "not met"
