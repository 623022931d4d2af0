"""The state of one transaction while it is read: which loop the next segment is in, and whose it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from .composites import PRINCIPAL, QUALIFIERS
from .faults import Fault
from .hierarchy import WITH_CLAIMS, Hierarchy
from .loops import NAMES, NO_STEPS, PLACED, SHARED, STEPS, Steps
from .records import CLAIM_BLANKS, NOWHERE, ClaimRecord, Segment, Slots

_FAULTS_KEPT: Final = 8  # of one claim or HL: what follows from them is no news
_PARTS_KEPT: Final = 5_000  # lines of a claim, and so on; the guide allows 50
_ADJUSTMENTS_KEPT: Final = 50  # segments of one loop; 005010X222A1 has five

Part = TypeVar("Part")

Handler = Callable[[int, list[str]], None]
"""Takes the number of a segment and its elements, blanks after the last."""


class Transaction:
    """Sorts the segments between ST and SE into records. finish: called with each claim when it is complete."""

    def __init__(self, component: str, finish: Callable[[ClaimRecord], None], report: Callable[[Fault], None]) -> None:
        self._component = component
        self._finish = finish
        self._report = report
        self._levels = Hierarchy(report)
        self._claim: ClaimRecord | None = None
        self._line: Slots | None = None
        self._loop = "HEADER"
        self._steps: Steps = STEPS["HEADER"]
        self._slots: Slots = self._levels.root.slots

    def handlers(self) -> dict[str, Handler]:
        """Return what takes each segment that is read, by its tag."""
        plain = dict.fromkeys(("BHT", "PAT", "DMG", "SV1"), self._keep_plain)
        qualified = dict.fromkeys(("NM1", "DTP", "AMT", "PRV"), self._keep_qualified)
        return {
            **plain,
            **qualified,
            "REF": self._keep_reference,
            "HL": self._hierarchy,
            "CLM": self._open_claim,
            "SBR": self._subscriber,
            "LX": self._open_line,
            "HI": self._health_codes,
            "PWK": self._paperwork,
            "NTE": self._note_of_line,
            "LIN": self._drug,
            "SVD": self._adjudication,
            "CAS": self._adjustment,
        }

    def close(self) -> None:
        """Finish the last claim, and report what is wrong with loops that have no claim to reject."""
        self._close_claim()
        self._levels.close()

    def fault(self, fault: Fault) -> None:
        """Note a fault of the open claim or HL, or report it when neither has come."""
        if self._claim is None and self._levels.scope is self._levels.root:
            self._report(fault)
        else:
            self._note(fault)

    def truncate(self) -> None:
        """Note that the transaction has no end, so that its last claim may not be whole."""
        if self._claim is not None:
            self._claim.faults.append(Fault("truncated-claim", self._claim.segment[0], "CLM"))

    def _keep_plain(self, number: int, elements: list[str]) -> None:
        self._keep(elements[0], number, elements)

    def _keep_qualified(self, number: int, elements: list[str]) -> None:
        self._keep(f"{elements[0]}*{elements[1]}", number, elements)

    def _keep_reference(self, number: int, elements: list[str]) -> None:
        # REF04 names another payer, whose numbers are not asked.
        if not elements[4]:
            self._keep(f"REF*{elements[1]}", number, elements)

    def _keep(self, key: str, number: int, elements: list[str]) -> None:
        step = self._steps.get(key)
        if step is None:
            self._stray(key, number)
            return
        slot, loop, shadow = step
        if loop:
            self._loop = loop
            self._steps = STEPS[loop]
            if shadow:
                self._slots.setdefault(shadow, NOWHERE)
        if slot:
            if slot in self._slots and self._slots[slot] is not NOWHERE:
                self._note(Fault("repeated-segment", number, elements[0]))
            self._slots[slot] = number, elements

    def _stray(self, key: str, number: int) -> None:
        """Note a segment that may not stand here, unless it says nothing that is asked."""
        tag = key.partition("*")[0]
        if key in PLACED:
            fault = Fault("misplaced-segment", number, tag)
            _append(self._levels.scope.faults, fault) if key in SHARED else self._note(fault)
        elif tag == "NM1" and key not in NAMES:
            self._note(Fault("unknown-qualifier", number, tag, 1))

    def _note(self, fault: Fault) -> None:
        """Note a fault of the open claim, or of the loop that claims will share."""
        _append(self._levels.scope.faults if self._claim is None else self._claim.faults, fault)

    def _enter(self, loop: str, slots: Slots) -> None:
        self._loop = loop
        self._steps = STEPS.get(loop, NO_STEPS)
        self._slots = slots

    def _hierarchy(self, number: int, elements: list[str]) -> None:
        self._close_claim()
        loop = self._levels.open(number, elements)
        self._enter(loop, self._levels.scope.slots)

    def _open_claim(self, number: int, elements: list[str]) -> None:
        self._close_claim()
        segment = (number, elements + list(CLAIM_BLANKS))
        claim = ClaimRecord(segment, self._levels.scope, {"2300 CLM": segment})
        if claim.scope.level not in WITH_CLAIMS:
            claim.faults.append(Fault("claim-outside-subscriber", number, "CLM"))
        self._claim = claim
        self._enter("2300", claim.slots)

    def _close_claim(self) -> None:
        claim = self._claim
        if claim is not None:
            self._claim = self._line = None
            for scope in claim.scope.chain():
                scope.has_claims = True
            self._finish(claim)

    def _open_part(self, parts: list[Slots], loop: str, tag: str, segment: Segment) -> Slots:
        """Open a loop of which a claim can have several."""
        slots: Slots = {f"{loop} {tag}": segment}
        self._keep_part(parts, slots, segment)
        self._enter(loop, slots)
        return slots

    def _keep_part(self, parts: list[Part], part: Part, segment: Segment) -> None:
        if len(parts) < _PARTS_KEPT:
            parts.append(part)
        else:
            self._note(Fault("too-many-loops", segment[0], segment[1][0]))

    def _subscriber(self, number: int, elements: list[str]) -> None:
        if self._claim is None or self._line is not None:
            self._keep("SBR", number, elements)
            return
        self._open_part(self._claim.payers, "2320", "SBR", (number, elements))

    def _open_line(self, number: int, elements: list[str]) -> None:
        if self._claim is None:
            self._note(Fault("misplaced-segment", number, "LX"))
            return
        self._line = self._open_part(self._claim.lines, "2400", "LX", (number, elements))

    def _health_codes(self, number: int, elements: list[str]) -> None:
        if self._claim is None or self._loop != "2300":
            self._note(Fault("misplaced-segment", number, "HI"))
            return
        segment = number, elements
        qualifier = elements[1].partition(self._component)[0]
        if qualifier in QUALIFIERS:
            if qualifier in PRINCIPAL and self._claim.diagnoses:
                self._note(Fault("repeated-segment", number, "HI"))
            self._keep_part(self._claim.diagnoses, segment, segment)
            self._slots.setdefault("2300 HI", segment)

    def _paperwork(self, number: int, elements: list[str]) -> None:
        if self._claim is None or self._loop not in ("2300", "2400"):
            self._note(Fault("misplaced-segment", number, "PWK"))
            return
        segment = number, elements
        if elements[1]:
            self._keep_part(self._claim.attachments, segment, segment)
            self._claim.slots.setdefault(f"{self._loop} PWK", segment)

    def _note_of_line(self, number: int, elements: list[str]) -> None:
        """Keep the additional information of a line; of two notes nobody can say which one counts."""
        if self._line is not None and self._loop == "2400" and elements[1] == "ADD":
            self._line["2400 NTE"] = NOWHERE if "2400 NTE" in self._line else (number, elements)

    def _drug(self, number: int, _elements: list[str]) -> None:
        if self._line is None:
            self._note(Fault("misplaced-segment", number, "LIN"))
            return
        self._enter("2410", self._line)

    def _adjudication(self, number: int, elements: list[str]) -> None:
        if self._claim is None or self._line is None:
            self._note(Fault("misplaced-segment", number, "SVD"))
            return
        self._open_part(self._claim.adjudications, "2430", "SVD", (number, elements))

    def _adjustment(self, number: int, elements: list[str]) -> None:
        """Keep what another payer took off, of the claim (2320) or of a line (2430); elsewhere it says nothing."""
        if self._loop in ("2320", "2430"):
            key = f"{self._loop} CAS"
            place = sum(slot.startswith(key) for slot in self._slots)
            if place < _ADJUSTMENTS_KEPT:
                self._slots[f"{key}*{place}" if place else key] = number, elements


def _append(faults: list[Fault], fault: Fault) -> None:
    if len(faults) < _FAULTS_KEPT:
        faults.append(fault)
