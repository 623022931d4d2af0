"""Drawn dossiers: values at the edges of what the books name, put together from few entities of each kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

import attrs

from differential.words import (
    CODES,
    DAYS,
    DIAGNOSES,
    ELEMENTS,
    ENDS,
    IDS,
    LARGE,
    LONG,
    MODIFIERS,
    NUMBERS,
    ODD_CODES,
    ODD_TEXTS,
    PLACES,
    QUESTIONS,
    SMALL,
    TEXTS,
    TIMES,
    WHOLE,
    WORDS,
)  # fmt: skip
from rules_engine.claims import model as m
from rules_engine.claims.absence import NOT_APPLICABLE, NOT_DOCUMENTED, NOT_SUPPLIED, AbsenceKind, Absent

ABSENCES: Final = [
    NOT_SUPPLIED,
    NOT_SUPPLIED,
    NOT_SUPPLIED,
    NOT_DOCUMENTED,
    NOT_APPLICABLE,
    Absent(AbsenceKind.UNREADABLE),
]
ROOTS: Final = {
    "line": m.ServiceLine, "claim": m.Claim, "session": m.Session, "rendering": m.Provider, "member": m.Member,
    "diagnosis": m.Diagnosis, "participant": m.Participant, "consent": m.Consent, "authorization": m.Authorization,
    "licence": m.Licence, "enrolment": m.Licence, "certificate": m.Licence, "coverage": m.Coverage,
    "other payer": m.OtherPayer, "interval": m.Interval, "stay": m.Stay, "document": m.Document, "answer": m.Answer,
}  # fmt: skip
PRESENCE: Final = {m.ServiceLine: 0.93, m.Session: 0.9, m.Claim: 0.9}


def _known() -> dict[tuple[type, str], Any]:
    found = {}
    for kind, fields in WORDS.fields.items():
        for word in fields.values():
            root = word.path[0] if kind == "line" else kind
            if root in ROOTS and len(word.path) == (2 if kind == "line" else 1):
                found[ROOTS[root], word.path[-1]] = word.type
            if word.path[:2] in (("session", "signature"), ("session", "plan")) and len(word.path) == 3:
                found[m.Signature if word.path[1] == "signature" else m.TreatmentPlan, word.path[2]] = word.type
    return found


TYPES: Final = _known()
LISTS_OF: Final = {
    "participants": m.Participant, "consents": m.Consent, "intervals": m.Interval, "coverages": m.Coverage,
    "stays": m.Stay, "licences": m.Licence, "enrolments": m.Licence, "diagnoses": m.Diagnosis,
    "other_payers": m.OtherPayer,
}  # fmt: skip
FIXED: Final = (
    "origins",
    "number",
    "npi",
    "claim_id",
    "lines",
    "line_number",
    "patient_id",
    "note",
    "role",
    "question",
)


class Dossiers:
    """Draws dossiers. constants: what the books name, by unit and for dates."""

    def __init__(self, seed: int, constants: Mapping[str, Sequence[Any]]) -> None:
        self.random = Random(seed)
        units = sorted({*NUMBERS, *constants} - {"date"})
        self._numbers = {unit: self._about(unit, constants.get(unit, ())) for unit in units}
        near = [day + timedelta(step) for day in DAYS for step in (-1, 0, 0, 0, 1)]
        named = [day for day in constants.get("date", ()) if date.min < day < date.max]
        usual = [self.of(near) for _ in range(4)]
        edges = [day + timedelta(step) for day in named for step in (-1, 0, 1)]
        self._days = [*usual * 6, *near, *edges, *(ENDS * 3 if self.random.random() < 0.4 else ENDS[4:])]
        self._lines: dict[tuple[int, int], m.ServiceLine] = {}
        self._sessions: dict[tuple[int, str, int], m.Session] = {}
        named = [(cls, each.name) for cls in ROOTS.values() for each in attrs.fields(cls)]
        self._never = {each for each in named if self.random.random() < 0.06}
        self._fill()

    def _fill(self) -> None:
        line, session = self._entity(m.ServiceLine), self._entity(m.Session)
        self._base_lines = [line() for _ in range(40)]
        self._base_sessions = [session() for _ in range(24)]
        self._headers = [self._entity(m.Claim)() for _ in range(20)]
        self._members = [self._gone(m.Member, 0.1) for _ in range(10)]
        self._providers = [self._list(m.Provider, 0.1) for _ in range(8)]
        self._authorizations = [self._list(m.Authorization, 0.15) for _ in range(10)]
        self._documents = [self._list(m.Document, 0.15) for _ in range(10)]
        self._answers = [self._list(m.Answer, 0.2) for _ in range(10)]
        earlier = [self._earlier(number) for number in range(24)]
        self._histories = [self._history(earlier) for _ in range(24)]

    # --- values -------------------------------------------------------------------------------------------------------

    def of(self, options: Sequence[Any]) -> Any:
        """Return one of several."""
        return options[int(self.random.random() * len(options))]

    def some(self, options: Sequence[Any], most: int) -> tuple[Any, ...]:
        """Return none, or some of several; one may come twice."""
        return tuple([self.of(options) for _ in range(self.random.randint(0, most))])

    def _about(self, unit: str, named: Sequence[str]) -> list[Decimal]:
        told = sorted(set(named)) * 2
        base = [Decimal(each) for each in (*NUMBERS.get(unit, ()), *told) if len(each) < 9]
        steps = [Decimal(each) for each in ("0", "0", "0", "1", "-1", "0.01", "-0.01", "0.5")]
        usual = [each + step for each in base for step in steps] + base * 6
        if unit == "dollars":
            usual += [Decimal("0.1"), Decimal("0.2")] * (len(usual) // 12)
        if self.random.random() < 0.2:
            return [Decimal(int(each)) for each in usual] + [Decimal(each) for each in WHOLE] * (len(usual) // 60)
        more = self.of([SMALL, SMALL, SMALL * 3, LARGE * 3, LARGE + SMALL, [*LARGE, *LONG, *SMALL]])
        return usual + [Decimal(each) for each in more] * (len(usual) // 200 + 1)

    def _value(self, cls: type, name: str, annotation: str) -> Any:
        kind = TYPES.get((cls, name))
        if annotation == "Day":
            return self._born() if name.endswith("birth_date") else self.of(self._days)
        if annotation == "Clock":
            return self.of(TIMES)
        if annotation == "Flag":
            return self.random.random() < 0.5
        if annotation == "Amount":
            return self.of(self._numbers.get(kind.domain if kind is not None else "dollars", self._numbers[""]))
        if annotation == "Codes":
            return self._codes(name)
        if name in LISTS_OF:
            most = [0, 2, 3, 4, 6] if name == "intervals" else [0, 1, 1, 2, 3]
            return tuple([self._entity(LISTS_OF[name])() for _ in range(self.of(most))])
        if name in ("signature", "plan") and cls is m.Session:
            return self._entity(m.Signature if name == "signature" else m.TreatmentPlan)()
        if "int" in annotation:
            return self.some([1, 2, 3], 3) if name == "diagnosis_pointers" else self.of([1, 2, 3])
        return self._text(cls, name, kind)

    def _born(self) -> date:
        """Return a day so many years before one that is often named, or about it."""
        day = self.of(self._days) if self.random.random() < 0.9 else date(2008, 2, 29)
        year = max(1, day.year - self.of([0, 17, 18, 18, 21]))
        return day.replace(year=year, day=min(day.day, 28) if day.month == 2 else day.day)

    def _codes(self, name: str) -> tuple[str, ...]:
        options: dict[str, Sequence[str]] = {"modifiers": MODIFIERS, "codes": CODES, "elements": ELEMENTS}
        most = 6 if name == "elements" else 4 if name == "modifiers" else 2
        return self.some(options.get(name, TEXTS if name not in ("attachments", "adjustments") else IDS), most)

    def _text(self, cls: type, name: str, kind: Any) -> str:
        if cls is m.Interval and self.random.random() < 0.6:
            return str(self.of(["contact", "travel"]))
        if kind is not None and kind.values and not (kind.is_scale and self.random.random() < 0.02):
            return str(self.of(kind.values))
        domain = kind.domain if kind is not None else "code"
        if domain == "procedure code":
            return str(self.of(ODD_CODES)) if self.random.random() < 0.04 else str(self.of(CODES))
        if domain == "text":
            return str(self.of(ODD_TEXTS)) if self.random.random() < 0.15 else str(self.of(TEXTS))
        return str(self.of({"place code": PLACES, "diagnosis code": DIAGNOSES}.get(domain, IDS)))

    # --- entities -----------------------------------------------------------------------------------------------------

    def _entity(self, cls: type) -> Any:
        """Return what makes entities of a class."""
        wanted = [(each.name, str(each.type)) for each in attrs.fields(cls) if each.name not in FIXED]
        share = PRESENCE.get(cls, 0.9)

        def make() -> Any:
            never = self._never
            held = {
                name: self._value(cls, name, kind)
                if ((cls, name) not in never and self.random.random() < share) or cls is m.Diagnosis
                else self.of(ABSENCES)
                for name, kind in wanted
            }
            return cls(**held, **self._fixed(cls))

        return make

    def _fixed(self, cls: type) -> dict[str, Any]:
        if cls is m.ServiceLine:
            return {"number": 1}
        if cls is m.Provider:
            return {"npi": self.of(IDS)}
        if cls is m.Claim:
            return {"claim_id": "C", "patient_id": "P" if self.random.random() < 0.95 else NOT_SUPPLIED}
        if cls in (m.Member, m.Authorization, m.Document):
            return {"patient_id": self.of(["P", "P", "P", NOT_SUPPLIED])}
        if cls is m.Answer:
            role, question = self.of(QUESTIONS)
            where = {"claim_id": self.of(["C", "C", NOT_SUPPLIED]), "line_number": self.of([1, 2, NOT_SUPPLIED])}
            return {"role": role, "question": question, **where}
        return {}

    def _gone(self, cls: type, share: float) -> Any:
        return NOT_SUPPLIED if self.random.random() < share else self._entity(cls)()

    def _list(self, cls: type, share: float) -> Any:
        if self.random.random() < share:
            return NOT_SUPPLIED
        return tuple([self._entity(cls)() for _ in range(self.of([0, 1, 2, 3]))])

    # --- claims -------------------------------------------------------------------------------------------------------

    def _line(self, which: int, number: int) -> m.ServiceLine:
        key = (which, number)
        if key not in self._lines:
            self._lines[key] = attrs.evolve(self._base_lines[which], number=number)
        return self._lines[key]

    def _session(self, which: int, claim: str, number: int) -> m.Session:
        key = (which, claim, number)
        if key not in self._sessions:
            base = self._base_sessions[which]
            self._sessions[key] = attrs.evolve(base, claim_id=claim, line_number=number, patient_id="P")
        return self._sessions[key]

    def _earlier(self, number: int) -> m.Claim:
        lines = tuple([self._line(self.random.randrange(40), k + 1) for k in range(self.of([1, 1, 2]))])
        return attrs.evolve(self.of(self._headers), claim_id=f"E{number}", lines=lines, patient_id="P")

    def _history(self, earlier: list[m.Claim]) -> Any:
        if self.random.random() < 0.06:
            return NOT_SUPPLIED
        claims = tuple(self.random.sample(earlier, self.of([0, 1, 1, 2, 3])))
        first, last = sorted((self.of(self._days), self.of(self._days)))
        spans = [(date.min, date.max)] * 4 + [
            (first, last),
            (first, date.max),
            (NOT_SUPPLIED, last),
            (date.min, NOT_SUPPLIED),
        ]
        begin, end = self.of(spans)
        return m.History(claims=claims, complete_from=begin, complete_through=end)

    def draw(self, number: int) -> list[m.Dossier]:
        """Return so many dossiers."""
        return [self._dossier() for _ in range(number)]

    def _dossier(self) -> m.Dossier:
        chance, size = self.random.random, self.of([1, 1, 1, 2, 2, 3])
        lines = tuple([self._line(self.random.randrange(40), k + 1) for k in range(size)])
        history = self.of(self._histories)
        sessions: Any = NOT_SUPPLIED
        if chance() > 0.05:
            sessions = tuple(
                [self._session(self.random.randrange(24), "C", k + 1) for k in range(size) if chance() > 0.12]
            )
            if isinstance(history, m.History) and history.claims and chance() < 0.4:
                sessions += (self._session(self.random.randrange(24), history.claims[0].claim_id, 1),)
        return m.Dossier(
            claim=attrs.evolve(self.of(self._headers), lines=lines if chance() > 0.01 else ()),
            sessions=sessions,
            history=history,
            authorizations=self.of(self._authorizations),
            providers=self.of(self._providers),
            member=self.of(self._members),
            documents=self.of(self._documents),
            answers=self.of(self._answers),
        )
