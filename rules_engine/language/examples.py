"""Examples: surface to facts and expectations."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from lark import Token

from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.example import Entry, Example, Expectation, Fact, Given
from rules_engine.ir.nodes import Constant, Literal
from rules_engine.ir.types import Type, TypeKind
from rules_engine.language.amounts import bare_number, clock, day, measured, symbol, unit_of, whole
from rules_engine.language.clauses import place_of
from rules_engine.language.context import Context, FaultError, Surface, subtrees, tokens, unquoted, words
from rules_engine.language.selections import kind_word
from rules_engine.language.vocabulary import FieldWord

_CODE = Type(TypeKind.SYMBOL, "procedure code")
_NEEDED = ("on", "for", "bills", "expect")
_WHOLE = ("history", "other patients")
STATED = (
    "birth_date", "filing_date", "session_minutes", "contact_minutes", "remittance_date", "age",
    "session_people", "span_days", "rendering_check_digit", "billing_check_digit",
)  # fmt: skip
"""Facts that are worked out where nothing states them, so that an example may state them."""
_AGE = ("derived", "age")
_BIRTH_DATE = ("derived", "birth_date")


def lower_example(ctx: Context, tree: Surface) -> Example | None:
    """Return the example at `tree`, or None when it has faults."""
    clauses = subtrees(tree)
    present = {str(c.data).split("_")[0] for c in clauses}
    for needed in _NEEDED:
        if needed not in present:
            ctx.note("example-incomplete", tree, found=needed)
    before = len(ctx.diagnostics)
    try:
        return _example(ctx, tree, clauses) if present.issuperset(_NEEDED) else None
    except FaultError:
        return None
    finally:
        del before


def _example(ctx: Context, tree: Surface, clauses: list[Surface]) -> Example:
    on = next(c for c in clauses if c.data == "on")
    days = [day(ctx, t) for t in tokens(on)]
    lines = tuple(_billed(ctx, c) for c in clauses if c.data == "bills")
    shared = tuple(f for c in clauses if c.data == "given_facts" for f in _facts(ctx, "line", subtrees(c)))
    entries = tuple(_entry(ctx, c) for c in clauses if c.data in ("given_entry", "given_none"))
    spans = {words(subtrees(c)[0]): _span(ctx, c) for c in clauses if c.data == "given_complete"}
    return Example(
        title=unquoted(tokens(tree)[0]),
        rulebook=words(subtrees(next(c for c in clauses if c.data == "for"))[0]),
        on=days[0],
        known_on=days[1] if len(days) > 1 else None,
        lines=tuple((*shared, *line) for line in lines),
        entries=entries,
        complete=spans.get("history"),
        others_complete=spans.get("other patients"),
        expects=tuple(_expect(ctx, c, len(lines)) for c in clauses if str(c.data).startswith("expect")),
        place=place_of(ctx, tree),
    )


def _span(ctx: Context, tree: Surface) -> tuple[date, date]:
    """Return the days for which earlier lines are known to be all."""
    phrase = subtrees(tree)[0]
    if words(phrase) not in _WHOLE:
        cure = nearest(words(phrase), _WHOLE) or "write `given history complete …` or `given other patients complete …`"
        raise ctx.fault("unknown-kind", phrase, found=words(phrase), help=cure)
    begin, end = tokens(tree)
    return day(ctx, begin), day(ctx, end)


def _billed(ctx: Context, tree: Surface) -> tuple[Fact, ...]:
    value, *rest = subtrees(tree)
    inner = value.children[0]
    text = str(inner) if isinstance(inner, Token) else words(inner)
    if not isinstance(inner, Token) and inner.data == "amount":
        text = " ".join(str(token) for token in tokens(inner))
    code = Fact(("line", "code"), str(symbol(ctx, value, text, _CODE).value))
    return (code, *_facts(ctx, "line", rest))


def _entry(ctx: Context, tree: Surface) -> Entry:
    phrase, *facts = subtrees(tree)
    kind = kind_word(ctx, phrase).name
    return Entry(kind, _facts(ctx, kind, facts))


def _facts(ctx: Context, kind: str, trees: list[Surface]) -> tuple[Fact, ...]:
    return tuple(_fact(ctx, kind, tree) for tree in trees)


def _fact(ctx: Context, kind: str, tree: Surface) -> Fact:
    phrase = subtrees(tree)[0]
    word = ctx.vocabulary.field(kind, words(phrase))
    if word is None:
        raise ctx.fault(
            "unknown-field",
            phrase,
            found=words(phrase),
            help=nearest(words(phrase), ctx.vocabulary.fields.get(kind, {})),
        )
    if word.path == _AGE:
        return _age(ctx, word, tree)
    if tree.data == "fact" and word.path[0] == "derived" and word.path[1] not in STATED:
        raise ctx.fault("bad-fact", tree, field=word.name, help="it is worked out: give what it is worked out from")
    match tree.data:
        case "fact_not_supplied":
            return Fact(word.path, None, "not supplied")
        case "fact_not_documented":
            return Fact(word.path, None, "not documented")
        case "fact_none" if word.type.is_list:
            return Fact(word.path, ())
        case "fact_none":
            raise ctx.fault(
                "bad-fact", tree, field=word.name, help="write `is not documented`; only a list can be none"
            )
    return Fact(word.path, _given(ctx, word, tree))


def _age(ctx: Context, word: FieldWord, tree: Surface) -> Fact:
    """An age is worked out: it is given in whole years, or else the birth date is what is missing."""
    if tree.data in ("fact_not_supplied", "fact_not_documented"):
        return Fact(_BIRTH_DATE, None, str(tree.data).removeprefix("fact_").replace("_", " "))
    years = _given(ctx, word, tree) if tree.data == "fact" else None
    if not isinstance(years, Decimal) or years != years.to_integral_value() or years > 150:
        raise ctx.fault("bad-fact", tree, field=word.name, help="write an age in whole years")
    return Fact(word.path, years)


def _given(ctx: Context, word: FieldWord, tree: Surface) -> Given:
    wrapped = [t for t in subtrees(tree)[1:] if t.data == "fact_value"]
    values = [list(t.children) for t in wrapped] or [list(tree.children[1:])]
    found = tuple(_value(ctx, word, parts) for parts in values)
    if word.type.is_list:
        return tuple(int(str(v)) if word.type.domain == "number" else str(v) for v in found)
    if len(found) > 1:
        raise ctx.fault("not-a-list", tree, field=word.name)
    return found[0]


def _value(ctx: Context, word: FieldWord, parts: list[Surface | Token]) -> Constant:
    first = parts[0]
    kind = Type(word.type.kind, word.type.domain, values=word.type.values)
    if not isinstance(first, Token):
        return _word(ctx, word, kind, first)
    if first.type == "NUMBER" and len(parts) > 1:
        return measured(ctx, first, Decimal(str(first)), unit_of(str(parts[1])), kind).value
    if first.type == "NUMBER":
        return bare_number(ctx, first, kind).value
    if first.type in ("DATE", "TIME"):
        wanted = TypeKind.DATE if first.type == "DATE" else TypeKind.TIME
        if kind.kind is not wanted:
            raise ctx.fault("type-mismatch", first, left=kind.says, right=f"a {wanted.value}")
        return day(ctx, first) if first.type == "DATE" else clock(ctx, first)
    text = unquoted(first) if first.type == "STRING" else str(first)
    return symbol(ctx, first, text, kind).value


def _word(ctx: Context, word: FieldWord, kind: Type, phrase: Surface) -> str | bool:
    inner = subtrees(phrase)[0] if subtrees(phrase) else phrase
    text = words(inner)
    if kind.kind in (TypeKind.FLAG, TypeKind.RECORD):
        if text not in ("yes", "no", "documented"):
            raise ctx.fault("bad-fact", phrase, field=word.name, help="write `is yes` or `is no`")
        return text != "no"
    found: Literal = symbol(ctx, phrase, text, kind)
    return str(found.value)


def _expect(ctx: Context, tree: Surface, count: int) -> Expectation:
    parts = subtrees(tree)
    at = next((whole(ctx, tokens(p)[0]) for p in parts if p.data == "at_line"), 1)
    if not 1 <= at <= count:
        raise ctx.fault("no-such-line", tree, count=count)
    because = tuple(words(p) for part in parts if part.data == "because" for p in subtrees(part))
    about = str(tree.data).removeprefix("expect_")
    name = "" if about in ("coverage", "verdict") else words(parts[0])
    return Expectation(about, name, _outcome(tree, parts, about), at, because, place_of(ctx, tree))


def _outcome(tree: Surface, parts: list[Surface], about: str) -> str:
    """Return what must come out: an outcome, a verdict, the words of an adjustment, or nothing for a first failure."""
    match about:
        case "gives":
            return unquoted(tokens(tree)[0])
        case "first":
            return ""
    return str(parts[1 if about == "rule" else 0].data).removesuffix("_verdict").replace("_", " ")
