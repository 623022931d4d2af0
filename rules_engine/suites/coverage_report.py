"""Coverage as text, and as data for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rules_engine.suites.coverage import Part, RuleCoverage, Share, share_of


def whole_share(found: Sequence[RuleCoverage]) -> Share:
    """Return the share of all parts of all rules."""
    return share_of(part for each in found for part in each.parts)


def coverage_lines(found: Sequence[RuleCoverage], is_full: bool = False) -> list[str]:
    """Return one line a rule with what it lacks below it. is_full: name those that lack nothing too."""
    lines: list[str] = []
    for each in found:
        lacking = [part for part in each.parts if part.missing]
        if lacking or is_full:
            lines.append(f"{_name(each)}: {_share_words(share_of(each.parts))}")
            lines += (f"    line {part.place.line}: {_lack(part)}" for part in lacking)
    lines.append(f"in all: {_share_words(whole_share(found))}")
    return lines


def _name(each: RuleCoverage) -> str:
    if each.rule is None:
        return f"{each.name}, what is defined there"
    return f"{each.rule.place.file}:{each.rule.place.line}: {each.name}"


def _share_words(share: Share) -> str:
    return f"{share.percent} % ({share.seen} of {share.goals} seen)"


def _lack(part: Part) -> str:
    never = " or ".join(part.missing)
    said = f"`{part.words}`" if part.kind != "rule" else "the rule"
    return f"{said} is never {never}"


def coverage_data(found: Sequence[RuleCoverage]) -> dict[str, Any]:
    """Return coverage as plain data: the share in all, and every rule with its parts."""
    whole = whole_share(found)
    return {
        "coverage": whole.percent,
        "seen": whole.seen,
        "goals": whole.goals,
        "rules": [_rule_data(each) for each in found if each.rule is not None],
        "definitions": [_rule_data(each) for each in found if each.rule is None],
    }


def _rule_data(each: RuleCoverage) -> dict[str, Any]:
    share = share_of(each.parts)
    file = each.name if each.rule is None else each.rule.place.file
    return {
        "rulebook": each.rulebook,
        "rule": "" if each.rule is None else each.rule.address,
        "file": file,
        "coverage": share.percent,
        "seen": share.seen,
        "goals": share.goals,
        "parts": [
            {"kind": p.kind, "words": p.words, "line": p.place.line, "seen": p.seen, "missing": p.missing}
            for p in each.parts
        ],
    }
