"""Values of drawn books: amounts, days, times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any, Final, TypeVar

from differential.words import DAYS, ENDS, NUMBERS, OF_KIND, POOLS, TIMES
from rules_engine.language.vocabulary import FieldWord

T = TypeVar("T")
TIMES_OF: Final = ["session time", "contact time", "travel time", "paperwork time", "meal time"]
UNITS: Final = {
    "dollars": "dollars", "units": "units", "minutes": "minutes", "people": "people", "years": "years", "days": "days",
}  # fmt: skip
CYCLES: Final = ["state year", "short week", "odd year", "benefit year"]
ROLLED: Final = ["first business day of office on or after", "last business day of office on or before"]
FACTORS: Final = ["0.75", "3", "0.333", "3037000500", "3037000500", "1000000000000", "75 percent"]
HIDDEN: Final = ("standing",)


class Expressions:
    """Draws values, and keeps the constants that it wrote, by unit; the dossiers lie about them."""

    cycles: Sequence[str] = (
        "day",
        "week",
        "calendar month",
        "calendar year",
        "short week",
        "state year",
        "odd year",
        "benefit year",
    )
    this: str = ""
    nested: int = 0
    """Within how many searches."""
    is_wide: bool = False
    """Whether what columns hand over is drawn too."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.constants: dict[str, list[Any]] = {}

    def of(self, options: Sequence[T]) -> T:
        """Return one of several."""
        return options[int(self.random.random() * len(options))]

    def some(self, options: Sequence[T], most: int = 3) -> list[T]:
        """Return at least one, at most so many of several."""
        return self.random.sample(list(options), self.random.randint(1, min(most, len(options))))

    def chance(self, share: float) -> bool:
        """Return yes in a share of the cases."""
        return self.random.random() < share

    def weighted(self, options: Sequence[tuple[str, int]]) -> str:
        """Return one of several by its weight."""
        return self.random.choices([name for name, _ in options], [weight for _, weight in options])[0]

    # --- fields and constants -----------------------------------------------------------------------------------------

    def field_of(self, kind: str, types: Sequence[str]) -> FieldWord | None:
        """Return a field of a kind that has one of these types, or None."""
        found = [word for each in types for word in OF_KIND[kind].get(each, ()) if word.path[-1] not in HIDDEN]
        usual = [word for word in found if word.name in USUAL]
        return self.of(usual if usual and kind == "line" and self.chance(0.75) else found) if found else None

    def unit_of(self, kind: str) -> str | None:
        """Return a unit in which a kind of entry has an amount, or None."""
        found = [each for each in OF_KIND[kind] if each.startswith("quantity")]
        common = [each for each in found if each[9:] in ("dollars", "units", "minutes")]
        wanted = self.of(common) if common and self.chance(0.7) else self.of(found) if found else None
        return None if wanted is None else wanted[9:]

    def values_of(self, word: FieldWord) -> list[str]:
        """Return values with which a field can be compared, as written."""
        if word.type.values:
            return [f'"{each}"' if " and " in each else each for each in word.type.values]
        found = POOLS[word.type.domain if not word.type.is_list else f"{word.type.domain} list"]
        if word.type.domain == "text":
            return [f'"{each}"' for each in found]
        return (
            [f"{each[:3]}.{each[3:]}".rstrip(".") for each in found] if word.type.domain == "diagnosis code" else found
        )

    def amount_of(self, unit: str) -> str:
        """Return an amount in a unit, without the unit."""
        found = self.of(NUMBERS.get(unit, NUMBERS[""]))
        self.constants.setdefault(unit, []).append(found)
        return found

    def with_unit(self, amount: str, unit: str) -> str:
        """Return an amount as it is written."""
        return f"{amount} {UNITS[unit]}" if unit in UNITS else amount

    def day_of(self) -> date:
        """Return a day."""
        found = self.of(ENDS) if self.chance(0.04) else self.of(DAYS)
        self.constants.setdefault("date", []).append(found)
        return found

    def clock(self) -> str:
        """Return a time of day to the minute."""
        found = self.of(TIMES[:4])
        return f"{found.hour:02d}:{found.minute:02d}"

    def span(self) -> str:
        """Return a stretch of time."""
        return self.of(
            ["1 days", "3 days", "30 days", "90 days", "1 months", "12 months", "1 years", "3 years", "0 days"]
        )

    # --- amounts ------------------------------------------------------------------------------------------------------

    def number(self, kind: str, unit: str, depth: int, read: float = 0.5) -> str:
        """Return an expression for an amount in a unit. read: how often a fact is read."""
        if depth:
            return self._worked_out(kind, unit, depth - 1)
        word = self.field_of(kind, (f"quantity {unit}".strip(),))
        if word is not None and self.chance(read):
            return f"{self.this if kind == 'line' and self.chance(0.2) else ''}{word.name}"
        return self.with_unit(self.amount_of(unit), unit)

    def _worked_out(self, kind: str, unit: str, depth: int) -> str:
        forms: list[Any] = [self._of_two, self._of_two, self._of_one]
        if kind == "line":
            forms += self._of_lines(unit)
        form = self.of(forms)
        return str(form if isinstance(form, str) else form(kind, unit, depth))

    def _of_two(self, kind: str, unit: str, depth: int) -> str:
        left, right = self.number(kind, unit, depth, 0.9), self.number(kind, unit, depth)
        form = self.of(["({} + {})", "({} - {})", "({} - {})", "greater of ({}, {})", "lesser of ({}, {})"])
        return str(form.format(left, right))

    def _of_one(self, kind: str, unit: str, depth: int) -> str:
        left = self.number(kind, unit, depth, 0.95)
        if self.chance(0.5):
            return f"({left} / {self.of(['3', '7', '0', '0.5'])})"
        return (
            f"({self.of(['0.75', '3', '0.333', '3037000500', '3037000500', '1000000000000', '75 percent'])} * {left})"
        )

    def _of_lines(self, unit: str) -> list[Any]:
        """Return what can be worked out in a unit for lines: texts, and functions that draw them."""
        forms: list[Any] = []
        wide = [] if self.nested else [lambda *_: self.total(unit)]
        match unit:
            case "":
                counted = [] if self.nested else [lambda *_: self.counted()] * 2
                forms += [lambda *_: self.steps(), lambda *_: self.share(), *counted]
            case "units":
                forms += ["most units listed in ceilings for (code)", *wide]
            case "dollars":
                forms += [
                    "rate listed in rates for (code)",
                    "due listed in dues for (code)",
                    "base fee",
                ]
                forms += ["fee listed in unseen for (code, place of service)", *wide]
            case "minutes":
                forms += ["least minutes", lambda *_: self.duration(), *wide]
            case "years":
                forms += [f"patient age on {self.of(['service date', 'state year start'])}"] * 3
        return forms

    def steps(self) -> str:
        """Return how many steps minutes or dollars give."""
        unit, step = self.of(
            [
                ("minutes", "15"),
                ("minutes", "7.5"),
                ("minutes", "30"),
                ("units", "0.5"),
                ("units", "2"),
                ("dollars", "3"),
            ]
        )
        form = self.of(
            ["full steps of {}", "started steps of {}", "steps of {} from half", "steps of {} past half", ""]
        )
        for number in (1, 2, 3):  # the edges of the first steps
            whole = Decimal(step) * number
            self.constants.setdefault(unit, []).extend(
                [str(whole + more) for more in (0, Decimal(step) / 2, 1, Decimal("2.5"))]
            )
        field = {"minutes": "session minutes", "units": "units", "dollars": "charge"}[unit]
        left = self.number("line", unit, self.of([0, 0, 0, 1]), 0.97) if self.chance(0.4) else field
        left = left if left.startswith("(") or (left[0].isalpha() and " of " not in left) else f"({left})"
        if not form:
            return f"({left} counted in steps of {step} {unit} from {self.of([step, '1', '2.5'])} {unit})"
        return f"({left} counted in {form.format(f'{step} {unit}')})"

    def share(self) -> str:
        """Return a number that one amount is of another."""
        unit = self.of(["dollars", "units", "minutes"])
        return f"({self.number('line', unit, 0, 0.9)} / {self.number('line', unit, 0, 0.8)})"

    def duration(self) -> str:
        """Return a length of times."""
        first = self.of([*TIMES_OF, *["contact time"] * 5])
        more = self.of(
            [
                "",
                "",
                " leaving out travel time",
                f" leaving out {self.of(TIMES_OF)}",
                f" shared with {self.of(TIMES_OF)}",
            ]
        )
        more += self.of(["", "", f" joined with {self.of(TIMES_OF)}"])
        return f"{self.of(['duration', 'longest stretch'])} of {first}{more}"

    # --- over lines and entries ---------------------------------------------------------------------------------------

    def selection(self, several: bool = False, kind: str = "") -> tuple[str, Any]:
        """Return what is sought where, and what must hold of it."""
        raise NotImplementedError

    def counted(self) -> str:
        """Return how many things, or different values, there are."""
        selection, where = self.selection(True)
        more = f" where ({where})" if where else ""
        if self.chance(0.5):
            return f"(number of {selection}{more})"
        selection, where = self.selection(True, "line")
        more = f" where ({where})" if where else ""
        name = self.of(["code", "session mode", "service month", "charge", "service date", "modifiers", "units"])
        return f"(number of different {name} among {selection}{more})"

    def total(self, unit: str) -> str:
        """Return what lines or entries come to in a unit."""
        names = {"dollars": ["charge", "paid amount"], "units": ["units"], "minutes": ["session minutes"]}[unit]
        selection, where = self.selection(True, "line")
        more = f" where ({where})" if where else ""
        op = self.of(["total", "total", "highest", "lowest", "average"])
        if op == "total" and unit == "minutes" and self.chance(0.5):
            return f"(total (units * 15 minutes) among {selection}{more})"
        return f"({op} {self.of(names)} among {selection}{more})"

    # --- days ---------------------------------------------------------------------------------------------------------

    def day(self, kind: str, depth: int) -> str:
        """Return an expression for a day."""
        word = self.field_of(kind, ("date",))
        plain = word.name if word is not None and self.chance(0.75) else str(self.day_of())
        if not depth:
            return plain
        forms: list[Any] = [
            lambda: f"({self.span()} {self.of(['before', 'after'])} {plain})",
            lambda: f"({self.of(['1', '2', '3', '31'])} {self.of(['days', 'months', 'years'])} after {plain})",
            lambda: f"{self.of(['later', 'earlier'])} of ({plain}, {self.day(kind, 0)})",
            lambda: f"({self.of(['1', '2', '5'])} business days of office {self.of(['before', 'after'])} {plain})",
            lambda: f"(the {self.of(ROLLED)} {plain})",
        ]
        if kind == "line":
            forms += [lambda: f"{self.of(CYCLES)} {self.of(['start', 'end'])}"]
            forms += [lambda: f"(filing limit {self.of(['before', 'after'])} {plain})"]
            if not self.nested:
                forms += [lambda: self.of(["the first evaluation", "the latest evaluation"]), self._extreme]
        return str(self.of(forms)())

    def _extreme(self) -> str:
        selection, where = self.selection(True, "line")
        name = self.of(["service date", "received date", "last service date"])
        return f"({self.of(['latest', 'earliest'])} {name} among {selection}{f' where ({where})' if where else ''})"


USUAL: Final = {
    "code", "modifiers", "charge", "units", "place of service", "service date", "last service date", "session minutes",
    "session mode", "received date", "filing date", "signature date", "emergency", "product", "rendering provider",
    "rendering provider type", "rendering provider licence level", "group size", "patient age", "start time",
    "stop time", "contractor area", "recorded diagnosis", "allowed amount", "coinsurance", "employer", "status",
    "claim charge",
}  # fmt: skip
