"""Coverage as one page of HTML: the rule texts, each part lit up by how much of it the examples have shown.

The page needs nothing from elsewhere and no script, and its colours are told apart by lines too, for print.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Final

from rules_engine.suites.coverage import Part, RuleCoverage, share_of
from rules_engine.suites.coverage_report import whole_share
from rules_engine.trace.page import inert

STYLE: Final = """
body { font: 14px/1.5 Arial, Helvetica, sans-serif; color: #000; background: #fff; margin: 1em auto; max-width: 75em; }
table { border-collapse: collapse; }
td, th { text-align: left; padding: .1em .8em .1em 0; border-bottom: 1px solid #ccc; vertical-align: top; }
td.n { text-align: right; }
pre { font: 12px/1.5 monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
pre i { color: #767676; font-style: normal; user-select: none; }
.all { background: #d9f2d9; }
.some { background: #fff0b8; border-bottom: 2px dashed #8a6100; }
.none { background: #ffd6d6; border-bottom: 2px solid #a00000; }
h2 { break-after: avoid; }
@media print { body { margin: 0; font-size: 9pt; } pre { font-size: 7.5pt; }
  .all, .some, .none { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
"""
_LEGEND: Final = (("all", "all seen"), ("some", "some not seen"), ("none", "nothing seen"))


def coverage_page(found: Sequence[RuleCoverage], texts: Mapping[str, str]) -> str:
    """Return the page. texts: by file name, as the rules were compiled from."""
    share = whole_share(found)
    files = sorted({part.place.file for each in found for part in each.parts})
    parts = {file: [p for each in found for p in each.parts if p.place.file == file] for file in files}
    legend = " ".join(f'<span class="{name}">{words}</span>' for name, words in _LEGEND)
    body = [
        "<h1>What the examples have shown of the rules</h1>",
        f"<p>{share.percent} % in all: {share.seen} of {share.goals} outcomes. {legend}</p>",
        _summary(found),
        *(_file(file, texts.get(file, ""), parts[file]) for file in files),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Coverage of rules</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n" + "\n".join(body) + "\n</body>\n</html>\n"
    )


def _summary(found: Sequence[RuleCoverage]) -> str:
    rows = "\n".join(_row(each) for each in found)
    return f"<table>\n<tr><th>Rule</th><th>Seen</th><th>Never</th></tr>\n{rows}\n</table>"


def _row(each: RuleCoverage) -> str:
    share = share_of(each.parts)
    rule = next((part for part in each.parts if part.kind == "rule"), None)
    lacks = ", ".join(rule.missing) if rule is not None else ""
    file, line = (each.name, 1) if each.rule is None else (each.rule.place.file, each.rule.place.line)
    name = each.name if each.rule is not None else f"what {each.name} defines"
    link = f'<a href="#{_anchor(file, line)}">{_shown(name)}</a>'
    return f'<tr><td>{link}</td><td class="n">{share.percent} %</td><td>{_shown(lacks)}</td></tr>'


def _anchor(file: str, line: int) -> str:
    """Return the name of a line; letters of other scripts and signs are written as their numbers."""
    return "".join(c if c.isascii() and c.isalnum() else f"-{ord(c)}-" for c in file) + f"_{line}"


def _shown(text: str) -> str:
    return escape("\n".join(inert(line) for line in text.split("\n")))


# --- a file lit up --------------------------------------------------------------------------------


def _file(file: str, text: str, parts: Sequence[Part]) -> str:
    lit = [part for part in parts if part.kind != "rule"]
    owners = _owners(len(text), lit)
    heads = {part.place.line: part for part in parts if part.kind == "rule"}
    lines, at = [], 0
    for number, line in enumerate(text.split("\n"), start=1):
        shown = _line(line, owners[at : at + len(line)], lit)
        head = heads.get(number)
        if head is not None:
            shown = f'<span class="{_class([head])}" title="{_title(head)}">{shown}</span>'
        lines.append(f'<i id="{_anchor(file, number)}">{number:4}  </i>{shown}')
        at += len(line) + 1
    return f"<h2>{_shown(file)}</h2>\n<pre>{chr(10).join(lines)}</pre>"


def _owners(length: int, parts: Sequence[Part]) -> list[int]:
    """Return for each letter the innermost part that it belongs to, by number from 1; 0 for none."""
    owners = [0] * length
    order = sorted(enumerate(parts, start=1), key=lambda each: each[1].place.start - each[1].place.stop)
    for number, part in order:
        if part.kind not in ("from", "through"):
            start, stop = part.place.start, min(part.place.stop, length)
            owners[start:stop] = [number] * max(stop - start, 0)
    return owners


def _line(line: str, owners: Iterable[int], parts: Sequence[Part]) -> str:
    pieces = []
    for number, letters in groupby(zip(owners, line, strict=True), key=lambda each: each[0]):
        piece = _shown("".join(letter for _, letter in letters))
        if number and piece.strip():
            part = parts[number - 1]
            piece = f'<span class="{_class([part])}" title="{_title(part)}">{piece}</span>'
        pieces.append(piece)
    return "".join(pieces)


def _class(parts: Sequence[Part]) -> str:
    share = share_of(parts)
    return "all" if share.seen == share.goals else "some" if share.seen else "none"


def _title(part: Part) -> str:
    never = f"; never {', '.join(part.missing)}" if part.missing else ""
    return _shown(f"{part.kind}: seen {', '.join(part.seen) or 'nothing'}{never}")
