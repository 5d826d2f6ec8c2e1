"""Issues and their renderings."""

import json

import pytest

from sts_targets.issues import Issue, as_annotation, as_json, as_text, has_errors, sort_issues

ISSUE = Issue(
    "data/outcomes.csv", 41, "ci_low", "ci-encloses-value", "outcomes", "12.0", "12 is above the value 9.6",
    "ci_low ≤ value ≤ ci_high", "read it again",
)  # fmt: skip


def test_the_text_names_file_line_column_mistake_expectation_and_repair() -> None:
    assert as_text(ISSUE) == (
        "data/outcomes.csv:41 ci_low: 12 is above the value 9.6. Expected ci_low ≤ value ≤ ci_high. "
        "Repair: read it again. [ci-encloses-value]"
    )


def test_the_text_of_a_whole_file_has_no_line_column_or_empty_sentences() -> None:
    assert as_text(Issue("a.csv", 0, "", "file-empty", message="the file is empty")) == (
        "a.csv: the file is empty. [file-empty]"
    )


def test_issues_sort_like_the_file_and_without_duplicates() -> None:
    first, second = Issue("a.csv", 2, "z", "type"), Issue("a.csv", 10, "a", "type")
    other = Issue("b.csv", 1, "a", "type")
    assert sort_issues([other, second, first, second]) == (first, second, other)


@pytest.mark.parametrize(("severity", "level"), [("error", "error"), ("warning", "warning")])
def test_an_annotation_is_one_line_with_its_place(severity: str, level: str) -> None:
    issue = Issue("a,b.csv", 3, "c:d", "type", message="100 %\nbad", severity=severity)
    assert as_annotation(issue) == (
        f"::{level} file=a%2Cb.csv,line=3,title=type c%3Ad::a,b.csv:3 c:d: 100 %25\\nbad. [type]"
    )


def test_an_annotation_of_a_whole_file_has_no_line() -> None:
    assert as_annotation(Issue("a.csv", 0, "", "file-empty", message="x")).startswith(
        "::error file=a.csv,title=file-empty::"
    )


def test_the_report_as_json_has_validity_issues_and_numbers() -> None:
    whole = Issue("a.csv", 0, "", "file-empty")
    report = json.loads(as_json([ISSUE, whole], {"tables": 2}))
    assert report["valid"] is False
    assert report["stats"] == {"tables": 2, "issues": 2}
    assert report["issues"][0] == {
        "file": "data/outcomes.csv", "line": 41, "column": "ci_low", "rule": "ci-encloses-value", "table": "outcomes",
        "value": "12.0", "message": "12 is above the value 9.6", "expected": "ci_low ≤ value ≤ ci_high",
        "repair": "read it again", "severity": "error", "count": 1,
    }  # fmt: skip
    assert report["issues"][1]["line"] is None


def test_only_errors_make_a_package_invalid() -> None:
    warning = Issue("a.csv", 1, "", "x", severity="warning")
    assert not has_errors([warning])
    assert has_errors([warning, ISSUE])
    assert json.loads(as_json([warning], {}))["valid"] is True
