"""A table in several files: read in order, lines counted per file, keys and rules over all of them."""

from pathlib import Path

import polars as pl
import pytest

from conftest import build
from mini import Mini
from sts_targets.canonical import format_package
from sts_targets.loading import load
from sts_targets.sizes import count_rows
from sts_targets.tables import read_table
from sts_targets.validate import validate
from test_batches import FIELDS, LINES, SCHEMA
from tiny import Field, Tiny, column

HEADER = "k,n,t,p\n"


def add(tiny: Tiny, contents: list[str | None], *fields: Field, schema: dict[str, object] | None = None) -> Tiny:
    """Add a table in several files; one that is None is not written."""
    paths = [f"t{number}.csv" for number in range(1, len(contents) + 1)]
    for path, content in zip(paths, contents, strict=True):
        if content is not None:
            (tiny.root / path).write_text(content, encoding="utf-8")
    return tiny.add(None, *fields, schema=schema, resource={"path": paths})


def test_lines_are_counted_per_file_and_issues_name_the_right_one(tiny: Tiny) -> None:
    add(tiny, ["n\n1\nx\n", "n\n", "n\n2\ny\n"], column("n", "integer"))
    assert [(issue.file, issue.line) for issue in tiny.issues()] == [("t1.csv", 3), ("t3.csv", 3)]
    assert validate(tiny.package()).rows == {"t": 4}


def test_a_key_in_two_files_is_told_in_the_later_one_with_the_place_of_the_first(tiny: Tiny) -> None:
    add(tiny, ["k\nb\na\n", "k\nc\na\nc\n"], column("k"), schema={"primaryKey": ["k"]})
    assert [(issue.file, issue.line, issue.message) for issue in tiny.issues()] == [
        ("t2.csv", 3, "'a' stands in line 3 of t1.csv already"),
        ("t2.csv", 4, "'c' stands in line 2 already"),
    ]


@pytest.mark.parametrize("cut", [1, 4, 7, 10])
def test_a_table_that_is_cut_in_two_has_the_issues_of_the_whole(cut: int, tiny: Tiny, tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    whole = Tiny(tmp_path / "whole").add(HEADER + "\n".join(LINES) + "\n", *FIELDS, schema=SCHEMA)
    add(tiny, [HEADER + "\n".join(part) + "\n" for part in (LINES[:cut], LINES[cut:])], *FIELDS, schema=SCHEMA)
    expected = {(issue.rule, issue.line, issue.column, issue.value) for issue in whole.issues()}
    lines_before = {"t1.csv": 0, "t2.csv": cut}
    assert expected == {
        (issue.rule, lines_before[issue.file] + issue.line, issue.column, issue.value) for issue in tiny.issues()
    }
    assert len(expected) > 10


def test_a_reference_is_found_in_any_file(tiny: Tiny) -> None:
    key = {"fields": "p", "reference": {"resource": "t", "fields": "k"}}
    add(tiny, ["k\na\n", "k\nb\n"], column("k", unique=True))
    tiny.add("p\na\nb\nc\n", column("p"), name="u", schema={"foreignKeys": [key]})
    assert tiny.found() == [("foreignKey", 4, "p")]


@pytest.mark.parametrize("second", [None, "", "j\na\n"])
def test_references_to_a_table_of_which_a_file_cannot_be_read_are_not_judged(second: str | None, tiny: Tiny) -> None:
    key = {"fields": "p", "reference": {"resource": "t", "fields": "k"}}
    add(tiny, ["k\na\n", second], column("k", unique=True))
    tiny.add("p\na\nb\n", column("p"), name="u", schema={"foreignKeys": [key]})
    assert [issue.file for issue in tiny.issues()] == ["t2.csv"]


def test_a_column_that_one_file_lacks_is_told_there_and_the_others_are_checked(tiny: Tiny) -> None:
    add(
        tiny,
        ["k,m,n\na,,1\n", "k,m\na,\n", "k,m,n\nb,,x\n"],
        column("k", unique=True),
        column("m"),
        column("n", "integer"),
    )
    assert [(issue.file, issue.rule, issue.line) for issue in tiny.issues()] == [
        ("t2.csv", "header-missing", 1),
        ("t2.csv", "unique", 2),
        ("t3.csv", "type", 2),
    ]


def test_parquet_files_are_counted_in_rows_each(tiny: Tiny) -> None:
    for path, numbers in (("a.parquet", [1, 2]), ("b.parquet", [3, 1])):
        pl.DataFrame({"k": numbers}).write_parquet(tiny.root / path)
    tiny.add(None, column("k", "integer", unique=True), resource={"path": ["a.parquet", "b.parquet"]})
    (issue,) = tiny.issues()
    assert (issue.file, issue.line, issue.message) == ("b.parquet", 2, "'1' stands in line 1 of a.parquet already")
    assert count_rows(tiny.package(), tiny.resource()) == 4


def split(mini: Mini, table: str, lines: int) -> None:
    """Put the rows of a table after its first LINES lines into a second file."""
    header, *rows = mini.path(table).read_text(encoding="utf-8").splitlines(keepends=True)
    for name, part in ((table, rows[: lines - 1]), (f"{table}-2", rows[lines - 1 :])):
        mini.path(name).write_text("".join([header, *part]), encoding="utf-8")
    mini.resource(table, path=[f"data/{table}.csv", f"data/{table}-2.csv"])


def test_rules_over_whole_tables_see_all_files(mini: Mini) -> None:
    header, row, *_ = mini.read("subtype_synonyms")
    again = [*row]
    again[header.index("synonym")] = row[header.index("synonym")].lower()
    mini.write("subtype_synonyms", [header, row, again])
    split(mini, "subtype_synonyms", 2)
    (issue,) = mini.rule_issues("synonym-once")
    assert (issue.file, issue.line) == ("data/subtype_synonyms-2.csv", 2)
    assert "stands in line 2 of data/subtype_synonyms.csv already" in issue.message


def test_rows_are_read_in_the_order_of_the_files_and_each_file_is_formatted(mini: Mini) -> None:
    before = read_table(mini.package(), "agents")
    split(mini, "agents", 3)
    assert read_table(mini.package(), "agents").equals(before)
    assert format_package(mini.package()) == []
    second = mini.path("agents-2")
    second.write_text(second.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert format_package(mini.package()) == ["data/agents-2.csv"]


@pytest.mark.slow
def test_a_release_has_one_file_for_a_table_in_several(mini: Mini, source: Path, tmp_path: Path) -> None:
    split(mini, "agents", 3)
    folder, _ = build(mini.root, tmp_path / "dist")
    assert (folder / "data" / "agents.csv").read_bytes() == (source / "data" / "agents.csv").read_bytes()
    assert load(folder)["agents"].equals(load(source)["agents"])
