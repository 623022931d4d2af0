"""The benchmarks are in no wheel: they are loaded by their place, without the root on the path."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

pytest.importorskip("numpy", reason="the batch benchmark needs the extra `bench`")
pytest.importorskip("pyarrow", reason="the batch benchmark needs the extra `bench`")

_FOLDER = Path(__file__).parents[2] / "benchmarks"
_SPEC = spec_from_file_location("benchmarks", _FOLDER / "__init__.py", submodule_search_locations=[str(_FOLDER)])
assert _SPEC is not None
assert _SPEC.loader is not None
sys.modules["benchmarks"] = module_from_spec(_SPEC)
_SPEC.loader.exec_module(sys.modules["benchmarks"])
