"""What an evaluation of a partial dossier left known of the parts of a rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from rules_engine.claims.absence import Absent
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Rulebook
from rules_engine.trace.result import Records, Truth

NOTHING: Final = object()
"""Stands for a value that is not known."""


def everything(node: Any) -> bool:
    """Take every part that was looked at for known."""
    return True


@attrs.frozen(repr=False)
class Known:
    """What is known: the records of an evaluation, as far as they may be used.

    classes: class of each fact of a line by its name. may_use: whether what was found of a part counts.
    """

    records: Records
    classes: Mapping[str, str]
    may_use: Callable[[Any], bool] = everything

    def truth(self, node: Any) -> Truth:
        """Return what was found of a condition; unknown when it was not looked at."""
        found = self.records.get(node.node_id)
        found = getattr(found, "truth", found)
        return found if isinstance(found, Truth) and self.may_use(node) else Truth.UNKNOWN

    def value(self, node: Any) -> Any:
        """Return the value that was found of an expression, or `NOTHING`."""
        found = self.records.get(node.node_id, NOTHING)
        return NOTHING if isinstance(found, Absent) or not self.may_use(node) else found

    def is_clinical(self, node: Any) -> bool:
        """Return whether a fact of the record stands somewhere in a node."""
        return any(self.classes.get(each.name) == "clinical" for each in fields_of(node))


_OF_CODE: Final = {("line", "code"), ("line", "service_date")}


def hangs_on_code(node: Any) -> bool:
    """Return whether nothing but the code and the day of service is read by a part of a rule."""
    parts = parts_of(node)
    if any(isinstance(each, n.Selection | n.Attested | n.RunningCount | n.AmountSoFar | n.Limit) for each in parts):
        return False
    return all(each.path in _OF_CODE for each in parts if isinstance(each, n.Field))


def classes_of(book: Rulebook) -> dict[str, str]:
    """Return the class of each fact by its name; a name that several kinds share has the class of the line's fact."""
    found: dict[str, str] = {}
    for key, note in book.fields.items():
        if key.startswith("line:") or note.name not in found:
            found[note.name] = note.field_class
    return found


def parts_of(held: Any) -> list[Any]:
    """Return the nodes of a part of the IR, from the top down."""
    waiting, found = [held], []
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting += reversed(part)
        elif attrs.has(type(part)):
            found.append(part)
            waiting += [getattr(part, each.name) for each in reversed(attrs.fields(type(part)))]
    return found


def fields_of(held: Any) -> list[n.Field]:
    """Return the facts that a part of the IR reads."""
    return [each for each in parts_of(held) if isinstance(each, n.Field)]
