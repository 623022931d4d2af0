"""What is still needed, as text: what is asked in any case, what hangs on a fact, what is against it already."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from rules_engine.interpreters.residual.needed import Fact, Needed
from rules_engine.ir.rulebook import Rulebook
from rules_engine.trace.citing import cited
from rules_engine.trace.model import Cited
from rules_engine.trace.result import CoverageResult, RuleOutcome

WIDTH: Final = 100
PLACES: Final = {
    "record": "the record",
    "claim": "the claim",
    "look up": "to look up",
    "history": "the history",
    "answer": "somebody's judgement",
    "table": "a table that is loaded",
}
OWNERS: Final = ("front desk", "enrolment", "admin", "clinician", "biller", "payer")
"""Who can give what is missing, in the order of a visit."""
FOR_RECORD: Final = (
    "Of the record is asked what was. The thresholds below are those of the policy for the billed code; "
    "none of them is a value to enter."
)
LEGEND: Final = (
    "Made from the rules themselves. What no rule speaks of is not known, and is not said to be in order. "
    "To meet the encoded rules is no promise of payment."
)


def needed_text(
    book: Rulebook, title: str, needs: Iterable[Needed], coverage: Iterable[CoverageResult], notes: Iterable[str]
) -> str:
    """Return what a claim still needs as text."""
    asked = list(needs)
    against = [each for each in asked if each.against]
    sure = [each for each in asked if not each.against and not each.depends]
    perhaps = [each for each in asked if not each.against and each.depends]
    lines = [title, f"rulebook {book.name} ({book.title}), digest {book.digest[:12]}", ""]
    lines += [line for each in coverage for line in _coverage(book, each)]
    lines += ["", *_wrapped(FOR_RECORD)] if any(each.is_of_record for each in asked) else []
    lines += _group("At odds with what is known already", against)
    lines += _group("Asked in any case", sure)
    lines += _group("Asked when what stands beside it is so", perhaps)
    if not asked:
        lines += ["", "Nothing more is asked by the encoded rules."]
    meanings = [line for each in notes for line in _wrapped(f"- {each}", "  ", "    ")]
    lines += ["", "In this:", *meanings] if meanings else []
    return "\n".join([*lines, "", *_wrapped(LEGEND)])


def _coverage(book: Rulebook, said: CoverageResult) -> Iterator[str]:
    lead = f"line {said.line}: " + coverage_words(said)
    yield from _wrapped(lead)
    if said.statement is not None:
        yield from _wrapped(_sources(cited(book, said.statement)), "    ", "    ")


def coverage_words(said: CoverageResult) -> str:
    """Return what coverage says of a line, in words."""
    match said.outcome:
        case RuleOutcome.MET:
            return "the code is covered"
        case RuleOutcome.NOT_MET:
            return "the code is not covered"
    if said.statement is None:
        return "no statement speaks of this code: whether it is covered is not encoded"
    return f"whether the code is covered hangs on: {', '.join(each.name for each in said.needs)}"


def _group(heading: str, asked: list[Needed]) -> Iterator[str]:
    for owner in sorted({each.owner for each in asked}, key=_place_of_owner):
        held = [each for each in asked if each.owner == owner]
        yield from ("", f"{heading} · {owner}", "-" * len(f"{heading} · {owner}"))
        for each in held:
            yield from _one(each)


def _place_of_owner(owner: str) -> tuple[int, str]:
    return OWNERS.index(owner) if owner in OWNERS else len(OWNERS), owner


def _one(each: Needed) -> Iterator[str]:
    where = f"line {each.line}, {each.code}: " if each.line else ""
    yield from ("", *_wrapped(f"{where}{each.title}"))
    yield from _labelled("when", each.depends)
    yield from _labelled("known not to be so", each.against)
    yield from _labelled("policy", each.must)
    yield from _labelled("excused when", each.unless)
    yield from _labelled("missing", [", ".join(map(fact_words, each.facts))] if each.facts else ())
    yield from _labelled("if it is not met", [each.action] if each.action else ())
    yield from _labelled("source", [_sources(each.citations)])
    yield from _labelled("rule", [f"{each.rule} ({each.written}), confidence {each.confidence}"])


def fact_words(fact: Fact) -> str:
    """Return a missing fact with where it belongs."""
    told = f"{fact.name} ({PLACES[fact.kind]})" if fact.kind in ("record", "claim", "look up") else fact.name
    detail = f" {fact.detail}" if fact.detail and not fact.detail.startswith(fact.name) else ""
    return told + detail + (f", {fact.absence}" if fact.absence not in ("not supplied", "") else "")


def _sources(citations: Iterable[Cited]) -> str:
    """Return sources, each once with all its clauses."""
    held: dict[str, list[Cited]] = {}
    for each in citations:
        held.setdefault(each.title or each.source, []).append(each)
    return "; ".join(source_words(title, clauses) for title, clauses in held.items()) or "no source is named"


def source_words(title: str, clauses: Sequence[Cited]) -> str:
    """Return a source with its clauses, the day it was read, and when it was last seen in force."""
    names = ", ".join(f"\u201c{each.clause}\u201d" for each in clauses if each.clause)
    read = max((each.checked for each in clauses if isinstance(each.checked, date)), default=None)
    seen = min((each.last_seen for each in clauses if isinstance(each.last_seen, date)), default=None)
    parts = [title, f"clause {names}" if names else "", f"read {read}" if read else ""]
    parts.append(f"last seen in force {seen}" if seen else "")
    return ", ".join(part for part in parts if part)


def _labelled(label: str, texts: Iterable[str]) -> Iterator[str]:
    for each in texts:
        yield from _wrapped(each, f"  {label}: ", "      ")


def _wrapped(text: str, first: str = "", other: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=other, break_long_words=False, break_on_hyphens=False
    )
