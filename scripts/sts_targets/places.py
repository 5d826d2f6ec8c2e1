"""Places: one number for file and line of a row, so that rows of a table in several files can be told apart and sorted.

In the first file of a table a place is the line. Readers and checks of single files know lines only.
"""

from collections.abc import Sequence

import polars as pl

from sts_targets.findings import LINE

_LINES = 1 << 32  # more than any file has


def with_places(rows: pl.DataFrame, file: int, files: int) -> pl.DataFrame:
    """Return rows of a file with their places in the column LINE.

    Args:
        rows: the rows, with their lines in the column LINE.
        file: which file of the table they come from, from 0.
        files: how many files the table has; the rows of the only one stay as they are.
    """
    return rows if files == 1 else rows.with_columns(pl.col(LINE).cast(pl.UInt64) + file * _LINES)


def split_place(place: int) -> tuple[int, int]:
    """Return the number of the file, from 0, and the line."""
    return divmod(place, _LINES)


def name_place(place: int, beside: int, paths: Sequence[str]) -> str:
    """Say where a row stands to someone who looks at another row of the table; the file is named when it differs.

    Example:
        >>> name_place(7, 9, ["a.csv", "b.csv"]), name_place(7, (1 << 32) + 2, ["a.csv", "b.csv"])
        ('line 7', 'line 7 of a.csv')
    """
    file, line = split_place(place)
    return f"line {line}" if file == split_place(beside)[0] else f"line {line} of {paths[file]}"
