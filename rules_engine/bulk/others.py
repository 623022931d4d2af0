"""Which rulebooks look at lines of other patients, so that no part of a table may be judged by itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rules_engine.ir.nodes import Selection
from rules_engine.ir.rulebook import Rulebook
from rules_engine.ir.walk import walk
from rules_engine.language.library import RuleLibrary


def asking(library: RuleLibrary, payer: str | None = None) -> dict[str, str]:
    """Return the rulebooks that look at other patients, each with a rule that does. payer: only this one."""
    names = (payer,) if payer else library.names
    return {name: rule for name in names if (rule := _asks(library.rulebook(name)))}


def used(library: RuleLibrary, marks: Iterable[Iterable[Any]]) -> set[str]:
    """Return the rulebooks that payer marks of claims (id, name) identify."""
    return {name for each in marks if (name := library.identify(*each)) is not None}


def _asks(rulebook: Rulebook) -> str:
    for rule in rulebook.rules:
        if any(isinstance(node, Selection) and node.all_patients for node in walk(rule)):
            return rule.name
    return ""
