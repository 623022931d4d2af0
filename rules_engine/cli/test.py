"""`payer-rules test`: run the examples beside the rules."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter, sleep

import attrs
import click

from rules_engine.cli.shared import FINDINGS, OK, reference_files, reference_option, stop, tell
from rules_engine.diagnostics.model import DiagnosticsError
from rules_engine.suites.choice import ENDINGS, chosen, rules_root
from rules_engine.suites.report import failure_lines, head
from rules_engine.suites.run import ExampleResult, run

_PAUSE = 0.5
"""Seconds between two looks at the files."""


@attrs.frozen
class _Job:
    """What is run, and how it is told. folder: of the rules, None for the shipped ones. paths: none for all."""

    folder: Path | None
    paths: tuple[Path, ...]
    words: tuple[str, ...]
    references: tuple[str, ...]
    form: str
    junit: Path | None
    verbose: bool


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--rules", "folder", type=click.Path(path_type=Path), help="Folder of rules that the paths belong to.")
@click.option("-k", "words", multiple=True, metavar="TEXT", help="Only examples whose file, title or rule has TEXT.")
@reference_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--junit", type=click.Path(dir_okay=False, path_type=Path), help="Write a JUnit file too.")
@click.option("--watch", is_flag=True, help="Run again whenever a file changes, until Ctrl-C.")
@click.option("-v", "--verbose", is_flag=True, help="Name every example, not only those that fail.")
def test(
    paths: tuple[Path, ...],
    folder: Path | None,
    words: tuple[str, ...],
    references: tuple[str, ...],
    form: str,
    junit: Path | None,
    watch: bool,
    verbose: bool,
) -> None:
    """Run the examples of a folder of rules, or of some of its files (those of the shipped rules when left out).

    A single folder is taken as the folder of the rules. For files in it, and folders within, the folder of the rules is
    looked for above them; --rules names it. -k can be repeated: one of the words is enough.

    Exit status: 0 all came as expected, 1 some did not, 2 the rules or examples have faults.
    """
    if folder is None and len(paths) == 1 and not paths[0].is_file():
        folder, paths = paths[0], ()
    if missing := [path for path in paths if not path.exists()]:
        stop(f"no such file or folder: {missing[0]}")
    if folder is None and paths:
        folder = rules_root(paths[0].resolve(), Path.cwd())
    job = _Job(folder, paths, words, references, form, junit, verbose)
    sys.exit(_watch(job) if watch else _once(job))


def _once(job: _Job) -> int:
    """Run the examples once, tell how they came out, and return the exit status."""
    from rules_engine.language.library import examples_of, rules_folder

    try:
        rulebooks, examples, _ = examples_of(job.folder, reference_files(job.references))
    except DiagnosticsError as fault:
        tell(fault)
    except (OSError, UnicodeDecodeError) as fault:
        stop(f"the rules cannot be read: {fault}")
    start = perf_counter()
    results = run(chosen(examples, job.paths, rules_folder(job.folder), job.words), rulebooks)
    if job.junit is not None:
        _write(job.junit, results, perf_counter() - start)
    bad = sum(not result.is_good for result in results)
    if job.form == "json":
        from rules_engine.suites.report_json import as_json

        click.echo(as_json(results))
    else:
        _tell(job, results, f"{len(results) - bad} passed, {bad} failed{_remark(job, bool(examples), bool(results))}")
    return FINDINGS if bad or not results else OK


def _tell(job: _Job, results: Sequence[ExampleResult], summary: str) -> None:
    for result in results:
        if job.verbose or not result.is_good:
            click.echo("\n    ".join((head(result), *failure_lines(result))))
    click.echo(summary)


def _write(path: Path, results: Sequence[ExampleResult], seconds: float) -> None:
    from rules_engine.suites.report_junit import write_junit

    try:
        write_junit(path, results, seconds)
    except OSError as fault:
        stop(f"{path}: {fault.strerror}")


def _remark(job: _Job, is_any: bool, is_chosen: bool) -> str:
    """Return what somebody who looks for his own examples should know."""
    if is_any and not is_chosen:
        return "; no example is called so" if job.words else "; these files hold no example"
    if job.folder is None:
        return " (of the shipped rules)"
    return "" if is_any else "; no file of this folder that ends in .examples holds an example"


# --- again and again ------------------------------------------------------------------------------


def _watch(job: _Job) -> int:
    """Run the examples whenever a file changes; return the exit status of the last run."""
    status = OK
    try:
        while True:
            before = _state(job)
            status = _status_of(lambda: _once(job))
            click.echo("waiting for a change; Ctrl-C ends", err=True)
            while _state(job) == before:
                sleep(_PAUSE)
    except KeyboardInterrupt:
        return status


def _status_of(call: Callable[[], int]) -> int:
    """Return the exit status of a run, also of one that ends by itself because the rules have faults."""
    try:
        return call()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else FINDINGS


def _state(job: _Job) -> dict[str, tuple[int, int]]:
    """Return time and size of every file that the results hang on."""
    from rules_engine.language.library import rules_folder

    root = rules_folder(job.folder)
    files = [each for each in sorted(root.rglob("*")) if each.suffix in (*ENDINGS, ".csv")]
    files += [Path(each.partition("=")[2]) for each in job.references]
    found = {}
    for path in files:
        try:
            state = path.stat()
        except OSError:  # gone since it was listed
            continue
        found[str(path)] = (state.st_mtime_ns, state.st_size)
    return found
