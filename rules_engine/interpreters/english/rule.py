"""One rule as a page: when it applies, what must hold, excuses, what follows, dates, sources, confidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rules_engine.interpreters.english import words as w
from rules_engine.interpreters.english.blocks import Block, Heading, Items, Page, Paragraph
from rules_engine.interpreters.english.conditions import condition
from rules_engine.interpreters.english.dates import validity_words
from rules_engine.interpreters.english.follows import consequences
from rules_engine.interpreters.english.named import cycle_words
from rules_engine.interpreters.english.requirements import all_of, requirement
from rules_engine.interpreters.english.voice import Mood, Voice
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Citation, Clause, Rule, Rulebook, Withdrawal


def rule_page(rule: Rule, book: Rulebook, level: int = 1) -> Page:
    """Return a rule in plain English, from the IR alone. level: of its heading."""
    voice = Voice(book, subject=rule.subject)
    title = f"{w.quoted(rule.title)} ({rule.rulebook}/{rule.name})" if rule.title else f"{rule.rulebook}/{rule.name}"
    blocks = [Heading(title, level), *rule_blocks(voice, rule), *rest(voice, rule)]
    return (*blocks, *explained(voice))


def rule_blocks(voice: Voice, rule: Rule) -> Iterator[Block]:
    """Give what a rule asks, its excuses, and what follows."""
    yield from _applies(voice, rule)
    for each in rule.requirements:
        yield from requirement(voice, each)
    for excuse in rule.excuses:
        yield Paragraph(w.sentence(f"it is excused when {condition(voice, excuse, Mood.IS)}"))
    yield Paragraph(" ".join(consequences(voice, rule)))


def _applies(voice: Voice, rule: Rule) -> Iterator[Block]:
    yield Paragraph(" ".join(map(w.sentence, _whole(voice, rule))))
    if rule.when is None:
        yield Paragraph(w.sentence(f"it applies to {_every(rule)}"))
    else:
        yield all_of(voice, "It applies when", rule.when, Mood.IS)


def _every(rule: Rule) -> str:
    return {"line": "every line", "claim": "every claim"}.get(rule.subject, "every such group of lines")


def _whole(voice: Voice, rule: Rule) -> Iterator[str]:
    match rule.subject:
        case "line":
            yield "this rule is about each line of a claim"
        case "claim":
            yield "this rule is about the claim as a whole"
        case _:
            keys = w.listed(_key(voice, each) for each in rule.keys)
            yield f"this rule is about the lines of a claim that share the same {keys}, taken together"
    if rule.scope is not None:
        yield f"it holds only for claims where {condition(voice, rule.scope, Mood.IS)}"
    if rule.stage > 1:
        yield "it is judged after all rules that do not ask for the verdict of a line"
    if rule.after:
        yield f"it comes after {w.listed((w.quoted(each) for each in rule.after), 'and before that')}"


def _key(voice: Voice, key: n.Same | n.Cycle) -> str:
    return key.name if isinstance(key, n.Same) else cycle_words(voice, key).removeprefix("the ")


def rest(voice: Voice, rule: Rule) -> Iterator[Block]:
    """Give dates, sources, confidence, and what the author wants remembered."""
    dates = validity_words(rule.validity)
    told = [f"it holds {dates}" if dates else "it holds on all days"]
    told += [withdrawal_words(voice, each) for each in rule.withdrawn]
    yield Paragraph(" ".join(map(w.sentence, told)))
    yield from sources(rule.citations, voice.book, rule.confidence)
    if rule.note:
        yield Paragraph(w.sentence(f"to remember: {rule.note}"))


def withdrawal_words(voice: Voice, withdrawn: Withdrawal) -> str:
    """Return when a rule does not hold after all."""
    dates = validity_words(withdrawn.validity) or "on any day"
    scope = "" if withdrawn.scope is None else f", for claims where {condition(voice, withdrawn.scope, Mood.IS)}"
    return f"it is taken back {dates}{scope}"


def sources(citations: Iterable[Citation], book: Rulebook, confidence: str) -> Iterator[Block]:
    """Give where something comes from, and how sure that is."""
    told = [source_words(each, book) for each in citations]
    sure = f"confidence in that: {confidence}" if told else f"no source is named; confidence: {confidence}"
    if len(told) > 1:
        yield Items("It rests on:", tuple(map(w.sentence, told)))
        yield Paragraph(w.sentence(sure))
    else:
        yield Paragraph(" ".join(w.sentence(each) for each in (*(f"it rests on {one}" for one in told), sure)))


def source_words(citation: Citation, book: Rulebook) -> str:
    """Return a clause of a source, with who published it and when it was read."""
    source = book.sources.get(citation.source)
    if source is None:
        return w.quoted(citation.source)
    clause = next((each for each in source.clauses if each.name == citation.clause), Clause(""))
    says, read = clause.says, clause.read or source.checked
    parts = [f"{short_source_words(citation, book)}{f' ({says})' if says else ''}"]
    parts += [f"published by {source.publisher}"] if source.publisher else []
    parts += [f"last seen in force on {w.day(clause.last_seen)}"] if clause.last_seen else []
    parts += [f"last read on {w.day(read)}"] if read else []
    parts += [f"superseded on {w.day(source.superseded)}"] if source.superseded else []
    return ", ".join(parts)


def short_source_words(citation: Citation, book: Rulebook) -> str:
    """Return the title of a source, and the clause in it."""
    source = book.sources.get(citation.source)
    title = source.title or source.name if source is not None else citation.source
    return w.quoted(title) + (f", clause {w.quoted(citation.clause)}" if citation.clause else "")


def explained(voice: Voice) -> Iterator[Block]:
    """Give the meanings of the names that stood above."""
    if voice.notes:
        yield Items("In this:", tuple(w.sentence(each) for each in voice.notes.values()))
