"""The header line of a CSV file against the columns of its schema."""

import csv

from sts_targets.findings import Findings
from sts_targets.package import Resource


def read_header(head: bytes, resource: Resource, findings: Findings) -> list[str] | None:
    """Compare the header line with the schema.

    Returns:
        The labels of the file, or None when its columns cannot be told apart.
    """
    try:
        labels = next(csv.reader([head.decode("utf-8")], delimiter=resource.delimiter, strict=True), [])
    except csv.Error as error:
        findings.file_issue(
            "header", f"the header cannot be read ({error})", "column names", "mend the quoting", line=1
        )
        return None
    names = resource.schema.names
    if len(labels) == 1 and len(names) > 1:
        message = f"the header has one column; the delimiter is not {resource.delimiter!r}"
        findings.file_issue(
            "header-delimiter",
            message,
            f"cells separated by {resource.delimiter!r}",
            "save the file with the declared delimiter",
            line=1,
            value=labels[0],
        )
        return None
    doubles = sorted({label for label in labels if labels.count(label) > 1})
    for label in doubles:
        findings.file_issue(
            "header-duplicate",
            f"the column {label!r} is there twice",
            "each column once",
            "remove one of them",
            line=1,
            value=label,
            column=label,
        )
    for name in names:
        if name not in labels:
            findings.file_issue(
                "header-missing",
                f"the column {name!r} is missing",
                "every column of the schema",
                "add it, with empty cells where nothing is known",
                line=1,
                column=name,
            )
    for label in labels:
        if label not in names:
            findings.file_issue(
                "header-extra",
                f"the column {label!r} is not in the schema",
                "only columns of the schema",
                f"correct its spelling, or describe it in {resource.schema_file}",
                line=1,
                value=label,
                column=label,
            )
    if set(labels) == set(names) and labels != names and not doubles:
        findings.file_issue(
            "header-order",
            "the columns are not in the order of the schema",
            ", ".join(names),
            "run `sts format`",
            line=1,
        )
    return None if doubles else labels
