"""What a check found: the Issue, and its renderings for people, programs and continuous integration."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass


class CannotRunError(Exception):
    """The command cannot do its work at all (unreadable input, wrong usage); the text is for the user."""


@dataclass(frozen=True, order=True)
class Issue:
    """One thing that is wrong, where it is, and how to repair it.

    Issues order by file, line and column, so a sorted list reads like the file.

    Attributes:
        file: path of the file, relative to the package.
        line: physical line, the header being line 1, or number of a Parquet row, from 1; 0 when the whole file is
            meant.
        column: name of the column, or the path inside a JSON file; empty when a whole row or file is meant.
        rule: identifier of the rule or check that found it, such as ``type`` or ``ci-encloses-value``.
        table: name of the table; empty for the descriptor.
        value: the offending text as it stands in the file.
        message: what is wrong.
        expected: what should stand there.
        repair: what to do.
        severity: ``error`` or ``warning``; only errors make a package invalid.
        count: how many lines it stands for; more than one where further lines are counted and not listed.
    """

    file: str
    line: int
    column: str
    rule: str
    table: str = ""
    value: str = ""
    message: str = ""
    expected: str = ""
    repair: str = ""
    severity: str = "error"
    count: int = 1


def sort_issues(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Return the issues sorted and without duplicates."""
    return tuple(sorted(set(issues)))


def has_errors(issues: Iterable[Issue]) -> bool:
    """Tell whether any issue is an error."""
    return any(issue.severity == "error" for issue in issues)


def as_text(issue: Issue) -> str:
    """Render an issue as ``file:line column: what is wrong. Expected …. Repair: … [rule]``."""
    place, sentences, rule = text_parts(issue)
    return f"{place}: {sentences} [{rule}]"


def text_parts(issue: Issue) -> tuple[str, str, str]:
    """Return place, sentences and rule of an issue, of which a text is made; all of them fit on one line."""
    place = f"{issue.file}:{issue.line}" if issue.line else issue.file
    parts = [f"{issue.message}."]
    if issue.expected:
        parts.append(f"Expected {issue.expected}.")
    if issue.repair:
        parts.append(f"Repair: {issue.repair}.")
    return _printable(f"{place} {issue.column}".rstrip()), _printable(" ".join(parts)), issue.rule


def _printable(text: str) -> str:
    """Return a text with its control and other invisible characters escaped: a cell must not steer a terminal."""
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def as_annotation(issue: Issue) -> str:
    """Render an issue as a workflow command that GitHub shows beside the line."""
    level = "error" if issue.severity == "error" else "warning"
    place = f"file={_escape_property(issue.file)}"
    if issue.line:
        place += f",line={issue.line}"
    title = _escape_property(" ".join(filter(None, (issue.rule, issue.column))))
    return f"::{level} {place},title={title}::{_escape_data(as_text(issue))}"


def as_json(issues: Sequence[Issue], stats: Mapping[str, object], limit: int | None = None) -> str:
    """Render a whole report as JSON, as ``docs/issues.schema.json`` describes it.

    Args:
        issues: the sorted issues; all of them decide on ``valid`` and are counted in ``stats``.
        stats: further numbers.
        limit: how many issues are listed at most.
    """
    listed = [{**asdict(issue), "line": issue.line or None} for issue in issues[:limit]]
    numbers = {**stats, "issues": sum(issue.count for issue in issues)}
    report = {"valid": not has_errors(issues), "issues": listed, "stats": numbers}
    return json.dumps(report, ensure_ascii=False, indent=2)


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")
