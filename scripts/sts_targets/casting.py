"""Text -> types: the lexical form of each type, and what a cell that has it not is told."""

from collections.abc import Callable, Sequence

import polars as pl

from sts_targets.findings import LINE, Findings
from sts_targets.table_schema import Field, TableSchema

DTYPES: dict[str, pl.DataType] = {
    "string": pl.String(),
    "any": pl.String(),
    "integer": pl.Int64(),
    "year": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us"),
}
_LEXICAL = {
    "year": r"^[+-]?[0-9]{1,6}$",
    "date": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "datetime": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z?$",
}
_EXPECTED = {
    "integer": "a whole number, such as 42",
    "year": "a year, such as 2021",
    "number": "a number with a decimal point, such as 4.6",
    "date": "a date as YYYY-MM-DD",
    "datetime": "a time as YYYY-MM-DDThh:mm:ss",
}


def is_text(item: Field) -> bool:
    """Tell whether the values of a column are text."""
    return DTYPES[item.type] == pl.String


def cast_types(text: pl.DataFrame, schema: TableSchema, findings: Findings) -> pl.DataFrame:
    """Give the cells the types of the schema; a cell that is not of its type becomes null and an issue."""
    fields = [item for item in schema.fields if item.name in text.columns]
    typed = text.select(LINE, *(cast_expression(item).alias(item.name) for item in fields))
    report_types(text, typed, fields, findings)
    return typed


def report_types(text: pl.DataFrame, typed: pl.DataFrame, fields: Sequence[Field], findings: Findings) -> None:
    """Report the cells that are there as text and are null as values."""
    for item in fields:
        if typed[item.name].null_count() > text[item.name].null_count():
            bad = text[item.name].is_not_null() & typed[item.name].is_null()
            expected = _EXPECTED.get(item.type, " or ".join(item.true_values + item.false_values))
            findings.cells(
                text,
                bad,
                item.name,
                "type",
                _type_message(item.type),
                expected,
                "correct the cell",
            )


def _type_message(kind: str) -> Callable[[str], str]:
    return lambda cell: f"{cell!r} is no {kind}"


def cast_expression(item: Field) -> pl.Expr:
    """Return the expression that turns the text of a column into its type; null where it cannot.

    The casts of polars take exactly the digits, sign, point and exponent of a Table Schema number, and NaN and INF
    besides, which are no result of anything here; dates they would take in looser forms, so their form is matched.
    """
    cell = pl.col(item.name)
    cast = _CASTS.get(item.type)
    if cast:
        return cast(cell)
    codes = dict.fromkeys(item.true_values, True) | dict.fromkeys(item.false_values, False)
    return cell.replace_strict(codes, default=None, return_dtype=pl.Boolean)


def _finite(cell: pl.Expr) -> pl.Expr:
    number = cell.cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number)


def _shaped(kind: str, cell: pl.Expr) -> pl.Expr:
    return pl.when(cell.str.contains(_LEXICAL[kind])).then(cell)


def _time(cell: pl.Expr) -> pl.Expr:
    shaped = _shaped("datetime", cell).str.strip_suffix("Z")
    return shaped.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us", strict=False)


_CASTS: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "string": lambda cell: cell,
    "any": lambda cell: cell,
    "integer": lambda cell: cell.cast(pl.Int64, strict=False),
    "year": lambda cell: _shaped("year", cell).cast(pl.Int64, strict=False),
    "number": _finite,
    "date": lambda cell: _shaped("date", cell).str.to_date("%Y-%m-%d", strict=False),
    "datetime": _time,
}
