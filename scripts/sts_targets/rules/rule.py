"""What a rule is, and how a rule over the rows of one table is written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from sts_targets.findings import LINE
from sts_targets.package import Package
from sts_targets.places import name_place


@dataclass(frozen=True)
class Data:
    """What rules look at: typed tables by name, the package they come from, and the day that counts as today."""

    tables: Mapping[str, pl.DataFrame]
    package: Package
    today: date

    def __getitem__(self, table: str) -> pl.DataFrame:
        """Return the rows of a table, with their line numbers."""
        return self.tables[table]

    def __contains__(self, table: object) -> bool:
        """Tell whether the table could be read."""
        return table in self.tables

    def has_key(self, table: str) -> bool:
        """Tell whether the table could be read with all columns of its primary key."""
        return table in self and set(self.primary_key(table)) <= set(self[table].columns)

    def primary_key(self, table: str) -> list[str]:
        """Return the columns of the primary key of a table."""
        return list(self.package.resources[table].schema.primary_key)


@dataclass(frozen=True)
class Finding:
    """A row that breaks a rule: where, the offending value, what is wrong and what was expected."""

    table: str
    line: int
    column: str
    value: str
    message: str
    expected: str


@dataclass(frozen=True)
class Rule:
    """A rule over columns or tables that a Table Schema cannot say.

    Attributes:
        id: stable identifier.
        sentence: the rule in one sentence.
        uses: the columns it reads, by table; it runs only when all of them could be read.
        repair: what to do with a row that breaks it.
        good: an example that keeps the rule.
        bad: an example that breaks it.
        find: yields the rows that break it.
        by_row: whether it looks at one row at a time, so that it can be run on any part of a table.
    """

    id: str
    sentence: str
    uses: Mapping[str, tuple[str, ...]]
    repair: str
    good: str
    bad: str
    find: Callable[[Data], Iterator[Finding]]
    by_row: bool = False


def show(cell: object) -> str:
    """Return a typed cell as the text of a message: no trailing zeros, empty for a missing cell."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def findings_of(table: str, rows: pl.DataFrame, column: str, message: str, expected: str) -> Iterator[Finding]:
    """Yield a finding for every row.

    Args:
        table: name of the table.
        rows: the rows that break the rule, with their line numbers.
        column: the column to blame.
        message: what is wrong; ``{name}`` stands for the row's cell of that column.
        expected: what should be; the same placeholders.
    """
    for row in rows.sort(LINE).rows(named=True):
        cells = {name: show(cell) for name, cell in row.items()}
        yield Finding(
            table, row[LINE], column, cells.get(column, ""), message.format(**cells), expected.format(**cells)
        )


def repeated(data: Data, table: str, rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Return the rows whose COLUMNS stand in an earlier row; the column ``first`` says in words where that is."""
    paths = data.package.resources[table].paths
    marked = rows.with_columns(pl.col(LINE).min().over(columns).alias("first"))
    later = marked.filter(pl.col(LINE) > pl.col("first"))
    places = [name_place(first, place, paths) for place, first in later.select(LINE, "first").rows()]
    return later.with_columns(pl.Series("first", places, pl.String))


def row_rule(
    rule_id: str,
    sentence: str,
    *,
    table: str,
    column: str,
    bad: pl.Expr,
    message: str,
    expected: str,
    repair: str,
    example: tuple[str, str],
) -> Rule:
    """Make a rule that looks at one row of one table at a time.

    Args:
        rule_id: stable identifier.
        sentence: the rule in one sentence.
        table: the table it is about.
        column: the column to blame.
        bad: expression over the columns of the table that is true for a row that breaks the rule; it names each
            column by itself (``pl.col("a", "b")`` would hide from ``uses`` what it reads).
        message: what is wrong, with ``{column}`` placeholders.
        expected: what should be, with ``{column}`` placeholders.
        repair: what to do.
        example: a row that keeps the rule and one that breaks it, in words.
    """
    columns = tuple(dict.fromkeys([column, *bad.meta.root_names()]))

    def find(data: Data) -> Iterator[Finding]:
        return findings_of(table, data[table].filter(bad), column, message, expected)

    return Rule(rule_id, sentence, {table: columns}, repair, *example, find, by_row=True)
