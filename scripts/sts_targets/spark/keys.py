"""Primary, unique and foreign keys by group-bys and joins of Spark, with the issues of sts_targets.keys."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sts_targets.keys import Columns, report_duplicates, report_lost, unique_columns
from sts_targets.spark.columns import PLACE, KeyColumns
from sts_targets.table_schema import ForeignKey
from sts_targets.validate import Run

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_FIRST = "first_place"


@dataclass
class KeyTable:
    """The cells of the keys of a table, in Spark.

    Attributes:
        rows: the cells, with the places of their rows.
        columns: how they are named there.
        unread: the columns that a file of the table lacks.
    """

    rows: "DataFrame"
    columns: KeyColumns
    unread: set[str] = field(default_factory=set)


def check_keys(tables: Mapping[str, KeyTable], run: Run) -> None:
    """Report keys that stand twice and references that lead nowhere."""
    for name, table in tables.items():
        resource, findings = run.package.resources[name], run.findings[name]
        for columns, rule in unique_columns(resource.schema).items():
            if set(columns) <= set(table.columns.types):
                report_duplicates(_repeated(table, columns), columns, rule, resource, findings)
        for key in resource.schema.foreign_keys:
            if set(key.fields) <= set(table.columns.types) and _can_be_judged(key, tables, run):
                left_out = run.findings[key.resource].left_out
                report_lost(_lost(table, tables[key.resource], key, left_out), key, findings)


def _repeated(table: KeyTable, columns: Columns) -> Iterator[tuple[Any, ...]]:
    """Yield place, first place and cells of the rows whose key stands in an earlier row, in the order of places."""
    from pyspark.sql import Window, functions

    names = [table.columns.value(column) for column in columns]
    first = functions.min(PLACE).over(Window.partitionBy(*names))
    rows = table.rows.dropna(subset=names).select(PLACE, first.alias(_FIRST), *names)
    yield from rows.where(functions.col(PLACE) > functions.col(_FIRST)).orderBy(PLACE).toLocalIterator()


def _can_be_judged(key: ForeignKey, tables: Mapping[str, KeyTable], run: Run) -> bool:
    target = tables.get(key.resource)
    if target is None or not run.findings[key.resource].readable:
        return False
    return set(key.reference_fields) <= set(target.columns.types) - target.unread


def _lost(table: KeyTable, target: KeyTable, key: ForeignKey, left_out: set[str]) -> Iterator[tuple[Any, ...]]:
    """Yield place and cells of the rows whose reference is not in TARGET, in the order of places."""
    from pyspark.sql import functions

    values = [table.columns.value(column) for column in key.fields]
    texts = [table.columns.text(column) for column in key.fields]
    known = [target.columns.text(column) for column in key.reference_fields]
    named = [functions.col(text).alias(f"known_{number}") for number, text in enumerate(known)]
    same = [functions.col(text) == functions.col(f"known_{number}") for number, text in enumerate(texts)]
    lost = table.rows.dropna(subset=values).join(target.rows.select(*named), same, "left_anti")
    for row in lost.orderBy(PLACE).toLocalIterator():
        if not left_out.issuperset(row[text] for text in texts):
            yield (row[PLACE], *(row[value] for value in values))
