"""The list of all diagnostics: `python -m rules_engine.diagnostics.page docs/diagnostics/README.md` writes it."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

from rules_engine.diagnostics.codes import KINDS, Kind

_GROUPS: Final = {
    "PR1": "The text cannot be read",
    "PR2": "A name is not known, or known twice",
    "PR3": "Values and types",
    "PR4": "Rules and their dates",
    "PR5": "Sources and confidence",
    "PR6": "Examples",
    "PR7": "Files of references",
}
_HEAD: Final = """\
# Diagnostics

What is said of a rule file that has a fault.
Codes and names stay the same.
An error stops the rulebook; a warning does not.
In the columns, `…` stands for words of the text.

Each code has a page: what it says, why, a text that has the fault, and the same text mended.
`payer-rules explain-code PR101` shows the page in a terminal.
A text that begins no rulebook stands beside this one:

```rules
rulebook book "Book"
  default otherwise deny ask biller
source manual "Manual"
  checked 2026-11-23
```
"""


def page() -> str:
    """Return the list: one table for each group of codes, with a link to the page of each code."""
    return _HEAD + "".join(_group(group, title) for group, title in _GROUPS.items())


def _group(group: str, title: str) -> str:
    kinds = sorted((kind.code, name, kind) for name, kind in KINDS.items() if kind.code.startswith(group))
    rows = [_row(name, kind) for _, name, kind in kinds]
    return "\n".join(["", f"## {title}", "", "| code | name | | says | help |", "|---|---|---|---|---|", *rows, ""])


def _row(name: str, kind: Kind) -> str:
    link = f"[{kind.code}]({kind.code}.md)"
    return f"| {link} | {name} | {kind.severity.value} | {_shown(kind.message)} | {_shown(kind.help)} |"


def _shown(template: str) -> str:
    return re.sub(r"\{\w+\}", "…", template).replace("|", "\\|")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
