"""Bugs to plant in the engine: one change of its source each, which the comparison must see."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import FunctionType
from typing import Any

import attrs

from rules_engine.claims import frame
from rules_engine.interpreters.row import search, semantics
from rules_engine.language import conditions, rules


@attrs.frozen
class Bug:
    """A change of one function: `old` becomes `new`. recompiles: the bug is in the compiler, not in the evaluator."""

    function: Callable[..., Any]
    old: str
    new: str
    recompiles: bool = False

    @property
    def name(self) -> str:
        return f"{self.function.__qualname__}: {self.old} -> {self.new}"


s, c = semantics, conditions
j: Any = import_module("rules_engine.interpreters.row.judge")  # the package gives its function under this name
BUGS = (
    Bug(s._compare, "return UNKNOWN", "return FALSE"),
    Bug(s._compare, "return UNKNOWN", "return TRUE"),
    Bug(s._between, "low <= found <= high", "low < found <= high"),
    Bug(s._between, "low <= found <= high", "low <= found < high"),
    Bug(s._between, "return UNKNOWN", "return FALSE"),
    Bug(s._in, "return UNKNOWN", "return FALSE"),
    Bug(s._in, "return UNKNOWN", "return _of(node.negated)"),
    Bug(search.in_span, "low <= code <= high", "low < code <= high"),
    Bug(search.in_span, "low <= code <= high", "low <= code < high"),
    Bug(s._in, "holds is not node.negated", "holds"),
    Bug(s._includes, "return UNKNOWN", "return FALSE"),
    Bug(s._includes, "item in listed)", "item in listed[:1])"),
    Bug(s._within, "high < least", "high <= least"),
    Bug(s._within, "low > most", "low >= most"),
    Bug(s._within, "low >= least", "low > least"),
    Bug(s._within, "high <= most", "high < most"),
    Bug(s._within, "return UNKNOWN", "return FALSE"),
    Bug(s._turn, "or found is UNKNOWN", ""),
    Bug(s._presence, "return UNKNOWN", "return FALSE"),
    Bug(s._presence, "found is not False and", ""),
    Bug(s._presence, "and found != ()", ""),
    Bug(
        s._presence,
        "type(found) is not Absent or found.kind is not AbsenceKind.NOT_SUPPLIED",
        "type(found) is not Absent",
    ),
    Bug(s._presence, "there is not node.negated", "there"),
    Bug(s._near, "low <= found <= high", "low < found <= high"),
    Bug(s._near, "low <= found <= high", "low <= found < high"),
    Bug(s._near, '"after"', '"before"'),
    Bug(s._near, "return UNKNOWN", "return FALSE"),
    Bug(s._count_of, "sure + found.count(UNKNOWN)", "sure"),
    Bug(s._count_of, "node.least <= sure and", ""),
    Bug(s._not, "True)", "False)"),
    Bug(s._quantified, "sure + unsure", "sure"),
    Bug(s._candidate, "UNKNOWN if UNKNOWN in both else TRUE", "TRUE"),
    Bug(s._field, "if node.owner is THIS:", "if True:"),
    Bug(s._pick, "max(found) if", "min(found) if"),
    Bug(s._arithmetic, "return left - right", "return right - left"),
    Bug(s._shift, "* node.direction", ""),
    Bug(s._steps, "amount <= 0", "amount < -999"),
    Bug(s._steps, "rest > 0", "rest >= 0"),
    Bug(s._steps, "rest * 2 >= node.step", "rest * 2 > node.step"),
    Bug(s._steps, "rest * 2 > node.step", "rest * 2 >= node.step"),
    Bug(s._steps, "rest >= node.least", "rest > node.least"),
    Bug(s._aggregate, "each.truth is UNKNOWN", "False"),
    Bug(s._forbids, "_turn(truth(scene, node.condition), True)", "truth(scene, node.condition)"),
    Bug(s.requirement, "found is UNSURE and", "False and"),
    Bug(s._table, "if NOT_MET in found:", "if NOT_MET in found and MET not in found:"),
    Bug(s._table, "if UNSURE in found:", "if UNSURE in found and MET not in found:"),
    Bug(s._table, '"unknown": UNSURE', '"unknown": NOT_ASKED'),
    Bug(s._row, "UNSURE if UNKNOWN in when else", "NOT_ASKED if UNKNOWN in when else"),
    Bug(s._row, "UNSURE if UNKNOWN in when else", ""),
    Bug(s._row, "UNKNOWN if UNKNOWN in cells else TRUE", "TRUE"),
    Bug(s._record, "UNSURE if UNKNOWN in found else MET", "MET"),
    Bug(s._element, "there.count(UNKNOWN)", "0"),
    Bug(s._element, "node.where is not None", "False"),
    Bug(j.in_force, "first <= day", "first < day"),
    Bug(j.in_force, "day <= last", "day < last"),
    Bug(j.in_force, "return Truth.UNKNOWN", "return TRUE"),
    Bug(j.in_force, "return Truth.UNKNOWN", "return FALSE"),
    Bug(j._can_apply, "isinstance(code, Absent) or", ""),
    Bug(j._together, "(NOT_MET, UNKNOWN, MET)", "(MET, UNKNOWN, NOT_MET)"),
    Bug(j._together, "(NOT_MET, UNKNOWN, MET)", "(UNKNOWN, NOT_MET, MET)"),
    Bug(j._excused, "(Truth.TRUE, Truth.UNKNOWN)", "(Truth.UNKNOWN, Truth.TRUE)"),
    Bug(j._outcome, "asked is not MET and excused", "asked is NOT_MET and excused"),
    Bug(j._outcome, "asked is NOT_MET and excused is Truth.UNKNOWN", "False"),
    Bug(j._outcome, "and applies is TRUE", ""),
    Bug(j._outcome, "or applies is Truth.UNKNOWN", ""),
    Bug(j._outcome, "if force is Truth.UNKNOWN or", "if"),
    Bug(search.shift_day, "min(start.day,", "min(start.day - 1 or 1,"),
    Bug(search.shift_day, '12 if unit == "years"', '1 if unit == "years"'),
    Bug(search.Lines.frames, "not self._selection.other", "True"),
    Bug(search.Lines.frames, "or not self._selection.other", ""),
    Bug(frame.session_minutes, "% 1440", ""),
    Bug(frame.session_minutes, "return session.minutes\n    start", "pass\n    start"),
    Bug(rules._codes_of, "negated=False", "negated=_", recompiles=True),
    Bug(rules._codes_of, "opened(test.items, test.ranges)", "set(test.items)", recompiles=True),
    Bug(rules._codes_of_count, "len(known) == len(parts)", "known", recompiles=True),
    Bug(rules._table_codes, 'table.without != "not applicable"', "False", recompiles=True),
    Bug(c._any, "1, -1", "2, -1", recompiles=True),
    Bug(c._all, "len(arguments), -1", "1, -1", recompiles=True),
)


@contextmanager
def planted(bug: Bug) -> Iterator[None]:
    """Run with a bug in place: the function keeps its identity and gets other code."""
    function = bug.function
    assert isinstance(function, FunctionType)
    source = textwrap.dedent(inspect.getsource(function))
    assert bug.old in source, f"{bug.name}: the source has changed"
    made: dict[str, Any] = {}
    exec(compile(source.replace(bug.old, bug.new, 1), "<planted>", "exec"), function.__globals__, made)
    sound, function.__code__ = function.__code__, made[function.__name__].__code__
    try:
        yield
    finally:
        function.__code__ = sound
