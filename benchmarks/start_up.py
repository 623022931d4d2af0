"""`payer-rules check` of one claim as a process, beside one that only imports attrs, msgspec, pluggy, click."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks import twelve
from benchmarks.figures import Figure

_CLAIM = """{"claim": {"claim_id": "B1", "payer_id": "TWELVE", "submission_date": "2026-04-01",
 "lines": [{"number": 1, "code": "90837", "service_date": "2026-03-02", "units": 1, "place_of_service": "10",
 "modifiers": ["95"], "charge": 150, "rendering_npi": "1999999984"}]},
 "documentation": [{"claim_id": "B1", "line_number": 1, "minutes": 60, "mode": "video",
 "signature": {"kind": "electronic"}, "plan": {}}]}
"""
_ROUNDS = 15


def measure() -> list[Figure]:
    """Return the figures: how many times a bare start the command takes, cold and warm."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "rules" / "twelve").mkdir(parents=True)
        (folder / "rules" / "twelve" / "twelve.rules").write_text(twelve.rules_text())
        (folder / "claim.json").write_text(_CLAIM)
        command = [sys.executable, "-m", "rules_engine", "check", "claim.json", "--rules", "rules"]
        bare = [sys.executable, "-c", "import attrs, msgspec, pluggy, click"]
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONPYCACHEPREFIX": str(folder / "pyc")}
        return _figures(folder, command, bare, environment)


def _figures(folder: Path, command: list[str], bare: list[str], environment: dict[str, str]) -> list[Figure]:
    cache = folder / "cache"
    environment["PAYER_RULES_CACHE"] = str(cache)
    _run(command, folder, environment), _run(bare, folder, environment)  # byte code is written once
    rounds = []
    for _ in range(_ROUNDS):
        for kept in cache.glob("*"):
            kept.unlink()
        rounds.append([_run(each, folder, environment) for each in (bare, command, command)])
    cold, warm = (median(r[n] / r[0] for r in rounds) for n in (1, 2))
    return [
        Figure("check of one claim, no compile cache: times imports only", cold, 3.0, less_is_better=True),
        Figure("check of one claim, compile cache: times imports only", warm, 2.3, less_is_better=True),
        Figure("ms, imports only", median(r[0] for r in rounds) * 1000, None),
        Figure("ms, check, no compile cache", median(r[1] for r in rounds) * 1000, None),
        Figure("ms, check, compile cache", median(r[2] for r in rounds) * 1000, None),
    ]


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    start = perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    taken = perf_counter() - start
    if done.returncode:
        raise AssertionError(f"{command} ended with {done.returncode}: {done.stderr.decode()}")
    return taken
