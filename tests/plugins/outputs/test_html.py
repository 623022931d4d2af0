"""The page holds the whole report, loads nothing, and obeys nobody but this program."""

from __future__ import annotations

import re
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from rules_engine.plugins import html_report
from rules_engine.plugins.html_report import page as page_module
from rules_engine.plugins.html_report.markup import link, tag
from rules_engine.plugins.html_report.queue import dollars, tasks
from rules_engine.trace.model import Report

from .reports import empty, hostile, week

ELEMENTS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "h3",
        "h4",
        "p",
        "b",
        "div",
        "span",
        "ul",
        "li",
        "a",
    ),
    *("table", "thead", "tbody", "tr", "th", "td", "section", "details", "summary", "svg", "g", "rect", "text"),
}
ATTRIBUTES = {
    *("lang", "charset", "http-equiv", "content", "name", "class", "scope", "open", "href", "rel", "style", "role"),
    *("x", "y", "width", "height", "fill", "text-anchor", "viewbox"),
}
VOID = {"meta", "rect"}


class Seen(HTMLParser):
    """Gathers elements, attributes and text; checks that each element is closed in its order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def written(report: Report) -> str:
    """Return the page of a report."""
    data = html_report.rules_engine_write(report, "html")
    assert data is not None
    return data.decode()


def seen(text: str) -> Seen:
    """Return what a page holds."""
    found = Seen()
    found.feed(text)
    found.close()
    assert found.open == []
    return found


def texts(report: Report) -> str:
    """Return all text of a page, its spaces made one."""
    return re.sub(r"\s+", " ", " ".join(seen(written(report)).texts))


@pytest.mark.parametrize("report", [week(), hostile(), empty()], ids=["week", "hostile", "empty"])
def test_a_page_has_only_elements_that_do_nothing(report: Report) -> None:
    found = seen(written(report))
    assert found.elements <= ELEMENTS
    assert {name for _, name, _ in found.attributes} <= ATTRIBUTES
    for tag_name, name, value in found.attributes:
        assert not value.lower().lstrip().startswith(("javascript:", "data:")), (tag_name, name)
        if name == "href":
            assert value.startswith(("https://", "http://"))
        if name == "style":
            assert re.fullmatch(r"color:#[0-9a-f]{6}", value)


@pytest.mark.parametrize("report", [week(), hostile(), empty()], ids=["week", "hostile", "empty"])
def test_the_policy_of_a_page_stands_first_and_allows_no_script(report: Report) -> None:
    text = written(report)
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', text)
    assert policy is not None
    assert "default-src &#x27;none&#x27;" in policy[1]
    assert "script-src" not in policy[1]
    assert policy.start() < text.index("<style>") < text.index("<body>")
    assert "<script" not in text.lower()


def test_no_page_holds_a_sign_that_a_terminal_obeys() -> None:
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", written(hostile()))


def test_hostile_texts_are_shown_as_texts() -> None:
    shown = texts(hostile())
    for text in ("<script>alert(1)</script>", "' onmouseover='alert(1)", "../../etc/passwd", "?[31mred?[0m"):
        assert text in shown


def test_every_claim_that_does_not_pass_is_on_the_page_with_its_findings() -> None:
    shown = texts(week())
    blocks = re.findall(r"<details class=\"claim\">.*?\bClaim (CW-[0-9-]+)", written(week()))
    assert blocks == [t.claim_id for t in week().claims if t.verdict != "passes" or t.findings]
    for trace in week().claims:
        for finding in trace.findings:
            assert re.sub(r"\s+", " ", finding.reason) in shown
            assert finding.rule in shown


def test_every_rejection_is_on_the_page() -> None:
    shown = texts(week())
    assert week().rejections
    for each in week().rejections:
        assert each.message in shown
        assert each.help in shown


def test_the_counts_of_the_page_add_up() -> None:
    report = week()
    assert f"{report.found} claims found = {report.judged} judged + {report.rejected} rejected." in texts(report)


def test_a_task_counts_its_claims_and_their_money_once() -> None:
    report = week()
    found = tasks(report)
    for task in found:
        held = [t for t in report.claims if any((f.rule, f.outcome) == (task.rule, task.outcome) for f in t.findings)]
        assert set(task.claims) <= {trace.claim_id for trace in held}
        assert task.dollars <= sum((dollars(trace)[0] for trace in held), Decimal(0))
        days = [trace.filing_deadline for trace in held if trace.filing_deadline]
        assert task.deadline is None or task.deadline in days
    (pair,) = [task for task in found if task.rule == "medicare-part-b/gz-denied@2011-07-01"]
    assert (len(pair.claims), pair.dollars, pair.owner) == (1, Decimal(185), "biller")


def test_tasks_stand_by_what_is_to_be_done_owner_and_deadline() -> None:
    found = tasks(week())
    groups = [("TO FIX", "TO FIND OUT", "TO LOOK AT").index(task.group) for task in found]
    assert groups == sorted(groups)
    for one, other in pairwise(found):
        if (one.group, one.owner) == (other.group, other.owner) and one.deadline and other.deadline:
            assert one.deadline <= other.deadline


def test_every_finding_is_in_a_task() -> None:
    found = {(task.rule, task.outcome, claim) for task in tasks(week()) for claim in task.claims}
    assert found == {(f.rule, f.outcome, trace.claim_id) for trace in week().claims for f in trace.findings}


def test_the_same_report_gives_the_same_page() -> None:
    assert written(week()) == written(week())


def test_a_page_tells_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "MOST_CLAIMS", 1)
    monkeypatch.setattr(page_module, "MOST_REJECTIONS", 1)
    shown = texts(week())
    assert "more claims; --format csv has every finding." in shown
    assert f"{len(week().rejections) - 1} more; --format json has all of them." in shown


def test_only_addresses_of_the_web_become_links() -> None:
    assert link("x", "javascript:alert(1)") == "x"
    assert link("x", "https://a.example/?a=1&b=2").startswith('<a href="https://a.example/?a=1&amp;b=2"')


def test_what_is_made_here_is_not_escaped_twice_and_all_else_is() -> None:
    assert tag("p", tag("b", "a<b"), "&", class_='"') == '<p class="&quot;"><b>a&lt;b</b>&amp;</p>'


def test_other_formats_are_left_to_others() -> None:
    assert html_report.rules_engine_write(empty(), "text") is None
