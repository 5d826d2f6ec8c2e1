"""Where the checks put what they find: rows of a table become issues, and repeated mistakes stay bounded."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import polars as pl

from sts_targets.issues import Issue

LINE = "\nline"  # no column of a CSV file can have this name
REPEAT_LIMIT = 1000
TEXT_LIMIT = 500
LEFT_OUT_LIMIT = 100_000
UNREADABLE = frozenset(
    {
        "file-missing", "file-empty", "file-encoding", "file-line-return", "file-line-length",
        "header", "header-delimiter", "header-duplicate", "parquet-file",
    }
)  # fmt: skip


class Findings:
    """Collects the issues of one file of a table.

    Of one mistake in one column at most REPEAT_LIMIT lines become issues; the rest is counted and told in one
    issue more, so that a file with ten million bad cells gives a readable report in bounded memory; for the same
    reason a quoted text is shortened to TEXT_LIMIT characters.

    Attributes:
        bad_cells: line and column of the cells that are told already.
        given_up: the columns whose pattern took too long.
        left_out: the cells of lines that could not be read as rows, the first LEFT_OUT_LIMIT of them.
    """

    def __init__(self, table: str, file: str) -> None:
        self.table, self.file = table, file
        self.issues: list[Issue] = []
        self.bad_cells: set[tuple[int, str]] = set()
        self.left_out: set[str] = set()
        self.given_up: set[str] = set()
        self._counts: Counter[tuple[str, str]] = Counter()
        self._whole_file: set[str] = set()
        self._of_rules: list[tuple[Issue, frozenset[str]]] = []

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
        self._keep(issue)

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
            self._keep(Issue(self.file, line, column, rule, self.table, value, text, expected, repair))

    def add(self, issue: Issue, reads: Iterable[str]) -> None:
        """Add an issue of one row, within the limit of its rule and column.

        It is left out when one of the cells that the rule READS in this row is told, now or later: causes, not
        consequences.
        """
        columns = frozenset(reads)
        if self._is_told(issue.line, columns):
            return
        self._counts[issue.rule, issue.column] += 1
        if self._counts[issue.rule, issue.column] <= REPEAT_LIMIT:
            self._of_rules.append((self._keep(issue), columns))

    def _is_told(self, line: int, columns: Iterable[str]) -> bool:
        return any((line, column) in self.bad_cells for column in columns)

    def leave_out(self, line: str, delimiter: str) -> None:
        """Remember the cells of a line that could not be read as a row: what refers to them is not lost."""
        if len(self.left_out) < LEFT_OUT_LIMIT:
            self.left_out.update(line.replace('"', "").split(delimiter))

    def _keep(self, issue: Issue) -> Issue:
        if max(len(issue.value), len(issue.message)) > TEXT_LIMIT:
            issue = replace(issue, value=_shorten(issue.value), message=_shorten(issue.message))
        self.issues.append(issue)
        return issue

    def finish(self) -> list[Issue]:
        """Return all issues; call once, when the package is checked to its end."""
        consequences = {issue for issue, columns in self._of_rules if self._is_told(issue.line, columns)}
        self._counts.subtract((issue.rule, issue.column) for issue in consequences)
        self.issues = [issue for issue in self.issues if issue not in consequences]
        for (rule, column), count in self._counts.items():
            if count > REPEAT_LIMIT:
                more = f"{count - REPEAT_LIMIT:,} more lines break this check, {count:,} in all"
                repair, unlisted = "repair the listed lines first", count - REPEAT_LIMIT
                self.issues.append(Issue(self.file, 0, column, rule, self.table, "", more, "", repair, count=unlisted))
        return self.issues


class TableFindings:
    """The findings of a table, file by file."""

    def __init__(self, table: str, paths: Sequence[str]) -> None:
        self.files = [Findings(table, path) for path in paths]

    @property
    def readable(self) -> bool:
        """Whether the rows of all files could be read at all."""
        return all(findings.readable for findings in self.files)

    @property
    def left_out(self) -> set[str]:
        """The cells of lines that could not be read as rows."""
        return set().union(*(findings.left_out for findings in self.files))

    def finish(self) -> list[Issue]:
        """Return all issues; call once, when the package is checked to its end."""
        return [issue for findings in self.files for issue in findings.finish()]


def _shorten(text: str) -> str:
    return text if len(text) <= TEXT_LIMIT else f"{text[: TEXT_LIMIT - 1]}…"
