"""What plugins cost: loading all built-in ones, and asking the adapters of a claim's payer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.figures import Figure

_ROUNDS = 11
_CALLS = 2_000
_LOAD = """
from time import perf_counter
import rules_engine.engine
from rules_engine.hooks.manager import Plugins
start = perf_counter()
found = Plugins(allowed=()).health()
print((perf_counter() - start) * 1000)
assert not [each for each in found if each.cause], found
"""


def measure() -> list[Figure]:
    """Return the figures: ms to load every built-in plugin beside a started engine, and µs a call of an adapter."""
    loading = [_load() for _ in range(_ROUNDS)]
    return [
        Figure("ms, loading all built-in plugins", median(loading[1:]), 40.0, less_is_better=True),
        Figure("µs, a claim adapted and its dossier checked", _adapting("TRICARE"), None),
        Figure("µs, a claim of a payer without an adapter", _adapting("OTHER"), None),
    ]


def _load() -> float:
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", _LOAD], cwd=root, capture_output=True, text=True, check=True)
    return float(done.stdout)


def _adapting(payer: str) -> float:
    from rules_engine.claims.model import Claim, Dossier, ServiceLine
    from rules_engine.hooks.manager import Plugins

    line = ServiceLine(number=1, code="97153", note="0800-0900")
    dossier = Dossier(claim=Claim(claim_id="B1", payer_id=payer, patient_id="P1", lines=(line,)))
    door = Plugins(allowed=())
    door.adapt(dossier)
    rounds = []
    for _ in range(_ROUNDS):
        start = perf_counter()
        for _ in range(_CALLS):
            door.adapt(dossier)
        rounds.append((perf_counter() - start) / _CALLS * 1_000_000)
    return median(rounds)
