"""Lines of other patients in columns: a pool that stands once for all claims, and those of single claims."""

from collections import Counter
from datetime import date
from decimal import Decimal
from random import Random

import attrs
import pytest
from batches.random_tables import random_table
from interpreters.columnar.said import said
from interpreters.columnar.side_by_side import book_of, differences
from language.books import book

from rules_engine.batches.batch import CannotError
from rules_engine.batches.far import FarLines
from rules_engine.batches.of_dossiers import DossierBatch
from rules_engine.batches.to_dossiers import dossiers_of
from rules_engine.claims.absence import NOT_DOCUMENTED, NOT_SUPPLIED
from rules_engine.claims.model import Claim, Dossier, History, ServiceLine, Session
from rules_engine.claims.others import Others, Pool

RULES = """
rule r
  cites manual
  limits session minutes to 100 minutes per rendering provider per day over all patients
rule age
  cites manual
  forbids another line over all patients on the same day where patient age is less than 18 years
rule ranked
  cites manual
  limits units to 10 per code over all patients
  otherwise deny ranked by highest charge
rule near
  cites manual
  requires number of lines within 20 days before service date over all patients where (code is any of 90832, 90837)
           is at most 1
rule units
  cites manual
  requires total units among lines by the same rendering provider over all patients in any 60 days is at most 9
"""
OWN = "given history complete from 2026-03-02 through 2026-03-02"
OTHERS = "given other patients complete from 2026-03-02 through 2026-03-02"
LINE = "given line has code 90853, patient P2, service date 2026-03-02"
BILLS = "bills 90837, session minutes 60, patient birth date 2015-01-01"


def test_minutes_of_other_patients_count() -> None:
    claims = [
        (BILLS, f"{LINE}, session minutes 41", OWN, OTHERS),
        (BILLS, f"{LINE}, session minutes 40", OWN, OTHERS),
        (BILLS, LINE, OWN, OTHERS),
        (BILLS, OWN),
        (BILLS, OTHERS),
        (BILLS, f"{LINE}, session minutes 41", OTHERS),
    ]
    assert said(RULES, *claims) == ["not met", "met", "unknown", "unknown", "unknown", "not met"]


def test_another_patient_has_not_the_records_of_this_one() -> None:
    claims = [
        (BILLS, f"{LINE}, session minutes 1", OWN, OTHERS),
        (BILLS, f"{LINE}, session minutes 1, patient birth date 1990-01-01", OWN, OTHERS),
        (BILLS, f"{LINE}, session minutes 1, patient birth date 2015-01-01", OWN, OTHERS),
    ]
    assert said(RULES, *claims, rule="age") == ["unknown", "met", "not met"]


def test_claims_of_a_drawn_table_are_judged_alike() -> None:
    seen: Counter[str] = Counter()
    handed: Counter[str] = Counter()
    for seed in range(24):
        dossiers = dossiers_of(random_table(seed, 30, 0.5)).dossiers
        assert list(differences(dossiers, book_of(book(RULES)), handed, seen)) == [], seed
    assert min(seen[each] for each in ("not met", "unknown")) > 20
    assert not handed


# --- a pool ---------------------------------------------------------------------------------------


def practice(size: int, patients: int = 99) -> list[Dossier]:
    """Return so many claims of so many patients at most, in a pool of which all is known."""
    claims = [
        Claim(
            claim_id=f"C{number}",
            patient_id=f"P{number % patients}",
            lines=(ServiceLine(number=1, code="90853", service_date=date(2026, 3, 2 + number % 3), units=1),),
        )
        for number in range(size)
    ]
    pool = Pool(tuple(claims), tuple)
    return [
        Dossier(
            claim=each,
            history=History(complete_from=date.min, complete_through=date.max),
            other_patients=History(
                claims=Others(pool, f"P{number % patients}"), complete_from=date.min, complete_through=date.max
            ),
        )
        for number, each in enumerate(claims)
    ]


def drawn(seed: int) -> list[Dossier]:
    """Return claims of a few patients, of which some facts are missing, with some entries that are no claims here."""
    draw = Random(seed)

    def line(number: int) -> ServiceLine:
        return ServiceLine(
            number=number,
            code=draw.choice(["90832", "90837", "90853", NOT_SUPPLIED]),
            service_date=draw.choice([*(date(2026, 3, 1 + 9 * k) for k in range(4)), NOT_DOCUMENTED]),
            units=draw.choice([Decimal(1), Decimal(4), NOT_SUPPLIED]),
            charge=Decimal(draw.randint(1, 3)),
            rendering_npi=draw.choice(["1000000004", "1000000004", "1000000012", NOT_SUPPLIED]),
            status=draw.choice(["paid", "denied", "voided", NOT_SUPPLIED]),
        )

    claims = [
        Claim(
            claim_id=f"C{draw.randint(1, 9)}",
            patient_id=f"P{draw.randint(1, 5)}",
            patient_birth_date=draw.choice([date(1990, 1, 1), date(2015, 1, 1), NOT_SUPPLIED]),
            lines=tuple(line(number + 1) for number in range(draw.randint(1, 3))),
        )
        for _ in range(16)
    ]
    records = [
        tuple(
            Session(claim_id=each.claim_id, line_number=1, minutes=draw.choice([30, 50]))
            for _ in range((number + 1) % 2)
        )
        for number, each in enumerate(claims)
    ]
    pool = Pool(tuple(claims[:4]), lambda: zip(claims[4:], records[4:], strict=True))
    span = (date.min, date.max) if seed % 3 else (date(2026, 3, 1), date(2026, 3, 31))
    return [
        Dossier(
            claim=each,
            sessions=records[number],
            history=History(complete_from=date.min, complete_through=date.max),
            other_patients=History(
                claims=Others(pool, str(each.patient_id)), complete_from=span[0], complete_through=span[1]
            ),
        )
        for number, each in enumerate(claims)
        if number >= 4
    ]


def test_drawn_claims_in_a_pool_are_judged_alike() -> None:
    seen: Counter[str] = Counter()
    handed: Counter[str] = Counter()
    for seed in range(40):
        assert list(differences(drawn(seed), book_of(book(RULES)), handed, seen)) == [], seed
    assert min(seen[each] for each in ("met", "not met", "unknown")) > 50
    assert not handed


GROUP = """
rule r
  cites manual
  when code is 90853
  requires number of lines on the same day over all patients is from 2 to 3
"""


MINUTES = """
rule r
  cites manual
  limits session minutes to 40 minutes per code over all patients counting lines where session minutes is at least 1
"""


def test_a_pool_stands_once_for_all_claims() -> None:
    dossiers = practice(12)
    assert len(FarLines(dossiers, 0).frames) == 12
    assert list(differences(dossiers, book_of(book(GROUP)))) == []


def test_a_claim_does_not_see_its_own_patient_among_the_others() -> None:
    batch = DossierBatch(practice(3))
    seen = batch.others()
    assert seen.holder[3:].tolist() == seen.viewer.tolist()
    assert [batch.read_far(("claim", "patient_id")).row(row) for row in range(6)] == ["P0", "P1", "P2"] * 2


def test_a_record_that_names_a_claim_of_another_patient_is_read_there() -> None:
    """Claim ids are not unique among payers: a record of the patient may carry the id of somebody else's claim."""
    dossiers = practice(4)
    record = Session(claim_id="C3", line_number=1, minutes=50)
    dossiers[0] = attrs.evolve(dossiers[0], sessions=(record,))
    assert len(FarLines(dossiers, 0).frames) == 7
    assert list(differences(dossiers, book_of(book(MINUTES)))) == []


def test_records_of_a_patient_are_not_seen_from_others() -> None:
    dossiers = practice(4, patients=2)[::-1][1:]  # C2, C1, C0; P1 has C1 alone
    record = Session(claim_id="C0", line_number=1, minutes=50)
    dossiers[0] = attrs.evolve(dossiers[0], sessions=(record,))
    assert len(FarLines(dossiers, 0).frames) == 4
    assert list(differences(dossiers, book_of(book(MINUTES)))) == []


def test_very_many_lines_are_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rules_engine.batches.far.MOST_LINES", 3)
    with pytest.raises(CannotError):
        DossierBatch(practice(4)).others()
    handed: Counter[str] = Counter()
    assert list(differences(practice(4), book_of(book(GROUP)), handed)) == []
    assert handed == {"very many lines of other patients": 4}
