"""Where the checks put what they find: rows of a table become issues, and repeated mistakes stay bounded."""

from collections import Counter
from collections.abc import Callable, Sequence

import polars as pl

from sts_targets.issues import Issue

LINE = "\nline"  # no column of a CSV file can have this name
REPEAT_LIMIT = 1000
UNREADABLE = frozenset(
    {"file-missing", "file-empty", "file-encoding", "header", "header-delimiter", "header-duplicate"}
)


class Findings:
    """Collects the issues of one table.

    Of one mistake in one column at most REPEAT_LIMIT lines become issues; the rest is counted and told in one
    issue more, so that a file with ten million bad cells gives a readable report in bounded memory.
    """

    def __init__(self, table: str, file: str) -> None:
        self.table, self.file = table, file
        self.issues: list[Issue] = []
        self.bad_cells: set[tuple[int, str]] = set()
        self._counts: Counter[tuple[str, str]] = Counter()
        self._whole_file: set[str] = set()

    def file_issue(
        self,
        rule: str,
        message: str,
        expected: str = "",
        repair: str = "",
        *,
        line: int = 0,
        value: str = "",
        column: str = "",
    ) -> None:
        """Add an issue of the file as a whole."""
        issue = Issue(self.file, line, column, rule, self.table, value, message, expected, repair)
        self._whole_file.add(rule)
        self.issues.append(issue)

    def has(self, rule: str) -> bool:
        """Tell whether the file as a whole was found to break that rule."""
        return rule in self._whole_file

    @property
    def readable(self) -> bool:
        """Whether the rows of the file could be read at all."""
        return not self._whole_file & UNREADABLE

    def cells(
        self,
        frame: pl.DataFrame,
        bad: pl.Expr | pl.Series,
        column: str,
        rule: str,
        message: str | Callable[[str], str],
        expected: str = "",
        repair: str = "",
        *,
        blame: str | None = None,
    ) -> None:
        """Add an issue for every row of FRAME where BAD is true.

        Args:
            frame: text of the table, with the line numbers in the column LINE.
            bad: which rows are wrong.
            column: the column whose text is quoted.
            rule: identifier of the check.
            message: what is wrong, or a function that makes the sentence from the cell's text.
            expected: what should stand there.
            repair: what to do.
            blame: the column to blame, by default COLUMN; empty for the row as a whole.
        """
        rows = frame.filter(bad).select(LINE, column)
        self.rows(rows.rows(), column if blame is None else blame, rule, message, expected, repair)

    def rows(
        self,
        rows: Sequence[tuple[int, object]],
        column: str,
        rule: str,
        message: str | Callable[[str], str],
        expected: str = "",
        repair: str = "",
    ) -> None:
        """Add an issue for each pair of line and text."""
        before = self._counts[rule, column]
        self._counts[rule, column] += len(rows)
        for line, cell in rows[: max(0, REPEAT_LIMIT - before)]:
            value = "" if cell is None else str(cell)
            text = message if isinstance(message, str) else message(value)
            self.bad_cells.add((line, column))
            self.issues.append(Issue(self.file, line, column, rule, self.table, value, text, expected, repair))

    def add(self, issue: Issue) -> None:
        """Add an issue of one row, within the limit of its rule and column."""
        self._counts[issue.rule, issue.column] += 1
        if self._counts[issue.rule, issue.column] <= REPEAT_LIMIT:
            self.issues.append(issue)

    def finish(self) -> list[Issue]:
        """Return all issues; call once, when the table is read to its end."""
        for (rule, column), count in self._counts.items():
            if count > REPEAT_LIMIT:
                more = f"{count - REPEAT_LIMIT:,} more lines break this check, {count:,} in all"
                self.issues.append(
                    Issue(self.file, 0, column, rule, self.table, "", more, "", "repair the listed lines first")
                )
        return self.issues
