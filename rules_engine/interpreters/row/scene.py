"""From where a part of a rule looks, and what it has found so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rules_engine.claims.frame import LineFrame
from rules_engine.interpreters.row.case import Case
from rules_engine.ir import nodes as n
from rules_engine.trace.result import Records, RuleOutcome, Truth

if TYPE_CHECKING:
    from rules_engine.interpreters.row.limits import Use


class Scene:
    """What a node looks at: this line, the thing sought (inside a `where`), and the records being kept.

    use: what the rule's first limit found, for those who ask what is used up; None before it was looked at.
    """

    __slots__ = ("case", "records", "sought", "this", "use")

    def __init__(self, case: Case, this: LineFrame, sought: Any, records: Records, use: Use | None = None) -> None:
        self.case = case
        self.this = this
        self.sought = sought
        self.records = records
        self.use = use

    def value(self, node: Any) -> Any:
        """Return the value of an expression, or why it is absent; recorded under the node's id, unless a literal."""
        kind = type(node)
        if kind is n.Literal:
            return node.value
        found = self.case.values[kind](self, node)
        self.records[node.node_id] = found
        return found

    def truth(self, node: Any) -> Truth:
        """Return whether a condition holds: true, false or unknown. It is recorded under the node's id."""
        found: Truth = self.case.truths[type(node)](self, node)
        self.records.setdefault(node.node_id, found)  # a search has recorded more than its truth
        return found

    def requirement(self, node: Any) -> RuleOutcome:
        """Return what one requirement says. `treat missing as not met` turns its unknown into not met."""
        found: RuleOutcome = self.case.requirements[type(node)](self, node)
        if found is RuleOutcome.UNKNOWN and node.missing == "not met":
            found = RuleOutcome.NOT_MET
        self.records[node.node_id] = found
        return found

    def inside(self, sought: Any, records: Records) -> Scene:
        """Return the scene inside a `where`, at one of the things sought."""
        return Scene(self.case, self.this, sought, records, self.use)

    def apart(self, frame: LineFrame) -> Scene:
        """Return a scene at a line for what is no part of the rule, whose node ids are its own."""
        return Scene(self.case, frame, None, {})
