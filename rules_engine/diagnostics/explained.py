"""The page of one diagnostic: looked up by code or name, and turned into plain text for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules_engine.content import content_root
from rules_engine.diagnostics.codes import KINDS

_NUMBERED: Final = re.compile(r"(?:PR)?([0-9]{1,9})", re.IGNORECASE)


def code_of(word: str) -> str:
    """Return the code that a word means, itself a code or a name in any case; an empty text when there is none.

    >>> code_of("pr101"), code_of("Unexpected-Text"), code_of("PR999")
    ('PR101', 'PR101', '')
    """
    codes = {kind.code.lower(): kind.code for kind in KINDS.values()}
    names = {name: kind.code for name, kind in KINDS.items()}
    return (codes | names).get(word.lower(), "")


def nearest_codes(word: str) -> tuple[str, ...]:
    """Return at most three codes, each with its name, that may be meant by a word that is none of them.

    >>> nearest_codes("unknown-feild")[0]
    'PR201 unknown-field'
    """
    from difflib import get_close_matches  # not needed until something is wrong

    names = {kind.code: name for name, kind in KINDS.items()}
    numbered = _NUMBERED.fullmatch(word)
    if numbered is None:
        near = get_close_matches(word.lower(), sorted(KINDS), n=3, cutoff=0.5)
        return tuple(f"{KINDS[name].code} {name}" for name in near)
    wanted = int(numbered.group(1))
    codes = sorted(names, key=lambda code: (abs(int(code[2:]) - wanted), code))[:3]
    return tuple(f"{code} {names[code]}" for code in codes)


def page_of(code: str) -> str:
    """Return the page of a code as it is written, in Markdown."""
    page = content_root() / "docs" / "diagnostics" / f"{code}.md"
    return page.read_text(encoding="utf-8")


def plain(page: str) -> str:
    """Return a page without the signs of Markdown: headings flush left, all else below them set in.

    >>> print(plain("## Bad\\n\\n```rules\\nrule r\\n```\\n"))
    Bad
        rule r
    """
    return "\n".join(_lines(page))


def _lines(page: str) -> Iterator[str]:
    is_text = is_below_heading = False
    for line in page.splitlines():
        if line.startswith("```"):
            is_text = not is_text
        elif is_text:
            yield f"    {line}".rstrip()
        elif line.startswith("#"):
            yield line.lstrip("# ")
        elif line or not is_below_heading:
            yield f"  {line}".rstrip()
        is_below_heading = line.startswith("## ") and not is_text
