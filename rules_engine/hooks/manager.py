"""The plugins that are in the house: built-ins by name, others by entry point, each loaded and asked on its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

import attrs

from rules_engine.claims.intake import Intake
from rules_engine.claims.model import Dossier, History
from rules_engine.claims.rejection import Rejection
from rules_engine.hooks.asking import Asking
from rules_engine.hooks.faults import PluginFailedError, PluginFault, kind_of
from rules_engine.hooks.guard import Tell
from rules_engine.hooks.loading import Waiting, builtin, builtin_names, hooks_of
from rules_engine.plugins import ADAPTERS, BUILTIN, HISTORIES, REFERENCES, REMITTANCES, RENDERERS, WRITERS

if TYPE_CHECKING:
    from rules_engine.claims.remittance import Remittances
    from rules_engine.trace.model import ClaimTrace, Report

__all__ = ["Health", "PluginFault", "Plugins", "as_rejection"]


@attrs.frozen
class Health:
    """One plugin as it was loaded. hooks: those that it answers. cause: why it cannot be used; empty when it can."""

    name: str
    version: str
    is_builtin: bool
    hooks: tuple[str, ...]
    cause: str


class Plugins:
    """A fresh set of plugins.

    allowed: names of other people's plugins that may be imported, and are then asked for everything. When it is None,
    other people's plugins are asked about a file that no built-in knows, and about nothing else.
    tell: takes a line about each call, without any value of a claim.
    """

    def __init__(self, allowed: Iterable[str] | None = None, tell: Tell | None = None) -> None:
        self._asking = Asking(allowed, tell)
        self._payers: dict[str, list[Waiting]] | None = None

    @property
    def faults(self) -> list[PluginFault]:
        """Return what could not be loaded, or raised, or answered nonsense."""
        return self._asking.faults

    def table(self, name: str, data: bytes, source: str) -> bytes:
        """Return the rows of a reference as CSV: as a plugin turns its file, or the file as it is.

        Raises OSError when a plugin knows the file and fails.
        """
        words = {"name": name, "data": data, "source": source}
        for waiting in self._asking.in_order(REFERENCES):
            if not self._asking.answers(waiting, "rules_engine_references"):
                continue
            try:
                found = self._asking.ask(waiting, "rules_engine_references", _bytes_fault, words)
            except PluginFailedError as fault:
                who = self._asking.fault_of(waiting).named
                raise OSError(0, f"{source}: plugin {who} failed: {fault}") from None
            if isinstance(found, bytes):
                return found
        return data

    def read(self, data: bytes, source: str, mapping: tuple[bytes, str] | None = None) -> Intake:
        """Return a file as its plugin reads it; a file that no plugin knows is rejected.

        mapping: bytes and name of what the user says of the columns, for a file that is a table.
        Built-ins are asked first, other people's plugins only about a file that no built-in knows.
        """
        words = {"data": data, "source": source, "mapping": mapping}
        for waiting in self._asking.in_order(BUILTIN, for_files=True):
            check = _is_intake if waiting.is_builtin else _intake_fault
            found = self._asking.ask_kindly(waiting, "rules_engine_read", check, words)
            if isinstance(found, Intake):
                return found
        return _unknown(data, source)

    def remittances(self, data: bytes, source: str) -> Remittances | None:
        """Return a file as answers of a payer; None when no plugin finds any in it."""
        words = {"data": data, "source": source}
        for waiting in self._asking.in_order(REMITTANCES, for_files=True):
            found = self._asking.ask_kindly(waiting, "rules_engine_read_remittances", _remittances_fault, words)
            if found is not None:
                return cast("Remittances", found)
        return None

    def adapt(self, dossier: Dossier, payer: str | None = None) -> Dossier | Rejection:
        """Return a dossier as the adapters of its payer leave it, or why the claim cannot be judged.

        payer: name of the rulebook that was asked for, if one was.
        """
        adapted = dossier
        for mark, waiting in self._adapters(dossier, payer):
            words = {"dossier": adapted, "payer": mark}
            try:
                found = self._asking.ask(waiting, "rules_engine_adapt", _DossierCheck(adapted), words)
            except PluginFailedError:
                return _not_adapted(dossier, self._asking.fault_of(waiting))
            adapted = adapted if found is None else found
        return adapted

    def histories(self, store: str, patients: tuple[str, ...]) -> dict[str, History] | None:
        """Return the earlier claims that a store holds, by patient; None, and a fault, when none can be had from it."""
        before = len(self.faults)
        words: dict[str, Any] = {"store": store, "patients": patients}
        for waiting in self._asking.in_order(HISTORIES):
            check = _HistoriesCheck(frozenset(patients))
            found = self._asking.ask_kindly(waiting, "rules_engine_history", check, words)
            if isinstance(found, dict):
                return found
        if len(self.faults) == before:
            self.faults.append(PluginFault("any plugin", "", "no plugin knows this kind of store"))
        return None

    def write(self, report: Report, form: str, colour: bool = False) -> bytes | None:
        """Return a report in a format; None when no plugin writes it, or the one that does fails."""
        return self._shown("rules_engine_write", WRITERS, form, {"report": report, "form": form, "colour": colour})

    def render(self, trace: ClaimTrace, form: str, colour: bool = False) -> bytes | None:
        """Return the trace of a claim in a format; None when no plugin shows it, or the one that does fails."""
        return self._shown("rules_engine_render", RENDERERS, form, {"trace": trace, "form": form, "colour": colour})

    def others_answer(self, hook: str) -> bool:
        """Return whether one of the allowed plugins of other people answers a hook."""
        return any(self._asking.answers(waiting, hook) for waiting in self._asking.in_order(()))

    def health(self) -> tuple[Health, ...]:
        """Load every plugin that may be imported, and return how each of them is."""
        return tuple(map(self._health, [*map(builtin, builtin_names()), *self._asking.of_others()]))

    def _health(self, waiting: Waiting) -> Health:
        self._payers_of(waiting)
        loaded = self._asking.load(waiting)
        hooks = hooks_of(loaded.manager) if loaded.manager else ()
        return Health(waiting.name, waiting.version, waiting.is_builtin, hooks, loaded.cause)

    def adapts(self, *marks: object) -> bool:
        """Return whether some adapter changes claims of a payer: by id, by name, or by the rulebook asked for."""
        return any(True for _ in self._adapters_of(marks))

    def _adapters(self, dossier: Dossier, payer: str | None) -> Iterator[tuple[str, Waiting]]:
        return self._adapters_of((dossier.claim.payer_id, dossier.claim.payer_name, payer))

    def _adapters_of(self, marks: Iterable[object]) -> Iterator[tuple[str, Waiting]]:
        """Give the adapters of a payer, each once, with the mark under which the payer is known to them."""
        if self._payers is None:
            self._payers = self._by_payer()
        seen = set()
        for mark in marks:
            name = mark.strip().upper() if isinstance(mark, str) else ""
            for waiting in self._payers.get(name, ()):
                if waiting.name not in seen:
                    seen.add(waiting.name)
                    yield name, waiting

    def _by_payer(self) -> dict[str, list[Waiting]]:
        """Return payer → adapters. Built-ins are listed by payer, and loaded when a claim of the payer comes."""
        found = {payer: [*map(builtin, names)] for payer, names in ADAPTERS.items()}
        for waiting in self._asking.in_order(()):
            for payer in self._payers_of(waiting):
                found.setdefault(payer, []).append(waiting)
        return found

    def _payers_of(self, waiting: Waiting) -> tuple[str, ...]:
        if not self._asking.answers(waiting, "rules_engine_adapt"):
            return ()
        found = self._asking.ask_kindly(waiting, "rules_engine_payers", _payers_fault, {})
        if found is None and not self._asking.load(waiting).cause:
            self._asking.note(waiting, "it adapts claims and names no payer")
        return tuple(payer.strip().upper() for payer in found or ())

    def _shown(self, hook: str, known: Mapping[str, str], form: str, words: Mapping[str, Any]) -> bytes | None:
        named = known.get(form)
        for waiting in [builtin(named)] if named else self._asking.in_order(()):
            found = self._asking.ask_kindly(waiting, hook, _bytes_fault, words)
            if isinstance(found, bytes):
                return found
        return None


# --- what an answer has to be -----------------------------------------------------------------------------------------


def _is_intake(answer: object) -> str:
    return "" if isinstance(answer, Intake) else f"answered {kind_of(answer)}, not an Intake"


def _remittances_fault(answer: object) -> str:
    from rules_engine.claims.remittance import Remittances

    return "" if isinstance(answer, Remittances) else f"answered {kind_of(answer)}, not Remittances"


def _bytes_fault(answer: object) -> str:
    return "" if type(answer) is bytes else f"answered {kind_of(answer)}, not bytes"


def _payers_fault(answer: object) -> str:
    is_well = type(answer) is tuple and answer and all(type(each) is str and each.strip() for each in answer)
    return "" if is_well else "its payers are no tuple of texts"


# Built-in readers answer in their own types. Everything else is held against the model, which is imported for it.


def _intake_fault(answer: object) -> str:
    from rules_engine.hooks.nonsense import intake_fault

    return intake_fault(answer)


@attrs.frozen(eq=False, repr=False)
class _HistoriesCheck:
    patients: frozenset[str]

    def __call__(self, answer: object) -> str:
        from rules_engine.hooks.nonsense import histories_fault

        return histories_fault(answer, self.patients)


@attrs.frozen(eq=False, repr=False)
class _DossierCheck:
    given: Dossier

    def __call__(self, answer: object) -> str:
        from rules_engine.hooks.nonsense import dossier_fault

        return dossier_fault(answer, self.given)


# --- what is rejected -------------------------------------------------------------------------------------------------


def as_rejection(fault: PluginFault) -> Rejection:
    """Return a fault of a plugin as a report tells it: no claim is lost by the fault itself."""
    cure = "mend the plugin, or leave it out; `payer-rules plugins` shows its health"
    return Rejection("plugin-failed", f"a plugin failed: {fault.cause}", f"plugin {fault.named}", cure, lost=0)


def _unknown(data: bytes, source: str) -> Intake:
    known = "this file is neither an 837P nor dossier JSON nor FHIR nor a table of claims"
    message = known if data.strip() else "this file is empty"
    cure = "give an 837P, a dossier document, FHIR R4 as JSON, or CSV whose first row names the columns (docs/csv.md)"
    return Intake(rejections=(Rejection("unknown-format", message, source, cure, lost=0),))


def _not_adapted(dossier: Dossier, fault: PluginFault) -> Rejection:
    claim = dossier.claim
    found = claim.origins.get("claim_id")
    return Rejection(
        code="not-adapted",
        message=f"the adapter of its payer, plugin `{fault.named}`, failed: {fault.cause}",
        source=found.source if found else "",
        help="mend the plugin, or leave it out; `payer-rules plugins` shows its health",
        claim_id=claim.claim_id,
        segment=found.segment if found else 0,
        start=found.start if found else 0,
        stop=found.stop if found else 0,
        pointer=found.pointer if found else "",
    )
