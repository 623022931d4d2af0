"""Files into the store: once, whole or not at all, and the same whatever their order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
import sqlalchemy as sa
from histories.stores import NPI, answer, batch, claim, everything, history, line, made, payment, statuses, take

from rules_engine.claims.absence import NOT_SUPPLIED
from rules_engine.histories import reading
from rules_engine.histories.store import open_store
from rules_engine.histories.tables import CLAIMS
from rules_engine.histories.take_in import Batch, Entry

JANUARY = (date(2026, 1, 1), date(2026, 1, 31))
FEBRUARY = date(2026, 2, 10)


def test_the_same_file_twice_changes_nothing(url: str) -> None:
    file = batch(claim("C1"), claim("C2"), answers=[answer(payment())], spans=(("P1", JANUARY),))
    with made(url) as store:
        first, second = take(store, file, file)
        assert (first.imported, first.spans) == (3, 1)
        assert (second.imported, second.replaced, second.unchanged, second.spans) == (0, 0, 3, 0)
        assert second.is_known
        with store.reading() as connection:
            assert len(list(reading.imports(connection))) == 1
            assert reading.summary(connection).claims == 2


def test_the_same_claims_in_another_file_are_unchanged(url: str) -> None:
    with made(url) as store:
        before = batch(claim("C1"), answers=[answer(payment())])
        take(store, before)
        known = everything(store)
        (counts,) = take(store, attrs.evolve(before, digest="another", source="again.json"))
        assert (counts.imported, counts.unchanged, counts.is_known) == (0, 2, False)
        assert everything(store) == known


def test_a_corrected_file_replaces_what_differs(url: str) -> None:
    with made(url) as store:
        take(store, batch(claim("C1"), claim("C2")))
        (counts,) = take(store, batch(claim("C1"), claim("C2", line("90834", status="pending"))))
        assert (counts.imported, counts.replaced, counts.unchanged) == (0, 1, 1)
        assert [each.lines[0].code for each in history(store).claims] == ["90837", "90834"]


@pytest.mark.parametrize("names", [{"billing_npi": "1000000012"}, {"payer_id": "OTHER"}, {"payer_id": NOT_SUPPLIED}])
def test_two_billers_or_payers_may_use_one_claim_id(url: str, names: dict[str, object]) -> None:
    with made(url) as store:
        (counts,) = take(store, batch(claim("C1"), claim("C1", **names)))
        assert (counts.imported, len(history(store).claims)) == (2, 2)


def test_a_replacement_by_the_number_of_the_payer_takes_the_place_of_the_original(url: str) -> None:
    original, other = claim("C1"), claim("C9")
    answered = answer(payment(), payer_claim_number="ICN1")
    replacement = claim("C2", frequency="replacement", original_claim_number="ICN1", submission_date=FEBRUARY)
    with made(url) as store:
        take(store, batch(original, other), batch(answers=[answered]))
        assert statuses(store) == {"C1": ["paid"], "C9": ["pending"]}
        take(store, batch(replacement))
        assert statuses(store) == {"C2": ["pending"], "C9": ["pending"]}


def test_a_replacement_of_another_biller_takes_no_place(url: str) -> None:
    other = claim("C2", frequency="replacement", original_claim_number="C1", billing_npi="1000000012")
    with made(url) as store:
        take(store, batch(claim("C1"), other))
        assert sorted(statuses(store)) == ["C1", "C2"]


def test_a_replacement_that_was_replaced_itself_takes_the_place_that_its_last_version_names(url: str) -> None:
    first = claim("C3", frequency="replacement", original_claim_number="C1", submission_date=FEBRUARY)
    second = claim("C3", frequency="replacement", original_claim_number="C2", submission_date=date(2026, 3, 1))
    with made(url) as store:
        take(store, batch(claim("C1"), claim("C2"), first))
        assert sorted(statuses(store)) == ["C2", "C3"]
        take(store, batch(second))
        assert sorted(statuses(store)) == ["C1", "C3"]


def test_a_void_leaves_nothing_that_counts(url: str) -> None:
    void = claim("C1", frequency="void", submission_date=FEBRUARY)
    with made(url) as store:
        take(store, batch(claim("C1")), batch(answers=[answer(payment())]), batch(void))
        assert statuses(store) == {"C1": ["voided"]}


def many_files() -> list[Batch]:
    """Return files in which versions and answers hang on each other, over a chain of replacements."""
    return [
        batch(claim("C1", submission_date=date(2026, 1, 3)), claim("C5"), source="1"),
        batch(
            claim("C1", line("90834", status="pending"), frequency="replacement", submission_date=FEBRUARY), source="2"
        ),
        batch(claim("C2", frequency="replacement", original_claim_number="ICN1", submission_date=FEBRUARY), source="3"),
        batch(
            claim("C3", frequency="void", original_claim_number="ICN2", submission_date=date(2026, 3, 1)), source="4"
        ),
        batch(claim("C6", patient_id="P2"), source="8"),
        batch(claim("C7", patient_id="P2", frequency="replacement", original_claim_number="C6"), source="9"),
        batch(answers=[answer(payment("90834"), payer_claim_number="ICN1")], source="5"),
        batch(answers=[answer(payment(), claim_id="C2", payer_claim_number="ICN2", day=FEBRUARY)], source="6"),
        batch(answers=[answer(payment(), claim_id="C4"), answer(payment("90791"), claim_id="C5")], source="7"),
    ]


def test_the_order_of_imports_does_not_matter(url: str) -> None:
    chance = random.Random(20261125)
    found = []
    for number in range(6):
        files = many_files()
        if number:
            chance.shuffle(files)
        with made(url) as store:
            take(store, *files)
            found.append(everything(store))
            with store.writing() as connection:
                for table in ("lines", "claims", "answers", "spans", "imports"):
                    connection.execute(sa.text(f"DELETE FROM {table}"))
    claims, _, unanswered = found[0]
    expected = [("C3", "voided"), ("C5", "pending"), ("C7", "pending")]
    assert [(each.claim_id, each.lines[0].status) for each in claims] == expected  # type: ignore[attr-defined]
    assert unanswered == [("7", "no-such-claim"), ("7", "no-such-line")]
    assert all(each == found[0] for each in found)


def test_an_answer_that_came_first_waits_for_its_claim(url: str) -> None:
    with made(url) as store:
        (counts,) = take(store, batch(answers=[answer(payment())]))
        assert (counts.imported, counts.unmatched) == (1, 1)
        take(store, batch(claim("C1")))
        assert statuses(store) == {"C1": ["paid"]}
        with store.reading() as connection:
            assert list(reading.unanswered(connection)) == []


def test_an_answer_goes_to_the_claim_that_names_its_payee(url: str) -> None:
    with made(url) as store:
        take(store, batch(claim("C1", billing_npi=NOT_SUPPLIED), claim("C1")), batch(answers=[answer(payment())]))
        found = {str(each.billing_npi): each.lines[0].status for each in history(store).claims}
    assert found == {str(NOT_SUPPLIED): "pending", NPI: "paid"}


def test_an_answer_that_fits_two_claims_is_told_and_given_to_neither(url: str) -> None:
    two = [claim("C1", payer_id="ONE"), claim("C1", payer_id="TWO")]
    with made(url) as store:
        take(store, batch(*two), batch(answers=[answer(payment())], source="paid.835"))
        assert statuses(store) == {"C1": ["pending"]}
        with store.reading() as connection:
            assert [(each.source, each.reason) for each in reading.unanswered(connection)] == [
                ("paid.835", "several-claims")
            ]
        take(store, batch(answers=[answer(payment(), payer_id="TWO")]))
        assert [each.lines[0].status for each in history(store).claims] == ["pending", "paid"]


class _BreaksError(Exception):
    pass


def _breaking(number: int) -> Iterator[Entry]:
    for each in range(number):
        yield Entry(claim=claim(f"N{each}"))
    raise _BreaksError


@pytest.mark.parametrize("number", [0, 3, 1201])
def test_an_import_that_breaks_off_leaves_the_store_as_it_was(url: str, number: int) -> None:
    with made(url) as store:
        take(store, batch(claim("C1"), answers=[answer(payment())], spans=(("P1", JANUARY),)))
        before = everything(store)
        broken = Batch(source="b", digest="b", entries=_breaking(number))  # type: ignore[arg-type]
        with pytest.raises(_BreaksError):
            take(store, broken)
        assert everything(store) == before
        with store.reading() as connection:
            assert [each.source for each in reading.imports(connection)] == ["a.json"]


def test_many_claims_come_in_and_out_in_parts(url: str) -> None:
    claims = [claim(f"C{number:04}", patient_id=f"P{number % 7}") for number in range(1300)]
    with made(url) as store:
        (counts,) = take(store, batch(*claims))
        with store.reading() as connection:
            found = reading.Reader(connection).histories_of([f"P{number}" for number in range(1100)])
    assert counts.imported == 1300
    assert len(found) == 1100
    assert sum(len(each.claims) for each in found.values()) == 1300
    assert found["P3"].claims == tuple(each for each in claims if each.patient_id == "P3")


# --- days that are known to be complete -----------------------------------------------------------------------------


def test_nothing_is_complete_that_nobody_called_complete(url: str) -> None:
    with made(url) as store:
        take(store, batch(claim("C1")))
        found = history(store)
    assert (found.complete_from, found.complete_through) == (NOT_SUPPLIED, NOT_SUPPLIED)


def test_days_hold_for_those_of_whom_they_were_said(url: str) -> None:
    with made(url) as store:
        take(store, batch(claim("C1"), claim("C2", patient_id="P2"), spans=(("P1", JANUARY),)))
        assert [history(store, "P1").complete_from, history(store, "P2").complete_from] == [JANUARY[0], NOT_SUPPLIED]
        take(store, batch(claim("C3")), everybody=(date(2026, 2, 1), FEBRUARY))
        mine, other, stranger = (history(store, patient) for patient in ("P1", "P2", "P3"))
        assert (mine.complete_from, mine.complete_through) == (JANUARY[0], FEBRUARY)
        assert (other.complete_from, other.complete_through) == (date(2026, 2, 1), FEBRUARY)
        assert (stranger.claims, stranger.complete_through) == ((), FEBRUARY)


@pytest.mark.parametrize(
    "file",
    [
        batch(claim("C1"), rejected=1, is_sound=False, spans=(("P1", JANUARY),)),
        batch(claim("C1", patient_id=NOT_SUPPLIED), claim("C2"), spans=(("P1", JANUARY),)),
    ],
)
def test_a_file_of_which_something_is_lost_is_complete_for_nobody(url: str, file: Batch) -> None:
    with made(url) as store:
        (counts,) = take(store, file, everybody=JANUARY)
        assert (counts.spans, history(store).complete_from) == (0, NOT_SUPPLIED)


def test_days_may_be_said_of_a_file_that_is_there(url: str) -> None:
    with made(url) as store:
        take(store, batch(claim("C1")))
        take(store, batch(claim("C1")), everybody=JANUARY)
        assert history(store).complete_from == JANUARY[0]


def test_a_part_of_the_days_is_complete_for_that_part(url: str) -> None:
    claims = [claim(f"C{day}", line(day=date(2026, 1, day))) for day in range(1, 10)]
    with made(url) as store:
        take(store, batch(*claims, claim("U", line(day=None))), everybody=JANUARY)
        found = history(store, "P1", date(2026, 1, 3), date(2026, 1, 5))
        later = history(store, "P1", date(2026, 3, 1), None)
    assert [each.claim_id for each in found.claims] == ["U", "C3", "C4", "C5"]
    assert (found.complete_from, found.complete_through) == (date(2026, 1, 3), date(2026, 1, 5))
    assert ([each.claim_id for each in later.claims], later.complete_from) == (["U"], NOT_SUPPLIED)


def test_a_claim_of_which_one_day_is_not_known_is_part_of_any_days(url: str) -> None:
    half = claim("C1", line(day=date(2026, 1, 2)), line(day=None, number=2))
    with made(url) as store:
        take(store, batch(half))
        assert history(store, "P1", date(2026, 6, 1), date(2026, 6, 2)).claims == (half,)


def test_a_span_of_a_claim_counts_on_each_of_its_days(url: str) -> None:
    long = line(day=date(2026, 1, 2))
    long = attrs.evolve(long, service_date_end=date(2026, 1, 9))
    with made(url) as store:
        take(store, batch(claim("C1", long)))
        assert [len(history(store, "P1", date(2026, 1, day), None).claims) for day in (9, 10)] == [1, 0]


def test_numbers_tell_what_the_store_holds(url: str) -> None:
    with made(url) as store:
        take(store, batch(claim("C1"), claim("C1", charge=Decimal(3)), claim("C2", patient_id=NOT_SUPPLIED)))
        with store.reading() as connection:
            found = reading.summary(connection)
    assert (found.claims, found.lines, found.patients, found.superseded, found.nobody, found.pending) == (
        2,
        2,
        1,
        1,
        1,
        2,
    )
    assert found.days == (date(2026, 1, 2), date(2026, 1, 2))


def test_readers_see_one_state_while_another_writes(url: str) -> None:
    with made(url) as store:
        take(store, batch(claim("C1")))
        with open_store(url) as other, store.writing() as writing:
            writing.execute(sa.delete(CLAIMS).where(CLAIMS.c.claim_id == "none"))
            assert len(history(other).claims) == 1


# --- any order -------------------------------------------------------------------------------------------------------


def any_files(chance: random.Random) -> list[Batch]:
    """Return files by chance in which few ids and numbers are shared by many; no two have the same day."""
    days = chance.sample([date(2026, 1, 1) + timedelta(days=number) for number in range(300)], 12)
    ids, numbers = ["C1", "C2", "C3"], ["N1", "N2", "C1", "C2"]
    files = []
    for number, day in enumerate(days):
        claim_id, name = chance.choice(ids), str(number)
        if chance.random() < 0.4:
            status, sign = chance.choice([("processed", 1), ("denied", 1), ("reversed", -1)])
            paid = sign * chance.choice([50, 100])
            given = attrs.evolve(
                answer(
                    payment(chance.choice(["90837", "90834"]), paid=paid), claim_id=claim_id, day=day, status=status
                ),
                charge=Decimal(150 * sign),
                paid=Decimal(paid),
                payer_claim_number=chance.choice(numbers[:2]),
            )
            files.append(batch(answers=[given], source=name))
            continue
        frequency = chance.choice(["original", "original", "replacement", "corrected", "void"])
        named = chance.choice(numbers) if frequency != "original" else NOT_SUPPLIED
        code = chance.choice(["90837", "90834"])
        sent = claim(claim_id, line(code, status="pending"), frequency=frequency, original_claim_number=named)
        files.append(batch(attrs.evolve(sent, submission_date=day), source=name))
    return files


@pytest.mark.parametrize("number", range(20))
def test_any_files_in_any_order_make_one_store(tmp_path: Path, number: int) -> None:
    chance = random.Random(number)
    files, found = any_files(chance), []
    for order in range(3):
        with made(str(tmp_path / f"{order}.db")) as store:
            take(store, *files)
            found.append(everything(store))
        chance.shuffle(files)
    assert found[1] == found[0] == found[2]
