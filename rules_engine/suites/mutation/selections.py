"""Changes of what is looked for: a place less, a longer window, the month for the day, without its `where`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs

from rules_engine.ir import nodes as n
from rules_engine.suites.mutation.conditions import amounts
from rules_engine.suites.mutation.model import Change
from rules_engine.suites.mutation.values import Variants
from rules_engine.suites.mutation.words import Words

PATIENT: Final = ("claim", "patient_id")
_SIDES: Final[Mapping[str, str]] = {"before": "after", "after": "before", "until": "since", "since": "until"}
_UNITS: Final[Mapping[str, tuple[str, ...]]] = {
    "day": ("month",),
    "week": ("month",),
    "month": ("year", "day"),
    "year": ("month",),
}


def selection(words: Words, node: n.Selection) -> Variants:
    """A place less, without its `where`, with or without the line at hand, without the other patients."""
    for place in node.places:
        if is_asked(place, node.all_patients):
            rest = tuple(each for each in node.places if each is not place)
            change = Change("place left out", node.node_id, words.of(place), "")
            yield change, attrs.evolve(node, places=rest)
    if node.where is not None:
        change = Change("condition left out", node.node_id, f"where {words.of(node.where)}", "")
        yield change, attrs.evolve(node, where=None)
    if node.earlier is not None:
        change = Change("counting left out", node.node_id, f"counting lines where {words.of(node.earlier)}", "")
        yield change, attrs.evolve(node, earlier=None)
    if node.all_patients:
        yield words.without("place left out", node, "over all patients"), attrs.evolve(node, all_patients=False)


def is_asked(place: n.Place, all_patients: bool) -> bool:
    """Return whether a place leaves anything out: without other patients, all lines are of the same one."""
    return not (isinstance(place, n.Same) and place.path == PATIENT) or all_patients


def window(words: Words, node: n.Window) -> Variants:
    """One unit more or less, and to the other side."""
    if node.amount:
        yield from amounts(words, node, "window")
    other = _SIDES.get(node.kind)
    if other is not None:
        yield words.swap("before or after", node, _SIDE_WORDS), attrs.evolve(node, kind=other)


_SIDE_WORDS: Final = (("before", "after"), ("after", "before"))


def cycle(words: Words, node: n.Cycle) -> Variants:
    """The month for the day, the year for the month; a cycle with a name one day or month later."""
    if not node.name:
        for unit in _UNITS.get(node.unit, ()):
            yield words.swap("cycle", node, [(node.unit, unit)], unit), attrs.evolve(node, unit=unit)
        return
    said, shared = words.of(node), f"cycle {node.name}"
    if node.unit == "week":
        change = Change("cycle", node.node_id, said, f"{said} [a day later]", shared)
        yield change, attrs.evolve(node, weekday=(node.weekday + 1) % 7)
    elif node.start is None:
        change = Change("cycle", node.node_id, said, f"{said} [a day later]", shared)
        yield change, attrs.evolve(node, day=node.day + 1)


def quantifies_others(words: Words, node: n.Quantified) -> Variants:
    """Some line for another line: the line at hand counts too; not where it can never be of the codes sought."""
    sought = codes_sought(node.selection.where)
    is_apart = sought is not None and words.codes is not None and sought.isdisjoint(words.codes)
    if node.selection.kind == "line" and not is_apart:
        chosen = attrs.evolve(node.selection, other=not node.selection.other)
        pairs = _WITH_OWN if node.selection.other else _WITHOUT_OWN
        yield words.swap("this one too", node, pairs), attrs.evolve(node, selection=chosen)


def codes_sought(where: n.Condition | None) -> frozenset[str] | None:
    """Return the procedure codes that a thing sought must have one of, or None when it may have any."""
    match where:
        case n.In(value=n.Field(owner=n.Owner.SOUGHT, path=("line", "code")), ranges=(), negated=False):
            return frozenset(where.items)
        case n.Compare(op="is", left=n.Field(owner=n.Owner.SOUGHT, path=("line", "code")), right=n.Literal(value=code)):
            return frozenset({str(code)})
        case n.TermRef(body=body):
            return codes_sought(body)
        case n.CountOf(least=least, arguments=arguments) if least == len(arguments):
            known = [each for each in map(codes_sought, arguments) if each is not None]
            return frozenset.intersection(*known) if known else None
    return None


_WITH_OWN: Final = (("no other", "no"), ("another", "some"), ("other ", ""))
_WITHOUT_OWN: Final = (("some", "another"), ("no", "no other"), ("at ", "other than this, at "))

SELECTIONS: Final[Mapping[type, Any]] = {n.Selection: selection, n.Window: window, n.Cycle: cycle}
