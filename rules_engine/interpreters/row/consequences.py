"""What follows when a rule is not met or not known, and what it does to the line."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.interpreters.row.force import rule_in_force
from rules_engine.interpreters.row.kleene import FALSE, MET, NOT_MET, TRUE, UNKNOWN, UNSURE, every
from rules_engine.interpreters.row.limits import own_measure, used_before
from rules_engine.interpreters.row.requirements import cents
from rules_engine.interpreters.row.scene import Scene
from rules_engine.interpreters.row.values import amount_left, count_steps
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import ACTIONS, Outcome, Rule
from rules_engine.trace.result import Adjustment, RuleOutcome, Truth

CODE = ("line", "code")
ALLOWED = ("line", "allowed_amount")


def consequence(scene: Scene, rule: Rule) -> Outcome:
    """Return the gravest outcome whose guard holds; when none is known to hold, the gravest of those that may."""
    found = [(TRUE if each.guard is None else scene.truth(each.guard), each) for each in rule.guarded]
    held = [each for holds, each in found if holds is TRUE]
    return min(held or [rule.outcome, *(each for holds, each in found if holds is UNKNOWN)], key=_gravity)


def _gravity(outcome: Outcome) -> tuple[int, Decimal]:
    """Of like actions that take something away, the one that takes more is the graver."""
    return ACTIONS.index(outcome.action), -(outcome.amount or Decimal(0))


def adjustment(scene: Scene, rule: Rule, outcome: RuleOutcome, follows: Outcome | None) -> Adjustment | None:
    """Return what a rule does to the line: what it pays, or what follows when it is not met."""
    paid = next((each for each in rule.requirements if isinstance(each, n.Payment)), None)
    if paid is not None and outcome in (MET, NOT_MET, UNSURE):
        amount = scene.value(paid.value)
        says = "allows" if paid.amount.path == ALLOWED else "pays"
        return Adjustment(says, None if isinstance(amount, Absent) else cents(amount), "dollars")
    if outcome is not NOT_MET or follows is None:
        return None
    match follows.action:
        case "reduce":
            return Adjustment("reduce", follows.amount, follows.unit)
        case "cut back":
            allowed = allowed_units(scene, follows)
            return Adjustment("cut back", None if isinstance(allowed, Absent) else allowed, "units")
        case "downcode":
            return downcoded(scene, follows.target)
        case "reclassify" | "route":
            return Adjustment(follows.action, target=follows.target)
    return None


def allowed_units(scene: Scene, follows: Outcome) -> Decimal | Absent:
    """Return the units for which what was used up before leaves room, in the steps that the consequence says."""
    use, units = scene.use, scene.this.line.units
    if use is None or isinstance(units, Absent) or isinstance(use.most, Absent):
        return NOT_SUPPLIED
    used, own = used_before(scene, use), own_measure(scene, use)
    if isinstance(used, Absent) or isinstance(own, Absent) or own <= 0:
        return NOT_SUPPLIED
    try:
        left = min(units, units * max(Decimal(0), use.most - used) / own)
    except ArithmeticError:
        return NOT_SUPPLIED
    return left if follows.amount is None else _in_steps(left, units, follows.amount, follows.mode)


def _in_steps(amount: Decimal, billed: Decimal, step: Decimal, mode: str) -> Decimal | Absent:
    """A step that is rounded up never gives more than was billed."""
    steps = count_steps(amount, step, mode or "full")
    return steps if isinstance(steps, Absent) else min(billed, steps * step)


# --- another code ---------------------------------------------------------------------------------


def downcoded(scene: Scene, name: str) -> Adjustment | None:
    """Return the code of the one row of a rule's tables whose other cells hold for this line.

    None when that row asks for more than the row of the code that was billed: nobody is paid for more than was billed.
    """
    rows = _rows(scene, name)
    possible = [(holds, row) for row in rows if (holds := _other_cells(scene, row)) is not FALSE]
    if len(possible) != 1 or possible[0][0] is not TRUE:
        return Adjustment("downcode")
    found, code = possible[0][1], scene.this.line.code
    billed = [row for row in rows if isinstance(code, str) and code in _codes_of_row(row)]
    if any(_asks_for_more(found, row) for row in billed):
        return None
    codes = _codes_of_row(found)
    return Adjustment("downcode", target=codes[0] if len(codes) == 1 else "")


def _rows(scene: Scene, name: str) -> list[n.Row]:
    found: list[n.Row] = []
    for rule in scene.case.rulebook.rules:
        if rule.name == name and rule_in_force(scene.apart(scene.this), rule) is TRUE:
            rows = [row for each in rule.requirements if isinstance(each, n.Table) for row in each.rows]
            found += [row for row in rows if any(map(_is_code_cell, row.when))]
    return found


def _codes_of_row(row: n.Row) -> list[str]:
    """Return the codes that the `when` cells of a row name."""
    return [code for cell in row.when if _is_code_cell(cell) for code in _codes(cell)]


def _asks_for_more(row: n.Row, other: n.Row) -> bool:
    """Return whether some amount that a row asks for begins above that of another row."""
    floors, others = _floors(row), _floors(other)
    return any(floors[path] > others[path] for path in floors if path in others)


def _floors(row: n.Row) -> dict[tuple[str, ...], Decimal]:
    """Return from which amount on the cells of a row hold, by the path of their fields."""
    found: dict[tuple[str, ...], Decimal] = {}
    for cell in (*row.when, *row.cells):
        low = getattr(cell, "low", getattr(cell, "right", None))
        field = getattr(cell, "value", getattr(cell, "left", None))
        at_most = isinstance(cell, n.Compare) and cell.op in ("at most", "less than")
        if isinstance(field, n.Field) and isinstance(low, n.Literal) and isinstance(low.value, Decimal) and not at_most:
            found[field.path] = low.value
    return found


def _is_code_cell(cell: Any) -> bool:
    field = getattr(cell, "left", getattr(cell, "value", None))
    return isinstance(field, n.Field) and field.path == CODE


def _codes(cell: Any) -> tuple[str, ...]:
    if isinstance(cell, n.In) and not cell.negated:
        return (*cell.items, *(end for span in cell.ranges for end in span))
    is_literal = isinstance(cell, n.Compare) and cell.op == "is" and isinstance(cell.right, n.Literal)
    return (str(cell.right.value),) if is_literal else ()


def _other_cells(scene: Scene, row: n.Row) -> Truth:
    apart = scene.apart(scene.this)
    return every([apart.truth(cell) for cell in (*row.when, *row.cells) if not _is_code_cell(cell)])


# --- what is left of the line ---------------------------------------------------------------------


def amount_after(scene: Scene, rule: Rule, outcome: RuleOutcome, follows: Outcome | None) -> Any:
    """Return what a rule leaves of the line in dollars: what it pays, or what was before it, less a reduction."""
    paid = next((each for each in rule.requirements if isinstance(each, n.Payment)), None)
    if paid is not None and outcome in (MET, NOT_MET, UNSURE):
        return scene.value(paid.value)
    if outcome is UNSURE:
        return NOT_SUPPLIED
    before = amount_left(scene, rule.after)
    is_reduced = outcome is NOT_MET and follows is not None and follows.action == "reduce"
    if isinstance(before, Absent) or not is_reduced or follows is None or follows.amount is None:
        return before
    if follows.unit == "percent":
        return before * (100 - follows.amount) / 100
    return max(Decimal(0), before - follows.amount) if follows.unit == "dollars" else before
