"""Table Schema -> the constraints of its columns as expressions of polars, and whether they hold in a batch."""

from collections.abc import Callable, Iterator
from typing import Any

import polars as pl

from sts_targets.backtracking import BoundedPattern
from sts_targets.batch import Batch
from sts_targets.casting import cast_expression
from sts_targets.findings import Findings
from sts_targets.table_schema import Field, TableSchema

Test = Callable[[pl.Expr], pl.Expr]


class Constraints:
    """The constraints of the columns of a table, compiled.

    ``required``, ``enum`` (or ``categories``), ``pattern``, lengths and bounds are here; keys are not: they are
    checked over the whole table by sts_targets.keys. A pattern always means the whole cell, alternatives included.

    Attributes:
        schema: the schema of the table.
    """

    def __init__(self, schema: TableSchema) -> None:
        self.schema = schema
        self._bounded = {
            item.name: BoundedPattern(item.pattern)
            for item in schema.fields
            if item.pattern and _needs_backtracking(item.pattern)
        }

    def tests(self, item: Field) -> Iterator[tuple[str, Test]]:
        """Yield the name of each constraint of a column but ``required``, and what must be true of its cells."""
        yield from _constraint_tests(item, self._bounded.get(item.name))

    def broken(self, typed: pl.DataFrame) -> list[str]:
        """Return the columns in which a constraint does not hold, from one pass over typed rows."""
        fields = [item for item in self.schema.fields if item.name in typed.columns]
        if not fields:
            return []
        return [name for name, holds in typed.select(map(self._holds, fields)).row(0, named=True).items() if not holds]

    def _holds(self, item: Field) -> pl.Expr:
        cell = pl.col(item.name)
        empty = [cell.null_count() == 0] if item.required else []
        return pl.all_horizontal(pl.lit(True), *empty, *(test(cell).all() for _, test in self.tests(item))).alias(
            item.name
        )

    def given_up(self) -> list[str]:
        """Return the columns whose pattern took too long, so that cells were not judged."""
        return [column for column, pattern in self._bounded.items() if pattern.given_up]


def check_constraints(constraints: Constraints, batch: Batch, findings: Findings) -> None:
    """Check the constraints in a batch; columns in which one is broken are put before pandera, which names the cells.

    pandera takes a hundred times as long to begin with a batch as polars with all its tests, and is not even
    imported where nothing is wrong.
    """
    if columns := constraints.broken(batch.typed):
        from sts_targets.schema import report_broken

        report_broken(constraints, columns, batch, findings)
    for column in constraints.given_up():
        if column not in findings.given_up:
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
