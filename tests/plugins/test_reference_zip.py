"""References from ZIP archives, as the engine takes them."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hooks.sick import NAME, install

from rules_engine import engine
from rules_engine.cli.main import group
from rules_engine.hooks.manager import Plugins
from rules_engine.plugins.reference_zip import archive

RULES = """\
rulebook plan "Plan"
  identified by "PLAN"

source manual "Manual"
  checked 2026-11-23

reference ceilings
  cites manual
  columns procedure code as procedure code, most as units
  file "ceilings.csv"

rule ceiling "No more units than the table allows"
  from 2026-01-01
  cites manual
  requires units is at most most listed in ceilings for (code)
  otherwise deny as CO-151 ask biller
"""
COMMAS = "procedure code,most\n90837,1\n"
TABS = 'procedure code\tnote\tmost\n90837\t"a, b"\t1\n'
LINE = {"number": 1, "code": "90837", "units": 2, "service_date": "2026-03-02"}
CLAIM = json.dumps({"claim": {"claim_id": "C1", "payer_id": "PLAN", "lines": [LINE]}})


def zipped(**members: str) -> bytes:
    """Return an archive; `__` in a name stands for the point."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in members.items():
            made.writestr(name.replace("__", "."), text)
    return data.getvalue()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "rules" / "plan").mkdir(parents=True)
    (tmp_path / "rules" / "plan" / "plan.rules").write_text(RULES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAYER_RULES_CACHE", str(tmp_path / "cache"))
    return tmp_path


def check(*words: str) -> Result:
    return CliRunner().invoke(group, ["check", "-", "--rules", "rules", *words], input=CLAIM)


@pytest.mark.parametrize(
    "data",
    [
        zipped(ceilings__csv=COMMAS),
        zipped(CEILINGS__CSV=COMMAS, read__me="not a table", table__pdf="x"),
        zipped(ceilings__txt=TABS),
        zipped(ceilings__tsv="\ufeff" + TABS),
    ],
)
def test_rules_engine_references_takes_the_one_table_of_an_archive(data: bytes, folder: Path) -> None:
    (folder / "rows.zip").write_bytes(data)
    assert check().exit_code == 1
    assert "needs information" in check().output
    checked = check("--reference", "ceilings=rows.zip")
    assert "1 not met" in checked.output
    assert checked.exit_code == 1


def test_the_library_takes_it_too(folder: Path) -> None:
    (folder / "rows.zip").write_bytes(zipped(ceilings__csv=COMMAS))
    rules = engine.load_rules(Path("rules"), {"ceilings": Path("rows.zip")})
    (trace,) = engine.check([(CLAIM.encode(), "claim.json")], rules).report.claims
    assert trace.verdict == "fails"


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (zipped(), "0 tables"),
        (zipped(read__me="x"), "0 tables"),
        (zipped(a__csv=COMMAS, b__txt=TABS), "2 tables"),
        (zipped(a__csv=COMMAS)[:60], "the archive cannot be unpacked"),
        (b"PK\x03\x04", "the archive cannot be unpacked"),
        (zipped(a__csv=COMMAS).replace(b"PK\x01\x02", b"PK\x01\x03"), "the archive cannot be unpacked"),
    ],
    ids=["empty", "no-table", "two-tables", "cut-short", "a-beginning", "no-directory"],
)
def test_an_archive_without_its_one_table_stops_the_job(data: bytes, cause: str, folder: Path) -> None:
    (folder / "rows.zip").write_bytes(data)
    checked = check("--reference", "ceilings=rows.zip")
    assert checked.exit_code == 2
    assert f"rows.zip: plugin reference_zip 0.1.0 failed: {cause}" in checked.stderr


def test_a_bomb_is_refused_at_its_limit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_BYTES", 1 << 20)
    (folder / "rows.zip").write_bytes(zipped(a__csv=COMMAS + "\n" * (1 << 24)))
    checked = check("--reference", "ceilings=rows.zip")
    assert checked.exit_code == 2
    assert "the table is larger than 1 MiB" in checked.stderr


def test_an_encrypted_table_is_refused() -> None:
    data = bytearray(zipped(a__csv=COMMAS))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    door = Plugins(allowed=())
    with pytest.raises(OSError, match="the table is encrypted"):
        door.table("ceilings", bytes(data), "rows.zip")


def test_a_plain_table_asks_no_plugin(folder: Path) -> None:
    (folder / "rows.csv").write_text(COMMAS)
    checked = check("--reference", "ceilings=rows.csv", "--trace-plugins")
    assert "1 not met" in checked.output
    assert "rules_engine_references" not in checked.stderr


def test_a_plugin_of_others_may_know_a_further_kind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "@hookimpl\ndef rules_engine_references(name, source):\n    return f'procedure code,most\\n90837,1'.encode()"
    install(monkeypatch, folder, body)
    (folder / "rows.dat").write_bytes(b"\x00")
    assert check("--reference", "ceilings=rows.dat").exit_code == 2
    assert "1 not met" in check("--reference", "ceilings=rows.dat", "--plugins", NAME).output
