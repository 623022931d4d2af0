"""The rules in the language of this project, as the text of a folder, compiled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks.batch.practice import PAYERS
from benchmarks.batch.rules import Row, Rule, Test
from rules_engine.ir.rulebook import Rulebook
from rules_engine.language.compile import compile_texts
from rules_engine.language.library import RuleLibrary, load_library

_SOURCE: Final = 'source manual "Made up" checked 2026-11-23\n'
_OPTIONS: Final = "  default otherwise deny ask biller\n"


def twelve_text(rules: Sequence[Rule], payers: int = PAYERS) -> dict[str, str]:
    """Return one rulebook of these rules, which all payers use."""
    marks = ", ".join(f'"P{number:02}"' for number in range(1, payers + 1))
    return {"all/all.rules": _book("all", marks) + "".join(map(_rule, rules))}


def payers_text(rules: Sequence[Rule]) -> dict[str, str]:
    """Return one rulebook for each payer."""
    of_payer: dict[str, list[Rule]] = {}
    for each in rules:
        of_payer.setdefault(each.payer, []).append(each)
    return {
        f"{payer.lower()}/{payer.lower()}.rules": _book(payer.lower(), f'"{payer}"') + "".join(map(_rule, mine))
        for payer, mine in of_payer.items()
    }


def compiled(texts: Mapping[str, str]) -> dict[str, Rulebook]:
    """Return the rulebooks by payer id. Raises DiagnosticsError when the texts have a fault."""
    books = compile_texts(texts).rulebooks.values()
    return {mark: book for book in books for mark in book.identifiers}


def library(texts: Mapping[str, str], folder: Path, files: Mapping[str, bytes] | None = None) -> RuleLibrary:
    """Return the library of the texts, written to a folder. files: rows of references, by their names in it."""
    data = {name: text.encode() for name, text in texts.items()} | dict(files or {})
    for name, content in data.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return load_library(folder, use_cache=False)


# --- in words -------------------------------------------------------------------------------------


def _book(name: str, marks: str) -> str:
    return f'rulebook {name}-book "Made up"\n  identified by {marks}\n{_OPTIONS}{_SOURCE}'


def _rule(rule: Rule) -> str:
    parts = [f"code is any of {', '.join(rule.codes)}"] if rule.codes else []
    parts += map(says, rule.when)
    when = f"  when {' and '.join(parts)}\n" if parts else ""
    asks = f"  requires {says(rule.rows[0].test)}\n" if not rule.rows[0].codes else _table(rule.rows)
    return f"rule {rule.name}\n  cites manual\n{when}{asks}  otherwise {rule.action}\n"


def _table(rows: Sequence[Row]) -> str:
    heads = {"minutes": "session minutes", "units": "units"}
    lines = [f"    | when code | {heads[rows[0].test.about]} |"]
    lines += [f"    | {', '.join(row.codes)} | {_cell(row.test)} |" for row in rows]
    return "\n".join(["  requires", *lines, ""])


def _cell(test: Test) -> str:
    if test.high is None:
        return f"{test.low} {test.about} or more"
    return f"{test.high} {test.about} or less" if test.low is None else f"{test.low} to {test.high} {test.about}"


def says(test: Test) -> str:
    """Return a condition of the language that is true, false and unknown as the test is."""
    values = ", ".join(f'"{each}"' if " " in each else each for each in test.values)
    match test.about:
        case "minutes" if test.high is None:
            return f"session minutes is at least {test.low}"
        case "minutes":
            return f"session minutes is from {test.low} to {test.high}"
        case "units":
            return f"units is at most {test.high}"
        case "charge" if test.high is None:
            return f"charge is more than {test.low} dollars"
        case "charge":
            return f"charge is at most {test.high} dollars"
        case "modifiers" | "no modifiers":
            which = "any" if test.about == "modifiers" else "none"
            return f"modifiers include {which} of {values}"
        case "primary":
            return f"another line on the same claim where (code is any of {values})"
        case "signed":
            return f"signature date is within {test.high} days after service date"
        case "filed":
            return f"filing date is no later than {test.high} days after service date"
        case "reason":
            return "audio reason is documented"
    field = {"place": "place of service", "provider": "rendering provider type", "mode": "session mode"}
    return f"{field.get(test.about, 'signature kind')} is any of {values}"
