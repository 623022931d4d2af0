"""The whole page."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from rules_engine.trace.model import Report
from rules_engine.trace.text import PASSES_MEANS, VERDICTS

from .chart import causes_chart, verdicts_chart
from .claims import claim_block, rejection_row
from .markup import Markup, joined, raw, tag
from .queue import Task, by_owner, by_payer, dollars, tasks
from .style import STYLE

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
MOST_CLAIMS: Final = 2_000  # with their findings; a page with more is no page to read
MOST_REJECTIONS: Final = 2_000
_MOST_IDS: Final = 50  # of one cause


def render(report: Report) -> bytes:
    """Return the report as a page. The same report gives the same bytes."""
    found = tasks(report)
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", "Claims checked against payer rules"),
        tag("style", raw(STYLE)),
    )
    body = tag(
        "body", *_summary(report), *_charts(report, found), *_queue(found), *_rejections(report), *_claims(report)
    )
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n".encode()


def _summary(report: Report) -> list[Markup]:
    rows = []
    for verdict in VERDICTS:
        held = [trace for trace in report.claims if trace.verdict == verdict]
        amount = sum((dollars(trace)[0] for trace in held), start=Decimal(0))
        rows.append(_row(verdict, len(held), f"${amount:,.2f}"))
    rows.append(_row("rejected: could not be read", report.rejected, "not known"))
    table = tag("table", _head("verdict", "claims", "billed"), tag("tbody", *rows), class_="numbers")
    words = f"{report.found} claims found = {report.judged} judged + {report.rejected} rejected."
    silent = sum(1 for trace in report.claims if not trace.rulebook.name)
    parts = [tag("h1", "Claims checked against payer rules"), tag("p", tag("b", words)), table, tag("p", PASSES_MEANS)]
    if silent:
        parts.append(tag("p", f"{silent} claims without a rulebook: nothing is said of them, and they are not passed."))
    return parts


def _charts(report: Report, found: tuple[Task, ...]) -> list[Markup]:
    parts = [tag("h2", "Verdicts by payer"), verdicts_chart(list(by_payer(report.claims)))]
    if found:
        parts += [tag("h2", "Claims by cause"), causes_chart(found)]
    return [tag("section", *parts)]


def _queue(found: tuple[Task, ...]) -> list[Markup]:
    parts = [tag("h2", "Work queue")]
    if not found:
        parts.append(tag("p", "Nothing stands against the claims that were judged."))
    for (group, owner), held in by_owner(found).items():
        head = _head("cause", "deadline", "claims", "billed", "which")
        rows = [_task(task) for task in held]
        parts += [tag("h3", f"{group.capitalize()}: {owner}"), tag("table", head, tag("tbody", *rows), class_="queue")]
    return [tag("section", *parts)]


def _task(task: Task) -> Markup:
    more = f" and {len(task.claims) - _MOST_IDS} more" if len(task.claims) > _MOST_IDS else ""
    ids = tag("details", tag("summary", "claims"), ", ".join(task.claims[:_MOST_IDS]) + more)
    facts = f" ({', '.join(task.facts)})" if task.facts else ""
    cause = joined(task.reason, tag("div", f"{task.rule}: {task.outcome}{facts}; {task.action}", class_="faint"))
    money = f"${task.dollars:,.2f}" if task.is_whole else f"at least ${task.dollars:,.2f}"
    return _row(cause, task.deadline or "not stated", len(task.claims), money, ids)


def _rejections(report: Report) -> list[Markup]:
    if not report.rejections:
        return []
    shown = report.rejections[:MOST_REJECTIONS]
    head = _head("claim", "claims lost", "what is wrong", "where", "how to mend it", "code")
    parts = [tag("h2", "Could not be read"), tag("table", head, tag("tbody", *map(rejection_row, shown)))]
    if len(report.rejections) > len(shown):
        parts.append(tag("p", f"{len(report.rejections) - len(shown)} more; --format json has all of them."))
    return [tag("section", *parts)]


def _claims(report: Report) -> list[Markup]:
    open_ones = [trace for trace in report.claims if trace.verdict != "passes" or trace.findings]
    passing = len(report.claims) - len(open_ones)
    parts = [tag("h2", "Claims"), *(claim_block(trace) for trace in open_ones[:MOST_CLAIMS])]
    if len(open_ones) > MOST_CLAIMS:
        parts.append(tag("p", f"{len(open_ones) - MOST_CLAIMS} more claims; --format csv has every finding."))
    parts.append(tag("p", f"{passing} claims pass, with nothing to look at."))
    return [tag("section", *parts)]


def _head(*names: str) -> Markup:
    return tag("thead", tag("tr", *(tag("th", name, scope="col") for name in names)))


def _row(*cells: object) -> Markup:
    return tag("tr", *(tag("td", cell) for cell in cells))
