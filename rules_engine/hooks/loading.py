"""Which plugins there are, and one of them behind a manager of its own, so that no other shares its faults."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Set
from functools import partial
from importlib import import_module
from typing import Any, Final

import attrs
import pluggy

from rules_engine import __version__
from rules_engine.hooks import specs
from rules_engine.hooks.faults import PluginFailedError, kind_of
from rules_engine.plugins import ADAPTERS, BUILTIN, HISTORIES, REFERENCES, REMITTANCES, RENDERERS, WRITERS

HOOKS: Final = tuple(name for name in vars(specs) if name.startswith(f"{specs.PROJECT}_"))
"""Names of all hooks, in the order in which they are called."""

_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,60}")


@attrs.frozen(eq=False, repr=False)
class Waiting:
    """A plugin that is not loaded yet: one that nobody needs costs nothing. fault: why it is not to be loaded."""

    name: str
    version: str
    load: Callable[[], Any]
    is_builtin: bool
    fault: str = ""


def builtin(name: str) -> Waiting:
    """Return the built-in plugin of that name."""
    return Waiting(name, __version__, partial(import_module, f"rules_engine.plugins.{name}"), is_builtin=True)


def builtin_names() -> tuple[str, ...]:
    """Return the names of all built-in plugins."""
    adapters = [name for names in ADAPTERS.values() for name in names]
    shown = (*WRITERS.values(), *RENDERERS.values())
    return tuple(dict.fromkeys([*BUILTIN, *REMITTANCES, *adapters, *HISTORIES, *REFERENCES, *shown]))


def others(allowed: Set[str] | None) -> list[Waiting]:
    """Return other people's plugins, sorted by name: the allowed ones, or all when `allowed` is None.

    Nothing is imported. A name that is not to be trusted (taken by a built-in, offered twice, no plain word, allowed
    but not installed) comes with its fault.
    """
    from importlib.metadata import entry_points  # slow to import, and reached only when others are asked for

    points = {
        (point.name, point.value, point.dist.name if point.dist else ""): point
        for point in entry_points(group=specs.PROJECT)
    }
    counts = Counter(name for name, _, _ in points)
    found = []
    for (name, _, _), point in sorted(points.items()):
        if allowed is None or name in allowed:
            version = point.dist.version if point.dist else ""
            known = _NAME.fullmatch(name) is not None
            found.append(Waiting(name if known else "?", version, point.load, False, _distrust(name, counts[name])))
    missing = sorted((allowed or frozenset()) - set(counts) - set(builtin_names()))
    return found + [Waiting(name, "", _nothing, False, "not installed") for name in missing]


def _distrust(name: str, count: int) -> str:
    if _NAME.fullmatch(name) is None:
        return "its name is no plain word"
    if name in builtin_names():
        return "its name is that of a built-in plugin"
    return "two installed packages offer this name" if count > 1 else ""


def _nothing() -> None: ...


def managed(waiting: Waiting) -> pluggy.PluginManager:
    """Return a manager that holds this plugin alone.

    Raises PluginFailedError when its hooks are not those of the door, and what its import raises.
    """
    if waiting.fault:
        raise PluginFailedError(waiting.fault)
    manager = pluggy.PluginManager(specs.PROJECT)
    manager.add_hookspecs(specs)
    try:
        plugin = waiting.load()
    except PluginFailedError as fault:
        raise PluginFailedError(kind_of(fault)) from None
    try:
        manager.register(plugin, waiting.name)
        manager.check_pending()
    except pluggy.PluginValidationError:
        raise PluginFailedError(_unfit(plugin)) from None
    if not hooks_of(manager):
        raise PluginFailedError("no hook in it")
    return manager


def hooks_of(manager: pluggy.PluginManager) -> tuple[str, ...]:
    """Return the names of the hooks that a plugin answers."""
    return tuple(name for name in HOOKS if getattr(manager.hook, name).get_hookimpls())


def _unfit(plugin: object) -> str:
    def unknown() -> Iterator[str]:
        for name in dir(plugin):
            if name.startswith(f"{specs.PROJECT}_") and name not in HOOKS and _NAME.fullmatch(name):
                yield name

    return f"unknown hook {first}" if (first := next(unknown(), "")) else "a hook with arguments that it is not given"
