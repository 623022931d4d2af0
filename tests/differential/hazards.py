"""Where readers of one language are known to part ways, and how many pairs of a rulebook and a line meet each place.

Counted is what a rulebook asks of lines that have the value in question, not what stands in a dossier unread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

import numpy as np

from differential.kinds import tops
from differential.words import ODD_CODES, ODD_TEXTS
from rules_engine.batches.of_dossiers import DossierBatch
from rules_engine.claims.absence import Absent
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Rulebook
from rules_engine.ir.walk import walk

FLOORS: Final = {
    "a fact that is not supplied": 200,
    "a fact that is not documented": 100,
    "a fact that is not applicable": 100,
    "a fact that is unreadable": 100,
    "in a list, and missing": 50,
    "a text or code that looks like another": 20,
    "half a cent": 2,
    "half a step": 5,
    "less than no step": 5,
    "divided by zero": 5,
    "a quotient that does not end": 20,
    "a tenth and two tenths": 0.1,
    "more than 63 bits": 10,
    "more than nine decimal places": 3,
    "a sum that may pass 63 bits": 5,
    "the end of a month, moved by months": 20,
    "a leap day": 10,
    "the first or last day of time": 1,
    "nothing to look for": 50,
    "nothing to add or compare": 20,
    "a value at the edge of a comparison": 50,
    "twice the same in a list": 20,
    "a time with seconds": 5,
    "a history that is not whole": 50,
}
"""At least so many in a thousand pairs of a rulebook and a claim are asked for."""
Count = Callable[[Any, DossierBatch], Iterator[tuple[str, int]]]


def hazards(rulebook: Rulebook, batch: DossierBatch) -> Counter[str]:
    """Return how many lines meet each hazard in a rulebook."""
    found: Counter[str] = Counter()
    memory: dict[Any, list[Any]] = {}
    for top in tops(rulebook):
        for node in walk(top):
            for name, count in _of_node(node, batch, memory):
                found[name] += count
    return found


def _of_node(node: Any, batch: DossierBatch, memory: dict[Any, list[Any]]) -> Iterator[tuple[str, int]]:
    match node:
        case n.Field() if node.owner is n.Owner.THIS:
            yield from _of_field(node, batch, memory)
        case n.In() if _is_own(node.value):
            yield "in a list, and missing", _how_many(node.value, batch, lambda each: isinstance(each, Absent), memory)
        case n.Compare() if _is_own(node.left) and isinstance(node.right, n.Literal):
            wanted = node.right.value
            yield (
                "a value at the edge of a comparison",
                _how_many(node.left, batch, lambda each: each == wanted, memory),
            )
        case n.Arithmetic() if node.op == "/":
            yield from _of_quotient(node, batch, memory)
        case n.Payment():
            halves = [each for each in _own_fields(node.value) if each.type.domain == "dollars"]
            yield from (("half a cent", _how_many(each, batch, _ends_in_half_a_cent, memory)) for each in halves)
        case n.CountSteps():
            yield from _of_steps(node, batch, memory)
        case n.ShiftDate() if node.unit != "days":
            days = _own_fields(node.start)
            yield from (
                ("the end of a month, moved by months", _how_many(each, batch, _ends_month, memory)) for each in days
            )
        case n.Limit() if node.value is not None and _is_charge(node.value):
            yield "a tenth and two tenths", _tenths(batch, memory)
        case n.Aggregate() | n.Quantified():
            yield from _of_search(node, batch, memory)


def _of_field(node: n.Field, batch: DossierBatch, memory: dict[Any, list[Any]]) -> Iterator[tuple[str, int]]:
    key = ("of", node.path)
    if key not in memory:
        memory[key] = list(Counter(name for each in _values(node, batch, memory) for name in _names(each)).items())
    yield from memory[key]


def _names(value: Any) -> Iterator[str]:
    match value:
        case Absent():
            yield f"a fact that is {value.kind.value}"
        case Decimal():
            if abs(value) >= 2**63 - 1:
                yield "more than 63 bits"
            if value == value.to_integral_value() and 2**62 <= abs(value) < 2**64:
                yield "a sum that may pass 63 bits"
            if -int(value.as_tuple().exponent) > 9:
                yield "more than nine decimal places"
        case date():
            if value in (date.min, date.max):
                yield "the first or last day of time"
            if (value.month, value.day) == (2, 29):
                yield "a leap day"
        case str():
            if value in ODD_TEXTS or value in ODD_CODES:
                yield "a text or code that looks like another"
        case tuple():
            if len(set(value)) < len(value):
                yield "twice the same in a list"
    if hasattr(value, "second") and (value.second or value.microsecond):
        yield "a time with seconds"


def _of_quotient(node: n.Arithmetic, batch: DossierBatch, memory: dict[Any, list[Any]]) -> Iterator[tuple[str, int]]:
    if isinstance(node.right, n.Literal):
        is_zero, is_odd = node.right.value == 0, node.right.value in (3, 7)
        lines = int(batch.starts[-1]) if is_zero or is_odd else 0
        yield "divided by zero" if is_zero else "a quotient that does not end", lines
    elif _is_own(node.right):
        yield (
            "divided by zero",
            _how_many(node.right, batch, lambda each: isinstance(each, Decimal) and not each, memory),
        )


def _of_steps(node: n.CountSteps, batch: DossierBatch, memory: dict[Any, list[Any]]) -> Iterator[tuple[str, int]]:
    def is_half(value: Any) -> bool:
        return isinstance(value, Decimal) and abs(value) < 10**9 and value % node.step * 2 == node.step

    if _is_own(node.amount):
        yield "half a step", _how_many(node.amount, batch, is_half, memory)
        yield "less than no step", _how_many(node.amount, batch, lambda e: isinstance(e, Decimal) and e < 0, memory)


def _of_search(node: Any, batch: DossierBatch, memory: dict[Any, list[Any]]) -> Iterator[tuple[str, int]]:
    selection = node.selection
    name = "nothing to look for" if isinstance(node, n.Quantified) else "nothing to add or compare"
    if selection.kind != "line":
        entries = batch.entries(selection.path)
        yield name, int((entries.start == entries.stop).sum())
        return
    seen = batch.earlier()
    if not any(isinstance(each, n.OnClaim) for each in selection.places):
        first = [seen.complete_from.row(k) for k in range(len(seen.start))]
        yield "a history that is not whole", sum(each != date.min for each in first)
    alone = np.diff(batch.starts) + seen.stop - seen.start <= 1
    yield name, int(alone.sum()) if selection.other or isinstance(node, n.Aggregate) else int(alone.sum()) // 2
    if (
        isinstance(node, n.Aggregate)
        and node.op in ("total", "average")
        and node.value is not None
        and _is_charge(node.value)
    ):
        yield "a tenth and two tenths", _tenths(batch, memory)


def _is_charge(node: Any) -> bool:
    return isinstance(node, n.Field) and node.path == ("line", "charge")


def _tenths(batch: DossierBatch, memory: dict[Any, list[Any]]) -> int:
    found = memory.get("charges")
    if found is None:
        vector = batch.read(("line", "charge"))
        found = memory["charges"] = [vector.row(k) for k in range(int(batch.starts[-1]))]
    wanted = {Decimal("0.1"), Decimal("0.2")}
    spans = zip(batch.starts[:-1].tolist(), batch.starts[1:].tolist(), strict=True)
    return sum(wanted <= {each for each in found[a:b] if isinstance(each, Decimal)} for a, b in spans)


# --- what lines have ------------------------------------------------------------------------------------------------


def _is_own(node: Any) -> bool:
    return isinstance(node, n.Field) and node.owner is n.Owner.THIS


def _own_fields(node: Any) -> list[Any]:
    return [each for each in walk(node) if _is_own(each)]


def _values(node: n.Field, batch: DossierBatch, memory: dict[Any, list[Any]]) -> list[Any]:
    """Return what lines have in a field; each different value once for each line that has it."""
    key = ("values", node.path)
    if key not in memory:
        vector = batch.read(node.path)
        entries = [vector.entry(k) for k in range(len(vector.values))]
        index = range(len(entries)) if vector.index is None else vector.index.tolist()
        memory[key] = [entries[k] for k in index]
    return memory[key]


def _how_many(node: n.Field, batch: DossierBatch, holds: Callable[[Any], Any], memory: dict[Any, list[Any]]) -> int:
    return sum(bool(holds(each)) for each in _values(node, batch, memory))


def _ends_in_half_a_cent(value: Any) -> bool:
    return isinstance(value, Decimal) and abs(value) < 10**9 and value * 1000 % 10 == 5


def _ends_month(value: Any) -> bool:
    return isinstance(value, date) and value.day >= 29
