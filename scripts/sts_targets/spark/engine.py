"""The steps of the validator on Spark: each file is checked where it is read, keys by Spark, the rest as ever."""

import pickle
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from sts_targets.package import Package
from sts_targets.spark.columns import REPORT, key_columns
from sts_targets.spark.executor import FileReport, Task, check_files
from sts_targets.spark.keys import KeyTable, check_keys
from sts_targets.spark.session import open_session
from sts_targets.validate import Report, Run

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def validate(package: Package, today: date | None = None, on_read: Callable[[int], None] = lambda _: None) -> Report:
    """Check a package with Apache Spark in local mode; arguments and report are those of sts_targets.validate.

    Raises:
        CannotRunError: Spark is not there.
    """
    run = Run(package, today)
    with open_session() as spark:
        tables = {table: _check_table(spark, run, table, on_read) for table in package.resources}
        check_keys(tables, run)
    return run.finish()


def _check_table(spark: "SparkSession", run: Run, table: str, on_read: Callable[[int], None]) -> KeyTable:
    """Check the files of a table, one task each, and keep the cells of its keys in Spark."""
    task = Task(run.package, table, run.today, key_columns(run.package, table), table in run.kept)
    files = len(run.package.resources[table].paths)
    numbers = spark.range(0, files, 1, files)
    rows = numbers.mapInArrow(partial(check_files, task), task.keys.spark_schema).persist()
    found = KeyTable(rows.where(f"{REPORT} IS NULL").drop(REPORT), task.keys)
    frames = []
    for (data,) in rows.where(f"{REPORT} IS NOT NULL").select(REPORT).collect():
        report: FileReport = pickle.loads(data)
        run.findings[table].files[report.file] = report.findings
        run.rows[table] += report.rows
        found.unread |= report.unread
        frames += report.kept
        on_read(report.size)
    run.keep(table, frames)
    return found
