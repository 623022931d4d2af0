"""Coverage as part of a trace: what the statements say of each line, and findings for lines that are not covered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from rules_engine.claims.frame import LineFrame
from rules_engine.claims.model import Dossier, ServiceLine
from rules_engine.ir.rulebook import ACTIONS, Coverage, Outcome, Rulebook
from rules_engine.trace.citing import cited, written_at
from rules_engine.trace.evidence import Witness, in_words
from rules_engine.trace.findings import AGAINST, consequence, missing
from rules_engine.trace.model import Covered, Finding, Missing, Offer, TracedLine, WrittenAt
from rules_engine.trace.result import CoverageResult, RuleOutcome
from rules_engine.trace.words import ABSENCES, value_text

_NOWHERE: Final = WrittenAt("", 0, 0)
_LATER_CLAUSES: Final = (" from ", " through ", " known ", " cites ", " confidence ", " as ", " remember ")
_OUTCOMES: Final = {RuleOutcome.MET: "covered", RuleOutcome.NOT_MET: "not covered"}


def traced_line(line: ServiceLine, result: CoverageResult | None, unchecked: bool, rulebook: Rulebook) -> TracedLine:
    """Return a line with what the coverage statements say of it. result: None when the rulebook states no coverage."""
    return TracedLine(
        number=line.number,
        code=value_text(line.code),
        modifiers=line.modifiers if isinstance(line.modifiers, tuple) else (),
        service_date=line.service_date if isinstance(line.service_date, date) else None,
        charge=format(line.charge, "f") if isinstance(line.charge, Decimal) else "",
        coverage=_covered(result, unchecked, rulebook),
        unchecked=unchecked,
    )


def _covered(result: CoverageResult | None, unchecked: bool, rulebook: Rulebook) -> Covered:
    if result is None:
        return Covered("unchecked" if unchecked else "no list", "", "", _NOWHERE, ())
    outcome = "unchecked" if unchecked else _OUTCOMES.get(result.outcome, "unknown")
    statement = result.statement
    if statement is None:
        return Covered(outcome, "", "", _NOWHERE, ())
    return Covered(outcome, statement.kind, statement.text, written_at(statement.place), cited(rulebook, statement))


class LineFindings:
    """Makes the findings about lines themselves: not covered, not known to be covered, unchecked."""

    def __init__(self, dossier: Dossier, rulebook: Rulebook, witness: Witness, days_left: int | None) -> None:
        self._dossier = dossier
        self._rulebook = rulebook
        self._witness = witness
        self._days_left = days_left

    def of_coverage(self, result: CoverageResult) -> Finding | None:
        """Return the finding of a line that is not covered, or of which that is not known; None when it is covered."""
        if result.outcome not in AGAINST:
            return None
        statement = result.statement
        not_covered = result.outcome is RuleOutcome.NOT_MET
        code = value_text(result.frame.line.code) or "this line"
        if not not_covered:
            reason = f"Cannot be decided: is {code} covered"
        elif statement is None:
            reason = f"{code} is not on the payer's list, and the list is whole"
        else:
            reason = f"{code} is not covered"
        required = _said(statement) if statement is not None else "the code is on the payer's list"
        words = ("not covered" if not_covered else "unknown", "deny", reason, required)
        needs = tuple(map(missing, result.needs))
        return self._make(_address(self._rulebook, statement), result.frame, words, statement, needs)

    def of_unchecked(self, line: ServiceLine) -> Finding:
        """Return the finding of a line that nothing in the rulebook speaks about. It is as grave as a hold."""
        frame = LineFrame(self._dossier, self._dossier.claim, line)
        reason = f"Nothing in the rulebook speaks about {value_text(line.code) or 'this line'}"
        if not self._rulebook.name:
            reason = "No rulebook is written for this payer"
        words = ("unchecked", "hold", reason, "a rule or a coverage statement for this code")
        return self._make(f"{self._rulebook.name or 'no-rulebook'}/unchecked", frame, words, None, ())

    def _make(
        self,
        rule: str,
        frame: LineFrame,
        words: tuple[str, str, str, str],
        statement: Coverage | None,
        needs: tuple[Missing, ...],
    ) -> Finding:
        outcome, action, reason, required = words
        owner = "rule author" if outcome == "unchecked" else "biller"
        follows = statement.outcome if statement is not None else Outcome(owner=owner)
        code = self._witness.of_line(frame, "code", ("line", "code"))
        return Finding(
            finding_id=f"{rule}#{frame.line.number}",
            rule=rule,
            rulebook=self._rulebook.name,
            digest=self._rulebook.digest,
            line=frame.line.number,
            code=code.value,
            outcome=outcome,
            action=action,
            severity=ACTIONS.index(action),
            reason=reason,
            required=required,
            found="; ".join((in_words(code), *(f"{need.name}: {ABSENCES[need.absence]}" for need in needs))),
            evidence=(code,),
            applies_because=(),
            seen=(),
            citations=cited(self._rulebook, statement) if statement is not None else (),
            written_at=written_at(statement.place) if statement is not None else _NOWHERE,
            owner=follows.owner or owner,
            permitted_fixes=(),
            consequence=consequence(follows),
            adjustment="",
            offers=tuple(Offer(name, values) for name, values in follows.offers),
            filing_days_left=self._days_left,
            needs=needs,
            siblings=0,
        )


def _said(statement: Coverage) -> str:
    """Return the statement without its dates and sources, which stand elsewhere in the trace."""
    words = statement.text
    return words[: min((words.index(each) for each in _LATER_CLAUSES if each in words), default=len(words))]


def _address(rulebook: Rulebook, statement: Coverage | None) -> str:
    if statement is None:
        return f"{rulebook.name}/coverage"
    day = statement.validity.from_day
    return f"{statement.rulebook}/{statement.kind}" + (f"@{day.isoformat()}" if day else "")
