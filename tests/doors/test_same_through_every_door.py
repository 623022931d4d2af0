"""The same claims come to the same verdict, findings and needs, whichever form they come in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest

from rules_engine.claims.model import Dossier
from rules_engine.engine import check, dossiers, read
from rules_engine.trace.model import ClaimTrace

from . import forms
from .made_up import Week

COUNT = 240
SEED = 5


@cache
def week() -> Week:
    """Return the claims."""
    return Week(SEED, COUNT)


@cache
def as_x12() -> tuple[Dossier, ...]:
    """Return the dossiers as the 837P and the documentation give them."""
    joined = dossiers(read([(week().x12, "claims.837"), (week().documentation, "documentation.json")]))
    assert (joined.found, joined.rejections, joined.unmatched) == (COUNT, (), ())
    return joined.dossiers


def files(form: str, claims: Sequence[Dossier]) -> list[forms.File]:
    """Return the files of a form; FHIR has its sessions beside it, the others hold them."""
    beside = [(week().documentation, "documentation.json")] if form == "fhir" else []
    return [getattr(forms, f"as_{form}")(claims), *beside]


def told(trace: ClaimTrace) -> Any:
    """Return what is said of a claim, without the places where values were read."""
    findings = sorted((f.rule, f.line, f.outcome, f.action, f.reason) for f in trace.findings)
    return trace.claim_id, trace.verdict, findings, sorted((r.name, r.lines) for r in trace.requests)


@cache
def judged(form: str, left_out: frozenset[str] = frozenset()) -> tuple[Any, ...]:
    """Return what is said of each claim. left_out: attributes that never came."""
    if form == "x12":
        given = [(week().x12, "claims.837"), (week().documentation, "documentation.json")]
    else:
        given = files(form, [forms.without(each, left_out) for each in as_x12()])
    found = check(given)
    assert (found.report.found, found.report.judged, found.report.rejections) == (COUNT, COUNT, ())
    return tuple(map(told, found.report.claims))


def test_the_claims_are_of_many_kinds() -> None:
    claims = [each.claim for each in as_x12()]
    assert len({each.payer_name for each in claims}) >= 10
    assert sum(bool(each.other_payers) for each in claims) >= 40
    assert sum(isinstance(each.authorization_number, str) for each in claims) >= 40
    assert sum(len(each.lines) > 1 for each in claims) >= 60
    verdicts = Counter(each[1] for each in judged("x12"))
    assert {"fails", "needs information"} <= verdicts.keys()
    assert sum(len(each[2]) for each in judged("x12")) >= 300


@pytest.mark.parametrize("form", ["json", "csv", "parquet"])
def test_a_form_that_says_everything_is_judged_as_the_837p(form: str) -> None:
    assert not forms.CANNOT_SAY[form]
    assert judged(form) == judged("x12")


def test_fhir_is_judged_as_an_837p_without_what_fhir_cannot_say() -> None:
    assert judged("fhir") == judged("json", forms.CANNOT_SAY["fhir"])


@pytest.mark.parametrize("name", sorted(forms.CANNOT_SAY["fhir"] - {"emergency"}))
def test_what_a_form_is_said_not_to_say_is_said_by_others(name: str) -> None:
    assert any(getattr(each.claim, name) for each in as_x12())
