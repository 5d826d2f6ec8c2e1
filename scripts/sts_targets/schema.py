"""Table Schema -> pandera.polars schema, and what a failed check means in words."""

from collections.abc import Callable, Iterator
from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from sts_targets.backtracking import BoundedPattern
from sts_targets.batch import Batch
from sts_targets.casting import DTYPES, cast_expression
from sts_targets.findings import LINE, Findings
from sts_targets.table_schema import Field, TableSchema

_NOT_NULL = "not_nullable"
_BOUNDED = "bounded patterns"


def compile_schema(schema: TableSchema) -> pa.DataFrameSchema:
    """Compile a Table Schema into a pandera schema for polars.

    Types, ``required``, ``enum`` (or ``categories``), ``pattern``, lengths and bounds become pandera checks, each
    named after its constraint. Keys are not compiled: they are checked over the whole table by sts_targets.keys.
    A pattern always means the whole cell, alternatives included.
    """
    bounded = {
        item.name: BoundedPattern(item.pattern)
        for item in schema.fields
        if item.pattern and _needs_backtracking(item.pattern)
    }
    columns = {item.name: _compile_column(item, bounded.get(item.name)) for item in schema.fields}
    return pa.DataFrameSchema(columns, metadata={_BOUNDED: bounded})


def check_batch(compiled: pa.DataFrameSchema, schema: TableSchema, batch: Batch, findings: Findings) -> None:
    """Run the pandera schema over a batch and turn its failures into issues."""
    try:
        compiled.validate(batch.typed, lazy=True)
    except SchemaErrors as errors:
        _report(errors.failure_cases, schema, batch, findings)
    for column, pattern in compiled.metadata[_BOUNDED].items():
        if pattern.given_up and column not in findings.given_up:
            findings.given_up.add(column)
            _report_given_up(column, findings)


def _report_given_up(column: str, findings: Findings) -> None:
    findings.file_issue(
        "pattern",
        f"the cells of {column!r} cannot be matched with their pattern in bounded time",
        "a pattern without repetitions inside repetitions",
        "simplify the pattern in the schema",
        column=column,
    )


def _report(failures: pl.DataFrame, schema: TableSchema, batch: Batch, findings: Findings) -> None:
    """Turn pandera's failure cases into issues at the lines they stand on."""
    rows = failures.filter(pl.col("index").is_not_null())
    for (column, check), group in rows.group_by("column", "check", maintain_order=True):
        item = schema.field(str(column))
        cells = batch.text[group["index"].to_list()]
        if check == _NOT_NULL:
            _report_empty(cells, item, findings)
        else:
            rule = str(check)
            findings.rows(cells.select(LINE, item.name).rows(), item.name, rule, *_explain(item, rule))


def _report_empty(cells: pl.DataFrame, item: Field, findings: Findings) -> None:
    """Report empty cells of a required column; one that failed its type is told already."""
    findings.cells(
        cells,
        pl.col(item.name).is_null(),
        item.name,
        "required",
        "the cell is empty",
        "a value: the column is required",
        "enter it, or remove the row when it is not known",
    )


def _compile_column(item: Field, bounded: BoundedPattern | None) -> pa.Column:
    checks = [pa.Check(_on_column(test), name=name) for name, test in _constraint_tests(item, bounded)]
    return pa.Column(DTYPES[item.type], checks=checks, nullable=not item.required, required=False, name=item.name)


def _on_column(test: Callable[[pl.Expr], pl.Expr]) -> Callable[[Any], pl.LazyFrame]:
    return lambda data: data.lazyframe.select(test(pl.col(data.key)))


def _constraint_tests(
    item: Field, bounded: BoundedPattern | None
) -> Iterator[tuple[str, Callable[[pl.Expr], pl.Expr]]]:
    """Yield the name of each constraint of a column and the expression that must be true."""
    if item.enum:
        yield "enum", lambda cell: cell.is_in(_typed_codes(item))
    if item.pattern is not None:
        yield "pattern", _pattern_test(item.pattern, bounded)
    if item.min_length is not None:
        yield "minLength", lambda cell: cell.str.len_chars() >= item.min_length
    if item.max_length is not None:
        yield "maxLength", lambda cell: cell.str.len_chars() <= item.max_length
    if item.minimum is not None:
        yield "minimum", lambda cell: cell >= _typed_bound(item, item.minimum)
    if item.maximum is not None:
        yield "maximum", lambda cell: cell <= _typed_bound(item, item.maximum)


def _needs_backtracking(pattern: str) -> bool:
    """Tell whether the engine of polars, which never takes long, cannot compile a pattern."""
    try:
        pl.Series([""]).str.contains(f"^(?:{pattern})$")
    except pl.exceptions.ComputeError:
        return True
    return False


def _pattern_test(pattern: str, bounded: BoundedPattern | None) -> Callable[[pl.Expr], pl.Expr]:
    """Match the whole cell, with the engine of polars where it can."""
    if bounded:
        return lambda cell: cell.map_elements(bounded.accepts, return_dtype=pl.Boolean)
    return lambda cell: cell.str.contains(f"^(?:{pattern})$")


def _typed_codes(item: Field) -> list[Any]:
    frame = pl.DataFrame({item.name: list(item.enum)}, schema={item.name: pl.String})
    return frame.select(cast_expression(item).alias(item.name))[item.name].to_list()


def _typed_bound(item: Field, bound: Any) -> pl.Expr:
    return pl.lit(_typed_codes(_with_enum(item, str(bound)))[0])


def _with_enum(item: Field, code: str) -> Field:
    return Field(item.name, item.type, enum=(code,))


def _explain(item: Field, rule: str) -> tuple[Callable[[str], str], str, str]:
    """Return message, expectation and repair for a broken constraint."""
    if rule == "enum":
        return (
            lambda cell: f"{cell!r} is no code of this column",
            "one of " + ", ".join(item.enum),
            "use a listed code, or add the code to enum and categories of the schema",
        )
    if rule == "pattern":
        example = item.properties.get("example")
        return (
            lambda cell: f"{cell!r} has not the form of this column",
            f"the form {item.pattern}" + (f", such as {example}" if example else ""),
            "correct the cell",
        )
    if rule in {"minLength", "maxLength"}:
        bound = f"at least {item.min_length}" if rule == "minLength" else f"at most {item.max_length}"
        return (lambda cell: f"the cell has {len(cell)} characters", f"{bound} characters", "reword the cell")
    bound = f"at least {item.minimum}" if rule == "minimum" else f"at most {item.maximum}"
    return (lambda cell: f"{cell} is out of bounds", bound, "correct the number or its unit")
