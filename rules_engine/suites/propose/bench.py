"""The bench on which drafts are judged: one rule by itself, with a bound on how often."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import attrs

from rules_engine.claims.absence import Absent
from rules_engine.claims.frame import LineFrame
from rules_engine.interpreters.row import judge
from rules_engine.ir import nodes as n
from rules_engine.ir.example import Fact
from rules_engine.ir.rulebook import Rule, Rulebook
from rules_engine.suites.dossier import dossier_of
from rules_engine.suites.propose.draft import BILLED, OWN, Draft, example_of
from rules_engine.trace.result import Candidate, Candidates, RuleOutcome, RuleResult, Truth

_TRUE: Final = (Truth.TRUE, RuleOutcome.MET)
_FALSE: Final = (Truth.FALSE, RuleOutcome.NOT_MET)
_GRAVEST: Final = (
    RuleOutcome.NOT_MET,
    RuleOutcome.UNKNOWN,
    RuleOutcome.EXCUSED,
    RuleOutcome.MET,
    RuleOutcome.NOT_APPLICABLE,
)


@attrs.frozen(repr=False)
class At:
    """From where a condition looks: the line itself, or a thing found by `holder` (its `where` is asked of that)."""

    thing: int = OWN
    holder: Any = None


HERE: Final = At()


@attrs.frozen(repr=False)
class Look:
    """A draft as it was judged. result: None when the rule was not looked at."""

    draft: Draft
    result: RuleResult | None
    rulebook: Rulebook

    @property
    def outcome(self) -> RuleOutcome:
        """Return what the rule says of the line."""
        return RuleOutcome.NOT_APPLICABLE if self.result is None else self.result.outcome

    def records(self, at: At = HERE) -> dict[int, Any]:
        """Return what every part came to; empty when it was not looked at from there."""
        if self.result is None:
            return {}
        if at.thing == OWN:
            return self.result.records
        found = self.candidate(at)
        return {} if found is None else found.records

    def candidates(self, holder: Any) -> Candidates | None:
        """Return what a search looked at."""
        key = holder.node_id if isinstance(holder, n.Quantified) else holder.selection.node_id
        found = {} if self.result is None else self.result.records
        held = found.get(key)
        return held if isinstance(held, Candidates) else None

    def candidate(self, at: At) -> Candidate | None:
        """Return a thing of the draft among those that its search looked at."""
        found = self.candidates(at.holder)
        if found is None or at.thing >= len(self.draft.things):
            return None
        kind, rank = self.draft.things[at.thing].kind, self.draft.rank(at.thing)
        if kind not in (BILLED, "line"):
            return found.looked_at[rank] if rank < len(found.looked_at) else None
        name = ("EXAMPLE", rank + 2) if kind == BILLED else (f"EARLIER-{rank + 1}", 1)
        return next((each for each in found.looked_at if _name(each.frame) == name), None)

    def truth(self, node: Any, at: At = HERE) -> bool | None:
        """Return whether a part holds or is met; None when that is unknown or was not asked."""
        found = self.records(at).get(node.node_id)
        if isinstance(found, Candidates):
            found = found.truth
        return True if found in _TRUE else False if found in _FALSE else None

    def value(self, node: Any, at: At = HERE) -> Any:
        """Return what an expression came to; None when it is absent. What was not asked is read from the draft."""
        if isinstance(node, n.Literal):
            return node.value
        records = self.records(at)
        if isinstance(node, n.Field) and node.node_id not in records:
            stated = self.draft.of(at.thing if node.owner is n.Owner.SOUGHT else OWN).get(node.path)
            return None if isinstance(stated, Fact) else stated
        found = records.get(node.node_id)
        return None if isinstance(found, Absent) else found


def _name(frame: Any) -> tuple[Any, int]:
    return (frame.claim.claim_id, frame.line.number) if isinstance(frame, LineFrame) else ("", 0)


class Bench:
    """Judges drafts by one rule. left: how often it may still be asked."""

    def __init__(self, rule: Rule, rulebook: Rulebook) -> None:
        self.rule = rule
        self.rulebook = rulebook
        self.known_on: date | None = rule.validity.known_through
        names = {rule.name, *rule.after}
        alone = tuple(each for each in rulebook.rules if each.name in names or (rule.stage > 1 and each.stage == 1))
        self._alone = attrs.evolve(rulebook, rules=alone, coverage=())
        self._seen: dict[Draft, Look | None] = {}
        self.left = 0

    def look(self, draft: Draft) -> Look | None:
        """Return what the rule says of a draft; None when no such claim can be, or the bound is reached."""
        if self.left <= 0:
            return None
        self.left -= 1
        if draft not in self._seen:
            self._seen[draft] = self._judged(draft)
        return self._seen[draft]

    def _judged(self, draft: Draft) -> Look | None:
        try:
            dossier = dossier_of(example_of(draft, self.rulebook.name, self.known_on))
        except (TypeError, ValueError, OverflowError):  # a day or an entry that no record can hold
            return None
        results = judge(dossier, self._alone, self.known_on).results
        found = [each for each in results if each.rule is self.rule and each.line in (0, 1)]
        told = min(found, key=lambda each: _GRAVEST.index(each.outcome), default=None)
        return Look(draft, told, self.rulebook)
