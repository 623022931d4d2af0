"""Where rules come from and where they are written, as parts of a trace; made once for each rule of a rulebook."""

from __future__ import annotations

from rules_engine.ir.rulebook import Citation, Clause, Coverage, Place, Rule, Rulebook, Source, Validity
from rules_engine.trace.model import Cited, WrittenAt

_NO_SOURCE = Source("", "")
_NO_CLAUSE = Clause("")


def cited(rulebook: Rulebook, held: Rule | Coverage) -> tuple[Cited, ...]:
    """Return the clauses that a rule or coverage statement rests on."""
    return tuple(_one(rulebook, each, held.validity, held.confidence) for each in held.citations)


def _one(rulebook: Rulebook, citation: Citation, validity: Validity, confidence: str) -> Cited:
    source = rulebook.sources.get(citation.source, _NO_SOURCE)
    clause = next((each for each in source.clauses if each.name == citation.clause), _NO_CLAUSE)
    return Cited(
        source=citation.source,
        title=source.title,
        publisher=source.publisher,
        clause=citation.clause,
        says=clause.says,
        link=source.link,
        checked=clause.read or source.checked,
        last_seen=clause.last_seen,
        effective_from=validity.from_day,
        effective_through=validity.through_day,
        axis=validity.axis,
        confidence=confidence,
    )


def written_at(place: Place) -> WrittenAt:
    """Return where a statement is written."""
    return WrittenAt(place.file, place.line, place.column)
