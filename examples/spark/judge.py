"""Judge a claim table that lies in Parquet files, on a Spark cluster.

    spark-submit --conf spark.sql.execution.arrow.maxRecordsPerBatch=50000 judge.py CLAIMS OUT [--rules FOLDER]

CLAIMS, OUT: folders of Parquet files. One row of OUT is one line of CLAIMS; see docs/spark.md.
"""

import argparse
import os
import sys
from datetime import date

os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else the workers take the first python3 on their path

from pyspark.sql import SparkSession

from rules_engine.batches.table import TableError
from rules_engine.bulk.spark import OtherPatientsError, judge_frame
from rules_engine.diagnostics.model import DiagnosticsError
from rules_engine.diagnostics.render import render


def main() -> None:
    """Judge CLAIMS, write OUT, and say how many lines came to what."""
    asked = argparse.ArgumentParser(description="Judge claim tables with Spark.")
    asked.add_argument("claims")
    asked.add_argument("out")
    asked.add_argument("--rules", help="folder of rules, which travels with the job; else the installed ones")
    asked.add_argument("--payer", help="rulebook to use; else each claim's payer decides")
    asked.add_argument("--known-on", type=date.fromisoformat, help="judge as published by that day")
    asked.add_argument("--key", help="column that names a row")
    given = asked.parse_args()
    spark = SparkSession.builder.appName("payer-rules").getOrCreate()
    frame = spark.read.parquet(given.claims)
    try:
        lines = judge_frame(frame, given.rules, given.payer, known_on=given.known_on, key=given.key)
    except DiagnosticsError as fault:
        sys.exit(render(fault.diagnostics, fault.texts))
    except (TableError, OtherPatientsError) as fault:
        sys.exit(f"nothing was judged: {fault}")
    except KeyError:
        sys.exit(f"nothing was judged: there is no rulebook `{given.payer}`")
    lines.write.mode("errorifexists").parquet(given.out)
    for row in spark.read.parquet(given.out).groupBy("verdict").count().orderBy("verdict").collect():
        print(f"{row['verdict']}: {row['count']}")


if __name__ == "__main__":
    main()
