"""The command `payer-rules batch`: every claim is judged once, whatever the format, the parts and the processes."""

import csv
import json
import shutil
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.batch.practice import practice
from rules_engine.bulk.judged import Bulk
from rules_engine.bulk.parquet import ClaimFile
from rules_engine.engine import load_rules
from tests.bulk.batch_files import bytes_in, claims_in, lines_in, manifest, rules_in, run

WEEK = Path(__file__).parents[2] / "examples" / "clinic_week"


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("batch")
    rules_in(folder / "rules")
    claims_in(folder / "claims.parquet")
    done = run(folder / "claims.parquet", "--out", folder / "one", "--rules", folder / "rules",
               "--lines-a-part", 3000, "--processes", 1)  # fmt: skip
    assert done.returncode == 1, done.stderr
    return folder


def judged(place: Path, *words: object) -> Path:
    """Run a batch of the made-up claims, and return its folder."""
    out = place / "out"
    shutil.rmtree(out, ignore_errors=True)
    done = run(*words, "--out", out, "--rules", place / "rules")
    assert done.returncode == 1, done.stderr
    return out


def test_the_parts_say_what_the_whole_table_says(place) -> None:
    whole = Bulk(load_rules(place / "rules")).judge(pq.read_table(place / "claims.parquet"))
    assert lines_in(place / "one") == whole.lines.to_pylist()
    found = manifest(place / "one")
    assert found["verdicts"] == {word: whole.verdicts[word] for word in found["verdicts"]}
    assert found["claims"] == {"found": whole.found, "judged": whole.judged, "rejected": 0}
    assert sum(found["verdicts"].values()) == whole.judged
    charges = pq.read_table(place / "claims.parquet").column("line.charge").to_pylist()
    assert Decimal(found["charge"]["in"]) == sum(charges)


def test_more_processes_write_the_same_bytes(place) -> None:
    for processes in (2, 4):
        out = judged(place, place / "claims.parquet", "--lines-a-part", 3000, "--processes", processes)
        assert bytes_in(out) == bytes_in(place / "one")


def test_csv_and_ndjson_say_the_same(place) -> None:
    expected = lines_in(place / "one")
    out = judged(place, place / "claims.parquet", "--format", "ndjson", "--processes", 1)
    texts = [each.read_text() for each in sorted(out.glob("part-*.ndjson"))]
    assert [json.loads(line) for text in texts for line in text.splitlines()] == expected
    out = judged(place, place / "claims.parquet", "--format", "csv", "--processes", 1)
    rows = list(csv.DictReader((out / "part-00000.csv").read_text().splitlines()))
    assert [each["claim_verdict"] for each in rows] == [each["claim_verdict"] for each in expected]
    assert [each["not_met"] for each in rows] == ["; ".join(each["not_met"]) for each in expected]


def test_a_claim_table_in_csv_is_judged_as_in_parquet(place) -> None:
    table = pa.table(practice(18, 3000))
    with (place / "claims.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.schema.names)
        writer.writerows(
            ["" if cell is None else ";".join(cell) if isinstance(cell, list) else cell for cell in row.values()]
            for row in table.to_pylist()
        )
    lists = table.column("line.modifiers").to_pylist()
    empty_is_null = pa.array([each or None for each in lists], pa.list_(pa.string()))
    at = table.schema.get_field_index("line.modifiers")
    whole = Bulk(load_rules(place / "rules")).judge(table.set_column(at, "line.modifiers", empty_is_null))
    out = judged(place, place / "claims.csv", "--lines-a-part", 700)
    assert lines_in(out) == whole.lines.to_pylist()
    assert len(list(out.glob("part-*.parquet"))) > 1


def test_a_cell_that_is_no_number_rejects_its_claim(place) -> None:
    rows = 'claim.claim_id,claim.payer_id,line.code,line.charge\nA,P01,90837,100\nA,P01,90834,many\n"B\n",P01,90837,\n'
    (place / "bad.csv").write_text(rows + "C,P01,90837,7\n")
    found = manifest(judged(place, place / "bad.csv"))
    assert found["claims"] == {"found": 3, "judged": 1, "rejected": 2}  # a name with a line end is none
    assert found["lines"] == {"in": 4, "out": 4}
    assert found["charge"] == {"in": "107", "judged": "7", "rejected": "100"}
    told = (place / "out" / "rejections-00000.ndjson").read_text()
    assert "many" not in told
    assert json.loads(told.splitlines()[0])["claim_id"] == "A"


def test_rejected_claims_are_counted_and_have_their_lines(place) -> None:
    table = pa.table(practice(18, 6000))
    codes = ["9\x000837" if row % 100 == 50 else code for row, code in enumerate(table.column("line.code").to_pylist())]
    at = table.schema.get_field_index("line.code")
    pq.write_table(table.set_column(at, "line.code", pa.array(codes)), place / "bad.parquet")
    out = judged(place, place / "bad.parquet", "--lines-a-part", 1000)
    found = manifest(out)
    bad = {table.column("claim.claim_id")[row].as_py() for row in range(50, 6000, 100)}
    assert found["claims"]["rejected"] == len(bad)
    assert found["claims"]["found"] == found["claims"]["judged"] + len(bad)
    assert found["lines"] == {"in": 6000, "out": 6000}
    assert {each["claim.claim_id"] for each in lines_in(out) if each["verdict"] == "rejected"} == bad
    assert Decimal(found["charge"]["rejected"]) == sum(
        row["line.charge"] for row in table.to_pylist() if row["claim.claim_id"] in bad
    )
    told = [json.loads(line) for each in sorted(out.glob("rej*")) for line in each.read_text().splitlines()]
    assert told[0]["pointer"] == 'row 51 column "line.code"'
    assert told[-1]["pointer"] == 'row 5951 column "line.code"'


def test_claims_of_other_forms_are_judged_as_check_judges_them(tmp_path) -> None:
    if not WEEK.is_dir():
        pytest.skip("the examples are not installed")
    claim = '{"claim": {"claim_id": "D-%d", "payer_id": "MEDICARE", "lines": [{"number": 1, "code": "90837"}]}}'
    (tmp_path / "many.ndjson").write_text("\n".join([*(claim % number for number in range(40)), '{"claim": 1}', ""]))
    done = run(WEEK / "claims.837", tmp_path / "many.ndjson", "--out", tmp_path / "out", "--lines-a-part", 7)
    assert done.returncode == 1, done.stderr
    found = manifest(tmp_path / "out")
    assert (found["claims"], len(found["parts"])) == ({"found": 95, "judged": 94, "rejected": 1}, 7)
    lines = lines_in(tmp_path / "out")
    assert len(lines) == found["lines"]["in"] == found["lines"]["out"]
    assert len({each["claim.claim_id"] for each in lines}) == 94
    told = [json.loads(line) for each in (tmp_path / "out").glob("rej*") for line in each.read_text().splitlines()]
    assert [each["pointer"][:3] for each in told] == ["/41"]


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_hostile_ids_are_inert(place, form) -> None:
    ids = ["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3", "../../x", "<script>", "'; DROP TABLE x; --", "a;=b"]
    table = pa.table({"claim.claim_id": ids, "claim.payer_id": ["P01"] * 8, "line.code": ["90837"] * 8})
    pq.write_table(table, place / "hostile.parquet")
    out = judged(place, place / "hostile.parquet", "--format", form)
    text = (out / f"part-00000.{form}").read_text()
    if form == "csv":
        cells = [row["claim.claim_id"] for row in csv.DictReader(text.splitlines())]
        assert len(cells) == 8
        assert all(not cell.startswith(tuple("=+-@")) and ";=" not in cell for cell in cells)
    else:
        assert [json.loads(line)["claim.claim_id"] for line in text.splitlines()] == ids
    assert {each.name.partition("-")[0].partition(".")[0] for each in out.iterdir()} == {
        "job", "manifest", "part", "rejections"
    }  # fmt: skip


def test_a_part_ends_where_its_claim_or_patient_ends(tmp_path) -> None:
    ids = ["A", "A", "B", "C", "C", "C", "D", "E"]
    table = pa.table({"claim.claim_id": ids, "claim.patient_id": [*"PPPQQQQR"]})
    pq.write_table(table, tmp_path / "few.parquet", row_group_size=2)
    file = ClaimFile(str(tmp_path / "few.parquet"))
    assert list(file.cuts(1)) == [2, 3, 6, 7, 8]
    assert list(file.cuts(4)) == [6, 8]
    assert list(file.cuts(2, by_patient=True)) == [3, 7, 8]
    stops = [2, 3, 6, 7, 8]
    found = [each.column("claim.claim_id").to_pylist() for each in file.tables(0, stops)]
    assert found == [["A", "A"], ["B"], ["C", "C", "C"], ["D"], ["E"]]
    assert [each.num_rows for each in file.tables(3, [6, 8])] == [3, 2]


def test_a_claim_in_two_parts_stops_the_batch(place) -> None:
    table = pa.table({"claim.claim_id": ["A", "B", "C", "A"], "claim.payer_id": ["P01"] * 4})
    pq.write_table(table, place / "apart.parquet")
    done = run(place / "apart.parquet", "--out", place / "apart", "--rules", place / "rules", "--lines-a-part", 2)
    assert done.returncode == 2
    assert "rows of one claim stand far apart; sort the rows by claim" in done.stderr
    assert not (place / "apart" / "manifest.json").exists()
    out = judged(place, place / "apart.parquet")  # in one part they are one claim
    assert manifest(out)["claims"]["found"] == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none.parquet", "--out", "x"], "none.parquet: No such file"),
        (["rules/all/all.rules", "--out", "x"], "no claim could be judged"),
        (["claims.parquet"], "--out names the folder"),
        (["claims.parquet", "--out", "one"], "is not empty"),
        (["claims.parquet", "--out", "one", "--resume", "--lines-a-part", "9"], "an earlier run had other options"),
        (["claims.parquet", "--out", "rules", "--resume"], "is not empty"),
        (["claims.parquet", "--out", "x", "--payer", "nobody"], "no rulebook `nobody`"),
    ],
)
def test_what_cannot_be_done_is_said(place, words, said) -> None:
    shutil.rmtree(place / "x", ignore_errors=True)
    done = run(*words, "--rules", "rules", "--processes", 1, cwd=place)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_damaged_file_is_refused(place) -> None:
    data = bytearray((place / "claims.parquet").read_bytes())
    data[2000:120_000] = bytes(118_000)
    (place / "damaged.parquet").write_bytes(data)
    done = run(place / "damaged.parquet", "--out", place / "damaged", "--rules", place / "rules")
    assert done.returncode == 2
    assert "damaged" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_claim_is_explained_as_the_batch_judges_it(place) -> None:
    from rules_engine.bulk.explaining import claims_of
    from rules_engine.bulk.inputs import input_at
    from rules_engine.bulk.parts import Order
    from rules_engine.hooks.manager import Plugins
    from rules_engine.trace.result import RuleOutcome

    rules, lines = load_rules(place / "rules"), lines_in(place / "one")
    order = Order(inputs=(input_at(str(place / "claims.parquet")),), out="", form="csv", folder=None, references={},
                  payer=None, known_on=None, plugins=None, digest="")  # fmt: skip
    for number in range(7, 12_000, 600):
        name = f"C{number:08}"
        (found,) = claims_of(order, 3000, False, rules, Plugins(), name)
        said = [each for each in lines if each["claim.claim_id"] == name]
        assert {each["claim_verdict"] for each in said} == {found.verdict.value}
        for outcome, column in ((RuleOutcome.NOT_MET, "not_met"), (RuleOutcome.UNKNOWN, "unknown")):
            mine = {(each.line, each.rule.address) for each in found.results if each.outcome is outcome}
            assert mine == {(each["line.number"], rule) for each in said for rule in each[column]}
    done = run(place / "claims.parquet", "--explain", "C00000007", "--rules", place / "rules")
    assert "Claim C00000007" in done.stdout
