"""Claims that columns cannot say, judged by the row interpreter, in the terms of columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

import attrs

from rules_engine.batches.of_arrow import ArrowBatch
from rules_engine.claims.model import Dossier
from rules_engine.claims.rejection import Rejection
from rules_engine.hooks.manager import Plugins
from rules_engine.interpreters.row import ClaimResult, judge
from rules_engine.ir.rulebook import ACTIONS, Rule, Rulebook
from rules_engine.trace.result import RuleOutcome, RuleResult, Verdict

VERDICTS: Final = (Verdict.PASSES, Verdict.WARN, Verdict.HOLD, Verdict.NEEDS_INFORMATION, Verdict.FAILS)
"""By number: what a line, or a claim, comes to; the greatest is the gravest."""
_LESSENS: Final = ("reduce", "cut back", "downcode", "reclassify")

RulebookOf = Callable[[Dossier], Rulebook]


@attrs.frozen(eq=False, repr=False)
class LineVerdict:
    """What the rules say of one line. not_met, unknown: rules. missing: names of the facts that would settle those."""

    verdict: int
    is_unchecked: bool
    not_met: tuple[Rule, ...]
    unknown: tuple[Rule, ...]
    missing: tuple[str, ...]


@attrs.frozen(eq=False, repr=False)
class ByRows:
    """Claims judged by rows. claims: by number the verdict and those of their lines. rejected: claims not judged."""

    claims: dict[int, tuple[int, tuple[LineVerdict, ...]]]
    rejected: frozenset[int]
    rejections: tuple[Rejection, ...]


def by_rows(
    batch: ArrowBatch,
    claims: Iterable[int],
    rulebook_of: RulebookOf,
    known_on: date | None,
    plugins: Plugins,
    payer: str | None,
) -> ByRows:
    """Return what the row interpreter says of some claims of a batch."""
    judged: dict[int, tuple[int, tuple[LineVerdict, ...]]] = {}
    rejected: dict[int, Rejection] = {}
    for number in sorted(claims):
        adapted = plugins.adapt(batch.dossier(number), payer)
        if isinstance(adapted, Dossier):
            result = judge(adapted, rulebook_of(adapted), known_on)
            judged[number] = VERDICTS.index(result.verdict), tuple(lines_of(result))
        else:
            rejected[number] = adapted
    return ByRows(judged, frozenset(rejected), tuple(rejected.values()))


def lines_of(result: ClaimResult) -> Iterable[LineVerdict]:
    """Yield what is said of each line. A rule about the claim is told on its first line, whose verdict it leaves."""
    for place, line in enumerate(result.dossier.claim.lines):
        own = [each for each in result.results if each.line == line.number]
        told = own + [each for each in result.results if each.line == 0] if place == 0 else own
        covered = [each for each in result.coverage if each.line == line.number]
        is_unchecked = line.number in result.unchecked
        open_ = [each for each in told if each.outcome is RuleOutcome.UNKNOWN]
        verdict = max([0, *map(_gravity, own), *(_of_coverage(each.outcome) for each in covered), 3 * is_unchecked])
        yield LineVerdict(
            verdict,
            is_unchecked,
            tuple(each.rule for each in told if each.outcome is RuleOutcome.NOT_MET),
            tuple(each.rule for each in open_),
            tuple(
                sorted(
                    {need.name for each in open_ for need in each.needs}
                    | {need.name for each in covered for need in each.needs}
                )
            ),
        )


def _gravity(result: RuleResult) -> int:
    """Return the verdict that a result comes to; see `interpreters.row.judge`."""
    action = "" if result.consequence is None else result.consequence.action
    is_grave = action in ACTIONS[: ACTIONS.index("hold")]
    if result.outcome is RuleOutcome.NOT_MET:
        return 4 if is_grave else 2 if action == "hold" else 1 if action in (*_LESSENS, "warn") else 0
    is_open = result.outcome is RuleOutcome.UNKNOWN and (is_grave or action in ("hold", *_LESSENS))
    return 3 if is_open else 0


def _of_coverage(outcome: RuleOutcome) -> int:
    return {RuleOutcome.NOT_MET: 4, RuleOutcome.UNKNOWN: 3}.get(outcome, 0)
