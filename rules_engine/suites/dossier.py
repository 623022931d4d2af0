"""The dossier of an example: what it states, and absence for all the rest.

An example is about one made-up patient; all its lines are by one clinician unless it says otherwise. A further line
that names another patient is a line of other patients; every other further line is an earlier one.
"""

from __future__ import annotations

from typing import Any, Final

from rules_engine.claims import model
from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.ir.example import Example
from rules_engine.suites.facts import PATIENT, Entries, Facts, facts_of, patient_of, session_of, under
from rules_engine.suites.people import CLINICIAN, People

__all__ = ["CLINICIAN", "PATIENT", "dossier_of"]

_CLAIM: Final = "EXAMPLE"
_NUMBER: Final = ("line", "authorization_number")


def dossier_of(example: Example) -> model.Dossier:
    """Return the dossier that an example describes."""
    return _Maker(example).dossier()


class _Maker:
    """One example at work: its facts by line, and the records that they make."""

    def __init__(self, example: Example) -> None:
        self.example = example
        self.entries = Entries(example.entries)
        self.lines = [facts_of(facts, example.on) for facts in example.lines]
        self.further = [facts_of(facts, example.on) for facts in self.entries.lines()]
        self.shared: Facts = {path: value for facts in self.lines for path, value in facts.items()}
        self.patient = patient_of(self.shared)
        self.people = People()
        for facts in self.lines:
            self.people.meet(facts, self.entries)
        for facts in self.further:
            self.people.meet(facts)

    def dossier(self) -> model.Dossier:
        ledger = self._ledger()
        lists = {"diagnoses": self.entries.of("diagnosis"), "other_payers": self.entries.of("other payer")}
        return model.Dossier(
            claim=self._claim(_CLAIM, self.lines, self.shared, lists),
            sessions=self._sessions(),
            history=self._history(of_others=False),
            authorizations=ledger,
            providers=self.people.all(),
            member=self._member(),
            documents=self.entries.of("document", patient_id=self.patient),
            answers=self.entries.of("answer", claim_id=_CLAIM),
            other_patients=self._history(of_others=True),
        )

    def _claim(self, claim_id: str, lines: list[Facts], shared: Facts, lists: dict[str, Any]) -> model.Claim:
        stated = {name: value for name, value in under(shared, "claim").items() if value is not NOT_SUPPLIED}
        billed = [model.ServiceLine(**{**under(facts, "line"), "number": n}) for n, facts in enumerate(lines, 1)]
        defaults = {"patient_id": self.patient, "billing_npi": CLINICIAN, "claim_id": claim_id}
        return model.Claim(**{**defaults, **lists, **stated, "lines": tuple(billed)})

    def _sessions(self) -> tuple[model.Session, ...] | Absent:
        """Return the records of the billed lines, the further ones of the first line, and those of further lines."""
        kinds = {"participant": "participants", "consent": "consents", "interval": "intervals"}
        lists = {name: self.entries.of(kind) for kind, name in kinds.items()}
        found = [
            session_of(facts, _CLAIM, number, lists)
            for number, facts in enumerate(self.lines, 1)
            if _has_record(facts) or self.entries.has(*kinds)
        ]
        if self.entries.has("session"):
            found += self.entries.of("session", claim_id=_CLAIM, line_number=1)
        found += [
            session_of(facts, _earlier(n), 1, {}) for n, facts in enumerate(self.further, 1) if _has_record(facts)
        ]
        return tuple(found) if found or self.entries.has("session") else NOT_SUPPLIED

    def _history(self, *, of_others: bool) -> model.History | Absent:
        """Return the earlier lines of the patient, or the lines of other patients."""
        span = self.example.others_complete if of_others else self.example.complete
        claims = [
            self._claim(_earlier(number), [facts], facts, {})
            for number, facts in enumerate(self.further, 1)
            if self._is_of_other(facts) is of_others
        ]
        says_none = self.entries.has("line") and not self.further and not of_others
        if not claims and span is None and not says_none:
            return NOT_SUPPLIED
        first, last = span or (NOT_SUPPLIED, NOT_SUPPLIED)
        return model.History(claims=tuple(claims), complete_from=first, complete_through=last)

    def _is_of_other(self, facts: Facts) -> bool:
        patient = patient_of(facts, self.patient)
        return isinstance(patient, str) and patient != self.patient

    def _ledger(self) -> tuple[model.Authorization, ...] | Absent:
        """Return the ledger, with an entry for each line that states facts of its authorization."""
        entries: tuple[model.Authorization, ...] | Absent
        entries = self.entries.of("authorization", patient_id=self.patient)
        found: dict[str, model.Authorization] = {}
        for facts in (*self.lines, *self.further):
            stated = under(facts, "authorization")
            if not stated:
                continue
            patient = patient_of(facts, self.patient)
            alike = [number for number, each in found.items() if each == _granted(stated, number, patient)]
            number = facts.setdefault(_NUMBER, alike[0] if alike else f"GRANT-{len(found) + 1}")
            if isinstance(number, str):
                found[number] = _granted(stated, number, patient)
        if not found:
            return entries
        return (*(() if isinstance(entries, Absent) else entries), *found.values())

    def _member(self) -> model.Member | Absent:
        stated, kinds = under(self.shared, "member"), {"coverage": "coverages", "stay": "stays"}
        if not stated and not self.entries.has(*kinds):
            return NOT_SUPPLIED
        lists = {name: self.entries.of(kind) for kind, name in kinds.items()}
        return model.Member(**{**lists, **stated, "patient_id": self.patient})


def _has_record(facts: Facts) -> bool:
    return any(path[0] == "session" for path in facts)


def _earlier(number: int) -> str:
    return f"EARLIER-{number}"


def _granted(stated: dict[str, Any], number: str, patient: Any) -> model.Authorization:
    return model.Authorization(**stated, number=number, patient_id=patient)
