"""One trace as text, in full: what each rule looked at, what it came to, and where the facts were read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rules_engine.trace.blame import seen_words
from rules_engine.trace.evidence import in_words
from rules_engine.trace.model import Basis, ClaimTrace, RuleTrace, Search, Step
from rules_engine.trace.page import Page
from rules_engine.trace.places import cited_words, is_amount, origin_words, written_words
from rules_engine.trace.text import (
    PASSES_MEANS,
    STYLES,
    counts_words,
    filing_words,
    header_words,
    render_findings,
)

_PARTS: Final = {
    "scope": "holds when",
    "when": "applies when",
    "requires": "requires",
    "unless": "unless",
    "otherwise": "follows when",
    "": "",
}
_BECAUSE: Final = {"scope": "holds because", "when": "applies because", "otherwise": "follows because"}
_RULE_STYLES: Final = {
    "not met": "bad",
    "unknown": "unsure",
    "excused": "unsure",
    "met": "good",
    "not applicable": "faint",
}
_ORDER: Final = ("not met", "unknown", "excused", "met", "not applicable")
_LABELS: Final = {"requires": "requires", "forbids": "forbids", "limit": "limits"}
_LOUD: Final = ("false", "unknown", "not met")
_ROOM: Final = 17


def render_explain(trace: ClaimTrace, colour: bool = False, width: int = 100) -> str:
    """Return the whole trace of one claim as text. It must have been made with `full`."""
    page = Page(colour, width)
    page.line(header_words(trace), style="title")
    page.line(f"{trace.verdict.upper()}: {trace.verdict_says}.", style=STYLES[trace.verdict])
    if filing_words(trace):
        page.line(filing_words(trace))
    page.line(counts_words(trace), style="faint")
    page.line(PASSES_MEANS, style="faint")
    _lines(page, trace)
    render_findings(page, trace.findings)
    for each in sorted(trace.rules, key=lambda each: _ORDER.index(each.outcome)):
        _rule(page, each)
    return page.text()


def _lines(page: Page, trace: ClaimTrace) -> None:
    for each in trace.lines:
        codes = " ".join((each.code or "no code", *each.modifiers))
        coverage = "" if each.coverage.outcome == "no list" else f": {each.coverage.outcome}"
        written = written_words(each.coverage.written_at)
        stated = f" [{written}]" if written else ""
        unchecked = "; no rule speaks about it" if each.unchecked else ""
        page.line(f"line {each.number} | {codes} | {each.service_date or 'no date'}{coverage}{stated}{unchecked}", 2)


def _rule(page: Page, each: RuleTrace) -> None:
    about = f"line {each.line}" if each.line else "the claim"
    page.line()
    page.line(f"WHY {each.rule} on {about}: {each.outcome.upper()}", style=_RULE_STYLES[each.outcome])
    page.line(" ".join(part for part in (each.title, f"[{written_words(each.written_at)}]") if part), 2)
    for text in _order(each):
        page.labelled("order", text, 2, room=_ROOM)
    for step in each.steps:
        _part(page, step)
    page.labelled("therefore", _therefore(each), 2, _RULE_STYLES[each.outcome], room=_ROOM)
    for need in each.needs:
        detail = f" ({need.detail})" if need.detail else ""
        page.labelled("would settle it", f"{need.name}{detail}: {need.absence}", 2, room=_ROOM)
    for cited in each.citations:
        page.labelled("source", cited_words(cited), 2, style="faint", room=_ROOM)
    if each.note:
        page.labelled("remember", each.note, 2, room=_ROOM)


def _order(each: RuleTrace) -> Iterator[str]:
    """Give what else of the claim was judged with the rule, or before it."""
    if each.lines:
        yield f"judged for {'line' if len(each.lines) == 1 else 'lines'} {', '.join(map(str, each.lines))} together"
    if each.stage > 1:
        yield "judged in the second stage, when the verdict of each line is known from the first"
    if each.after:
        yield f"comes after {', '.join(each.after)}"


def _therefore(each: RuleTrace) -> str:
    """Return the outcome, with what follows from it; a rule that pays says what it pays also when it is met."""
    is_apart = is_amount(each.adjustment) or not each.adjustment
    action = each.action if each.outcome == "not met" and is_apart else ""
    follows = "; ".join(part for part in (action, each.adjustment) if part)
    return each.outcome.upper() + (f": {follows}" if follows else "")


def _part(page: Page, part: Step) -> None:
    """Write a clause of a rule; what it joins by `and` stands line by line."""
    label, step = _PARTS[part.part], part
    if part.part in _BECAUSE and part.outcome == "true":
        label = _BECAUSE[part.part]
    if part.kind in _LABELS:
        label = _LABELS[part.kind]
    if part.kind == "payment":
        label = part.text.partition(" ")[0]
    if part.kind in ("requires", "forbids") and part.steps:
        step = part.steps[0]
    if step.kind == "all of":
        for number, each in enumerate(step.steps):
            _step(page, each, 2, "and" if number else label)
    else:
        _step(page, step, 2, label)
    if part.missing_is_not_met:
        page.line("what is missing is treated as not met, as the rule says", 2 + _ROOM, "faint")


def _step(page: Page, step: Step, indent: int, label: str = "") -> None:
    came_to = step.outcome.upper() if step.outcome in _LOUD else step.outcome
    result = f" = {came_to or step.value}" if came_to or step.value else ""
    where = f"  [{step.defined_in}]" if step.defined_in else ""
    text = step.text.removeprefix(f"{label} ")
    page.labelled(label, f"{text}{result}{where}", indent, room=_ROOM if label else 0)
    inner = indent + (_ROOM if label else 0) + 2
    below = step.steps
    evidence = step.evidence
    if step.kind == "element" and len(below) == 1:  # one thing with one way to hold it is told once
        evidence, below = below[0].evidence, below[0].steps
    for each in evidence:
        read = " and ".join(map(origin_words, each.origins))
        arrow = "  <- in " if each.of_record else "  <- "
        page.line(in_words(each) + (f"{arrow}{read}" if read else ""), inner, "faint")
    if step.basis is not None:
        page.line(basis_words(step.basis), inner, "faint")
    if step.search is not None:
        _search(page, step.search, inner)
    for child in below:
        _step(page, child, inner)


def _search(page: Page, search: Search, indent: int) -> None:
    most = f" of at most {search.most}" if search.most and (search.order or search.quotas) else ""
    amount = f", which come to {search.amount}{most}" if search.amount else ""
    unsure = f", {search.unsure} not certain" if search.unsure else ""
    page.line(f"looked at {len(search.looked_at)}: {search.counted} counted{unsure}{amount}", indent)
    for text in (*search.quotas, *([f"in this order: {', then '.join(search.order)}"] if search.order else [])):
        page.line(text, indent)
    for each in search.looked_at:
        counted = {"true": "counted", "false": "does not count", "unknown": "not certain"}[each.counted]
        place = f"{each.place}." if each.place else "-"
        used = f", {each.running} used up" if each.running else ""
        page.line(f"{place} {seen_words(each)}: {counted}{used}", indent + 2)
        for step in each.steps:
            _step(page, step, indent + 4)
    if search.not_seen:
        page.line(f"not seen: {search.not_seen}", indent, "unsure")


def basis_words(basis: Basis) -> str:
    """Return what a part rests on; of a digest the first signs."""
    digest = f", digest {basis.digest[:12]}" if basis.digest else ""
    return f"{basis.kind} {basis.name}: {basis.says}{digest}"
