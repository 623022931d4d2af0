"""Hand-written NumPy: what a rule says of every combination of small values is worked out once, then looked up.

Each rule looks at one group of columns besides payer and code. A combination of values of a group is a number, and a
table says for that number, payer and code which of their rules are not met (low 32 bits) and unknown (high 32 bits).
A line is six look-ups and five `or`s, however many rules there are: no rule sees a line that it does not speak of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa

from benchmarks.batch.answer import Answer, verdicts_of
from benchmarks.batch.columns import Numbers
from benchmarks.batch.peers import decoded
from benchmarks.batch.rules import Rule, Test

FALSE, TRUE, UNKNOWN = 0, 1, 2
_MODIFIERS: Final = ("93", "95", "GT")
_NO_SET: Final = 1 << len(_MODIFIERS)
_MOST_UNITS: Final = 30
_SIGNED: Final = 17  # days from -1 to 15, then missing
_A_RULE: Final = 32  # bits of a line for rules not met; as many for unknown ones
_GROUPS: Final = {
    "minutes": ("minutes",),
    "place": ("modifiers", "no modifiers", "place", "mode", "reason"),
    "staff": ("provider", "units"),
    "signed": ("signature", "signed"),
    "filed": ("filed", "charge"),
    "primary": ("primary",),
}


@attrs.frozen(eq=False)
class Tables:
    """The rules of a book for the words of a batch.

    tables: by group of columns, one row for each payer and code. numbers: for payer and code the place of each of
    their rules in the book. checked: payers and codes that some rule speaks of. counts: how many rules may speak.
    charges, waits: cents and days where rules tell a difference.
    """

    tables: dict[str, Numbers]
    numbers: Numbers
    checked: Numbers
    counts: Numbers
    charges: tuple[int, ...]
    waits: tuple[int, ...]


def judge(batch: pa.RecordBatch, rules: Sequence[Rule], tables: Tables) -> Answer:
    """Return what the rules say of a batch. tables: of `prepare`, for these rules and a batch with the same words."""
    kind, code = kinds(batch, tables.checked.shape)
    claim_of, claims = decoded.claims(batch.column("claim.claim_id"))
    found = _looked_up(tables, "minutes", kind, _minutes(batch))
    for group, read in (("place", _place), ("staff", _staff), ("signed", _signed)):
        found |= _looked_up(tables, group, kind, read(batch))
    found |= _looked_up(tables, "filed", kind, _filed(batch, tables))
    _add_primaries(tables, found, kind, code, claim_of, claims)
    rows = np.flatnonzero(found)
    not_met, unknown = _findings(tables, found, kind, rows)
    unchecked = np.flatnonzero(~tables.checked.reshape(-1)[kind])
    return Answer(verdicts_of(rules, claim_of, claims, not_met, unknown, unchecked), not_met, unknown)


def kinds(batch: pa.RecordBatch, shape: tuple[int, ...]) -> tuple[Numbers, Numbers]:
    """Return the number of payer and code of each line, and that of its code. shape: payers and codes."""
    code, _ = decoded.words(batch.column("line.code"))
    if shape[0] == 1:
        return code.astype(np.int32), code
    payer, _ = decoded.words(batch.column("claim.payer_id"))
    return payer.astype(np.int32) * shape[1] + code, code


def _looked_up(tables: Tables, group: str, kind: Numbers, value: Numbers) -> Numbers:
    table = tables.tables[group]
    found: Numbers = np.take(table.reshape(-1), kind * table.shape[1] + value, mode="clip")
    return found


def _findings(
    tables: Tables, found: Numbers, kind: Numbers, rows: Numbers
) -> tuple[tuple[Numbers, Numbers], tuple[Numbers, Numbers]]:
    bits, kinds = found[rows], kind[rows]
    pairs = []
    for shift in (0, _A_RULE):
        half = (bits >> np.uint64(shift)).astype(np.uint32)
        where = [np.flatnonzero(half & np.uint32(1 << bit)) for bit in range(tables.numbers.shape[1])]
        names = [tables.numbers[kinds[each], bit] for bit, each in enumerate(where)]
        pairs.append((rows[np.concatenate(where)], np.concatenate(names)))
    return pairs[0], pairs[1]


# --- the number of a combination of values --------------------------------------------------------


def _minutes(batch: pa.RecordBatch) -> Numbers:
    return decoded.bounded(batch.column("session.minutes"), decoded.MINUTES_MISSING - 1, decoded.MINUTES_MISSING)


def _place(batch: pa.RecordBatch) -> Numbers:
    place, places = decoded.words(batch.column("line.place_of_service"))
    mode, modes = decoded.words(batch.column("session.mode"))
    number = decoded.sets(batch.column("line.modifiers"), _MODIFIERS).astype(np.int32)
    number *= (len(places) + 1) * (len(modes) + 1) * 3
    number += place.astype(np.int32) * ((len(modes) + 1) * 3)
    number += mode.astype(np.int32) * 3
    absent = batch.column("session.audio_reason.absent")
    number += UNKNOWN  # until a reason is there, or is known not to be
    if absent.null_count < len(absent):
        number[_is_there(absent)] -= UNKNOWN - FALSE
    reason = batch.column("session.audio_reason")
    if reason.null_count < len(reason):
        number[_is_there(reason)] -= UNKNOWN - TRUE
    return number


def _is_there(column: pa.Array) -> Numbers:
    there = decoded.known(column)
    return np.arange(len(column)) if there is None else np.flatnonzero(there)


def _staff(batch: pa.RecordBatch) -> Numbers:
    provider, _ = decoded.words(batch.column("rendering.kind"))
    units = decoded.bounded(batch.column("line.units"), _MOST_UNITS - 1, _MOST_UNITS)
    number: Numbers = provider.astype(np.int32) * (_MOST_UNITS + 1) + units
    return number


def _signed(batch: pa.RecordBatch) -> Numbers:
    kind, _ = decoded.words(batch.column("session.signature.kind"))
    day = batch.column("session.signature.signed_date")
    wait = (decoded.days(day) - decoded.days(batch.column("line.service_date"))).clip(-1, _SIGNED - 2) + 1
    there = decoded.known(day)
    wait = wait if there is None else np.where(there, wait, np.int32(_SIGNED))
    number: Numbers = kind.astype(np.int32) * (_SIGNED + 1) + wait
    return number


def _filed(batch: pa.RecordBatch, tables: Tables) -> Numbers:
    """The day a claim was received, else the day it was sent; how late that is only matters at a few ends."""
    received, sent = batch.column("claim.received_date"), batch.column("claim.submission_date")
    got = decoded.known(received)
    filed = decoded.days(received) if got is None else np.where(got, decoded.days(received), decoded.days(sent))
    wait = filed - decoded.days(batch.column("line.service_date"))
    number = np.zeros(len(wait), np.int32)
    late = np.flatnonzero(wait > tables.waits[0])
    number[late] = np.searchsorted(tables.waits, wait[late])
    was_sent = decoded.known(sent)
    if got is not None and was_sent is not None:
        number[np.flatnonzero(~(got | was_sent))] = len(tables.waits) + 1
    charge = decoded.cents(batch.column("line.charge"))
    number *= len(tables.charges) + 1
    if tables.charges[0] == 0:
        number += 1
        number[np.flatnonzero(charge <= 0)] -= 1
    elif len(tables.charges):
        dear = np.flatnonzero(charge > tables.charges[0])
        number[dear] += np.searchsorted(tables.charges, charge[dear]).astype(np.int32)
    return number


def _add_primaries(
    tables: Tables, found: Numbers, kind: Numbers, code: Numbers, claim_of: Numbers, claims: int
) -> None:
    """A table of this group says for payer and code which rules miss another line, by the codes that they look for."""
    table = tables.tables["primary"]
    for place, wanted in enumerate(tables.tables["primary codes"]):
        asked = np.flatnonzero((table[:, place] != 0)[kind])
        has = np.zeros(claims, bool)
        has[claim_of[np.flatnonzero(wanted[code])]] = True
        lacking = asked[~has[claim_of[asked]]]
        found[lacking] |= table[kind[lacking], place]


# --- what the rules say of every combination ------------------------------------------------------


def prepare(batch: pa.RecordBatch, rules: Sequence[Rule]) -> Tables:
    """Return the tables for the words of a batch: what is worked out once for a book."""
    listed = {name: batch.column(name).dictionary.to_pylist() for name in _WORDS}
    codes = listed["line.code"]
    payers = listed["claim.payer_id"] if any(rule.payer for rule in rules) else [""]
    charges = _ends(rules, "charge", 100)
    waits = _ends(rules, "filed", 1)
    scales = _Scales(listed, charges, waits)
    shape = (len(payers) * len(codes),)
    tables = {group: np.zeros((*shape, scales.sizes[group]), np.uint64) for group in _GROUPS if group != "primary"}
    sought = sorted({row.test.values for rule in rules for row in rule.rows if row.test.about == "primary"})
    tables["primary"] = np.zeros((*shape, len(sought)), np.uint64)
    tables["primary codes"] = np.array([[code in each for code in codes] for each in sought], bool)
    numbers: list[list[int]] = [[] for _ in range(shape[0])]
    checked = np.zeros((len(payers), len(codes)), bool)
    for number, rule in enumerate(rules):
        if rule.payer and rule.payer not in payers:
            continue
        for payer in [payers.index(rule.payer)] if rule.payer else range(len(payers)):
            for row in rule.rows:
                for code in row.codes or rule.codes or codes:
                    if code in codes:
                        kind = payer * len(codes) + codes.index(code)
                        _add(tables, scales, kind, np.uint64(1 << len(numbers[kind])), rule, row.test, sought)
                        numbers[kind].append(number)
            checked[payer, [codes.index(code) for code in rule.spoken_of if code in codes]] = True
    most = max(map(len, numbers))
    if most > _A_RULE:
        raise ValueError(f"{most} rules speak of one code; there is room for {_A_RULE}")
    padded = np.array([[*each, *[0] * (most - len(each))] for each in numbers], np.int16)
    counts = np.array([len(each) for each in numbers]).reshape(checked.shape)
    return Tables(tables, padded, checked, counts, charges, waits)


_WORDS: Final = (
    "line.code",
    "claim.payer_id",
    "line.place_of_service",
    "session.mode",
    "rendering.kind",
    "session.signature.kind",
)


def _ends(rules: Sequence[Rule], about: str, factor: int) -> tuple[int, ...]:
    tests = [test for rule in rules for test in (*rule.when, *(row.test for row in rule.rows)) if test.about == about]
    ends = {end * factor for test in tests for end in (test.low, test.high) if end is not None}
    return tuple(sorted(ends)) or (2**31 - 1,)


def _add(
    tables: dict[str, Any], scales: _Scales, kind: int, bit: Any, rule: Rule, test: Test, sought: list[Any]
) -> None:
    if test.about == "primary":
        tables["primary"][kind, sought.index(test.values)] |= bit
        return
    group = next(name for name, abouts in _GROUPS.items() if test.about in abouts)
    applies = np.ones(scales.sizes[group], np.int8)
    for each in rule.when:
        if each.about not in _GROUPS[group]:
            raise ValueError(f"{rule.name} looks at two groups of columns")
        truth = scales.truth(group, each)
        applies = np.where((applies == FALSE) | (truth == FALSE), FALSE, np.maximum(applies, truth))
    asked = scales.truth(group, test)
    is_open = (applies == UNKNOWN) | ((applies == TRUE) & (asked == UNKNOWN))
    tables[group][kind, (applies == TRUE) & (asked == FALSE)] |= bit
    tables[group][kind, is_open] |= np.uint64(int(bit) << _A_RULE)


class _Scales:
    """The values of each group of columns, in the order of their numbers, and what a test says of each."""

    def __init__(self, words: dict[str, list[str]], charges: tuple[int, ...], waits: tuple[int, ...]) -> None:
        self._words, self._charges, self._waits = words, charges, waits
        self.shapes = {
            "minutes": (decoded.MINUTES_MISSING + 1,),
            "place": (_NO_SET + 1, len(words["line.place_of_service"]) + 1, len(words["session.mode"]) + 1, 3),
            "staff": (len(words["rendering.kind"]) + 1, _MOST_UNITS + 1),
            "signed": (len(words["session.signature.kind"]) + 1, _SIGNED + 1),
            "filed": (len(waits) + 2, len(charges) + 1),
        }
        self.sizes = {group: int(np.prod(shape)) for group, shape in self.shapes.items()}

    def truth(self, group: str, test: Test) -> Numbers:
        """Return FALSE, TRUE or UNKNOWN for each value of the group."""
        axis, found = self._one(test)
        shape = self.shapes[group]
        wide = found.reshape([len(found) if at == axis else 1 for at in range(len(shape))])
        return np.broadcast_to(wide, shape).reshape(-1)

    def _one(self, test: Test) -> tuple[int, Numbers]:
        words: dict[str, tuple[int, str]] = {
            "place": (1, "line.place_of_service"),
            "mode": (2, "session.mode"),
            "provider": (0, "rendering.kind"),
            "signature": (0, "session.signature.kind"),
        }
        if test.about in words:
            axis, column = words[test.about]
            return axis, _truths([each in test.values for each in self._words[column]])
        return _NUMBERED[test.about](self, test)

    def minutes(self, test: Test) -> tuple[int, Numbers]:
        low, high = test.low or 0, decoded.MINUTES_MISSING if test.high is None else test.high
        return 0, _truths([low <= number <= high for number in range(decoded.MINUTES_MISSING)])

    def units(self, test: Test) -> tuple[int, Numbers]:
        return 1, _truths([number <= (test.high or 0) for number in range(_MOST_UNITS)])

    def modifiers(self, test: Test) -> tuple[int, Numbers]:
        wanted = sum(1 << _MODIFIERS.index(each) for each in test.values)
        return 0, _truths([bool(number & wanted) is (test.about == "modifiers") for number in range(_NO_SET)])

    def signed(self, test: Test) -> tuple[int, Numbers]:
        return 1, _truths([0 <= wait <= (test.high or 0) for wait in range(-1, _SIGNED - 1)])

    def filed(self, test: Test) -> tuple[int, Numbers]:
        return 0, _truths([number <= self._waits.index(test.high or 0) for number in range(len(self._waits) + 1)])

    def charge(self, test: Test) -> tuple[int, Numbers]:
        end = self._charges.index(100 * (test.high if test.low is None else test.low))  # type: ignore[operator]
        return 1, _truths([(at <= end) is (test.low is None) for at in range(len(self._charges) + 1)])[:-1]

    def reason(self, test: Test) -> tuple[int, Numbers]:
        return 3, np.array([FALSE, TRUE, UNKNOWN], np.int8)


def _truths(found: list[bool]) -> Numbers:
    """The last value is what is missing."""
    return np.array([*found, UNKNOWN], np.int8)


_NUMBERED: Final[dict[str, Callable[[_Scales, Test], tuple[int, Numbers]]]] = {
    "minutes": _Scales.minutes,
    "units": _Scales.units,
    "modifiers": _Scales.modifiers,
    "no modifiers": _Scales.modifiers,
    "signed": _Scales.signed,
    "filed": _Scales.filed,
    "charge": _Scales.charge,
    "reason": _Scales.reason,
}
