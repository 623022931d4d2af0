"""Which facts of a line a rule looks at, when it looks at nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from rules_engine.interpreters.columnar.standing import STANDING
from rules_engine.interpreters.columnar.values import BIRTH
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Coverage, Rule, Rulebook, Validity
from rules_engine.ir.walk import walk

Path = tuple[str, ...]
DAY: Final = ("line", "service_date")
_WIDE: Final = (n.Selection, n.Attested, n.RunningCount, n.AmountSoFar)


def paths_of_rule(rulebook: Rulebook, rule: Rule) -> frozenset[Path] | None:
    """Return the facts of the line that a rule looks at; None when it looks at more than the line."""
    if rule.subject != "line" or rule.stage > 1:
        return None
    conditions = [rule.scope, rule.when, *(each.guard for each in (*rule.guarded, rule.outcome))]
    conditions += [each.scope for each in rule.withdrawn]
    dates = [rule.validity, *(each.validity for each in rule.withdrawn)]
    return _paths(rulebook, [*conditions, *rule.requirements, *rule.excuses], dates)


def paths_of_coverage(rulebook: Rulebook, statement: Coverage) -> frozenset[Path] | None:
    """Return the facts of the line that a coverage statement looks at, besides its code."""
    return _paths(rulebook, [statement.scope, statement.when], [statement.validity])


def _paths(rulebook: Rulebook, parts: Iterable[Any], dates: Iterable[Validity]) -> frozenset[Path] | None:
    found = {each.path for each in dates if each.from_day is not None or each.through_day is not None}
    waiting = [each for each in parts if each is not None]
    stated: set[str] = set()
    while waiting:
        for node in walk(waiting.pop()):
            if isinstance(node, _WIDE) or (isinstance(node, n.Field) and node.path == STANDING):
                return None
            found |= set(_own(node))
            if isinstance(node, n.NamedValue | n.Meant) and node.name not in stated:
                stated.add(node.name)
                for each in _statements(rulebook, node):
                    found.add(each.validity.path)
                    waiting += [each.scope] if each.scope is not None else []
    return frozenset(found)


def _own(node: Any) -> Iterator[Path]:
    if isinstance(node, n.Field):
        yield node.path
    elif isinstance(node, n.AsOf):
        yield BIRTH
    elif isinstance(node, n.Lookup | n.InRows):
        yield DAY


def _statements(rulebook: Rulebook, node: n.NamedValue | n.Meant) -> Iterable[Any]:
    return rulebook.values.get(node.name, ()) if isinstance(node, n.NamedValue) else rulebook.meanings
