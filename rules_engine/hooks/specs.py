"""The door for plugins: what the engine asks, when, and what it does with the answer.

The built-in plugins come through this door as anybody's does. What a hook is given is frozen, and stays the engine's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules_engine.claims.intake import Intake
    from rules_engine.claims.model import Dossier, History
    from rules_engine.claims.remittance import Remittances
    from rules_engine.trace.model import ClaimTrace, Report

PROJECT = "rules_engine"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec(firstresult=True)
def rules_engine_references(name: str, data: bytes, source: str) -> bytes | None:
    """Turn the file of a reference of the rules into a table of rows.

    When: once for each reference with a file whose name does not end in `.csv`, when its rulebook is first asked for.
    name: name of the reference.
    data: the whole file.
    source: its name without folder.
    Return: the rows as CSV: UTF-8, a heading with the names of the columns, a row a line; None for a file of another
    kind. Columns and their types are checked as those of any file, and the trace has the digest of this text.
    Joining: built-ins are asked first; the first answer that is not None is taken, and a file for which there is none
    is read as CSV.
    Errors: the rulebook cannot be used, since rows that are missing would let claims pass; the command names file,
    plugin and cause, and ends with status 2.
    Example: `plugins/reference_zip/`.
    """


@hookspec(firstresult=True)
def rules_engine_read(data: bytes, source: str, mapping: tuple[bytes, str] | None) -> Intake | None:
    """Read one file of claims or records.

    When: once for each file given to `check`, `explain` or `requirements`, before anything is judged.
    data: the whole file.
    source: its name without folder, for origins and rejections.
    mapping: bytes and name of what the user says of the columns of a table, or None; an adapter that reads no tables
    leaves the parameter out.
    Return: an `Intake`, or None when the file is not of this plugin's format; look at the first bytes, not at the name.
    Joining: built-ins are asked first, in the order of their tuple; the first answer that is not None is taken.
    Errors: an adapter does not raise for bad input; it rejects by name. When it raises, the next plugin is asked, and a
    file that nobody knows is rejected; the report names the plugin.
    Example: `plugins/dossier_json/`.
    """


@hookspec(firstresult=True)
def rules_engine_read_remittances(data: bytes, source: str) -> Remittances | None:
    """Read one file of a payer's answers to claims.

    When: once for each file given to `history import`, before it is read as a file of claims.
    data, source: as in `rules_engine_read`.
    Return: the answers, or None when the file holds none that this plugin can read.
    Joining: the first answer that is not None is taken.
    Errors: as in `rules_engine_read`.
    Example: `plugins/x12_835/`.
    """


@hookspec(firstresult=True)
def rules_engine_payers() -> tuple[str, ...] | None:
    """Name the payers whose claims this plugin adapts.

    When: once for each plugin with `rules_engine_adapt`, when it is loaded.
    Return: payer ids or names as claims carry them, or names of rulebooks; capitals and small letters are one.
    Joining: the plugin is asked about claims of these payers, and of no others.
    Errors: a plugin that raises, or answers anything but texts, adapts nothing; the report names it.
    Example: `plugins/tricare_aba/`.
    """


@hookspec(firstresult=True)
def rules_engine_adapt(dossier: Dossier, payer: str) -> Dossier | None:
    """Put one payer's way of saying things into facts that rules read.

    When: once for each dossier of one of the plugin's payers, after records were joined to it and before its rulebook
    is chosen and judges it. For an alias of a payer, change `payer_id`.
    dossier: everything known about one claim.
    payer: that one of the plugin's payers under which the claim was found.
    Return: a changed dossier, or None when there is nothing to change. The claim keeps its id, its lines and its
    charges. A fact that is put in has the origin of what it was read from; what a claim says already is left as it is.
    Joining: one plugin after the other, built-ins first; each is given what the one before it made.
    Errors: a claim whose adapter raises, or answers nonsense, is rejected by name and not judged half adapted; other
    claims are judged as if the plugin were not there.
    Example: `plugins/tricare_aba/`.
    """


@hookspec(firstresult=True)
def rules_engine_history(store: str, patients: tuple[str, ...]) -> Mapping[str, History] | None:
    """Give the earlier claims of patients from a store.

    When: once for each job that names a store, after files were read and joined, before adapting.
    store: what the user named: a path, or `kind:place`.
    patients: those of the job, each once, and all at once, so that a store is opened and asked once. A patient is the
    key that joins claims of one person, and is never printed.
    Return: patient → `History`, whole, since a limit may count over a lifetime, and complete for the days that it says;
    a patient that is not in it is unknown to the store. None for a store of another kind.
    Joining: built-ins are asked first; the first answer that is not None is taken. It is put beside what the files say
    of a patient: a claim that both know is one claim, and the days for which they are complete are put together.
    Errors: when it raises, histories stay as the files say them, days that nobody vouches for are not known, and the
    report names the plugin.
    Example: `plugins/history_folder/`.
    """


@hookspec(firstresult=True)
def rules_engine_write(report: Report, form: str, colour: bool) -> bytes | None:
    """Write the report over all claims of a job in a named format.

    When: once for each job of `check`, after everything is judged.
    report: the traces and rejections of the job. For a format of an installed plugin, every rule in force is in it.
    form: name of the format, as `--format` gives it.
    colour: whether the reader is a terminal that shows ANSI colours.
    Return: the whole output, or None when the plugin does not write this format. Values of claims come from strangers:
    they stay text, whatever they hold.
    Joining: the first plugin that does not answer None is taken.
    Errors: nothing is written, the command names the plugin and ends with status 2.
    Example: `plugins/report_json/`.
    """


@hookspec(firstresult=True)
def rules_engine_render(trace: ClaimTrace, form: str, colour: bool) -> bytes | None:
    """Show the whole trace of one claim in a named format.

    When: once for each call of `explain`.
    trace: everything that was found about the claim, every rule in force included.
    form, colour: as in `rules_engine_write`.
    Return: the whole output, or None when the plugin does not show traces in this format.
    Joining: as in `rules_engine_write`.
    Errors: as in `rules_engine_write`.
    Example: `plugins/report_text/`.
    """
