"""Properties: sound tables pass, one spoiled cell is found, formatting keeps values, outputs give back what went in."""

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generated import EXPORTED, MUTATIONS, Generated, broken_cells, respell, tables, write_package
from sts_targets.build import xlsx
from sts_targets.build.content import Content, base_table
from sts_targets.build.parquet import arrow_table
from sts_targets.build.plain import csv_bytes, csv_cell
from sts_targets.build.sqlite import write_sqlite
from sts_targets.canonical import canonical_bytes, format_package
from sts_targets.package import Package, load_package
from sts_targets.tables import read_table
from sts_targets.validate import validate

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
SOME = settings(FEW, max_examples=40)
WHOLE = st.from_regex(r"[+-]?0{0,3}[0-9]{1,25}", fullmatch=True)
DECIMAL = st.from_regex(r"[+-]?[0-9]{0,5}\.?[0-9]{1,9}", fullmatch=True)
BUILT = datetime(2026, 1, 1, tzinfo=UTC)


@contextmanager
def folder() -> Iterator[Path]:
    """A new folder for one example."""
    with tempfile.TemporaryDirectory() as place:
        yield Path(place)


def found(package: Package) -> set[tuple[str, int, str]]:
    return {(issue.rule, issue.line, issue.column) for issue in validate(package).issues}


@SOME
@given(tables(smallest=0))
def test_a_table_made_from_its_schema_is_valid(table: Generated) -> None:
    with folder() as root:
        assert found(table.write(root)) == set()


@settings(FEW, max_examples=80)
@given(broken_cells())
def test_one_spoiled_cell_is_found_at_its_place_and_nothing_else_is(
    case: tuple[Generated, list[list[str]], str, int, str],
) -> None:
    table, rows, rule, line, column = case
    with folder() as root:
        issues = found(table.write(root, rows))
    assert (rule, line, column) in issues
    assert {(where, name) for _, where, name in issues} == {(line, column)}


def test_the_mutations_cover_every_check_of_a_cell() -> None:
    from sts_targets.catalogue import checks

    assert {mutation.rule for mutation in MUTATIONS} == {item.id for item in checks() if item.group in {"cell", "text"}}


@SOME
@given(tables(smallest=2), st.data())
def test_a_key_that_stands_twice_is_found_in_its_later_line(table: Generated, data: st.DataObject) -> None:
    first, second = sorted(data.draw(st.sets(st.integers(0, len(table.rows) - 1), min_size=2, max_size=2)))
    rows = [list(row) for row in table.rows]
    rows[second][0] = rows[first][0]
    with folder() as root:
        assert found(table.write(root, rows)) == {("primaryKey", second + 2, "k")}


LINES = {
    "row-length": lambda line: line + b",",
    "row-quoting": lambda line: line + b'"',
    "row-blank": lambda line: b"\n" + line,
    "file-encoding": lambda line: line + b"\xff",
}


@FEW
@given(tables(), st.sampled_from(sorted(LINES)), st.data())
def test_one_spoiled_line_is_found_by_its_number(table: Generated, rule: str, data: st.DataObject) -> None:
    with folder() as root:
        package = table.write(root)
        lines = (root / "t.csv").read_bytes().split(b"\n")
        row = data.draw(st.integers(1, len(table.rows)))
        lines[row] = LINES[rule](lines[row])
        (root / "t.csv").write_bytes(b"\n".join(lines))
        assert (rule, row + 1, "") in found(package)


@FEW
@given(tables(), st.data())
def test_format_gives_one_form_that_stays_and_never_changes_a_value(table: Generated, data: st.DataObject) -> None:
    with folder() as root:
        package = table.write(root)
        file = root / "t.csv"
        format_package(package)
        canonical, values = file.read_bytes(), read_table(package, "t")
        file.write_bytes(respell(canonical, data))
        format_package(package)
        assert file.read_bytes() == canonical
        assert format_package(package) == []
        assert read_table(package, "t").equals(values)


@FEW
@given(st.lists(st.tuples(WHOLE, DECIMAL), min_size=1))
def test_a_number_in_another_spelling_keeps_its_value(cells: list[tuple[str, str]]) -> None:
    fields = [{"name": "i", "type": "integer"}, {"name": "n", "type": "number"}]
    raw = "i,n\n" + "".join(f"{whole},{number}\n" for whole, number in cells)
    with folder() as root:
        package = write_package(root, {"fields": fields}, raw.encode())
        formed = canonical_bytes(root, "t.csv", package.resources["t"])
        (root / "t.csv").write_bytes(formed)
        rows = [line.split(",") for line in formed.decode().splitlines()[1:]]
    assert [(int(whole), float(number)) for whole, number in rows] == [(int(w), float(n)) for w, n in cells]


def one_table(root: Path, table: Generated) -> tuple[Package, pl.DataFrame]:
    package = table.write(root)
    return package, read_table(package, "t")


@FEW
@given(tables(EXPORTED, smallest=0))
def test_csv_gives_back_what_was_written(table: Generated) -> None:
    with folder() as root:
        package, frame = one_table(root, table)
        (root / "t.csv").write_bytes(csv_bytes(frame))
        assert read_table(package, "t").equals(frame)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_of_a_csv_file_is_the_number_that_was_written(number: float) -> None:
    """Numbers below 1e-15, such as p values, were once written as 0."""
    assert float(csv_cell(number)) == number
    assert "e" not in csv_cell(number)


@FEW
@given(tables(EXPORTED, smallest=0))
def test_parquet_gives_back_what_was_written_and_is_valid(table: Generated) -> None:
    with folder() as root:
        package, frame = one_table(root, table)
        pq.write_table(arrow_table(base_table(package, "t", frame)), root / "t.parquet")
        descriptor = json.loads((root / "datapackage.json").read_text())
        descriptor["resources"][0] |= {"path": "t.parquet", "format": "parquet"}
        (root / "datapackage.json").write_text(json.dumps(descriptor))
        again = load_package(root)
        assert found(again) == set()
        assert read_table(again, "t").equals(frame)


@FEW
@given(tables(EXPORTED, smallest=0))
def test_sqlite_gives_back_what_was_written(table: Generated) -> None:
    with folder() as root:
        package, frame = one_table(root, table)
        write_sqlite(root / "t.sqlite", package, {"t": frame})
        with closing(sqlite3.connect(root / "t.sqlite")) as connection:
            rows = connection.execute("SELECT * FROM t ORDER BY k").fetchall()
    dates = [pl.col(name).cast(pl.String) for name, kind in frame.schema.items() if kind == pl.Date]
    assert rows == frame.with_columns(dates).rows()


FROM_CELL: dict[Any, Callable[[Any], Any]] = {
    pl.String: str, pl.Int64: int, pl.Float64: float, pl.Boolean: bool, pl.Date: datetime.date,
}  # fmt: skip


def from_cell(cell: Any, kind: Any) -> Any:
    """Return a cell of a workbook, which knows dates only with a time and numbers only as floats."""
    return None if cell is None else FROM_CELL[kind](cell)


@settings(FEW, max_examples=20)
@given(tables(EXPORTED, smallest=0))
def test_a_workbook_gives_back_what_was_written(table: Generated) -> None:
    with folder() as root:
        package, frame = one_table(root, table)
        xlsx.write_xlsx(root, Content(package, (base_table(package, "t", frame),), BUILT))
        sheet = openpyxl.load_workbook(root / xlsx.FILE)["t"]
        rows = list(sheet.iter_rows(min_row=2, max_row=1 + frame.height, max_col=frame.width, values_only=True))
    kinds = list(frame.schema.values())
    read = [tuple(from_cell(cell, kind) for cell, kind in zip(row, kinds, strict=True)) for row in rows]
    assert read[: frame.height] == frame.rows()
