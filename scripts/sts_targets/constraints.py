"""Table Schema -> the constraints of its columns as expressions of polars, and whether they hold in a batch."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from sts_targets.backtracking import BoundedPattern
from sts_targets.batch import Batch
from sts_targets.casting import cast_expression
from sts_targets.findings import Findings
from sts_targets.table_schema import Field, TableSchema

Tests = Mapping[str, pl.Expr]


class Constraints:
    """The constraints of the columns of a table, compiled.

    ``required``, ``enum`` (or ``categories``), ``pattern``, lengths and bounds are here; keys are not: they are
    checked over the whole table by sts_targets.keys. A pattern always means the whole cell, alternatives included.

    Attributes:
        schema: the schema of the table.
        tests: by column, what must be true of its cells for each of its constraints but ``required``.
    """

    def __init__(self, schema: TableSchema) -> None:
        self.schema = schema
        self._bounded = {
            item.name: BoundedPattern(item.pattern)
            for item in schema.fields
            if item.pattern and _needs_backtracking(item.pattern)
        }
        self.tests = {item.name: dict(_tests(item, self._bounded.get(item.name))) for item in schema.fields}
        self._holds = {item.name: _holds(item, self.tests[item.name]) for item in schema.fields}

    def broken(self, typed: pl.DataFrame) -> list[str]:
        """Return the columns in which a constraint does not hold, from one pass over typed rows."""
        holds = [test for name, test in self._holds.items() if name in typed.columns]
        return [name for name, hold in typed.select(holds).to_dict().items() if not hold.item()]

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


def _holds(item: Field, tests: Tests) -> pl.Expr:
    """Return whether all constraints hold in all cells of a column, as one value of its name."""
    filled = pl.col(item.name).null_count() == 0 if item.required else pl.lit(True)
    return pl.all_horizontal(filled, *(test.all() for test in tests.values())).alias(item.name)


def _tests(item: Field, bounded: BoundedPattern | None) -> Iterator[tuple[str, pl.Expr]]:
    """Yield the name of each constraint of a column and the expression that must be true."""
    cell = pl.col(item.name)
    if item.enum:
        yield "enum", cell.is_in(_typed_codes(item))
    if item.pattern is not None:
        yield "pattern", _pattern_test(cell, item.pattern, bounded)
    if item.min_length is not None:
        yield "minLength", cell.str.len_chars() >= item.min_length
    if item.max_length is not None:
        yield "maxLength", cell.str.len_chars() <= item.max_length
    if item.minimum is not None:
        yield "minimum", cell >= _typed_bound(item, item.minimum)
    if item.maximum is not None:
        yield "maximum", cell <= _typed_bound(item, item.maximum)


def _needs_backtracking(pattern: str) -> bool:
    """Tell whether the engine of polars, which never takes long, cannot compile a pattern."""
    try:
        pl.Series([""]).str.contains(f"^(?:{pattern})$")
    except pl.exceptions.ComputeError:
        return True
    return False


def _pattern_test(cell: pl.Expr, pattern: str, bounded: BoundedPattern | None) -> pl.Expr:
    """Match the whole cell, with the engine of polars where it can."""
    if bounded:
        return cell.map_elements(bounded.accepts, return_dtype=pl.Boolean)
    return cell.str.contains(f"^(?:{pattern})$")


def _typed_codes(item: Field) -> list[Any]:
    frame = pl.DataFrame({item.name: list(item.enum)}, schema={item.name: pl.String})
    return frame.select(cast_expression(item).alias(item.name))[item.name].to_list()


def _typed_bound(item: Field, bound: Any) -> pl.Expr:
    return pl.lit(_typed_codes(_with_enum(item, str(bound)))[0])


def _with_enum(item: Field, code: str) -> Field:
    return Field(item.name, item.type, enum=(code,))
