"""Requirements as functions of a scene."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from rules_engine.interpreters.row.kleene import FALSE, MET, NOT_MET, TRUE, UNSURE
from rules_engine.interpreters.row.quick.conditions import truth_of
from rules_engine.interpreters.row.scene import Scene
from rules_engine.ir import nodes as n
from rules_engine.trace.result import RuleOutcome

Ask = Callable[[Scene], RuleOutcome]


def asking(node: Any, mutes: bool) -> Ask:
    """Return what finds and records what a requirement says."""
    make = _MAKES.get(type(node))
    return partial(_by_reference, node) if make is None else make(node, mutes)


def _by_reference(node: Any, scene: Scene) -> RuleOutcome:
    return scene.requirement(node)


def _condition(node: n.Requires | n.Forbids, mutes: bool) -> Ask:
    key, test = node.node_id, truth_of(node.condition, mutes)
    good, bad = (TRUE, FALSE) if type(node) is n.Requires else (FALSE, TRUE)
    otherwise = NOT_MET if node.missing == "not met" else UNSURE

    def ask(scene: Scene) -> RuleOutcome:
        truth = test(scene)
        found = scene.records[key] = MET if truth is good else NOT_MET if truth is bad else otherwise
        return found

    return ask


_MAKES: Final[dict[type, Callable[[Any, bool], Ask]]] = {n.Requires: _condition, n.Forbids: _condition}
