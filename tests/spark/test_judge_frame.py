"""A frame judged in tasks says what `Bulk.judge` says of the whole table, whatever the tasks and the batches."""

import subprocess
import sys
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

pa = pytest.importorskip("pyarrow", reason="needs the extra `batch`")
parquet = pytest.importorskip("pyarrow.parquet")
practice = pytest.importorskip("benchmarks.batch.practice", reason="the benchmarks are not installed").practice

from rules_engine.batches.table import TableError, check  # noqa: E402
from rules_engine.bulk.judged import Bulk  # noqa: E402
from rules_engine.bulk.spark import OtherPatientsError, judge_frame  # noqa: E402
from rules_engine.language.library import load_library  # noqa: E402

RULES = """rulebook all-book "Made up"
  identified by "P01", "P02", "P03"
  default otherwise deny ask biller
source manual "Made up" checked 2026-11-23

rule two-a-month "Two hours of therapy a month"
  cites manual
  when code is 90837
  limits lines to 2 per patient per month counting lines where code is 90837

rule first-visit "One intake a year"
  cites manual
  when code is 90791
  requires no other line within 365 days before service date where code is 90791

rule minutes "Fifty-three minutes"
  cites manual
  when code is 90837
  requires session minutes is at least 53
"""
OTHERS = """
rule twelve-hours "Few lines a day over all patients"
  cites manual
  limits lines to 3 per rendering provider per day over all patients counting lines where code is 90837
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("rules")
    (path / "all.rules").write_text(RULES, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def claims() -> pa.Table:
    """Claims with histories that are whole for half of the patients."""
    table = pa.Table.from_batches([practice(7, 3000, payers=3)])
    whole = [int(each[1:]) % 2 == 0 for each in table["claim.patient_id"].to_pylist()]
    for name, day in (("from", date(2025, 1, 1)), ("through", date(2027, 12, 31))):
        column = pa.array([day if each else None for each in whole], pa.date32())
        table = table.append_column(f"history.complete_{name}", column)
    return table


def frame_of(spark, table: pa.Table):
    plain = [
        column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
        for column in table.columns
    ]
    lists = pa.list_(pa.string())
    plain = [column.cast(lists) if pa.types.is_list(column.type) else column for column in plain]
    unsigned = {pa.uint8(), pa.uint16(), pa.uint32()}
    plain = [column.cast(pa.int64()) if column.type in unsigned else column for column in plain]
    return spark.createDataFrame(pa.Table.from_arrays(plain, names=table.column_names))


def told(rows: list[dict]) -> dict:
    """Return what is said of each line, without the name of its row; lists in no order."""
    found = {}
    for row in rows:
        lists = {name: sorted(row[name]) for name in ("not_met", "unknown", "missing")}
        said = {**row, **lists, "row": None}
        assert found.setdefault((row["claim.claim_id"], row["line.number"]), said) is said
    return found


def of_frame(frame) -> list[dict]:
    return [row.asDict() for row in frame.collect()]


@pytest.mark.parametrize("partitions", [1, 4])
def test_tasks_say_what_the_whole_table_says(spark, folder, claims, partitions) -> None:
    whole = told(Bulk(load_library(folder)).judge(claims).lines.to_pylist())
    assert {rule for row in whole.values() for rule in row["not_met"]} >= {"all-book/two-a-month", "all-book/minutes"}
    assert any("all-book/first-visit" in row["unknown"] for row in whole.values())
    rows = of_frame(judge_frame(frame_of(spark, claims), folder, partitions=partitions, rows_at_once=300))
    assert told(rows) == whole
    assert all(row["row"] == f"{row['claim.claim_id']}/{row['line.number']}" for row in rows)


def test_installed_rules_of_one_payer(spark, claims) -> None:
    some = claims.slice(0, 600)
    whole = told(Bulk(load_library(), "medicare-part-b").judge(some).lines.to_pylist())
    assert told(of_frame(judge_frame(frame_of(spark, some), payer="medicare-part-b"))) == whole


def test_lines_out_of_order_are_put_together_again(spark, folder, claims) -> None:
    """Rows of a claim need not stand together, and one row may say what its claim lacks."""
    some = claims.slice(0, 500)
    mixed = some.take([(at * 7) % 500 for at in range(500)])
    frame = frame_of(spark, mixed).repartition(3)
    assert told(of_frame(judge_frame(frame, folder))) == told(Bulk(load_library(folder)).judge(mixed).lines.to_pylist())


def small(**more) -> pa.Table:
    return pa.table(
        {
            "row": ["claim", "claim", "history", "claim"],
            "claim.claim_id": ["A", "B", "H", "C"],
            "claim.patient_id": ["one", "two", "one", None],
            "claim.payer_id": ["P01"] * 4,
            "line.code": ["90791"] * 4,
            "line.service_date": [date(2026, 5, 1)] * 2 + [date(2026, 1, 5), date(2026, 5, 1)],
            "history.complete_from": [date(2025, 1, 1)] * 3 + [None],
            "history.complete_through": [date(2026, 12, 31)] * 3 + [None],
            **more,
        }
    )


def test_history_of_nobody_leaves_no_history_whole(spark, folder) -> None:
    bulk = Bulk(load_library(folder))
    for patients, outcome in (
        (["one", "two", "one", None], []),
        (["one", "two", None, None], ["all-book/first-visit"]),
    ):
        table = small(**{"claim.patient_id": pa.array(patients, pa.string())})
        found = told(of_frame(judge_frame(frame_of(spark, table), folder, partitions=4)))
        assert found == told(bulk.judge(table).lines.to_pylist())
        assert found["B", 1]["unknown"] == outcome


def test_claims_that_are_not_taken_in_have_rows(spark, folder) -> None:
    table = small(**{"line.code": ["90791", "9\x000791", "90791", "90791"]})
    found = told(of_frame(judge_frame(frame_of(spark, table), folder)))
    assert {key: row["claim_verdict"] for key, row in found.items()}["B", 1] == "rejected"
    assert found == told(Bulk(load_library(folder)).judge(table).lines.to_pylist())


def test_a_column_of_the_frame_names_the_rows(spark, folder) -> None:
    table = small().append_column("id", pa.array([11, 12, 13, 14]))
    rows = of_frame(judge_frame(frame_of(spark, table), folder, key="id"))
    assert {row["claim.claim_id"]: row["row"] for row in rows} == {"A": "11", "B": "12", "C": "14"}
    with pytest.raises(TableError, match="`di` is to name the rows"):
        judge_frame(frame_of(spark, table), folder, key="di")


def test_columns_are_refused_before_the_job_in_the_same_words(spark, folder) -> None:
    frame = spark.createDataFrame(
        [("A", datetime(2026, 5, 1), 1.0, Decimal("1.5"))],
        "`claim.claim_id` string, `line.service_date` timestamp, `line.cod` double, `line.charge` decimal(9,2)",
    )
    with pytest.raises(TableError) as refused:
        judge_frame(frame, folder)
    given = {"claim.claim_id": pa.string(), "line.service_date": pa.timestamp("us", "UTC"), "line.cod": pa.float64()}
    assert refused.value.faults == check(pa.schema(given))
    assert "`line.service_date` is timestamp" in str(refused.value)
    with pytest.raises(TableError, match=r"`line.code` is variant, which no claim table has"):
        judge_frame(spark.sql("select 'A' as `claim.claim_id`, parse_json('1') as `line.code`"), folder)


@pytest.mark.parametrize("units", ["1.5D", "double('nan')", "1e17"])
def test_floats_are_taken_when_they_are_whole(spark, folder, units) -> None:
    words = "select 'A' as `claim.claim_id`, 'P01' as `claim.payer_id`, {} as `line.units`"
    assert judge_frame(spark.sql(words.format("2.0D")), folder).count() == 1
    with pytest.raises(TableError) as refused:
        judge_frame(spark.sql(words.format(f"double({units})")), folder)
    table = pa.table({"claim.claim_id": ["A"], "line.units": [1.5]})
    with pytest.raises(TableError) as same:
        Bulk(load_library(folder)).judge(table)
    assert refused.value.faults == same.value.faults


def test_rules_about_other_patients_ask_for_one_task(spark, claims, tmp_path) -> None:
    (tmp_path / "all.rules").write_text(RULES + OTHERS, encoding="utf-8")
    some = claims.slice(0, 400)
    with pytest.raises(OtherPatientsError, match=r"`twelve-hours` \(all-book\)"):
        judge_frame(frame_of(spark, some), tmp_path)
    whole = told(Bulk(load_library(tmp_path)).judge(some).lines.to_pylist())
    assert told(of_frame(judge_frame(frame_of(spark, some), tmp_path, by_patient=False))) == whole


def test_the_script_of_the_page_writes_what_the_rules_say(spark, folder, claims, tmp_path) -> None:
    script = Path(__file__).parents[2] / "examples" / "spark" / "judge.py"
    if not script.is_file():
        pytest.skip("the examples are not installed")
    some = claims.slice(0, 300)
    parquet.write_table(some, tmp_path / "claims.parquet")
    asked = [str(tmp_path / "claims.parquet"), str(tmp_path / "out"), "--rules", str(folder)]
    submit = [sys.executable, str(script), *asked]  # `spark-submit` of pyspark runs the same in a process of its own
    done = subprocess.run(submit, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    whole = Bulk(load_library(folder)).judge(some)
    counts = Counter(whole.lines["verdict"].to_pylist())
    assert done.stdout.splitlines() == [f"{verdict}: {count}" for verdict, count in sorted(counts.items())]
    rows = parquet.read_table(tmp_path / "out").to_pylist()
    assert told(rows) == told(whole.lines.to_pylist())
