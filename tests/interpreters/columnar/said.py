"""What columns say of small claims, all of them at once; rows must say the same."""

from collections.abc import Sequence

from interpreters.columnar.side_by_side import book_of, differences, outcomes
from language.books import HEAD, compiled

from rules_engine.batches.of_dossiers import DossierBatch
from rules_engine.claims.model import Dossier
from rules_engine.interpreters.columnar import Plan, judge
from rules_engine.ir.rulebook import Rulebook
from rules_engine.suites.dossier import dossier_of

WHOLE = "given history complete from 2025-01-01 through 2026-12-31"
Claim = Sequence[str]
"""The clauses of an example, as "bills 90837, units 2" or "given …"."""


def stated(rules: str, claims: Sequence[Claim], head: str = HEAD, book: str = "book") -> tuple[Rulebook, list[Dossier]]:
    """Return the rulebook that rules state, and the dossiers of claims."""
    told = ["".join(f"  {clause}\n" for clause in claim) for claim in claims]
    examples = [
        f'example "e{number}"\n  on 2026-03-02 for {book}\n{each}  expect verdict passes\n'
        for number, each in enumerate(told)
    ]
    whole = compiled("\n".join((head + rules, *examples)))
    return whole.rulebooks[book], [dossier_of(each) for each in whole.examples]


def said(rules: str, *claims: Claim, rule: str = "r", head: str = HEAD, book: str = "book") -> list[str]:
    """Return for each claim the outcome of a rule for each of its lines, in one text, from columns alone.

    Raises AssertionError when rows say otherwise, or when a claim is handed to them.
    """
    rulebook, dossiers = stated(rules, claims, head, book)
    assert list(differences(dossiers, book_of(rulebook))) == []
    answer = judge(DossierBatch(dossiers), Plan([book_of(rulebook)]), full=True)
    assert answer.handed == {}
    found = outcomes(answer, dossiers, rulebook)
    address = next(each.address for each in rulebook.rules if each.name == rule)
    return [", ".join(of[key].value for key in sorted(of) if key[0] == address) for of in found]
