"""The header line of a CSV file against the columns of its schema."""

import csv

from sts_targets.findings import Findings
from sts_targets.package import Resource


def read_header(head: bytes, resource: Resource, findings: Findings) -> list[str] | None:
    """Compare the header line with the schema.

    Returns:
        The labels of the file, or None when its columns cannot be told apart.
    """
    labels = _read_labels(head, resource, findings)
    if labels is None or not _is_header(labels, resource, findings):
        return None
    if not compare_columns(labels, resource, findings, line=1):
        return None
    names = resource.schema.names
    if set(labels) == set(names) and labels != names:
        findings.file_issue(
            "header-order",
            "the columns are not in the order of the schema",
            ", ".join(names),
            "run `sts format`",
            line=1,
        )
    return labels


def _read_labels(head: bytes, resource: Resource, findings: Findings) -> list[str] | None:
    try:
        return next(csv.reader([head.decode("utf-8")], delimiter=resource.delimiter, strict=True), [])
    except csv.Error as error:
        findings.file_issue(
            "header", f"the header cannot be read ({error})", "column names", "mend the quoting", line=1
        )
        return None


def _is_header(labels: list[str], resource: Resource, findings: Findings) -> bool:
    """Tell whether a first line is a header at all; one that is not is told once, not column by column."""
    names = resource.schema.names
    if len(labels) == 1 and len(names) > 1 and labels[0].strip():
        findings.file_issue(
            "header-delimiter",
            f"the header has one column; the delimiter is not {resource.delimiter!r}",
            f"cells separated by {resource.delimiter!r}",
            "save the file with the declared delimiter",
            line=1,
            value=labels[0],
        )
        return False
    if not set(labels) & set(names):
        findings.file_issue(
            "header",
            "the first line has none of the columns of the schema",
            "the header " + resource.delimiter.join(names),
            "enter the header as the first line, or correct its spelling",
            line=1,
            value=resource.delimiter.join(labels),
        )
        return False
    return True


def compare_columns(labels: list[str], resource: Resource, findings: Findings, *, line: int) -> bool:
    """Report columns that are there twice, that are missing and that are not in the schema.

    Args:
        labels: the columns of the file.
        resource: the description of the table.
        findings: where issues go.
        line: where the labels stand; 0 when they stand in no line.

    Returns:
        Whether the columns can be told apart.
    """
    doubles = sorted({label for label in labels if labels.count(label) > 1})
    _report_doubles(doubles, line, findings)
    _report_missing([name for name in resource.schema.names if name not in labels], line, findings)
    _report_extra([label for label in labels if label not in resource.schema.names], resource, line, findings)
    return not doubles


def _report_doubles(labels: list[str], line: int, findings: Findings) -> None:
    for label in labels:
        findings.file_issue(
            "header-duplicate",
            f"the column {label!r} is there twice",
            "each column once",
            "remove one of them",
            line=line,
            value=label,
            column=label,
        )


def _report_missing(names: list[str], line: int, findings: Findings) -> None:
    for name in names:
        findings.file_issue(
            "header-missing",
            f"the column {name!r} is missing",
            "every column of the schema",
            "add it, with empty cells where nothing is known",
            line=line,
            column=name,
        )


def _report_extra(labels: list[str], resource: Resource, line: int, findings: Findings) -> None:
    for label in labels:
        findings.file_issue(
            "header-extra",
            f"the column {label!r} is not in the schema",
            "only columns of the schema",
            f"correct its spelling, or describe it in {resource.schema_file}",
            line=line,
            value=label,
            column=label,
        )
