"""Where the shipped grammar, rules, plugins and pages of diagnostics lie.

A wheel holds them inside this package, a checkout beside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def content_root() -> Traversable:
    """Return the folder that has `grammar/`, `rules/`, `plugins/` and `docs/diagnostics/`.

    Result: a `Path`, or a path inside the archive when the package is imported from a zip.

    >>> (content_root() / "grammar").is_dir()
    True
    """
    package = Path(__file__).parent
    for folder in (package, package.parent):
        if (folder / "grammar").is_dir():
            return folder
    # Only an archive comes this far. The import costs as much as a small start-up, so a usual start is spared it.
    from importlib.resources import files

    return files("rules_engine")
