"""A Spark of two threads for the tests of this folder; without pyspark or Java they are skipped, and say so."""

import os
import shutil
import sys
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

_FOLDER = Path(__file__).parents[2] / "benchmarks"
if find_spec("pyarrow") and find_spec("numpy") and _FOLDER.is_dir() and "benchmarks" not in sys.modules:
    # The claims that the benchmarks make up are in no wheel: they are loaded by their place.
    _SPEC = spec_from_file_location("benchmarks", _FOLDER / "__init__.py", submodule_search_locations=[str(_FOLDER)])
    assert _SPEC is not None
    sys.modules["benchmarks"] = module_from_spec(_SPEC)

HAS_JAVA = bool(shutil.which("java") or os.environ.get("JAVA_HOME"))


@pytest.fixture(scope="session")
def spark():
    pytest.importorskip("pyspark", reason="pyspark is not installed; `tox -e spark` runs these tests")
    if not HAS_JAVA:
        pytest.skip("Spark needs Java 17 or later, and there is none")
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    made = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.adaptive.coalescePartitions.enabled", "false")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "100")
        .getOrCreate()
    )
    yield made
    made.stop()
