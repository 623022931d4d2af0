"""The engine against the oracle: `python -m properties.oracle.compare --pairs 100000` in the folder of the tests.

A pair is one rulebook of eight rules and one claim; every rule is held against every line.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import attrs
from language.books import compiled
from properties.oracle.drawing import Draw
from properties.oracle.engine_side import to_dossier
from properties.oracle.facts import Facts
from properties.oracle.meaning import follows, outcome
from properties.oracle.wide_drawing import WideDraw
from properties.oracle.writing import book as written

from rules_engine.interpreters.row import judge
from rules_engine.ir.rulebook import Rulebook
from rules_engine.trace.result import RuleResult

CLAIMS_A_BOOK = 40


@attrs.frozen
class Difference:
    """Where the two do not agree. seed: of the rulebook; claim: which of its claims."""

    seed: int
    claim: int
    line: int
    rule: str
    engine: str
    oracle: str


@lru_cache(maxsize=200)
def drawn(seed: int, wide: bool = False) -> tuple[Facts, Rulebook, tuple[Facts, ...]]:
    """Return a rulebook as the oracle has it, as the engine compiled it from its text, and claims for it."""
    draw = WideDraw(seed) if wide else Draw(seed)
    stated = draw.book()
    rulebook = compiled(written(stated)).rulebooks["book"]
    return stated, rulebook, tuple(draw.claim() for _ in range(CLAIMS_A_BOOK))


def differences(
    seed: int, claims: int = CLAIMS_A_BOOK, seen: Counter[str] | None = None, wide: bool = False
) -> Iterator[Difference]:
    """Yield every outcome of a rulebook's pairs on which engine and oracle differ. seen: counts outcomes."""
    stated, rulebook, drawn_claims = drawn(seed, wide)
    for number, claim in enumerate(drawn_claims[:claims]):
        came = {(each.rule.name, each.line): said(each) for each in judge(to_dossier(claim), rulebook).results}
        for rule in stated["rules"]:
            for place, line in enumerate(claim["lines"], 1):
                wanted = outcome(claim, line, rule)
                found = came.get((rule["name"], place), "not applicable")
                if seen is not None:
                    seen[wanted] += 1
                if wanted in ("not met", "unknown"):
                    wanted += f", {follows(claim, line, rule)}"
                if found != wanted:
                    yield Difference(seed, number, place, rule["name"], found, wanted)


def said(result: RuleResult) -> str:
    """Return the outcome of a rule, and what follows when it is not met or not known."""
    found = result.consequence
    if found is None:
        return result.outcome.value
    by = "" if found.amount is None else f" by {found.amount} {found.unit}"
    return f"{result.outcome.value}, {found.action}{by}"


def main() -> int:
    """Compare as many pairs as are asked for; print and return 1 when there is a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--wide", action="store_true", help="with limits, cycles, tables and guards")
    asked = parser.parse_args()
    started, seen = time.monotonic(), Counter[str]()
    books = -(-asked.pairs // CLAIMS_A_BOOK)
    for seed in range(asked.first_seed, asked.first_seed + books):
        for each in differences(seed, seen=seen, wide=asked.wide):
            stated, _, claims = drawn(seed, asked.wide)
            sys.stdout.write(f"{each}\n{written(stated)}\n{claims[each.claim]}\n")
            return 1
    rate = books * CLAIMS_A_BOOK / (time.monotonic() - started)
    sys.stdout.write(
        f"{books * CLAIMS_A_BOOK} pairs, {seen.total()} outcomes {dict(seen)}, {rate:.0f} pairs a second\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
