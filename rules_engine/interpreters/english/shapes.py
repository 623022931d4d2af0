"""Rules of one shape, that differ only in their literals, as one table with a column for each difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs

from rules_engine.interpreters.english import words as w
from rules_engine.interpreters.english.blocks import Block, Grid, Heading, Page, Paragraph
from rules_engine.interpreters.english.dates import validity_words
from rules_engine.interpreters.english.follows import follows
from rules_engine.interpreters.english.rule import explained, rule_blocks, short_source_words
from rules_engine.interpreters.english.voice import Voice
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Rule, Rulebook

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
    open_ = _SETS.get(type(held), ())
    names = [each.name for each in attrs.fields(type(held)) if each.eq and each.name not in open_]
    return (type(held).__name__, *(_shape(getattr(held, name)) for name in names))


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
    voice = Voice(
        book,
        subject=rules[0].subject,
        holes={holes[0][at].node.node_id: f"[{name}]" for at, name in names.items()},
    )
    extra = _extra(rules, book)
    head = ("rule", *names.values(), *extra)
    rows = tuple(
        (rule.name, *(holes[row][at].says for at in columns), *(cells[row] for cells in extra.values()))
        for row, rule in enumerate(rules)
    )
    lead = Paragraph(f"These {len(rules)} rules are alike. What stands in [brackets] is in the table below.")
    told = list(rule_blocks(voice, rules[0]))
    told = told[:-1] if "what follows" in extra else told
    heading = Heading(f"{len(rules)} rules like {rules[0].rulebook}/{rules[0].name}", level)
    blocks: list[Block] = [heading, lead, *told, Grid(head, rows)]
    return (*blocks, *explained(voice))


def _names(wanted: Sequence[str]) -> list[str]:
    """Return a name for each column; names that come several times are numbered."""
    counts: dict[str, int] = {}
    named = []
    for name in wanted:
        counts[name] = counts.get(name, 0) + 1
        named.append(f"{name} {counts[name]}" if wanted.count(name) > 1 else name)
    return named


def _extra(rules: Sequence[Rule], book: Rulebook) -> dict[str, list[str]]:
    """Return the columns for dates, consequences and sources, without consequences that are the same for all."""
    voice = [Voice(book, subject=rule.subject) for rule in rules]
    consequences = [
        " ".join(sentence for each in (*rule.guarded, rule.outcome) for sentence in follows(voice[row], each))
        for row, rule in enumerate(rules)
    ]
    columns = {
        "holds": [validity_words(rule.validity) or "on all days" for rule in rules],
        "what follows": consequences,
        "rests on": [
            "; ".join(short_source_words(each, book) for each in rule.citations) or "no source" for rule in rules
        ],
        "confidence": [rule.confidence for rule in rules],
    }
    return {name: cells for name, cells in columns.items() if name != "what follows" or len(set(cells)) > 1}
