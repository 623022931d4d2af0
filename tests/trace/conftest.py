"""The made-up claims of `cases.py`, for every test of the trace."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def cases() -> ModuleType:
    """Return `cases.py`. It is found by its place: a package named `trace` would be the standard library's."""
    spec = spec_from_file_location("trace_cases", Path(__file__).with_name("cases.py"))
    assert spec is not None and spec.loader is not None
    module = sys.modules["trace_cases"] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
