"""Every hook is documented as the page says, has a shipped plugin that uses it, and has a test."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from rules_engine.hooks import specs
from rules_engine.hooks.loading import HOOKS, builtin_names
from rules_engine.hooks.manager import Plugins
from rules_engine.hooks.page import PAGE_PATH, SECTIONS, hook_text, page_with_hooks
from rules_engine.plugins import ADAPTERS, BUILTIN, HISTORIES, REFERENCES, REMITTANCES, RENDERERS, WRITERS

ROOT = Path(__file__).parents[2]
FROM_CHECKOUT = pytest.mark.skipif(not PAGE_PATH.is_file(), reason="the page is in the checkout only")


@FROM_CHECKOUT
def test_the_page_has_the_hooks_as_they_are() -> None:
    page = PAGE_PATH.read_text(encoding="utf-8")
    assert page == page_with_hooks(page), "python -m rules_engine.hooks.page"


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_says_everything_about_itself(hook: str) -> None:
    labels = re.findall(r"^([A-Za-z_][a-z_, ]*): ", hook_text(hook), flags=re.MULTILINE)
    words = [word for label in labels for word in label.split(", ")]
    assert set(words) >= {*SECTIONS, *inspect.signature(getattr(specs, hook)).parameters}


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_is_used_by_a_plugin_of_the_house(hook: str) -> None:
    users = {plugin.name for plugin in Plugins(allowed=()).health() if hook in plugin.hooks}
    assert users
    named = re.findall(r"`plugins/(\w+)/`", hook_text(hook))
    assert named, f"{hook} names no example"
    assert set(named) <= users


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_has_a_test_of_its_name(hook: str) -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert re.search(rf"def test_{hook}_\w+\(", tests)


def test_the_tables_of_builtins_say_what_their_plugins_do() -> None:
    tables = {
        "rules_engine_read": BUILTIN,
        "rules_engine_read_remittances": REMITTANCES,
        "rules_engine_adapt": [name for names in ADAPTERS.values() for name in names],
        "rules_engine_history": HISTORIES,
        "rules_engine_references": REFERENCES,
        "rules_engine_write": WRITERS.values(),
        "rules_engine_render": RENDERERS.values(),
    }
    found: dict[str, set[str]] = {}
    for plugin in Plugins(allowed=()).health():
        for hook in plugin.hooks:
            found.setdefault(hook, set()).add(plugin.name)
    assert found.pop("rules_engine_payers") == found["rules_engine_adapt"]
    assert found == {hook: set(names) for hook, names in tables.items()}


def test_every_plugin_of_the_house_is_well() -> None:
    found = Plugins(allowed=()).health()
    assert [plugin.name for plugin in found] == list(builtin_names())
    assert [plugin for plugin in found if plugin.cause] == []
    shipped = {path.parent.name for path in (ROOT / "plugins").glob("*/__init__.py")}
    assert shipped <= set(builtin_names())
