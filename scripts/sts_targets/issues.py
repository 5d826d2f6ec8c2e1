"""What a check found: the Issue, and its renderings for people, programs and continuous integration."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass


class CannotRunError(Exception):
    """The command cannot do its work at all (unreadable input, wrong usage); the text is for the user."""


@dataclass(frozen=True, order=True)
class Issue:
    """One thing that is wrong, where it is, and how to repair it.

    Issues order by file, line and column, so a sorted list reads like the file.

    Attributes:
        file: path of the file, relative to the package.
        line: physical line, the header being line 1; 0 when the whole file is meant.
        column: name of the column, or the path inside a JSON file; empty when a whole row or file is meant.
        rule: identifier of the rule or check that found it, such as ``type`` or ``ci-encloses-value``.
        table: name of the table; empty for the descriptor.
        value: the offending text as it stands in the file.
        message: what is wrong.
        expected: what should stand there.
        repair: what to do.
        severity: ``error`` or ``warning``; only errors make a package invalid.
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


def sort_issues(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Return the issues sorted and without duplicates."""
    return tuple(sorted(set(issues)))


def has_errors(issues: Iterable[Issue]) -> bool:
    """Tell whether any issue is an error."""
    return any(issue.severity == "error" for issue in issues)


def as_text(issue: Issue) -> str:
    """Render an issue as ``file:line column: what is wrong. Expected …. Repair: … [rule]``."""
    place = f"{issue.file}:{issue.line}" if issue.line else issue.file
    parts = [f"{place} {issue.column}".rstrip() + f": {issue.message}."]
    if issue.expected:
        parts.append(f"Expected {issue.expected}.")
    if issue.repair:
        parts.append(f"Repair: {issue.repair}.")
    return " ".join(parts) + f" [{issue.rule}]"


def as_annotation(issue: Issue) -> str:
    """Render an issue as a workflow command that GitHub shows beside the line."""
    level = "error" if issue.severity == "error" else "warning"
    place = f"file={_escape_property(issue.file)}"
    if issue.line:
        place += f",line={issue.line}"
    title = _escape_property(" ".join(filter(None, (issue.rule, issue.column))))
    return f"::{level} {place},title={title}::{_escape_data(as_text(issue))}"


def as_json(issues: Iterable[Issue], stats: Mapping[str, object]) -> str:
    """Render a whole report as JSON with the keys ``valid``, ``issues`` and ``stats``."""
    listed = [{**asdict(issue), "line": issue.line or None} for issue in issues]
    valid = not any(issue["severity"] == "error" for issue in listed)
    return json.dumps({"valid": valid, "issues": listed, "stats": stats}, ensure_ascii=False, indent=2)


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")
