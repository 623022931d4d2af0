"""Rule texts that tests read: the shipped rules and examples, the page of the language, the conformance cases."""

import re
from functools import cache
from pathlib import Path

from conformance.pages import cases

from rules_engine.content import content_root
from rules_engine.language.library import rule_texts


@cache
def all_texts() -> dict[str, str]:
    """Return name → text of everything that is written in the language and parses."""
    pages = {case.name: case.rules + "\n" + case.examples for case in cases() if not case.texts("faults")}
    return {**rule_texts(), **rule_texts(None, ".examples"), "grammar/README.md": tour(), **pages}


def tour() -> str:
    """Return the rules of the page that shows every statement once."""
    page = Path(str(content_root() / "grammar" / "README.md"))
    found = re.search(r"^```\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found is not None
    return found.group(1)


def plain(text: str) -> str:
    """Return a text without its comments."""
    return re.sub(r'("[^"\n]*")|#[^\n]*', lambda found: found.group(1) or "", text)
