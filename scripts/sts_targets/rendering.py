"""A report as lines for people: a mistake that repeats is one line with its first places, and a total ends the text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import click

from sts_targets.issues import Issue, text_parts

WRITTEN_OUT = 3
PLACES = 5


@dataclass(frozen=True, order=True)
class Mistake:
    """An issue, and the others of the same check in the same column when they are too many to be written out."""

    issue: Issue
    others: tuple[Issue, ...] = ()

    @property
    def count(self) -> int:
        """How many lines are wrong in this way."""
        return sum(issue.count for issue in (self.issue, *self.others))


def gather(issues: Sequence[Issue]) -> list[Mistake]:
    """Gather sorted issues into mistakes, in the order of the first place of each.

    Up to WRITTEN_OUT issues of one check in one column stay mistakes of their own.
    """
    groups: dict[tuple[str, str, str], list[Issue]] = {}
    for issue in issues:
        groups.setdefault((issue.file, issue.column, issue.rule), []).append(issue)
    return sorted(mistake for group in groups.values() for mistake in _mistakes(group))


def _mistakes(group: list[Issue]) -> Iterator[Mistake]:
    if len(group) <= WRITTEN_OUT:
        yield from map(Mistake, group)
    else:
        first = next((issue for issue in group if issue.line), group[0])
        yield Mistake(first, tuple(issue for issue in group if issue is not first))


def as_lines(issues: Sequence[Issue], limit: int | None = None) -> Iterator[str]:
    """Yield the lines of a report, styled for a terminal, with a total at the end; none when there are no issues.

    Args:
        issues: the sorted issues.
        limit: how many mistakes are written at most; all are counted.
    """
    mistakes = gather(issues)
    yield from map(_as_line, mistakes[:limit])
    if mistakes:
        total = _number(sum(mistake.count for mistake in mistakes), "issue")
        files = _number(len({issue.file for issue in issues}), "file")
        hidden = "" if limit is None or limit >= len(mistakes) else f", the first {limit:,} mistakes shown"
        yield click.style(f"{total} in {files}{hidden}", bold=True)


def _as_line(mistake: Mistake) -> str:
    place, sentences, rule = text_parts(mistake.issue)
    colour = "red" if mistake.issue.severity == "error" else "yellow"
    return f"{click.style(place, bold=True)}: {sentences} {click.style(f'[{rule}]', fg=colour)}{_elsewhere(mistake)}"


def _elsewhere(mistake: Mistake) -> str:
    """Return where else the mistake stands: `(20 times; next in lines 4, 5, 6, 7, 8)`."""
    if not mistake.others:
        return ""
    lines = [f"{issue.line:,}" for issue in mistake.others if issue.line]
    return f" ({mistake.count:,} times; next in lines {', '.join(lines[:PLACES])})" if lines else ""


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
