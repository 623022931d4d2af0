"""Bugs to plant in the columnar interpreter: one change of a function or a table each, which must be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from importlib import import_module
from typing import Any

import attrs
from properties.oracle.planted import Bug, planted

from differential.compare import SOME, Told, differences, rows_of
from differential.drawing import gen
from rules_engine.batches.of_dossiers import DossierBatch
from rules_engine.interpreters.columnar import conditions, findings, outcomes, rule


@attrs.frozen
class Swap:
    """An entry of a table that is another. table: a dict or an array."""

    name: str
    table: Any
    place: Any
    value: Any

    @contextmanager
    def planted(self) -> Iterator[None]:
        """Run with the wrong entry in place."""
        sound = self.table[self.place]
        self.table[self.place] = self.value
        try:
            yield
        finally:
            self.table[self.place] = sound


@attrs.frozen
class Mutant:
    """One bug. planted: runs with it in place."""

    name: str
    planted: Callable[[], Any]


def _in(where: str, old: str, new: str) -> Mutant:
    return Mutant(f"{where}: {old} -> {new}", partial(_planted, where, old, new))


@contextmanager
def _planted(where: str, old: str, new: str) -> Iterator[None]:
    module, *names = where.split(".")
    function: Any = import_module(f"rules_engine.interpreters.columnar.{module}")
    for name in names:
        function = getattr(function, name)
    with planted(Bug(function, old, new)):
        yield


def _swap(name: str, table: Any, place: Any, value: Any) -> Mutant:
    swap = Swap(name, table, place, value)
    return Mutant(name, swap.planted)


COMPARISONS = [
    _swap(f"conditions.COMPARISONS: {op} -> {other}", conditions.COMPARISONS, op, conditions.COMPARISONS[other])
    for op, other in (
        ("is", "is not"), ("is not", "is"), ("at least", "more than"), ("at most", "less than"),
        ("more than", "at least"), ("less than", "at most"), ("at least", "at most"), ("less than", "more than"),
    )
]  # fmt: skip
CONDITIONS = [
    _in("conditions.compared", "return always(UNKNOWN)", "return always(FALSE)"),
    _in("conditions.compared", "absence(one, other), index_of", "None, index_of"),
    _in("conditions.between", '"at least", found, low', '"more than", found, low'),
    _in("conditions.between", '"at most", found, high', '"less than", found, high'),
    _in("conditions._unless_unknown", "np.uint8(UNKNOWN)", "np.uint8(FALSE)"),
    _in("conditions._unless_unknown", "| (other.rows(size) == UNKNOWN)", ""),
    _in("conditions.in_span", "low <= code <= high", "low < code <= high"),
    _in("conditions.in_span", "low <= code <= high", "low <= code < high"),
    _in("conditions.in_span", " and len(code) == len(low)", ""),
    _in("conditions.in_span", "(a.isdigit() and b.isdigit())", "True"),
    _in("conditions.told", "return always(UNKNOWN)", "return always(FALSE)"),
    _in("conditions.told", "vector.absent, vector.index)", "None, vector.index)"),
    _in("conditions.is_in", "is not node.negated", "is not False"),
    _in("conditions.under", "is not node.negated", "is not False"),
    _in("conditions.under", "code[: len(high)] <= high", "code <= high"),
    _in("conditions._counts", "sure >= node.least", "sure > node.least"),
    _in("conditions._counts", "sure <= node.most", "sure < node.most"),
    _in("conditions.includes", "rows != FALSE", "rows == TRUE"),
    _in("conditions.presence", "absent != NOT_SUPPLIED", "absent == 0"),
    _in("conditions.presence", "| (absent == UNREADABLE)", ""),
    _in("conditions.presence", "each is not False and", ""),
    _in("conditions.presence", "and each != ()", ""),
    _in("conditions.presence", "there ^ node.negated", "there"),
    _in("conditions.near", '"after" else', '"before" else'),
    _in("conditions.near", "(low <= one.values)", "(low < one.values)"),
    _in("conditions.near", "(one.values <= high)", "(one.values < high)"),
    _in("conditions._near_time", "minutes <= high", "minutes < high"),
    _in("conditions.near", "one.values // _MINUTE - other.values // _MINUTE", "(one.values - other.values) // _MINUTE"),
    _in("conditions.business_test", "is not node.negated", "is not False"),
    _in("conditions.is_not", "turned(", "("),
    _in("kleene.turned", "TRUE - found.values", "found.values"),
    _in("kleene.every", "np.minimum", "np.maximum"),
    _in("kleene.some", "np.maximum", "np.minimum"),
    _in("kleene.within", "high < least", "high <= least"),
    _in("kleene.within", "low >= least", "low > least"),
    _in("kleene.within", "low > most", "low >= most"),
    _in("kleene.within", "high <= most", "high < most"),
    _in("kleene.within", "np.uint8(UNKNOWN)", "np.uint8(FALSE)"),
    _in("kleene.count_of", "rows != FALSE", "rows == TRUE"),
    _in("kleene.of", "np.uint8(UNKNOWN), values", "np.uint8(FALSE), values"),
    _in("kleene._is_uniform", "(values == values[0]).all()", "(values == values[0]).any()"),
]
VALUES = [
    _in("values.pick", '("later", "greater")', '("later", "lesser")'),
    _in("values._picked", "(b > a) if greater", "(b < a) if greater"),
    _in("values._picked", "why_b == NOT_APPLICABLE, False, takes", "why_b == NOT_APPLICABLE, True, takes"),
    _in("values._picked", "(why_a == 0) & (why_b != 0)", "(why_a == 9) & (why_b != 0)"),
    _in("values.age_on", "- before", ""),
    _in("values.age_on", "before = month * 32 + day < of_birth", "before = month * 32 + day <= of_birth"),
    _in("values.as_of", "absence(one, other)", "other.absent"),
    _in("values.shift", "int(node.amount) * node.direction", "int(node.amount)"),
    _in("values.cycle_day", 'node.which == "start"', 'node.which == "end"'),
    _in("values.cycle_days", "node.month, node.day, node.weekday", "node.month, node.day, 0"),
    _in("values.cycle_days", "node.month, node.day, node.weekday", "1, 1, node.weekday"),
    _in("values.steps", "rest > 0", "rest >= 0"),
    _in("values.steps", "rest * 2 >= step", "rest * 2 > step"),
    _in("values.steps", "rest * 2 > step", "rest * 2 >= step"),
    _in("values.steps", "rest >= int(", "rest > int("),
    _in("values.steps", "values <= 0, 0, whole", "values < -999999999, 0, whole"),
    _in("arithmetic.absence", "np.where(one.absent != 0, one.absent, other.absent)", "one.absent"),
    _in("arithmetic.absence", "one.absent if other.absent is None else other.absent", "one.absent"),
    _in("arithmetic.combined", "a - b, absent", "b - a, absent"),
    _in("arithmetic.combined", "places = one.places + other.places", "places = max(one.places, other.places)"),
    _in("arithmetic.combined", ">= _SAFE", ">= _SAFE ** 4"),
    _in("arithmetic.alike", "one.places == other.places", "True"),
    _in("arithmetic._scaled", "factor < MOST", "factor < MOST ** 9"),
    _in("arithmetic._divided", "if right else None", "if right else Decimal(0)"),
    _in("arithmetic._each", "why[number], value = NOT_APPLICABLE", "why[number], value = 0"),
    _in("arithmetic._each", "why[number] = gone[number]", "pass"),
    _in("arithmetic.first_absence", "found != 0, found, rows", "found == 0, found, rows"),
    _in("days.shifted", "np.minimum(number, month_length(inside, to_month))", "number"),
    _in("days.shifted", '(12 if unit == "years" else 1)', "1"),
    _in("days.cycle", "(at - weekday) % _WEEK, FIRST", "at % _WEEK, FIRST"),
    _in("days.cycle", "(weekday - 1 - at)", "(weekday - at)"),
    _in("days.cycle", "first + month_length(year, of_year) - 1", "first + month_length(year, of_year)"),
    _in("days._year", "days >= _year_start", "days > _year_start"),
    _in("days.is_business_day", "and day not in days.holidays", ""),
    _in("days.rolled", "at += direction", "at += 1"),
    _in(
        "days.business_days_away",
        "rolled(date.fromordinal(found.toordinal() + direction)",
        "rolled(date.fromordinal(found.toordinal())",
    ),
    _in("times.longest", "max(", "min("),
    _in("times._put", "return shared(left, right)", "return joined((*left, *right))"),
    _in("times.joined", "start <= found[-1][1]", "start < found[-1][1]"),
    _in("days.shifted", "to_year > _LAST_YEAR, LAST", "to_year > _LAST_YEAR, FIRST"),
    _in("times.without", "max(a, stop)", "stop"),
]
FORCE = [
    _in("force.in_force", "first is None and last is None", "first is None"),
    _in("force._on_axis", "day.values >= ", "day.values > "),
    _in("force._on_axis", "day.values <= ", "day.values < "),
    _in("force._on_axis", "return of(holds, day.absent, day.index)", "return of(holds, None, day.index)"),
    _in("force.in_force", "return always(FALSE)  # with", "return always(TRUE)  # with"),
    _in("force.applies", "or statement.scope is None", "or True"),
    _in("force.rule_in_force", "turned(applies(scene, span))", "applies(scene, span)"),
    _in("force.named_value", "open_ &= rows == FALSE", "pass"),
    _in("force.carries", "open_ & (rows != TRUE)", "open_"),
    _in("force.carries", "np.where(other, np.uint8(UNKNOWN)", "np.where(other, np.uint8(TRUE)"),
    _in("force.meant", "return some(found)", "return every(found) if found else always(FALSE)"),
]
SEARCHES = [
    _in("searches.quantified", "sure + unsure", "sure"),
    _in("searches.quantified", "found.missing, np.iinfo(np.int64).max", "found.missing, high"),
    _in("searches.search", "(absent != 0) & (absent != NOT_DOCUMENTED)", "(absent != 0)"),
    _in("searches.on_days", "days.first[owner] <= values", "days.first[owner] < values"),
    _in("searches.on_days", "values <= days.last[owner]", "values < days.last[owner]"),
    _in("searches.on_days", "np.where(open_, np.where(never, np.uint8(FALSE), np.uint8(UNKNOWN)), found)", "found"),
    _in("searches.on_days", "np.where(never, np.uint8(FALSE), np.uint8(UNKNOWN))", "np.uint8(UNKNOWN)"),
    _in("searches.days_of", "np.maximum(first, low)", "np.minimum(first, low)"),
    _in("searches.days_of", "np.minimum(last, high)", "high"),
    _in("searches._window", "at - 1, FIRST)", "at, FIRST)"),
    _in("searches._window", "at + 1, LAST)", "at, LAST)"),
    _in(
        "searches._window",
        "first, last = at, shifted(at, amount, node.unit)",
        "first, last = at + 1, shifted(at, amount, node.unit)",
    ),
    _in(
        "searches._window",
        "first, last = shifted(at, -amount, node.unit), at",
        "first, last = shifted(at, -amount, node.unit) + 1, at",
    ),
    _in("searches._window", '-amount, node.unit), 1, "days"), at', '-amount, node.unit), 0, "days"), at'),
    _in("searches._window", "all_days = node.kind in", "all_days = node.kind not in"),
    _in("searches.candidates", "inside.truth(each).rows(len(place))", "place"),
    _in("searches._is_whole", "low <= first", "low < first"),
    _in("searches._is_whole", "last <= high", "last < high"),
    _in("searches._is_whole", "whole & (why == 0)", "whole"),
    _in("beside.Looked._of_claim", "if self._node.other:", "if False:"),
    _in("beside.Looked._of_claim", "self.alone[beside] != FALSE", "self.alone[beside] > 1"),
    _in("beside.Looked._of_others", "days.gone != 0, LAST, last", "days.gone != 0, FIRST, last"),
    _in("beside.Looked._of_others", "self.alone[: shelves.size] != FALSE", "self.alone[: shelves.size] > 1"),
    _in("beside._is_alone", "and node.path != STANDING", ""),
    _in("shelves.Shelf._span", 'side="right"', 'side="left"'),
    _in("shelves.Shelf.beside", "if self._some_open and code.any() else", "if False else"),
    _in("shelves.Shelf.beside", "if self._some_undated else", "if False else"),
    _in("heard._listed", "if UNKNOWN in said", "if False"),
    _in("heard._listed", "if truth != TRUE", "if truth == FALSE"),
    _in("heard._listed", "if truth != TRUE", "if True"),
    _in("searches._covers", "at <= end", "at < end"),
    _in("searches._covers", "at < start", "at <= start"),
    _in("searches._covers", "no_end == NOT_DOCUMENTED", "no_end == 9"),
    _in("searches.chosen", "open_ | found.missing", "open_"),
    _in("times.overlap_days", 'shifted(at, -1, "days")', "at"),
    _in("times.overlap_days", 'shifted(at, 1, "days")', "at"),
    _in("times.overlaps", "found[row] = UNKNOWN", "pass"),
    _in("aggregates.aggregate", "why = not_supplied(open_)", "why = not_supplied(np.zeros_like(open_))"),
    _in("aggregates.aggregate", "why != 0, why, codes", "why != 0, why, 0"),
    _in("aggregates._together", '("latest", "highest")', '("latest", "lowest")'),
    _in("aggregates._extreme", "np.maximum if greatest else np.minimum", "np.minimum if greatest else np.maximum"),
    _in(
        "aggregates.distinct", "np.unique(owner * (int(code.max()) + 1) + code)", "owner * (int(code.max()) + 1) + code"
    ),
    _in("aggregates.total", "max(1, len(owner)) < MOST", "max(1, len(owner)) < MOST ** 9"),
    _in("answers.attested", "yes & ~no & ~unclear", "yes & ~unclear"),
    _in("answers.attested", '_is(pairs.sought.read(("question",)), node.question, size)', "True"),
    _in("answers._same", "absent_too and", "False and"),
]
LIMITS = [
    _in("limits._outcome", "np.greater(", "np.greater_equal("),
    _in("limits._outcome", "np.less_equal(", "np.less("),
    _in("limits._outcome", "& is_sure", ""),
    _in("limits._outcome", "fits & ~use.missing", "fits"),
    _in("limits.limit", "use.place == FALSE, np.uint8(MET), found", "use.place == 9, np.uint8(MET), found"),
    _in("limits._use", "np.where(_is_later(scene, looked), np.uint8(FALSE), place)", "place"),
    _in("limits._use", "counts[own.pairs.owner] = own.truth", "counts[:] = 2"),
    _in("limits._is_later", "day > own", "day >= own"),
    _in("limits._seen_through", "np.minimum(last, own)", "last"),
    _in("limits._seen_through", "np.minimum(last, np.maximum(own, filed))", "np.minimum(last, own)"),
    _in("limits._amount", "truth == TRUE", "truth != FALSE"),
    _in("limits._holds_its_anchor", 'not in ("until", "since")', 'not in ("since",)'),
    _in("limits._is_ranked", "first.highest or", ""),
    _in("ranking.comes_before", '"less than" if highest else "more than"', '"more than" if highest else "less than"'),
    _in("ranking.comes_before", "open_ & ~(asked & (same != TRUE))", "open_"),
    _in("ranking.comes_before", "np.uint8(UNKNOWN), found", "np.uint8(FALSE), found"),
]
TABLES = [
    _in("references.index_of", "FIRST)[order]", "FIRST)"),
    _in("references.index_of", "keys * max(1, len(held)) + number", "keys + number"),
    _in("references.in_rows", "always(UNKNOWN)", "always(FALSE)"),
    _in("references.in_rows", "gone != 0, np.uint8(UNKNOWN)", "gone != 0, np.uint8(FALSE)"),
    _in("references.in_rows", "node.negated)", "False)"),
    _in("references._on_day", "first <= day[owner]", "first < day[owner]"),
    _in("references._on_day", "day[owner] <= last", "day[owner] < last"),
    _in("references._on_day", "gone[owner] != 0, np.uint8(UNKNOWN)", "gone[owner] != 0, np.uint8(TRUE)"),
    _in("references.lookup", "gone != 0, gone, why)", "gone == 9, gone, why)"),
    _in("references._agreed", "least != most, UNREADABLE", "least != most, 0"),
    _in("references._agreed", "most < 0, NOT_DOCUMENTED", "most < 0, 1"),
    _in("references._free", "reference.first_day, reference.last_day)", ")"),
    _in("coverage.covered", "gone, np.uint8(UNSURE), found", "gone, np.uint8(MET), found"),
    _in("coverage.covered", "spoken | gone", "spoken"),
    _in("coverage.covered", "open_, np.uint8(UNSURE), found", "open_, np.uint8(outcome), found"),
    _in("coverage._stated", "if statement.when is not None:", "if False:"),
    _in("groups.can_apply", "value is None or", ""),
    _in("groups.first_of_groups", "alone |= gone", "pass"),
    _in("groups._key", "return cycle_days(scene, key)", "return cycle_days(scene, key)[:0]"),
    _in("tables.Group.learn", "np.concatenate((self._rules, rules))", "np.concatenate((rules, self._rules))"),
    _in("tables.Group.learn", "+ len(self._rules)", ""),
    _in("numbered._steps", 'values, side="right")', 'values, side="left")'),
    _in("numbered._held", "floor if floor == scaled else floor + 1", "floor"),
    _in("tables.Group.learn", "stops - counts, stops", "stops, stops"),
    _in("features.looks_of_rule", "rule.excuses]", "()]"),
    _in("features.looks_of_rule", "rule.scope, rule.when,", "rule.when,"),
    _in("features.looks_of_rule", "dates = [rule.validity,", "dates = ["),
    _in("standing.Standings.settle", "flags & OPEN, 2, 1", "flags & OPEN, 1, 1"),
    _in("standing.Standings.settle", "lines | np.repeat(claims, np.diff(self._starts))", "lines"),
    _in("findings.Findings.note", "(outcome < 3) | (outcome == EXCUSED)", "(outcome < 3)"),
    _in("answer.answer_of", "found.flags & SPOKEN == 0", "found.flags & SPOKEN != 0"),
]
RULES = [
    _in("rule._asked", "np.minimum(asked, scene.requirement(each))", "np.maximum(asked, scene.requirement(each))"),
    _in("rule._asked", "(asked <= UNSURE)", "(asked < UNSURE)"),
    _in("rule._asked", "excused = some(", "excused = every("),
    _in("rule._applies", "return every(", "return some("),
    _in("rule.gravity", "is_failed & ~milder", "is_failed"),
    _in("rule._actions", "truth == UNKNOWN, np.minimum(may_be", "truth == 9, np.minimum(may_be"),
    _in("rule._actions", "np.minimum(held, _rank(each))", "np.maximum(held % 99, _rank(each))"),
    _in("rule._open", '(*REFUSES, "hold", *LESSENS)', '(*REFUSES, "hold")'),
    _in("rule._fails", 'PASSES if action == "inform" else WARN', "PASSES"),
    _swap("outcomes: in force and met is excused", outcomes._TABLE, 104, 4),
    _swap("findings: a held claim warns", findings._VERDICT, 2, rule.WARN),
    _swap("findings: a failed claim needs information", findings._VERDICT, 8, rule.NEEDS),
    _swap("findings: what needs information passes", findings.FLAG_OF, rule.NEEDS, 0),
]
MUTANTS: tuple[Mutant, ...] = (*COMPARISONS, *CONDITIONS, *VALUES, *FORCE, *SEARCHES, *LIMITS, *TABLES, *RULES)


def killed(name: str, seeds: int, first: int = 0) -> int | None:
    """Return the seed whose shelf shows the bug of a name, or None when it lives through so many of them."""
    mutant = next(each for each in MUTANTS if each.name == name)
    for seed in range(first, first + seeds):
        shelf = gen(seed)
        told, batch, some = _sound(seed)
        with mutant.planted():
            try:
                for place, book in enumerate(shelf.books):
                    if next(differences(batch, shelf.dossiers, book, told[place], first=some), None) is not None:
                        return seed
            except Exception:  # a bug that raises is seen
                return seed
    return None


@lru_cache(maxsize=60)
def _sound(seed: int) -> tuple[list[list[Told]], DossierBatch, DossierBatch]:
    """Return what rows say of a shelf, its claims as a batch, and some of them: no bug is planted in these."""
    shelf = gen(seed)
    told = [rows_of(shelf.dossiers, book.rulebook) for book in shelf.books]
    return told, DossierBatch(shelf.dossiers), DossierBatch(shelf.dossiers[:SOME])
