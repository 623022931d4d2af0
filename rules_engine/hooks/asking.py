"""Loading and asking one plugin after the other, with a note of everything that goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import attrs
import pluggy

from rules_engine.hooks.faults import PluginFailedError, PluginFault, kind_of
from rules_engine.hooks.guard import Tell, guarded
from rules_engine.hooks.loading import Waiting, builtin, hooks_of, managed, others

MOST_FAILURES: Final = 3
"""Calls in which a plugin may fail; after them it is not asked again in the same job."""

Check = Callable[[Any], str]
"""Says what is wrong with an answer; an empty text when nothing is."""


@attrs.define(eq=False, repr=False)
class Loaded:
    """A plugin behind a manager of its own; None when it could not be loaded."""

    manager: pluggy.PluginManager | None = None
    failures: int = 0
    cause: str = ""


class Asking:
    """The plugins of one job. faults: what could not be loaded, or raised, or answered nonsense.

    allowed: names of other people's plugins that may be imported; None for all, when nobody else knows a file.
    """

    def __init__(self, allowed: Iterable[str] | None, tell: Tell | None) -> None:
        self.faults: list[PluginFault] = []
        self._allowed = None if allowed is None else frozenset(allowed)
        self._tell = tell
        self._loaded: dict[str, Loaded] = {}
        self._others: list[Waiting] | None = None

    def in_order(self, names: Iterable[str], for_files: bool = False) -> Iterator[Waiting]:
        """Give built-ins by name, then other people's plugins, which nobody looks up before they are reached."""
        yield from map(builtin, names)
        if self._allowed or (for_files and self._allowed is None):
            yield from self.of_others()

    def of_others(self) -> list[Waiting]:
        """Return other people's plugins that may be imported."""
        if self._others is None:
            self._others = [] if self._allowed == frozenset() else others(self._allowed)
        return self._others

    def load(self, waiting: Waiting) -> Loaded:
        """Return a plugin as it is loaded; the first time, it is imported."""
        if waiting.name not in self._loaded:
            loaded = self._loaded[waiting.name] = Loaded()
            try:
                loaded.manager = self._guarded(waiting, "import", lambda: managed(waiting))
            except PluginFailedError as fault:
                self.note(waiting, str(fault))
        return self._loaded[waiting.name]

    def answers(self, waiting: Waiting, hook: str) -> bool:
        """Return whether a plugin answers a hook."""
        manager = self.load(waiting).manager
        return manager is not None and hook in hooks_of(manager)

    def ask(self, waiting: Waiting, hook: str, check: Check | None, words: Mapping[str, Any]) -> Any:
        """Return what a plugin answers; None when it does not answer this hook.

        Raises PluginFailedError, once it is noted, when it raises or answers nonsense, or did so too often.
        """
        loaded = self.load(waiting)
        if loaded.manager is None or loaded.failures >= MOST_FAILURES:
            raise PluginFailedError(loaded.cause)
        caller = getattr(loaded.manager.hook, hook)

        def checked() -> Any:
            answer = _own_words(waiting, lambda: caller(**words))
            wrong = check(answer) if check is not None and answer is not None else ""
            if wrong:
                raise PluginFailedError(wrong)
            return answer

        try:
            return self._guarded(waiting, hook, checked)
        except PluginFailedError as fault:
            self.note(waiting, str(fault))
            raise

    def ask_kindly(self, waiting: Waiting, hook: str, check: Check | None, words: Mapping[str, Any]) -> Any:
        """Return what a plugin answers; None when it fails, too, which is noted."""
        try:
            return self.ask(waiting, hook, check, words)
        except PluginFailedError:
            return None

    def note(self, waiting: Waiting, cause: str) -> None:
        """Note a failure of a plugin. The same cause is told once."""
        loaded = self._loaded[waiting.name]
        loaded.failures += 1
        loaded.cause = cause
        fault = self.fault_of(waiting)
        if fault not in self.faults:
            self.faults.append(fault)

    def fault_of(self, waiting: Waiting) -> PluginFault:
        """Return the last fault of a plugin."""
        return PluginFault(waiting.name, waiting.version, self.load(waiting).cause)

    def _guarded(self, waiting: Waiting, what: str, ask: Callable[[], Any]) -> Any:
        who = PluginFault(waiting.name, waiting.version, "").named
        return guarded(ask, who, what, waiting.is_builtin, self._tell)


def _own_words(waiting: Waiting, ask: Callable[[], Any]) -> Any:
    """Return what a plugin answers. A built-in that fails may say what the user can do; nobody else's text is told."""
    try:
        return ask()
    except PluginFailedError as fault:
        raise PluginFailedError(str(fault) if waiting.is_builtin else kind_of(fault)) from None
