"""Parquet and Arrow IPC files through the command and through the hook."""

from __future__ import annotations

import builtins
import io
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from rules_engine.batches.to_dossiers import dossiers_of
from rules_engine.claims.intake import Intake
from rules_engine.claims.join import join
from rules_engine.cli.main import group
from rules_engine.plugins import parquet_claims

TABLE = pa.table(
    {
        "claim.claim_id": ["C-1", "C-2", "C-1"],
        "claim.payer_id": ["87726", "87726", "87726"],
        "line.code": ["99214", "90837", "90833"],
        "line.modifiers": [["25"], None, []],
        "session.minutes": pa.array([None, 53, 20], pa.int64()),
    }
)


def parquet(table: pa.Table) -> bytes:
    """Return a table as a Parquet file."""
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()


def arrow(table: pa.Table) -> bytes:
    """Return a table as an Arrow IPC file."""
    sink = io.BytesIO()
    with pa.ipc.new_file(sink, table.schema) as file:
        file.write_table(table)
    return sink.getvalue()


def read(data: bytes) -> Intake:
    """Read a file that is one of the two."""
    found = parquet_claims.rules_engine_read(data, "june.parquet")
    assert isinstance(found, Intake)
    assert found.found == len(found.claims) + sum(each.lost for each in found.rejections)
    return found


@pytest.mark.parametrize("form", [parquet, arrow])
def test_a_file_is_the_dossiers_of_its_table(form: Any) -> None:
    assert join([read(form(TABLE))]).dossiers == dossiers_of(TABLE).dossiers


@pytest.mark.parametrize("form", [parquet, arrow])
def test_a_fact_leads_to_its_row_and_column(form: Any) -> None:
    claim = read(form(TABLE)).claims[0]
    place = claim.lines[1].origins["code"]
    assert (place.source, place.pointer) == ("june.parquet", 'row 3 column "line.code"')


@pytest.mark.parametrize("form", [parquet, arrow])
def test_the_command_checks_it(tmp_path: Path, form: Any) -> None:
    (tmp_path / "claims.parquet").write_bytes(form(TABLE))
    result = CliRunner().invoke(group, ["check", str(tmp_path / "claims.parquet")])
    assert "2 claims found = 2 judged + 0 rejected." in result.stdout
    assert result.exit_code == 1


@pytest.mark.parametrize("data", [b"ISA*00", b"", b"PAR", b"{}", b"claim id,code\n"])
def test_other_files_are_left_to_others(data: bytes) -> None:
    assert parquet_claims.rules_engine_read(data, "x") is None


def test_every_fault_of_the_columns_is_told_at_once() -> None:
    table = pa.table({"claim.claim_id": ["C-1"], "line.cod": ["90837"], "line.charge": pa.array([1.5])})
    intake = read(parquet(table))
    assert next((each.code, each.pointer) for each in intake.rejections) == ("unknown-column", 'column "line.cod"')
    bare = read(parquet(pa.table({"line.code": ["90837"], "shoe": [42]})))
    assert {each.code for each in bare.rejections} == {"missing-column", "unknown-column"}


def test_a_bad_value_rejects_its_claim_by_row_and_column() -> None:
    columns = {"claim.claim_id": ["C-1", "C-2"], "line.rendering_npi": ["1234567893", "12"]}
    intake = read(arrow(pa.table(columns)))
    (rejection,) = intake.rejections
    assert (rejection.claim_id, rejection.pointer) == ("C-2", 'row 2 column "line.rendering_npi"')
    assert [each.claim_id for each in intake.claims] == ["C-1"]


def test_without_pyarrow_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def importing(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] == "pyarrow":
            raise ModuleNotFoundError(name)
        return real(name, *rest)

    (tmp_path / "claims.parquet").write_bytes(parquet(TABLE))
    monkeypatch.setattr(builtins, "__import__", importing)
    result = CliRunner().invoke(group, ["check", str(tmp_path / "claims.parquet")])
    assert result.exit_code != 0
    assert result.output.count("payer-rules[batch]") == 1
    assert "Traceback" not in result.output


@pytest.mark.parametrize("form", [parquet, arrow])
@pytest.mark.parametrize("seed", range(5))
def test_damaged_files_are_refused_and_never_raise(form: Any, seed: int) -> None:
    draw, data = Random(seed), form(TABLE)
    for _ in range(60):
        damaged = bytearray(data)
        for _ in range(draw.choice([1, 1, 2, 8])):
            damaged[draw.randrange(6, len(damaged))] = draw.randrange(256)
        read(bytes(damaged[: draw.choice([len(damaged), draw.randrange(6, len(damaged))])]))
