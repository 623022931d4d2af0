"""Drawn books: what they name, what is covered, and their rules."""

from __future__ import annotations

from typing import Any, Final

from differential.conditions import LISTS, ONLY_LISTED, Conditions
from differential.named import FIXED, HEAD
from differential.texts import Clause, Condition, Part, statement
from differential.words import DAYS, SPANS

ACTIONS: Final = ["deny", "deny", "hold", "return", "warn", "inform", "reduce by 10 percent", "reduce by 5 dollars"]


class Books(Conditions):
    """Draws whole books."""

    def parts(self, rules: int) -> list[Part]:
        """Return the statements of a book and of one that extends it for some claims."""
        self.is_wide = self.chance(0.35)
        counting = "  default counting lines where status is any of paid, pending"
        head = [*HEAD[:2], counting, *HEAD[2:]] if self.chance(0.2) else HEAD
        made = [statement(*head, fixed=True), statement(*FIXED, fixed=True), *self._values()]
        terms = []
        for name in ("matter", "remote visit"):
            terms.append(Part((Clause(f"term {name} means ", self.condition("line", 1), is_needed=True),)))
        self.terms = ("matter", "remote visit")
        made += terms
        made.append(Part((Clause("record note", is_needed=True), *[self._holds() for _ in range(self.of([1, 2, 3]))])))
        if self.chance(0.5):
            made += [self._coverage() for _ in range(self.random.randint(1, 4))]
        made += self._meanings()
        names = [f"r{number}" for number in range(rules)]
        made += [self.rule(name) for name in names]
        if self.is_wide and self.chance(0.5):
            made.append(
                statement(
                    "rule rest", "  applies after r0", "  cites manual", "  pays (1 - coinsurance) * amount so far"
                )
            )
        return made + (self._overlay(names) if self.chance(0.35) else [])

    # --- names --------------------------------------------------------------------------------------------------------

    def _values(self) -> list[Part]:
        made = []
        for name, unit in (
            ("filing limit", "days"),
            ("base fee", "dollars"),
            ("least minutes", "minutes"),
            ("most lines", ""),
        ):
            amounts = {
                "days": ["0", "30", "95"],
                "dollars": ["100", "133.335", "1"],
                "minutes": ["16", "53"],
                "": ["1", "2"],
            }
            first, last = self.span_of_days()
            forms = [[""], [f" from {first}"], [f" through {last}"], [f" through {first}", f" from {last}"]]
            for dates in self.of(forms):
                made.append(
                    statement(f"value {name} is {self.with_unit(self.of(amounts[unit]), unit)}{dates} cites manual")
                )
        return made

    def span_of_days(self) -> tuple[Any, Any]:
        """Return two days in their order."""
        first, last = sorted(self.random.sample(DAYS, 2))
        self.constants.setdefault("date", []).extend((first, last))
        return first, last

    def _meanings(self) -> list[Part]:
        dates = self.of(["", f" from {self.span_of_days()[0]}", f" through {self.span_of_days()[1]}"])
        made = [statement(f"here modifiers {self.of(['GT', 'HO', '95, GT'])} mean urgent access{dates} cites manual")]
        made.append(statement(f"here modifiers {self.of(['93', '59'])} mean late visit cites manual"))
        if self.is_wide and self.chance(0.3):
            made.append(statement("here modifiers 59 change nothing cites manual"))
        return made

    def _coverage(self) -> Part:
        kind = self.of(["covers", "covers", "excludes", "complete"])
        items = self.of(["talk", "visits", "90791, H0031", "90834", self.of(SPANS)])
        dates = self.of(["", "", f" from {self.span_of_days()[0]}", f" through {self.span_of_days()[1]}"])
        head = (kind if kind == "complete" else f"{kind} {items}") + f"{dates} cites manual"
        if self.chance(0.4):
            return Part((Clause(f"{head} when ", self.condition("line", self.of([0, 1])), is_needed=True),))
        return statement(head)

    def _holds(self) -> Clause:
        names = [
            "modality",
            "interventions",
            "signature",
            "start time",
            "session minutes",
            "mental status",
            "treatment plan",
        ]
        one, other, third = self.random.sample(names, 3)
        form = self.of(["need", "where", "unless", "either", "least"])
        if form in ("where", "unless"):
            return Clause(f"  holds {one} {form} (", self.condition("line", 0), ")")
        texts = {
            "need": one,
            "either": f"either {one} and {other} or {third}",
            "least": f"at least 2 of {one}, {other}, {third}",
        }
        return Clause(f"  holds {texts[form]}")

    # --- rules --------------------------------------------------------------------------------------------------------

    def rule(self, name: str, inherited: bool = False) -> Part:
        """Return a rule about a line, a claim, or a group of lines."""
        subject = self.weighted([("line", 78), ("claim", 9), ("group", 13)]) if not inherited else "line"
        made = [Clause(f"rule {name}", is_needed=True), Clause("  cites manual", is_needed=True)]
        if inherited:
            made.append(Clause("  replaces inherited", is_needed=True))
        made += self._dates()
        if subject == "line":
            if self.chance(0.5):
                made.append(Clause("  when ", Condition(self.of(CODES_OF_RULES))))
            made += [Clause("  when ", self.condition("line", 1)) for _ in range(self.of([0, 0, 1, 1, 2]))]
            if self.chance(0.06):
                made.append(
                    Clause(
                        "  when ", Condition(f"prior verdict is {self.of(['', 'not '])}{self.of(['fails', 'passes'])}")
                    )
                )
            limited, asked = self._asks()
            made += asked
            made += [Clause("  unless ", self.condition("line", 1)) for _ in range(self.of([0, 0, 0, 1, 2]))]
        else:
            limited = False
            keys, self.common = ("claim", CLAIM) if subject == "claim" else self.of(GROUPS)
            if keys.endswith("per code"):
                made.append(Clause("  when ", Condition(self.of(CODES_OF_RULES))))
            made.append(Clause(f"  about {'the' if subject == 'claim' else 'each'} {keys}", is_needed=True))
            if self.chance(0.5):
                made.append(Clause("  when ", self.sought()))
            made.append(Clause(f"  {self.of(['requires', 'forbids'])} ", self.about_several()))
            if self.chance(0.3):
                made.append(Clause("  unless ", self.sought()))
            self.common = None
        if self.chance(0.12):
            made.append(Clause("  treat missing as not met"))
        return Part((*made, *self._otherwise(limited, subject)))

    def about_several(self) -> Condition:
        """Return a condition that several lines have in common."""
        if self.chance(0.6):
            return self.sought()
        return Condition(
            f"{self.of([self.total('units'), self.counted()])} {self.of(['is', 'is at most', 'is at least'])} 2"
        )

    def _dates(self) -> list[Clause]:
        made = []
        first, last = self.span_of_days()
        axis = self.of([""] * 5 + [" by received date", " by treatment start"])
        if self.chance(0.25):
            made.append(Clause(f"  from {first}{axis}"))
        if self.chance(0.2):
            made.append(Clause(f"  through {last}{axis}"))
        if self.chance(0.05):
            made.append(Clause(f"  known from {first}"))
        if self.chance(0.04):
            made.append(Clause("  known through 2026-12-31"))
        return made

    def _asks(self) -> tuple[bool, list[Clause]]:
        made, limited = [], False
        for _ in range(self.of([1, 1, 1, 2])):
            kind = self.weighted(
                [("requires", 40), ("forbids", 10), ("table", 12), ("record", 6), ("limit", 22), ("pays", 10)]
            )
            if kind == "limit" and not limited:
                limited = True
                made += self._limit()
            elif kind == "table":
                made.append(self._table())
            elif kind == "record":
                made.append(Clause("  requires record note", is_needed=True))
            elif kind == "pays":
                share = self.of(["", "0.5 * ", "75 percent * ", "0.333 * ", "coinsurance * "])
                left = self.of([self.number("line", "dollars", 0), self.number("line", "dollars", 1), "charge"])
                made.append(Clause(f"  {self.of(['allows', 'pays'])} {share}({left})", is_needed=True))
            else:
                made.append(
                    Clause(
                        f"  {'forbids' if kind == 'forbids' else 'requires'} ",
                        self.condition("line", 1),
                        is_needed=True,
                    )
                )
        return limited, made

    def _limit(self) -> list[Clause]:
        measure, unit = self.of(MEASURES)
        amount = self.of(["1", "2", "3"]) if unit in ("", "units") else self.amount_of(unit)
        most = "most lines" if unit == "" and self.chance(0.2) else self.with_unit(amount, unit)
        whom = self.of(
            [
                "patient",
                "patient",
                "rendering provider",
                "patient per rendering provider",
                "patient per place of service",
            ]
        )
        text = f"  limits {measure} to {most} per {whom} per {self.of(self.cycles)}"
        if self.is_wide and measure in ("lines", "visits") and self.chance(0.5):
            text += " with at most 1 in talk, at most 2 in visits"
        text += self.of(WINDOWS)
        if self.chance(0.5):
            return [Clause(f"{text} counting lines where (", self.condition("line", self.of([0, 0, 1])), ")", True)]
        return [Clause(text, is_needed=True)]

    def _table(self) -> Clause:
        whens = [self.field_of("line", ONLY_LISTED), self.field_of("line", ("quantity minutes", "quantity units"))]
        heads = [word for word in whens if word is not None][: self.of([1, 2])]
        asked = [
            self.field_of(
                "line", (*ONLY_LISTED, "quantity minutes", "quantity units", "modifier list", "quantity dollars")
            )
        ]
        columns = {word.name: word for word in (*heads, *asked) if word is not None}
        names = [f"when {name}" for name in list(columns)[:-1]] + list(columns)[-1:]
        lines = [names, *[[self._cell(word) for word in columns.values()] for _ in range(self.random.randint(1, 4))]]
        rows = "\n".join("    | " + " | ".join(each) + " |" for each in lines)
        return Clause(f"  requires\n{rows}{self.of(['', '', NO_ROW + 'not met', NO_ROW + 'unknown'])}", is_needed=True)

    def _cell(self, word: Any) -> str:
        if self.chance(0.12):
            return "any"
        if word.type.kind.value == "quantity":
            low, high = sorted((self.amount_of(word.type.domain), self.amount_of(word.type.domain)), key=float)
            unit = f" {word.type.domain}"
            return self.of([f"{low} to {high}{unit}", f"{low}{unit} or more", f"{high}{unit} or less", f"{low}{unit}"])
        items = ", ".join(self.some(self.values_of(word), 2))
        return items if self.chance(0.6) else f"{'all of' if word.type.is_list else 'not'} {items}"

    def _otherwise(self, limited: bool, subject: str) -> list[Clause]:
        made = []
        is_about_line = subject == "line"
        for _ in range(self.of([0, 0, 0, 1, 2]) if is_about_line else 0):
            guard = self.condition("line", 0)
            if limited and self.is_wide and self.chance(0.5):
                guard = Condition(f"running count is {self.of(['at least 2', 'more than 1', 'from 2 to 3'])}")
            made.append(Clause("  otherwise when ", guard, f" {self.of(ACTIONS)}"))
        keys = [
            "highest charge",
            "lowest charge",
            "earliest service date",
            "latest service date",
            "highest units",
            "lowest line number",
        ]
        ranked = f" ranked by {', '.join(self.some(keys, 2))}" if limited and self.chance(0.5) else ""
        made.append(Clause(f"  otherwise {self.of([*ACTIONS, 'cut back'] if limited else ACTIONS)}{ranked}"))
        return made

    # --- for some claims ----------------------------------------------------------------------------------------------

    def _overlay(self, names: list[str]) -> list[Part]:
        applies = self.of(
            [
                "contractor area is any of N1, P1",
                'product is "PPO"',
                "rendering provider is P1",
                "claim charge is at least 100 dollars",
            ]
        )
        head = ['rulebook north "North"', "  extends book", f"  applies when {applies}"]
        made = [statement(*head)]
        withdrawn, replaced = self.random.sample(names, 2)
        first, last = self.span_of_days()
        dates = self.of(["", f" from {first}", f" from {first} through {last}", f" through {last}"])
        made.append(statement(f'withdraws {withdrawn} because "not here"{dates} cites manual'))
        made.append(self.rule(replaced, inherited=True))
        values = [
            "base fee is greater of (inherited, 120 dollars)",
            "least minutes is lesser of (inherited, 37 minutes)",
        ]
        values += ["filing limit is 31 days", f"most lines is 3{dates}"]
        made += [statement(f"value {each} cites manual") for each in self.some(values, 3)]
        if self.chance(0.4):
            made.append(statement(f"here modifiers {self.of(['GT', '59'])} mean {self.of(MEANINGS)} cites manual"))
        if self.chance(0.3):
            made.append(self._coverage())
        return made


MEANINGS: Final = ["urgent access", "late visit"]
MEASURES: Final = [
    ("lines", ""),
    ("lines", ""),
    ("visits", ""),
    ("units", "units"),
    ("different session mode", ""),
    ("different code", ""),
    ("total session minutes", "minutes"),
    ("(units * 15 minutes)", "minutes"),
    ("total charge", "dollars"),
]
WINDOWS: Final = [
    *[""] * 4,
    " before service date",
    " after service date",
    " in any 30 days",
    " within 12 months before service date",
    " within 12 months after service date",
    " before the first evaluation",
    " before received date",
    " after the latest evaluation",
    " within 12 months after the latest evaluation",
    " before 2026-03-31",
    " after 2026-01-01",
]
NO_ROW: Final = "\n    without a row "
CODES_OF_RULES: Final = [
    "code is in talk",
    "code is in visits",
    "code is 90837",
    "code is any of 90834, 99213",
    "code is in dues",
    "code is any of H0030 to H0040",
]
CLAIM: Final = ["on the same claim", "on the same claim within 30 days before 2026-03-31", "after 2026-01-01"]
GROUPS: Final = [
    ("day per patient", ["on the same claim", "on the same day"]),
    (
        "day per rendering provider",
        ["on the same day by the same rendering provider", "on the same claim on the same day"],
    ),
    ("calendar month per patient", ["in the same calendar month", "on the same claim"]),
    ("short week per patient", ["in the same short week", "on the same claim in the same short week"]),
    ("state year per patient", ["in the same state year", "on the same claim"]),
    ("day per place of service", ["on the same day with the same place of service", "on the same claim"]),
    ("day per code", ["on the same day with the same code", "on the same claim with the same code"]),
    ("short week per code", ["on the same claim with the same code"]),
    ("benefit year per patient", ["in the same benefit year"]),
]
SYMBOLS: Final = (*ONLY_LISTED, *LISTS)
