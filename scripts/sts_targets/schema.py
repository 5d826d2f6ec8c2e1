"""Table Schema -> pandera.polars schema, and what a failed check means in words."""

from collections.abc import Callable, Sequence
from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from sts_targets.batch import Batch
from sts_targets.casting import DTYPES
from sts_targets.constraints import Constraints
from sts_targets.findings import LINE, Findings
from sts_targets.table_schema import Field, TableSchema

_NOT_NULL = "not_nullable"


def report_broken(constraints: Constraints, columns: Sequence[str], batch: Batch, findings: Findings) -> None:
    """Run pandera over some columns of a batch and turn its failures into issues.

    Types, ``required`` and the other constraints are pandera checks, each named after its constraint.
    """
    compiled = pa.DataFrameSchema({name: _compile_column(constraints, name) for name in columns})
    try:
        compiled.validate(batch.typed.select(columns), lazy=True)
    except SchemaErrors as errors:
        _report(errors.failure_cases, constraints.schema, batch, findings)


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


def _compile_column(constraints: Constraints, name: str) -> pa.Column:
    item = constraints.schema.field(name)
    checks = [pa.Check(_on_column(test), name=rule) for rule, test in constraints.tests[name].items()]
    return pa.Column(DTYPES[item.type], checks=checks, nullable=not item.required, name=name)


def _on_column(test: pl.Expr) -> Callable[[Any], pl.LazyFrame]:
    return lambda data: data.lazyframe.select(test)


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
