"""The same claims through the row interpreter and through columns, and where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from rules_engine.batches.of_dossiers import DossierBatch
from rules_engine.claims.model import Dossier
from rules_engine.interpreters.columnar import Answer, Book, Plan
from rules_engine.interpreters.columnar import judge as judge_columns
from rules_engine.interpreters.row import ClaimResult, judge
from rules_engine.ir.rulebook import Rulebook
from rules_engine.trace.result import RuleOutcome, Verdict

VERDICTS = (Verdict.PASSES, Verdict.WARN, Verdict.HOLD, Verdict.NEEDS_INFORMATION, Verdict.FAILS)
OUTCOMES = (
    RuleOutcome.NOT_MET,
    RuleOutcome.UNKNOWN,
    RuleOutcome.MET,
    RuleOutcome.NOT_APPLICABLE,
    RuleOutcome.EXCUSED,
    None,
)


def differences(
    dossiers: Sequence[Dossier], book: Book, handed: Counter[str] | None = None, seen: Counter[str] | None = None
) -> Iterator[str]:
    """Yield what columns say otherwise than rows do. handed: counts the claims that columns cannot say, by cause."""
    batch, plan = DossierBatch(dossiers), Plan([book])
    answer = judge_columns(batch, plan, full=True)
    quick = judge_columns(batch, plan)
    if handed is not None:
        handed.update(answer.handed.values())
    said = outcomes(answer, dossiers, book.rulebook)
    for number, dossier in enumerate(dossiers):
        result = judge(dossier, book.rulebook, book.known_on)
        if seen is not None:
            seen.update(each.outcome.value for each in result.results)
        yield from _of_claim(number, answer, result, said[number])
    yield from _looked_up(answer, quick)


def _of_claim(
    number: int, answer: Answer, result: ClaimResult, said: dict[tuple[str, int], RuleOutcome]
) -> Iterator[str]:
    """Of a claim that is handed over, only the rules count that columns can say."""
    cannot = {result.rulebook.rules[place].address for place in answer.cannot}
    wanted = {(r.rule.address, r.line): r.outcome for r in result.results if r.rule.address not in cannot}
    for key in sorted({*wanted, *said}):
        if key[0] not in cannot and wanted.get(key) is not said.get(key):
            yield f"claim {number}, rule {key[0]}, line {key[1]}: rows {wanted.get(key)}, columns {said.get(key)}"
    verdict = VERDICTS[int(answer.claims[number])]
    if number not in answer.handed and verdict is not result.verdict:
        yield f"claim {number}: rows {result.verdict}, columns {verdict}"


def _looked_up(answer: Answer, quick: Answer) -> Iterator[str]:
    """Yield what looking up says otherwise than reading line by line."""
    if answer.handed != quick.handed:
        yield "other claims are handed over"
    for name in ("failing", "unknown"):
        read, found = (sorted(zip(*(x.tolist() for x in getattr(each, name)), strict=True)) for each in (answer, quick))
        if read != found:
            yield f"{name}: {sorted(set(read) ^ set(found))[:3]}"
    for name in ("lines", "claims", "unchecked"):
        if not np.array_equal(getattr(answer, name), getattr(quick, name)):
            yield f"{name} differ at {np.flatnonzero(getattr(answer, name) != getattr(quick, name))[:3]}"


def outcomes(
    answer: Answer, dossiers: Sequence[Dossier], rulebook: Rulebook
) -> list[dict[tuple[str, int], RuleOutcome]]:
    """Return for each claim what columns say, by rule and line."""
    found: list[dict[tuple[str, int], RuleOutcome]] = [{} for _ in dossiers]
    lines = [(k, line.number) for k, each in enumerate(dossiers) for line in each.claim.lines]
    for rows, place, codes in answer.told or ():
        if place < 0:
            continue
        rule = rulebook.rules[place]
        for row, code in zip(np.asarray(rows).tolist(), codes.tolist(), strict=True):
            outcome = OUTCOMES[code]
            if outcome is not None:
                claim, number = lines[row]
                found[claim][rule.address, 0 if rule.subject == "claim" else number] = outcome
    return found


def book_of(rulebook: Rulebook, known_on: date | None = None) -> Book:
    """Return what columns need of a rulebook."""
    return Book(rulebook, known_on)
