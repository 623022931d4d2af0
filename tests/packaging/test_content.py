"""Grammar, rules and plugins are found wherever the package is: checkout, wheel, archive."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import rules_engine
from rules_engine.content import content_root

ROOT = Path(__file__).parents[2]
CONTENT = ("grammar", "rules", "plugins", "docs/diagnostics")

FIND_CONTENT = """
import sys
from importlib import import_module

tree = sys.argv[1]
sys.path.insert(0, tree)
from rules_engine.content import content_root
from rules_engine.diagnostics.explained import page_of
from rules_engine.plugins import BUILTIN

assert "start" in (content_root() / "grammar" / "payer_rules.lark").read_text(encoding="utf-8")
assert any((content_root() / "rules").iterdir())
assert page_of("PR101").startswith("# PR101 ")
for name in BUILTIN:
    assert import_module(f"rules_engine.plugins.{name}").__file__.startswith(tree)
"""


def lay_out(name: str, folder: Path) -> Path:
    """Copy the package and its content into `folder` as this layout has them; return what goes on the path."""
    beside = folder if name == "checkout" else folder / "rules_engine"
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "rules_engine", folder / "rules_engine", ignore=ignore)
    for part in CONTENT:
        shutil.copytree(ROOT / part, beside / part, ignore=ignore, dirs_exist_ok=True)
    if name == "archive":
        return Path(shutil.make_archive(str(folder / "package"), "zip", folder, "rules_engine"))
    return folder


@pytest.mark.parametrize("layout", ["checkout", "wheel", "archive"])
def test_content_is_found_in(layout: str, tmp_path: Path) -> None:
    tree = lay_out(layout, tmp_path)
    program = [sys.executable, "-c", FIND_CONTENT, str(tree)]
    done = subprocess.run(program, cwd=tmp_path.parent, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("part", CONTENT)
def test_this_package_ships_every_file_of(part: str) -> None:
    def files_under(folder: Path) -> set[str]:
        found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
        return {path.as_posix() for path in found if "__pycache__" not in path.parts} - {"__init__.py"}

    assert files_under(Path(str(content_root())) / part) == files_under(ROOT / part)


@pytest.mark.skipif("PAYER_RULES_TEST_INSTALLED" not in os.environ, reason="only where the wheel is installed")
def test_the_package_under_test_is_the_installed_one() -> None:
    assert Path(rules_engine.__file__).is_relative_to(sysconfig.get_path("purelib"))
