"""The hooks as `docs/plugins.md` shows them, from their specifications: `python -m rules_engine.hooks.page`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from rules_engine.hooks import specs
from rules_engine.hooks.loading import HOOKS

PAGE_PATH: Final = Path(__file__).parents[2] / "docs" / "plugins.md"
SECTIONS: Final = ("When", "Return", "Joining", "Errors", "Example")
"""What every hook says of itself, besides its arguments."""

_BEGIN, _END = "<!-- hooks -->", "<!-- end of hooks -->"
_LABEL: Final = re.compile(r"^([A-Za-z_][a-z_, ]*): ", re.MULTILINE)


def hook_text(name: str) -> str:
    """Return what the specification of a hook says, as it stands in the source."""
    return inspect.getdoc(getattr(specs, name)) or ""


def hook_pages() -> str:
    """Return the part of the page that describes the hooks."""
    return "\n\n".join(_page(name) for name in HOOKS)


def page_with_hooks(page: str) -> str:
    """Return a page with the hooks between its two marks.

    >>> page_with_hooks("a <!-- hooks --> b <!-- end of hooks --> c").startswith("a <!-- hooks -->")
    True
    """
    start, rest = page.split(_BEGIN)
    _, end = rest.split(_END)
    return f"{start}{_BEGIN}\n\n{hook_pages()}\n\n{_END}{end}"


def _page(name: str) -> str:
    signature = inspect.signature(getattr(specs, name))
    given: Mapping[str, inspect.Parameter] = signature.parameters
    heading = f"### {name}({', '.join(given)})"
    types = ", ".join(f"{each.name}: {each.annotation}" for each in given.values())
    stated = f"```python\ndef {name}({types}) -> {signature.return_annotation}: ...\n```"
    first, _, rest = hook_text(name).partition("\n\n")
    listed = _LABEL.sub(lambda found: _labelled(found[0], found[1].split(", "), given), rest)
    lines = [line if line.startswith("- ") else f"  {line}" for line in listed.split("\n")]
    return "\n".join([heading, "", first, "", stated, "", *lines])


def _labelled(text: str, words: list[str], given: Mapping[str, inspect.Parameter]) -> str:
    """Return the beginning of a line as that of a list: arguments as code, sections in bold."""
    if all(each in given for each in words):
        return f"- {', '.join(f'`{each}`' for each in words)}: "
    return f"- **{words[0]}**: " if words[0] in SECTIONS else text


def main() -> None:
    """Write the hooks into the page."""
    PAGE_PATH.write_text(page_with_hooks(PAGE_PATH.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
