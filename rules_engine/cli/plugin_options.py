"""The options of commands that ask plugins, and the plugins that one command asks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, Final

import click

from rules_engine.cli.shared import is_colour, stop
from rules_engine.hooks.manager import Plugins

_ALLOWED: Final = "payer-rules.allowed"
_TRACED: Final = "payer-rules.traced"
_DOOR: Final = "payer-rules.plugins"
_STORE: Final = "payer-rules.store"
NOBODY: Final = "none"


def plugin_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say which plugins of other people may be imported, and whether their calls are told."""
    for option in (
        click.option(
            "--trace-plugins",
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=_keep(_TRACED),
            help="Tell each call of a plugin on standard error, without any value of a claim.",
        ),
        click.option(
            "--plugins",
            metavar="NAME,NAME",
            envvar="PAYER_RULES_PLUGINS",
            expose_value=False,
            is_eager=True,
            callback=_keep(_ALLOWED),
            help=f"Installed plugins that may be imported, and no others; `{NOBODY}` for none of them.",
        ),
    ):
        command = option(command)
    return command


def store_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that names a store of earlier claims."""
    option = click.option(
        "--history-store",
        "--store",
        metavar="STORE",
        expose_value=False,
        callback=_keep(_STORE),
        help="Where `payer-rules history` keeps earlier claims, or a store that a plugin knows; beside --history.",
    )
    return option(command)


def store() -> str | None:
    """Return the store of earlier claims that the command that runs is given."""
    found = click.get_current_context().meta.get(_STORE)
    return found if isinstance(found, str) else None


def door() -> Plugins:
    """Return the plugins of the command that runs, as its options say; always the same ones."""
    context = click.get_current_context()
    found = context.meta.get(_DOOR)
    if not isinstance(found, Plugins):
        told = _tell if context.meta.get(_TRACED) else None
        found = context.meta[_DOOR] = Plugins(_names(context.meta.get(_ALLOWED)), told)
    return found


def allowed() -> tuple[str, ...] | None:
    """Return the names of installed plugins that may be imported; None when the command says nothing of them."""
    return _names(click.get_current_context().meta.get(_ALLOWED))


def form_option(hook: str, known: Mapping[str, str]) -> Callable[..., Any]:
    """Return the option for the name of a format: one that built-ins know, or any when an allowed plugin has the hook.

    known: format → built-in plugin.
    """

    def checked(context: click.Context, parameter: click.Parameter, form: str) -> str:
        if form in known or door().others_answer(hook):
            return form
        raise click.BadParameter(f"'{form}' is not one of {', '.join(map(repr, known))}.", context, parameter)

    return click.option(
        "--format",
        "form",
        metavar="FORMAT",
        default="text",
        show_default=True,
        callback=checked,
        help=f"{', '.join(known)}, or a format of an installed plugin.",
    )


def show(data: bytes | None, form: str) -> None:
    """Write what a plugin made to standard output; end with status 2 when none made anything."""
    if data is None:
        faults = [f"plugin {each.named} failed: {each.cause}" for each in door().faults]
        stop(f"nothing is written as {form}: {'; '.join(faults) or 'no plugin knows this format'}")
    if form == "text":
        click.echo(data.decode("utf-8"), nl=False, color=is_colour())  # in the encoding of the terminal
    else:
        sys.stdout.buffer.write(data)


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def kept(context: click.Context, _parameter: click.Parameter, value: Any) -> None:
        context.meta[name] = value

    return kept


def _names(given: str | None) -> tuple[str, ...] | None:
    if not given:
        return None
    return tuple(each.strip() for each in given.split(",") if each.strip() not in ("", NOBODY))


def _tell(line: str) -> None:
    click.echo(line, err=True)
