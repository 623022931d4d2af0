"""Law: the same rules and the same dossier give the same answers in any process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import hashlib
from properties.oracle.compare import drawn
from properties.oracle.engine_side import to_dossier
from rules_engine.interpreters.row import judge
total = hashlib.sha256()
for seed in range(6):
    _, book, claims = drawn(seed)
    for claim in claims:
        result = judge(to_dossier(claim), book)
        total.update(repr((result.verdict, result.unchecked)).encode())
        for each in result.results:
            total.update(repr((each.rule.name, each.line, each.outcome, each.needs)).encode())
print(total.hexdigest())
"""
TESTS = Path(__file__).parents[1]
SETTINGS = [
    {"PYTHONHASHSEED": "1"},
    {"PYTHONHASHSEED": "random", "TZ": "Pacific/Kiritimati"},
    {"PYTHONHASHSEED": "4242", "TZ": "Africa/Casablanca", "LC_ALL": "C"},
]


def digest(settings: dict[str, str]) -> str:
    """Return what a fresh process answers, as a hash."""
    path = os.pathsep.join([str(TESTS), *filter(None, sys.path)])
    surroundings = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": path, **settings}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=surroundings, capture_output=True, text=True, check=True, timeout=120
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def first() -> str:
    return digest({})


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_another_process_gives_the_same_answers(first: str, settings: dict[str, str]) -> None:
    assert len(first) == 64
    assert digest(settings) == first
