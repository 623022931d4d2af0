"""Random dossiers and intakes, made from the same tables as the reader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import attrs
from hypothesis import strategies as st

from rules_engine.claims.absence import NOT_APPLICABLE, NOT_DOCUMENTED, NOT_SUPPLIED, AbsenceKind, Absent
from rules_engine.claims.intake import Intake
from rules_engine.claims.model import (
    Answer,
    Authorization,
    Claim,
    Document,
    Dossier,
    History,
    Member,
    Provider,
    ServiceLine,
    Session,
)
from rules_engine.claims.shapes import Field, Kind, Shape, shape_of

PRINTABLE: Final = "".join(map(chr, range(0x20, 0x7F)))
CODE_LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

absences: Final = st.sampled_from(
    [NOT_DOCUMENTED, NOT_APPLICABLE, Absent(AbsenceKind.UNREADABLE), Absent(AbsenceKind.UNREADABLE, 'raw " é')]
)


def _trimmed(alphabet: Any) -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=1, max_size=12).map(lambda text: text.strip(" ") or "x")


def _decimals(least: int) -> st.SearchStrategy[Decimal]:
    whole = st.integers(least, 10**12 - 1).map(Decimal)
    return whole | st.integers(0, 6).flatmap(
        lambda places: st.integers(least, 10 ** (places + 5)).map(lambda digits: Decimal(digits).scaleb(-places))
    )


VALUES: Final[Mapping[Kind, st.SearchStrategy[Any]]] = {
    Kind.TEXT: _trimmed(PRINTABLE),
    Kind.NAME: _trimmed(st.sampled_from(PRINTABLE + "éßñ李")),
    Kind.DAY: st.dates(date(1900, 1, 1), date(9999, 12, 31)),
    Kind.CLOCK: st.times().map(lambda clock: clock.replace(microsecond=0)),
    Kind.AMOUNT: _decimals(0),
    Kind.MONEY: _decimals(-(10**6)),
    Kind.FLAG: st.booleans(),
    Kind.WHOLE: st.integers(1, 10**12 - 1),
    Kind.PROCEDURE: st.text(CODE_LETTERS, min_size=4, max_size=5),
    Kind.MODIFIER: st.text(CODE_LETTERS, min_size=2, max_size=2),
    Kind.PLACE: st.sampled_from(["02", "10", "11", "53"]),
    Kind.DIAGNOSIS: st.sampled_from(["F32", "F329", "29620", "Z63820A"]),
    Kind.NPI: st.integers(1_000_000_000, 1_000_000_009).map(str),
}


def entities(entity: type[Any], **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return values of one class of the model; `fixed` says what some attributes are drawn from."""
    shape = shape_of(entity)
    drawn = {name: fixed.get(name, _field(field)) for name, field in shape.fields.items()}
    needed = {name: drawn.pop(name) for name in list(drawn) if name in fixed or shape.fields[name].required}
    return st.fixed_dictionaries(needed, optional=drawn).map(lambda values: _numbered(entity(**values)))


def _field(field: Field) -> st.SearchStrategy[Any]:
    one = entities(field.of.entity) if isinstance(field.of, Shape) else VALUES[field.of]
    value = st.lists(one, max_size=2).map(tuple) if field.many else one
    return value | absences if field.absent else value


def _numbered(value: Any) -> Any:
    """Return a claim whose lines and diagnoses are numbered from 1."""
    if not isinstance(value, Claim):
        return value
    lines = tuple(attrs.evolve(line, number=n) for n, line in enumerate(value.lines, start=1))
    if isinstance(value.diagnoses, Absent):
        return attrs.evolve(value, lines=lines)
    diagnoses = tuple(attrs.evolve(each, position=n) for n, each in enumerate(value.diagnoses, start=1))
    return attrs.evolve(value, lines=lines, diagnoses=diagnoses)


claims: Final = st.deferred(lambda: entities(Claim))
histories: Final = st.builds(
    History,
    claims=st.lists(claims, max_size=2).map(tuple),
    complete_from=VALUES[Kind.DAY] | absences | st.just(NOT_SUPPLIED),
    complete_through=VALUES[Kind.DAY] | absences | st.just(NOT_SUPPLIED),
)


def _part(one: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.just(NOT_SUPPLIED) | absences | st.lists(one, max_size=2).map(tuple)


@st.composite
def intakes(draw: st.DrawFn) -> Intake:
    """Return a file without faults."""
    drawn = draw(st.lists(claims, max_size=2))
    return Intake(
        claims=tuple(drawn),
        found=len(drawn),
        sessions=draw(_part(entities(Session))),
        history=draw(st.just(NOT_SUPPLIED) | absences | histories),
        authorizations=draw(_part(entities(Authorization))),
        providers=draw(_part(entities(Provider))),
        members=draw(_part(entities(Member))),
        papers=draw(_part(entities(Document))),
        answers=draw(_part(entities(Answer))),
        other_patients=draw(st.just(NOT_SUPPLIED) | absences | histories),
    )


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    """Return a dossier whose records are all about its claim, as joining makes them."""
    line = entities(ServiceLine, rendering_npi=VALUES[Kind.NPI])
    claim = draw(
        entities(
            Claim,
            claim_id=st.just("C-1"),
            patient_id=st.just("Peña"),
            lines=st.lists(line, min_size=1, max_size=3).map(tuple),
        )
    )
    of_patient = {"patient_id": st.just("Peña")}
    named = {npi for each in (claim, *claim.lines) for npi in _npis(each)}
    return Dossier(
        claim=claim,
        sessions=draw(st.just(NOT_SUPPLIED) | absences | _sessions(claim)),
        history=draw(st.just(NOT_SUPPLIED) | absences | _history("Peña")),
        authorizations=draw(_part(entities(Authorization, **of_patient))),
        providers=draw(st.just(NOT_SUPPLIED) | absences | _registry(sorted(named))),
        member=draw(st.just(NOT_SUPPLIED) | absences | entities(Member, **of_patient)),
        documents=draw(_part(entities(Document, **of_patient))),
        answers=draw(_part(_answer(claim))),
        other_patients=draw(st.just(NOT_SUPPLIED) | absences | _history("Pöna", "P-3")),
    )


def _npis(value: Any) -> list[str]:
    names = [field.name for field in shape_of(type(value)).fields.values() if field.of is Kind.NPI]
    return [npi for name in names if isinstance(npi := getattr(value, name), str)]


@st.composite
def _sessions(draw: st.DrawFn, claim: Claim) -> tuple[Session, ...]:
    numbers = draw(st.lists(st.sampled_from([line.number for line in claim.lines]), unique=True))
    one = {"claim_id": st.just(claim.claim_id), "clinician_npi": st.just(claim.lines[0].rendering_npi)}
    return tuple(draw(entities(Session, **one, line_number=st.just(number))) for number in numbers)


@st.composite
def _history(draw: st.DrawFn, *patients: str) -> History:
    earlier = entities(Claim, claim_id=st.sampled_from(["H-1", "H-2"]), patient_id=st.sampled_from(patients))
    return attrs.evolve(draw(histories), claims=tuple(draw(st.lists(earlier, max_size=2, unique=True))))


def _answer(claim: Claim) -> st.SearchStrategy[Answer]:
    numbers = st.sampled_from([line.number for line in claim.lines])
    return entities(Answer, claim_id=st.just(claim.claim_id), line_number=numbers | absences)


@st.composite
def _registry(draw: st.DrawFn, named: list[str]) -> tuple[Provider, ...]:
    npis = draw(st.lists(st.sampled_from(named), unique=True)) if named else []
    return tuple(draw(entities(Provider, npi=st.just(npi))) for npi in npis)
