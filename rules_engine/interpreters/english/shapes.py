"""Rules of one shape, that differ only in their literals, as one table with a column for each difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs

from rules_engine.interpreters.english import words as w
from rules_engine.interpreters.english.blocks import Block, Grid, Heading, Page, Paragraph
from rules_engine.interpreters.english.dates import validity_words
from rules_engine.interpreters.english.follows import codes_words, consequences
from rules_engine.interpreters.english.rule import explained, rule_blocks, short_source_words
from rules_engine.interpreters.english.voice import Voice
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Outcome, Rule, Rulebook
from rules_engine.ir.types import TypeKind

_SETS: Final[dict[type, tuple[str, ...]]] = {
    n.Literal: ("value",),
    n.In: ("items", "ranges", "name"),
    n.Under: ("roots", "ranges"),
    n.Quota: ("items", "ranges", "name"),
}
"""Nodes in which rules of one shape may differ, with the attributes that hold their literals."""


@attrs.frozen
class Hole:
    """A place where rules of one shape may differ. about: the fact that stands beside it."""

    node: Any
    about: str

    @property
    def says(self) -> str:
        """Return what one rule has in that place."""
        node = self.node
        if isinstance(node, n.Literal):
            return w.constant(node.value, node.type)
        if isinstance(node, n.Under):
            return w.listed(w.codes(node.roots, node.ranges, node.value.type), "or")
        name = w.quoted(node.name) if node.name else ""
        codes = w.listed(w.codes(node.items, node.ranges), "or")
        return f"{name} ({codes})" if name else codes


def alike(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Return rules in groups of one shape, in the order of their first rules."""
    groups: dict[Any, list[Rule]] = {}
    for rule in rules:
        groups.setdefault(shape(rule), []).append(rule)
    return list(groups.values())


def shape(rule: Rule) -> Any:
    """Return what rules have in common that differ only in literals, dates, sources and consequences."""
    parts = (rule.when, rule.requirements, rule.excuses, rule.keys, rule.scope)
    return (rule.subject, bool(rule.guarded), rule.stage, rule.after, _shape(parts))


def _shape(held: Any) -> Any:
    if isinstance(held, tuple):
        return tuple(map(_shape, held))
    if not attrs.has(type(held)):
        return held
    if _is_one_code(held):
        return (n.In.__name__, _shape(held.left), held.op == "is not")
    open_ = _SETS.get(type(held), ())
    names = [each.name for each in attrs.fields(type(held)) if each.eq and each.name not in open_]
    return (type(held).__name__, *(_shape(getattr(held, name)) for name in names))


def _is_one_code(held: Any) -> bool:
    """Return whether a comparison is with one code: the same as being one of a single code."""
    if not isinstance(held, n.Compare) or held.op not in ("is", "is not") or not isinstance(held.right, n.Literal):
        return False
    return held.right.type.kind is TypeKind.SYMBOL and not isinstance(held.left, n.Literal)


def _holes(held: Any, about: str = "") -> Iterator[Hole]:
    if isinstance(held, tuple):
        for each in held:
            yield from _holes(each, about)
    elif attrs.has(type(held)):
        about = _subject(held) or about
        if type(held) in _SETS:
            yield Hole(held, about or "value")
        for each in attrs.fields(type(held)):
            yield from _holes(getattr(held, each.name), about)


def _subject(node: Any) -> str:
    """Return the fact that a node is about."""
    for name in ("left", "value", "field"):
        held = getattr(node, name, None)
        if isinstance(held, n.Field):
            return held.name
    return "limit" if isinstance(node, n.Limit) else ""


def shapes_page(rules: Sequence[Rule], book: Rulebook, level: int = 1) -> Page:
    """Return rules of one shape as one table: what they share in words, and a column for each difference.

    Raises ValueError when the rules are not of one shape.
    """
    if len({shape(rule) for rule in rules}) != 1:
        raise ValueError("the rules are not of one shape")
    holes = [list(_holes((rule.when, rule.requirements, rule.excuses))) for rule in rules]
    columns = [at for at in range(len(holes[0])) if len({each[at].says for each in holes}) > 1]
    names = dict(zip(columns, _names([holes[0][at].about for at in columns]), strict=True))
    holes_of_first = {holes[0][at].node.node_id: f"[{name}]" for at, name in names.items()}
    voice = Voice(book, subject=rules[0].subject, holes=holes_of_first)
    extra, shared = _extra(rules, book)
    head = ("rule", *names.values(), *extra)
    rows = tuple(
        (rule.name, *(holes[row][at].says for at in columns), *(cells[row] for cells in extra.values()))
        for row, rule in enumerate(rules)
    )
    told: list[Block] = [Heading(f"{len(rules)} rules like {rules[0].rulebook}/{rules[0].name}", level)]
    told.append(Paragraph(f"These {len(rules)} rules are alike. What stands in [brackets] is in the table below."))
    told += rule_blocks(voice, _with_what_is_shared(rules))
    if "what follows" in extra:
        del told[-1]
    told += [Paragraph(" ".join(shared))] if shared else []
    return (*told, Grid(head, rows), *explained(voice))


def _with_what_is_shared(rules: Sequence[Rule]) -> Rule:
    """Return the first rule, without codes, sentence and owner where those of the others differ."""
    first = rules[0].outcome
    blank = {
        name: getattr(Outcome(), name)
        for names in (("group", "carc", "rarcs"), ("say",), ("owner",))
        if any(_picked(rule.outcome, names) != _picked(first, names) for rule in rules)
        for name in names
    }
    return attrs.evolve(rules[0], outcome=attrs.evolve(first, **blank))


def _picked(outcome: Outcome, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(outcome, name) for name in names)


def _names(wanted: Sequence[str]) -> list[str]:
    """Return a name for each column; names that come several times are numbered."""
    counts: dict[str, int] = {}
    named = []
    for name in wanted:
        counts[name] = counts.get(name, 0) + 1
        named.append(f"{name} {counts[name]}" if wanted.count(name) > 1 else name)
    return named


def _extra(rules: Sequence[Rule], book: Rulebook) -> tuple[dict[str, list[str]], list[str]]:
    """Return a column for everything else in which the rules differ, and sentences for what they share."""
    columns = {
        **_consequences(rules, book),
        "holds": [validity_words(rule.validity) or "on all days" for rule in rules],
        "rests on": [_sources(rule, book) for rule in rules],
        "confidence": [rule.confidence for rule in rules],
    }
    differing = {name: cells for name, cells in columns.items() if len(set(cells)) > 1}
    leads = {"holds": "all hold", "rests on": "all rest on", "confidence": "confidence in that:"}
    shared = [w.sentence(f"{lead} {columns[name][0]}") for name, lead in leads.items() if name not in differing]
    return differing, shared


def _sources(rule: Rule, book: Rulebook) -> str:
    return "; ".join(short_source_words(each, book) for each in rule.citations) or "no source"


def _consequences(rules: Sequence[Rule], book: Rulebook) -> dict[str, list[str]]:
    """Return columns for codes, sentence and owner; when more than that differs, one column for everything."""
    parts = ("group", "carc", "rarcs", "say", "owner")
    plain = {attrs.evolve(rule.outcome, **{name: getattr(Outcome(), name) for name in parts}) for rule in rules}
    if len(plain) > 1 or any(rule.guarded for rule in rules):
        return {"what follows": [" ".join(consequences(Voice(book, subject=rule.subject), rule)) for rule in rules]}
    return {
        "answered with": [codes_words(rule.outcome).removeprefix(", with ") for rule in rules],
        "it says": [rule.outcome.say for rule in rules],
        "who can mend it": [rule.outcome.owner for rule in rules],
    }
