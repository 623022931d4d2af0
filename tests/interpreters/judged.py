"""One claim of an example before a small rulebook, and what was said of it."""

from language.books import HEAD, compiled

from rules_engine.interpreters.row import ClaimResult, judge
from rules_engine.suites.dossier import dossier_of
from rules_engine.trace.result import RuleResult


def judged(rules: str, *clauses: str, head: str = HEAD, on: str = "2026-03-02", book: str = "book") -> ClaimResult:
    """Return what `rules` say of a claim. clauses: of an example, as "bills 90837, units 2" or "given …"."""
    told = "\n".join(f"  {clause}" for clause in clauses)
    text = f'{head}{rules}\nexample "e"\n  on {on} for {book}\n{told}\n  expect verdict passes\n'
    whole = compiled(text)
    return judge(dossier_of(whole.examples[0]), whole.rulebooks[book])


def of_rule(result: ClaimResult, rule: str = "r", line: int = 1) -> RuleResult:
    """Return the result of a rule for a line, for its group, or for the claim."""
    return next(r for r in result.results if r.rule.name == rule and (r.line in (0, line) or line in r.lines))


def outcome(result: ClaimResult, rule: str = "r", line: int = 1) -> str:
    """Return the outcome of a rule in a word."""
    return of_rule(result, rule, line).outcome.value


def needs(result: ClaimResult, rule: str = "r", line: int = 1) -> list[str]:
    """Return the names of what would settle a rule."""
    return sorted({need.name for need in of_rule(result, rule, line).needs})


def gives(result: ClaimResult, rule: str = "r", line: int = 1) -> str:
    """Return the adjustment of a rule in words, or an empty text."""
    found = of_rule(result, rule, line).adjustment
    return "" if found is None else found.says
