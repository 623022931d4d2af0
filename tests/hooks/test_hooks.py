"""What each hook of the door does: one test a hook at least, named for it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import attrs
import pytest

from rules_engine import engine
from rules_engine.claims.absence import NOT_SUPPLIED
from rules_engine.claims.join.remembered import remembered
from rules_engine.claims.model import Claim, Dossier, History, ServiceLine
from rules_engine.hooks.manager import PluginFault, Plugins
from rules_engine.language.library import load_library
from rules_engine.plugins import ADAPTERS, RENDERERS, WRITERS
from rules_engine.trace.json import to_json
from rules_engine.trace.text import render_text
from rules_engine.trace.tree_text import render_explain

from .sick import ADAPT, HISTORY, NAME, RAISED, READ, RENDER, SECRET, WRITE, install, rules, with_body


def claim(**facts: object) -> dict[str, object]:
    line = {"number": 1, "code": "90837", "service_date": "2026-03-02", "charge": 150}
    return {"claim_id": "C1", "payer_id": "SICK PLAN", "patient_id": SECRET, "charge": 150, "lines": [line], **facts}


def files(**facts: object) -> list[tuple[bytes, str]]:
    return [(json.dumps({"claims": [claim(**facts)]}).encode(), "claims.json")]


def test_rules_engine_read_is_asked_of_others_only_when_no_builtin_knows_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch, tmp_path, with_body(READ, "return Intake(claims=(Claim(claim_id='S1'),), found=1)"))
    told: list[str] = []
    door = Plugins(tell=told.append)
    assert [each.claim_id for each in door.read(*files()[0]).claims] == ["C1"]
    assert not any(NAME in line for line in told)
    assert [each.claim_id for each in door.read(b"SICK", "own.sick").claims] == ["S1"]
    assert Plugins(allowed=()).read(b"SICK", "own.sick").rejections[0].code == "unknown-format"
    assert Plugins(allowed=("another",)).read(b"SICK", "own.sick").rejections[0].code == "unknown-format"


def test_rules_engine_payers_of_builtins_stand_in_their_table() -> None:
    door = Plugins(allowed=())
    named: dict[str, list[str]] = {}
    for plugin in door.health():
        if "rules_engine_payers" in plugin.hooks:
            from importlib import import_module

            for payer in import_module(f"rules_engine.plugins.{plugin.name}").rules_engine_payers():
                named.setdefault(payer.upper(), []).append(plugin.name)
    assert {payer: tuple(names) for payer, names in named.items()} == dict(ADAPTERS)


@pytest.mark.parametrize(
    ("facts", "payer"),
    [({}, None), ({"payer_id": "X", "payer_name": "sick Plan"}, None), ({"payer_id": "X"}, "sick plan")],
)
def test_rules_engine_adapt_is_asked_under_the_name_it_gave(
    facts: dict[str, object], payer: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    body = "return attrs.evolve(dossier, claim=attrs.evolve(dossier.claim, group_number=payer))"
    install(monkeypatch, tmp_path, with_body(ADAPT, body))
    door = Plugins(allowed=(NAME,))
    job = engine.adapted(engine.dossiers(engine.read(files(**facts), door)), door, payer)
    assert job.dossiers[0].claim.group_number == "SICK PLAN"
    assert job.dossiers[0].claim.origins["claim_id"].source == "claims.json"


def test_rules_engine_adapt_can_name_a_payer_by_its_alias(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    body = "return attrs.evolve(dossier, claim=attrs.evolve(dossier.claim, payer_id='TRICARE'))"
    install(monkeypatch, tmp_path, with_body(ADAPT, body))
    checked = engine.check(files(), rules(), plugins=Plugins(allowed=(NAME,)))
    assert checked.report.claims[0].rulebook.name == "tricare"
    assert engine.check(files(), rules(), plugins=Plugins()).report.claims[0].rulebook.name == ""


RIDER = """\
rulebook plan "Plan"
  identified by "SICK PLAN"

source manual "Manual"
  checked 2026-11-23

rule rider "The member has the rider"
  from 2026-01-01
  cites manual
  requires eligibility export confirms "The member has the rider"
  otherwise deny as CO-151 ask front desk
"""


def test_rules_engine_adapt_can_hand_over_a_fact_that_no_field_has(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    body = """from rules_engine.claims.model import Answer
    said = dict(role="eligibility export", question="The member has the rider", holds=True)
    return attrs.evolve(dossier, answers=(Answer(claim_id=dossier.claim.claim_id, **said),))"""
    install(monkeypatch, tmp_path, with_body(ADAPT, body))
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "plan.rules").write_text(RIDER)
    library = load_library(tmp_path / "rules", use_cache=False)
    outcomes = []
    for allowed in ((NAME,), ()):
        (trace,) = engine.check(files(), library, full=True, plugins=Plugins(allowed)).report.claims
        outcomes.append([rule.outcome for rule in trace.rules])
    assert outcomes == [["met"], ["unknown"]]


def test_rules_engine_adapt_of_one_plugin_follows_that_of_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("b_second", "a_first"):
        number = f"(dossier.claim.group_number or '') + '{name} '"
        text = with_body(
            ADAPT, f"return attrs.evolve(dossier, claim=attrs.evolve(dossier.claim, group_number={number}))"
        )
        install(monkeypatch, tmp_path, text, name=name)
    door = Plugins(allowed=("b_second", "a_first"))
    (dossier,) = engine.adapted(engine.dossiers(engine.read(files(group_number="x"), door)), door).dossiers
    assert dossier.claim.group_number == "xa_first b_second "


@pytest.mark.parametrize(("form", "ending"), [("text", "\n"), ("json", "\n"), ("ndjson", "\n")])
def test_rules_engine_write_gives_the_formats_of_the_house(form: str, ending: str) -> None:
    report = engine.check(files(), rules(), full=True).report
    data = Plugins().write(report, form)
    expected = {
        "text": render_text(report).encode() + b"\n",
        "json": to_json(report) + b"\n",
        "ndjson": b"".join(to_json(each) + b"\n" for each in report.claims),
    }
    assert data == expected[form]
    assert set(WRITERS) >= set(expected)


def test_rules_engine_write_of_an_allowed_plugin_gives_a_further_format(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch, tmp_path, with_body(WRITE, "return b'%d claims' % report.judged"))
    report = engine.check(files(), rules()).report
    assert Plugins(allowed=(NAME,)).write(report, "sick") == b"1 claims"
    assert Plugins(allowed=(NAME,)).others_answer("rules_engine_write")
    assert not Plugins(allowed=(NAME,)).others_answer("rules_engine_render")
    assert Plugins().write(report, "sick") is None
    assert not Plugins().others_answer("rules_engine_write")


@pytest.mark.parametrize("form", sorted(RENDERERS))
def test_rules_engine_render_gives_the_formats_of_the_house(form: str) -> None:
    (trace,) = engine.check(files(), rules(), full=True).report.claims
    expected = {"text": render_explain(trace).encode() + b"\n", "json": to_json(trace) + b"\n"}
    assert Plugins().render(trace, form) == expected.get(form, Plugins().render(trace, form))
    assert Plugins().render(trace, form)


@pytest.mark.parametrize(("body", "cause"), [*RAISED.items(), ("return 'text'", "answered str, not bytes")])
def test_a_sick_writer_writes_nothing_and_is_named(
    body: str, cause: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch, tmp_path, with_body(WRITE, body) + with_body(RENDER, body))
    report = engine.check(files(), rules(), full=True).report
    door = Plugins(allowed=(NAME,))
    assert door.write(report, "sick") is None
    assert door.render(report.claims[0], "sick") is None
    assert door.faults == [PluginFault(NAME, "1.2", cause)]
    assert door.write(report, "json") == to_json(report) + b"\n"


# --- histories --------------------------------------------------------------------------------------------------------

STORED = f"""if store != "box:1":
        return None
    line = ServiceLine(number=1, code="90791", status="paid")
    assert patients == ("{SECRET}",)
    return {{patients[0]: History(claims=(Claim(claim_id="E1", patient_id=patients[0], lines=(line,)),))}}"""


def test_rules_engine_history_is_put_beside_the_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path, with_body(HISTORY, STORED))
    door = Plugins(allowed=(NAME,))
    job = engine.recalled(engine.dossiers(engine.read(files(), door)), "box:1", door)
    history = job.dossiers[0].history
    assert isinstance(history, History)
    assert [each.claim_id for each in history.claims] == ["E1"]
    assert door.faults == []


def test_a_store_that_nobody_knows_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path, with_body(HISTORY, STORED))
    checked = engine.check(files(), rules(), plugins=Plugins(allowed=(NAME,)), store="other:1")
    assert checked.plugin_faults == (PluginFault("any plugin", "", "no plugin knows this kind of store"),)
    assert checked.report.judged == 1


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        *RAISED.items(),
        ("return 7", "answered int, not a dict"),
        ("return {'somebody else': History()}", "histories of patients who were not asked about"),
        ("return {patients[0]: 7}", "a history is int"),
        ("return {patients[0]: History(claims=[])}", "History.claims is list, not a tuple"),
        (
            "return {patients[0]: History(claims=(Claim(claim_id='E', patient_id='x'),))}",
            "a claim of another patient in a history",
        ),
    ],
)
def test_a_sick_store_leaves_histories_as_the_files_say(
    body: str, cause: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch, tmp_path, with_body(HISTORY, body))
    without = engine.check(files(), rules(), full=True, plugins=Plugins(allowed=()))
    checked = engine.check(files(), rules(), full=True, plugins=Plugins(allowed=(NAME,)), store="box:1")
    assert checked.report.claims == without.report.claims
    assert [each.code for each in checked.report.rejections] == ["plugin-failed"]
    assert checked.plugin_faults == (PluginFault(NAME, "1.2", cause),)


def earlier(claim_id: str, status: str = "paid", npi: str = "1000000004") -> Claim:
    line = ServiceLine(number=1, code="90837", status=status)
    return Claim(claim_id=claim_id, patient_id="P", billing_npi=npi, lines=(line,))


def dossier(*claims: Claim, days: tuple[date, date] | None = None) -> Dossier:
    start, stop = days or (NOT_SUPPLIED, NOT_SUPPLIED)
    history = History(claims=claims, complete_from=start, complete_through=stop) if claims or days else NOT_SUPPLIED
    own = Claim(claim_id="C1", patient_id="P", billing_npi="1000000004")
    return Dossier(claim=own, history=history)


def ids(found: Dossier) -> list[str]:
    assert isinstance(found.history, History)
    return [each.claim_id for each in found.history.claims]


def test_a_claim_that_files_and_store_know_alike_is_one_claim() -> None:
    assert ids(remembered(dossier(earlier("E1")), {"P": History(claims=(earlier("E1"), earlier("E2")))})) == [
        "E1",
        "E2",
    ]


def test_a_claim_that_is_filed_now_is_no_earlier_claim() -> None:
    pending = earlier("C2", "pending")
    stored = History(claims=(earlier("C1", "pending"), earlier("C2", "pending"), earlier("C1", npi="1999999984")))
    assert ids(remembered(dossier(pending), {"P": stored})) == ["C1", "C2"]


def test_days_of_files_and_store_are_put_together() -> None:
    year = date(2025, 1, 1), date(2025, 12, 31)
    stored = History(complete_from=date(2026, 1, 1), complete_through=date(2026, 3, 1))
    both = remembered(dossier(days=year), {"P": stored}).history
    assert isinstance(both, History)
    assert (both.complete_from, both.complete_through) == (date(2025, 1, 1), date(2026, 3, 1))
    alone = remembered(dossier(earlier("E1")), {"P": stored}).history
    assert isinstance(alone, History)
    assert (alone.complete_from, alone.complete_through) == (date(2026, 1, 1), date(2026, 3, 1))
    silent = remembered(dossier(days=year), {"P": History()}).history
    assert isinstance(silent, History)
    assert (silent.complete_from, silent.complete_through) == year


def test_who_is_not_in_the_store_keeps_the_history_of_the_files() -> None:
    given = dossier(earlier("E1"))
    nameless = attrs.evolve(given, claim=attrs.evolve(given.claim, patient_id=NOT_SUPPLIED))
    assert remembered(given, {"Q": History()}) is given
    assert remembered(nameless, {"P": History()}) is nameless
