"""`payer-rules plugins`: which plugins there are, what they do, and whether they can be used."""

from __future__ import annotations

import sys

import click

from rules_engine.cli.plugin_options import door, plugin_options
from rules_engine.cli.shared import FINDINGS, OK
from rules_engine.hooks.manager import Health


@click.command()
@plugin_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def plugins(form: str) -> None:
    """List plugins with version, hooks and health. It imports every plugin that may be imported.

    Exit status: 0 all can be used, 1 one of them cannot.
    """
    found = door().health()
    if form == "json":
        import msgspec

        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
    else:
        click.echo("\n".join(map(_line, found)))
    sys.exit(FINDINGS if any(each.cause for each in found) else OK)


def _line(plugin: Health) -> str:
    whose = "built-in" if plugin.is_builtin else "installed"
    hooks = ", ".join(each.removeprefix("rules_engine_") for each in plugin.hooks) or "nothing"
    health = f"cannot be used: {plugin.cause}" if plugin.cause else "well"
    return f"{plugin.name:<16} {plugin.version or '-':<10} {whose:<10} {health:<6} {hooks}"
