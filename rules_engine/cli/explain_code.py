"""`payer-rules explain-code`: what a diagnostic of the rules means, and how to mend what it tells of."""

from __future__ import annotations

import click

from rules_engine.cli.shared import stop
from rules_engine.diagnostics.explained import code_of, nearest_codes, page_of, plain


@click.command("explain-code")
@click.argument("code")
def explain_code(code: str) -> None:
    """Explain a diagnostic of the rules: what it says, why, and a text that has it, before and after.

    CODE is a code such as PR101, or a name such as unexpected-text.

    Exit status: 0 the page was shown, 2 there is no such diagnostic.
    """
    found = code_of(code)
    if not found:
        near = ", ".join(nearest_codes(code))
        known = f"the nearest are: {near}" if near else "docs/diagnostics/README.md lists them all"
        stop(f"no diagnostic `{code}`; {known}")
    click.echo(plain(page_of(found)))
