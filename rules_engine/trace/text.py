"""The report as text, for a billing specialist: one line for a claim that passes, a block for every other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rules_engine.claims.rejection import Rejection
from rules_engine.trace.findings import BLOCKING
from rules_engine.trace.model import ClaimTrace, Finding, Report, Request
from rules_engine.trace.page import Page
from rules_engine.trace.places import (
    cited_words,
    consequence_words,
    evidence_words,
    rejection_words,
    written_words,
)

PASSES_MEANS: Final = '"passes" means: meets the encoded rules. It does not mean: will be paid.'
VERDICTS: Final = ("fails", "needs information", "hold", "warn", "passes")
STYLES: Final = {"fails": "bad", "needs information": "unsure", "hold": "bad", "warn": "unsure", "passes": "good"}
GROUPS: Final = {"TO FIX": "x", "TO FIND OUT": "?", "TO LOOK AT": "!"}
_GROUP_STYLES: Final = {"TO FIX": "bad", "TO FIND OUT": "unsure", "TO LOOK AT": "title"}
_ROOM: Final = 10


def render_text(report: Report, colour: bool = False, width: int = 100) -> str:
    """Return the whole report as text. colour: with ANSI colours; the words say the same without them."""
    page = Page(colour, width)
    for trace in report.claims:
        if trace.verdict == "passes":
            _passing(page, trace)
        else:
            _block(page, trace)
    for each in report.rejections:
        _rejection(page, each)
    _totals(page, report)
    return page.text()


def group_of(finding: Finding) -> str:
    """Return under which heading a finding stands: what blocks is fixed or found out, the rest is looked at."""
    if finding.action not in BLOCKING:
        return "TO LOOK AT"
    return "TO FIX" if finding.outcome in ("not met", "not covered") else "TO FIND OUT"


def header_words(trace: ClaimTrace) -> str:
    """Return claim, payer and dates of service on one line."""
    payer = trace.payer_name or trace.payer_id or trace.rulebook.title
    days = [each.isoformat() for each in trace.service_dates]
    served = f"service {days[0]}" + (f" to {days[-1]}" if len(days) > 1 else "") if days else "service date not supplied"
    return f"Claim {trace.claim_id} | {payer} | {served}"


def filing_words(trace: ClaimTrace) -> str:
    """Return the filing limit, or an empty string when no rule states one."""
    if trace.filing_deadline is None:
        return ""
    if trace.filing_days_left is None:
        return f"Filing limit {trace.filing_deadline}; the filing date is not known."
    left = trace.filing_days_left
    days = f"{left} days left" if left >= 0 else f"{-left} days late"
    return f"Filing limit {trace.filing_deadline}; {days} when filed on {trace.filing_date}."


def counts_words(trace: ClaimTrace) -> str:
    """Return the rulebook and how many rules said what."""
    book, n = trace.rulebook, trace.counts
    known = f", as known on {trace.known_on}" if trace.known_on else ""
    return (
        f"Rulebook {book.name} ({book.digest[:12]}){known}: {n.in_force} rules in force, of which {n.met} met, "
        f"{n.not_met} not met, {n.unknown} not known, {n.excused} excused, {n.not_applicable} not applicable; "
        f"{n.passed_over} passed over by date or code."
    )


def _passing(page: Page, trace: ClaimTrace) -> None:
    looked = f" | {len(trace.findings)} to look at" if trace.findings else ""
    page.line(f"PASSES  {header_words(trace)} | {trace.counts.met} rules met{looked}", style="good")


def _block(page: Page, trace: ClaimTrace) -> None:
    page.rule()
    page.line(header_words(trace), style="title")
    groups = {name: [f for f in trace.findings if group_of(f) == name] for name in GROUPS}
    numbers = ", ".join(f"{len(found)} {name.lower()}" for name, found in groups.items())
    page.line(f"{trace.verdict.upper()}: {numbers}.", style=STYLES[trace.verdict])
    page.line(f"({trace.verdict_says})", style="faint")
    if filing_words(trace):
        page.line(filing_words(trace))
    page.line(counts_words(trace), style="faint")
    silent = [f"line {each.number} ({each.code or 'no code'})" for each in trace.lines if each.unchecked]
    if silent:
        page.line(f"No rule speaks about: {', '.join(silent)}.", style="unsure")
    for name, found in groups.items():
        for owner in dict.fromkeys(each.owner for each in found):
            page.line()
            page.line(f"{name} - {owner}", style=_GROUP_STYLES[name])
            for finding in found:
                if finding.owner == owner:
                    render_finding(page, finding, GROUPS[name])
    _requests(page, trace.requests)
    page.line()


def render_finding(page: Page, finding: Finding, mark: str) -> None:
    """Write one finding on a page."""
    about = f"line {finding.line} ({finding.code or 'no code'})" if finding.line else "the claim"
    page.line(f"{mark} {about}: {finding.reason}", 2, "title")
    for label, text in _rows(finding):
        if text:
            page.labelled(label, text, 4, room=_ROOM)


def _rows(finding: Finding) -> Iterable[tuple[str, str]]:
    yield "required", finding.required
    yield "found", finding.found
    for each in finding.evidence:
        where = evidence_words(each)
        yield "where", f"{each.name}: {where}" if where else ""
    yield "source", " / ".join(map(cited_words, finding.citations))
    yield "rule", " ".join(part for part in (finding.rule, written_words(finding.written_at)) if part)
    follows = consequence_words(finding.action, finding.consequence)
    yield "follows", follows if finding.outcome in ("not met", "not covered") else f"not known; if not met: {follows}"
    for fix in finding.permitted_fixes:
        yield "may do", f"{', '.join(fix.fields)}: {fix.says}"
    if finding.siblings:
        yield "also on", f"{finding.siblings} other claim{'s' if finding.siblings > 1 else ''} with the same cause"


def _requests(page: Page, requests: tuple[Request, ...]) -> None:
    if not requests:
        return
    page.line()
    page.line("ASK FOR", style="unsure")
    for each in requests:
        page.line(f"- {request_words(each)}", 2)


def request_words(each: Request) -> str:
    """Return what is asked for, of whom, and for which lines; never what the answer should be."""
    lines = [f"line {number}" for number in each.lines if number]
    detail = f" ({each.detail})" if each.detail and each.detail != each.name else ""
    about = f" for {', '.join(lines)}" if lines else ""
    return f"{each.name}{detail}{about}: {each.absence}; ask {', '.join(each.owners)}; {len(each.rules)} rule(s) wait for it"


def _rejection(page: Page, each: Rejection) -> None:
    page.rule()
    claim = f"Claim {each.claim_id}" if each.claim_id else "File"
    page.line(f"{claim} | {each.source}", style="title")
    lost = f"{each.lost} claim(s) not judged" if each.lost else "nothing lost"
    page.line(f"REJECTED: {each.message} [{each.code}]; {lost}.", style="bad")
    page.labelled("where", rejection_words(each), 4, room=_ROOM)
    if each.part:
        page.labelled("part", each.part, 4, room=_ROOM)
    if each.help:
        page.labelled("help", each.help, 4, room=_ROOM)
    page.line()


def _totals(page: Page, report: Report) -> None:
    page.rule()
    silent = len(report.without_rulebook)
    without = f" + {silent} without a rulebook" if silent else ""
    page.line(
        f"{report.found} claims found = {report.judged} judged{without} + {report.rejected} rejected.", style="title"
    )
    for verdict in VERDICTS:
        number = sum(1 for each in report.claims if each.verdict == verdict)
        if number or verdict in ("fails", "passes"):
            page.labelled(verdict, str(number), 2, STYLES[verdict], room=18)
    page.line(PASSES_MEANS)
    for each in report.without_rulebook:
        payer = " ".join(part for part in (each.payer_name, each.payer_id) if part) or "payer not supplied"
        page.line(f"- claim {each.claim_id}: no rulebook for {payer}; nothing is said about it", 2)
    if report.root_causes:
        page.line()
        page.line("ROOT CAUSES", style="title")
    for cause in report.root_causes:
        owner = f"{len(cause.claims)} claim(s), {cause.owner}"
        page.line(f"- {owner}: {cause.reason} [{cause.rule}, {cause.outcome}]", 2)
