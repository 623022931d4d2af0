"""The HL segments of a transaction: which levels are open, and what is wrong with a new one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from .faults import Fault
from .records import NOWHERE, Scope

# HL03 → the loop it opens, the level above it, and the slots that a higher level may not fill.
_LEVELS: Final[dict[str, tuple[str, str, tuple[str, ...]]]] = {
    "20": ("2000A", "", ()),
    "22": ("2000B", "20", ()),
    "23": ("2000C", "22", ("2010CA NM1", "2010CA DMG")),
}
WITH_CLAIMS: Final = ("22", "23")


class Hierarchy:
    """Opens the levels of one transaction. report: called with the faults of a level that has no claim to refuse.

    A level is closed by the next one that is not under it, so that only one of each is held.
    """

    def __init__(self, report: Callable[[Fault], None]) -> None:
        self.root = Scope()
        self.scope = self.root
        self._report = report
        self._open = {"": ("", self.root)}  # level → HL01 and scope
        self._used: set[str] = set()

    def open(self, number: int, elements: list[str]) -> str:
        """Open a level and return its loop; empty when it is none. A fault refuses every claim under it."""
        own, above, level = elements[1:4]
        loop, wanted, closed = _LEVELS.get(level, ("", "", ()))
        held, parent = self._open.get(wanted, ("", None))
        fault = self._fault(number, own, above, loop, held if parent else None)
        if fault is None and parent is not None:
            scope = Scope(level, parent.chain(), dict.fromkeys(closed, NOWHERE))
            self._open = {open_level: each for open_level, each in self._open.items() if open_level < level}
            self._open[level] = own, scope
        else:
            scope = Scope(level, (self.root,), {}, [fault] if fault else [])
        self._used.add(own)
        self._move_to(scope)
        return loop

    def close(self) -> None:
        """Leave all levels."""
        self._move_to(None)

    def _fault(self, number: int, own: str, above: str, loop: str, held: str | None) -> Fault | None:
        """Return what is wrong with a new level. held: HL01 of the open level above it, if there is one."""
        if not loop:
            return Fault("unknown-hl-level", number, "HL", 3)
        if own in self._used:
            return Fault("repeated-hl-number", number, "HL", 1)
        if above != held:
            is_known = not above or above in self._used
            return Fault("wrong-hl-parent" if is_known else "unknown-hl-parent", number, "HL", 2)
        return None

    def _move_to(self, scope: Scope | None) -> None:
        kept = scope.chain() if scope is not None else ()
        for left in self.scope.chain():
            if left not in kept and not left.has_claims:
                for fault in left.faults:
                    self._report(fault)
        if scope is not None:
            self.scope = scope
