"""Some rows of a table, as text and typed: what readers give and checks take."""

from dataclasses import dataclass

import polars as pl

from sts_targets.table_schema import TableSchema


@dataclass(frozen=True)
class Batch:
    """Some rows of a table.

    Attributes:
        text: the cells as text, missing ones null, and the physical line of each row in the column LINE.
        typed: the same rows with the types of the schema; a cell that has not its type is null here.
        size: how many bytes of the file they took.
    """

    text: pl.DataFrame
    typed: pl.DataFrame
    size: int = 0


def blank_missing(text: pl.DataFrame, schema: TableSchema) -> pl.DataFrame:
    """Turn the missing-value markers of the schema into nulls, in the columns that are text."""
    return text.with_columns(
        pl.when(pl.col(item.name).is_in(list(item.missing_values or schema.missing_values)))
        .then(None)
        .otherwise(pl.col(item.name))
        .alias(item.name)
        for item in schema.fields
        if text.schema.get(item.name) == pl.String
    )
