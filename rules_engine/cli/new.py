"""`payer-rules new`: the first texts of a rulebook or of a rule, with examples and a page."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import click

from rules_engine.cli.shared import OK, stop, tell
from rules_engine.diagnostics.model import DiagnosticsError
from rules_engine.suites.choice import rules_root
from rules_engine.suites.scaffold import NewRule, NewSource, page, rulebook_text

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_RULEBOOK: Final = re.compile(r"^\s*rulebook\s+([a-z][a-z0-9-]*)", re.MULTILINE)
Texts = Mapping[Path, str]


def _named(_: click.Context, parameter: click.Parameter, value: str) -> str:
    if value and not _NAME.fullmatch(value):
        raise click.BadParameter(
            "small letters and digits, with `-` between words, such as group-size", param=parameter
        )
    return value


def _worded(_: click.Context, parameter: click.Parameter, value: Any) -> Any:
    for each in value if isinstance(value, tuple) else (value,):
        if '"' in each or "\n" in each:
            raise click.BadParameter("one line of words, without double quotes", param=parameter)
    return value


def _words(name: str, text: str, **more: Any) -> Callable[..., Any]:
    return click.option(name, default=() if more.get("multiple") else "", callback=_worded, help=text, **more)


def _about(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that both commands have. The day of a source is never made up: only who read it knows."""
    day = click.DateTime(["%Y-%m-%d"])
    for option in (
        click.option("--topic", required=True, callback=_named, help="Topic: the name of the files of the rule."),
        _words("--rule-title", "What the rule says, in one sentence."),
        click.option("--code", "codes", multiple=True, required=True, help="Code that it speaks of; repeatable."),
        click.option("--from", "first_day", type=day, help="First day for which you have read that it holds."),
        click.option("--source", required=True, callback=_named, help="Name of the source that it cites."),
        _words("--clause", "Clause of the source."),
        click.option(
            "--checked", type=day, help="Day on which you last read the source; with it, a source is written."
        ),
        _words("--source-title", "Title of the source."),
        _words("--publisher", "Who published the source."),
        _words("--link", "Where the source can be read."),
        click.option(
            "--confidence",
            type=click.Choice(["high", "medium"]),
            default="high",
            show_default=True,
            help="high: you read the source; medium: you were told of it.",
        ),
    ):
        command = option(command)
    return command


@click.group()
def new() -> None:
    """Write the first texts of a rulebook or of a rule: rule, examples and page together.

    They compile and their examples come out at once. Until you write what the source asks, the rule asks a person, and
    nothing follows from it. Nothing is overwritten.
    """


@new.command()
@click.argument("name", callback=_named)
@click.option(
    "--into", type=click.Path(path_type=Path), default=Path(), help="Folder of rules; this one when left out."
)
@_words("--title", "Name of the payer or program.")
@_words("--payer-id", "Id or name of the payer on claims; repeatable.", multiple=True)
@click.option("--extends", default="", callback=_named, help="Rulebook all of which holds here too.")
@click.option(
    "--rule", "rule_name", default="", callback=_named, help="Name of the first rule; the topic when left out."
)
@_about
def rulebook(
    name: str, into: Path, title: str, payer_id: tuple[str, ...], extends: str, rule_name: str, **about: Any
) -> None:
    """Write the rulebook NAME into a folder of that name, with its first rule."""
    if about["checked"] is None:
        stop(f"--checked is missing: the day on which you last read `{about['source']}`")
    folder = into / name
    text = rulebook_text(name, title or name, payer_id, extends)
    book = {folder / "book.rules": "\n".join((text, _source(about).text()))}
    _write(folder, into, book, _rule(rule_name or about["topic"], name, about), about["topic"])


@new.command()
@click.argument("name", callback=_named)
@click.option("--into", type=click.Path(path_type=Path), default=Path(), help="Folder of the rulebook.")
@click.option("--rules", "root", type=click.Path(path_type=Path), help="Folder of all rules, when it is wider.")
@_about
def rule(name: str, into: Path, root: Path | None, **about: Any) -> None:
    """Write the rule NAME into the files of a topic.

    It cites a source of the rulebook; with --checked, a new one that is written beside the rule.
    """
    found = sorted({each for path in into.glob("*.rules") for each in _RULEBOOK.findall(path.read_text("utf-8-sig"))})
    if len(found) != 1:
        stop(f"{into}: a rule is written into the folder of one rulebook; here are {', '.join(found) or 'none'}")
    source = {} if about["checked"] is None else {into / f"{about['topic']}.rules": _source(about).text() + "\n"}
    above = root or rules_root((into / "book.rules").resolve(), Path.cwd())
    _write(into, above, source, _rule(name, found[0], about), about["topic"])


def _source(about: Mapping[str, Any]) -> NewSource:
    return NewSource(
        name=about["source"],
        title=about["source_title"] or about["source"],
        checked=about["checked"].date(),
        confidence=about["confidence"],
        publisher=about["publisher"],
        link=about["link"],
    )


def _rule(name: str, book: str, about: Mapping[str, Any]) -> NewRule:
    return NewRule(
        name=name,
        title=about["rule_title"] or f"What `{about['source']}` asks of {name}".replace("`", ""),
        rulebook=book,
        source=about["source"],
        clause=about["clause"],
        codes=tuple(about["codes"]),
        first_day=_day(about["first_day"]),
    )


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


# --- writing --------------------------------------------------------------------------------------


def _write(folder: Path, root: Path, before: Texts, made: NewRule, topic: str) -> None:
    """Write the texts, when they compile and their examples come out; else nothing.

    before: texts of the rulebook and its sources, which may stand in the file of the rule.
    """
    rules, examples = folder / f"{topic}.rules", folder / f"{topic}.examples"
    texts = {**before, rules: before.get(rules, "") + made.rule(), examples: made.examples()}
    files = (*texts, folder / f"{topic}.md")
    if there := [path for path in files if path.exists()]:
        stop(f"{there[0]} is there already; nothing was written (choose another topic, or add to it by hand)")
    texts = {path: _laid_out(path, text) for path, text in texts.items()}
    texts[files[-1]] = page(made, topic, _english(root, texts, made))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except OSError as fault:
        stop(f"{fault.filename}: {fault.strerror}")
    for path in texts:
        click.echo(f"wrote {path}")
    click.echo(f"now write what `{made.source}` asks into {rules}; `payer-rules test {root}` runs the examples")
    sys.exit(OK)


def _laid_out(path: Path, text: str) -> str:
    from rules_engine.language.format import format_text
    from rules_engine.language.parse import build_parser

    return format_text(build_parser(), path.name, text).text


def _english(root: Path, texts: Texts, made: NewRule) -> str:
    """Return the rule in plain English; end with status 2 when the texts do not compile or an example fails."""
    from rules_engine.interpreters.english import as_markdown, rule_page
    from rules_engine.language.compile import compile_texts
    from rules_engine.language.library import rule_texts
    from rules_engine.suites.report import failure_lines
    from rules_engine.suites.run import run

    added = {_within(path, root): text for path, text in texts.items()}
    try:
        compiled = compile_texts({**(rule_texts(root) if root.is_dir() else {}), **added})
    except DiagnosticsError as fault:
        tell(fault)
    except (OSError, UnicodeDecodeError) as fault:
        stop(f"the rules cannot be read: {fault}")
    for result in run(compiled.examples, compiled.rulebooks):
        if not result.is_good:
            stop("nothing was written: " + "\n  ".join(failure_lines(result)))
    book = compiled.rulebooks[made.rulebook]
    return as_markdown(rule_page(next(each for each in book.rules if each.name == made.name), book))


def _within(path: Path, root: Path) -> str:
    return path.resolve().relative_to(root.resolve()).as_posix()
