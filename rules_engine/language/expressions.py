"""Values: surface to typed IR. A literal takes its type from the other side."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from typing import Final

from lark import Token, Tree

from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.nodes import (
    Aggregate,
    Arithmetic,
    AsOf,
    CountSteps,
    Expression,
    Field,
    Literal,
    Owner,
    Pick,
    ShiftDate,
)
from rules_engine.ir.types import DATE, FLAG, NUMBER, TEXT, TIME, Type, TypeKind, quantity
from rules_engine.language.context import Context, Surface, subtrees, tokens, unquoted, words
from rules_engine.language.vocabulary import FieldWord

PATTERNS: Final = {
    "procedure code": (re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}"), "a procedure code: five signs, such as 90837"),
    "modifier": (re.compile(r"[0-9A-Z]{2}"), "a modifier: two signs, such as 95"),
    "place code": (re.compile(r"[0-9]{2}"), "a place of service: two digits, such as 02"),
    "diagnosis code": (re.compile(r"[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?"), "a diagnosis code, such as F32.1"),
    "number": (re.compile(r"[0-9]{1,9}"), "a whole number"),
}
UNITS: Final = {
    "minute": "minutes",
    "day": "days",
    "month": "months",
    "year": "years",
    "unit": "units",
    "dollar": "dollars",
    "person": "people",
    "week": "weeks",
    "hour": "hours",
    "visit": "visits",
}
ORDERED: Final = (TypeKind.QUANTITY, TypeKind.DATE, TypeKind.TIME)
_FACTORS: Final = {"hours": ("minutes", 60), "weeks": ("days", 7)}
_STEP_MODES: Final = {
    "steps_full": "full",
    "steps_started": "started",
    "steps_half": "half",
    "steps_past_half": "past half",
    "steps_least": "least",
}


def expression(ctx: Context, tree: Surface | Token, wanted: Type | None = None) -> Expression:
    """Return the typed value at `tree`. wanted: the type of the other side, which literals take."""
    if isinstance(tree, Token):
        return _token(ctx, tree, wanted)
    ctx.enter(tree)
    try:
        return _tree(ctx, tree, wanted)
    finally:
        ctx.leave()


def _tree(ctx: Context, tree: Surface, wanted: Type | None) -> Expression:
    match tree.data:
        case "amount":
            return _amount(ctx, tree, wanted)
        case "field":
            return _phrase(ctx, tree, wanted)
        case "this":
            return field(ctx, subtrees(tree)[0], tree, Owner.THIS)
        case "as_of":
            return _as_of(ctx, tree)
        case "plus" | "minus" | "times" | "divided":
            return _arithmetic(ctx, tree)
        case "later" | "earlier" | "greater" | "lesser":
            return _pick(ctx, tree, wanted)
        case "shift_after" | "shift_before":
            return _shift(ctx, tree)
        case "total" | "latest" | "earliest" | "number_of" | "number_different":
            return _aggregate(ctx, tree)
    return _steps(ctx, tree)


def field(ctx: Context, phrase: Surface, at: Surface | Token, owner: Owner | None = None) -> Field:
    """Return the field named by `phrase`. Without `this`, after `where`, it is of the thing sought."""
    name = words(phrase)
    kind = "line" if owner is Owner.THIS else ctx.kind
    word = ctx.vocabulary.field(kind, name)
    if word is None:
        raise ctx.fault("unknown-field", phrase, found=name, help=_field_cure(ctx, kind, name))
    sought = ctx.seeking and owner is not Owner.THIS
    return made_field(ctx, word, at, Owner.SOUGHT if sought else Owner.THIS)


def made_field(ctx: Context, word: FieldWord, at: Surface | Token, owner: Owner) -> Field:
    """Return the field node for a word of the vocabulary, and note that it is used."""
    ctx.fields[f"{word.kind}:{word.name}"] = word
    return Field(ctx.node(at), owner, word.name, word.path, word.type)


def _field_cure(ctx: Context, kind: str, name: str) -> str:
    if kind != "line" and ctx.vocabulary.field("line", name):
        return f"{kind} has none; of the line it is `this {name}`"
    known = ctx.vocabulary.fields.get(kind, {})
    return nearest(name, known) or f"the fields of a {kind} stand in grammar/vocabulary.csv"


def _token(ctx: Context, token: Token, wanted: Type | None) -> Literal:
    match token.type:
        case "DATE":
            return Literal(ctx.node(token), day(ctx, token), DATE)
        case "TIME":
            return Literal(ctx.node(token), clock(ctx, token), TIME)
        case "STRING":
            return symbol(ctx, token, unquoted(token), wanted)
    return symbol(ctx, token, str(token), wanted)


def day(ctx: Context, token: Token) -> date:
    """Return the calendar day written as year-month-day."""
    try:
        return date.fromisoformat(str(token))
    except ValueError:
        raise ctx.fault("bad-date", token, found=str(token)) from None


def clock(ctx: Context, token: Token) -> time:
    """Return the time of day written as hours and minutes."""
    try:
        return time.fromisoformat(str(token))
    except ValueError:
        raise ctx.fault(
            "bad-code", token, found=str(token), what="a time of day", help="write 08:00 to 23:59"
        ) from None


def symbol(ctx: Context, at: Surface | Token, text: str, wanted: Type | None) -> Literal:
    """Return a code or word, checked against the domain that the other side has."""
    kind = wanted or TEXT
    if kind.kind is not TypeKind.SYMBOL:
        raise ctx.fault("type-mismatch", at, left=kind.says, right=f"the code `{text}`")
    _check_domain(ctx, at, text, kind)
    value = text.replace(".", "") if kind.domain in ("diagnosis code", "code root") else text
    return Literal(ctx.node(at), value, Type(TypeKind.SYMBOL, kind.domain, values=kind.values))


def _check_domain(ctx: Context, at: Surface | Token, text: str, kind: Type) -> None:
    if kind.values and text not in kind.values:
        cure = nearest(text, kind.values) or "it is one of: " + ", ".join(kind.values)
        raise ctx.fault("unknown-value", at, found=text, field=kind.domain, help=cure)
    if kind.domain in PATTERNS and not PATTERNS[kind.domain][0].fullmatch(text):
        raise ctx.fault("bad-code", at, found=text, what=PATTERNS[kind.domain][1])


def unit_of(token: Token | str) -> str:
    """Return the unit in the plural: `minute` and `minutes` are one."""
    word = str(token)
    return UNITS.get(word, word)


def whole(ctx: Context, number: Surface | Token) -> int:
    """Return a count."""
    digits, what = PATTERNS["number"]
    if not digits.fullmatch(str(number)):
        raise ctx.fault("bad-code", number, found=str(number), what=what)
    return int(str(number))


def span_of(ctx: Context, tree: Surface) -> tuple[Decimal, str]:
    """Return amount and unit of `90 days`; weeks become days, hours minutes."""
    number, unit = tokens(tree)[0], unit_of(tokens(tree)[1])
    into, factor = _FACTORS.get(unit, (unit, 1))
    return Decimal(str(number)) * factor, into


def _amount(ctx: Context, tree: Surface, wanted: Type | None) -> Expression:
    number, *unit = tokens(tree)
    if not unit:
        return bare_number(ctx, number, wanted)
    return measured(ctx, tree, Decimal(str(number)), unit_of(unit[0]), wanted)


def measured(ctx: Context, at: Surface | Token, number: Decimal, unit: str, wanted: Type | None) -> Literal:
    """Return an amount with its unit; percent is a bare number, hours become minutes, weeks days."""
    into, factor = _FACTORS.get(unit, (unit, 1))
    if unit == "percent":
        into, factor, number = "", 1, number / 100
    if wanted is not None and wanted.kind is not TypeKind.QUANTITY:
        raise ctx.fault("type-mismatch", at, left=wanted.says, right=unit)
    if wanted is not None and wanted.domain != into:
        raise ctx.fault("unit-mismatch", at, left=wanted.says, right=unit, help=_unit_cure(wanted))
    return Literal(ctx.node(at), number * factor, quantity(into))


def _unit_cure(wanted: Type) -> str:
    return f"give the amount in {wanted.domain}" if wanted.domain else "give a number without a unit"


def bare_number(ctx: Context, token: Token, wanted: Type | None) -> Literal:
    """Return digits as what the other side is: a code, or an amount in its unit."""
    if wanted is None:
        return Literal(ctx.node(token), Decimal(str(token)), NUMBER)
    if wanted.kind is TypeKind.SYMBOL:
        return symbol(ctx, token, str(token), wanted)
    if wanted.kind is TypeKind.QUANTITY:
        return Literal(ctx.node(token), Decimal(str(token)), wanted)
    raise ctx.fault("type-mismatch", token, left=wanted.says, right="a number")


def _phrase(ctx: Context, tree: Surface, wanted: Type | None) -> Expression:
    """A phrase is a word of the other side's domain, or else a field."""
    phrase = subtrees(tree)[0]
    name = words(phrase)
    if wanted == FLAG and name in ("yes", "no"):
        return Literal(ctx.node(phrase), name == "yes", FLAG)
    if wanted is not None and name in wanted.values:
        return symbol(ctx, phrase, name, wanted)
    if ctx.vocabulary.field(ctx.kind, name):
        return field(ctx, phrase, tree)
    if wanted is not None and wanted.kind is TypeKind.SYMBOL and not wanted.domain.endswith("code"):
        return symbol(ctx, phrase, name, wanted)
    return field(ctx, phrase, tree)


def _as_of(ctx: Context, tree: Surface) -> AsOf:
    what, when = subtrees(tree)
    of, at = field(ctx, what, what), field(ctx, when, when)
    if at.type != DATE:
        raise ctx.fault("type-mismatch", when, left="a day to read it on", right=at.type.says)
    return AsOf(ctx.node(tree), of, at, of.type)


def _arithmetic(ctx: Context, tree: Surface) -> Arithmetic:
    left = expression(ctx, subtree(tree, 0))
    right = expression(ctx, subtree(tree, 1))
    ops = {"plus": "+", "minus": "-", "times": "*", "divided": "/"}
    op = ops[tree.data]
    return Arithmetic(ctx.node(tree), op, left, right, _unit_type(ctx, tree, op, left.type, right.type))


def _unit_type(ctx: Context, tree: Surface, op: str, left: Type, right: Type) -> Type:
    bad = [t for t in (left, right) if t.kind is not TypeKind.QUANTITY]
    if bad:
        raise ctx.fault("type-mismatch", tree, left=bad[0].says, right="arithmetic")
    units = {t.domain for t in (left, right) if t.domain}
    if op in "+-" and (left.domain != right.domain):
        _bare(ctx, tree, left, right)
        raise ctx.fault("unit-mismatch", tree, left=left.says, right=right.says, help="both sides need one unit")
    if op == "/" and left.domain == right.domain:
        return NUMBER
    if op == "*" and units == {"units", "minutes"}:
        return quantity("minutes")
    if len(units) > 1:
        raise ctx.fault("unit-mismatch", tree, left=left.says, right=right.says)
    return quantity(units.pop() if units else "")


def _bare(ctx: Context, tree: Surface, left: Type, right: Type) -> None:
    """Say so when one side of a sum is a number without a unit."""
    for side, other in ((0, right), (1, left)):
        number = tree.children[side]
        if isinstance(number, Tree) and number.data == "amount" and len(number.children) == 1:
            raise ctx.fault("unit-missing", number, found=str(number.children[0]), unit=other.says)


def _pick(ctx: Context, tree: Surface, wanted: Type | None) -> Pick:
    arguments = tuple(expression(ctx, child, wanted) for child in tree.children)
    kinds = {a.type.kind for a in arguments}
    needed = TypeKind.DATE if tree.data in ("later", "earlier") else TypeKind.QUANTITY
    if kinds != {needed} or len({a.type.domain for a in arguments}) != 1:
        cure = "use `earlier of` and `later of` for dates, `lesser of` and `greater of` for amounts of one unit"
        raise ctx.fault("unit-mismatch", tree, left=arguments[0].type.says, right=arguments[-1].type.says, help=cure)
    return Pick(ctx.node(tree), tree.data, arguments, arguments[0].type)


def _shift(ctx: Context, tree: Surface) -> ShiftDate:
    number, unit = tree.children[0], unit_of(str(tree.children[1]))
    amount, unit = (Decimal(str(number)) * 7, "days") if unit == "weeks" else (Decimal(str(number)), unit)
    if unit not in ("days", "months", "years") or amount != amount.to_integral_value():
        raise ctx.fault(
            "unit-mismatch", tree, left="a date", right=unit, help="move a date by whole days, months or years"
        )
    start = expression(ctx, tree.children[2], DATE)
    if start.type != DATE:
        raise ctx.fault("type-mismatch", tree, left="a date", right=start.type.says)
    return ShiftDate(ctx.node(tree), start, amount, unit, 1 if tree.data == "shift_after" else -1, DATE)


def _steps(ctx: Context, tree: Surface) -> CountSteps:
    mode = _STEP_MODES[tree.data]
    step, unit = span_of(ctx, tree.children[1])  # type: ignore[arg-type]
    if step <= 0:
        found = " ".join(str(token) for token in tokens(tree.children[1]))  # type: ignore[arg-type]
        raise ctx.fault("bad-code", tree.children[1], found=found, what="a step")
    amount = expression(ctx, tree.children[0])
    if amount.type != quantity(unit):
        raise ctx.fault("unit-mismatch", tree, left=amount.type.says, right=unit)
    least = _least(ctx, tree, step, quantity(unit)) if mode == "least" else Decimal(0)
    return CountSteps(ctx.node(tree), amount, step, mode, least, NUMBER)


def _least(ctx: Context, tree: Surface, step: Decimal, wanted: Type) -> Decimal:
    """Return from how much on the last step counts: more than nothing, at most a whole step."""
    number, unit = tokens(tree)[-2:]
    least = measured(ctx, number, Decimal(str(number)), unit_of(unit), wanted).value
    if not isinstance(least, Decimal) or not 0 < least <= step:
        raise ctx.fault("bad-code", number, found=f"{number} {unit}", what="a part of a step")
    return least


def _aggregate(ctx: Context, tree: Surface) -> Aggregate:
    from rules_engine.language.selections import selection  # selections hold conditions, which hold expressions

    parts = subtrees(tree)
    named = parts[0] if parts[0].data == "phrase" else None
    chosen = next(p for p in parts if p.data == "selection")
    found = selection(ctx, chosen, parts[-1] if parts[-1].data == "bracket" else None)
    inner = ctx.seek(found.kind)
    value = field(inner, named, named) if named is not None else None
    op = {"number_of": "number", "number_different": "distinct"}.get(tree.data, str(tree.data))
    if value is not None and op == "total" and value.type.kind is not TypeKind.QUANTITY:
        raise ctx.fault("type-mismatch", tree, left=value.type.says, right="a total")
    if value is not None and op in ("latest", "earliest") and value.type.kind not in ORDERED:
        raise ctx.fault("no-order", tree, left=value.type.says)
    kind = NUMBER if op in ("number", "distinct") or value is None else value.type
    return Aggregate(ctx.node(tree), op, value, found, kind)


def subtree(tree: Surface, index: int) -> Surface | Token:
    """Return the child at `index`, a tree or a token."""
    return tree.children[index]
