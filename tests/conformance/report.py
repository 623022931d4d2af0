"""How many shapes of payer rules the cases show: `python tests/conformance/report.py`.

Ends with status 1 when a shape is not covered, after naming it with what is missing.
"""

import csv
import re
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from conformance.pages import FOLDER, Case, cases

OUTCOMES = ("met", "not met", "unknown", "not applicable")
_EXPECTED = re.compile(r"expect (?:coverage|[a-z][a-z0-9-]*) (not met|met|unknown|not applicable)")
_OF_A_DOSSIER = re.compile(r"^rule \S+ (not met|met|unknown|not applicable)$", re.MULTILINE)


def shapes() -> dict[str, set[str]]:
    """Return each shape with the outcomes that it can have."""
    rows = csv.DictReader((FOLDER / "shapes.csv").read_text(encoding="utf-8").splitlines())
    return {row["shape"]: set(OUTCOMES) - set(never(row["never"])) for row in rows}


def never(cell: str) -> dict[str, str]:
    """Return the outcomes that a shape cannot have, each with its reason."""
    pairs = [part.partition(":") for part in cell.split(";") if part.strip()]
    return {outcome.strip(): reason.strip() for outcome, _, reason in pairs}


def shown(case: Case) -> set[str]:
    """Return the outcomes that a case expects of rules and coverage."""
    return {*_EXPECTED.findall(case.examples), *_OF_A_DOSSIER.findall("\n".join(case.texts("expected")))}


def missing() -> dict[str, set[str]]:
    """Return for each shape the outcomes that no case shows; a case that states a gap shows nothing."""
    found: dict[str, set[str]] = defaultdict(set)
    for case in cases():
        for shape in () if case.is_gap else case.shapes:
            found[shape] |= shown(case)
    return {shape: wanted - found[shape] for shape, wanted in shapes().items()}


def main() -> int:
    """Print families, what is missing, and the count as the last line."""
    lacking = missing()
    for family in "LTXHADPCMR":
        own = [shape for shape in lacking if shape[0] == family]
        print(f"{family}: {sum(not lacking[shape] for shape in own)} of {len(own)}")
    open_shapes = {shape: outcomes for shape, outcomes in lacking.items() if outcomes}
    for shape, outcomes in open_shapes.items():
        print(f"{shape} is not shown: {', '.join(sorted(outcomes))}")
    print(f"shapes covered: {len(lacking) - len(open_shapes)} of {len(lacking)}")
    return 1 if open_shapes else 0


if __name__ == "__main__":
    sys.exit(main())
