"""What was worked out of a rule as the text of an examples file, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rules_engine.suites.propose import Case, Proposal
from rules_engine.suites.propose.words import Writer


def as_text(proposal: Proposal, writer: Writer) -> str:
    """Return the examples as text of the language; each case says what it shows, each example stands once."""
    rule = proposal.rule
    said = [
        f"# Test cases for {rule.address}, worked out from the rule. They are about nobody.",
        f"# {len(proposal.cases)} shown, {len(proposal.not_shown)} not shown.",
        "",
    ]
    seen: set[str] = set()
    for case in proposal.cases:
        said += _case(case, writer, seen)
    for each in proposal.not_shown:
        said.append(f"# not shown, line {each.line}: {each.text}: {each.reason}")
    return "\n".join(said).rstrip() + "\n"


def _case(case: Case, writer: Writer, seen: set[str]) -> Iterator[str]:
    there = [f'"{each.title}"' for each in case.examples if each.title in seen]
    yield f"# line {case.line}: {case.text}" + (f" (with {', '.join(there)} above)" if there else "")
    yield ""
    for each in case.examples:
        if each.title not in seen:
            seen.add(each.title)
            yield writer.example(each)


def as_data(proposal: Proposal, writer: Writer) -> dict[str, Any]:
    """Return rule, cases (what is shown, and the titles of its examples), texts of examples, and what is not shown."""
    return {
        "rule": proposal.rule.address,
        "cases": [
            {"text": each.text, "line": each.line, "examples": [example.title for example in each.examples]}
            for each in proposal.cases
        ],
        "examples": [{"title": each.title, "text": writer.example(each)} for each in proposal.examples],
        "not_shown": [{"text": e.text, "line": e.line, "reason": e.reason} for e in proposal.not_shown],
    }
