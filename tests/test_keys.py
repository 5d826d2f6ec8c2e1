"""Primary, unique and foreign keys."""

import pytest

from mini import Mini, places
from sts_targets.keys import reading_order
from tiny import Tiny, column

A, B = column("a"), column("b")


def reference(fields: object, resource: str, targets: object) -> dict[str, object]:
    """Describe a foreign key."""
    return {"foreignKeys": [{"fields": fields, "reference": {"resource": resource, "fields": targets}}]}


@pytest.mark.parametrize(
    ("schema", "rule"),
    [
        ({"primaryKey": ["a"]}, "primaryKey"),
        ({"primaryKey": "a"}, "primaryKey"),
        ({"uniqueKeys": [["a"]]}, "uniqueKeys"),
    ],
)
def test_a_value_that_stands_twice_is_found_at_its_later_lines(
    schema: dict[str, object], rule: str, tiny: Tiny
) -> None:
    issues = tiny.add("a,b\nx,1\ny,1\nx,2\nx,3\n", A, B, schema=schema).issues()
    assert [(issue.rule, issue.line, issue.column, issue.value) for issue in issues] == [
        (rule, 4, "a", "x"), (rule, 5, "a", "x"),
    ]  # fmt: skip
    assert issues[0].message == "'x' stands in line 2 already"


def test_unique_is_a_key_too(tiny: Tiny) -> None:
    assert tiny.add("a\nx\nx\n", column("a", unique=True)).found() == [("unique", 3, "a")]


def test_a_primary_key_that_is_unique_too_is_told_once(tiny: Tiny) -> None:
    found = tiny.add("a\nx\nx\n", column("a", unique=True), schema={"primaryKey": ["a"]}).found()
    assert found == [("primaryKey", 3, "a")]


def test_keys_compare_values_and_not_their_spelling(tiny: Tiny) -> None:
    assert tiny.add("a\n1.0\n1\n", column("a", "number", unique=True)).found() == [("unique", 3, "a")]


def test_a_composite_key_is_compared_as_a_whole(tiny: Tiny) -> None:
    issues = tiny.add("a,b\nx,1\nx,2\ny,1\nx,2\n", A, B, schema={"primaryKey": ["a", "b"]}).issues()
    assert [(issue.line, issue.column, issue.value) for issue in issues] == [(5, "a, b", "x | 2")]


def test_parts_of_a_composite_key_do_not_run_together(tiny: Tiny) -> None:
    assert tiny.add("a,b\nx|,y\nx,|y\nxy,z\nx,yz\n", A, B, schema={"primaryKey": ["a", "b"]}).found() == []


def test_an_empty_part_of_the_primary_key_is_found(tiny: Tiny) -> None:
    assert tiny.add("a,b\nx,\n,1\n", A, B, schema={"primaryKey": ["a", "b"]}).found() == [
        ("primaryKey", 2, "b"), ("primaryKey", 3, "a"),
    ]  # fmt: skip


def test_an_empty_key_that_is_required_is_told_once(tiny: Tiny) -> None:
    assert tiny.add("a,b\n,1\n", column("a", required=True), B, schema={"primaryKey": ["a"]}).found() == [
        ("required", 2, "a")
    ]


def test_empty_cells_do_not_break_a_unique_key(tiny: Tiny) -> None:
    content = "a,b\n,1\n,2\n,2\nx,\nx,\n"
    assert tiny.add(content, A, B, schema={"uniqueKeys": [["a"], ["a", "b"]]}).found() == [("uniqueKeys", 6, "a")]


def test_a_reference_to_nothing_is_found(tiny: Tiny) -> None:
    tiny.add("a,b\n1,x\n2,z\n3,\n", A, B, schema=reference("b", "u", "k")).add("k\nx\ny\n", column("k"), name="u")
    (issue,) = tiny.issues()
    assert (issue.rule, issue.line, issue.column, issue.value) == ("foreignKey", 3, "b", "z")
    assert issue.message == "'z' is not in u.k"
    assert "u" in issue.repair


@pytest.mark.parametrize("resource", ["", "t"])
def test_a_table_may_refer_to_itself_and_to_later_lines(resource: str, tiny: Tiny) -> None:
    tiny.add("a,b\nx,z\ny,\nz,q\n", A, B, schema=reference(["b"], resource, ["a"]))
    assert tiny.found() == [("foreignKey", 4, "b")]


def test_tables_may_refer_to_each_other(tiny: Tiny) -> None:
    tiny.add("a,b\nx,1\n", A, B, schema=reference("b", "u", "k"))
    tiny.add("k,l\n1,x\n2,y\n", column("k"), column("l"), name="u", schema=reference("l", "t", "a"))
    assert [(issue.table, issue.line, issue.column) for issue in tiny.issues()] == [("u", 3, "l")]


def test_a_composite_reference_is_compared_as_a_whole(tiny: Tiny) -> None:
    tiny.add("a,b\nx,2\nx,1\n", A, B, schema=reference(["a", "b"], "u", ["k", "l"]))
    tiny.add("k,l\nx,1\ny,2\n", column("k"), column("l"), name="u")
    (issue,) = tiny.issues()
    assert (issue.line, issue.column, issue.value) == (2, "a, b", "x | 2")


def test_a_composite_reference_with_an_empty_part_is_found(tiny: Tiny) -> None:
    """Other validators let a part-null reference pass."""
    tiny.add("a,b\nx,\n,2\n,\n", A, B, schema=reference(["a", "b"], "u", ["k", "l"]))
    tiny.add("k,l\nx,2\n", column("k"), column("l"), name="u")
    assert tiny.found() == [("foreignKey", 2, "b"), ("foreignKey", 3, "a")]


def test_a_part_that_is_empty_for_its_wrong_type_is_told_once(tiny: Tiny) -> None:
    tiny.add("a,b\nx,y\n", A, column("b", "integer"), schema=reference(["a", "b"], "u", ["k", "l"]))
    tiny.add("k,l\nx,2\n", column("k"), column("l", "integer"), name="u")
    assert tiny.found() == [("type", 2, "b")]


def test_references_compare_values_of_typed_columns(tiny: Tiny) -> None:
    tiny.add("a\n007\n8\n", column("a", "integer"), schema=reference("a", "u", "k"))
    tiny.add("k\n7\n", column("k", "integer"), name="u")
    assert tiny.found() == [("foreignKey", 3, "a")]


@pytest.mark.parametrize("content", [None, b"", b"k;l\nx;1\n", b"k,k\nx,x\n", b"k,l\nx,\xff\n", b"l,m\n1,2\n"])
def test_references_to_a_table_or_column_that_could_not_be_read_are_not_judged(
    content: bytes | None, tiny: Tiny
) -> None:
    """A missing file would otherwise give an issue for every row that refers to it."""
    tiny.add("a\nx\nz\n", A, schema=reference("a", "u", "k")).add(content, column("k"), column("l"), name="u")
    assert {issue.table for issue in tiny.issues()} == {"u"}


def test_references_to_an_emptied_table_are_all_lost(tiny: Tiny) -> None:
    tiny.add("a\nx\n", A, schema=reference("a", "u", "k")).add("k\n", column("k"), name="u")
    assert tiny.found() == [("foreignKey", 2, "a")]


def test_a_missing_key_column_has_no_consequences(tiny: Tiny) -> None:
    tiny.add("b,c\n1,2\n", A, B, column("c"), schema={"primaryKey": ["a"], **reference("a", "", "b")})
    assert tiny.found() == [("header-missing", 1, "a")]


def test_a_referenced_table_is_read_before_those_that_refer_to_it(tiny: Tiny) -> None:
    tiny.add("a\n", A, name="child", schema=reference("a", "parent", "k"))
    tiny.add("k\n", column("k"), name="parent", schema=reference("k", "grand", "g"))
    tiny.add("g\n", column("g"), name="grand")
    assert [item.name for item in reading_order(tiny.package())] == ["grand", "parent", "child"]


@pytest.mark.parametrize(
    ("table", "key", "column_name"),
    [
        ("agent_targets", "imatinib", "target_id"),
        ("alterations", "STS-A0003", "partner_target_id"),
        ("evidence", "STS-E0001", "trial_id"),
        ("subtypes", "gist", "parent_id"),
    ],
)
def test_a_typing_error_in_a_reference_of_the_package_is_found(
    table: str, key: str, column_name: str, mini: Mini
) -> None:
    good = mini.read(table)[mini.line(table, key) - 1][mini.columns(table).index(column_name)]
    line = mini.set(table, key, **{column_name: good[:-1]})
    assert ("foreignKey", table, line, column_name) in places(mini.issues("foreignKey"))


def test_references_to_a_line_that_is_no_row_are_not_lost(tiny: Tiny) -> None:
    """The broken line is the cause; the lost references to it would be its consequences."""
    tiny.add("a\nx\ny\nz\nq\n", A, schema=reference("a", "u", "k"))
    tiny.add('k,l\nx,1,2\ny,"1\nz,1\n', column("k"), column("l"), name="u")
    assert [(issue.rule, issue.table, issue.line) for issue in tiny.issues()] == [
        ("foreignKey", "t", 5), ("row-length", "u", 2), ("row-quoting", "u", 3),
    ]  # fmt: skip
