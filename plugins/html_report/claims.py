"""Each claim on the page: closed it is one line, open it holds its findings and what is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from rules_engine.claims.rejection import Rejection
from rules_engine.trace.blame import seen_words
from rules_engine.trace.model import ClaimTrace, Finding
from rules_engine.trace.places import cited_words, evidence_words, origin_words, rejection_words, written_words
from rules_engine.trace.text import counts_words, filing_words, follows_words, group_of, header_words, request_words

from .markup import Markup, joined, link, tag
from .queue import dollars


def claim_block(trace: ClaimTrace) -> Markup:
    """Return one claim with its findings."""
    amount, whole = dollars(trace)
    money = f"${amount:,.2f}" if whole else f"at least ${amount:,.2f}"
    summary = tag("summary", _badge(trace.verdict), " ", header_words(trace), tag("span", money, class_="money"))
    parts = [tag("p", trace.verdict_says)]
    parts += [tag("p", words) for words in (filing_words(trace), counts_words(trace)) if words]
    silent = [f"line {each.number} ({each.code or 'no code'})" for each in trace.lines if each.unchecked]
    if silent and trace.rulebook.name:
        parts.append(tag("p", f"No rule speaks about: {', '.join(silent)}."))
    parts += [_finding(each) for each in trace.findings]
    if trace.requests:
        parts.append(tag("h4", "Ask for"))
        parts.append(tag("ul", *(tag("li", request_words(each)) for each in trace.requests)))
    return tag("details", summary, *parts, class_="claim")


def rejection_row(each: Rejection) -> Markup:
    """Return what could not be read, as a row of a table."""
    cells = (each.claim_id or "file", each.lost, each.message, rejection_words(each), each.help, each.code)
    return tag("tr", *(tag("td", cell) for cell in cells))


def _finding(finding: Finding) -> Markup:
    about = f"line {finding.line} ({finding.code or 'no code'})" if finding.line else "the claim"
    head = tag("summary", tag("b", group_of(finding).capitalize()), f" {about}: {finding.reason}")
    rows = [tag("tr", tag("th", label, scope="row"), tag("td", value)) for label, value in _rows(finding)]
    return tag("details", head, tag("table", *rows), open="open", class_="finding")


def _rows(finding: Finding) -> Iterator[tuple[str, Markup | str]]:
    yield "who", finding.owner
    for label, text in (("required", finding.required), ("found", finding.found)):
        if text:
            yield label, text
    for each in finding.evidence:
        where = evidence_words(each)
        if where:
            yield "where", f"{each.name}: {where}"
    for seen in finding.seen:
        where = " and ".join(map(origin_words, seen.origins))
        if where:
            yield "where", f"{seen_words(seen)}: {where}"
    for cited in finding.citations:
        yield "source", joined(cited_words(cited), " ", link("open", cited.link)) if cited.link else cited_words(cited)
    yield "rule", " ".join(part for part in (finding.rule, written_words(finding.written_at)) if part)
    yield "follows", follows_words(finding)
    for offer in finding.offers:
        yield "choose", f"{offer.field}: {', '.join(offer.values)}"
    for fix in finding.permitted_fixes:
        yield "may do", f"{', '.join(fix.fields)}: {fix.says}"
    if finding.siblings:
        yield "also on", f"{finding.siblings} other claims with the same cause"


def _badge(verdict: str) -> Markup:
    return tag("span", verdict.upper(), class_=f"verdict {verdict.replace(' ', '-')}")
