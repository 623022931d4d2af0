"""The golden pages of the trace, `tests/trace/explained/*.md`: rules, a claim as an example, and what is told of it.

`python tests/trace/test_explained.py` writes what is told anew.
"""

import re
from pathlib import Path

import pytest
from language.books import compiled

from rules_engine.interpreters.row import judge
from rules_engine.suites.dossier import dossier_of
from rules_engine.trace.explain import explain
from rules_engine.trace.model import ClaimTrace
from rules_engine.trace.tree_text import render_explain

FOLDER = Path(__file__).parent / "explained"
CASE = re.compile(
    r"^## (?P<title>.*?)\n(?P<why>.*?)^```rules\n(?P<rules>.*?)^```\n\nis told as\n\n(?P<told>```text\n.*?^```)$",
    re.DOTALL | re.MULTILINE,
)
HEAD = re.compile(r"^```rules\n(.*?)^```$", re.DOTALL | re.MULTILINE)
DIGEST = re.compile(r"(?<=[( ])[0-9a-f]{12}(?=[),]|$)", re.MULTILINE)


def traced(page: str, rules: str) -> ClaimTrace:
    """Return the trace of the example of a case; what all cases of a page share stands before the first."""
    shared = HEAD.search(page.split("\n## ", 1)[0])
    whole = compiled((shared.group(1) if shared else "") + rules)
    (example,) = whole.examples
    return explain(judge(dossier_of(example), whole.rulebooks[example.rulebook]))


def told(page: str, rules: str) -> str:
    """Return the findings and the rules of a trace as text, without its head and without digests."""
    text = render_explain(traced(page, rules))
    body = re.split(r"\n(?=\n(?:TO |WHY ))", text, maxsplit=1)[1].strip("\n")
    verdict = text.splitlines()[1]
    return f"```text\n{verdict}\n\n{DIGEST.sub('<digest>', body)}\n```"


def cases() -> list[tuple[str, str, str, str]]:
    """Return page, title, rules and what is told of every case."""
    found = [(path.stem, path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.md"))]
    return [
        (page, f"{name}: {case['title']}", case["rules"], case["told"])
        for name, page in found
        for case in CASE.finditer(page)
    ]


@pytest.mark.parametrize(
    ("page", "rules", "wanted"), [pytest.param(page, *case, id=title) for page, title, *case in cases()]
)
def test_golden(page: str, rules: str, wanted: str) -> None:
    assert told(page, rules) == wanted


def test_every_heading_is_a_case() -> None:
    headings = sum(path.read_text("utf-8").count("\n## ") for path in FOLDER.glob("*.md"))
    assert len(cases()) == headings >= 10


def write_told() -> None:
    """Write what is told of every case as it now is."""
    for path in sorted(FOLDER.glob("*.md")):
        page = path.read_text("utf-8")
        for case in reversed(list(CASE.finditer(page))):
            start, stop = case.span("told")
            page = page[:start] + told(page, case["rules"]) + page[stop:]
        path.write_text(page, "utf-8")


if __name__ == "__main__":
    write_told()
