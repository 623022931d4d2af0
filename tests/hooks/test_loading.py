"""Which plugins of other people are found and imported, and which are refused before that."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from rules_engine import __version__
from rules_engine.hooks.loading import builtin_names, others
from rules_engine.hooks.manager import Plugins
from rules_engine.plugins import BUILTIN

from .sick import NAME, READ, install, with_body

TOUCH = "from pathlib import Path; Path(r'{path}').touch()\n"


def test_only_plugins_on_the_list_are_imported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("decoy", "wanted"):
        text = TOUCH.format(path=tmp_path / f"{name}.touched") + with_body(READ, "return None")
        install(monkeypatch, tmp_path, text, name=name)
    Plugins(allowed=("wanted",)).read(b"SICK", "own.sick")
    assert [path.name for path in tmp_path.glob("*.touched")] == ["wanted.touched"]


@pytest.mark.parametrize("allowed", [(), ("nobody",)])
def test_no_plugin_is_imported_when_none_is_allowed(
    allowed: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch, tmp_path, TOUCH.format(path=tmp_path / "touched"))
    Plugins(allowed=allowed).read(b"SICK", "own.sick")
    Plugins(allowed=allowed).health()
    assert not (tmp_path / "touched").exists()


@pytest.mark.parametrize(
    ("name", "told", "cause"),
    [
        ("dossier_json", "dossier_json", "its name is that of a built-in plugin"),
        ("evil\u001b[31m", "?", "its name is no plain word"),
        ("two words", "?", "its name is no plain word"),
    ],
)
def test_a_name_that_is_not_to_be_trusted_is_refused_before_it_is_imported(
    name: str, told: str, cause: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch, tmp_path, TOUCH.format(path=tmp_path / "touched"))
    facts = tmp_path / f"{NAME}-1.2.dist-info" / "entry_points.txt"
    facts.write_text(f"[rules_engine]\n{name} = {NAME}\n")
    for allowed in (None, {name}):
        (found,) = (each for each in others(allowed) if each.fault)
        assert (found.name, found.fault) == (told, cause)
    Plugins().read(b"SICK", "own.sick")
    assert not (tmp_path / "touched").exists()


def test_a_name_that_two_packages_offer_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for place in ("one", "two"):
        (tmp_path / place).mkdir()
        install(monkeypatch, tmp_path / place, with_body(READ, "return None"))
        old = tmp_path / place / f"{NAME}-1.2.dist-info"
        (old / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {NAME}-{place}\nVersion: 1.2\n")
        old.rename(tmp_path / place / f"{NAME}_{place}-1.2.dist-info")
    causes = [each.cause for each in Plugins(allowed=(NAME,)).health() if not each.is_builtin]
    assert causes == ["two installed packages offer this name"] * 2


def test_a_plugin_on_the_list_that_is_not_installed_is_told() -> None:
    (found,) = (each for each in Plugins(allowed=("nobody",)).health() if not each.is_builtin)
    assert (found.name, found.version, found.hooks, found.cause) == ("nobody", "", (), "not installed")


def test_a_builtin_may_stand_on_the_list() -> None:
    assert all(each.is_builtin and not each.cause for each in Plugins(allowed=("dossier_json",)).health())


def test_health_has_version_and_hooks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path, with_body(READ, "return None"), version="3.4")
    found = {each.name: each for each in Plugins(allowed=(NAME,)).health()}
    assert (found[NAME].version, found[NAME].hooks, found[NAME].cause) == ("3.4", ("rules_engine_read",), "")
    assert found["x12_837p"].version == __version__
    assert set(builtin_names()) | {NAME} == set(found)


def test_a_plain_check_looks_up_no_entry_points() -> None:
    """A claim of a payer without an adapter imports readers up to its own, one writer and no adapter."""
    program = (
        "import sys\n"
        "from rules_engine import engine\n"
        "from rules_engine.hooks.manager import Plugins\n"
        "door = Plugins()\n"
        'claim = b\'{"claim": {"claim_id": "C1", "payer_id": "MEDICARE", "lines": []}}\'\n'
        'checked = engine.check([(claim, "claim.json")], plugins=door)\n'
        'assert door.write(checked.report, "json")\n'
        'print(*sorted(name for name in sys.modules if name.startswith("rules_engine.plugins.")))\n'
        'print("importlib.metadata" in sys.modules, "rules_engine.hooks.nonsense" in sys.modules)\n'
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    plugins, heavy = done.stdout.splitlines()
    readers = BUILTIN[: BUILTIN.index("dossier_json") + 1]
    packages = {name.split(".")[2] for name in plugins.split()}
    assert packages == {*readers, "report_json"}
    assert heavy == "False False"


def test_entry_points_are_those_of_the_group() -> None:
    names = {point.name for point in metadata.entry_points(group="rules_engine")}
    assert {each.name for each in others(None)} == names
