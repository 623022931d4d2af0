"""Random rulebooks and dossiers from a seed, with values at the edges of what the rules name."""

from __future__ import annotations

import math
from fractions import Fraction
from random import Random
from typing import Any

from properties.oracle.facts import NEVER_CAME, NOT_IN_RECORD, Facts

CODES = ["90832", "90834", "90837", "90853", "99213", "99214"]
PLACES = ["02", "10", "11", "12"]
MODIFIERS = ["93", "95", "GT", "59"]
MINUTES = [Fraction(text) for text in ("15", "16", "37", "38", "52", "53", "22.5")]
EDGES = [*MINUTES, *(Fraction(text) for text in ("0", "7.5", "25", "30", "45", "75"))]
UNITS = [Fraction(text) for text in ("0", "0.5", "1", "1.5", "2", "4")]
CHARGES = [Fraction(text) for text in ("0", "99.99", "100", "100.01")]
DAYS = [(2026, 3, 2), (2026, 2, 28), (2028, 2, 29), (2025, 12, 31), (2026, 1, 1), (2026, 3, 31), (2027, 2, 28)]
MODES = ["in person", "video", "audio"]
FREQUENCIES = ["original", "corrected", "void"]
WORDS = {"code": CODES, "place of service": PLACES, "session mode": MODES, "claim frequency": FREQUENCIES}
AMOUNTS = {"session minutes": MINUTES, "units": UNITS, "charge": CHARGES}
DATES = ["service date", "note created date", "signature date"]
SEEN = ["modality", "interventions", "signature", "emergency", "modifiers", "session minutes", "signature date", "code"]
SPANS = [("90832", "90834"), ("90834", "90837"), ("99213", "99214")]
OPS = ["is", "is not", "at least", "at most", "more than", "less than"]
SIDES = ["before", "after", "of"]
OF_LINES = ["code", "place of service"]


class Draw:
    """One stream of choices. named: the terms that can be used."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.named: list[tuple[str, Any]] = []

    def of(self, options: Any) -> Any:
        return self.random.choice(options)

    def some(self, options: Any, most: int = 3) -> list[Any]:
        return self.random.sample(list(options), self.random.randint(1, min(most, len(options))))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    # --- conditions ---------------------------------------------------------------------------------------------------

    def condition(self, depth: int = 2) -> Any:
        if depth and self.chance(0.45):
            return self.compound(depth)
        if self.named and self.chance(0.1):
            name, meaning = self.of(self.named)
            return self.perhaps_not(("named", name, meaning))
        kinds = [
            self.amount,
            self.word,
            self.word,
            self.list,
            self.seen,
            self.date,
            self.near,
            self.worked_out,
            self.steps,
        ]
        return self.of(kinds)()

    def compound(self, depth: int) -> Any:
        parts = [self.condition(depth - 1) for _ in range(self.random.randint(2, 3))]
        kind = self.of(["all", "any", "some of", "not", "lines", "lines"])
        if kind == "lines":
            return self.lines()
        if kind == "not":
            return ("not", parts[0])
        least = {"all": len(parts), "any": 1, "some of": self.random.randint(1, len(parts) + 1)}[kind]
        return ("count", least, math.inf, parts)

    def perhaps_not(self, test: Any) -> Any:
        return ("not", test) if self.chance(0.4) else test

    def amount(self) -> Any:
        name = self.of(list(AMOUNTS))
        low, high = sorted(self.random.sample(AMOUNTS[name], 2))
        if self.chance(0.3):
            return ("between", ("field", name), low, high)
        return ("compare", self.of(OPS), ("field", name), self.of([low, high]))

    def word(self) -> Any:
        name = self.of(list(WORDS))
        items: list[Any] = self.some(WORDS[name])
        if name == "code" and self.chance(0.4):
            items.append(self.of(SPANS))
        return self.perhaps_not(("one of", ("field", name), items))

    def list(self) -> Any:
        items = self.some(MODIFIERS)
        bounds = [(1, math.inf), (len(items), math.inf), (0, 0), (1, 1)]
        return ("list", *self.of(bounds), items)

    def seen(self) -> Any:
        if self.chance(0.15):
            return ("supplied", self.of(SEEN))
        return self.perhaps_not(("documented", self.of(SEEN)))

    def date(self) -> Any:
        left = ("field", self.of(DATES))
        if self.chance(0.3):
            low, high = sorted(self.random.sample(DAYS, 2))
            return ("between", left, low, high)
        return ("compare", self.of(OPS), left, self.of([self.of(DAYS), ("field", self.of(DATES)), self.moved()]))

    def moved(self) -> Any:
        start = ("field", self.of(DATES))
        if self.chance(0.5):
            return (self.of(["later", "earlier"]), start, ("field", self.of(DATES)))
        unit = self.of(["days", "months", "years"])
        return ("shifted", start, self.of([1, 2, 3, 30] if unit == "days" else [1, 12]) * self.of([1, -1]), unit)

    def near(self) -> Any:
        unit = self.of(["days", "months", "years"])
        anchor = self.of([("field", self.of(DATES)), self.of(DAYS)])
        return ("near", ("field", self.of(DATES)), self.of([1, 2, 3, 12]), unit, self.of(SIDES), anchor)

    def worked_out(self) -> Any:
        minutes = ("field", "session minutes")
        if self.chance(0.3):
            return ("compare", self.of(OPS), ("number", self.where()), Fraction(self.random.randint(0, 3)))
        total = (self.of(["sum", "difference"]), minutes, ("minutes", self.of(MINUTES)))
        return ("compare", self.of(OPS), total, ("minutes", self.of(MINUTES)))

    def steps(self) -> Any:
        minutes = ("field", "session minutes")
        mode = self.of(["full", "started", "half", "past half", "least"])
        amount = minutes if self.chance(0.5) else ("difference", minutes, ("minutes", self.of(MINUTES)))
        counted = ("steps", mode, self.of([Fraction(15), Fraction(50), Fraction("7.5")]), Fraction("7.5"), amount)
        return ("compare", self.of(OPS), counted, Fraction(self.of([0, 0, 1, 2, 3, 4])))

    def lines(self) -> Any:
        if self.chance(0.5):
            return ("lines", True, *self.of([(1, math.inf), (0, 0)]), self.where())
        number = self.random.randint(1, 2)
        return (
            "lines",
            False,
            *self.of([(1, math.inf), (0, 0), (number, number), (0, number), (2, math.inf)]),
            self.where(),
        )

    def where(self) -> Any:
        if self.chance(0.1):
            return None
        same = ("compare", self.of(["is", "is not"]), ("field", name := self.of(OF_LINES)), ("this", name))
        units = ("compare", self.of(OPS), ("field", "units"), self.of([("this", "units"), self.of(UNITS)]))
        return self.of([same, units, self.word(), ("count", 2, math.inf, [self.word(), units]), self.amount()])

    # --- rules --------------------------------------------------------------------------------------------------------

    def cell(self, name: str) -> Any:
        field = ("field", name)
        if self.chance(0.15):
            return ("any", name)
        if name in WORDS:
            return self.perhaps_not(("one of", field, self.some(WORDS[name], 2)))
        low, high = sorted(self.random.sample(AMOUNTS[name], 2))
        forms = [("between", field, low, high), ("compare", self.of(["at least", "at most", "is"]), field, low)]
        return self.of(forms)

    def table(self) -> Any:
        heads, tails = self.some(WORDS, 2), self.some(AMOUNTS, 2)
        rows = [
            ([self.cell(h) for h in heads], [self.cell(t) for t in tails]) for _ in range(self.random.randint(1, 4))
        ]
        return ("table", rows, self.of(["not applicable", "not applicable", "not met", "unknown"]))

    def element(self) -> Any:
        kind = self.of(["need", "need", "either", "at least"])
        if kind == "need":
            return ("need", self.of(SEEN), self.date() if self.chance(0.4) else None)
        names = self.random.sample(SEEN, 3)
        return (
            ("either", [names[:2], names[2:]]) if kind == "either" else ("at least", self.random.randint(1, 3), names)
        )

    def requirement(self, records: dict[str, Any]) -> Any:
        kind = self.of(["requires", "requires", "requires", "forbids", "table", "record"])
        if kind == "table":
            return self.table()
        if kind == "record":
            name = self.of(list(records))
            return ("record", name, records[name])
        return (kind, self.condition())

    def rule(self, name: str, records: dict[str, Any]) -> Facts:
        first, last = sorted(self.random.sample(DAYS, 2))
        return {
            "name": name,
            "from": first if self.chance(0.25) else None,
            "through": last if self.chance(0.25) else None,
            "when": [self.condition(1) for _ in range(self.of([0, 0, 1, 1, 2]))],
            "asks": [self.requirement(records) for _ in range(self.of([1, 1, 2]))],
            "excuses": [self.condition(1) for _ in range(self.of([0, 0, 1, 2]))],
            "strict": self.chance(0.1),
        }

    def book(self) -> Facts:
        """Return a rulebook of eight rules with its terms and records."""
        terms = {f"matter{n}": self.condition(1) for n in range(2)}
        self.named = list(terms.items())
        records = {f"note{n}": [self.element() for _ in range(self.random.randint(1, 3))] for n in range(2)}
        return {"terms": terms, "records": records, "rules": [self.rule(f"r{n}", records) for n in range(8)]}

    # --- dossiers -----------------------------------------------------------------------------------------------------

    def fact(self, value: Any, gone: float = 0.12) -> Any:
        if self.chance(gone):
            return self.of([NEVER_CAME, NEVER_CAME, NOT_IN_RECORD])
        return value

    def near_to(self, options: list[Fraction]) -> Fraction:
        return max(Fraction(0), self.of(options) + self.of([0, 0, 0, 1, -1, Fraction("0.01"), Fraction("-0.01")]))

    def day(self) -> tuple[int, int, int]:
        year, month, number = self.of(DAYS)
        return (year, month, min(28, max(1, number + self.of([-1, 1])))) if self.chance(0.3) else (year, month, number)

    def session(self) -> Facts:
        start, long = self.random.randint(0, 1439), int(self.near_to(EDGES))
        return {
            "minutes": self.fact(self.near_to(EDGES), 0.4),
            "start": self.fact(start, 0.2),
            "stop": self.fact((start + long) % 1440, 0.2),
            "session mode": self.fact(self.of(MODES)),
            "elements": self.fact(self.some(["modality", "interventions", "progress"])),
            "note created date": self.fact(self.day()),
            "signature": self.fact({"date": self.fact(self.day())}),
        }

    def line(self) -> Facts:
        return {
            "code": self.fact(self.of(CODES), 0.05),
            "place of service": self.fact(self.of(PLACES)),
            "modifiers": self.fact(self.of([[], self.some(MODIFIERS), self.some(MODIFIERS)])),
            "units": self.fact(self.near_to(UNITS)),
            "charge": self.fact(self.near_to(CHARGES)),
            "service date": self.fact(self.day(), 0.05),
            "emergency": self.fact(self.of([True, False])),
            "session": None if self.chance(0.15) else self.session(),
        }

    def claim(self) -> Facts:
        """Return a claim of one to three lines with the records of their sessions."""
        lines = [self.line() for _ in range(self.of([1, 1, 2, 2, 3]))]
        return {"lines": lines, "has sessions": True, "claim frequency": self.fact(self.of(FREQUENCIES))}
