"""What is left of a rule: a rule that says of every completion of a dossier what the whole rule says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from rules_engine.interpreters.residual.conditions import condition, truth_of
from rules_engine.interpreters.residual.known import Known, everything
from rules_engine.interpreters.residual.requirements import is_failing, is_settled, requirement
from rules_engine.ir.nodes import Condition, Limit, Payment, Requirement
from rules_engine.ir.rulebook import Rule
from rules_engine.trace.result import RuleOutcome, RuleResult, Truth


@attrs.frozen(repr=False)
class Residual:
    """What is left of a rule for one line. result: what it came to with what is known.

    rule: what is left. open: the requirements of it that are not settled. failing: those of the whole rule that no
    completion meets.
    """

    rule: Rule
    result: RuleResult
    open: tuple[Requirement, ...]
    failing: tuple[Requirement, ...]

    @property
    def is_asked(self) -> bool:
        """Return whether the rule may apply to a completion."""
        return all(truth_of(each) is not Truth.FALSE for each in (self.rule.scope, self.rule.when) if each is not None)


def residual(result: RuleResult, classes: dict[str, str], may_use: Callable[[Any], bool] = everything) -> Residual:
    """Return what is left of the rule of a result. classes: of facts by name. may_use: see `Known`.

    As long as no fact that is added makes another thing of what was known (a total that overrules start and stop),
    the rule that is left has the outcome of the whole rule for every completion of the dossier.
    """
    rule, known = result.rule, Known(result.records, classes, may_use)
    asked = tuple(requirement(known, each) for each in rule.requirements)
    left = attrs.evolve(
        rule,
        scope=_when(known, rule.scope),
        when=_when(known, rule.when),
        requirements=asked,
        excuses=tuple(each for each in _excuses(known, rule) if truth_of(each) is not Truth.FALSE),
    )
    return Residual(
        rule=left,
        result=result,
        open=tuple(each for each in asked if not _is_settled(known, each)),
        failing=tuple(each for each, part in zip(rule.requirements, asked, strict=True) if is_failing(part)),
    )


def _when(known: Known, node: Condition | None) -> Any:
    if node is None:
        return None
    left = condition(known, node)
    return None if truth_of(left) is Truth.TRUE else left


def _excuses(known: Known, rule: Rule) -> tuple[Any, ...]:
    return tuple(condition(known, each) for each in rule.excuses)


def _is_settled(known: Known, node: Any) -> bool:
    if isinstance(node, Limit | Payment):
        found = known.records.get(node.node_id)
        return known.may_use(node) and found in (RuleOutcome.MET, RuleOutcome.NOT_MET)
    return is_settled(node)
