"""How well each rule is looked after: when it was read, how sure it is, and how its examples defend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import attrs

from rules_engine.ir.example import Example
from rules_engine.ir.rulebook import Rule, Rulebook
from rules_engine.suites.coverage import RuleCoverage, share_of
from rules_engine.suites.coverage_parts import outcomes_of
from rules_engine.suites.mutation.model import Fate
from rules_engine.suites.mutation.report import score_of
from rules_engine.suites.register import register

KINDS: Final = ("met", "not met", "unknown", "not applicable")
"""The four kinds of examples that a rule has, as far as it can come to each."""


@attrs.frozen(eq=False)
class Health:
    """One rule. read: when what it cites was last read. examples: how many expect each outcome.

    missing: kinds of examples that it lacks. coverage: of a hundred, None where it was not measured; so score.
    """

    rule: Rule
    read: date | None
    has_clause: bool
    examples: Mapping[str, int]
    missing: tuple[str, ...]
    coverage: float | None = None
    score: float | None = None


def health_of(
    books: Mapping[str, Rulebook],
    examples: Iterable[Example],
    covered: Sequence[RuleCoverage] = (),
    fates: Sequence[Fate] = (),
) -> tuple[Health, ...]:
    """Return the health of every rule where it is written, by rulebook and place. covered, fates: if measured."""
    counts = _counts(books, examples)
    shares = {id(each.rule): share_of(each.parts).percent for each in covered if each.rule is not None}
    own = [(book, rule) for book in books.values() for rule in book.rules if rule.rulebook == book.name]
    return tuple(_health(book, rule, counts, shares.get(id(rule)), fates) for book, rule in own)


def _health(
    book: Rulebook,
    rule: Rule,
    counts: Mapping[tuple[str, int], Counter[str]],
    coverage: float | None,
    fates: Sequence[Fate],
) -> Health:
    found = counts.get(_key(rule), Counter())
    mutants = [fate for fate in fates if fate.is_own and _key(fate.rule) == _key(rule)]
    return Health(
        rule,
        read_on(book, rule),
        any(each.clause for each in rule.citations),
        {kind: found[kind] for kind in (*KINDS, "excused")},
        tuple(kind for kind in KINDS if kind in outcomes_of(rule) and not found[kind]),
        coverage,
        score_of(mutants).share if mutants else None,
    )


def _key(rule: Rule) -> tuple[str, int]:
    return rule.place.file, rule.place.start


def read_on(book: Rulebook, rule: Rule) -> date | None:
    """Return the last day on which something that a rule cites was read."""
    days = []
    for citation in rule.citations:
        source = book.sources[citation.source]
        clause = next((each for each in source.clauses if each.name == citation.clause), None)
        days.append((clause.read if clause is not None else None) or source.checked)
    return max((day for day in days if day is not None), default=None)


def _counts(books: Mapping[str, Rulebook], examples: Iterable[Example]) -> dict[tuple[str, int], Counter[str]]:
    """Count what examples expect of rules, also of inherited ones; of several versions, all have the example."""
    rules: dict[tuple[str, str], list[Rule]] = {}
    for book in books.values():
        for rule in book.rules:
            rules.setdefault((book.name, rule.name), []).append(rule)
    found: dict[tuple[str, int], Counter[str]] = {}
    for example in examples:
        for name, outcome in sorted({(e.name, e.outcome) for e in example.expects if e.about == "rule"}):
            for rule in rules.get((example.rulebook, name), ()):
                found.setdefault(_key(rule), Counter())[outcome] += 1
    return found


# --- all rules together ---------------------------------------------------------------------------


def summary(
    books: Mapping[str, Rulebook], healths: Iterable[Health], texts: Mapping[str, str], payer: str = ""
) -> dict[str, Any]:
    """Return the figures of all rules, or those of one rulebook, as plain data.

    A payer is a rulebook that claims identify.
    """
    entries = register(books, texts, payer)
    clauses = [each for each in entries if each.clause]
    unruled = [each for each in clauses if not each.citing]
    chosen = [book for book in books.values() if payer in ("", book.name)]
    found = [each for each in healths if payer in ("", each.rule.rulebook)]
    return {
        "rulebooks": len(chosen),
        "payers": sum(bool(book.identifiers) for book in chosen),
        "rules": len(found),
        "sources": len({(each.rulebook, each.source) for each in entries}),
        "clauses": len(clauses),
        "clauses without a rule": len(unruled),
        "open clauses": sum(each.is_open for each in clauses),
        "rules without one of the four kinds of examples": sum(bool(each.missing) for each in found),
        "rules by confidence": dict(sorted(Counter(each.rule.confidence for each in found).items())),
        "percent of rules with a clause": _percent(each.has_clause for each in found),
        "percent of rules with a read date": _percent(each.read is not None for each in found),
        "percent of rules with a confidence": _percent(bool(each.rule.confidence) for each in found),
        "percent of rules with the four kinds of examples": _percent(not each.missing for each in found),
    }


def _percent(holds: Iterable[bool]) -> float:
    listed = list(holds)
    return round(100 * sum(listed) / len(listed), 1) if listed else 100.0


def health_data(each: Health) -> dict[str, Any]:
    """Return the health of a rule as plain data."""
    return {
        "examples": dict(each.examples),
        "missing examples": each.missing,
        "coverage": each.coverage,
        "mutation score": each.score,
    }


def health_words(each: Health) -> str:
    """Return the health of a rule in one line."""
    counts = ", ".join(f"{each.examples[kind]} {kind}" for kind in (*KINDS, "excused") if each.examples[kind])
    parts = [f"examples: {counts or 'none'}"]
    parts += [f"none {', '.join(each.missing)}"] if each.missing else []
    parts += [f"coverage {each.coverage} %"] if each.coverage is not None else []
    parts += [f"mutants killed {each.score} %"] if each.score is not None else []
    return "; ".join(parts)
