"""Faults of one document to its rejections, with the count of claims lost."""

from __future__ import annotations

from collections.abc import Iterable

from rules_engine.claims.read.faults import FaultError
from rules_engine.claims.read.leaves import text
from rules_engine.claims.rejection import Rejection


class Refusals:
    """Gathers the rejections of one document."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._rejections: list[Rejection] = []

    def add(
        self, at: str, fault: FaultError, *, lost: int = 0, part: str = "", claim_id: str = "", start: int = 0
    ) -> None:
        """Add one fault. at: pointer of the record or value. start: byte offset of what is not JSON."""
        self._rejections.append(
            Rejection(
                code=fault.code,
                message=fault.message,
                help=fault.help,
                source=self.source,
                claim_id=claim_id,
                start=start,
                stop=start,
                pointer=f"{at}/{fault.key}" if fault.key else at,
                lost=lost,
                part=part,
            )
        )

    def add_all(
        self, faults: Iterable[tuple[str, FaultError]], *, lost: int = 0, part: str = "", claim_id: str = ""
    ) -> None:
        """Add the faults of one record; what is lost counts with the first of them."""
        for at, fault in faults:
            self.add(at, fault, lost=lost, part=part, claim_id=claim_id)
            lost = 0

    def taken(self) -> tuple[Rejection, ...]:
        """Return all of them in the order found."""
        return tuple(self._rejections)


def claim_id_of(raw: object) -> str:
    """Return the claim id of a record that cannot be read; empty when that cannot be read either."""
    try:
        return text(raw["claim_id"]) if isinstance(raw, dict) and "claim_id" in raw else ""
    except FaultError:
        return ""
