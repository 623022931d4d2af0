"""The same texts give the same bytes, in any process."""

import os
import subprocess
import sys

import pytest

PRINT = """
import hashlib, msgspec
from rules_engine.diagnostics.model import DiagnosticsError
from rules_engine.diagnostics.render import render
from rules_engine.ir import codec
from rules_engine.language.compile import compile_texts
from rules_engine.language.library import rule_texts
total = hashlib.sha256()
for name, book in sorted(compile_texts(rule_texts()).rulebooks.items()):
    total.update(name.encode() + msgspec.msgpack.encode(codec.encode(book)))
try:
    compile_texts({"broken.rules": 'example "one"\\nrule r requires x is 1 is 2\\nexample "two" on 2026-02-30'})
except DiagnosticsError as fault:
    total.update(render(fault.diagnostics, fault.texts).encode())
print(total.hexdigest())
"""


def digest(seed: str, zone: str) -> str:
    """Return what a fresh process compiles the shipped rules to, with its faults for a broken text."""
    surroundings = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
    done = subprocess.run(
        [sys.executable, "-c", PRINT], env=surroundings, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def first() -> str:
    return digest("0", "UTC")


@pytest.mark.parametrize(("seed", "zone"), [("1", "UTC"), ("42", "Pacific/Kiritimati"), ("random", "America/New_York")])
def test_another_process_compiles_the_same_bytes(first: str, seed: str, zone: str) -> None:
    assert digest(seed, zone) == first
