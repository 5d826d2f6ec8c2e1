"""The file of a table -> batches of rows, as text and typed; whatever is wrong becomes an issue with its line."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from sts_targets.ahead import ahead
from sts_targets.batch import Batch, blank_missing
from sts_targets.casting import cast_types, is_text
from sts_targets.chunks import Chunk, read_chunks
from sts_targets.findings import LINE, Findings
from sts_targets.header import read_header
from sts_targets.hygiene import check_text
from sts_targets.package import Resource
from sts_targets.parquet import read_parquet_batches
from sts_targets.rows import read_rows
from sts_targets.table_schema import TableSchema


def read_batches(file: Path, resource: Resource, findings: Findings) -> Iterator[Batch]:
    """Read the file of a table, CSV or Parquet, in batches; both readers say what they yield."""
    read = read_parquet_batches if resource.format == "parquet" else read_csv_batches
    return read(file, resource, findings)


def read_csv_batches(file: Path, resource: Resource, findings: Findings) -> Iterator[Batch]:
    """Read a CSV file in batches of whole rows and report every problem of bytes, structure, text and type.

    Args:
        file: the file to read.
        resource: its description.
        findings: where issues go.

    Yields:
        Batches with the columns of the schema that the file has, at least one without rows. A file whose header
        cannot be used, or that is not UTF-8 from its beginning, gives none.
    """
    chunks = ahead(read_chunks(file, resource, findings))
    head = next(chunks, None)
    header = read_header(head.data, resource, findings) if head else None
    if header is None:
        return
    empty = True
    for chunk in chunks:
        if (text := read_rows(chunk, header, resource, findings)) is not None:
            empty = False
            yield _make_batch(text, header, chunk, resource.schema, findings)
    if empty and findings.readable:
        text = pl.DataFrame(schema={LINE: pl.get_index_type(), **dict.fromkeys(header, pl.String)})
        yield _make_batch(text, header, Chunk(2, b""), resource.schema, findings)


def _make_batch(text: pl.DataFrame, header: list[str], chunk: Chunk, schema: TableSchema, findings: Findings) -> Batch:
    """Check the text of some rows and give them their types."""
    columns = [name for name in schema.names if name in header]
    text = blank_missing(text.select(LINE, *columns), schema)
    strings = [item for item in schema.fields if item.name in columns and is_text(item)]
    check_text(text, strings, chunk.plain, findings)
    return Batch(text, cast_types(text, schema, findings), len(chunk.data))
