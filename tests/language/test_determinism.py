"""The same texts give the same bytes, in any process and whatever the order of the files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PRINT = """
import hashlib, msgspec, sys
from unittest.mock import patch
from language.books import parser
from language.texts import all_texts, tour
from rules_engine.diagnostics.model import DiagnosticsError
from rules_engine.diagnostics.render import render
from rules_engine.ir import codec
from rules_engine.ir.cost import bound
from rules_engine.language.compile import compile_texts
from rules_engine.language.library import rule_texts
from rules_engine.language.parts import Parts

total = hashlib.sha256()
turned = sys.argv[1] == "turned"


def tell(texts):
    parts = Parts("base", {})
    texts = dict(reversed(texts.items())) if turned else texts
    try:
        found = compile_texts(texts, parts=parts)
    except DiagnosticsError as fault:
        total.update(render(fault.diagnostics, fault.texts).encode())
        return
    total.update(render(found.warnings, texts).encode())
    total.update(msgspec.msgpack.encode(codec.encode(found.examples)))
    for name, book in sorted(found.rulebooks.items()):
        total.update(name.encode() + msgspec.msgpack.encode(codec.encode(book)) + bound(book).says.encode())
    total.update(msgspec.msgpack.encode(sorted(parts.used.items())))


with patch("rules_engine.language.compile.build_parser", parser):
    tell(rule_texts())
    tell({"a/tour.rules": tour(), **rule_texts()})
    for name, text in [*all_texts().items()][::6]:
        tell({"page.rules": text, "z.rules": "# nothing"})
    example = 'example "one"\\nrule r requires x is 1 is 2\\nexample "two" on 2026-02-30'
    tell({"a.rules": "rule", "broken.rules": example})
print(total.hexdigest())
"""


def digest(seed: str, zone: str, order: str = "as given") -> str:
    """Return what a fresh process compiles rules, tour and pages of cases to, with the faults of a broken text."""
    tests = str(Path(__file__).parents[1])
    surroundings = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": tests}
    command = [sys.executable, "-c", PRINT, order]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def first() -> str:
    return digest("0", "UTC")


@pytest.mark.parametrize(("seed", "zone"), [("1", "UTC"), ("42", "Pacific/Kiritimati"), ("random", "America/New_York")])
def test_another_process_compiles_the_same_bytes(first: str, seed: str, zone: str) -> None:
    assert digest(seed, zone) == first


def test_the_order_of_files_makes_no_difference(first: str) -> None:
    assert digest("7", "UTC", "turned") == first
