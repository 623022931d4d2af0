"""Conditions of drawn books: about a line, or about an entry that is sought."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from differential.expressions import USUAL, Expressions
from differential.texts import Condition
from differential.words import DAYS, OF_KIND, QUESTIONS, SPANS, WORDS

OPS: Final = ["is", "is not", "is at least", "is at most", "is more than", "is less than"]
OF_DATES: Final = ["is", "is not", "is before", "is after", "is no later than", "is no earlier than"]
ONLY_LISTED: Final = ("text", "code", "place code", "modifier", "procedure code", "diagnosis code", "word", "scale")
LISTS: Final = ("modifier list", "procedure code list", "code list", "text list")
CONDITIONS: Final = [
    *[("quantity", 22), ("date", 16), ("symbol", 22), ("list", 7), ("presence", 7), ("time", 3), ("flag", 3)],
    *[("duration", 14), ("rows", 6), ("business", 2), ("under", 3), ("set", 5), ("confirms", 2), ("term", 3)],
    *[
        ("steps", 13),
        ("share", 3),
        ("counted", 6),
        ("age", 4),
        ("named", 5),
        ("listed", 5),
        ("meant", 3),
        ("ends", 3),
        ("large", 2),
        ("as_of", 1),
    ],
]
PLURALS: Final = {word.name: word.plural for word in WORDS.kinds.values()}
SPANNED: Final = [kind for kind, word in WORDS.kinds.items() if word.start and kind == word.name]
OF_CLAIMS: Final = ["diagnosis", "authorization", "document", "coverage", "other payer", "stay"]
ENTRIES: Final = [kind for kind in PLURALS if kind != "line" and kind in OF_KIND]


class Conditions(Expressions):
    """Draws conditions. terms: names of terms that a line can be held against."""

    terms: Sequence[str] = ()
    common: Sequence[str] | None = None
    """Places that several lines have in common, while a rule about several lines is drawn."""

    def condition(self, kind: str = "line", depth: int = 1) -> Condition:
        """Return a condition about a thing of a kind."""
        if depth and self.chance(0.5):
            return self._compound(kind, depth)
        name = self.weighted(CONDITIONS)
        text = getattr(self, f"_{name}")(kind)
        return Condition(text) if text else Condition(self._symbol(kind) or self._date(kind) or self._quantity(kind))

    def _compound(self, kind: str, depth: int) -> Condition:
        form = self.of(["and", "or", "not", "count", "sought", "sought"][: 4 if self.nested else 6])
        if form == "sought":
            return self.sought() if kind == "line" else Condition(self._presence(kind) or self._date(kind))
        parts = [self.condition(kind, depth - 1) for _ in range(self.random.randint(2, 3))]
        nested = [f"({each})" for each in parts]
        if form == "not":
            return Condition(f"not ({parts[0]})", parts[:1])
        if form == "count":
            return Condition(f"at least {self.random.randint(1, len(parts))} of ({'; '.join(parts)})", parts)
        return Condition(f" {form} ".join(nested), parts)

    # --- one thing ----------------------------------------------------------------------------------------------------

    def _quantity(self, kind: str) -> str:
        unit = self.unit_of(kind)
        if unit is None:
            return ""
        left = self.number(kind, unit, self.of([0, 0, 1]), 0.95)
        if self.chance(0.3):
            low, high = sorted((self.amount_of(unit), self.amount_of(unit)), key=float)
            low, high = self.with_unit(low, unit), self.with_unit(high, unit)
            if self.chance(0.4):
                low, high = self.of([(low, self.number(kind, unit, 0)), (self.number(kind, unit, 0), high)])
            return f"{left} is from {low} to {high}"
        return f"{left} {self.of(OPS)} {self.number(kind, unit, self.of([0, 0, 1]))}"

    def _date(self, kind: str) -> str:
        if "date" not in OF_KIND[kind]:
            return ""
        left = self.day(kind, self.of([0, 0, 1]))
        if self.chance(0.2):
            low, high = sorted((self.day_of(), self.day_of()))
            return f"{left} is from {low} to {high}"
        if self.chance(0.3):
            return f"{left} is within {self.span()} {self.of(['before', 'after', 'of'])} {self.day(kind, 0)}"
        return f"{left} {self.of(OF_DATES)} {self.day(kind, self.of([0, 1, 1]))}"

    def _symbol(self, kind: str) -> str:
        word = self.field_of(kind, ONLY_LISTED)
        if word is None:
            return ""
        values = self.values_of(word)
        if word.type.is_scale and self.chance(0.5):
            return f"{word.name} {self.of(['is at least', 'is at most'])} {self.of(values)}"
        form = self.of(["is", "is not", "is any of", "is none of", "this"])
        if form == "this" and kind == "line" and self.common is None:
            return f"{word.name} {self.of(['is', 'is not'])} {self.this}{word.name}"
        items = self.some(values, 1 if form in ("is", "is not", "this") else 3)
        if word.type.domain == "procedure code" and form in ("is any of", "is none of") and self.chance(0.4):
            items.append(self.of(SPANS))
        return f"{word.name} {'is' if form == 'this' else form} {', '.join(items)}"

    def _list(self, kind: str) -> str:
        word = self.field_of(kind, LISTS)
        if word is None:
            return ""
        items = self.some(self.values_of(word), 3)
        if word.name == "modifiers" and kind == "line" and self.chance(0.35):
            items.append(self.of(["urgent access", "this unit basis", "this authorization number"]))
        form = self.of(["", "any of ", "all of ", "none of ", f"exactly {self.random.randint(1, 2)} of "])
        return f"{word.name} include {form}{items[-1] if not form else ', '.join(items)}"

    def _presence(self, kind: str) -> str:
        words = list(WORDS.fields[kind].values())
        usual = [word for word in words if word.name in USUAL]
        word = self.of(usual if usual and kind == "line" and self.chance(0.6) else words)
        if self.chance(0.3):
            word = self.field_of(kind, ("flag", *LISTS)) or word
        if word.path[-1] in ("standing", "claim_id", "patient_id") or kind in ("session", "answer"):
            return ""
        return f"{word.name} is {self.of(['', 'not '])}{self.of(['documented', 'documented', 'supplied'])}"

    def _time(self, kind: str) -> str:
        word = self.field_of(kind, ("time",))
        if word is None:
            return ""
        other = self.field_of(kind, ("time",))
        if self.chance(0.4) and other is not None:
            side = self.of(["before", "after", "of"])
            return f"{word.name} is within {self.of(['90 minutes', '1 hours', '0 minutes'])} {side} {other.name}"
        return f"{word.name} {self.of(OF_DATES)} {self.of([self.clock(), word.name])}"

    def _flag(self, kind: str) -> str:
        word = self.field_of(kind, ("flag",))
        return "" if word is None else f"{word.name} is {self.of(['yes', 'not yes'])}"

    def _duration(self, kind: str) -> str:
        if kind != "line":
            return ""
        length = self.of(["0", "40", "50", "90", "130", "140"])
        return f"{self.duration()} {self.of(OPS)} {length} minutes"

    def _steps(self, kind: str) -> str:
        return f"{self.steps()} {self.of(OPS)} {self.of(['0', '1', '2', '3'])}" if kind == "line" else ""

    def _age(self, kind: str) -> str:
        day = self.of(["service date", "state year start", "last service date", "benefit year end"])
        return f"patient age on {day} {self.of(OPS)} {self.of(['0', '17', '18', '21'])} years" if kind == "line" else ""

    def _named(self, kind: str) -> str:
        left, value = self.of(
            [("charge", "base fee"), ("session minutes", "least minutes"), ("line number", "most lines")]
        )
        days = f"filing date is {self.of(['no later', 'no earlier'])} than filing limit after service date"
        return self.of([days, f"{left} {self.of(OPS)} {value}"]) if kind == "line" else ""

    def _listed(self, kind: str) -> str:
        cell = self.of(["rate listed in rates for (code)"] * 3 + ["fee listed in fees for (code, place of service)"])
        if kind != "line":
            return ""
        if self.chance(0.5):
            return f"{cell} is {self.of(['', 'not '])}{self.of(['documented', 'supplied'])}"
        return f"{self.of(['charge', 'paid amount', '100 dollars'])} {self.of(OPS)} {cell}"

    def _meant(self, kind: str) -> str:
        form = self.of(["", "none of ", "any of 95, "])
        return f"modifiers include {form}{self.of(['urgent access', 'late visit'])}" if kind == "line" else ""

    def _ends(self, kind: str) -> str:
        found = [("charge", "1 dollars", "claim charge"), ("charge", "paid amount", "100 dollars")]
        found += [("session minutes", "16 minutes", "contact minutes"), ("units", "1 units", "authorization units")]
        value, low, high = self.of(found)
        return f"{value} is from {low} to {high}" if kind == "line" else ""

    def _large(self, kind: str) -> str:
        factor, field = self.of(["3037000500", "1000000000000"]), self.of(["charge", "charge", "paid amount"])
        return f"({factor} * {field}) {self.of(OPS)} {self.of(['0', '99.99'])} dollars" if kind == "line" else ""

    def _as_of(self, kind: str) -> str:
        return (
            f'{self.of(["product", "employer"])} on {self.of(["service date", "signature date"])} is "PPO"'
            if kind == "line"
            else ""
        )

    def _share(self, kind: str) -> str:
        return f"{self.share()} {self.of(OPS)} {self.number('line', '', 0)}" if kind == "line" else ""

    def _counted(self, kind: str) -> str:
        if kind != "line" or self.nested:
            return ""
        if self.chance(0.5):
            return f"{self.counted()} {self.of(OPS)} {self.of(['0', '1', '2', '3'])}"
        unit = self.of(["dollars", "dollars", "units", "minutes"])
        return f"{self.total(unit)} {self.of(OPS)} {self.number('line', unit, self.of([0, 0, 1]))}"

    def _rows(self, kind: str) -> str:
        code = self.field_of(kind, ("procedure code",))
        if code is None:
            return ""
        negated = self.of(["", "not "])
        if self.chance(0.4):
            return f"{code.name} is {negated}in rates"
        if self.chance(0.3) and kind == "line":
            return f"(code, place of service) is {negated}in fees"
        if self.chance(0.3):
            return f"(code, {self.of(['90834', '90837'])}) is {negated}in pairs with indicator {self.of(['0', '1'])}"
        kinds = self.of(["", ' with kind "a"', ' with kind "b"'])
        return f"{code.name} is {negated}in {self.of(['dues', 'unseen'])}" if not kinds else f"code is in dues{kinds}"

    def _business(self, kind: str) -> str:
        word = self.field_of(kind, ("date",))
        return "" if word is None else f"{word.name} is {self.of(['', 'not '])}a business day of office"

    def _under(self, kind: str) -> str:
        word = self.field_of(kind, ("diagnosis code",))
        roots = self.of(["F32", "F32.1", "any of F20 to F48", "any of F33, Z00 to Z01"])
        return "" if word is None else f"{word.name} is {self.of(['', 'not '])}under {roots}"

    def _set(self, kind: str) -> str:
        word = self.field_of(kind, ("procedure code",))
        return "" if word is None else f"{word.name} is {self.of(['', 'not '])}in {self.of(['talk', 'visits'])}"

    def _confirms(self, kind: str) -> str:
        role, question = self.of(QUESTIONS)
        return f'{role} confirms "{question}"' if kind == "line" else ""

    def _term(self, kind: str) -> str:
        return f"it is {self.of(['', 'not '])}a {self.of(self.terms)}" if self.terms and kind == "line" else ""

    # --- searches -----------------------------------------------------------------------------------------------------

    def sought(self) -> Condition:
        """Return a condition that looks for lines or entries."""
        form = self.of(["some", "no", "another", "no other", "exactly", "at least", "at most"])
        form = form if self.common is None else self.of(["some", "no", "exactly"])
        number = self.random.randint(1, 3)
        is_counted = form in ("exactly", "at least", "at most")
        selection, where = self.selection(is_counted and number > 1)
        text = f"{form} {number}" if is_counted else form
        return Condition(f"{text} {selection}{f' where ({where})' if where else ''}")

    def selection(self, several: bool = False, kind: str = "") -> tuple[str, Condition | None]:
        """Return what is sought where, and what must hold of it."""
        if not kind and self.chance(0.08):
            name = self.of(["evaluation", "signed plan"])
            return f"{name}s" if several else name, None
        kind = kind or self.of(["line", "line", "line", self.of(ENTRIES if self.common is None else OF_CLAIMS)])
        self.nested += 1
        try:
            where = self._where(kind) if self.chance(0.8) else None
            return f"{PLURALS[kind] if several else kind}{self.places(kind)}", where
        finally:
            self.nested -= 1

    def _where(self, kind: str) -> Condition:
        this, self.this = self.this, "this "
        where = self.condition(kind, self.of([0, 0, 1]) if kind == "line" else 0)
        self.this = this
        if self.chance(0.15) and kind == "line" and self.common is None:
            return Condition(f"({where}) and {self.same_as_this()}", [where])
        return where

    def same_as_this(self) -> str:
        """Return that the line sought has what this line has."""
        name = self.of(["code", "place of service", "rendering provider", "modifiers"])
        return f"{name} is {self.of(['', 'not '])}this {name}" if name != "modifiers" else "units is this units"

    def places(self, kind: str) -> str:
        """Return where is looked for a thing."""
        if self.common is not None:
            days = f" covering {self.of(DAYS)}" if kind in SPANNED else ""
            return f" {self.of(self.common)}" if kind == "line" else days
        if kind in SPANNED:
            return f" covering {self.of(['service date', 'last service date', self.bracketed()])}"
        if kind == "participant":
            return self.of(["", " in the same session"])
        if kind != "line":
            return ""
        return "".join(f" {each}" for each in self.some(self._places_of_lines(), 2))

    def bracketed(self) -> str:
        """Return a day in brackets."""
        return f"({self.day('line', 1)})"

    def _places_of_lines(self) -> list[Any]:
        near = self.of(["before", "after"])
        event = f"{self.of(['the first', 'the latest'])} evaluation"
        places = [
            "on the same claim", "on the same claim", "on the same day", "on the same day",
            f"in the same {self.of(self.cycles)}", "by the same rendering provider", "with the same code",
            f"with the same {self.of(['modifiers', 'place of service', 'session mode', 'charge', 'patient', 'units'])}",
            f"within {self.span()} {near} {self.of(['service date', 'service date', self.bracketed(), event])}",
            f"{near} {self.of(['service date', 'received date', str(self.day_of()), event])}",
            f"in any {self.of(['1 days', '30 days', '2 months', '1 years'])}", "overlapping this session time",
        ]  # fmt: skip
        return [*places, "over all patients"] if self.is_wide and self.chance(0.15) else places
