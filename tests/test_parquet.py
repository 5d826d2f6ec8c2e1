"""Parquet tables: the file, physical types, and the same checks as on CSV."""

import hashlib
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from corpus import BASES
from mini import TODAY, Mini
from sts_targets import parquet
from sts_targets.cli import main
from sts_targets.package import load_package
from sts_targets.tables import read_table, read_tables
from sts_targets.validate import validate
from tiny import Field, Tiny, column

FIELDS = (
    column("k", required=True), column("i", "integer", minimum=0), column("n", "number"), column("b", "boolean"),
    column("d", "date"), column("t", "datetime"), column("y", "year"),
)  # fmt: skip
SOUND: dict[str, list[Any]] = {
    "k": ["x", "y"], "i": [1, None], "n": [0.5, 2.0], "b": [True, None], "d": [date(2020, 1, 2), None],
    "t": [datetime(2020, 1, 2, 3, 4, 5), None], "y": [2020, None],
}  # fmt: skip


def add(tiny: Tiny, table: pa.Table, *fields: Field, **more: Any) -> Tiny:
    """Add a Parquet table to a package."""
    pq.write_table(table, tiny.root / "t.parquet")
    return tiny.add(None, *fields, resource={"path": "t.parquet", "format": "parquet"}, **more)


def one(tiny: Tiny, values: pa.Array, field: Field, **more: Any) -> list[tuple[str, int, str]]:
    """Validate a table of one column."""
    return add(tiny, pa.table({field["name"]: values}), field, **more).found()


def test_a_sound_table_is_read_with_its_types(tiny: Tiny) -> None:
    add(tiny, pa.table(SOUND), *FIELDS)
    assert tiny.found() == []
    assert read_table(tiny.package(), "t").to_dict(as_series=False) == SOUND
    assert validate(tiny.package()).rows == {"t": 2}


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("integer", pa.array([1], pa.uint8())),
        ("number", pa.array([1], pa.int32())),
        ("number", pa.array([Decimal("1.5")])),
        ("number", pa.array([1.5], pa.float32())),
        ("string", pa.array(["x"], pa.large_string())),
        ("string", pa.array(["x"]).dictionary_encode()),
        ("date", pa.array([date(2020, 1, 1)], pa.date64())),
        ("datetime", pa.array([datetime(2020, 1, 1)], pa.timestamp("ns"))),
        ("datetime", pa.array([datetime(2020, 1, 1)], pa.timestamp("ms", "UTC"))),
        ("date", pa.nulls(1)),
    ],
    ids=str,
)
def test_a_physical_type_that_holds_the_values_of_the_schema_passes(kind: str, values: pa.Array, tiny: Tiny) -> None:
    assert one(tiny, values, column("a", kind)) == []


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("integer", pa.array([1.0])), ("integer", pa.array(["1"])), ("number", pa.array(["1"])),
        ("boolean", pa.array([1])), ("date", pa.array(["2020-01-01"])), ("date", pa.array([datetime(2020, 1, 1)])),
        ("datetime", pa.array([datetime(2020, 1, 1)], pa.timestamp("us", "Europe/Berlin"))),
        ("string", pa.array([1])), ("string", pa.array([b"x"])), ("string", pa.array([["x"]])),
        ("any", pa.array([{"a": 1}])),
    ],
    ids=str,
)  # fmt: skip
def test_another_physical_type_is_told_once_for_its_column(kind: str, values: pa.Array, tiny: Tiny) -> None:
    assert one(tiny, values, column("a", kind, required=True), schema={"primaryKey": ["a"]}) == [
        ("parquet-type", 0, "a")
    ]


def test_a_table_that_is_all_text_is_told_once(tiny: Tiny) -> None:
    """Other validators pass a Parquet file whose every column is text."""
    add(tiny, pa.table({name: pa.array(["1", "2"]) for name in SOUND}), *FIELDS)
    (issue,) = tiny.issues()
    assert (issue.rule, issue.message) == ("parquet-type", "every column is stored as text")
    assert issue.expected.startswith("i as integer, n as number, b as boolean")


@pytest.mark.parametrize(
    ("field", "values", "found"),
    [
        (column("a", "number"), [1.5, float("nan"), float("inf")], [("type", 2, "a"), ("type", 3, "a")]),
        (column("a", "integer", minimum=0), [0, -1], [("minimum", 2, "a")]),
        (column("a", "integer"), pa.array([2**63], pa.uint64()), [("type", 1, "a")]),
        (column("a", required=True), ["x", None, ""], [("required", 2, "a"), ("required", 3, "a")]),
        (column("a", pattern="x|y"), ["x", "xy"], [("pattern", 2, "a")]),
        (column("a", enum=["x"]), pa.array(["x", "z"]).dictionary_encode(), [("enum", 2, "a")]),
        (column("a", unique=True), ["x", "x"], [("unique", 2, "a")]),
        (column("a"), ["x", " y", "=1"], [("text-trim", 2, "a"), ("text-formula", 3, "a")]),
        (column("a"), ["x", "e\u0301"], [("text-nfc", 2, "a")]),
        (column("a", "date", maximum="2020-01-01"), [date(2020, 1, 2)], [("maximum", 1, "a")]),
    ],
    ids=str,
)  # fmt: skip
def test_cells_are_checked_like_those_of_csv_with_the_number_of_their_row(
    field: Field, values: Any, found: list[tuple[str, int, str]], tiny: Tiny
) -> None:
    assert one(tiny, pa.array(values) if isinstance(values, list) else values, field) == found


def test_columns_are_compared_by_name(tiny: Tiny) -> None:
    add(tiny, pa.table({"b": ["x"], "c": ["x"]}), column("a"), column("b"))
    assert tiny.found() == [("header-missing", 0, "a"), ("header-extra", 0, "c")]


def test_a_column_that_is_there_twice_ends_the_reading(tiny: Tiny) -> None:
    add(tiny, pa.Table.from_arrays([pa.array(["x"]), pa.array(["y"])], names=["a", "a"]), column("a"))
    assert tiny.found() == [("header-duplicate", 0, "a")]


def test_references_between_csv_and_parquet_are_checked(tiny: Tiny) -> None:
    key = {"foreignKeys": [{"fields": "a", "reference": {"resource": "u", "fields": "k"}}]}
    add(tiny, pa.table({"a": [1, 2]}), column("a", "integer"), schema=key)
    tiny.add("k\n01\n", column("k", "integer"), name="u")
    assert tiny.found() == [("foreignKey", 2, "a")]


def test_an_empty_table_has_its_columns(tiny: Tiny) -> None:
    add(tiny, pa.table(SOUND).slice(0, 0), *FIELDS)
    assert tiny.found() == []
    assert read_table(tiny.package(), "t").columns == list(SOUND)


def test_rows_keep_their_numbers_over_batches(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "BATCH_ROWS", 7)
    values = [None if number in {3, 20, 50} else number for number in range(1, 60)]
    assert one(tiny, pa.array(values), column("a", "integer", required=True)) == [
        ("required", number, "a") for number in (3, 20, 50)
    ]


@pytest.mark.parametrize("algorithm", ["md5", "sha256", "sha512"])
def test_the_hash_of_a_parquet_file_is_checked(algorithm: str, tiny: Tiny) -> None:
    """Other validators do not check the hash of a Parquet file, and report a false number of bytes."""
    add(tiny, pa.table({"a": ["x"]}), column("a"))
    raw = (tiny.root / "t.parquet").read_bytes()
    tiny.resources[0] |= {"hash": f"{algorithm}:{hashlib.new(algorithm, raw).hexdigest()}", "bytes": len(raw)}
    tiny.save({"name": "tiny", "resources": tiny.resources})
    assert tiny.found() == []
    pq.write_table(pa.table({"a": ["yyyy"]}), tiny.root / "t.parquet")
    assert {rule for rule, _, _ in tiny.found()} >= {"file-hash"}


@pytest.mark.parametrize("keep", [0, 3, 4, 20, -1, -8, -200])
def test_a_truncated_file_is_an_issue(keep: int, tiny: Tiny) -> None:
    add(tiny, pa.table({"a": [str(number) for number in range(1000)]}), column("a"))
    file = tiny.root / "t.parquet"
    file.write_bytes(file.read_bytes()[:keep])
    assert tiny.found() == [("file-empty" if keep == 0 else "parquet-file", 0, "")]


@pytest.mark.parametrize("content", [None, b"a\nx\n", b"PAR1" + b"\0" * 100 + b"PAR1"])
def test_what_is_no_parquet_file_is_an_issue(content: bytes | None, tiny: Tiny) -> None:
    tiny.add(None, column("a"), resource={"path": "t.parquet"})
    if content is not None:
        (tiny.root / "t.parquet").write_bytes(content)
    assert tiny.found() == [("file-missing" if content is None else "parquet-file", 0, "")]


def test_damaged_pages_are_issues_and_no_traceback(tiny: Tiny) -> None:
    add(tiny, pa.table({"a": [str(number) for number in range(5000)]}), column("a"))
    file = tiny.root / "t.parquet"
    raw = bytearray(file.read_bytes())
    for start in range(4, 2000, 97):
        file.write_bytes(raw[:start] + b"\xff" * 40 + raw[start + 40 :])
        assert {issue.rule for issue in tiny.issues()} <= {"parquet-file", "text-control", "type", "text-invisible"}


def test_format_leaves_parquet_alone(tiny: Tiny) -> None:
    add(tiny, pa.table({"a": ["x"]}), column("a"))
    result = CliRunner().invoke(main, ["format", str(tiny.root)])
    assert (result.exit_code, result.stdout) == (0, "")


def as_parquet(root: Path) -> None:
    """Turn the tables of a package into Parquet."""
    import json

    package = load_package(root)
    descriptor = json.loads((root / "datapackage.json").read_text())
    for item in descriptor["resources"]:
        frame = read_tables(package)[item["name"]]
        item["path"] = f"data/{item['name']}.parquet"
        item["format"], item["mediatype"] = "parquet", "application/vnd.apache.parquet"
        del item["encoding"], item["dialect"]
        frame.write_parquet(root / item["path"])
    (root / "datapackage.json").write_text(json.dumps(descriptor))


def test_a_whole_package_in_parquet_is_checked_by_its_rules(mini: Mini) -> None:
    mini.set("outcomes", "STS-O00001", value="5.5")
    in_csv = mini.issues()
    as_parquet(mini.root)
    in_parquet = validate(mini.package(), TODAY).issues
    assert [(i.rule, i.table, i.line + 1, i.column, i.message) for i in in_parquet] == [
        (i.rule, i.table, i.line, i.column, i.message) for i in in_csv
    ]


def test_the_plain_base_of_the_corpus_is_valid_as_parquet(tmp_path: Path) -> None:
    import shutil

    root = Path(shutil.copytree(BASES / "plain", tmp_path / "plain"))
    as_parquet(root)
    assert validate(load_package(root), TODAY).issues == ()
