"""The header line against the columns of the schema."""

import pytest

from mini import Mini
from tiny import Tiny, column

A, B = column("a"), column("b")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("b,a", [("header-order", 1, "")]),
        ("a", [("header-delimiter", 1, "")]),
        ("a;b", [("header-delimiter", 1, "")]),
        ("a\tb", [("header-delimiter", 1, "")]),
        ("a,c", [("header-missing", 1, "b"), ("header-extra", 1, "c")]),
        ("a,b,c", [("header-extra", 1, "c")]),
        ("a,B", [("header-extra", 1, "B"), ("header-missing", 1, "b")]),
        ("a,b ", [("header-missing", 1, "b"), ("header-extra", 1, "b ")]),
        ("a,b,b", [("header-duplicate", 1, "b")]),
        ('"a,b', [("header", 1, "")]),
        ('"a"x,b', [("header", 1, "")]),
        ('"a","b"', []),
        ("", [("header", 1, "")]),
        ("1,2", [("header", 1, "")]),
    ],
)  # fmt: skip
def test_each_defect_of_the_header_is_found(header: str, expected: list[tuple[str, int, str]], tiny: Tiny) -> None:
    assert sorted(tiny.add(f"{header}\n", A, B).found()) == sorted(expected)


def test_cells_of_known_columns_are_checked_although_columns_are_missing_extra_or_reordered(tiny: Tiny) -> None:
    tiny.add("c,b\nx,1.5\n", A, column("b", "integer"))
    assert sorted(tiny.found()) == [("header-extra", 1, "c"), ("header-missing", 1, "a"), ("type", 2, "b")]


def test_reordered_columns_keep_their_own_types(tiny: Tiny) -> None:
    assert tiny.add("b,a\n1,x\n", A, column("b", "integer")).found() == [("header-order", 1, "")]


def test_a_table_of_one_column_needs_no_delimiter(tiny: Tiny) -> None:
    assert tiny.add("a\n1\n", A).found() == []


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_declared_delimiter_is_used(delimiter: str, tiny: Tiny) -> None:
    inside = delimiter.replace("\t", ",")
    content = f'a{delimiter}b\n"x{inside}y"{delimiter}1,5\n"{delimiter}\n'
    tiny.add(content, A, column("b", "number"), resource={"dialect": {"delimiter": delimiter}})
    assert tiny.found() == [("type", 2, "b"), ("row-quoting", 3, "")]


def test_no_name_of_a_column_confuses_the_line_numbers(tiny: Tiny) -> None:
    """A column named like a helper column of the validator once ended in a traceback."""
    names = ["__line__", "line", "first", "raw", "index", "cells", "quoted"]
    content = ",".join(names) + '\n1,2,"x",4,5,6,7\n1,2,x,4,5,6,7\n'
    tiny.add(content, *(column(name) for name in names), schema={"uniqueKeys": [["first"]]})
    assert tiny.found() == [("uniqueKeys", 3, "first")]


def test_an_extra_column_may_have_any_name(tiny: Tiny) -> None:
    assert tiny.add("a,__line__\n1,2\n", A).found() == [("header-extra", 1, "__line__")]


def test_a_semicolon_file_is_told_once_and_has_no_consequences(mini: Mini) -> None:
    """Every reference to the table would be lost: consequences, not causes."""
    mini.edit("citations", lambda raw: raw.replace(b",", b";"))
    assert [(issue.rule, issue.table) for issue in mini.issues()] == [("header-delimiter", "citations")]


def test_a_missing_key_column_is_told_once_and_has_no_consequences(mini: Mini) -> None:
    mini.drop_column("evidence", "evidence_id")
    assert [(issue.rule, issue.table, issue.column) for issue in mini.issues()] == [
        ("header-missing", "evidence", "evidence_id")
    ]


def test_an_extra_column_of_the_whole_package_is_one_issue(mini: Mini) -> None:
    mini.add_column("evidence", "notes")
    (issue,) = mini.issues()
    assert (issue.rule, issue.column) == ("header-extra", "notes")
    assert "schemas/evidence.json" in issue.repair
