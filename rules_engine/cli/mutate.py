"""`payer-rules mutate`: change rules in small ways, and show which changes no example notices."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from rules_engine.cli.shared import FINDINGS, OK, counted, reference_option, rules_option, stop
from rules_engine.cli.suite import Suite, fail_under_option, json_text, mutants, suite


@click.command()
@rules_option
@reference_option
@click.option("--rule", "name", default="", help="Only mutants of that rule.")
@click.option("--payer", default="", help="Only mutants of the rules of that rulebook.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@fail_under_option
@click.option("-v", "--verbose", is_flag=True, help="Name every rule, not only those with mutants that live.")
def mutate(
    folder: Path | None,
    references: tuple[str, ...],
    name: str,
    payer: str,
    form: str,
    least: float | None,
    verbose: bool,
) -> None:
    """Change each rule in small ways, and show the changes that no example tells from the rule.

    A change that means the same is named, with its reason, in a file mutants.csv beside the rules (rule, mutation,
    reason); it then counts for nothing.

    Exit status: 0 done, 1 the score is less than --fail-under asks, 2 the rules or examples have faults.
    """
    from rules_engine.suites.mutation.report import mutation_data, mutation_lines, score_of

    found = suite(folder, references)
    _check_names(found, name, payer)
    tried = mutants(found, name, payer)
    if form == "json":
        click.echo(json_text(mutation_data(tried.fates, tried.idle, tried.failing)))
    else:
        click.echo("\n".join(mutation_lines(tried.fates, tried.idle, verbose)))
        if tried.failing:
            click.echo(f"{counted(tried.failing, 'example')} left out: not as expected even now (payer-rules test)")
    sys.exit(FINDINGS if least is not None and score_of(tried.fates).share < least else OK)


def _check_names(found: Suite, name: str, payer: str) -> None:
    from rules_engine.diagnostics.suggest import nearest

    if payer and payer not in found.rulebooks:
        stop(f"no rulebook `{payer}`; there are: {', '.join(sorted(found.rulebooks))}")
    books = [found.rulebooks[payer]] if payer else list(found.rulebooks.values())
    known = {rule.name for book in books for rule in book.rules}
    if name and name not in known:
        stop("; ".join(part for part in (f"no rule `{name}`", nearest(name, known)) if part))
