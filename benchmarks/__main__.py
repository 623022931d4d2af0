"""`python -m benchmarks`: every figure of this project from one run, ratios first; `--json` gives a line each."""

from __future__ import annotations

import json
import platform
import sys
from importlib import import_module

from benchmarks.figures import Figure, table

PARTS = (
    "start_up",
    "one_claim",
    "requirements",
    "x12_reading",
    "fhir_reading",
    "compiling",
    "plugins",
    "batch",
    "history",
)


def main() -> None:
    """Run the parts named on the command line, or all of them."""
    wanted = [name for name in sys.argv[1:] if not name.startswith("-")] or list(PARTS)
    figures: list[Figure] = [figure for name in wanted for figure in import_module(f"benchmarks.{name}").measure()]
    if "--json" in sys.argv:
        for figure in figures:
            print(json.dumps({**figure._asdict(), "met": figure.is_met}))
        return
    print(f"Python {platform.python_version()} on {platform.machine()}, {platform.system()}")
    print(table(figures))


if __name__ == "__main__":
    main()
