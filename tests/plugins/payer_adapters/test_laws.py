"""What holds for every adapter that reads names, numbers and modifiers: twice is once, and others are left alone."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from rules_engine.claims.absence import NOT_DOCUMENTED, NOT_SUPPLIED
from rules_engine.claims.model import Claim, Dossier, Member, Provider, ServiceLine, Session
from rules_engine.hooks.manager import Plugins
from rules_engine.plugins import ADAPTERS

NUMBERS = ("1000000004", "1000000012", "1000000020")
MODIFIERS = ("AH", "AJ", "UB", "UC", "U9", "HO", "SA", "95")

marks = st.sampled_from([*ADAPTERS, "AETNA", "MEDICARE", ""])
numbers = st.sampled_from([*NUMBERS, NOT_SUPPLIED])
lines = st.builds(
    ServiceLine,
    number=st.just(1),
    code=st.sampled_from(["90837", "97153"]),
    modifiers=st.lists(st.sampled_from(MODIFIERS), max_size=3).map(tuple) | st.just(NOT_SUPPLIED),
    service_date=st.sampled_from([date(2018, 1, 1), date(2024, 6, 1), date(2025, 6, 1), NOT_SUPPLIED]),
    rendering_npi=numbers,
    note=st.sampled_from(["0800-0900", NOT_SUPPLIED]),
)
claims = st.builds(
    Claim,
    claim_id=st.just("C1"),
    lines=st.tuples(lines),
    payer_id=marks,
    payer_name=marks,
    patient_id=st.just("P1"),
    filing_indicator=st.sampled_from(["CI", "MC", NOT_SUPPLIED]),
    billing_npi=numbers,
)
entries = st.builds(
    Provider,
    npi=st.sampled_from(NUMBERS),
    kind=st.sampled_from(["psychiatrist", NOT_SUPPLIED, NOT_DOCUMENTED]),
    licence_level=st.sampled_from(["associate", NOT_SUPPLIED]),
)
sessions = st.builds(Session, claim_id=st.just("C1"), line_number=st.just(1), clinician_npi=numbers)
members = st.builds(
    Member,
    contractor_area=st.sampled_from(["J6", NOT_SUPPLIED, NOT_DOCUMENTED]),
    product=st.sampled_from(["PPO", NOT_SUPPLIED]),
)
dossiers = st.builds(
    Dossier,
    claim=claims,
    sessions=st.lists(sessions, max_size=2).map(tuple) | st.just(NOT_SUPPLIED),
    providers=st.lists(entries, max_size=2).map(tuple) | st.sampled_from([NOT_SUPPLIED, NOT_DOCUMENTED]),
    member=members | st.sampled_from([NOT_SUPPLIED, NOT_DOCUMENTED]),
)


def adapted(dossier: Dossier) -> Dossier:
    found = Plugins(allowed=()).adapt(dossier)
    assert isinstance(found, Dossier)
    return found


@given(dossiers)
def test_adapting_twice_is_adapting_once(dossier: Dossier) -> None:
    once = adapted(dossier)
    assert adapted(once) is once


@given(dossiers)
def test_what_a_record_says_stays(dossier: Dossier) -> None:
    found = adapted(dossier)
    if isinstance(dossier.member, Member):
        for name in ("contractor_area", "product"):
            said = getattr(dossier.member, name)
            assert said == NOT_SUPPLIED or getattr(found.member, name) == said
    elif dossier.member != NOT_SUPPLIED:
        assert found.member == dossier.member
    if not isinstance(dossier.providers, tuple):
        assert dossier.providers in (NOT_SUPPLIED, found.providers)
        return
    for before, after in zip(dossier.providers, found.providers, strict=False):
        for name in ("npi", "kind", "licence_level"):
            assert getattr(before, name) == NOT_SUPPLIED or getattr(after, name) == getattr(before, name)


@given(dossiers)
def test_another_payer_is_left_alone(dossier: Dossier) -> None:
    if not {str(dossier.claim.payer_id), str(dossier.claim.payer_name)} & set(ADAPTERS):
        assert adapted(dossier) is dossier
