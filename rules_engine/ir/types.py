"""Types of values in rules. A quantity always has a unit; days and months are different units."""

from __future__ import annotations

from enum import Enum
from typing import Final

import attrs

from rules_engine.value import Value


class TypeKind(Enum):
    """How values are compared: symbols for equality only, quantities, dates and times also for order."""

    SYMBOL = "symbol"
    QUANTITY = "quantity"
    DATE = "date"
    TIME = "time"
    FLAG = "flag"
    RECORD = "record"


@attrs.frozen(eq=False, repr=False)
class Type(Value):
    """A type of value.

    domain: for symbols what they name ("procedure code", "session mode" …); for quantities the unit.
    is_list: several values at once; only symbols come in lists.
    values: the words that a closed domain allows, else empty.
    is_scale: the words stand in rising order, so they can be compared for order too.
    """

    kind: TypeKind
    domain: str = ""
    is_list: bool = False
    values: tuple[str, ...] = ()
    is_scale: bool = False

    @property
    def says(self) -> str:
        """Return the type in the words of a message: "a procedure code", "minutes", "a date"."""
        if self.kind is TypeKind.QUANTITY:
            return self.domain or "a number"
        if self.kind is TypeKind.SYMBOL:
            name = self.domain if not self.is_list else f"list of {self.domain}s"
            return ("an " if name[0] in "aeiou" else "a ") + name
        return {"date": "a date", "time": "a time", "flag": "yes or no", "record": "a record"}[self.kind.value]


DATE: Final = Type(TypeKind.DATE)
TIME: Final = Type(TypeKind.TIME)
FLAG: Final = Type(TypeKind.FLAG)
RECORD: Final = Type(TypeKind.RECORD)
NUMBER: Final = Type(TypeKind.QUANTITY)
TEXT: Final = Type(TypeKind.SYMBOL, "text")


def quantity(unit: str) -> Type:
    """Return the type of an amount in `unit` ("minutes", "units", "dollars" …; empty for a bare number)."""
    return Type(TypeKind.QUANTITY, unit)
