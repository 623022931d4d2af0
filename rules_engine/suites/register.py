"""The register of clauses: what was read of each source, which rules encode it, and what none does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from rules_engine.ir.rulebook import Citation, Rulebook, Source

Key = tuple[str, str, str]


@attrs.frozen
class Entry:
    """One clause of a source; a source that lists none has one entry without a name.

    read: the day on which a person read it, that of the source when the clause names none. citing: what cites it:
    addresses of rules, and other statements as "coverage", "value NAME", "modifiers NAME" or "reference NAME".
    unruled: why no rule encodes it.
    """

    rulebook: str
    source: str
    title: str
    clause: str
    says: str
    from_day: date | None
    through_day: date | None
    last_seen: date | None
    read: date | None
    confidence: str
    fact: str
    citing: tuple[str, ...]
    unruled: str

    @property
    def is_open(self) -> bool:
        """Return whether nothing encodes a clause and nobody has said why."""
        return bool(self.clause) and not self.citing and not self.unruled


def register(books: Mapping[str, Rulebook], texts: Mapping[str, str], payer: str = "") -> tuple[Entry, ...]:
    """Return the clauses of all sources, or of those that one rulebook brings; what others cite of them counts too."""
    citing = _citing(books, texts)
    return tuple(
        entry
        for book in books.values()
        if payer in ("", book.name)
        for source in book.sources.values()
        if _owner(books, book, source.name) == book.name
        for entry in _entries(book, source, citing)
    )


def _entries(book: Rulebook, source: Source, citing: Mapping[Key, list[str]]) -> Iterator[Entry]:
    if not source.clauses:
        found = [each for key, held in citing.items() if key[:2] == (book.name, source.name) for each in held]
        yield _entry(book, source, citing=tuple(dict.fromkeys(found)), read=source.checked)
    for clause in source.clauses:
        yield _entry(
            book,
            source,
            clause=clause.name,
            says=clause.says,
            from_day=clause.from_day,
            through_day=clause.through_day,
            last_seen=clause.last_seen,
            read=clause.read or source.checked,
            confidence=clause.confidence if clause.confidence != "high" else source.confidence,
            fact=clause.fact,
            citing=tuple(dict.fromkeys(citing.get((book.name, source.name, clause.name), ()))),
            unruled=clause.unruled,
        )


def _entry(book: Rulebook, source: Source, **said: Any) -> Entry:
    plain: dict[str, Any] = {
        "clause": "",
        "says": "",
        "from_day": None,
        "through_day": None,
        "last_seen": None,
        "confidence": source.confidence,
        "fact": "",
        "unruled": "",
    }
    return Entry(rulebook=book.name, source=source.name, title=source.title, **{**plain, **said})


def _owner(books: Mapping[str, Rulebook], book: Rulebook, name: str) -> str:
    """Return the rulebook that brings a source: the one furthest up that has the very same."""
    held = book.sources.get(name)
    above = [each for each in reversed(book.chain) if each in books and books[each].sources.get(name) == held]
    return above[0] if above else book.name


# --- what cites -----------------------------------------------------------------------------------


def _citing(books: Mapping[str, Rulebook], texts: Mapping[str, str]) -> dict[Key, list[str]]:
    found: dict[Key, list[str]] = {}
    for book in books.values():
        for name, citation in _citations(book, texts):
            owner = _owner(books, book, citation.source)
            found.setdefault((owner, citation.source, citation.clause), []).append(name)
    return found


def _citations(book: Rulebook, texts: Mapping[str, str]) -> Iterator[tuple[str, Citation]]:
    """Yield what a rulebook cites; an inherited statement cites for the rulebook in which it is written."""
    named: list[tuple[str, Iterable[Citation]]] = [(rule.address, rule.citations) for rule in book.rules]
    named += [("coverage", each.citations) for each in book.coverage]
    named += [(f"value {name}", each.citations) for name, held in book.values.items() for each in held]
    named += [(f"modifiers {', '.join(each.modifiers)}", each.citations) for each in book.meanings]
    for name, citations in named:
        yield from ((name, each) for each in citations)
    for reference in book.references.values():
        place = reference.place
        written = texts.get(place.file, "")[place.start : place.stop]
        for source in book.sources:
            for match in re.finditer(rf'\bcites\s+{re.escape(source)}(?![\w-])(?:\s+"([^"]*)")?', written):
                yield f"reference {reference.name}", Citation(source, match[1] or "")


# --- told -----------------------------------------------------------------------------------------


def register_lines(entries: Iterable[Entry]) -> list[str]:
    """Return the register as text: a source, and below it its clauses with what cites them."""
    lines: list[str] = []
    head = ("", "")
    for each in entries:
        if head != (each.rulebook, each.source):
            head = (each.rulebook, each.source)
            lines.append(f'{each.rulebook}: {each.source} "{each.title}"')
        lines += _entry_lines(each)
    return lines


def _entry_lines(each: Entry) -> list[str]:
    days = " ".join(
        f"{word} {day}"
        for word, day in (("from", each.from_day), ("through", each.through_day), ("last seen", each.last_seen))
        if day is not None
    )
    facts = ", ".join(
        part
        for part in (
            days,
            f"read {each.read}" if each.read else "never read",
            f"confidence {each.confidence}",
            f"fact {each.fact}" if each.fact else "",
        )
        if part
    )
    name = f'  "{each.clause}" {each.says}'.rstrip() if each.clause else "  (its clauses are not listed)"
    return [name, f"      {facts}", f"      {_encoded(each)}"]


def _encoded(each: Entry) -> str:
    if each.citing:
        return "encoded by " + ", ".join(each.citing)
    if each.unruled:
        return f"no rule: {each.unruled}"
    return "OPEN: no rule encodes it, and nothing says why" if each.clause else "nothing cites it"


def register_data(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Return the register as plain data."""
    return [
        {
            "rulebook": each.rulebook,
            "source": each.source,
            "title": each.title,
            "clause": each.clause,
            "says": each.says,
            "from": each.from_day,
            "through": each.through_day,
            "last seen": each.last_seen,
            "read": each.read,
            "confidence": each.confidence,
            "fact": each.fact,
            "citing": each.citing,
            "no rule because": each.unruled,
            "open": each.is_open,
        }
        for each in entries
    ]
