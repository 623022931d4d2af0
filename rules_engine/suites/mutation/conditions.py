"""Changes of conditions: more than for at least, a code more or less, all for any, none for some, turned round."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import attrs

from rules_engine.ir import nodes as n
from rules_engine.ir.types import Type
from rules_engine.suites.mutation.model import Change
from rules_engine.suites.mutation.values import Variants, moved
from rules_engine.suites.mutation.words import Words
from rules_engine.suites.walk import put

WRAPPED: Final = -1
"""The node id of a `not` that a change puts around a condition: no node that was compiled has it."""

_OTHER_OPS: Final[Mapping[str, tuple[str, tuple[tuple[str, str], ...]]]] = {
    "at least": ("more than", (("at least", "more than"), ("no earlier than", "after"))),
    "more than": ("at least", (("more than", "at least"), ("after", "no earlier than"))),
    "at most": ("less than", (("at most", "less than"), ("no later than", "before"))),
    "less than": ("at most", (("less than", "at most"), ("before", "no later than"))),
    "is": ("is not", (("is yes", "is no"), ("is no", "is yes"), ("is", "is not"))),
    "is not": ("is", (("is not", "is"), ("not ", ""))),
}
_NEAR_SIDES: Final[Mapping[str, str]] = {"before": "after", "after": "before"}


_CELL: Final = re.compile(r"(.*) or (more|less)")
"""The form that at least and at most have in a table."""


def compare(words: Words, node: n.Compare) -> Variants:
    """More than for at least, less than for at most, is not for is."""
    op, pairs = _OTHER_OPS[node.op]
    kind = "turned round" if node.op in ("is", "is not") else "comparison"
    change = words.swap(kind, node, pairs, op)
    cell = _CELL.fullmatch(change.before)
    if cell is not None:
        change = attrs.evolve(change, after=f"{cell[2]} than {cell[1]}")
    yield change, attrs.evolve(node, op=op)


def is_in(words: Words, node: n.In) -> Variants:
    """A code less, a code more, a span that ends one code earlier or later; and turned round."""
    yield words.opposite(node), attrs.evolve(node, negated=not node.negated)
    of = getattr(node.value, "type", None)
    if isinstance(of, Type) and of.is_scale and not node.ranges:
        yield from _scale(words, node, of.values)
        return
    yield from _lists(words, node, "items")
    more = next_to(words, of.domain if isinstance(of, Type) else "", node.items, node.ranges)
    if more:
        shared = _shared(words, node, f"with {more}")
        change = Change("code added", node.node_id, words.of(node), f"{words.of(node)}, {more}", shared)
        yield change, attrs.evolve(node, items=tuple(sorted((*node.items, more))))


def _scale(words: Words, node: n.In, steps: tuple[str, ...]) -> Variants:
    """One step higher and lower, where the words are all from one step on, or all up to one."""
    held = [step in node.items for step in steps]
    ends = [place for place in range(1, len(steps)) if held[place] != held[place - 1]]
    for end in (ends[0] - 1, ends[0] + 1) if len(ends) == 1 else ():
        if 0 < end < len(steps):
            items = steps[end:] if held[-1] else steps[:end]
            old, new = ((steps[ends[0]], steps[end]), (steps[ends[0] - 1], steps[end - 1]))[not held[-1]]
            yield (
                words.swap("threshold", node, [(old, new)], f"to {new}"),
                attrs.evolve(node, items=tuple(sorted(items))),
            )


def under(words: Words, node: n.Under) -> Variants:
    """A beginning of codes less; and turned round."""
    yield words.opposite(node), attrs.evolve(node, negated=not node.negated)
    yield from _lists(words, node, "roots")


def _lists(words: Words, node: n.In | n.Under, listed: str) -> Variants:
    codes: tuple[str, ...] = getattr(node, listed)
    for code in _dropped(words.of(node), codes) if len(codes) + len(node.ranges) > 1 else ():
        change = words.without("code left out", node, code)
        shared = "" if code in words.of(node) else _shared(words, node, f"without {code}")
        yield attrs.evolve(change, shared=shared), put(node, listed, tuple(c for c in codes if c != code))
    for place, (low, high) in enumerate(node.ranges):
        for span in _narrower(low, high):
            change = words.swap("end of a span", node, [(f"{low} to {high}", f"{span[0]} to {span[1]}")], "span moved")
            if change.after.endswith("[span moved]"):
                after = f"{words.of(node)} [{low} to {high} becomes {span[0]} to {span[1]}]"
                change = attrs.evolve(change, after=after, shared=_shared(words, node, f"{low} {high} {span}"))
            yield change, attrs.evolve(node, ranges=_replaced(node.ranges, place, span))


def _dropped(written: str, codes: tuple[str, ...]) -> list[str]:
    """Return the codes to leave out: each that stands in the rule; of those that a list with a name adds, the ends."""
    named = [code for code in codes if code not in written]
    return [code for code in codes if code in written or code in (named[0], named[-1])]


def _shared(words: Words, node: Any, what: str) -> str:
    """Name a change of a list that is written elsewhere: all rules that have its codes in place share it."""
    codes = (*getattr(node, "items", ()), *getattr(node, "roots", ()))
    written = words.of(node)
    return "" if all(code in written for code in codes) else repr((codes, node.ranges, what))


def _narrower(low: str, high: str) -> list[tuple[str, str]]:
    spans = [(_counted(low, 1), high), (low, _counted(high, -1))]
    return [(one, other) for one, other in spans if one and other and one <= other]


def _counted(code: str, step: int) -> str:
    """Return the code so many numbers further, "" when it has no number at its end.

    >>> _counted("99205", 1), _counted("F48", -1), _counted("97T", 1)
    ('99206', 'F47', '')
    """
    head = code.rstrip("0123456789")
    digits = code[len(head) :]
    if not digits or int(digits) + step < 0:
        return ""
    return head + str(int(digits) + step).zfill(len(digits))


def next_to(words: Words, domain: str, items: Sequence[str], ranges: Sequence[tuple[str, str]] = ()) -> str:
    """Return the next code after the last one of a list that the rulebook speaks of elsewhere; or the one before."""
    known = [c for c in words.neighbours.get(domain, ()) if c not in items and not _is_in_span(c, ranges)]
    last = max([*items, *(high for _, high in ranges)], default="")
    return next((c for c in known if c > last), known[-1] if known else "")


def _is_in_span(code: str, ranges: Sequence[tuple[str, str]]) -> bool:
    return any(len(code) == len(low) and low <= code <= high for low, high in ranges)


def _replaced(whole: tuple[Any, ...], place: int, part: Any) -> tuple[Any, ...]:
    return (*whole[:place], part, *whole[place + 1 :])


def in_rows(words: Words, node: n.InRows) -> Variants:
    """Turned round, and without one of its columns."""
    yield words.opposite(node), attrs.evolve(node, negated=not node.negated)
    for filtered in node.filters:
        rest = tuple(each for each in node.filters if each is not filtered)
        head = "with " if len(node.filters) == 1 else ""
        change = words.without("column left out", node, f"{head}{filtered[0]} {filtered[1]}", f"without {filtered[0]}")
        yield change, attrs.evolve(node, filters=rest)


def negated(words: Words, node: n.BusinessTest | n.Presence) -> Variants:
    """Turned round."""
    yield words.opposite(node), attrs.evolve(node, negated=not node.negated)


def wrapped(words: Words, node: n.Attested | n.TermRef) -> Variants:
    """Turned round by a `not` around it."""
    yield words.opposite(node), n.Not(WRAPPED, node)


def near(words: Words, node: n.Near) -> Variants:
    """One unit more or less, and to the other side."""
    yield from amounts(words, node, "window")
    other = _NEAR_SIDES.get(node.kind)
    if other is not None:
        yield words.swap("before or after", node, [(node.kind, other)]), attrs.evolve(node, kind=other)


def amounts(words: Words, node: Any, kind: str) -> Variants:
    """Yield a node with an amount one step below and above."""
    for amount in moved(node.amount):
        pairs = [(f"{node.amount:f} ", f"{amount:f} ")]
        yield words.swap(kind, node, pairs, f"{amount:f} {node.unit}"), attrs.evolve(node, amount=amount)


def includes(words: Words, node: n.Includes) -> Variants:
    """All for any, none for some; an item less or more."""
    for least, most in _other_counts(node.least, node.most, len(node.items)):
        kind = "turned round" if 0 in (most, node.most) else "any or all"
        yield words.swap(kind, node, _INCLUDE_WORDS[_count_kind(least, most)]), _counts(node, least, most)
    for item in node.items if len(node.items) > 1 else ():
        rest = tuple(each for each in node.items if each is not item)
        least = min(node.least, len(rest))
        said = str(item.value) if isinstance(item, n.Literal) else words.of(item)
        said = f'"{said}"' if f'"{said}"' in words.of(node) else said
        change = words.without("code left out", node, said)
        yield change, attrs.evolve(node, items=rest, least=least)
    yield from _item_added(words, node)


def _item_added(words: Words, node: n.Includes) -> Variants:
    literals = [each for each in node.items if isinstance(each, n.Literal) and isinstance(each.value, str)]
    if not literals or len(literals) < len(node.items) or (node.least == len(node.items) > 1):
        return
    more = next_to(words, literals[0].type.domain, [str(each.value) for each in literals])
    if more:
        added = attrs.evolve(literals[0], node_id=WRAPPED, value=more)
        after = f"{words.of(node)}, {more}"
        yield Change("code added", node.node_id, words.of(node), after), attrs.evolve(node, items=(*node.items, added))


def _other_counts(least: int, most: int, size: int) -> list[tuple[int, int]]:
    if (least, most) == (0, 0):
        return [(1, -1)]
    if most == -1 and least == size > 1:
        return [(1, -1), (0, 0)]
    if (least, most) == (1, -1):
        return [(0, 0), (size, -1)] if size > 1 else [(0, 0)]
    return [(1, -1), (0, 0)]


def _count_kind(least: int, most: int) -> str:
    return "none" if most == 0 else "any" if least == 1 else "all"


def _counts(node: Any, least: int, most: int) -> Any:
    return attrs.evolve(node, least=least, most=most)


_INCLUDE_WORDS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "none": (
        ("include all of", "include none of"),
        ("include any of", "include none of"),
        ("include exactly 1 of", "include none of"),
        ("include", "include none of"),
        ("all of", "none of"),
    ),
    "any": (
        ("include all of", "include any of"),
        ("include none of", "include any of"),
        ("include exactly 1 of", "include any of"),
        ("all of", "any of"),
        ("not ", ""),
    ),
    "all": (("include any of", "include all of"), ("any of", "all of")),
}


def count_of(words: Words, node: n.CountOf) -> Variants:
    """`or` for `and`, one more or less of a list; and without one of the parts."""
    size = len(node.arguments)
    is_all, is_any = (node.least, node.most) == (size, -1), (node.least, node.most) == (1, -1)
    if size > 1 and is_all:
        yield words.swap("any or all", node, [(" and ", " or ")], "or, for and"), _counts(node, 1, -1)
    elif size > 1 and is_any:
        yield (
            words.swap(
                "any or all", node, [(" or ", " and "), ("at least 1 of", f"at least {size} of")], "and, for or"
            ),
            _counts(node, size, -1),
        )
    elif size > 1:
        yield from _bounds(words, node, size)
    for argument in node.arguments if size > 1 else ():
        rest = tuple(each for each in node.arguments if each is not argument)
        least = len(rest) if is_all else min(node.least, len(rest))
        change = Change("condition left out", argument.node_id, words.of(argument), "")
        is_one = len(rest) == 1 and (node.most, least) == (-1, 1)
        yield change, rest[0] if is_one else attrs.evolve(node, arguments=rest, least=least)


def _bounds(words: Words, node: Any, highest: int = 10**6) -> Variants:
    """Yield a count with each of its bounds one lower and one higher."""
    for name in ("least", "most"):
        held = getattr(node, name)
        if held < 0 or (name == "least" and held == 0):
            continue
        other = {"least": "most", "most": "least"}[name]
        for amount in moved(Decimal(held)):
            bound = int(amount)
            changed = {name: bound, other: bound} if node.least == node.most else {name: bound}
            if (name == "most" and node.least == node.most) or not 0 <= bound <= highest:
                continue
            if bound == 0 and name == "least" and node.least != node.most:
                continue
            yield words.swap("threshold", node, [(str(held), str(bound))]), attrs.evolve(node, **changed)


def is_not(words: Words, node: n.Not) -> Variants:
    """Without the `not`."""
    pairs = [("it is not a", "it is a"), ("it is not", "it is"), ("not ", ""), ("no ", "some ")]
    yield words.swap("turned round", node, pairs), node.argument


def quantified(words: Words, node: n.Quantified) -> Variants:
    """No for some, some for no, one more or less."""
    if (node.least, node.most) in ((1, -1), (0, 0)):
        least, most = (0, 0) if node.least else (1, -1)
        pairs = _NONE if most == 0 else _SOME
        yield words.swap("some or no", node, pairs), _counts(node, least, most)
    else:
        yield from _bounds(words, node)


_NONE: Final = (("some other", "no other"), ("another", "no other"), ("some", "no"), ("at least 1", "no"))
_SOME: Final = (("no other", "another"), ("no", "some"))

CONDITIONS: Final[Mapping[type, Any]] = {
    n.Compare: compare,
    n.In: is_in,
    n.InRows: in_rows,
    n.BusinessTest: negated,
    n.Attested: wrapped,
    n.Under: under,
    n.Includes: includes,
    n.Presence: negated,
    n.Near: near,
    n.CountOf: count_of,
    n.Not: is_not,
    n.TermRef: wrapped,
    n.Quantified: quantified,
}
