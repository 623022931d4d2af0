"""Twelve rules in plain Python, as somebody writes them by hand: one function, a line at a time, None for missing."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa

from benchmarks.batch.answer import PASSES, VERDICTS, Answer
from benchmarks.batch.rules import ADDED, PRESCRIBERS, TWELVE, VISITS

_ADDED: Final = frozenset(ADDED)
_VISITS: Final = frozenset(VISITS)
_PRESCRIBERS: Final = frozenset(PRESCRIBERS)
_TESTERS: Final = frozenset(("clinical psychologist", "physician", "psychiatrist"))
_OLD: Final = frozenset(("93", "95", "GT"))
_REMOTE: Final = frozenset(("93", "95"))
_SIGNED: Final = frozenset(("handwritten", "electronic"))
_MINUTES: Final = {
    "90832": (16, 37),
    "90833": (16, 37),
    "90834": (38, 52),
    "90836": (38, 52),
    "90837": (53, 9999),
    "90838": (53, 9999),
}
_UNITS: Final = {
    **dict.fromkeys(("90832", "90834", "90837", "90833", "90836", "90838", "90791", "90847", "90853"), 1),
    **dict.fromkeys(("96130", "96136"), 1),
    **dict.fromkeys(("96131", "96137"), 8),
}
_AUDIO_NEEDS_REASON: Final = frozenset(_MINUTES)
_KNOWN: Final = frozenset((*_UNITS, *VISITS))
(
    MINUTES_FIT,
    TELEHEALTH_MODIFIER,
    OFFICE_MODIFIER,
    AUDIO_MODIFIER,
    UNITS_A_LINE,
    WHO_PRESCRIBES,
    WHO_TESTS,
    SIGNED,
    SIGNED_IN_TIME,
    FILED_IN_TIME,
    NEEDS_VISIT,
    AUDIO_HAS_REASON,
) = range(len(TWELVE))
_FAILS, _NEEDS, _HOLD, _WARN = (VERDICTS.index(each) for each in ("fails", "needs information", "hold", "warn"))
_COLUMNS: Final = (
    "line.code",
    "line.units",
    "line.place_of_service",
    "rendering.kind",
    "session.minutes",
    "session.mode",
    "session.signature.kind",
    "session.audio_reason",
    "session.audio_reason.absent",
)
_DAYS: Final = (
    "line.service_date",
    "session.signature.signed_date",
    "claim.received_date",
    "claim.submission_date",
)


Columns = list[list[Any]]


def columns(batch: pa.RecordBatch) -> Columns:
    """Return the columns that the rules read as lists, days as numbers, which judging begins with."""
    names = ("claim.claim_id", "line.modifiers", "line.charge", *_COLUMNS)
    return [batch.column(name).to_pylist() for name in names] + [
        batch.column(name).view(pa.int32()).to_pylist() for name in _DAYS
    ]


def judge(columns: Columns) -> Answer:
    """Return what the twelve rules say of a batch."""
    claim_of, codes = columns[0], columns[3]
    with_visit = {claim for claim, code in zip(claim_of, codes, strict=True) if code in _VISITS}
    verdict = dict.fromkeys(claim_of, PASSES)
    not_met: list[tuple[int, int]] = []
    unknown: list[tuple[int, int]] = []
    for row, (claim, listed, charge, *facts) in enumerate(zip(*columns, strict=True)):
        no: list[int] = []
        unsure: list[int] = []
        grade = _line(listed, charge, claim in with_visit, no, unsure, *facts)
        if grade < verdict[claim]:  # noqa: PLR1730 - a call costs more
            verdict[claim] = grade
        not_met += [(row, rule) for rule in no]
        unknown += [(row, rule) for rule in unsure]
    return Answer(np.array(list(verdict.values()), np.uint8), pairs(not_met), pairs(unknown))


def pairs(found: list[tuple[int, int]]) -> tuple[Any, Any]:
    """Return pairs as two arrays."""
    both = np.array(found, np.int32).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _line(  # noqa: PLR0915
    listed: Any, charge: Any, has_visit: bool, no: list[int], unsure: list[int],
    code: Any, units: Any, place: Any, kind: Any, minutes: Any, mode: Any, signature: Any, reason: Any, no_reason: Any,
    day: Any, signed: Any, received: Any, sent: Any,
) -> int:  # fmt: skip
    """Add the rules that are not met and those that are unknown; return what the line makes of its claim."""
    if code in _MINUTES:
        low, high = _MINUTES[code]
        if minutes is None:
            unsure.append(MINUTES_FIT)
        elif not low <= minutes <= high:
            no.append(MINUTES_FIT)
    if place is None:
        unsure += (TELEHEALTH_MODIFIER, OFFICE_MODIFIER)
    elif place in {"02", "10"}:
        if listed is None:
            unsure.append(TELEHEALTH_MODIFIER)
        elif _REMOTE.isdisjoint(listed):
            no.append(TELEHEALTH_MODIFIER)
    elif place in {"11", "53"}:
        if listed is None:
            unsure.append(OFFICE_MODIFIER)
        elif not _OLD.isdisjoint(listed):
            no.append(OFFICE_MODIFIER)
    if (mode is None or mode == "audio") and (place is None or place in {"02", "10"}):
        if mode is None or place is None or listed is None:
            unsure.append(AUDIO_MODIFIER)
        elif "93" not in listed:
            no.append(AUDIO_MODIFIER)
    if code in _UNITS:
        if units is None:
            unsure.append(UNITS_A_LINE)
        elif units > _UNITS[code]:
            no.append(UNITS_A_LINE)
    if code in _VISITS or code in _ADDED:
        if kind is None:
            unsure.append(WHO_PRESCRIBES)
        elif kind not in _PRESCRIBERS:
            no.append(WHO_PRESCRIBES)
    if code in {"96130", "96131"}:
        if kind is None:
            unsure.append(WHO_TESTS)
        elif kind not in _TESTERS:
            no.append(WHO_TESTS)
    if signature is None:
        unsure.append(SIGNED)
    elif signature not in _SIGNED:
        no.append(SIGNED)
    if signed is None:
        unsure.append(SIGNED_IN_TIME)
    elif not 0 <= signed - day <= 3:
        no.append(SIGNED_IN_TIME)
    filed = sent if received is None else received
    if charge is None or charge > 0:
        if filed is None or charge is None:
            unsure.append(FILED_IN_TIME)
        elif filed - day > 90:
            no.append(FILED_IN_TIME)
    if code in _ADDED and not has_visit:
        no.append(NEEDS_VISIT)
    if code in _AUDIO_NEEDS_REASON and (mode is None or mode == "audio"):
        if mode is None or (reason is None and no_reason is None):
            unsure.append(AUDIO_HAS_REASON)
        elif reason is None:
            no.append(AUDIO_HAS_REASON)
    return _grade(no, unsure) if code in _KNOWN else _FAILS if _grade(no, unsure) == _FAILS else _NEEDS


_NOT_MET: Final = [{"deny": _FAILS, "hold": _HOLD, "warn": _WARN}[rule.action] for rule in TWELVE]
_UNKNOWN: Final = [PASSES if rule.action == "warn" else _NEEDS for rule in TWELVE]


def _grade(no: list[int], unsure: list[int]) -> int:
    grade = min([_NOT_MET[rule] for rule in no]) if no else PASSES
    return min(grade, *[_UNKNOWN[rule] for rule in unsure]) if unsure else grade
