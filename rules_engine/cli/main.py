"""The command `payer-rules`: one file a command, each imported when it is called."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import NoReturn

import click

from rules_engine import __version__

COMMANDS = {
    "check": "Check claims against payer rules.",
    "explain": "Show everything the rules say of one claim.",
    "replay": "Show which claims change when rules change.",
    "batch": "Judge files of claims of any length, into a folder.",
    "history": "Keep earlier claims, for limits that count over time.",
    "test": "Run the examples beside the rules.",
    "examples": "Work out examples from the rules.",
    "new": "Write the first texts of a rulebook or a rule.",
    "coverage": "Say what the examples have shown of the rules.",
    "mutate": "Change rules in small ways; show which changes no example notices.",
    "fmt": "Put rule files into their one canonical form.",
    "rules": "List the rules that are in force on a day.",
    "english": "Say rules in plain English.",
    "card": "Show what a payer asks on a day, on one page.",
    "requirements": "Say what a visit or a claim still needs.",
    "pages": "Write a page for each rule, and an index.",
    "plugins": "List plugins: what they do, and whether they can be used.",
    "explain-code": "Explain a diagnostic of the rules, such as PR101.",
}


class LazyGroup(click.Group):
    """A group whose commands are imported only when they are called or their help is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        command = getattr(import_module(f"rules_engine.cli.{name}"), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="payer-rules")
def group() -> None:
    """Check mental-health claims against payer rules, and explain every verdict.

    Exit status: 0 all claims meet the encoded rules, 1 there are findings, 2 the job could not be done.
    """


def main() -> None:
    """Run the command line; a broken pipe ends it quietly."""
    gc.set_threshold(100_000)  # a short life of many small values: looking for cycles among them is a tenth of it
    try:
        group()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except Exception as fault:
        if "PAYER_RULES_DEBUG" in os.environ:
            raise
        _own_fault(fault)


def _own_fault(fault: Exception) -> NoReturn:
    """Tell a fault of ours by its kind and place; its text may hold values of a claim."""
    frame = fault.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{os.path.basename(frame.tb_frame.f_code.co_filename)}:{frame.tb_lineno}" if frame else "?"  # noqa: PTH119
    click.echo(
        f"payer-rules: a fault of this program ({type(fault).__name__} at {place}); nothing was judged", err=True
    )
    click.echo("With PAYER_RULES_DEBUG=1 it shows more, which may hold values of a claim.", err=True)
    sys.exit(2)
