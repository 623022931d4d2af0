"""The rules as conditions for engines that know neither Arrow nor unknowns: two each, "not met" and "unknown".

An engine gets the facts of one line, worked out for it: days between dates, codes of the other lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs
import pyarrow as pa

from benchmarks.batch.answer import Answer
from benchmarks.batch.columns import Numbers
from benchmarks.batch.peers import decoded
from benchmarks.batch.peers.numbered import answer
from benchmarks.batch.peers.plain_python import pairs
from benchmarks.batch.rules import Rule, Test

_FIELDS: Final = {
    "code": "line.code",
    "charge": "line.charge",
    "units": "line.units",
    "place": "line.place_of_service",
    "provider": "rendering.kind",
    "minutes": "session.minutes",
    "mode": "session.mode",
    "signature": "session.signature.kind",
    "modifiers": "line.modifiers",
}


@attrs.frozen(eq=False)
class Lines:
    """What engines are given. facts: of each line, None for what is missing; charges are cents."""

    batch: pa.RecordBatch
    claim_of: Numbers
    claims: int
    facts: tuple[dict[str, Any], ...]

    def answer(self, rules: Sequence[Rule], found: Sequence[Sequence[int]]) -> Answer:
        """Return the answer. found: for each line the places of the conditions of `conditions` that hold."""
        sides: list[list[tuple[int, int]]] = [[], []]
        of_rule = [number for number, _, _ in conditions(rules, C_LIKE)]
        for row, held in enumerate(found):
            for place in held:
                sides[place & 1].append((row, of_rule[place]))
        return answer(rules, self.batch, self.claim_of, self.claims, pairs(sides[0]), pairs(sides[1]))


def lines(batch: pa.RecordBatch) -> Lines:
    """Return the facts of every line of a batch."""
    claim_of, claims = decoded.claims(batch.column("claim.claim_id"))
    records = batch.to_pylist()
    codes: dict[int, list[str]] = {}
    for claim, record in zip(claim_of.tolist(), records, strict=True):
        codes.setdefault(claim, []).append(record["line.code"])
    facts = tuple(_facts(record, codes[claim]) for claim, record in zip(claim_of.tolist(), records, strict=True))
    return Lines(batch, claim_of, claims, facts)


def _facts(record: dict[str, Any], codes: list[str]) -> dict[str, Any]:
    facts = {name: record[column] for name, column in _FIELDS.items()}
    day, signed = record["line.service_date"], record["session.signature.signed_date"]
    filed = record["claim.received_date"] or record["claim.submission_date"]
    others = list(codes)
    others.remove(record["line.code"])
    facts["charge"] = int(record["line.charge"] * 100)
    facts["signed"] = (signed - day).days if signed else None
    facts["filed"] = (filed - day).days if filed else None
    facts["reason"] = "none" if record["session.audio_reason.absent"] else None
    if record["session.audio_reason"]:
        facts["reason"] = "there"
    facts["primary"] = others
    return facts


@attrs.frozen
class Dialect:
    """How an engine writes conditions: of a name and its values."""

    name: str
    there: str
    both: str
    either: str
    no: str
    is_in: str  # of a name and a list of values
    holds: str  # of a list's name and one value
    quote: str = "'"

    def fact(self, name: str) -> str:
        """Return the fact as the engine calls it."""
        return self.name.format(name)

    def known(self, name: str) -> str:
        """Return the condition that a fact is not missing."""
        return self.there.format(name)

    def negated(self, condition: str) -> str:
        """Return the opposite of a condition."""
        return self.no.format(condition)

    def among(self, name: str, values: Sequence[str]) -> str:
        """Return the condition that a fact is one of the values."""
        listed = ", ".join(f"{self.quote}{each}{self.quote}" for each in values)
        return self.is_in.format(self.fact(name), listed)

    def all_of(self, parts: Sequence[str]) -> str:
        """Return the condition that all hold, looked at from the left."""
        return "(" + self.both.join(parts) + ")"

    def any_of(self, parts: Sequence[str]) -> str:
        """Return the condition that one holds."""
        return "(" + self.either.join(parts) + ")"


C_LIKE: Final = Dialect("{}", "{} != null", " && ", " || ", "!({})", "{} in [{}]", "{1} in {0}")
ZEN: Final = Dialect("{}", "{} != null", " and ", " or ", "not ({})", "{} in [{}]", "{1} in {0}")
WORDED: Final = Dialect("{}", "{} != null", " and ", " or ", "not ({})", "{} in [{}]", "{1} in {0}", '"')


def conditions(rules: Sequence[Rule], say: Dialect) -> Iterator[tuple[int, str, str]]:
    """Yield the place of a rule, a name and a condition: for each row "not met", then "unknown"."""
    for number, rule in enumerate(rules):
        for place, row in enumerate(rule.rows):
            codes = row.codes or rule.codes
            guard = [say.among("code", codes)] if codes else []
            known = [say.known(_name(test)) for test in rule.when]
            true = [say.all_of([say.known(_name(test)), _holds(test, say)]) for test in rule.when]
            asked, there = _holds(row.test, say), say.known(_name(row.test))
            perhaps = [say.any_of([say.negated(each), whole]) for each, whole in zip(known, true, strict=True)]
            open_ = say.any_of([*map(say.negated, known), say.negated(there)])
            yield number, f"{number} {place} n", say.all_of([*guard, *true, there, say.negated(asked)])
            yield number, f"{number} {place} u", say.all_of([*guard, *perhaps, open_])


def _name(test: Test) -> str:
    return test.about.removeprefix("no ")


def _holds(test: Test, say: Dialect) -> str:
    """Return the condition that a test holds, of facts that are there."""
    name, fact = _name(test), say.fact(_name(test))
    if test.about == "reason":
        return say.among(name, ("there",))
    if name in ("modifiers", "primary"):
        held = say.any_of([say.holds.format(fact, f"{say.quote}{each}{say.quote}") for each in test.values])
        return held if test.about == name else say.negated(held)
    if test.values:
        return say.among(name, test.values)
    if test.about == "charge":
        return f"{fact} > {100 * (test.low or 0)}" if test.high is None else f"{fact} <= {100 * test.high}"
    low = 0 if test.about == "signed" else test.low
    ends = [f"{fact} >= {low}"] if low is not None else []
    return say.all_of([*ends, *([f"{fact} <= {test.high}"] if test.high is not None else [])])
