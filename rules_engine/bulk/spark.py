"""Claim tables that lie in Spark: the same judging, patient by patient, in the tasks of a Spark job.

Needs the extra `spark`. `docs/spark.md` says what a cluster must have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
from pyarrow import types as t

from rules_engine.batches.leaves import leaf
from rules_engine.batches.table import Fault, TableError, check, columns
from rules_engine.bulk import spark_task as task_of
from rules_engine.bulk.others import asking, used
from rules_engine.bulk.spark_task import ORDER, PATIENT, ROWS_AT_ONCE, Task, shipped
from rules_engine.claims.shapes import Kind
from rules_engine.language.library import RuleLibrary, load_library

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["OtherPatientsError", "judge_frame"]

PAYER_MARKS: Final = ("claim.payer_id", "claim.payer_name")
_TYPES: Final = {
    "void": pa.null(),
    "boolean": pa.bool_(),
    "byte": pa.int8(),
    "short": pa.int16(),
    "integer": pa.int32(),
    "long": pa.int64(),
    "float": pa.float32(),
    "double": pa.float64(),
    "string": pa.string(),
    "char": pa.string(),
    "varchar": pa.string(),
    "binary": pa.binary(),
    "date": pa.date32(),
    "time": pa.time64("ns"),
    "timestamp": pa.timestamp("us", "UTC"),
    "timestamp_ntz": pa.timestamp("us"),
}
_SCHEMA: Final = (
    "row string, `claim.claim_id` string, `line.number` bigint, claim_verdict string not null, "
    "verdict string not null, unchecked boolean not null, not_met array<string> not null, "
    "unknown array<string> not null, missing array<string> not null"
)
_EXACT: Final = 2**53  # whole numbers below are exact in a float


class OtherPatientsError(Exception):
    """A rule looks at lines of other patients, which no task sees when each has its own patients."""


def judge_frame(
    frame: DataFrame,
    rules: str | Path | None = None,
    payer: str | None = None,
    by_patient: bool = True,
    *,
    known_on: date | None = None,
    references: Mapping[str, Path] | None = None,
    key: str | None = None,
    partitions: int | None = None,
    rows_at_once: int = ROWS_AT_ONCE,
) -> DataFrame:
    """Return what the rules say of the claims of a frame: one row for each line of a claim to be judged.

    frame: a claim table (`docs/batch.md`), a column for each of its columns; a row is a service line.
    rules: folder that travels with the job; None: those installed on driver and workers, which must be the same.
    payer: name of the rulebook, when it is not to be found by the claims' payer.
    by_patient: all rows of one patient go to one task, in which they see each other; False: all rows go to one task.
    known_on: judge with what was published by that day. references: by name the file with the rows of a reference.
    key: a column of the frame, besides those of a claim table, that names a row. partitions: how many tasks; else as
    the session has it. rows_at_once: so many rows are judged together, and as many more as the last patient has.

    Result: the columns of `OUTPUT` with plain texts, in no order. `row` is the key of the row as text, and without
    `key` it is claim id and line number, `C-1/2`. Rows of claims that are not taken in have the verdict "rejected".
    Looks at the data before the job only for floats, for rows of history, and for payers when some rulebook looks at
    other patients. Raises TableError when it is no claim table, DiagnosticsError when the rules have faults, KeyError
    when `payer` names no rulebook, OtherPatientsError.
    """
    _functions()
    _check(frame, key)
    library = load_library(rules, files=references)
    if payer is not None:
        library.rulebook(payer)
    if by_patient:
        _check_others(frame, library, payer)
    together = _together(frame, partitions if by_patient else 1)
    task = Task(
        columns=tuple(together.columns),
        rules=shipped(library, references),
        payer=payer,
        known_on=known_on,
        key=key,
        has_nobodys="row" in frame.columns and by_patient and _has_nobodys(frame),
        whole=not by_patient,
        rows=rows_at_once,
    )
    return _numbered(together).mapInArrow(_of(task), _SCHEMA)


def _functions() -> Any:
    """Return the functions of columns of pyspark. Raises ImportError with the extra to install."""
    try:
        from pyspark.sql import functions
    except ImportError as fault:
        raise ImportError('judging in Spark needs the extra `spark`: pip install "payer-rules[spark]"') from fault
    return functions


def _of(task: Task) -> Any:
    def judged(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return task_of.judged(batches, task)

    return judged


def _together(frame: DataFrame, partitions: int | None) -> DataFrame:
    """Return the rows with those of one patient in one partition, one after another in the order of the frame."""
    f = _functions()
    claim = f.concat(f.lit("c"), _column("claim.claim_id"))
    has_patients = "claim.patient_id" in frame.columns
    patient = f.concat(f.lit("p"), _column("claim.patient_id")) if has_patients else f.lit(None).cast("string")
    named = frame.withColumn(ORDER, f.monotonically_increasing_id())
    named = named.withColumn(PATIENT, f.coalesce(patient, claim, f.lit("")))
    by = _column(PATIENT)
    moved = named.repartition(partitions, by) if partitions else named.repartition(by)
    return moved.sortWithinPartitions(by, _column(ORDER))


def _numbered(frame: DataFrame) -> DataFrame:
    """Return a frame whose columns are called by their places: `mapInArrow` takes a point in a name for a field."""
    return frame.toDF(*[f"c{at}" for at in range(len(frame.columns))])


def _column(name: str) -> Any:
    return _functions().col(f"`{name}`")


# --- before the job -------------------------------------------------------------------------------


def _check(frame: DataFrame, key: str | None) -> None:
    """Raise TableError with every fault of the columns; of floats also when one of them has a fraction."""
    if key is not None and (key not in frame.columns or key in columns()):
        message = f"`{key}` is to name the rows"
        raise TableError((Fault("unknown-column", key, message, "name a column of the frame that no claim table has"),))
    fields: list[pa.Field] = []
    faults: list[Fault] = []
    for field in frame.schema:
        if field.name == key:
            continue
        found = arrow_type(field.dataType)
        if found is None and field.name in columns():
            message = f"`{field.name}` is {field.dataType.typeName()}, which no claim table has"
            faults.append(Fault("wrong-type", field.name, message))
        fields.append(pa.field(field.name, found or pa.null()))
    faults += check(pa.schema(fields))
    if faults:
        raise TableError(tuple(faults))
    _check_floats(frame, pa.schema(fields))


def arrow_type(given: Any) -> pa.DataType | None:
    """Return the Arrow type in which Spark hands over values of one of its types; None for what is no value of a claim.

    >>> from types import SimpleNamespace
    >>> arrow_type(SimpleNamespace(typeName=lambda: "decimal", precision=9, scale=2))
    Decimal128Type(decimal128(9, 2))
    """
    name = given.typeName().split("(")[0]
    if name == "decimal":
        return pa.decimal128(given.precision, given.scale)
    if name == "array":
        items = arrow_type(given.elementType)
        return None if items is None else pa.list_(items)
    if name == "struct":
        parts = [(each.name, arrow_type(each.dataType)) for each in given.fields]
        return None if any(of is None for _, of in parts) else pa.struct(parts)
    return _TYPES.get(name)


def _check_floats(frame: DataFrame, given: pa.Schema) -> None:
    names = [each.name for each in given if t.is_floating(each.type)]
    if not names:
        return
    f, asked = _functions(), []
    for number, each in enumerate(map(_column, names)):
        asked.append(f.max((each != f.floor(each)) | (f.abs(each) >= _EXACT)).alias(str(number)))
    (found,) = frame.agg(*asked).collect()
    faults: list[Fault] = []
    for name, has_fractions in zip(names, found, strict=True):
        if has_fractions:
            of = columns()[name].of
            assert isinstance(of, Kind)
            try:
                leaf(of, pa.array([0.5], given.field(name).type), name)  # in the words of every other reader
            except TableError as fault:
                faults += fault.faults
    if faults:
        raise TableError(tuple(faults))


def _has_nobodys(frame: DataFrame) -> bool:
    names = [name for name in task_of.WHO if name in frame.columns]
    rows = frame.select([_column(name) for name in names]).filter(_column("row") == "history")

    def found(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return task_of.has_nobodys(each.rename_columns(names) for each in batches)

    return bool(_numbered(rows).mapInArrow(found, "found boolean").take(1))


def _check_others(frame: DataFrame, library: RuleLibrary, payer: str | None) -> None:
    """Raise OtherPatientsError when a rule that may be asked looks at lines of other patients."""
    found = asking(library, payer)
    if found and payer is None:
        marks = [_column(name) for name in PAYER_MARKS if name in frame.columns]
        names = used(library, frame.select(*marks).distinct().collect() if marks else ())
        found = {name: rule for name, rule in found.items() if name in names}
    if found:
        told = ", ".join(f"`{rule}` ({name})" for name, rule in sorted(found.items()))
        raise OtherPatientsError(
            f"these rules look at lines of other patients: {told}; judge the claims of that payer in a frame of their "
            "own with by_patient=False, which puts all rows of the frame into one task"
        )
