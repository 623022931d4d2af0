"""The commands and options about plugins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hooks.sick import ADAPT, NAME, SECRET, WRITE, install, with_body

from rules_engine.cli.main import group

LINE = {"number": 1, "code": "90837", "service_date": "2026-03-02"}
CLAIM = json.dumps({"claim": {"claim_id": "C1", "payer_id": "SICK PLAN", "patient_id": SECRET, "lines": [LINE]}})


def run(*words: str, given: str | None = None, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(group, list(words), input=given, env=env)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A plugin with a sick adapter, and a format of its own."""
    install(
        monkeypatch, tmp_path, with_body(ADAPT, f"raise ValueError('{SECRET}')") + with_body(WRITE, "return b'own'")
    )


@pytest.mark.usefixtures("installed")
def test_plugins_lists_version_hooks_and_health() -> None:
    listed = run("plugins", "--plugins", NAME)
    assert listed.exit_code == 0
    (own,) = (line.split() for line in listed.output.splitlines() if line.startswith(NAME))
    assert own == [NAME, "1.2", "installed", "well", "payers,", "adapt,", "write"]
    data = json.loads(run("plugins", "--format", "json", "--plugins", NAME).output)
    assert data[-1] == {
        "name": NAME,
        "version": "1.2",
        "is_builtin": False,
        "hooks": ["rules_engine_payers", "rules_engine_adapt", "rules_engine_write"],
        "cause": "",
    }


@pytest.mark.usefixtures("installed")
def test_plugins_ends_with_1_when_one_cannot_be_used() -> None:
    listed = run("plugins", "--plugins", f"{NAME},nobody")
    assert listed.exit_code == 1
    assert "cannot be used: not installed" in listed.output


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("words", [("--plugins", NAME), ()])
def test_a_plugin_is_asked_when_it_is_named(words: tuple[str, ...]) -> None:
    env = {} if words else {"PAYER_RULES_PLUGINS": NAME}
    checked = run("check", "-", *words, given=CLAIM, env=env)
    assert checked.exit_code == 2  # the one claim is rejected
    assert f"plugin `{NAME} 1.2`, failed: ValueError" in checked.output
    assert f"plugin {NAME} 1.2 failed: ValueError" in checked.stderr
    assert SECRET not in checked.output + checked.stderr


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("words", [(), ("--plugins", "none")])
def test_a_plugin_that_is_not_named_is_not_asked(words: tuple[str, ...]) -> None:
    checked = run("check", "-", *words, given=CLAIM)
    assert NAME not in checked.output + checked.stderr


@pytest.mark.usefixtures("installed")
def test_a_further_format_is_written_by_the_plugin_that_is_named() -> None:
    claim = CLAIM.replace("SICK PLAN", "OTHER")
    assert run("check", "-", "--format", "sick", "--plugins", NAME, given=claim).stdout == "own"
    assert "'sick' is not one of" in run("check", "-", "--format", "sick", given=claim).output
    unknown = run("check", "-", "--format", "sicker", "--plugins", NAME, given=claim)
    assert unknown.exit_code == 2
    assert "nothing is written as sicker: no plugin knows this format" in unknown.stderr


def test_each_call_is_told_without_a_value() -> None:
    told = run("check", "-", "--trace-plugins", "--format", "json", given=CLAIM).stderr.splitlines()
    calls = [line.split(": ")[1].split()[0] for line in told if line.startswith("plugin ")]
    assert calls[0] == "import"
    assert list(dict.fromkeys(calls[1:])) == ["rules_engine_read", "import", "rules_engine_write"]
    assert not any(secret in line for line in told for secret in (SECRET, "C1", "standard input"))


def test_a_store_that_nobody_knows_is_told() -> None:
    checked = run("check", "-", "--store", "nowhere:1", given=CLAIM)
    assert "no plugin knows this kind of store" in checked.stderr
    assert checked.exit_code == 1
