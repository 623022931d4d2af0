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

from rules_engine.claims import derived
from rules_engine.interpreters.row import (
    calendars,
    consequences,
    force,
    limits,
    lines,
    ranking,
    requirements,
    rule,
    selections,
    values,
)
from rules_engine.interpreters.row import conditions as c
from rules_engine.interpreters.row import kleene as k
from rules_engine.interpreters.row import references as tables
from rules_engine.interpreters.row.scene import Scene
from rules_engine.language import conditions, guard_codes


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


v, s, r = values, selections, requirements
j: Any = import_module("rules_engine.interpreters.row.judge")  # the package gives its function under this name
BUGS = (
    Bug(c.compare, "return UNKNOWN", "return Truth.FALSE"),
    Bug(c.compare, "return UNKNOWN", "return Truth.TRUE"),
    Bug(c.between, "low <= found <= high", "low < found <= high"),
    Bug(c.between, "low <= found <= high", "low <= found < high"),
    Bug(c.between, "return UNKNOWN", "return Truth.FALSE"),
    Bug(c.is_in, "return UNKNOWN", "return Truth.FALSE"),
    Bug(c.is_in, "return UNKNOWN", "return of(node.negated)"),
    Bug(c.in_span, "low <= code <= high", "low < code <= high"),
    Bug(c.in_span, "low <= code <= high", "low <= code < high"),
    Bug(c.is_in, "holds is not node.negated", "holds"),
    Bug(c.includes, "return UNKNOWN", "return Truth.FALSE"),
    Bug(c._is_listed, "wanted in listed)", "wanted in listed[:1])"),
    Bug(k.within, "high < least", "high <= least"),
    Bug(k.within, "low > most", "low >= most"),
    Bug(k.within, "low >= least", "low > least"),
    Bug(k.within, "high <= most", "high < most"),
    Bug(k.within, "return UNKNOWN", "return FALSE"),
    Bug(k.turned, "or found is UNKNOWN", ""),
    Bug(c.presence, "return UNKNOWN", "return Truth.FALSE"),
    Bug(c.presence, "found is not False and", ""),
    Bug(c.presence, "and found != ()", ""),
    Bug(
        c.presence,
        "type(found) is not Absent or found.kind is not AbsenceKind.NOT_SUPPLIED",
        "type(found) is not Absent",
    ),
    Bug(c.presence, "there is not node.negated", "there"),
    Bug(c.near, "low <= found <= high", "low < found <= high"),
    Bug(c.near, "low <= found <= high", "low <= found < high"),
    Bug(c.near, '"after"', '"before"'),
    Bug(c.near, "return UNKNOWN", "return Truth.FALSE"),
    Bug(c.count_of, "sure + found.count(UNKNOWN)", "sure"),
    Bug(c.count_of, "node.least <= sure and", ""),
    Bug(c.is_not, "True)", "False)"),
    Bug(c.quantified, "sure + unsure", "sure"),
    Bug(k.both, "UNKNOWN if one is UNKNOWN or other is UNKNOWN else TRUE", "TRUE"),
    Bug(v.field, "if node.owner is THIS else", "if node.owner is THIS or True else"),
    Bug(v.pick, "max(found) if", "min(found) if"),
    Bug(v.arithmetic, "return left - right", "return right - left"),
    Bug(v.shift, "* node.direction", ""),
    Bug(v.count_steps, "amount <= 0", "amount < -999"),
    Bug(v.count_steps, "rest > 0", "rest >= 0"),
    Bug(v.count_steps, "rest * 2 >= step", "rest * 2 > step"),
    Bug(v.count_steps, "rest * 2 > step", "rest * 2 >= step"),
    Bug(v.count_steps, "rest >= least", "rest > least"),
    Bug(s.selected, "each.truth is UNKNOWN", "False"),
    Bug(r.forbids, "turned(scene.truth(node.condition), True)", "scene.truth(node.condition)"),
    Bug(Scene.requirement, "found is RuleOutcome.UNKNOWN and", "False and"),
    Bug(r.table, "if NOT_MET in found:", "if NOT_MET in found and MET not in found:"),
    Bug(r.table, "if UNSURE in found:", "if UNSURE in found and MET not in found:"),
    Bug(r.table, '"unknown": UNSURE', '"unknown": NOT_ASKED'),
    Bug(r.row, "UNSURE if UNKNOWN in when else", "NOT_ASKED if UNKNOWN in when else"),
    Bug(r.row, "UNSURE if UNKNOWN in when else", ""),
    Bug(r.row, "UNKNOWN if UNKNOWN in cells else TRUE", "TRUE"),
    Bug(k.every, "UNKNOWN if UNKNOWN in found else TRUE", "TRUE"),
    Bug(r.element, "there.count(UNKNOWN)", "0"),
    Bug(r.element, "node.where is not None", "False"),
    Bug(force.in_force, "first <= day", "first < day"),
    Bug(force.in_force, "day <= last", "day < last"),
    Bug(force.in_force, "return UNKNOWN", "return TRUE"),
    Bug(force.in_force, "return UNKNOWN", "return FALSE"),
    Bug(j.can_apply, "isinstance(code, Absent) or", ""),
    Bug(rule.together, "(NOT_MET, UNSURE, MET)", "(MET, UNSURE, NOT_MET)"),
    Bug(rule.together, "(NOT_MET, UNSURE, MET)", "(UNSURE, NOT_MET, MET)"),
    Bug(
        k.some,
        "TRUE if TRUE in found else UNKNOWN if UNKNOWN in found",
        "UNKNOWN if UNKNOWN in found else TRUE if TRUE in found",
    ),
    Bug(rule.weighed, "asked is not MET and excused", "asked is NOT_MET and excused"),
    Bug(rule.weighed, "asked is NOT_MET and excused is UNKNOWN", "False"),
    Bug(rule.weighed, "and applies is TRUE", ""),
    Bug(rule.weighed, "or applies is UNKNOWN", ""),
    Bug(rule.weighed, "if force is UNKNOWN or", "if"),
    Bug(calendars.shift_day, "min(start.day,", "min(start.day - 1 or 1,"),
    Bug(calendars.shift_day, '12 if unit == "years"', '1 if unit == "years"'),
    Bug(lines.Lines.frames, "not self._selection.other", "True"),
    Bug(lines.Lines.frames, "or not self._selection.other", ""),
    Bug(derived.session_minutes, "% 1440", ""),
    Bug(derived.session_minutes, "return session.minutes\n    start", "pass\n    start"),
    Bug(guard_codes._codes_of, "negated=False", "negated=_", recompiles=True),
    Bug(guard_codes._codes_of, "opened(test.items, test.ranges)", "set(test.items)", recompiles=True),
    Bug(guard_codes._codes_of_count, "len(known) == len(parts)", "known", recompiles=True),
    Bug(guard_codes._table_codes, 'table.without != "not applicable"', "False", recompiles=True),
    Bug(conditions._any, "1, -1", "2, -1", recompiles=True),
    Bug(conditions._all, "len(arguments), -1", "1, -1", recompiles=True),
)

WIDE_BUGS = (
    Bug(calendars.is_business_day, "day not in days.holidays", "True"),
    Bug(calendars.is_business_day, "day.weekday() not in days.weekends and", ""),
    Bug(calendars.business_days_away, "range(amount)", "range(amount + 1)"),
    Bug(calendars.business_day_from, "days=direction", "days=1"),
    Bug(calendars.cycle_of, "day.weekday() - weekday", "day.weekday()"),
    Bug(calendars.cycle_of, "(weekday - 1 - day.weekday())", "(6 - day.weekday())"),
    Bug(calendars._year_of, "day >= _year_start", "day > _year_start"),
    Bug(calendars._year_start, "return date(year, month + 1, 1) if", "return date(year, month, 28) if"),
    Bug(calendars.cycle_of, 'case "month":', 'case "months":'),
    Bug(tables.lookup, "len(cells) > 1", "False"),
    Bug(tables.lookup, "holds is UNKNOWN for", "False for"),
    Bug(tables.lookup, "if holds is TRUE}", "}"),
    Bug(tables.in_rows, "return UNKNOWN", "return of(False)"),
    Bug(tables.in_rows, "node.negated", "False"),
    Bug(tables.on_day_of_service, "first <= day", "first < day"),
    Bug(tables.on_day_of_service, "day <= last", "day < last"),
    Bug(tables.on_day_of_service, "return UNKNOWN", "return TRUE"),
    Bug(tables.free_columns, "(*taken, reference.first_day, reference.last_day)", "taken"),
    Bug(ranking.comes_before, "return UNKNOWN", "return FALSE"),
    Bug(ranking.comes_before, "(other > own) is highest", "other > own"),
    Bug(ranking.comes_before, "if frame.claim is this.claim and is_of_claim(path):", "if False:"),
    Bug(ranking._place, "holders[place][index] = line", "pass"),
    Bug(ranking._place, "_place(holder, wanted, quotas, holders, tried)", "False"),
    Bug(ranking._is_of, "code in quota.items or", ""),
    Bug(ranking.placed, "free + sum", "sum"),
    Bug(limits._amount_outcome, "low > use.most", "low >= use.most"),
    Bug(limits._amount_outcome, "not use.missing and", ""),
    Bug(limits._amount_outcome, "high <= use.most", "low <= use.most"),
    Bug(limits._amount, "if len(known) == len(values) else None", ""),
    Bug(limits._place_outcome, "use.missing or", ""),
    Bug(limits._place_outcome, "_has_place(use, own, use.others, most)", "True"),
    Bug(limits._places, "min(found, int(most))", "found"),
    Bug(limits._used, "use.missing or", ""),
    Bug(limits._used, "each.truth is UNKNOWN", "False"),
    Bug(limits.running_count, "use.everyone", "use.others"),
    Bug(limits.limit, "if node.quotas:", "if False:"),
    Bug(consequences.consequence, "if holds is TRUE]", "]"),
    Bug(consequences.consequence, "if holds is UNKNOWN)", "if False)"),
    Bug(consequences.consequence, "held or [rule.outcome", "[rule.outcome"),
    Bug(consequences.consequence, "min(held", "max(held"),
    Bug(lines.cycle_days, "node.weekday", "0"),
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
