"""`payer-rules explain`: the full trace of one claim."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from rules_engine.cli.check import inputs, run
from rules_engine.cli.plugin_options import door, form_option, show
from rules_engine.cli.shared import FINDINGS, OK, is_colour, stop
from rules_engine.plugins import RENDERERS


@click.command()
@inputs
@click.option("--claim", "claim_id", help="Id of the claim; may be left out when there is only one.")
@form_option("rules_engine_render", RENDERERS)
def explain(
    claims: tuple[str, ...],
    documentation: tuple[str, ...],
    history: tuple[str, ...],
    registry: tuple[str, ...],
    folder: str | None,
    references: tuple[str, ...],
    payer: str | None,
    known_on: datetime | None,
    claim_id: str | None,
    form: str,
) -> None:
    """Show every rule, met or not, with values, sources and places, for one claim of CLAIMS.

    Exit status: 0 the claim meets the encoded rules, 1 it does not, 2 the job could not be done.
    """
    report = run(claims, (*documentation, *history, *registry), folder, references, payer, known_on, full=True).report
    traces = [trace for trace in report.claims if claim_id in (None, trace.claim_id)]
    refused = [r for r in report.rejections if claim_id is not None and r.claim_id == claim_id]
    if refused:
        stop(f"that claim was rejected: {refused[0].message}; `payer-rules check` shows where")
    if len(traces) != 1:
        stop(f"{len(traces)} claims fit; name one with --claim ID")
    show(door().render(traces[0], form, is_colour()), form)
    sys.exit(OK if traces[0].verdict == "passes" else FINDINGS)
