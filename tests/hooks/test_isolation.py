"""A plugin that misbehaves hurts its own claims only, and is named with its cause; nothing that it saw is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rules_engine import engine
from rules_engine.engine import Checked
from rules_engine.hooks.manager import PluginFault, Plugins
from rules_engine.trace.json import to_json

from .sick import ADAPT, NAME, RAISED, READ, REFERENCES, SECRET, install, rules, with_body

# What an adapter can do wrong without raising → the cause.
NONSENSE_ADAPTED = {
    "return 7": "answered int, not a Dossier",
    "return [dossier]": "answered list, not a Dossier",
    "return dossier.claim": "answered Claim, not a Dossier",
    "return attrs.evolve(dossier, sessions=7)": "Dossier.sessions is int, not a tuple",
    "return attrs.evolve(dossier, sessions=[Session()])": "Dossier.sessions is list, not a tuple",
    "return attrs.evolve(dossier, sessions=(7,))": "Dossier.sessions is int",
    "return attrs.evolve(dossier, sessions=(None,))": "Dossier.sessions is NoneType",
    "return attrs.evolve(dossier, sessions=(Session(start='09:00'),))": "Session.start is str",
    "return attrs.evolve(dossier, sessions=(Session(minutes=Decimal('NaN')),))": "Session.minutes is no finite number",
    "return attrs.evolve(dossier, sessions=(Session(minutes=60.0),))": "Session.minutes is float",
    "return attrs.evolve(dossier, sessions=(Session(),) * 10**6)": "Dossier.sessions has more than 10000 items",
    "return attrs.evolve(dossier, sessions=(Session() for _ in dossier.missing))": "AttributeError",
    "return attrs.evolve(dossier, sessions=(1 / 0 for _ in range(2)))": "Dossier.sessions is generator, not a tuple",
    "return (1 / 0 for _ in range(2))": "answered generator, not a Dossier",
    "return attrs.evolve(dossier, sessions=None)": "Dossier.sessions is NoneType, not a tuple",
    "return attrs.evolve(dossier, member=dossier.claim)": "Dossier.member is Claim",
    "return attrs.evolve(dossier, sessions=dossier.claim.lines)": "Dossier.sessions is ServiceLine",
    "return attrs.evolve(dossier, claim=attrs.evolve(dossier.claim, lines=()))": "the claim has other lines or charges",
    "return attrs.evolve(dossier, claim=attrs.evolve(dossier.claim, claim_id='B2'))": (
        "the claim has another id or charge"
    ),
    "return attrs.evolve(dossier, claim=attrs.evolve(dossier.claim, charge=Decimal(1)))": (
        "the claim has another id or charge"
    ),
    "dossier.claim.claim_id = 'B2'": "FrozenInstanceError",
    "dossier.claim.lines.append(1)": "AttributeError",
}
NONSENSE_READ = {
    "return 7": "answered int, not an Intake",
    "return Intake(claims=(7,), found=1)": "Intake.claims is int",
    "return Intake(claims=tuple(range(10**6)), found=10**6)": "Intake.claims is int",
    "return Intake(claims=(1 / 0 for _ in range(2)), found=2)": "Intake.claims is generator, not a tuple",
    "return (1 / 0 for _ in range(2))": "answered generator, not an Intake",
    "return Intake(claims=(Claim(claim_id=7),), found=1)": "Claim.claim_id is int",
    "return Intake(claims=(Claim(claim_id='A'),))": "found is not the claims that were read and those that were lost",
    "return Intake(history=History(claims=None))": "History.claims is NoneType, not a tuple",
    "return Intake(documents=(Intake(documents=(Intake(),)),))": "documents inside documents",
}


def claim(claim_id: str, payer: str, day: int) -> dict[str, object]:
    line = {"number": 1, "code": "90837", "service_date": f"2026-03-{day:02}", "charge": 150, "units": 1}
    return {"claim_id": claim_id, "payer_id": payer, "patient_id": SECRET, "charge": 150, "lines": [line]}


def others_file() -> tuple[bytes, str]:
    claims = [claim(f"A{day}", "TRICARE", day) for day in range(1, 4)]
    return json.dumps({"claims": claims}).encode(), "others.json"


def own_file() -> tuple[bytes, str]:
    return json.dumps({"claims": [claim("S1", "Sick Plan", 20)]}).encode(), "own.json"


def run(files: list[tuple[bytes, str]], plugins: Plugins) -> Checked:
    return engine.check(files, rules(), full=True, plugins=plugins)


def traces(checked: Checked) -> dict[str, bytes]:
    found = {trace.claim_id: to_json(trace) for trace in checked.report.claims}
    assert checked.report.found == checked.report.judged + checked.report.rejected
    assert SECRET.encode() not in to_json(checked.report) + repr(checked.plugin_faults).encode()
    return found


@pytest.mark.parametrize(("body", "cause"), [*RAISED.items(), *NONSENSE_ADAPTED.items()])
def test_a_sick_adapter_hurts_its_own_claims_only(
    body: str, cause: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch, tmp_path, with_body(ADAPT, body))
    without = traces(run([others_file(), own_file()], Plugins(allowed=())))
    checked = run([others_file(), own_file()], Plugins(allowed=(NAME,)))
    assert without.pop("S1")
    assert traces(checked) == without
    assert checked.plugin_faults == (PluginFault(NAME, "1.2", cause),)
    rejection, told = checked.report.rejections
    assert (told.code, told.source, told.lost) == ("plugin-failed", f"plugin {NAME} 1.2", 0)
    assert told.message == f"a plugin failed: {cause}"
    assert (rejection.code, rejection.claim_id, rejection.lost) == ("not-adapted", "S1", 1)
    assert (rejection.source, rejection.pointer) == ("own.json", "/claims/0/claim_id")
    assert rejection.message == f"the adapter of its payer, plugin `{NAME} 1.2`, failed: {cause}"


@pytest.mark.parametrize(("body", "cause"), [*RAISED.items(), *NONSENSE_READ.items()])
def test_a_sick_reader_hurts_its_own_file_only(
    body: str, cause: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch, tmp_path, with_body(READ, body))
    without = traces(run([others_file()], Plugins(allowed=())))
    checked = run([(b"SICK", "own.sick"), others_file()], Plugins())
    assert traces(checked) == without
    assert checked.plugin_faults == (PluginFault(NAME, "1.2", cause),)
    rejection, told = checked.report.rejections
    assert (told.code, told.message) == ("plugin-failed", f"a plugin failed: {cause}")
    assert (rejection.code, rejection.source, rejection.lost) == ("unknown-format", "own.sick", 0)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        *((body, cause) for body, cause in RAISED.items() if "return" not in body),
        ("import nowhere_to_be_found", "ModuleNotFoundError"),
        ("def broken(:", "SyntaxError"),
        ("", "no hook in it"),
        ("@hookimpl\ndef rules_engine_dance(data): ...", "unknown hook rules_engine_dance"),
        ("@hookimpl\ndef rules_engine_read(data, patient): ...", "a hook with arguments that it is not given"),
        (with_body(ADAPT, "return None").replace("('SICK PLAN',)", "7"), ""),
    ],
)
def test_a_plugin_that_cannot_be_loaded_hurts_nobody(
    text: str, cause: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch, tmp_path, text)
    without = traces(run([others_file()], Plugins(allowed=())))
    checked = run([others_file()], Plugins(allowed=(NAME,)))
    assert traces(checked) == without
    assert checked.plugin_faults == ((PluginFault(NAME, "1.2", cause),) if cause else ())


@pytest.mark.parametrize("answer", ["7", "()", "'SICK PLAN'", "('SICK PLAN', 7)", "('',)", "None"])
def test_an_adapter_that_names_no_payer_adapts_nothing(
    answer: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch, tmp_path, with_body(ADAPT, "return 7").replace('("SICK PLAN",)', answer))
    checked = run([own_file()], Plugins(allowed=(NAME,)))
    assert traces(checked).keys() == {"S1"}
    said = "it adapts claims and names no payer" if answer == "None" else "its payers are no tuple of texts"
    assert checked.plugin_faults == (PluginFault(NAME, "1.2", said),)


@pytest.mark.parametrize(("body", "cause"), [*RAISED.items()])
def test_an_adapter_that_fails_to_name_its_payers_adapts_nothing(
    body: str, cause: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch, tmp_path, with_body(ADAPT, "return 7").replace('return ("SICK PLAN",)', body))
    checked = run([own_file()], Plugins(allowed=(NAME,)))
    assert traces(checked).keys() == {"S1"}
    assert checked.plugin_faults == (PluginFault(NAME, "1.2", cause),)


@pytest.mark.parametrize(("body", "cause"), [*RAISED.items(), ("return 7", "answered int, not bytes")])
def test_a_table_that_a_plugin_fails_to_read_is_not_used(
    body: str, cause: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch, tmp_path, with_body(REFERENCES, body))
    with pytest.raises(OSError, match=f"rows.dat: plugin {NAME} 1.2 failed: {cause}$") as raised:
        Plugins(allowed=(NAME,)).table("ceilings", b"rows", "rows.dat")
    assert SECRET not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_plugin_that_cannot_be_loaded_leaves_tables_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path, "raise ValueError")
    door = Plugins(allowed=(NAME,))
    assert door.table("ceilings", b"rows", "rows.dat") == b"rows"
    assert door.faults == [PluginFault(NAME, "1.2", "ValueError")]


def test_an_interrupt_passes_through_the_door(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path, with_body(ADAPT, "raise KeyboardInterrupt"))
    with pytest.raises(KeyboardInterrupt):
        run([own_file()], Plugins(allowed=(NAME,)))


@pytest.mark.parametrize(
    "body",
    [
        f"print('{SECRET}'); return None",
        f"sys.stdout.buffer.write(b'{SECRET}'); sys.stdout.flush(); return None",
        f"print('{SECRET}', file=sys.stderr); return None",
    ],
)
def test_what_a_plugin_prints_is_dropped_and_counted(
    body: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    install(monkeypatch, tmp_path, f"print('{SECRET}')\n" + with_body(ADAPT, body))
    told: list[str] = []
    checked = run([own_file()], Plugins(allowed=(NAME,), tell=told.append))
    assert traces(checked).keys() == {"S1"}
    assert checked.plugin_faults == ()
    assert capfd.readouterr() == ("", "")
    (imported,) = (line for line in told if line.startswith(f"plugin {NAME} 1.2: import"))
    assert imported.endswith(f"{len(SECRET) + 1} bytes printed and dropped")
    assert SECRET not in "".join(told)


def test_a_plugin_that_goes_on_failing_is_not_asked_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path, with_body(ADAPT, "raise ValueError"))
    told: list[str] = []
    claims = [claim(f"S{day}", "SICK PLAN", day) for day in range(1, 8)]
    checked = run([(json.dumps({"claims": claims}).encode(), "own.json")], Plugins((NAME,), told.append))
    assert checked.report.rejected == 7
    assert sum("rules_engine_adapt" in line for line in told) == 3
    assert {each.message for each in checked.report.rejections if each.lost} == {
        f"the adapter of its payer, plugin `{NAME} 1.2`, failed: ValueError"
    }


def test_one_plugin_that_fails_leaves_the_others_their_turn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path, with_body(READ, "raise ValueError"), name="a_sick")
    install(
        monkeypatch, tmp_path, with_body(READ, "return Intake(claims=(Claim(claim_id='W1'),), found=1)"), name="b_well"
    )
    checked = run([(b"SICK", "own.sick")], Plugins())
    assert traces(checked).keys() == {"W1"}
    assert [fault.plugin for fault in checked.plugin_faults] == ["a_sick"]
