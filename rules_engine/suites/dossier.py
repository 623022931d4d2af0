"""The dossier of an example: what it states, and absence for all the rest.

An example is about one made-up patient; all its lines are by one clinician unless it says otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from rules_engine.claims import model
from rules_engine.claims.absence import NOT_DOCUMENTED, NOT_SUPPLIED
from rules_engine.ir.example import Entry, Example, Fact

CLINICIAN: Final = "1999999984"
PATIENT: Final = "EXAMPLE"
_DERIVED: Final = {
    "session_minutes": ("session", "minutes"),
    "birth_date": ("claim", "patient_birth_date"),
    "filing_date": ("claim", "submission_date"),
}
_NESTED: Final = {"signature": model.Signature, "plan": model.TreatmentPlan}
_CLASSES: Final = {
    "diagnosis": model.Diagnosis,
    "participant": model.Participant,
    "consent": model.Consent,
    "authorization": model.Authorization,
    "licence": model.Licence,
    "enrolment": model.Licence,
    "coverage": model.Coverage,
    "other payer": model.OtherPayer,
}
Facts = dict[tuple[str, ...], Any]


def dossier_of(example: Example) -> model.Dossier:
    """Return the dossier that an example describes."""
    lines = [_facts(facts, example.on) for facts in example.lines]
    entries = _by_kind(example.entries)
    shared: Facts = {key: value for line in lines for key, value in line.items()}
    claim = _claim("EXAMPLE", lines, shared, entries)
    return model.Dossier(
        claim=claim,
        sessions=_sessions(lines, entries),
        history=_history(example, entries),
        authorizations=_entries("authorization", entries),
        providers=_providers(shared, entries),
        member=_member(shared, entries),
    )


def _facts(facts: Iterable[Fact], day: date) -> Facts:
    found: Facts = {}
    for fact in facts:
        path = fact.path
        if path == ("derived", "age"):
            found[("claim", "patient_birth_date")] = day.replace(year=day.year - int(str(fact.value)), day=1)
            continue
        if path[0] == "derived":
            path = _DERIVED[path[1]]
        found[path] = {"not supplied": NOT_SUPPLIED, "not documented": NOT_DOCUMENTED}.get(fact.absent, fact.value)
    found.setdefault(("line", "service_date"), day)
    return found


def _by_kind(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    kinds: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        kinds[entry.kind].append(entry)
    return kinds


def _claim(name: str, lines: list[Facts], shared: Facts, entries: dict[str, list[Entry]]) -> model.Claim:
    stated = {path[1]: value for path, value in shared.items() if path[0] == "claim" and value is not NOT_SUPPLIED}
    billed = tuple(_line(number, facts) for number, facts in enumerate(lines, 1))
    defaults = {"patient_id": PATIENT, "billing_npi": CLINICIAN, "claim_id": name}
    lists = {"diagnoses": _entries("diagnosis", entries), "other_payers": _entries("other payer", entries)}
    return model.Claim(**{**defaults, **lists, **stated, "lines": billed})


def _line(number: int, facts: Facts) -> model.ServiceLine:
    stated = {path[1]: value for path, value in facts.items() if path[0] == "line"}
    stated.setdefault("rendering_npi", CLINICIAN)
    stated["number"] = number
    return model.ServiceLine(**stated)


def _entries(kind: str, entries: dict[str, list[Entry]]) -> Any:
    if kind not in entries:
        return NOT_SUPPLIED
    return tuple(_entry(kind, entry) for entry in entries[kind] if entry.facts)


def _entry(kind: str, entry: Entry) -> Any:
    stated = {fact.path[-1]: _value(fact) for fact in entry.facts}
    if kind == "diagnosis":
        stated["position"] = int(str(stated.get("position", 1)))
    return _CLASSES[kind](**stated)


def _value(fact: Fact) -> Any:
    return {"not supplied": NOT_SUPPLIED, "not documented": NOT_DOCUMENTED}.get(fact.absent, fact.value)


def _sessions(lines: list[Facts], entries: dict[str, list[Entry]]) -> Any:
    found = []
    for number, facts in enumerate(lines, 1):
        stated = {path[1:]: value for path, value in facts.items() if path[0] == "session"}
        if stated or "participant" in entries or "consent" in entries:
            found.append(_session(number, stated, entries))
    return tuple(found) if found else NOT_SUPPLIED


def _session(number: int, facts: Facts, entries: dict[str, list[Entry]]) -> model.Session:
    plain = {path[0]: value for path, value in facts.items() if len(path) == 1}
    for name, cls in _NESTED.items():
        inner = {path[1]: value for path, value in facts.items() if path[0] == name and path[1:]}
        if inner or plain.get(name) is True:
            plain[name] = cls(**inner)
    elements = {path[1][1:]: value for path, value in facts.items() if path[0] == "elements"}
    if elements:
        plain["elements"] = tuple(sorted(name for name, value in elements.items() if value is True))
    lists = {"participants": _entries("participant", entries), "consents": _entries("consent", entries)}
    return model.Session(**{**lists, **plain, "claim_id": "EXAMPLE", "line_number": number})


def _history(example: Example, entries: dict[str, list[Entry]]) -> Any:
    if "line" not in entries and example.complete is None:
        return NOT_SUPPLIED
    claims = []
    for number, entry in enumerate((e for e in entries.get("line", []) if e.facts), 1):
        facts = _facts(entry.facts, example.on)
        claims.append(_claim(f"EARLIER-{number}", [facts], facts, {}))
    first, last = example.complete or (NOT_SUPPLIED, NOT_SUPPLIED)
    return model.History(claims=tuple(claims), complete_from=first, complete_through=last)


def _providers(shared: Facts, entries: dict[str, list[Entry]]) -> Any:
    stated = {path[1]: value for path, value in shared.items() if path[0] == "rendering"}
    lists = {name + "s": _entries(name, entries) for name in ("licence", "enrolment") if name in entries}
    if not stated and not lists:
        return NOT_SUPPLIED
    npi = shared.get(("line", "rendering_npi"), CLINICIAN)
    return (model.Provider(**{**stated, **lists, "npi": npi}),)


def _member(shared: Facts, entries: dict[str, list[Entry]]) -> Any:
    stated = {path[1]: value for path, value in shared.items() if path[0] == "member"}
    if not stated and "coverage" not in entries:
        return NOT_SUPPLIED
    return model.Member(**{**stated, "patient_id": PATIENT, "coverages": _entries("coverage", entries)})
