"""Pages of faults: what is written, and what is told.

`python -m diagnostics.pages`, run in the folder of the tests, writes what is told now below each case; read the diff.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import attrs
from language.books import HEAD, compiled

from rules_engine.diagnostics.model import Diagnostic, DiagnosticsError
from rules_engine.diagnostics.render import render

FOLDER = Path(__file__).parent / "cases"
_CASE = re.compile(
    r"^## (?:(PR\d+) (\S+)|accepted): ([^\n]+)\n\n```rules( alone)?\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?",
    re.M | re.S,
)


@attrs.frozen
class Case:
    """One fault of a text. told: everything that is said of the text, as people see it.

    Without code and name when the text only looks like a mistake: nothing is said of it.
    """

    page: Path
    code: str
    name: str
    title: str
    text: str
    is_alone: bool
    told: str

    @property
    def texts(self) -> dict[str, str]:
        """Return the files of the case: its text beside a small rulebook, unless it has its own or needs none."""
        whole = self.is_alone or self.text.startswith("rulebook ") or "\nrulebook " in self.text
        return {"case.rules": self.text} if whole else {"book.rules": HEAD, "case.rules": self.text}


def cases() -> list[Case]:
    """Return the cases of every page, in order."""
    return [case for page in sorted(FOLDER.glob("*.md")) for case in cases_of(page)]


def cases_of(page: Path) -> Iterator[Case]:
    text = page.read_text(encoding="utf-8")
    assert len(_CASE.findall(text)) == text.count("\n## "), f"a case of {page.name} is not in the form of a case"
    for code, name, title, alone, rules, told in _CASE.findall(text):
        yield Case(page, code, name, title, rules, bool(alone), told)


def found(case: Case) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of a case, sorted by place."""
    texts = {name.removesuffix(".rules"): text for name, text in case.texts.items()}
    first = texts.pop("book", "")
    try:
        return compiled(first, **texts).warnings
    except DiagnosticsError as fault:
        return fault.diagnostics


def told(case: Case) -> str:
    """Return what people see."""
    return render(found(case), case.texts)


def write(page: Path) -> None:
    """Write what is told now below each case of a page."""
    text = page.read_text(encoding="utf-8")
    for case in cases_of(page):
        about = f"{case.code} {case.name}" if case.code else "accepted"
        head = f"## {about}: {case.title}\n\n```rules{' alone' if case.is_alone else ''}\n{case.text}```\n"
        old = head + (f"\n```text\n{case.told}```\n" if case.told else "")
        assert text.count(old) == 1, case.title
        now = told(case)
        text = text.replace(old, head + (f"\n```text\n{now}```\n" if now else ""))
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for each in sorted(FOLDER.glob("*.md")):
        write(each)
