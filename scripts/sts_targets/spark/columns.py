"""The rows that go from the checks of files to those of keys: place, cells of the keys, and reports of files."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from sts_targets.casting import DTYPES
from sts_targets.findings import LINE
from sts_targets.keys import unique_columns
from sts_targets.package import Package

PLACE = "place"
REPORT = "report"
_TYPES: Mapping[pl.DataType, tuple[pa.DataType, str]] = {
    pl.String(): (pa.string(), "STRING"),
    pl.Int64(): (pa.int64(), "BIGINT"),
    pl.Float64(): (pa.float64(), "DOUBLE"),
    pl.Boolean(): (pa.bool_(), "BOOLEAN"),
    pl.Date(): (pa.date32(), "DATE"),
    pl.Datetime("us"): (pa.timestamp("us"), "TIMESTAMP_NTZ"),
    pl.Binary(): (pa.binary(), "BINARY"),
}


@dataclass(frozen=True)
class KeyColumns:
    """The columns of a table in its keys and in references to it, by names that no engine takes for something else.

    Attributes:
        types: the type of each column.
    """

    types: Mapping[str, pl.DataType]

    def value(self, column: str) -> str:
        """Return the name under which the typed cells of a column stand."""
        return f"value_{[*self.types].index(column)}"

    def text(self, column: str) -> str:
        """Return the name under which the cells stand as text, as references compare them."""
        value = self.value(column)
        return value if self.types[column] == pl.String else value.replace("value", "text")

    @property
    def _all(self) -> dict[str, pl.DataType]:
        """Names and types of all columns, in the order in which they stand."""
        values = {self.value(column): kind for column, kind in self.types.items()}
        texts = {self.text(column): pl.String() for column in self.types}
        return {PLACE: pl.Int64(), **values, **texts, REPORT: pl.Binary()}

    @property
    def spark_schema(self) -> str:
        """The columns as Spark declares them."""
        return ", ".join(f"{name} {_TYPES[kind][1]}" for name, kind in self._all.items())

    def as_arrow(self, rows: pl.DataFrame) -> pa.Table:
        """Return typed rows, with their places, in these columns; a column that they lack is empty."""
        found = {column: pl.col(column) for column in self.types if column in rows.columns}
        values = {self.value(column): cell for column, cell in found.items()}
        texts = {self.text(column): cell.cast(pl.String) for column, cell in found.items()}
        return self._table(rows.select(pl.col(LINE).alias(PLACE), **{**values, **texts}))

    def report_as_arrow(self, report: bytes) -> pa.Table:
        """Return the report of a file as the only row of a table with these columns."""
        return self._table(pl.DataFrame({REPORT: [report]}))

    def _table(self, rows: pl.DataFrame) -> pa.Table:
        empty = (pl.lit(None).alias(name) for name in self._all if name not in rows.columns)
        typed = rows.with_columns(empty).select(pl.col(name).cast(kind) for name, kind in self._all.items())
        return typed.to_arrow().cast(pa.schema([(name, _TYPES[kind][0]) for name, kind in self._all.items()]))


def key_columns(package: Package, table: str) -> KeyColumns:
    """Return the columns of a table that its keys, and references to it, need."""
    schema = package.resources[table].schema
    wanted = {name for columns in unique_columns(schema) for name in columns}
    wanted |= {name for key in schema.foreign_keys for name in key.fields}
    references = [key for resource in package.resources.values() for key in resource.schema.foreign_keys]
    wanted |= {name for key in references if key.resource == table for name in key.reference_fields}
    return KeyColumns({item.name: DTYPES[item.type] for item in schema.fields if item.name in wanted})
