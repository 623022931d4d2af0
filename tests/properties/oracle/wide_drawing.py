"""Random rulebooks of the wider language: limits in an order, quotas, cycles, business days, tables, guards."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from properties.oracle.drawing import CODES, DAYS, OPS, Draw
from properties.oracle.facts import Facts

CYCLES: dict[str, tuple[Any, ...]] = {
    "day": ("day",),
    "week": ("week", 0),
    "short week": ("week", 6),
    "calendar month": ("month",),
    "calendar year": ("year", 1, 1),
    "state year": ("year", 7, 1),
    "odd year": ("year", 2, 29),
}
CLASSES = {"talk": ["90832", "90834", "90837", "90853"], "visits": ["99213", "90853", "90837"]}
KEYS = [("highest", "charge"), ("lowest", "charge"), ("highest", "units"), ("earliest", "service date")]
ACTIONS = ["deny", "hold", "reduce by 10 percent", "warn", "inform"]


class WideDraw(Draw):
    """The choices of `Draw`, and those about the wider language."""

    holidays: list[Any]
    rows: list[Any]
    ranked: Any

    def condition(self, depth: int = 2) -> Any:
        if self.chance(0.5):
            return super().condition(min(depth, 1))
        return self.of([self.opened, self.open, self.rows_of, self.looked_up])()

    def opened(self) -> Any:
        field = ("field", self.of(["service date", "note created date"]))
        moved = ("opened", field, self.of([0, 0, 1, 2, 5]), self.of([1, -1]), self.holidays)
        return ("compare", self.of(OPS), ("field", "filing date"), moved)

    def open(self) -> Any:
        return self.perhaps_not(("open", ("field", self.of(["service date", "filing date"])), self.holidays))

    def rows_of(self) -> Any:
        return self.perhaps_not(("in rows", self.of([None, "a", "b"]), self.rows))

    def looked_up(self) -> Any:
        return ("compare", self.of(OPS), ("field", "charge"), ("looked up", self.rows))

    def requirement(self, records: dict[str, Any]) -> Any:
        return self.limit() if self.chance(0.6) else super().requirement(records)

    def limit(self) -> Any:
        quotas = (
            [(self.random.randint(1, 2), items, name) for name, items in CLASSES.items()] if self.chance(0.4) else []
        )
        measure = "lines" if quotas else self.of(["lines", "units"])
        most = Fraction(self.random.randint(1, 4))
        return ("limit", measure, most, self.of(list(CYCLES.items())), quotas, self.ranked)

    def rule(self, name: str, records: dict[str, Any]) -> Facts:
        self.ranked = self.some(KEYS, 2) if self.chance(0.6) else None
        made = super().rule(name, records)
        made.update(ranked=self.ranked, default=self.of(ACTIONS))
        limit = next((each for each in made["asks"] if each[0] == "limit"), None)
        made["guards"] = [(self.guard(limit), self.of(ACTIONS)) for _ in range(self.of([0, 1, 2]))]
        return made

    def guard(self, limit: Any) -> Any:
        if limit is not None and self.chance(0.6):
            return ("compare", self.of(OPS), ("running", limit, self.ranked), Fraction(self.random.randint(1, 4)))
        return self.of([self.word, self.amount])()

    def book(self) -> Facts:
        self.holidays = self.some(DAYS, 3)
        self.rows = [self.row() for _ in range(8)]
        return {**super().book(), "holidays": self.holidays, "rows": self.rows}

    def row(self) -> Any:
        first, last = sorted(self.random.sample(DAYS, 2))
        ends = (first if self.chance(0.6) else None, last if self.chance(0.6) else None)
        return (self.of(CODES), *ends, self.of(["a", "b"]), self.of([Fraction(99), Fraction(100), None]))

    # --- dossiers -----------------------------------------------------------------------------------------------------

    def claim(self) -> Facts:
        """Return a claim with up to three lines of earlier claims, mostly on the same days."""
        made = super().claim()
        filed = self.fact(self.day())
        day = self.day()
        for number, line in enumerate(made["lines"], 1):
            line.update({"claim id": "C", "number": number, "filing date": filed})
            line["service date"] = self.fact(day, 0.05) if self.chance(0.7) else line["service date"]
        made["earlier"] = [self.earlier(f"E{n}", day) for n in range(self.of([0, 1, 2, 3]))]
        made["whole"] = self.chance(0.8)
        return made

    def earlier(self, claim_id: str, day: Any) -> Facts:
        line = self.line() | {"session": None, "claim id": claim_id, "number": 1, "filing date": self.fact(self.day())}
        line["service date"] = self.fact(day, 0.05) if self.chance(0.7) else line["service date"]
        return line
