"""Small changes of a draft that may bring a part of a rule to what is wanted; whether they do is looked at later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from rules_engine.interpreters.row.requirements import cents
from rules_engine.ir import nodes as n
from rules_engine.suites.propose import searches
from rules_engine.suites.propose.bench import HERE, At, Look
from rules_engine.suites.propose.candidates import field_of, values_for
from rules_engine.suites.propose.draft import Draft, Thing
from rules_engine.suites.propose.levers import filled, keyed, lever, tried
from rules_engine.suites.propose.values import beside


def toward(look: Look, node: Any, wanted: bool, at: At = HERE) -> Iterator[Draft]:
    """Yield drafts in which a condition or requirement may hold (`wanted`), or may not."""
    maker = _PARTS.get(type(node), _leaf)
    yield from maker(look, node, wanted, at)


def _leaf(look: Look, node: Any, wanted: bool, at: At) -> Iterator[Draft]:
    for field, value in values_for(look, node, wanted, at):
        found = lever(field, at)
        if found is not None:
            yield look.draft.put(*found, value)
    yield from filled(look, node, at)
    yield from searches.inside(look, node)
    yield from tried(look, node, at)


# --- what holds other parts -----------------------------------------------------------------------


def _count(look: Look, node: n.CountOf, wanted: bool, at: At) -> Iterator[Draft]:
    """More of the arguments must hold, or fewer."""
    holding = [each for each in node.arguments if look.truth(each, at) is True]
    too_few = len(holding) < node.least
    if wanted is too_few or (wanted and len(holding) <= (node.most if node.most >= 0 else len(node.arguments))):
        yield from _each(look, (each for each in node.arguments if look.truth(each, at) is not True), True, at)
    if not wanted or not too_few:
        yield from _each(look, (each for each in node.arguments if look.truth(each, at) is not False), False, at)


def _each(look: Look, parts: Iterable[Any], wanted: bool, at: At) -> Iterator[Draft]:
    for part in parts:
        yield from toward(look, part, wanted, at)


def _not(look: Look, node: n.Not, wanted: bool, at: At) -> Iterator[Draft]:
    yield from toward(look, node.argument, not wanted, at)


def _term(look: Look, node: n.TermRef, wanted: bool, at: At) -> Iterator[Draft]:
    yield from toward(look, node.body, wanted, at)


def _requires(look: Look, node: n.Requires, wanted: bool, at: At) -> Iterator[Draft]:
    yield from toward(look, node.condition, wanted, at)


def _forbids(look: Look, node: n.Forbids, wanted: bool, at: At) -> Iterator[Draft]:
    yield from toward(look, node.condition, not wanted, at)


def _table(look: Look, node: n.Table, wanted: bool, at: At) -> Iterator[Draft]:
    """A row is chosen, and its cells hold or do not; rows that are chosen already come first."""
    chosen = [row for row in node.rows if all(look.truth(cell, at) is True for cell in row.when)]
    for row in chosen:
        yield from _row(look, row, wanted, at)
    for row in node.rows:
        if row not in chosen:
            yield from _each(look, (cell for cell in row.when if look.truth(cell, at) is not True), True, at)
    for row in chosen:
        yield from _each(look, row.when, False, at)


def _row(look: Look, node: n.Row, wanted: bool, at: At) -> Iterator[Draft]:
    yield from _each(look, (cell for cell in node.when if look.truth(cell, at) is not True), True, at)
    yield from _each(look, (cell for cell in node.cells if look.truth(cell, at) is not wanted), wanted, at)


def _record(look: Look, node: n.RecordNeed, wanted: bool, at: At) -> Iterator[Draft]:
    yield from _each(look, (each for each in node.elements if look.truth(each, at) is not wanted), wanted, at)


def _element(look: Look, node: n.Element, wanted: bool, at: At) -> Iterator[Draft]:
    yield from _each(look, (each for each in node.alternatives if look.truth(each, at) is not wanted), wanted, at)
    for each in (node.where, node.unless):
        if each is not None and look.truth(each, at) is not wanted:
            yield from toward(look, each, wanted, at)


# --- what looks elsewhere -------------------------------------------------------------------------


def _in_rows(look: Look, node: n.InRows, wanted: bool, at: At) -> Iterator[Draft]:
    reference = look.rulebook.references.get(node.reference)
    if wanted is not node.negated and reference is not None:
        yield from keyed(look, node.values, reference, node.filters, at)
    yield from filled(look, node, at)
    yield from tried(look, node, at)


def _attested(look: Look, node: n.Attested, wanted: bool, at: At) -> Iterator[Draft]:
    said = ((("role",), node.role), (("question",), node.question), (("holds",), wanted))
    for number in look.draft.numbers("answer"):
        facts = look.draft.of(number)
        if (facts.get(("role",)), facts.get(("question",))) == (node.role, node.question):
            yield look.draft.put(number, ("holds",), wanted)
            return
    yield look.draft.add(Thing("answer", said))


def _payment(look: Look, node: n.Payment, wanted: bool, at: At) -> Iterator[Draft]:
    """The amount is what it should be, or a cent more."""
    expected, found = look.value(node.value, at), lever(node.amount, at)
    if expected is None:
        yield from filled(look, node.value, at)
        yield from searches.inside(look, node)
    elif found is not None:
        amount = cents(expected)
        yield look.draft.put(*found, amount if wanted else beside(amount, 1, "dollars"))


def _quantified(look: Look, node: n.Quantified, wanted: bool, at: At) -> Iterator[Draft]:
    """More or fewer things must be found: by changing those that are there, or their number."""
    found, where = len(searches.counted(look, node)), node.selection.where
    if found >= node.least:
        yield from searches.whole(look, node, node.selection)
    is_short = found < node.least
    ways = [is_short] if wanted else [each for each in (False, True) if is_short or not each or node.most >= 0]
    for number in searches.things(look, node.selection) if where is not None else ():
        for way in ways:
            if look.candidate(At(number, node)) is not None:
                yield from toward(look, where, way, At(number, node))
    yield from searches.of_count(look, node, wanted)


def _limit(look: Look, node: n.Limit, wanted: bool, at: At) -> Iterator[Draft]:
    if wanted:
        yield from searches.whole(look, node, node.selection)
    if node.value is not None:
        field, most = field_of(node.value), look.value(node.most, at)
        found = None if field is None else lever(field, at)
        if found is not None and node.measure == "total" and most is not None:
            yield look.draft.put(*found, most if wanted else beside(most, 1, node.most.type.domain))
        yield from filled(look, node.value, at)
    yield from filled(look, node.most, at)
    for each in (node.selection.where,):
        if each is not None and not wanted:
            yield from toward(look, each, True, at)
    yield from searches.of_limit(look, node, wanted)
    yield from filled(look, node, at)
    if node.value is not None:
        yield from tried(look, node.value, at)


_PARTS: Final[dict[type, Any]] = {
    n.CountOf: _count,
    n.Not: _not,
    n.TermRef: _term,
    n.Requires: _requires,
    n.Forbids: _forbids,
    n.Table: _table,
    n.Row: _row,
    n.RecordNeed: _record,
    n.Element: _element,
    n.InRows: _in_rows,
    n.Attested: _attested,
    n.Payment: _payment,
    n.Quantified: _quantified,
    n.Limit: _limit,
}
