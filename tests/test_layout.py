"""The shape of the source tree: file budgets, companions, and a place in the layers for every room."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINE_BUDGET = 500
OPEN_TO_PLUGINS = {"claims", "diagnostics", "hooks", "trace"}


def contract(kind: str, name_part: str) -> dict:
    """Return the one import contract of this kind with these words in its name."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (found,) = (each for each in contracts if each["type"] == kind and name_part in each["name"])
    return found


def rooms() -> set[str]:
    """Return the modules and packages that lie directly in `rules_engine`."""
    package = ROOT / "rules_engine"
    modules = {path.stem for path in package.glob("*.py")} - {"__init__"}
    return modules | {path.parent.name for path in package.glob("*/__init__.py")}


@pytest.mark.parametrize("folder", ["rules_engine", "plugins", "tests"])
def test_no_file_passes_its_line_budget(folder: str) -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in (ROOT / folder).rglob("*.py")
    }
    assert {name: lines for name, lines in lengths.items() if lines > LINE_BUDGET} == {}


def test_the_plugins_folder_is_not_a_package() -> None:
    # The wheel maps plugins/ onto rules_engine/plugins/, which has its own __init__.py.
    assert not (ROOT / "plugins" / "__init__.py").exists()


def test_every_file_with_rules_has_its_examples_beside_it() -> None:
    with_rules = [
        path
        for path in (ROOT / "rules").rglob("*.rules")
        if any(line.startswith("rule ") for line in path.read_text(encoding="utf-8").splitlines())
    ]
    alone = [str(path.relative_to(ROOT)) for path in with_rules if not path.with_suffix(".examples").is_file()]
    assert alone == []


def test_every_room_has_a_layer() -> None:
    layers = contract("layers", "Upper rooms")["layers"]
    assert {room.strip() for layer in layers for room in layer.split("|")} == rooms()


def test_every_room_is_open_or_closed_to_plugins() -> None:
    closed = {name.removeprefix("rules_engine.") for name in contract("forbidden", "public door")["forbidden_modules"]}
    assert closed == rooms() - OPEN_TO_PLUGINS


def test_the_engine_imports_no_plugin_by_name() -> None:
    # import-linter sees `rules_engine.plugins`, but not the modules that its `__path__` adds.
    by_name = re.compile(r"^\s*(?:from|import) rules_engine\.plugins\.", re.MULTILINE)
    sources = (ROOT / "rules_engine").rglob("*.py")
    assert [path.name for path in sources if by_name.search(path.read_text(encoding="utf-8"))] == []
