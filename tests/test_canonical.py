"""The canonical form: one byte form for the same values, and never another value."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mini import TABLES, Mini
from sts_targets.canonical import canonical_bytes, canonical_cell, format_package, write_csv
from sts_targets.issues import CannotRunError
from sts_targets.tables import read_tables
from tiny import Tiny, column

FIELDS = (column("k"), column("n", "integer"), column("x", "number"), column("y", "year"))
FORM = "k,n,x,y\na,7,4.6,2020\nb,0,-0.5,\nc,,100,\n"


def formed(tiny: Tiny, content: str | bytes, primary_key: str = "k") -> str:
    """Return the canonical form of a table."""
    tiny.resources.clear()
    tiny.add(content, *FIELDS, schema={"primaryKey": primary_key} if primary_key else {})
    return canonical_bytes(tiny.root, "t.csv", tiny.resource()).decode()


@pytest.mark.parametrize(
    "content",
    [
        FORM,
        "k,n,x,y\nb,0,-0.5,\nc,,100,\na,7,4.6,2020\n",
        'k,n,x,y\n"a","7","4.6","2020"\nb,0,-0.5,""\nc,,100,\n',
        "k,n,x,y\na,+007,4.600,02020\nb,-0,-00.50,\nc,,+100.,\n",
        "k,n,x,y\na,7,4.6,2020\nb,00,-.5,\nc,,100.000,\n",
        FORM.replace("\n", "\r\n"),
        "\ufeff" + FORM,
        FORM.replace("\nb", "\n\nb") + "\n\n",
        FORM[:-1],
        "x,y,n,k\n4.6,2020,7,a\n-0.5,,0,b\n100,,,c\n",
    ],
    ids=["as is", "order", "quotes", "numbers", "zeros", "CRLF", "BOM", "blank lines", "no final newline", "columns"],
)
def test_every_spelling_of_a_table_has_one_form(content: str, tiny: Tiny) -> None:
    assert formed(tiny, content) == FORM


def test_rows_stay_in_their_order_when_there_is_no_key(tiny: Tiny) -> None:
    content = "k,n,x,y\nb,,,\na,,,\n"
    assert formed(tiny, content, primary_key="") == content


def test_only_cells_that_need_it_are_quoted(tiny: Tiny) -> None:
    content = 'k,n,x,y\n"a, b",,,\n"c ""d""",,,\n"e\nf",,,\ng h,,,\n'
    assert formed(tiny, content) == content


def test_the_declared_delimiter_stays(tiny: Tiny) -> None:
    tiny.add(
        'k;n\n"b";1\na,b;2\n',
        column("k"),
        column("n"),
        schema={"primaryKey": "k"},
        resource={"dialect": {"delimiter": ";"}},
    )
    assert canonical_bytes(tiny.root, "t.csv", tiny.resource()) == b"k;n\na,b;2\nb;1\n"


@pytest.mark.parametrize(
    ("cell", "kind", "expected"),
    [
        ("007", "string", "007"), ("4.60", "string", "4.60"), ("007", "any", "007"), ("2020-01-01", "date",
            "2020-01-01"),
        ("x", "integer", "x"), ("4.60", "integer", "4.60"), ("NaN", "number", "NaN"), ("1e3", "number", "1e3"),
        ("", "number", ""), ("-", "integer", "-"), ("0.10", "number", "0.1"), ("-0.0", "number", "0"),
        ("9" * 5000, "integer", "9" * 5000), ("0.1234567890123456789012345678901", "number",
            "0.1234567890123456789012345678901"),
        ("0.00000000001", "number", "0.00000000001"), ("+0", "year", "0"),
    ],
)  # fmt: skip
def test_a_cell_is_only_ever_spelled_plainer(cell: str, kind: str, expected: str) -> None:
    """A number of 5,000 digits once ended in a traceback."""
    assert canonical_cell(cell, kind) == expected


@given(st.decimals(allow_nan=False, allow_infinity=False).map(lambda number: f"{number:f}"))
def test_a_number_keeps_its_value_and_its_form_is_stable(cell: str) -> None:
    form = canonical_cell(cell, "number")
    assert Decimal(form) == Decimal(cell)
    assert canonical_cell(form, "number") == form
    assert len(form) <= len(cell)


@given(st.lists(st.lists(st.text(st.sampled_from('ab ,"\r\n;é'), max_size=6), min_size=1, max_size=2)))
def test_cells_survive_writing_and_reading(rows: list[list[str]]) -> None:
    """csv.writer with LF line ends leaves a carriage return unquoted, and the cell comes back without it."""
    text = write_csv(rows).decode()
    assert list(csv.reader(io.StringIO(text, newline=""))) == rows


def test_the_form_of_a_form_is_itself(mini: Mini) -> None:
    for table in TABLES:
        header, *body = mini.read(table)
        mini.write(table, [header, *reversed(body)])
    assert format_package(mini.package())
    before = {table: mini.path(table).read_bytes() for table in TABLES}
    assert format_package(mini.package()) == []
    assert {table: mini.path(table).read_bytes() for table in TABLES} == before


def test_formatting_repairs_what_validation_tells_and_keeps_every_value(mini: Mini) -> None:
    before = {table: mini.path(table).read_bytes() for table in TABLES}
    values = read_tables(mini.package())
    header, *body = mini.read("outcomes")
    mini.write("outcomes", [header, *reversed(body)])
    mini.edit("outcomes", lambda raw: b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n")[:-2].replace(b",4.6,", b',"4.60",'))
    assert {issue.rule for issue in mini.issues()} == {
        "file-bom",
        "file-line-end",
        "file-final-newline",
        "rows-in-order",
    }
    assert format_package(mini.package()) == ["data/outcomes.csv"]
    assert {table: mini.path(table).read_bytes() for table in TABLES} == before
    assert all(frame.equals(values[name]) for name, frame in read_tables(mini.package()).items())


def test_checking_changes_nothing(mini: Mini) -> None:
    mini.edit("agents", lambda raw: raw.replace(b"\n", b"\r\n"))
    before = mini.path("agents").read_bytes()
    assert format_package(mini.package(), check=True) == ["data/agents.csv"]
    assert mini.path("agents").read_bytes() == before
    assert not list(mini.root.glob("data/*.new"))


def test_no_file_is_left_beside_the_tables(mini: Mini) -> None:
    mini.edit("agents", lambda raw: raw.replace(b"\n", b"\r\n"))
    format_package(mini.package())
    assert sorted(file.name for file in (mini.root / "data").iterdir()) == sorted(f"{table}.csv" for table in TABLES)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, r"data/trials\.csv cannot be read"),
        (b"\xff", r"data/trials\.csv is not UTF-8"),
        (b"", r"data/trials\.csv:1: the columns are not those of schemas/trials\.json"),
        (b"trial_id\nx\n", r"the columns are not those"),
        (b'"trial_id\n', r"data/trials\.csv: unexpected end of data"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_nothing_is_written(
    content: bytes | None, message: str, mini: Mini
) -> None:
    """The first tables must not be formatted when a later one is refused."""
    mini.edit("agents", lambda raw: raw.replace(b"\n", b"\r\n"))
    before = mini.path("agents").read_bytes()
    mini.path("trials").unlink() if content is None else mini.path("trials").write_bytes(content)
    with pytest.raises(CannotRunError, match=message):
        format_package(mini.package())
    assert mini.path("agents").read_bytes() == before


def test_a_row_of_another_length_is_refused_with_its_number(mini: Mini) -> None:
    mini.edit("trials", lambda raw: raw + b"NCT00000009,x\n")
    with pytest.raises(
        CannotRunError, match=r"data/trials\.csv: row 7 has 2 cells, not 10\. Repair: run `sts validate`"
    ):
        format_package(mini.package())


def test_a_cell_with_a_line_break_stays_one_cell(tmp_path: Path, tiny: Tiny) -> None:
    assert formed(tiny, 'k,n,x,y\n"b\r\nc",1,,\na,2,,\n') == 'k,n,x,y\na,2,,\n"b\r\nc",1,,\n'
    assert (tmp_path / "t.csv").exists()
