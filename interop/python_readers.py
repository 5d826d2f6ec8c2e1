"""Readers for Python: the standard library, pandas, polars, pyarrow, DuckDB, openpyxl and calamine."""

import csv
import sqlite3
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from interop.cells import Reader, Seen, Source, seen_of_arrow, types_of_cells, write_seen

_POLARS = {"string": pl.String, "integer": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean, "date": pl.Date}
_PANDAS = {"string": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean", "date": "string"}
_OF_PANDAS = {"int64": "integer", "float64": "number", "bool": "boolean", "datetime64": "date", "date32": "date"}
_ARROW = {
    "string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(), "date": pa.date32(),
}  # fmt: skip
_DUCKDB = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}


def read_csv_module(source: Source) -> Seen:
    """Read CSV with the standard library: every cell is text."""
    with Path(source.csv).open(encoding="utf-8", newline="") as handle:
        header, *rows = csv.reader(handle)
    return dict.fromkeys(header, "string"), [[cell or None for cell in row] for row in rows]


def read_csv_pandas(source: Source) -> Seen:
    """Read CSV with pandas, told the types and that only empty cells are missing."""
    dates = [name for name, kind in source.types.items() if kind == "date"]
    dtypes = {name: _PANDAS[kind] for name, kind in source.types.items() if kind != "date"}
    frame = pd.read_csv(
        source.csv, dtype=dtypes, parse_dates=dates, date_format="%Y-%m-%d", keep_default_na=False, na_values=[""]
    )
    return _from_pandas(frame)


def read_parquet_pandas(source: Source) -> Seen:
    """Read Parquet with pandas."""
    return _from_pandas(pd.read_parquet(source.parquet, dtype_backend="pyarrow"))


def _from_pandas(frame: pd.DataFrame) -> Seen:
    columns = [frame[name].astype(object).tolist() for name in frame]
    return {name: _of_pandas(str(dtype)) for name, dtype in frame.dtypes.items()}, zip(*columns, strict=True)


def _of_pandas(dtype: str) -> str:
    known = {"str": "string", "double": "number", **_OF_PANDAS}
    return next((kind for start, kind in known.items() if dtype.lower().startswith(start)), dtype)


def read_csv_polars(source: Source) -> Seen:
    """Read CSV with polars, told the types."""
    return seen_of_arrow(
        pl.read_csv(source.csv, schema={n: _POLARS[kind] for n, kind in source.types.items()}).to_arrow()
    )


def read_parquet_polars(source: Source) -> Seen:
    """Read Parquet with polars."""
    return seen_of_arrow(pl.read_parquet(source.parquet).to_arrow())


def read_csv_pyarrow(source: Source) -> Seen:
    """Read CSV with pyarrow, told the types and that only empty cells are missing."""
    told = pa.csv.ConvertOptions(
        column_types={name: _ARROW[kind] for name, kind in source.types.items()},
        null_values=[""], strings_can_be_null=True, true_values=["true"], false_values=["false"],
    )  # fmt: skip
    return seen_of_arrow(pa.csv.read_csv(source.csv, convert_options=told))


def read_parquet_pyarrow(source: Source) -> Seen:
    """Read Parquet with pyarrow."""
    return seen_of_arrow(pa.parquet.read_table(source.parquet))


def read_csv_duckdb(source: Source) -> Seen:
    """Read CSV with DuckDB, told the types."""
    told = {name: _DUCKDB[kind] for name, kind in source.types.items()}
    return seen_of_arrow(duckdb.read_csv(source.csv, header=True, dtype=told).to_arrow_table())


def read_parquet_duckdb(source: Source) -> Seen:
    """Read Parquet with DuckDB."""
    return seen_of_arrow(duckdb.read_parquet(source.parquet).to_arrow_table())


def read_sqlite_module(source: Source) -> Seen:
    """Read SQLite with the standard library."""
    with sqlite3.connect(f"file:{source.release / 'sts-targets.sqlite'}?mode=ro", uri=True) as connection:
        cursor = connection.execute(f'SELECT * FROM "{source.name}"')
        return _typed_by_cell([column[0] for column in cursor.description], cursor.fetchall())


def read_sqlite_polars(source: Source) -> Seen:
    """Read SQLite with polars."""
    with sqlite3.connect(source.release / "sts-targets.sqlite") as connection:
        frame = pl.read_database(f'SELECT * FROM "{source.name}"', connection, infer_schema_length=None)
    return _without_empty(*seen_of_arrow(frame.to_arrow()))


def read_xlsx_openpyxl(source: Source) -> Seen:
    """Read the workbook with openpyxl."""
    header, *rows = _workbook(source.release)[source.name].iter_rows(values_only=True)
    return _typed_by_cell(header, rows)


@cache
def _workbook(release: Path) -> Any:
    return openpyxl.load_workbook(release / "sts-targets.xlsx")


def read_xlsx_calamine(source: Source) -> Seen:
    """Read the workbook with calamine, by way of polars."""
    frame = pl.read_excel(source.release / "sts-targets.xlsx", sheet_name=source.name, infer_schema_length=None)
    return _without_empty(*seen_of_arrow(frame.to_arrow()))


def _typed_by_cell(names: Any, rows: Any) -> Seen:
    cells = [list(row) for row in rows]
    return types_of_cells(names, cells), cells


def _without_empty(types: Mapping[str, str | None], rows: Any) -> Seen:
    """Say nothing of the type of columns that hold no cell: the file does not say it either."""
    cells = [list(row) for row in rows]
    filled = types_of_cells(types, cells)
    return {name: kind if filled[name] else None for name, kind in types.items()}, cells


READERS: Mapping[str, Reader] = {
    "CSV: Python csv": read_csv_module,
    "CSV: pandas": read_csv_pandas,
    "CSV: polars": read_csv_polars,
    "CSV: pyarrow": read_csv_pyarrow,
    "CSV: DuckDB": read_csv_duckdb,
    "Parquet: pandas": read_parquet_pandas,
    "Parquet: polars": read_parquet_polars,
    "Parquet: pyarrow": read_parquet_pyarrow,
    "Parquet: DuckDB": read_parquet_duckdb,
    "SQLite: Python sqlite3": read_sqlite_module,
    "SQLite: polars": read_sqlite_polars,
    "XLSX: openpyxl": read_xlsx_openpyxl,
    "XLSX: calamine": read_xlsx_calamine,
}

if __name__ == "__main__":
    write_seen(READERS, Path(sys.argv[1]), Path(sys.argv[2]))
