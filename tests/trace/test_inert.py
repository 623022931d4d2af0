"""Text of a claim does nothing to a terminal, and what names the patient is never shown."""

from types import ModuleType

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules_engine.trace.json import to_json
from rules_engine.trace.page import Page, inert
from rules_engine.trace.text import render_text
from rules_engine.trace.tree_text import render_explain
from rules_engine.trace.words import is_secret_path

ACTIVE = ("\x1b", "\x00", "\u202e", "\r", "\x07", "\x9b")


@pytest.mark.parametrize("colour", [False, True])
def test_hostile_claims_are_inert(cases: ModuleType, colour: bool) -> None:
    pages = [
        render_text(cases.reported("hostile"), colour),
        render_explain(cases.traced("hostile"), colour),
    ]
    for page in pages:
        assert "alert(1)" in page  # it is shown, as text
        assert "X?[31mRED?" in page
        assert not any(sign in page.replace("\x1b[", "") for sign in ACTIVE)
        assert "\x1b[31mRED" not in page


@given(st.text(alphabet=st.characters(), max_size=60))
def test_nothing_written_on_a_page_is_active(text: str) -> None:
    page = Page(False, 80)
    page.line(text)
    page.labelled(text, text, 4, room=10)
    written = page.text()
    assert all(each.isprintable() or each == "\n" or not each.isascii() for each in written)
    assert not any(sign in written for sign in ACTIVE)
    written.encode("utf-8")


def test_plain_text_stays_as_it_is() -> None:
    assert inert("Zoë Müller, 90837 (Ärztin)") == "Zoë Müller, 90837 (Ärztin)"


def test_halves_of_signs_can_be_encoded(cases: ModuleType) -> None:
    from rules_engine.claims.model import Dossier
    from rules_engine.interpreters.row import judge
    from rules_engine.trace.explain import explain

    whole = cases.claim(claim_id="half \udc80 sign", payer_name="\ud800")
    trace = explain(judge(Dossier(claim=whole), cases.book()))
    assert msgspec.json.decode(to_json(trace))["claim_id"] == "half ? sign"
    render_explain(trace).encode("utf-8")


def test_the_patient_is_never_named(cases: ModuleType) -> None:
    for name in cases.CASES:
        trace = cases.traced(name)
        shown = render_explain(trace) + to_json(trace).decode("utf-8")
        for secret in cases.SECRETS:
            assert secret not in shown, (name, secret)
    assert "(not shown)" in render_explain(cases.traced("two evaluations"))


def test_a_date_that_would_tell_the_birth_date_is_not_shown(cases: ModuleType) -> None:
    from rules_engine.interpreters.row import judge
    from rules_engine.language.compile import compile_texts
    from rules_engine.trace.explain import explain

    rules = (
        cases.RULES
        + """
rule of-age "Of age" from 2026-01-01 cites manual
  requires service date is no earlier than 18 years after patient birth date
rule born-late "Born late" from 2026-01-01 cites manual
  requires later of (patient birth date, service date) is no later than service date
  otherwise warn
rule old "Old" from 2026-01-01 cites manual
  requires patient age on service date is at least 65
  otherwise warn
"""
    )
    book = compile_texts({"example/plan.rules": rules}).rulebooks["example-plan"]
    trace = explain(judge(cases.CASES["passes"](), book))
    shown = render_explain(trace) + to_json(trace).decode("utf-8")
    assert not any(secret in shown for secret in cases.SECRETS)
    assert "patient age: 46 years" in shown


def test_text_that_could_not_be_read_is_not_shown(cases: ModuleType) -> None:
    trace = cases.traced("unreadable")
    shown = render_explain(trace) + to_json(trace).decode("utf-8")
    assert "RAW-TEXT" not in shown
    assert "something that could not be read" in shown


@pytest.mark.parametrize("path", [("derived", "session_people"), ("person",), ("claim", "patient_id")])
def test_who_was_in_a_session_is_told_nobody(path: tuple[str, ...]) -> None:
    assert is_secret_path(path)
