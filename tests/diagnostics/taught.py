"""The pages of single diagnostics, read as data.

`python -m diagnostics.taught`, run in the folder of the tests, writes into each page what is said of its bad text now.
"""

import re
from pathlib import Path

import attrs
from language.books import HEAD, compiled, faults

from rules_engine.diagnostics.codes import KINDS, diagnostic
from rules_engine.diagnostics.model import Diagnostic, DiagnosticsError, Span
from rules_engine.diagnostics.render import render
from rules_engine.language.compile import Compiled
from rules_engine.language.context import MAX_DEPTH, MAX_PARTS, MAX_RULES
from rules_engine.language.parse import MAX_CHARACTERS
from rules_engine.language.reference_files import load_rows

FOLDER = Path(__file__).parents[2] / "docs" / "diagnostics"
SECTIONS = ("What", "Why", "Bad", "What is said", "Good")
NOT_COMPILED = {
    "nested-too-deep": {"limit": MAX_DEPTH},
    "text-too-large": {"limit": MAX_CHARACTERS},
    "statement-too-large": {"limit": MAX_PARTS},
    "rulebook-too-large": {"found": "plan", "limit": MAX_RULES},
    "not-utf8": {},
}
"""Too large for a page, or told by the commands that read files; with the words that their messages take."""
_HEAD = re.compile(r"# (PR\d{3}) (\S+)\n\n(Severity: [^\n]+)\n\n")
_FENCE = re.compile(r"```(rules|rules alone|csv|text)\n(.*?)```\n", re.S)
_FILE = re.compile(r'^ +file "([^"\n]+)"$', re.M)
_SAID = re.compile(r"(?<=^## What is said\n\n```text\n).*?(?=^```\n)", re.M | re.S)


@attrs.frozen
class Lesson:
    """One page. sections: heading → what stands below it, without the blank lines around it."""

    path: Path
    code: str
    name: str
    severity: str
    sections: dict[str, str]

    @property
    def prose(self) -> list[str]:
        """Return the lines that are neither heading nor text of rules."""
        return [line for part in self.sections.values() for line in _FENCE.sub("", part).splitlines() if line]

    def text(self, section: str) -> str:
        """Return the text of rules or of messages in a section."""
        (fence,) = _FENCE.findall(self.sections[section])
        return str(fence[1])

    def beside(self, section: str) -> dict[str, str]:
        """Return the files of a section: the text beside the small rulebook, unless it begins its own or needs none.

        A second text is the file that the first one names for the rows of a reference.
        """
        (kind, text), *rows = _FENCE.findall(self.sections[section])
        whole = kind == "rules alone" or re.search(r"^rulebook ", text, re.M)
        own = {f"{section.lower()}.rules": text}
        tables = {name: table for name, (_, table) in zip(_FILE.findall(text), rows, strict=True)}
        return {**({} if whole else {"book.rules": HEAD}), **own, **tables}


def lesson(path: Path) -> Lesson:
    """Return a page as data."""
    page = path.read_text(encoding="utf-8")
    head = _HEAD.match(page)
    assert head is not None, f"{path.name} does not begin as a page does"
    _, *parts = re.split(r"^## ", page[head.end() :], flags=re.M)
    sections = {title: body.strip("\n") + "\n" for title, body in (part.split("\n", 1) for part in parts)}
    assert tuple(sections) == SECTIONS, path.name
    return Lesson(path, head.group(1), head.group(2), head.group(3), sections)


def lessons() -> list[Lesson]:
    """Return all pages, in the order of their codes."""
    return [lesson(path) for path in sorted(FOLDER.glob("PR*.md"))]


def found(texts: dict[str, str]) -> tuple[Diagnostic, ...]:
    """Return every diagnostic of the files; those of rules keep the rows of references from being read."""
    more = {name.removesuffix(".rules"): text for name, text in texts.items() if name.endswith(".rules")}
    first = more.pop("book", "")
    return faults(first, **more) or _in_rows(compiled(first, **more), texts)


def _in_rows(rules: Compiled, texts: dict[str, str]) -> tuple[Diagnostic, ...]:
    references = [each for book in rules.rulebooks.values() for each in book.references.values() if each.file in texts]
    try:
        for each in references:
            load_rows(each, texts[each.file].encode(), each.file)
    except DiagnosticsError as fault:
        return fault.diagnostics
    return ()


def said(page: Lesson) -> str:
    """Return what is said of the bad text of a page."""
    if page.name in NOT_COMPILED:
        words = NOT_COMPILED[page.name]
        return render([diagnostic(page.name, Span("bad.rules", 0, 0, 1, 1), **words)], {})
    texts = page.beside("Bad")
    return render(found(texts), texts)


def write(page: Lesson) -> None:
    """Write what is said now into a page."""
    text = page.path.read_text(encoding="utf-8")
    now = said(page)
    page.path.write_text(_SAID.sub(lambda _: now, text, count=1), encoding="utf-8")


def severity_of(name: str) -> str:
    """Return the line below the heading of a page."""
    severity = KINDS[name].severity.value
    return f"Severity: {severity}, the rulebook is {'not used' if severity == 'error' else 'used'}."


if __name__ == "__main__":
    for each in lessons():
        write(each)
