"""Rows and columns about the claims of a shelf, and where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import attrs
import numpy as np

from differential.drawing import DrawnBook
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
SOME = 60
CODE_OF = {outcome: code for code, outcome in enumerate(OUTCOMES)}
Said = dict[tuple[int, int], int]
"""By place of the rule (-1: coverage) and number of the line (0: the claim), the outcome as a number."""


@attrs.frozen
class Difference:
    """Where rows and columns do not say the same. claim: its place among the dossiers; -1 where no claim is meant."""

    claim: int
    text: str


@attrs.frozen(eq=False, repr=False)
class Told:
    """What the row interpreter says of a claim: outcomes, verdict, unchecked lines."""

    said: Said
    verdict: Verdict
    unchecked: tuple[int, ...]


def rows_of(dossiers: Sequence[Dossier], rulebook: Rulebook) -> list[Told]:
    """Return what the row interpreter says of each dossier."""
    places = {id(rule): place for place, rule in enumerate(rulebook.rules)}
    return [_told(judge(each, rulebook), places) for each in dossiers]


def _told(result: ClaimResult, places: dict[int, int]) -> Told:
    said = {
        (places[id(each.rule)], 0 if each.rule.subject == "claim" else each.line): CODE_OF[each.outcome]
        for each in result.results
    }
    said.update({(-1, each.line): CODE_OF[each.outcome] for each in result.coverage})
    return Told(said, result.verdict, result.unchecked)


def differences(
    batch: DossierBatch,
    dossiers: Sequence[Dossier],
    book: DrawnBook,
    told: Sequence[Told] | None = None,
    counts: Counter[str] | None = None,
    first: DossierBatch | None = None,
) -> Iterator[Difference]:
    """Yield where columns, read line by line and looked up, say otherwise than rows.

    told: what rows say, when that is known. counts: gathers outcomes, and claims that are handed over, by cause.
    first: some of the claims, which are looked up before all of them, so that there is something to remember.
    """
    rulebook = book.rulebook
    plan = Plan([Book(rulebook)])
    answer = judge_columns(batch, plan, full=True)
    judge_columns(first or DossierBatch(dossiers[:SOME]), plan)
    quick = judge_columns(batch, plan)
    again = judge_columns(batch, plan)  # what was looked up before is remembered
    if told is None:
        told = rows_of(dossiers, rulebook)
    said = _said(answer, dossiers, rulebook)
    for number in range(len(dossiers)):
        yield from _of_claim(number, int(batch.starts[number]), answer, told[number], said[number], dossiers[number])
    for found in (quick, again):
        yield from _looked_up(answer, found)
    yield from _lists(answer)
    if counts is not None:
        counts.update(f"handed: {cause}" for cause in answer.handed.values())
        counts.update(f"outcome {code}" for each in told for code in each.said.values())
        counts.update(f"verdict {each.verdict.value}" for each in told)


def _of_claim(
    number: int, first: int, answer: Answer, told: Told, said: Said, dossier: Dossier
) -> Iterator[Difference]:
    """first: the first line of the claim. Of a claim that is handed over, only what columns can say counts."""
    is_handed = number in answer.handed
    if told.said != said:
        for place, line in sorted({*told.said, *said}):
            one, other = told.said.get((place, line)), said.get((place, line))
            if one != other and not (is_handed and (place in answer.cannot or place < 0)):
                name = "coverage" if place < 0 else answer.rule(place).address
                yield Difference(number, f"rule {name}, line {line}: rows {_word(one)}, columns {_word(other)}")
    if is_handed:
        return
    verdict = VERDICTS[int(answer.claims[number])]
    if verdict is not told.verdict:
        yield Difference(number, f"verdict: rows {told.verdict.value}, columns {verdict.value}")
    open_ = tuple([line.number for k, line in enumerate(dossier.claim.lines) if answer.unchecked[first + k]])
    if open_ != told.unchecked:
        yield Difference(number, f"unchecked lines: rows {told.unchecked}, columns {open_}")


def _word(code: int | None) -> str:
    found = None if code is None else OUTCOMES[code]
    return "nothing" if found is None else found.value


def _lists(answer: Answer) -> Iterator[Difference]:
    """Yield where the lists of failing and unknown rules are not what the outcomes say."""
    wanted: tuple[set[tuple[int, int]], set[tuple[int, int]]] = (set(), set())
    for rows, place, codes in answer.told or ():
        for row, code in zip(np.asarray(rows).tolist(), codes.tolist(), strict=True):
            if place >= 0 and code < 2:
                wanted[code].add((row, place))
    for name, expected in (("failing", wanted[0]), ("unknown", wanted[1])):
        found = set(zip(*(each.tolist() for each in getattr(answer, name)), strict=True))
        if found != expected:
            yield Difference(-1, f"{name}: {sorted(found ^ expected)[:3]}")


def _looked_up(answer: Answer, quick: Answer) -> Iterator[Difference]:
    if answer.handed != quick.handed or answer.cannot != quick.cannot:
        yield Difference(-1, "looked up: other claims are handed over")
    for name in ("failing", "unknown"):
        read, found = (sorted(zip(*(x.tolist() for x in getattr(each, name)), strict=True)) for each in (answer, quick))
        if read != found:
            yield Difference(-1, f"looked up: {name}: {sorted(set(read) ^ set(found))[:3]}")
    for name in ("lines", "claims", "unchecked"):
        where = np.flatnonzero(getattr(answer, name) != getattr(quick, name))
        if len(where):
            yield Difference(-1, f"looked up: {name} differ at {where[:3].tolist()}")


def _said(answer: Answer, dossiers: Sequence[Dossier], rulebook: Rulebook) -> list[Said]:
    found: list[Said] = [{} for _ in dossiers]
    lines = [(found[k], line.number) for k, each in enumerate(dossiers) for line in each.claim.lines]
    for rows, place, codes in answer.told or ():
        key = max(place, -1)
        about_claim = place >= 0 and rulebook.rules[place].subject == "claim"
        for row, code in zip(np.asarray(rows).tolist(), codes.tolist(), strict=True):
            if code < 5:
                said, number = lines[row]
                said[key, 0 if about_claim else number] = code
    return found
