"""The front door: load rules, read files, check claims, explain verdicts. It joins the parts and decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs

from rules_engine.claims.absence import Absent
from rules_engine.claims.intake import Intake
from rules_engine.claims.join import Joined, Unmatched, join
from rules_engine.claims.join.remembered import remembered
from rules_engine.claims.model import Claim, Dossier, ServiceLine
from rules_engine.claims.note import Note
from rules_engine.claims.rejection import Rejection
from rules_engine.histories import histories_in, is_store, patients_between
from rules_engine.hooks.manager import PluginFault, Plugins, as_rejection
from rules_engine.interpreters.row import ClaimResult, judge
from rules_engine.interpreters.row.quick import judge_quickly
from rules_engine.ir.nodes import Selection
from rules_engine.ir.rulebook import Rulebook
from rules_engine.ir.walk import walk
from rules_engine.language.library import RuleLibrary, load_library
from rules_engine.trace.explain import explain
from rules_engine.trace.model import Report
from rules_engine.trace.report import build_report

if TYPE_CHECKING:
    from pathlib import Path

    from rules_engine.interpreters.card import Card, Kept
    from rules_engine.interpreters.residual import Needed

MOST_DAYS = 31
"""From the first to the last day of a job, for which other patients' lines are taken from a store."""

InputFile = tuple[bytes, str] | tuple[bytes, str, tuple[bytes, str] | None]
"""Bytes and name of one file, and of the mapping of its columns, when it is a table that has one."""

Watch = Callable[[Sequence[Dossier]], Iterable[Dossier]]
"""Sees the dossiers of a job go by."""

NO_RULEBOOK = Rulebook(
    name="",
    title="no rulebook for this payer",
    identifiers=(),
    chain=(),
    rules=(),
    coverage=(),
    sources={},
    fields={},
    digest="",
)
"""Stands for the rulebook of a payer that no rulebook identifies: no line of its claims is checked."""


@attrs.frozen(repr=False, kw_only=True)
class Checked:
    """One job. report: every claim found, judged or rejected. unmatched: records that belong to no claim of the job.

    notes: what else the sender should know of the files.
    """

    report: Report
    unmatched: tuple[Unmatched, ...]
    plugin_faults: tuple[PluginFault, ...] = ()
    notes: tuple[Note, ...] = ()


def read(files: Iterable[InputFile], plugins: Plugins | None = None) -> list[Intake]:
    """Return what the plugins read from files. Bad input is rejected by name; nothing raises."""
    door = plugins or Plugins()
    return [door.read(*file) for file in files]


def dossiers(intakes: Iterable[Intake]) -> Joined:
    """Return claims joined with documentation, history, authorizations, providers and members."""
    return join(intakes)


def recalled(job: Joined, store: str, plugins: Plugins | None = None) -> Joined:
    """Return the dossiers of a job with the earlier claims that a store holds of their patients.

    store: a path or URL of the store of this project, or `kind:place`, as a plugin knows it. Where no plugin knows it,
    or one fails, they stay as they are. Raises StoreError when the store of this project cannot be used.
    """
    door = plugins or Plugins()
    ids = [each.claim.patient_id for each in job.dossiers]
    patients = tuple(dict.fromkeys(each for each in ids if isinstance(each, str)))
    found = histories_in(store, patients) if is_store(store) else door.histories(store, patients)
    return job if not found else attrs.evolve(job, dossiers=tuple([remembered(each, found) for each in job.dossiers]))


def other_patients_in(
    store: str, intakes: Sequence[Intake], library: RuleLibrary, payer: str | None = None
) -> list[Intake]:
    """Return what a store holds of other patients on the days of a job, as a file of it; nothing when no rule asks."""
    claims = [claim for intake in intakes for claim in intake.claims]
    days = [line.service_date for claim in claims for line in claim.lines if not isinstance(line.service_date, Absent)]
    names = {payer or library.identify(claim.payer_id, claim.payer_name) for claim in claims}
    if not days or (max(days) - min(days)).days >= MOST_DAYS:
        return []
    if not any(_asks_of_others(library.rulebook(name)) for name in sorted(filter(None, names))):
        return []
    return [Intake(other_patients=patients_between(store, min(days), max(days)))]


def _asks_of_others(rulebook: Rulebook) -> bool:
    nodes = (node for rule in rulebook.rules for node in walk(rule))
    return any(isinstance(node, Selection) and node.all_patients for node in nodes)


def adapted(job: Joined, plugins: Plugins | None = None, payer: str | None = None) -> Joined:
    """Return the dossiers of a job with each payer's way of saying things put into facts that rules read.

    payer: name of the rulebook that was asked for. A claim whose adapter fails is rejected by name.
    """
    door = plugins or Plugins()
    found = [door.adapt(dossier, payer) for dossier in job.dossiers]
    failed = tuple([each for each in found if isinstance(each, Rejection)])
    kept = tuple([each for each in found if isinstance(each, Dossier)])
    return attrs.evolve(job, dossiers=kept, rejections=job.rejections + failed)


def rulebook_for(dossier: Dossier, library: RuleLibrary, payer: str | None = None) -> Rulebook:
    """Return the rulebook named `payer`, else the one that the claim's payer id or name identifies.

    Raises KeyError when `payer` names no rulebook.
    """
    claim = dossier.claim
    name = payer or library.identify(claim.payer_id, claim.payer_name)
    return library.rulebook(name) if name else NO_RULEBOOK


def results(
    joined: Joined,
    library: RuleLibrary,
    payer: str | None = None,
    known_on: date | None = None,
    watch: Watch = iter,
) -> Iterator[ClaimResult]:
    """Yield what the rules say of each claim, in order."""
    for dossier in watch(joined.dossiers):
        yield judge_quickly(dossier, rulebook_for(dossier, library, payer), known_on)


def check(
    files: Iterable[InputFile],
    library: RuleLibrary | None = None,
    payer: str | None = None,
    known_on: date | None = None,
    full: bool = False,
    watch: Watch = iter,
    plugins: Plugins | None = None,
    store: str | None = None,
) -> Checked:
    """Return what the rules say of files of claims and records.

    files: bytes and name of each, and of the mapping of its columns.
    payer: name of the rulebook, when it is not to be found by the claims' payer.
    known_on: judge with what was published by that day. full: with the whole trace of every claim, not only findings.
    watch: sees the dossiers go by, for a progress bar. plugins: whom to ask; the built-ins when left out.
    store: where earlier claims are kept, besides those in the files.
    Raises DiagnosticsError when the rules have faults, KeyError when `payer` names no rulebook, StoreError when the
    store cannot be used.
    """
    rules = library or load_library()
    door = plugins or Plugins()
    intakes = read(files, door)
    if store and is_store(store):
        intakes += other_patients_in(store, intakes, rules, payer)
    job = dossiers(intakes)
    job = adapted(recalled(job, store, door) if store else job, door, payer)
    judged = results(job, rules, payer, known_on, watch)
    traces = (explain(result, full=full, known_on=known_on) for result in judged)
    faults = tuple(door.faults)  # all of them: nothing below asks a plugin
    report = build_report(traces, (*job.rejections, *map(as_rejection, faults)), found=job.found)
    notes = tuple(note for intake in intakes for note in intake.notes)
    return Checked(report=report, unmatched=job.unmatched, plugin_faults=faults, notes=notes)


def load_rules(
    folder: Path | None = None, files: Mapping[str, Path] | None = None, plugins: Plugins | None = None
) -> RuleLibrary:
    """Return the rulebooks of a folder, or the shipped ones.

    files: by the name of a reference (NCCI pairs, a fee schedule …) the file that has its rows.
    plugins: whom to ask about a file that is no CSV; the built-ins when left out.
    Raises DiagnosticsError when a rule file has faults.
    """
    return load_library(folder, files=files, tables=(plugins or Plugins()).table)


# --- what is still needed, and what a payer asks --------------------------------------------------------------------
# Checking claims starts without the words of English and what only these functions use.


@attrs.frozen(repr=False, kw_only=True)
class Outlook:
    """What one claim still needs. notes: what the names in it mean, as sentences."""

    result: ClaimResult
    needed: tuple[Needed, ...]
    notes: tuple[str, ...]


def outlook(dossier: Dossier, rulebook: Rulebook, known_on: date | None = None) -> Outlook:
    """Return what the rules still ask of a claim that is known in part: the rules themselves, and no second list."""
    from rules_engine.interpreters.english.sayer import Sayer
    from rules_engine.interpreters.residual import needed

    result, sayer = judge(dossier, rulebook, known_on), Sayer(rulebook)
    asked = needed(result.results, rulebook, lambda rule, part: sayer.part(rule.subject, part))
    return Outlook(result=result, needed=asked, notes=sayer.notes())


def card(rulebook: Rulebook, day: date, code: str = "") -> Card:
    """Return what a payer asks on a day: of all codes, or of one, with only what is left of each rule for it."""
    from rules_engine.interpreters.card import Words, make_card, whole
    from rules_engine.interpreters.english.sayer import Sayer

    sayer = Sayer(rulebook)
    words = Words(asks=sayer.short, so=sayer.part, covers=sayer.covers)
    if not code:
        return make_card(rulebook, day, whole(rulebook.rules, day), words, notes=sayer.notes)
    line = ServiceLine(number=1, code=code, service_date=day, service_date_end=day)
    result = judge(Dossier(claim=Claim(claim_id="card", lines=(line,))), rulebook)
    return make_card(rulebook, day, tuple(_for_code(result, day)), words, code, result.coverage, sayer.notes)


def _for_code(result: ClaimResult, day: date) -> Iterator[Kept]:
    """Give what is left of the rules for a code and a day, when nothing else is known, not even the other lines."""
    from rules_engine.interpreters.card import Kept, in_force
    from rules_engine.interpreters.residual import classes_of, hangs_on_code, residual

    classes = classes_of(result.rulebook)
    for each in result.results:
        left = residual(each, classes, hangs_on_code)
        if left.is_asked and in_force(each.rule, day) and (left.open or left.failing):
            yield Kept(left.rule, left.open, left.failing)
