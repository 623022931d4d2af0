"""`payer-rules coverage`: what the examples have shown of the rules."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from rules_engine.cli.shared import FINDINGS, OK, reference_option, rules_option, stop
from rules_engine.cli.suite import fail_under_option, json_text, suite


@click.command()
@rules_option
@reference_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--html", "page", type=click.Path(dir_okay=False, path_type=Path), help="Write a page with the texts too."
)
@fail_under_option
@click.option("-v", "--verbose", is_flag=True, help="Name every rule, not only those that lack something.")
def coverage(
    folder: Path | None,
    references: tuple[str, ...],
    form: str,
    page: Path | None,
    least: float | None,
    verbose: bool,
) -> None:
    """Say for each rule, clause and condition whether examples show it true, false and unknown.

    Exit status: 0 done, 1 less is seen than --fail-under asks, 2 the rules or examples have faults.
    """
    from rules_engine.suites.coverage import cover
    from rules_engine.suites.coverage_page import coverage_page
    from rules_engine.suites.coverage_report import coverage_data, coverage_lines, whole_share

    found_suite = suite(folder, references)
    found = cover(found_suite.rulebooks, found_suite.examples, found_suite.texts)
    click.echo(json_text(coverage_data(found)) if form == "json" else "\n".join(coverage_lines(found, verbose)))
    if page is not None:
        try:
            page.write_text(coverage_page(found, found_suite.texts), "utf-8")
        except OSError as fault:
            stop(f"{page}: {fault.strerror}; name a file that can be written")
    sys.exit(FINDINGS if least is not None and whole_share(found).percent < least else OK)
