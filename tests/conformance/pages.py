"""Pages of cases: Markdown to cases, tables to examples of the language."""

import re
from collections.abc import Iterator
from pathlib import Path

import attrs

FOLDER = Path(__file__).parent
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CASE = re.compile(r"^## (.+)$", re.MULTILINE)
_SHAPES = re.compile(r"^Shapes: (.+)$", re.MULTILINE)
_TABLE = re.compile(r"(?:^\|.*\|\n)+", re.MULTILINE)
_OWN_COLUMNS = ("code", "on", "known on", "and bills", "given")


@attrs.frozen
class Case:
    """One case. blocks: fenced text by its kind, in the order of the page. table: header and rows of cells.

    shapes: ids of the shapes of payer rules (`shapes.csv`) that it shows.
    """

    page: str
    heading: str
    shapes: tuple[str, ...]
    why: str
    blocks: tuple[tuple[str, str], ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...]

    @property
    def name(self) -> str:
        return f"{self.page}: {self.heading}"

    @property
    def rules(self) -> str:
        return "\n".join(self.texts("rules"))

    @property
    def is_gap(self) -> bool:
        return self.why.startswith("Gap (ours):")

    @property
    def examples(self) -> str:
        """Return all examples of the case as text of the language."""
        rows = [example for table in self.tables for example in _examples(table)]
        return "\n".join([*self.texts("examples"), *rows])

    def texts(self, kind: str) -> list[str]:
        return [text for name, text in self.blocks if name == kind]


def cases() -> list[Case]:
    """Return every case of every page, in order."""
    pages = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
    return [case for path in pages for case in cases_of(path.stem, path.read_text(encoding="utf-8"))]


def cases_of(page: str, text: str) -> Iterator[Case]:
    """Yield the cases of one page; a rules block before the first belongs to all."""
    preface, *parts = _CASE.split(text)
    shared = tuple(("rules", block) for kind, block in _FENCE.findall(preface) if kind == "rules")
    for heading, body in zip(parts[::2], parts[1::2], strict=True):
        blocks = tuple(_FENCE.findall(body))
        prose = _SHAPES.sub("", _FENCE.sub("", body))
        shapes = tuple(each for line in _SHAPES.findall(body) for each in line.replace(",", " ").split())
        tables = tuple(_cells(table) for table in _TABLE.findall(prose))
        why = " ".join(_TABLE.sub("", prose).split())
        yield Case(page, heading.strip(), shapes, why, shared + blocks, tables)


def _cells(table: str) -> tuple[tuple[str, ...], ...]:
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table.splitlines()]
    header, rule, *rest = rows
    assert all(set(cell) <= set("-: ") for cell in rule), "a table has a line of dashes below its heading"
    assert all(len(row) == len(header) for row in rest), f"a row has another number of cells than {header}"
    return (header, *rest)


def _examples(table: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    header, *rows = table
    for row in rows:
        cells = {head: cell for head, cell in zip(header, row, strict=True) if cell}
        yield _example(cells, " · ".join(f"{head} {cell}" for head, cell in cells.items()).replace('"', "'"))


def _example(cells: dict[str, str], title: str) -> str:
    known = f" known on {cells['known on']}" if "known on" in cells else ""
    facts = [f"{name} {cell}" for name, cell in cells.items() if name not in _OWN_COLUMNS and name[0] != "→"]
    lines = [f'example "{title}"', f"  on {cells.get('on', '2026-03-02')}{known} for book"]
    lines.append("  bills " + ", ".join([cells.get("code", "90837"), *facts]))
    lines += [f"  bills {cells['and bills']}"] if "and bills" in cells else []
    lines += [f"  given {given.strip()}" for given in cells.get("given", "").split(";") if given.strip()]
    lines += [_expect(name.removeprefix("→").strip(), cell) for name, cell in cells.items() if name[0] == "→"]
    return "\n".join(lines) + "\n"


def _expect(about: str, cell: str) -> str:
    name, _, line = about.partition(" at ")
    outcome, _, because = cell.partition(" because ")
    words = [f"  expect {name} {outcome}"]
    words += [f"at line {line}"] if line else []
    words += [f"because {because}"] if because else []
    return " ".join(words)
