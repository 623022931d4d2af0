"""Truth of three values (strong Kleene): what several truths come to, and what a count that is partly known says."""

from __future__ import annotations

from collections.abc import Collection

from rules_engine.trace.result import RuleOutcome, Truth

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
MET, NOT_MET, UNSURE, NOT_ASKED = (
    RuleOutcome.MET,
    RuleOutcome.NOT_MET,
    RuleOutcome.UNKNOWN,
    RuleOutcome.NOT_APPLICABLE,
)


def outcome(found: Truth) -> RuleOutcome:
    """Return what a requirement says that a condition must hold."""
    return MET if found is TRUE else NOT_MET if found is FALSE else UNSURE


def of(holds: bool) -> Truth:
    """Return the truth of what is known to hold, or not to."""
    return TRUE if holds else FALSE


def turned(found: Truth, negated: bool) -> Truth:
    """Return the opposite when `negated`; the opposite of unknown is unknown."""
    if not negated or found is UNKNOWN:
        return found
    return FALSE if found is TRUE else TRUE


def both(one: Truth, other: Truth) -> Truth:
    """Return whether both hold."""
    if one is FALSE or other is FALSE:
        return FALSE
    return UNKNOWN if one is UNKNOWN or other is UNKNOWN else TRUE


def every(found: Collection[Truth]) -> Truth:
    """Return whether all hold."""
    return FALSE if FALSE in found else UNKNOWN if UNKNOWN in found else TRUE


def some(found: Collection[Truth]) -> Truth:
    """Return whether at least one holds."""
    return TRUE if TRUE in found else UNKNOWN if UNKNOWN in found else FALSE


def within(low: int, high: int | None, least: int, most: int) -> Truth:
    """Compare a count that lies from `low` to `high` (None: no bound) with `least` and `most` (-1: no bound)."""
    if (high is not None and high < least) or (most >= 0 and low > most):
        return FALSE
    if low >= least and (most < 0 or (high is not None and high <= most)):
        return TRUE
    return UNKNOWN
