"""A Parquet file -> batches of rows, as text and typed; a column that is stored with another type is told."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from sts_targets.batch import Batch, blank_missing
from sts_targets.casting import DTYPES, is_text, report_types
from sts_targets.digest import digest_file
from sts_targets.findings import LINE, Findings
from sts_targets.header import compare_columns
from sts_targets.hygiene import check_text
from sts_targets.package import Resource
from sts_targets.table_schema import Field, TableSchema

BATCH_ROWS = 65_536


def read_parquet_batches(file: Path, resource: Resource, findings: Findings) -> Iterator[Batch]:
    """Read a Parquet file in batches and report every problem of file, columns, physical types and text.

    Args:
        file: the file to read.
        resource: its description.
        findings: where issues go.

    Yields:
        Batches with the columns of the schema that the file has in their types, at least one without rows; the line
        of a row is its number, from 1. A file that is no Parquet gives none.
    """
    import pyarrow.parquet as pq

    if not digest_file(file, resource, findings):
        return
    try:
        with pq.ParquetFile(file) as opened:
            fields = _sound_fields(opened.schema_arrow, resource, findings)
            if fields is not None:
                yield from _read(opened, fields, resource.schema, findings)
    except (pa.ArrowException, OSError) as error:
        findings.file_issue(
            "parquet-file", f"the file cannot be read as Parquet ({error})", "a Parquet file", "write the file again"
        )


def _read(opened: Any, fields: list[Field], schema: TableSchema, findings: Findings) -> Iterator[Batch]:
    row = 1
    for records in opened.iter_batches(batch_size=BATCH_ROWS, columns=[item.name for item in fields]):
        frame = pl.DataFrame(pl.from_arrow(pa.Table.from_batches([records])))
        yield _make_batch(frame, row, fields, schema, findings, records.nbytes)
        row += frame.height
    if row == 1:
        yield _make_batch(pl.DataFrame(schema=[item.name for item in fields]), row, fields, schema, findings, 0)


def _make_batch(
    frame: pl.DataFrame, row: int, fields: list[Field], schema: TableSchema, findings: Findings, size: int
) -> Batch:
    strings = [item for item in fields if is_text(item)]
    frame = blank_missing(frame.with_columns(pl.col(item.name).cast(pl.String) for item in strings), schema)
    text = frame.select(pl.all().cast(pl.String)).with_row_index(LINE, offset=row)
    typed = frame.select(_finite(item).cast(DTYPES[item.type], strict=False) for item in fields)
    typed = typed.with_row_index(LINE, offset=row)
    check_text(text, strings, False, findings)
    report_types(text, typed, fields, findings)
    return Batch(text, typed, size)


def _finite(item: Field) -> pl.Expr:
    cell = pl.col(item.name)
    return pl.when(cell.cast(pl.Float64).is_finite()).then(cell) if item.type == "number" else cell


def _sound_fields(stored: pa.Schema, resource: Resource, findings: Findings) -> list[Field] | None:
    """Return the columns that are stored with the type of the schema; None when columns cannot be told apart."""
    if not compare_columns(stored.names, resource, findings, line=0):
        return None
    fields = [item for item in resource.schema.fields if item.name in stored.names]
    wrong = [item for item in fields if not _fits(stored.field(item.name).type, item.type)]
    typed = [item for item in fields if not is_text(item)]
    if len(typed) > 1 and all(_is_text(stored.field(item.name).type) for item in typed):
        _report_all_text(typed, findings)
    else:
        for item in wrong:
            _report_type(item, stored.field(item.name).type, findings)
    return [item for item in fields if item not in wrong]


def _report_all_text(typed: list[Field], findings: Findings) -> None:
    findings.file_issue(
        "parquet-type",
        "every column is stored as text",
        ", ".join(f"{item.name} as {item.type}" for item in typed),
        "give the columns their types before the file is written",
    )


def _report_type(item: Field, stored: pa.DataType, findings: Findings) -> None:
    findings.file_issue(
        "parquet-type",
        f"the column {item.name!r} is stored as {stored}",
        item.type,
        "give the column its type before the file is written",
        value=str(stored),
        column=item.name,
    )


def _fits(stored: pa.DataType, kind: str) -> bool:
    """Tell whether a physical type holds the values of a type of the schema without loss; an empty column does."""
    types = pa.types
    if types.is_null(stored):
        return True
    if kind in {"integer", "year"}:
        return bool(types.is_integer(stored))
    if kind == "number":
        return bool(types.is_floating(stored) or types.is_integer(stored) or types.is_decimal(stored))
    if kind == "datetime":
        return bool(types.is_timestamp(stored)) and stored.tz in {None, "UTC"}
    tests = {"boolean": types.is_boolean, "date": types.is_date}
    return bool(tests.get(kind, _is_text)(stored))


def _is_text(stored: pa.DataType) -> bool:
    if pa.types.is_dictionary(stored):
        return _is_text(stored.value_type)
    return bool(pa.types.is_string(stored) or pa.types.is_large_string(stored) or pa.types.is_string_view(stored))
