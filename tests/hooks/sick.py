"""A plugin of other people with one fault, installed for a test as its own distribution."""

from __future__ import annotations

import importlib
import sys
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from rules_engine import engine
from rules_engine.language.library import RuleLibrary

SECRET: Final = "SECRET-MEMBER-77"
NAME: Final = "sick_plugin"

_HEAD = """
import sys
from decimal import Decimal
import attrs
from rules_engine.claims.intake import Intake
from rules_engine.claims.model import Claim, Dossier, History, ServiceLine, Session
from rules_engine.claims.rejection import Rejection
from rules_engine.hooks.faults import PluginFailedError
from rules_engine.hooks.specs import hookimpl
"""

READ: Final = """
@hookimpl
def rules_engine_read(data, source):
    if not data.startswith(b"SICK"):
        return None
    {body}
"""

ADAPT: Final = """
@hookimpl
def rules_engine_payers():
    return ("SICK PLAN",)

@hookimpl
def rules_engine_adapt(dossier, payer):
    {body}
"""

WRITE: Final = """
@hookimpl
def rules_engine_write(report, form, colour):
    if form != "sick":
        return None
    {body}
"""

RENDER: Final = """
@hookimpl
def rules_engine_render(trace, form):
    if form != "sick":
        return None
    {body}
"""

HISTORY: Final = """
@hookimpl
def rules_engine_history(store, patients):
    {body}
"""

REFERENCES: Final = """
@hookimpl
def rules_engine_references(name, data):
    {body}
"""

# What a hook can do wrong → the cause that is told. `secret` is what a plugin may have seen in a claim.
RAISED: Final = {
    f"raise ValueError('{SECRET}')": "ValueError",
    "sys.exit(0)": "SystemExit",
    f"raise SystemExit('{SECRET}')": "SystemExit",
    "raise type('Own', (BaseException,), {})()": "Own",
    f"raise type('{SECRET}', (Exception,), {{}})()": "an odd class",
    "return (lambda: missing)()": "NameError",
    "return (lambda f: f(f))(lambda f: f(f))": "RecursionError",
    "raise MemoryError": "MemoryError",
    "raise GeneratorExit": "GeneratorExit",
    f"raise PluginFailedError('{SECRET}')": "PluginFailedError",
}


def install(patch: pytest.MonkeyPatch, folder: Path, text: str, name: str = NAME, version: str = "1.2") -> None:
    """Make a distribution with one plugin findable, as pip would."""
    (folder / f"{name}.py").write_text(_HEAD + text)
    facts = folder / f"{name}-{version}.dist-info"
    facts.mkdir(exist_ok=True)
    (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (facts / "entry_points.txt").write_text(f"[rules_engine]\n{name} = {name}\n")
    patch.syspath_prepend(str(folder))
    patch.delitem(sys.modules, name, raising=False)
    importlib.invalidate_caches()


@cache
def rules() -> RuleLibrary:
    """Return the shipped rules, read once."""
    return engine.load_rules()


def with_body(hook: str, body: str) -> str:
    """Return a hook that does one thing."""
    return hook.replace("{body}", body)
