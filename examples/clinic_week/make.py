"""Write the files of the clinic week from its tables, or check that they are what would be written.

Run `python examples/clinic_week/make.py`, or the same with `--check`.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import visits_medical
import visits_other
import visits_therapy
from edi_writer import broken_file, claims_file
from history_writer import history
from record_writer import documentation, registry
from week import Visit

FOLDER: Final = Path(__file__).resolve().parent
VISITS: Final = (*visits_therapy.VISITS, *visits_medical.VISITS, *visits_other.VISITS)
BROKEN: Final = ("CW-2026-001", "CW-2026-004", "CW-2026-010", "CW-2026-022", "CW-2026-027", "CW-2026-039")
TABLE_START: Final = "<!-- table: written by make.py -->\n"
TABLE_END: Final = "<!-- end of table -->\n"


def files(visits: Sequence[Visit]) -> dict[str, str]:
    """Return the text of each file by its name."""
    by_id = {visit.claim_id: visit for visit in visits}
    return {
        "claims.837": claims_file(visits),
        "broken.837": broken_file([by_id[claim_id] for claim_id in BROKEN]),
        "documentation.json": _json(documentation(visits)),
        "history.json": _json(history()),
        "registry.json": _json(registry(visits)),
        "expected.csv": _expected(visits),
        "README.md": _readme((FOLDER / "README.md").read_text(encoding="utf-8"), visits),
    }


def _json(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def _expected(visits: Sequence[Visit]) -> str:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("claim_id", "verdict", "bills", "shows"))
    rows.writerows((visit.claim_id, visit.verdict, visit.bills, visit.shows) for visit in visits)
    return out.getvalue()


def _readme(text: str, visits: Sequence[Visit]) -> str:
    before, _, rest = text.partition(TABLE_START)
    _, _, after = rest.partition(TABLE_END)
    rows = [f"| {v.claim_id} | {v.bills} | {v.place} | **{v.verdict}** | {v.shows} |\n" for v in visits]
    head = "| claim | bills | place | expected | what it is there to show |\n|---|---|---|---|---|\n"
    return f"{before}{TABLE_START}\n{head}{''.join(rows)}\n{TABLE_END}{after}"


def main(arguments: Sequence[str]) -> int:
    """Write all files, or with `--check` name those that differ; 0 when all is well."""
    if arguments and arguments != ["--check"]:
        sys.stderr.write("usage: make.py [--check]\n")
        return 2
    stale = []
    for name, text in files(VISITS).items():
        path = FOLDER / name
        if path.exists() and path.read_bytes() == text.encode():
            continue
        stale.append(name)
        if not arguments:
            path.write_bytes(text.encode())
    for name in stale:
        sys.stdout.write(f"{name}: {'differs from the tables' if arguments else 'written'}\n")
    return 1 if arguments and stale else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
