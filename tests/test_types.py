"""The types of cells: what each accepts, and that nothing is guessed."""

import re
from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sts_targets.casting import DTYPES, cast_expression
from sts_targets.table_schema import FIELD_TYPES, Field
from sts_targets.tables import read_table
from tiny import Tiny, column

GOOD = {
    "integer": {"0": 0, "42": 42, "-7": -7, "+7": 7, "007": 7},
    "year": {"2021": 2021, "-44": -44},
    "number": {"4.6": 4.6, "4.60": 4.6, "0": 0.0, "-1.5": -1.5, "1e3": 1000.0, ".5": 0.5, "5.": 5.0, "1E-2": 0.01},
    "boolean": {"true": True, "false": False, "1": True, "FALSE": False},
    "date": {"2012-04-26": date(2012, 4, 26), "2024-02-29": date(2024, 2, 29)},
    "datetime": {
        "2012-04-26T01:02:03": datetime(2012, 4, 26, 1, 2, 3),
        "2012-04-26T01:02:03Z": datetime(2012, 4, 26, 1, 2, 3),
        "2012-04-26T01:02:03.25": datetime(2012, 4, 26, 1, 2, 3, 250000),
    },
    "string": {"4.60": "4.60", "NA": "NA"},
    "any": {"4.60": "4.60"},
}
BAD = {
    "integer": ["4.6", "1e3", "x", "1,000", "٣", " 1", "1 ", "99999999999999999999", "9" * 400],
    "year": ["2021.0", "20211231", "x"],
    "number": ["4,6", "NaN", "inf", "-inf", "x", "1 000", "1_000", "0x10", "1e", ".", "٣"],
    "boolean": ["True ", "yes", "TrUe", "2"],
    "date": ["26.04.2012", "2012-04", "2012-13-01", "2011-02-29", "20120426", "2012-4-26", "2012-04-26T00:00:00"],
    "datetime": ["2012-04-26", "2012-04-26 01:02:03", "2012-04-26T25:00:00", "2012-04-26T01:02:03+01:00"],
}


@pytest.mark.parametrize(("kind", "cell"), [(kind, cell) for kind, cells in GOOD.items() for cell in cells])
def test_a_cell_of_its_type_is_read_as_its_value(kind: str, cell: str, tiny: Tiny) -> None:
    tiny.add(f"a,b\nx,{cell}\n", column("a"), column("b", kind))
    assert tiny.found() == []
    assert read_table(tiny.package(), "t")["b"].to_list() == [GOOD[kind][cell]]


@pytest.mark.parametrize("kind", BAD)
def test_cells_that_are_not_of_their_type_are_each_found(kind: str, tiny: Tiny) -> None:
    cells = "".join(f'x,"{cell}"\n' for cell in BAD[kind])
    issues = tiny.add("a,b\n" + cells, column("a"), column("b", kind)).issues()
    assert [(issue.rule, issue.line, issue.value) for issue in issues] == [
        ("type", line, cell) for line, cell in enumerate(BAD[kind], 2)
    ]
    assert issues[0].message == f"{BAD[kind][0]!r} is no {kind}"
    assert issues[0].expected


def test_every_type_of_the_schemas_is_tested() -> None:
    assert set(GOOD) == FIELD_TYPES == set(DTYPES)
    assert set(BAD) == FIELD_TYPES - {"string", "any"}


@pytest.mark.parametrize(("cell", "good"), [("ja", True), ("nein", True), ("true", False), ("1", False)])
def test_the_codes_of_a_boolean_are_those_of_its_field(cell: str, good: bool, tiny: Tiny) -> None:
    """TRUE, True and 1 pass a validator that ignores trueValues."""
    field = {"name": "a", "type": "boolean", "trueValues": ["ja"], "falseValues": ["nein"]}
    found = tiny.add(f"a\n{cell}\n", field).issues()
    assert [issue.rule for issue in found] == ([] if good else ["type"])
    assert all(issue.expected == "ja or nein" for issue in found)


@pytest.mark.parametrize("kind", sorted(FIELD_TYPES))
def test_an_empty_cell_is_missing_whatever_its_type(kind: str, tiny: Tiny) -> None:
    tiny.add("a,b\nx,\n", column("a"), column("b", kind))
    assert tiny.found() == []
    frame = read_table(tiny.package(), "t")
    assert frame["b"].to_list() == [None]
    assert frame.schema["b"] == DTYPES[kind]


def test_missing_values_of_the_schema_are_missing(tiny: Tiny) -> None:
    tiny.add("a,b\nNA,n/a\n,1\n", column("a"), column("b", "integer"), schema={"missingValues": ["NA", "n/a"]})
    frame = read_table(tiny.package(), "t")
    assert frame.rows() == [(None, None), ("", 1)]


def test_missing_values_of_a_field_come_before_those_of_the_schema(tiny: Tiny) -> None:
    fields = ({"name": "a", "missingValues": ["-9"]}, column("b"))
    tiny.add("a,b\n-9,NA\nNA,-9\n", *fields, schema={"missingValues": ["NA"]})
    package = tiny.package()
    assert [issue.rule for issue in tiny.issues()] == ["text-formula"]
    (first, *_), resource = tiny.issues(), package.resources["t"]
    assert (first.line, first.column) == (3, "b")
    assert resource.schema.field("a").missing_values == ("-9",)


def test_an_empty_table_keeps_its_columns_and_types(tiny: Tiny) -> None:
    tiny.add("a,b\n", column("a"), column("b", "date"))
    frame = read_table(tiny.package(), "t")
    assert frame.schema == {"a": pl.String(), "b": pl.Date()}
    assert frame.height == 0


def test_reading_the_tables_of_an_invalid_package_is_refused_with_the_first_place(tiny: Tiny) -> None:
    from sts_targets.issues import CannotRunError

    tiny.add("a\nx\n", column("a", "integer"))
    with pytest.raises(CannotRunError, match=r"t\.csv:2 a: 'x' is no integer\..*sts validate"):
        read_table(tiny.package(), "t")


def test_reading_a_table_that_is_not_there_is_a_key_error(tiny: Tiny) -> None:
    tiny.add("a\nx\n", column("a"))
    with pytest.raises(KeyError):
        read_table(tiny.package(), "u")


NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
INTEGER = re.compile(r"[+-]?[0-9]+")


@given(st.lists(st.text("+-.eE019naif x_,'१", max_size=7), min_size=1))
def test_exactly_the_lexical_forms_of_a_table_schema_are_numbers(cells: list[str]) -> None:
    frame = pl.DataFrame({"c": cells})
    for kind, form in (("number", NUMBER), ("integer", INTEGER)):
        typed = frame.select(cast_expression(Field("c", kind)))["c"].to_list()
        assert [cell is not None for cell in typed] == [form.fullmatch(cell) is not None for cell in cells]


def test_a_number_too_large_for_its_type_is_told(tiny: Tiny) -> None:
    content = "a,b\n1e999,1\n1,99999999999999999999\n"
    assert tiny.add(content, column("a", "number"), column("b", "integer")).found() == [
        ("type", 2, "a"),
        ("type", 3, "b"),
    ]
