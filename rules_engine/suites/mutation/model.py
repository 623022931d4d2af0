"""Mutants: small changes of a rule's meaning, each with the author's words before and after."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from rules_engine.ir.example import Example
from rules_engine.ir.rulebook import DatedValue, Place, Rule


@attrs.frozen
class Change:
    """One change in words. before, after: what the author wrote, and what it becomes ("" when it is left out).

    kind: what sort of change, as "threshold" or "row left out". node: the id of the node that changes, 0 for what is no
    node. shared: stands for all rules that have the same list in place, else empty.
    lifted: how far the words were widened to what stands around them (0 not, 1 to the condition, 2 to the row).
    """

    kind: str
    node: int
    before: str
    after: str
    shared: str = ""
    lifted: int = 0

    @property
    def says(self) -> str:
        """Return the change in one line, by which a file of reasons names it.

        >>> Change("excuse left out", 3, "unless emergency is yes", "").says
        'unless emergency is yes -> (left out)'
        """
        return f"{self.before} -> {self.after or '(left out)'}"


@attrs.frozen(eq=False, repr=False)
class Mutant:
    """A rule with one change. key: equal for the same change of the same text, in whatever rulebook or rule it stands.

    place: where the text that changes is written. is_own: whether it stands within the rule, not in a definition.
    values: the named values of the rulebook, when one of them is what changes.
    """

    change: Change
    rule: Rule
    key: tuple[object, ...]
    place: Place
    is_own: bool
    values: Mapping[str, tuple[DatedValue, ...]] | None = None


@attrs.frozen
class Fate:
    """What became of one mutant. state: "killed", "survived", "equivalent".

    rule: the rule in which it was tried (the first of those that share what changed). by: the example that killed it.
    closest: the example that comes nearest to telling it from the rule, for a survivor. reason: why it is equivalent.
    """

    rule: Rule
    change: Change
    place: Place
    is_own: bool
    state: str
    by: Example | None = None
    closest: Example | None = None
    reason: str = ""


@attrs.frozen
class Score:
    """How many mutants there are, and how many an example kills; those known as equivalent count for nothing."""

    killed: int
    survived: int
    equivalent: int

    @property
    def share(self) -> float:
        """Return how many of a hundred are killed; 100 where there is nothing to kill.

        >>> Score(19, 1, 4).share
        95.0
        """
        whole = self.killed + self.survived
        return 100.0 if whole == 0 else round(100 * self.killed / whole, 1)
