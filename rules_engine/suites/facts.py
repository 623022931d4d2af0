"""The facts that an example states, by path; a fact that is worked out is put where it is worked out from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from rules_engine.claims import model
from rules_engine.claims.absence import NOT_DOCUMENTED, NOT_SUPPLIED, Absent
from rules_engine.ir.example import Entry, Fact

Facts = dict[tuple[str, ...], Any]

PATIENT: Final = "EXAMPLE"
WRONG_NPI: Final = "1999999983"  # its check digit is not right
_NPI_PREFIX: Final = 24  # what the digits 80840, which stand before every NPI, add to its check digit
_WHO: Final = ("claim", "patient_id")
_DAY: Final = ("line", "service_date")
_HOMES: Final = {
    "session_minutes": ("session", "minutes"),
    "contact_minutes": ("session", "contact_minutes"),
    "birth_date": ("claim", "patient_birth_date"),
    "filing_date": ("claim", "submission_date"),
    "remittance_date": ("line", "remittance_date"),
    "session_people": ("session", "participants"),
    "span_days": ("line", "service_date_end"),
    "session_time": ("session", "start"),
    "contact_time": ("session", "intervals"),
    "travel_time": ("session", "intervals"),
    "paperwork_time": ("session", "intervals"),
    "meal_time": ("session", "intervals"),
    "rendering_check_digit": ("line", "rendering_npi"),
    "billing_check_digit": ("claim", "billing_npi"),
}
_NESTED: Final = {"signature": model.Signature, "plan": model.TreatmentPlan}
_CLASSES: Final[Mapping[str, type[Any]]] = {
    "diagnosis": model.Diagnosis,
    "participant": model.Participant,
    "interval": model.Interval,
    "consent": model.Consent,
    "authorization": model.Authorization,
    "licence": model.Licence,
    "certificate": model.Licence,
    "assessor certificate": model.Licence,
    "enrolment": model.Licence,
    "coverage": model.Coverage,
    "stay": model.Stay,
    "other payer": model.OtherPayer,
    "document": model.Document,
    "session": model.Session,
    "answer": model.Answer,
}


def value_of(fact: Fact) -> Any:
    """Return the value of a fact, or the absence that it states."""
    return {"not supplied": NOT_SUPPLIED, "not documented": NOT_DOCUMENTED}.get(fact.absent, fact.value)


def facts_of(facts: Iterable[Fact], day: date) -> Facts:
    """Return the facts of a line by path. day: the day of service when none is stated."""
    stated = list(facts)
    found: Facts = {fact.path: value_of(fact) for fact in stated if fact.path[0] != "derived"}
    found.setdefault(_DAY, day)
    for fact in stated:
        if fact.path[0] == "derived":
            _put(found, fact.path[1], value_of(fact), day)
    return found


def _put(found: Facts, name: str, value: Any, day: date) -> None:
    """Put a fact that is worked out where it comes from. What only a date can tell (a month, a weekday) has no home."""
    if name == "age":
        found[("claim", "patient_birth_date")] = day.replace(year=day.year - int(str(value)), day=1)
        return
    home = _HOMES.get(name)
    if home is None:
        return
    if not isinstance(value, Absent):
        value = _source(found, name, value)
    if value is not None:
        found[home] = value


def _source(found: Facts, name: str, value: Any) -> Any:
    """Return what a worked-out fact comes from; None when nothing need be said."""
    if name == "session_people":
        return tuple([model.Participant(person=person) for person in value])
    if name == "span_days":
        return found[_DAY] + timedelta(days=int(value) - 1)
    if name.endswith("_check_digit"):
        return WRONG_NPI if value == "invalid" else None
    return None if name.endswith("_time") else value


def made_up_npi(number: int) -> str:
    """Return an NPI that is nobody's, with a right check digit. number: 0 to 9999.

    >>> made_up_npi(9998)
    '1999999984'
    """
    nine = f"19999{number:04}"
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in nine[::2])
    others = sum(int(digit) for digit in nine[1::2])
    return nine + str(-(_NPI_PREFIX + doubled + others) % 10)


def patient_of(facts: Facts, own: Any = PATIENT) -> Any:
    """Return whose line the facts are of; `own` when they do not say."""
    return facts.get(_WHO, own)


def under(facts: Facts, root: str) -> dict[str, Any]:
    """Return the facts right below a root, by name."""
    return {path[1]: value for path, value in facts.items() if path[0] == root and len(path) == 2}


class Entries:
    """The further entries of an example, by kind."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._kinds: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            self._kinds[entry.kind].append(entry)

    def has(self, *kinds: str) -> bool:
        """Return whether the example speaks of one of these kinds, if only to say that there is none."""
        return any(kind in self._kinds for kind in kinds)

    def lines(self) -> list[tuple[Fact, ...]]:
        """Return the facts of each earlier line, and of each line of another patient."""
        return [entry.facts for entry in self._kinds.get("line", []) if entry.facts]

    def of(self, kind: str, **more: Any) -> Any:
        """Return the entries of a kind with what they have in common; `NOT_SUPPLIED` when nothing is said of them."""
        if kind not in self._kinds:
            return NOT_SUPPLIED
        return tuple([_entry(kind, entry, more) for entry in self._kinds[kind] if entry.facts])


def _entry(kind: str, entry: Entry, more: dict[str, Any]) -> Any:
    stated = {fact.path[-1]: value_of(fact) for fact in entry.facts}
    if kind == "diagnosis":
        stated["position"] = int(str(stated.get("position", 1)))
    if "length" in stated:
        stated["minutes"] = stated.pop("length")
    return _CLASSES[kind](**more, **stated)


def session_of(facts: Facts, claim_id: str, number: int, lists: dict[str, Any]) -> model.Session:
    """Return the record of one line. lists: what further entries say of it; the facts of the line go before."""
    inside = {path[1:]: value for path, value in facts.items() if path[0] == "session"}
    plain = {path[0]: value for path, value in inside.items() if len(path) == 1}
    for name, cls in _NESTED.items():
        inner = {path[1]: value for path, value in inside.items() if path[0] == name and path[1:]}
        if inner or plain.get(name) is True:
            plain[name] = cls(**inner)
    elements = {path[1][1:]: value for path, value in inside.items() if path[0] == "elements"}
    if any(value is not NOT_SUPPLIED for value in elements.values()):
        plain["elements"] = tuple(sorted(name for name, value in elements.items() if value is True))
    return model.Session(**{**lists, **plain, "claim_id": claim_id, "line_number": number})
