"""Which examples are run: the folder of rules that a path belongs to, and those that a path or a word names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rules_engine.ir.example import Example

ENDINGS = (".rules", ".examples")


def rules_root(path: Path, within: Path) -> Path:
    """Return the folder of rules that a file belongs to, no wider than `within`.

    From the folder of the file it climbs as long as a folder beside it, or the folder above, holds rule files: a payer
    may extend the rulebook in the folder next to its own.
    """
    found = path.parent
    while found != within and found.is_relative_to(within) and _is_of_rules(found.parent, found):
        found = found.parent
    return found


def _is_of_rules(folder: Path, but: Path) -> bool:
    beside = (each for each in folder.iterdir() if each.is_dir() and each != but and not each.name.startswith("."))
    return _has_rules(folder) or any(_has_rules(each) for each in beside)


def _has_rules(folder: Path) -> bool:
    try:
        return any(each.suffix == ".rules" for each in folder.iterdir())
    except OSError:
        return False


def chosen(examples: Iterable[Example], paths: Sequence[Path], root: Path, words: Sequence[str]) -> tuple[Example, ...]:
    """Return the examples of the files and folders named, of which the file, title or a rule has one of the words.

    paths: none for all. root: the folder to which the file names of examples are relative. words: none for all;
    capitals do not matter.
    """
    wanted = [path.resolve() for path in paths]
    sought = [word.casefold() for word in words]
    return tuple(
        each
        for each in examples
        if (not wanted or _is_in((root / each.place.file).resolve(), wanted))
        and (not sought or any(word in _named(each) for word in sought))
    )


def _is_in(file: Path, wanted: Sequence[Path]) -> bool:
    return any(file == path or path in file.parents for path in wanted)


def _named(example: Example) -> str:
    return " ".join((example.place.file, example.title, *(each.name for each in example.expects))).casefold()
