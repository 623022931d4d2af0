"""Which procedure codes a rule can apply to, so that it is passed over for all others."""

from __future__ import annotations

from rules_engine.ir.nodes import (
    Compare,
    Condition,
    CountOf,
    Field,
    In,
    InRows,
    Literal,
    Owner,
    Requirement,
    Table,
    TermRef,
)
from rules_engine.language.values import opened


def guard_codes(when: Condition | None, requirements: tuple[Requirement, ...]) -> tuple[str, ...] | None:
    """Return the procedure codes outside which a rule never applies, or None when there is no such list."""
    found = _codes_of(when) if when is not None else None
    if found is None and len(requirements) == 1 and isinstance(requirements[0], Table):
        found = _table_codes(requirements[0])
    return tuple(sorted(found)) if found is not None else None


def looks_code_up(when: Condition | None) -> bool:
    """Return whether a rule applies only to lines whose code stands in a reference."""
    match when:
        case InRows(negated=False):
            return any(isinstance(each, Field) and each.path == ("line", "code") for each in when.values)
        case TermRef():
            return looks_code_up(when.body)
        case CountOf():
            found = [looks_code_up(argument) for argument in when.arguments]
            return any(found) if when.least == len(found) else all(found)
    return False


def _codes_of(test: Condition) -> set[str] | None:
    match test:
        case In(value=Field(owner=Owner.THIS, path=("line", "code")), negated=False):
            return opened(test.items, test.ranges)
        case Compare(op="is", left=Field(owner=Owner.THIS, path=("line", "code")), right=Literal(value=code)):
            return {str(code)}
        case TermRef():
            return _codes_of(test.body)
        case CountOf():
            return _codes_of_count(test)
    return None


def _codes_of_count(test: CountOf) -> set[str] | None:
    parts = [_codes_of(argument) for argument in test.arguments]
    known = [p for p in parts if p is not None]
    if test.least == len(parts) and known:  # all must hold
        return set.intersection(*known)
    if test.least >= 1 and len(known) == len(parts):
        return set.union(*known)
    return None


def _table_codes(table: Table) -> set[str] | None:
    if table.without != "not applicable":
        return None
    rows = [[c for c in map(_codes_of, row.when) if c is not None] for row in table.rows]
    if not all(rows):
        return None
    return set().union(*(set.intersection(*row) for row in rows))
