"""What Spark runs for each file: the checks of any engine; the cells of keys go on as rows, findings as a report."""

import pickle
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import polars as pl
import pyarrow as pa

from sts_targets.findings import Findings
from sts_targets.package import Package
from sts_targets.partition import check_file
from sts_targets.places import with_places
from sts_targets.spark.columns import KeyColumns


@dataclass(frozen=True)
class Task:
    """The files of one table to be checked.

    Attributes:
        package: the package.
        table: name of the table.
        today: the day after which a date lies in the future.
        keys: the columns of which the cells go on.
        kept: whether the rows go back, for rules over whole tables.
    """

    package: Package
    table: str
    today: date
    keys: KeyColumns
    kept: bool


@dataclass
class FileReport:
    """What the check of a file gave beside the cells of its keys.

    Attributes:
        file: which file of the table, from 0.
        findings: what was found.
        rows: the number of rows read.
        size: how many bytes they took.
        unread: the columns of the schema that the file lacks.
        kept: the typed rows with their places, where they are asked for.
    """

    file: int
    findings: Findings
    rows: int = 0
    size: int = 0
    unread: set[str] = field(default_factory=set)
    kept: list[pl.DataFrame] = field(default_factory=list)


def check_files(task: Task, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Check the files whose numbers stand in the first column of BATCHES; yield rows in the columns of the keys."""
    for batch in batches:
        for file in batch.column(0).to_pylist():
            yield from _check_one(task, file)


def _check_one(task: Task, file: int) -> Iterator[pa.RecordBatch]:
    resource = task.package.resources[task.table]
    report = FileReport(file, Findings(task.table, resource.paths[file]))
    for batch in check_file(task.package, task.table, file, task.today, report.findings):
        rows = with_places(batch.typed, file, len(resource.paths))
        report.rows += rows.height
        report.size += batch.size
        report.unread |= set(resource.schema.names) - set(rows.columns)
        if task.kept:
            report.kept.append(rows)
        yield from task.keys.as_arrow(rows).to_batches()
    yield from task.keys.report_as_arrow(pickle.dumps(report)).to_batches()
