"""The report as text, for a billing specialist: one line for a claim that passes, a block for every other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rules_engine.claims.rejection import Rejection
from rules_engine.trace.blame import seen_words
from rules_engine.trace.findings import BLOCKING
from rules_engine.trace.model import ClaimTrace, Finding, Report, Request
from rules_engine.trace.page import Page
from rules_engine.trace.places import (
    cited_words,
    consequence_words,
    evidence_words,
    origin_words,
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
    served = f"service {' to '.join(dict.fromkeys((days[0], days[-1])))}" if days else "service date not supplied"
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
    if not book.name:
        return "No rulebook is written for this payer: nothing is said of this claim, and it is not passed."
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
    named = [group_of(each) for each in trace.findings]
    numbers = ", ".join(f"{named.count(name)} {name.lower()}" for name in GROUPS)
    page.line(f"{trace.verdict.upper()}: {numbers}.", style=STYLES[trace.verdict])
    page.line(f"({trace.verdict_says})", style="faint")
    if filing_words(trace):
        page.line(filing_words(trace))
    page.line(counts_words(trace), style="faint")
    silent = [f"line {each.number} ({each.code or 'no code'})" for each in trace.lines if each.unchecked]
    if silent and trace.rulebook.name:
        page.line(f"No rule speaks about: {', '.join(silent)}.", style="unsure")
    render_findings(page, trace.findings)
    _requests(page, trace.requests)
    page.line()


def render_findings(page: Page, findings: tuple[Finding, ...]) -> None:
    """Write findings on a page, by what is to be done and by who can do it."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((group_of(finding), finding.owner), []).append(finding)
    for name, owner in sorted(groups, key=lambda each: tuple(GROUPS).index(each[0])):
        page.line()
        page.line(f"{name} - {owner}", style=_GROUP_STYLES[name])
        for finding in groups[name, owner]:
            _finding(page, finding, GROUPS[name])


def _finding(page: Page, finding: Finding, mark: str) -> None:
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
    for seen in finding.seen:
        where = " and ".join(map(origin_words, seen.origins))
        yield "where", f"{seen_words(seen)}: {where}" if where else ""
    for cited in finding.citations:
        yield "source", cited_words(cited)
    yield "rule", " ".join(part for part in (finding.rule, written_words(finding.written_at)) if part)
    yield "follows", follows_words(finding)
    for offer in finding.offers:
        yield "choose", f"{offer.field}: {', '.join(offer.values)}"
    for fix in finding.permitted_fixes:
        yield "may do", f"{', '.join(fix.fields)}: {fix.says}"
    if finding.siblings:
        yield "also on", f"{_number(finding.siblings, 'other claim')} with the same cause"


def follows_words(finding: Finding) -> str:
    """Return what follows from a finding; of what is not known, only what might."""
    if finding.outcome == "unchecked":
        return "nothing can be said about this line; it is not passed"
    follows = consequence_words(finding.action, finding.consequence, finding.adjustment)
    return follows if finding.outcome in ("not met", "not covered") else f"not known; if it is not met: {follows}"


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
    rules = "1 rule waits" if len(each.rules) == 1 else f"{len(each.rules)} rules wait"
    return f"{each.name}{detail}{about}: {each.absence}; ask {', '.join(each.owners)}; {rules} for it"


def _rejection(page: Page, each: Rejection) -> None:
    page.rule()
    claim = f"Claim {each.claim_id}" if each.claim_id else "File"
    page.line(f"{claim} | {each.source}", style="title")
    lost = f"{_number(each.lost, 'claim')} not judged" if each.lost else "no claim lost"
    page.line(f"REJECTED: {each.message} [{each.code}]; {lost}.", style="bad")
    page.labelled("where", rejection_words(each), 4, room=_ROOM)
    if each.part:
        page.labelled("part", each.part, 4, room=_ROOM)
    if each.help:
        page.labelled("help", each.help, 4, room=_ROOM)
    page.line()


def _totals(page: Page, report: Report) -> None:
    page.rule()
    page.line(f"{report.found} claims found = {report.judged} judged + {report.rejected} rejected.", style="title")
    for verdict in VERDICTS:
        number = sum(1 for each in report.claims if each.verdict == verdict)
        if number or verdict in ("fails", "passes"):
            page.labelled(verdict, str(number), 2, STYLES[verdict], room=18)
    page.line(PASSES_MEANS)
    silent = sum(1 for each in report.claims if not each.rulebook.name)
    if silent:
        page.line(f"{_number(silent, 'claim')} without a rulebook: nothing is said of them, and they are not passed.")
    _causes(page, report)


def _causes(page: Page, report: Report) -> None:
    shared = [each for each in report.root_causes if len(each.claims) > 1]
    alone = len(report.root_causes) - len(shared)
    if not report.root_causes:
        return
    page.line()
    page.line("ROOT CAUSES", style="title")
    for each in shared:
        page.line(f"- {len(each.claims)} claims, {each.owner}: {each.reason} [{each.rule}, {each.outcome}]", 2)
    if alone:
        page.line(f"- {_number(alone, 'cause')} on one claim each", 2)


def _number(count: int, name: str) -> str:
    return f"{count} {name}" + ("" if count == 1 else "s")
