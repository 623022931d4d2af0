"""The plugins that are in the house: built-ins by name, others by entry point, each loaded and asked on its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import Any

import attrs
import pluggy

from rules_engine.claims.intake import Intake
from rules_engine.claims.rejection import Rejection
from rules_engine.hooks import specs
from rules_engine.plugins import BUILTIN


@attrs.frozen
class PluginFault:
    """A plugin that could not be used. cause: the kind of the exception; never its text, which may hold values."""

    plugin: str
    version: str
    cause: str


@attrs.frozen(eq=False, repr=False)
class _Waiting:
    """A plugin that is not loaded yet: a format that nobody sends costs nothing."""

    name: str
    version: str
    load: Callable[[], Any]


class Plugins:
    """A fresh set of plugins. faults: what could not be loaded, or raised, or answered nonsense."""

    def __init__(self) -> None:
        self._managers: dict[str, pluggy.PluginManager | None] = {}
        self.faults: list[PluginFault] = []

    def read(self, data: bytes, source: str, mapping: tuple[bytes, str] | None = None) -> Intake:
        """Return a file as its plugin reads it; a file that no plugin knows is rejected.

        mapping: bytes and name of what the user says of the columns, for a file that is a table.
        Built-ins are asked first, other people's plugins only about a file that no built-in knows.
        """
        for waiting in _all_plugins():
            found = self._ask(waiting, data, source, mapping)
            if found is not None:
                return found
        return _unknown(data, source)

    def _ask(self, waiting: _Waiting, data: bytes, source: str, mapping: tuple[bytes, str] | None) -> Intake | None:
        """Ask one plugin; what it raises is its own fault, and the next one is asked."""
        if waiting.name not in self._managers:
            self._managers[waiting.name] = self._load(waiting)
        manager = self._managers[waiting.name]
        if manager is None:
            return None
        try:
            found = manager.hook.rules_engine_read(data=data, source=source, mapping=mapping)
        except Exception as fault:
            self._note(waiting, type(fault).__name__)
            return None
        if found is not None and not isinstance(found, Intake):
            self._note(waiting, f"answered {type(found).__name__}, not an Intake")
            return None
        return found

    def _load(self, waiting: _Waiting) -> pluggy.PluginManager | None:
        """Return a manager that holds this plugin alone, so that no other shares its faults."""
        manager = pluggy.PluginManager(specs.PROJECT)
        manager.add_hookspecs(specs)
        try:
            manager.register(waiting.load(), waiting.name)
            manager.check_pending()
        except Exception as fault:
            self._note(waiting, type(fault).__name__)
            return None
        return manager

    def _note(self, waiting: _Waiting, cause: str) -> None:
        fault = PluginFault(waiting.name, waiting.version, cause)
        if fault not in self.faults:
            self.faults.append(fault)


def _all_plugins() -> Iterator[_Waiting]:
    for name in BUILTIN:
        yield _Waiting(name, "", partial(import_module, f"rules_engine.plugins.{name}"))
    from importlib.metadata import entry_points  # slow to import, and reached only by a file that no built-in knows

    for point in entry_points(group=specs.PROJECT):
        yield _Waiting(point.name, point.dist.version if point.dist else "", point.load)


def _unknown(data: bytes, source: str) -> Intake:
    message = (
        "this file is neither an 837P nor dossier JSON nor a table of claims" if data.strip() else "this file is empty"
    )
    cure = "give an 837P, a dossier document, or CSV whose first row names the columns (docs/csv.md)"
    return Intake(rejections=(Rejection("unknown-format", message, source, cure, lost=0),))
