"""What rules mean, written a second time and naively, from the description of the semantics alone.

Truth is "T", "F" or "U". Nothing here imports the engine. Conditions, requirements and rules are plain tuples and
dicts, as `writing.py` writes them in the language.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from properties.oracle import tables, used_up
from properties.oracle.days import is_open, moved, opened
from properties.oracle.facts import Facts, Gone, read

Condition = tuple[Any, ...]
Seen = tuple[Facts, Facts, Facts | None]
"""The claim, the line that the rule speaks of, and the line sought, if any."""


def both(found: list[str]) -> str:
    return "F" if "F" in found else "U" if "U" in found else "T"


def either(found: list[str]) -> str:
    return "T" if "T" in found else "U" if "U" in found else "F"


def turned(found: str) -> str:
    return {"T": "F", "F": "T", "U": "U"}[found]


def counted(found: list[str], least: int, most: float) -> str:
    """Say whether from `least` to `most` of them hold, however the unknown ones turn out."""
    sure = found.count("T")
    possible = {sure + more for more in range(found.count("U") + 1)}
    fitting = {number for number in possible if least <= number <= most}
    return "T" if fitting == possible else "U" if fitting else "F"


def sure(holds: bool) -> str:
    return "T" if holds else "F"


# --- values -----------------------------------------------------------------------------------------------------------


def value(seen: Seen, expression: Any) -> Any:
    """Return a fact, a constant, or what is worked out; gone when a part of it is gone."""
    if not isinstance(expression, tuple) or not isinstance(expression[0], str):
        return expression
    claim, this, sought = seen
    match expression:
        case ("field", name):
            return read(claim, this if sought is None else sought, name)
        case ("this", name):
            return read(claim, this, name)
        case ("minutes", amount):
            return amount
        case ("sum", left, right):
            return worked_out(lambda a, b: a + b, value(seen, left), value(seen, right))
        case ("difference", left, right):
            return worked_out(lambda a, b: a - b, value(seen, left), value(seen, right))
        case ("later", left, right):
            return worked_out(max, value(seen, left), value(seen, right))
        case ("earlier", left, right):
            return worked_out(min, value(seen, left), value(seen, right))
        case ("shifted", start, amount, unit):
            return worked_out(lambda day: moved(day, amount, unit), value(seen, start))
        case ("steps", mode, step, least, amount):
            return worked_out(lambda total: steps(total, mode, step, least), value(seen, amount))
        case ("opened", start, amount, step, holidays):
            return worked_out(lambda day: opened(day, amount, step, holidays), value(seen, start))
        case ("looked up", rows):
            return tables.looked_up(claim, this, rows)
        case ("running", asked, ranked):
            return used_up.running(claim, this, asked, ranked)
        case ("number", where):
            found = candidates(seen, where, leaving_out=False)
            return Gone("not supplied") if "U" in found else Fraction(found.count("T"))
    raise AssertionError(expression)


def worked_out(work: Callable[..., Any], *parts: Any) -> Any:
    return next((part for part in parts if isinstance(part, Gone)), None) or work(*parts)


def steps(total: Fraction, mode: str, step: Fraction, least: Fraction) -> Fraction:
    """Count steps; below zero there are none."""
    if total <= 0:
        return Fraction(0)
    whole = total // step
    rest = total - whole * step
    one_more = {
        "full": False,
        "started": rest != 0,
        "half": rest >= step / 2,
        "past half": rest > step / 2,
        "least": rest >= least,
    }[mode]
    return Fraction(whole + one_more)


# --- conditions -------------------------------------------------------------------------------------------------------

COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "is": lambda a, b: a == b,
    "is not": lambda a, b: a != b,
    "at least": lambda a, b: a > b or a == b,
    "at most": lambda a, b: a < b or a == b,
    "more than": lambda a, b: a > b,
    "less than": lambda a, b: a < b,
}


def truth(seen: Seen, condition: Condition) -> str:
    """Return whether a condition holds."""
    match condition:
        case ("compare", op, left, right):
            a, b = value(seen, left), value(seen, right)
            return "U" if isinstance(a, Gone) or isinstance(b, Gone) else sure(COMPARED[op](a, b))
        case ("between", left, low, high):
            return both(
                [truth(seen, ("compare", "at least", left, low)), truth(seen, ("compare", "at most", left, high))]
            )
        case ("one of", left, items):
            found = value(seen, left)
            return "U" if isinstance(found, Gone) else sure(any(listed(found, item) for item in items))
        case ("list", least, most, items):
            found = value(seen, ("field", "modifiers"))
            if isinstance(found, Gone):
                return "U"
            return sure(least <= len([item for item in items if item in found]) <= most)
        case ("documented", name):
            return documented(value(seen, ("field", name)))
        case ("supplied", name):
            found = value(seen, ("field", name))
            return sure(not (isinstance(found, Gone) and found.kind == "not supplied"))
        case ("open", left, holidays):
            found = value(seen, left)
            return "U" if isinstance(found, Gone) else sure(is_open(found, holidays))
        case ("in rows", kind, rows):
            return tables.in_rows(seen[0], seen[1], kind, rows)
        case ("near", left, amount, unit, side, anchor):
            return near(value(seen, left), amount, unit, side, value(seen, anchor))
    return combined(seen, condition)


def combined(seen: Seen, condition: Condition) -> str:
    match condition:
        case ("count", least, most, parts):
            return counted([truth(seen, part) for part in parts], least, most)
        case ("not", part):
            return turned(truth(seen, part))
        case ("named", _, meaning):
            return truth(seen, meaning)
        case ("any", _):
            return "T"
        case ("lines", leaving_out, least, most, where):
            return counted(candidates(seen, where, leaving_out), least, most)
    raise AssertionError(condition)


def listed(found: str, item: Any) -> bool:
    if isinstance(item, str):
        return bool(found == item)
    low, high = item
    return bool(low <= found <= high)


def documented(found: Any) -> str:
    if isinstance(found, Gone):
        return "U" if found.kind == "not supplied" else "F"
    return sure(found is not False and found != [])


def near(found: Any, amount: int, unit: str, side: str, anchor: Any) -> str:
    if isinstance(found, Gone) or isinstance(anchor, Gone):
        return "U"
    low = anchor if side == "after" else moved(anchor, -amount, unit)
    high = anchor if side == "before" else moved(anchor, amount, unit)
    return sure(low <= found <= high)


def candidates(seen: Seen, where: Condition | None, leaving_out: bool) -> list[str]:
    """Return for each line of the claim whether it is one of those sought."""
    claim, this, _ = seen
    lines = [line for line in claim["lines"] if not (leaving_out and line is this)]
    return ["T" if where is None else truth((claim, this, line), where) for line in lines]


# --- requirements and rules -------------------------------------------------------------------------------------------

SAYS = {"T": "met", "F": "not met", "U": "unknown"}


def requirement(seen: Seen, asked: tuple[Any, ...]) -> str:
    """Return what a requirement says: met, not met, unknown, or not applicable (a table without a row for it)."""
    match asked:
        case ("requires", condition):
            return SAYS[truth(seen, condition)]
        case ("forbids", condition):
            return SAYS[turned(truth(seen, condition))]
        case ("limit", *_, ranked):
            return used_up.says(seen[0], seen[1], asked, ranked)
        case ("record", _, elements):
            return SAYS[both([element(seen, each) for each in elements])]
        case ("table", rows, without):
            return table([row(seen, when, then) for when, then in rows], without)
    raise AssertionError(asked)


def element(seen: Seen, asked: tuple[Any, ...]) -> str:
    match asked:
        case ("need", name, where):
            there = truth(seen, ("documented", name))
            return both([there] if where is None else [there, truth(seen, where)])
        case ("either", forms):
            return either([both([truth(seen, ("documented", name)) for name in form]) for form in forms])
        case ("at least", number, names):
            return counted([truth(seen, ("documented", name)) for name in names], number, math.inf)
    raise AssertionError(asked)


def row(seen: Seen, when: list[Condition], then: list[Condition]) -> str:
    chosen = both([truth(seen, cell) for cell in when])
    if chosen == "F":
        return "not applicable"
    return "unknown" if chosen == "U" else SAYS[both([truth(seen, cell) for cell in then])]


def table(found: list[str], without: str) -> str:
    return next((each for each in ("not met", "unknown", "met") if each in found), without)


def together(found: list[str]) -> str:
    """All that is asked must hold; what asks nothing does not count, unless nothing else is asked."""
    return next((each for each in ("not met", "unknown", "met") if each in found), "not applicable")


def in_force(claim: Facts, line: Facts, rule: Facts) -> str:
    first, last = rule["from"], rule["through"]
    if first is None and last is None:
        return "T"
    day = read(claim, line, "service date")
    if isinstance(day, Gone):
        return "U"
    return sure((first is None or first <= day) and (last is None or day <= last))


def outcome(claim: Facts, line: Facts, rule: Facts) -> str:
    """Return what a rule says of a line, in one of five words."""
    seen: Seen = (claim, line, None)
    force = in_force(claim, line, rule)
    applies = both([force, *(truth(seen, when) for when in rule["when"])])
    if applies == "F":
        return "not applicable"
    found = [requirement(seen, asked) for asked in rule["asks"]]
    asked = together(["not met" if each == "unknown" and rule["strict"] else each for each in found])
    if asked == "not applicable" or (asked == "met" and applies == "T"):
        return asked
    if applies == "U":
        return "unknown"
    excused = either([truth(seen, each) for each in rule["excuses"]]) if rule["excuses"] else "F"
    if asked == "met" or excused == "F":
        return asked
    return "excused" if excused == "T" else "unknown"


GRAVEST = ["deny", "hold", "reduce by 10 percent", "warn", "inform"]


def follows(claim: Facts, line: Facts, rule: Facts) -> str:
    """Return what follows when a rule is not met: the gravest whose guard holds, else the gravest that may."""
    seen: Seen = (claim, line, None)
    found = [(truth(seen, guard), action) for guard, action in rule.get("guards", [])]
    sure_ones = [action for holds, action in found if holds == "T"]
    possible = [action for holds, action in found if holds == "U"]
    return min(sure_ones or [*possible, rule.get("default", "deny")], key=GRAVEST.index)
