"""Rules of the oracle, written in the language."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

UNITS = {"session minutes": "minutes", "units": "units", "charge": "dollars"}
DATES = ("service date", "note created date", "signature date", "filing date")
OF_QUANTITIES = {
    "is": "is {}",
    "is not": "is not {}",
    "at least": "is at least {}",
    "at most": "is at most {}",
    "more than": "is more than {}",
    "less than": "is less than {}",
}
OF_DATES = {
    "is": "is {}",
    "is not": "is not {}",
    "at least": "is no earlier than {}",
    "at most": "is no later than {}",
    "more than": "is after {}",
    "less than": "is before {}",
}
STEPS = {
    "full": "counted in full steps of {}",
    "started": "counted in started steps of {}",
    "half": "counted in steps of {} from half",
    "past half": "counted in steps of {} past half",
    "least": "counted in steps of {} from {}",
}


def constant(value: Any) -> str:
    match value:
        case Fraction():
            return format(value.numerator / value.denominator, "g")
        case (int(), int(), int()):
            return "{:04d}-{:02d}-{:02d}".format(*value)
    return str(value)


def minutes(value: Fraction) -> str:
    return f"{constant(value)} minutes"


def expression(value: Any) -> str:
    match value:
        case ("field", name):
            return str(name)
        case ("this", name):
            return f"this {name}"
        case ("sum", left, right):
            return f"({expression(left)} + {expression(right)})"
        case ("difference", left, right):
            return f"({expression(left)} - {expression(right)})"
        case (("later" | "earlier") as which, left, right):
            return f"{which} of ({expression(left)}, {expression(right)})"
        case ("shifted", start, amount, unit):
            return f"({abs(amount)} {unit} {'after' if amount > 0 else 'before'} {expression(start)})"
        case ("steps", mode, step, least, amount):
            return f"{expression(amount)} {STEPS[mode].format(minutes(step), minutes(least))}"
        case ("number", where):
            return f"number of lines on the same claim{bracketed(where)}"
        case ("minutes", amount):
            return minutes(amount)
        case ("opened", start, amount, step, _):
            return opened(expression(start), amount, step)
        case ("looked up", _):
            return "due listed in dues for (code)"
        case ("running", *_):
            return "running count"
    return constant(value)


def opened(start: str, amount: int, step: int) -> str:
    if amount:
        return f"({amount} business days of office {'after' if step > 0 else 'before'} {start})"
    side = "first business day of office on or after" if step > 0 else "last business day of office on or before"
    return f"(the {side} {start})"


def is_date(value: Any) -> bool:
    dated = isinstance(value, tuple) and (value[0] in ("later", "earlier", "shifted", "opened") or value[-1] in DATES)
    return dated or (isinstance(value, tuple) and isinstance(value[0], int))


def bracketed(where: Any) -> str:
    return "" if where is None else f" where ({condition(where)})"


def condition(test: Any) -> str:
    match test:
        case ("compare", op, left, right):
            words = OF_DATES if is_date(left) or is_date(right) else OF_QUANTITIES
            return f"{expression(left)} {words[op].format(expression(right))}"
        case ("between", left, low, high):
            return f"{expression(left)} is from {expression(low)} to {expression(high)}"
        case ("one of", left, items):
            return f"{expression(left)} is any of {values(items)}"
        case ("not", ("one of", left, items)):
            return f"{expression(left)} is none of {values(items)}"
        case ("list", least, most, items):
            return f"modifiers include {how_many(least, most, items)}{', '.join(items)}"
        case ("documented", name):
            return f"{name} is documented"
        case ("not", ("documented", name)):
            return f"{name} is not documented"
        case ("supplied", name):
            return f"{name} is supplied"
        case ("open", left, _):
            return f"{expression(left)} is a business day of office"
        case ("not", ("open", left, _)):
            return f"{expression(left)} is not a business day of office"
        case ("in rows", kind, _):
            return "(code) is in dues" + filtered(kind)
        case ("not", ("in rows", kind, _)):
            return "(code) is not in dues" + filtered(kind)
        case ("near", left, amount, unit, side, anchor):
            return f"{expression(left)} is within {amount} {unit} {side} {expression(anchor)}"
    return combined(test)


def filtered(kind: str | None) -> str:
    return "" if kind is None else f' with kind "{kind}"'


def combined(test: Any) -> str:
    match test:
        case ("count", least, most, parts) if least == len(parts):
            return " and ".join(nested(part) for part in parts)
        case ("count", 1, _, parts):
            return " or ".join(nested(part) for part in parts)
        case ("count", least, _, parts):
            return f"at least {least} of ({'; '.join(condition(part) for part in parts)})"
        case ("not", ("named", name, _)):
            return f"it is not a {name}"
        case ("named", name, _):
            return f"it is a {name}"
        case ("not", part):
            return f"not ({condition(part)})"
        case ("lines", leaving_out, least, most, where):
            return f"{quantity(leaving_out, least, most)} on the same claim{bracketed(where)}"
    raise AssertionError(test)


def nested(test: Any) -> str:
    return f"({condition(test)})" if test[0] in ("count", "lines") else condition(test)


def values(items: Any) -> str:
    return ", ".join(item if isinstance(item, str) else " to ".join(item) for item in items)


def how_many(least: int, most: float, items: list[str]) -> str:
    if most == 0:
        return "none of "
    if most == least:
        return f"exactly {least} of "
    return "all of " if least == len(items) and least > 1 else "any of "


def quantity(leaving_out: bool, least: int, most: float) -> str:
    if leaving_out:
        return "no other line" if most == 0 else "another line"
    if most == 0:
        return "no line"
    if most == math.inf:
        return "some line" if least == 1 else f"at least {least} lines"
    return f"exactly {least} lines" if least == most else f"at most {most} lines"


def requirement(asked: Any) -> str:
    match asked:
        case ("requires", test):
            return f"  requires {condition(test)}"
        case ("forbids", test):
            return f"  forbids {condition(test)}"
        case ("record", name, _):
            return f"  requires record {name}"
        case ("table", rows, without):
            return table(rows, without)
        case ("limit", measure, most, cycle, quotas, _):
            classes = ", ".join(f"at most {number} in {name}" for number, _, name in quotas)
            return f"  limits {measure} to {constant(most)} per patient per {cycle[0]}" + (
                classes and f" with {classes}"
            )
    raise AssertionError(asked)


def table(rows: Any, without: str) -> str:
    heads = [f"when {field_of(cell)}" for cell in rows[0][0]] + [field_of(cell) for cell in rows[0][1]]
    lines = [heads, *([cell_text(cell) for cell in (*when, *then)] for when, then in rows)]
    end = "" if without == "not applicable" else f"\n    without a row {without}"
    return "  requires\n" + "\n".join("    | " + " | ".join(line) + " |" for line in lines) + end


def field_of(cell: Any) -> str:
    if cell[0] == "any":
        return str(cell[1])
    left = cell[1][1] if cell[0] == "not" else cell[2] if cell[0] == "compare" else cell[1]
    return str(left[1])


def cell_text(cell: Any) -> str:
    match cell:
        case ("any", _):
            return "any"
        case ("one of", _, items):
            return values(items)
        case ("not", ("one of", _, items)):
            return f"not {values(items)}"
        case ("between", _, low, high):
            return f"{constant(low)} to {constant(high)}"
        case ("compare", "at least", _, amount):
            return f"{constant(amount)} or more"
        case ("compare", "at most", _, amount):
            return f"{constant(amount)} or less"
        case ("compare", "is", _, amount):
            return constant(amount)
    raise AssertionError(cell)


def record(name: str, elements: Any) -> str:
    return f"record {name}\n" + "\n".join(f"  holds {element(each)}" for each in elements)


def element(asked: Any) -> str:
    match asked:
        case ("need", name, where):
            return str(name) + bracketed(where)
        case ("either", forms):
            return "either " + " or ".join(" and ".join(form) for form in forms)
        case ("at least", number, names):
            return f"at least {number} of {', '.join(names)}"
    raise AssertionError(asked)


def rule(stated: dict[str, Any]) -> str:
    lines = [f"rule {stated['name']}", "  cites manual"]
    lines += [f"  {end} {constant(stated[end])}" for end in ("from", "through") if stated[end] is not None]
    lines += [f"  when {condition(test)}" for test in stated["when"]]
    lines += [requirement(asked) for asked in stated["asks"]]
    lines += [f"  unless {condition(test)}" for test in stated["excuses"]]
    lines += ["  treat missing as not met"] if stated["strict"] else []
    lines += [f"  otherwise when {condition(guard)} {action}" for guard, action in stated.get("guards", [])]
    if "default" in stated:
        is_ranked = stated["ranked"] and any(asked[0] == "limit" for asked in stated["asks"])
        ranked = " ranked by " + ", ".join(map(" ".join, stated["ranked"])) if is_ranked else ""
        lines.append(f"  otherwise {stated['default']}{ranked}")
    return "\n".join(lines) + "\n"


def book(stated: dict[str, Any]) -> str:
    """Return a whole rulebook as text."""
    head = 'rulebook book "Book"\n  default otherwise deny ask biller\nsource manual "Manual"\n  checked 2026-11-23\n'
    terms = [f"term {name} means {condition(test)}" for name, test in stated["terms"].items()]
    records = [record(name, elements) for name, elements in stated["records"].items()]
    names = [wider(stated)] if "rows" in stated else []
    return "\n".join([head, *names, *terms, *records, *map(rule, stated["rules"])])


WIDER = """\
codes talk are 90832, 90834, 90837, 90853
codes visits are 99213, 90853, 90837
cycle short week means a week starting Sunday
cycle state year means a year starting July 1
cycle odd year means a year starting February 29
calendar office
  weekends Saturday, Sunday
  holidays {}
reference dues
  cites manual
  columns first day as date, last day as date, procedure code as procedure code, kind as text, due as dollars
  valid from first day through last day
  rows
{}
"""


def wider(stated: dict[str, Any]) -> str:
    rows = [["any" if each is None else constant(each) for each in row] for row in stated["rows"]]
    told = "\n".join(f'    | {first} | {last} | {code} | "{kind}" | {due} |' for code, first, last, kind, due in rows)
    return WIDER.format(", ".join(map(constant, stated["holidays"])), told)
