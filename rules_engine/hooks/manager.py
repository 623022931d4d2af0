"""The plugins that are in the house: built-ins by name, others by entry point, each loaded on its own."""

from __future__ import annotations

from importlib import import_module

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


class Plugins:
    """A fresh set of plugins. faults: what could not be loaded, or raised."""

    def __init__(self) -> None:
        self._manager = pluggy.PluginManager(specs.PROJECT)
        self._manager.add_hookspecs(specs)
        self._entry_points_loaded = False
        self.faults: list[PluginFault] = []
        for name in BUILTIN:
            self._manager.register(import_module(f"rules_engine.plugins.{name}"), name)

    def read(self, data: bytes, source: str) -> Intake:
        """Return a file as its plugin reads it; a file that no plugin knows is rejected.

        Built-ins are asked first; other people's plugins are imported only when no built-in knows the file.
        """
        found = self._ask(data, source, None)
        if found is None and not self._entry_points_loaded:
            found = self._ask(data, source, self._load_entry_points())
        if found is not None:
            return found
        message = "this file is neither an 837P nor dossier JSON" if data.strip() else "this file is empty"
        return Intake(
            rejections=(Rejection("unknown-format", message, source, "give an 837P or a dossier document", lost=0),)
        )

    def _ask(self, data: bytes, source: str, only: set[str] | None) -> Intake | None:
        """Ask plugins one at a time, so that one that raises spoils nothing for the others."""
        for name, plugin in self._manager.list_name_plugin():
            if plugin is None or (only is not None and name not in only):
                continue
            others = [p for n, p in self._manager.list_name_plugin() if n != name and p is not None]
            caller = self._manager.subset_hook_caller("rules_engine_read", others)
            try:
                found = caller(data=data, source=source)
            except Exception as fault:
                self.faults.append(PluginFault(name, "", type(fault).__name__))
                continue
            if isinstance(found, Intake):
                return found
        return None

    def _load_entry_points(self) -> set[str]:
        from importlib.metadata import entry_points  # slow to import, and seldom needed

        self._entry_points_loaded = True
        loaded = set()
        for point in entry_points(group=specs.PROJECT):
            try:
                self._manager.register(point.load(), point.name)
                self._manager.check_pending()
                loaded.add(point.name)
            except Exception as fault:
                version = point.dist.version if point.dist else ""
                self.faults.append(PluginFault(point.name, version, type(fault).__name__))
        return loaded
