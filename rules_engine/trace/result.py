"""What an interpreter found, before it is told: outcomes with the truth of every part that was looked at."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import Any

from msgspec import Struct

from rules_engine.claims.frame import LineFrame
from rules_engine.ir.rulebook import Coverage, Outcome, Rule


class Truth(Enum):
    """Strong Kleene truth."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


class RuleOutcome(Enum):
    """What a rule says of one line or claim."""

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not applicable"
    EXCUSED = "excused"


class Verdict(Enum):
    """What the rules say of a claim, gravest first. PASSES means: meets the encoded rules; never: will be paid."""

    FAILS = "fails"
    NEEDS_INFORMATION = "needs information"
    HOLD = "hold"
    WARN = "warn"
    PASSES = "passes"


class Need(Struct, frozen=True, order=True):
    """One fact that would settle an unknown.

    name: the field, "history", "reference NAME", or "answer of ROLE". line: of the claim, 0 for the claim itself.
    detail: for history, the days; for an answer, the question; for a fact of another claim, which line.
    """

    name: str
    line: int = 0
    kind: str = "line"
    detail: str = ""
    absence: str = "not supplied"


Records = dict[int, Any]
"""Node id → truth, value, or `Candidates` of a search."""


class Found(Struct, frozen=True):
    """What holds values of a claim: it does not tell them by itself."""

    __repr__ = object.__repr__


class Candidate(Found, frozen=True):
    """One thing that a search looked at.

    frame: its line or entry. truth: whether it is one of those sought. of_other_patient: whether it is a line of
    another patient, of whom no output tells an id.
    """

    frame: Any
    truth: Truth
    records: Records
    of_other_patient: bool = False


class Candidates(Found, frozen=True):
    """A search: its truth and what it looked at. missing: the days it could not see, empty when it saw everything."""

    truth: Truth
    looked_at: tuple[Candidate, ...]
    missing: str
    amount: Any = None


class Adjustment(Struct, frozen=True):
    """What a consequence does to a line, or what a payer allows for it.

    action: "reduce", "cut back", "downcode", "reclassify", "route", "allows" or "pays". amount: what is left, allowed
    or paid, in `unit` ("units", "dollars", "percent" taken off). target: code, class or payer. When what follows cannot
    be worked out from what is known, amount is None and target empty.
    """

    action: str
    amount: Decimal | None = None
    unit: str = ""
    target: str = ""

    @property
    def says(self) -> str:
        """Return it in words: "cut back to 0.5 units", "reduced by 25 percent", "pays 75.00 dollars".

        >>> Adjustment("cut back", Decimal("0.5"), "units").says
        'cut back to 0.5 units'
        >>> Adjustment("downcode").says
        'downcoded'
        """
        number = "" if self.amount is None else _digits(self.amount, self.unit)
        match self.action:
            case "reduce":
                return f"reduced by {number} {self.unit}"
            case "cut back":
                return f"cut back to {number} {self.unit}" if number else "cut back"
            case "allows" | "pays":
                return f"{self.action} {number} {self.unit}" if number else "amount not known"
        verb, to = {
            "downcode": ("downcoded", " to "),
            "reclassify": ("reclassified", " as "),
            "route": ("routed", " to "),
        }[self.action]
        return f"{verb}{to}{self.target}" if self.target else verb


def _digits(amount: Decimal, unit: str) -> str:
    """Dollars have cents; of other amounts zeros at the end say nothing."""
    return format(amount if unit == "dollars" else amount.normalize(), "f")


class RuleResult(Found, frozen=True):
    """The outcome of one rule for one line, or for the claim or a group of its lines, with the frame of the first.

    consequence: what follows when it is not met or not known (of several that may follow, the gravest).
    adjustment: what that does to the line; for a rule that pays, what is paid, also when it is met.
    lines: numbers of the lines of the group that it was judged for, else none.
    """

    rule: Rule
    frame: LineFrame
    line: int  # 0 when the rule is about the claim
    outcome: RuleOutcome
    records: Records
    needs: tuple[Need, ...] = ()
    consequence: Outcome | None = None
    adjustment: Adjustment | None = None
    lines: tuple[int, ...] = ()


class CoverageResult(Found, frozen=True):
    """What coverage says of one line.

    statement: the one that decided, which says that the list is complete when the code is not on it; or None.
    """

    line: int
    outcome: RuleOutcome
    statement: Coverage | None
    frame: LineFrame
    needs: tuple[Need, ...] = ()
