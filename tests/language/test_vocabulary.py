"""The vocabulary and the model say the same: every word has its fact, every fact its word."""

import types
import typing
from datetime import date, time
from decimal import Decimal

import attrs
import pytest

from rules_engine.claims import model
from rules_engine.claims.absence import Absent
from rules_engine.claims.frame import DERIVED, LineFrame
from rules_engine.claims.intervals import Minutes
from rules_engine.claims.roots import Roots
from rules_engine.ir.types import TypeKind
from rules_engine.language.vocabulary import FieldWord, load_vocabulary

VOCABULARY = load_vocabulary()
WORDS = [word for of_kind in VOCABULARY.fields.values() for word in of_kind.values()]
ROOTS = {
    "line": model.ServiceLine,
    "claim": model.Claim,
    "session": model.Session,
    "member": model.Member,
    "rendering": model.Provider,
    "supervising": model.Provider,
    "referring": model.Provider,
    "ordering": model.Provider,
    "clinician": model.Provider,
    "site": model.Provider,
    "assessor": model.Provider,
    "authorization": model.Authorization,
    "dossier": model.Dossier,
}
PYTHON = {
    TypeKind.DATE: {date},
    TypeKind.TIME: {time},
    TypeKind.FLAG: {bool},
    TypeKind.QUANTITY: {Decimal, int},
    TypeKind.SYMBOL: {str},
}
OF_OTHERS = "asked of one of the providers of a line only"
WITHOUT_A_WORD = {
    "claim": {
        "lines": "reached by searches",
        "place_of_service": "stands on each line",
        "authorization_number": "stands on each line",
        "referral_number": "stands on each line",
        "remittance_date": "read with that of the line",
        "assignment": "no rule asks for it",
        "onset_date": "no rule asks for it",
        "patient_paid": "what is paid is not judged",
        "payer_name": "chooses the rulebook",
        "subscriber_id": "joins claims; the patient stands for it",
        "patient_birth_date": "read with that of the member record",
        "patient_sex": "no rule may ask for it",
        "billing_tax_id": "no rule asks for it",
    },
    "line": {"remittance_date": "read with that of the claim", "note": "adapters read it; it may hold anything"},
    "session": {
        "claim_id": "joins a record to its line",
        "line_number": "joins a record to its line",
        "patient_id": "joins a record to its line",
        "minutes": "read with start and stop as session minutes",
        "contact_minutes": "read with the intervals of contact",
    },
    "member": {"patient_id": "joins a member to a claim", "birth_date": "read with that of the claim"},
    "rendering": {"npi": "joins a provider to a line", "site_kind": OF_OTHERS},
    "dossier": {
        "claim": "the claim itself",
        "sessions": "joined to lines",
        "history": "reached by searches",
        "providers": "joined to lines",
        "member": "joined to the claim",
        "answers": "joined to lines",
        "other_patients": "reached by searches",
    },
    "some authorization": {"patient_id": "joins an authorization to a claim"},
    "some licence": {"payer_id": "of enrolments", "hours": "of certificates"},
    "some enrolment": {"kind": "of licences", "state": "of licences", "level": "of licences", "hours": "of licences"},
    "some certificate": {"state": "of licences", "payer_id": "of enrolments", "level": "of licences"},
    "some assessor certificate": {"state": "of licences", "payer_id": "of enrolments", "level": "of licences"},
    "some other payer": {"payer_id": "no rule asks for it"},
    "some document": {"patient_id": "joins a document to a claim"},
    "some answer": {"claim_id": "joins an answer to its line", "line_number": "joins an answer to its line"},
    "plan": {"codes": "no rule asks for it"},
}
"""Facts that rules do not see, each with its reason."""
IN_PART = {"some session": model.Session, **{root: ROOTS[root] for root in ROOTS if root not in WITHOUT_A_WORD}}
"""Of these, rules see some facts: the rest is seen where the same class is looked at as a whole."""


def parts(annotation: object) -> set[object]:
    """Return the members of a union, without the absence."""
    union = typing.get_origin(annotation) in (typing.Union, types.UnionType)
    return {part for part in (typing.get_args(annotation) if union else (annotation,)) if part is not Absent}


def hints(cls: type) -> dict[str, object]:
    """Return the types of the attributes of a class; for a property, of what it gives."""
    given = {name: each.fget for name, each in vars(cls).items() if isinstance(each, property)}
    worked_out = {name: typing.get_type_hints(get)["return"] for name, get in given.items()}
    return {name: hint for name, hint in (typing.get_type_hints(cls) | worked_out).items() if name != "origins"}


def at(start: type, path: tuple[str, ...]) -> object:
    """Return the type of what lies at a path: a class, or `tuple[…]`."""
    found: object = start
    for name in path:
        if name[0] == "#":
            return "element"
        assert isinstance(found, type), f"{found} has no attributes"
        assert name in hints(found), f"no attribute `{name}` in {found.__name__}"
        (found,) = parts(hints(found)[name])
    return found


def item(annotation: object) -> object:
    """Return what a tuple holds."""
    assert typing.get_origin(annotation) is tuple
    return typing.get_args(annotation)[0]


def entry(kind: str) -> object:
    """Return the class of the entries of a kind."""
    path = VOCABULARY.kinds[kind].path
    if path[0] == "derived":
        return item(worked_out(path[1]))
    return item(at(Roots if len(path) == 1 else ROOTS[path[0]], path[len(path) > 1 :]))


def worked_out(name: str) -> object:
    """Return the type of a fact that is worked out."""
    (found,) = parts(typing.get_type_hints(DERIVED[name])["return"])
    return found


def fact(word: FieldWord) -> object:
    """Return the type of the fact that a word names."""
    if word.path[0] == "derived":
        return worked_out(word.path[1])
    if word.kind != "line":
        return at(typing.cast(type, entry(word.kind)), word.path)
    return at(ROOTS[word.path[0]], word.path[1:])


@pytest.mark.parametrize("word", WORDS, ids=lambda word: f"{word.kind} {word.name}")
def test_every_word_names_a_fact_of_its_type(word: FieldWord) -> None:
    found = fact(word)
    if found == "element":
        assert word.type.domain == "element"
        assert "elements" in hints(model.Session)
    elif word.type.is_list:
        assert item(found) is (int if word.type.domain == "number" else str)
    elif word.type.domain == "intervals":
        assert found == Minutes
    elif word.type.kind is TypeKind.RECORD:
        assert attrs.has(typing.cast(type, found))
    else:
        assert found in PYTHON[word.type.kind]


def test_the_roots_are_attributes_of_the_frame() -> None:
    roots = {word.path[0] for word in WORDS if word.kind == "line"}
    assert roots - {"derived"} <= set(ROOTS)
    assert all(hasattr(LineFrame, root) for root in roots - {"derived"})
    kinds = {kind.path[1] for kind in VOCABULARY.kinds.values() if kind.path[:1] == ("derived",)}
    assert {word.path[1] for word in WORDS if word.path[0] == "derived"} | kinds == set(DERIVED)


def places() -> dict[str, type]:
    """Return where facts can lie: the roots, the parts of a session, and each kind of entry."""
    entries = {f"some {kind}": entry(kind) for kind in VOCABULARY.fields if kind != "line"}
    nested = {"signature": model.Signature, "plan": model.TreatmentPlan}
    return {**ROOTS, **nested, **entries}  # type: ignore[dict-item]


def has_word(place: str, name: str) -> bool:
    """Return whether a word or a kind of entry reaches an attribute."""
    kind = place.removeprefix("some ")
    if kind != place:
        return any(word.path[0] == name for word in WORDS if word.kind == kind)
    paths = {word.path for word in WORDS if word.kind == "line"} | {each.path for each in VOCABULARY.kinds.values()}
    wanted = {(place, name), ("session", place, name)}
    return any(path[: len(each)] == each for path in paths for each in wanted)


@pytest.mark.parametrize(("place", "cls"), places().items(), ids=places())
def test_every_fact_has_a_word_or_a_reason(place: str, cls: type) -> None:
    without = {name for name in hints(cls) if not has_word(place, name)}
    if place in IN_PART:
        assert without < set(hints(cls))
    else:
        assert without - {"length"} == set(WITHOUT_A_WORD.get(place, {}))


def test_the_words_of_a_scale_stand_in_rising_order() -> None:
    scales = {word.name: word.type.values for word in WORDS if word.type.is_scale}
    assert scales["supervision level"] == ("general", "direct", "personal")
    levels = {values for name, values in scales.items() if name.endswith("licence level")}
    assert levels == {("trainee", "associate", "independent")}


def test_every_provider_is_of_one_list_of_types() -> None:
    types_of = {
        word.name: word.type.values for word in WORDS if word.name.endswith(("provider type", "clinician type"))
    }
    assert len(types_of) == 5
    assert len(set(types_of.values())) == 1


@pytest.mark.parametrize("word", WORDS, ids=lambda word: f"{word.kind} {word.name}")
def test_every_word_has_its_class_and_unit(word: FieldWord) -> None:
    assert word.note.field_class in ("identifier", "billing", "clinical")
    assert word.note.unit == "" or word.type.kind is TypeKind.QUANTITY
    assert word.name == " ".join(word.name.lower().split())


def test_every_address_is_complete() -> None:
    # Elements that an 837P carries have an X12 address; facts of a session have none.
    with_address = {word.path[0] for word in WORDS if word.note.x12}
    other_payer = {"name", "order", "paid", "remittance_date", "adjustments"}
    assert with_address <= {"line", "claim", "derived", "code", "position"} | other_payer
    assert [word.name for word in WORDS if word.path[0] == "session" and word.note.x12] == []
