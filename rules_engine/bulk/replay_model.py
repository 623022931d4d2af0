"""What a replay tells: values with names of rules, counts and money, and no value of a claim but ids."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import attrs

from rules_engine.bulk.replay_rules import Difference

STATES: Final = ("neither", "unknown", "not met")
"""What a rule says of a line, by number; `neither`: met, excused, or not asked."""
CHANGES: Final = ("newly fails", "becomes unknown", "other consequence", "no longer fails", "no longer unknown")
COVERAGE: Final = "coverage"
"""Stands for the rule where no rule changes: what the payer covers, or whether anything speaks of the line."""


@attrs.define(kw_only=True)
class Count:
    """How much a change concerns. charge: of the lines, dollars; of `without_charge` lines no charge is known."""

    claims: int = 0
    lines: int = 0
    charge: Decimal = Decimal(0)
    without_charge: int = 0


@attrs.frozen(kw_only=True)
class Witness:
    """The smallest claim that changes so. row: of the source, from 0. line: its number. lines: how many the claim has.

    old_place, new_place: the statement of coverage that decided, where no rule did.
    """

    claim_id: str
    source: str
    row: int
    line: int
    lines: int
    old_place: str = ""
    new_place: str = ""


@attrs.frozen(kw_only=True)
class Change:
    """Lines of which one rule says something else. rule: its label, or `COVERAGE` of a rulebook.

    before, after: of `STATES`; of coverage the verdicts of the line, or "unchecked". change: of `CHANGES`, or
    `COVERAGE`. owner: who can mend it.
    """

    rule: str
    change: str
    before: str
    after: str
    owner: str
    old: str
    old_place: str
    new: str
    new_place: str
    count: Count
    witness: Witness


@attrs.frozen(kw_only=True)
class Replay:
    """What changes. claims, lines: how many were judged. changed: claims that change, and their lines that do.

    verdicts: of the claims that change, by rulebook, old and new verdict, with all lines of these claims. changes: by
    rule. owners: by owner and change, each line once. differences: between the rules themselves.
    """

    claims: int
    lines: int
    rejected: int
    changed: Count
    verdicts: dict[tuple[str, str, str], Count]
    changes: tuple[Change, ...]
    owners: dict[tuple[str, str], Count]
    differences: tuple[Difference, ...]
