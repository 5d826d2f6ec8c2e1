"""Packages made by chance: a schema, and rows that keep it; and single mutations that break one cell."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from sts_targets.canonical import write_csv
from sts_targets.package import Package, load_package

Cells = st.SearchStrategy[str]
LETTERS = "abcxyzAZäßéΩ中"  # no word for a month can be made of them
INSIDE = LETTERS + " ,;|\"'()[]/0123456789=+-@"
EXPORTED = ("string", "integer", "year", "number", "boolean", "date")


@dataclass(frozen=True)
class Column:
    """A column of a schema and the cells that keep it."""

    field: dict[str, Any]
    cells: Cells


@dataclass(frozen=True)
class Generated:
    """A table: its schema, header and rows of text, the first column being its key."""

    schema: dict[str, Any]
    rows: list[list[str]]

    @property
    def header(self) -> list[str]:
        """Names of the columns."""
        return [item["name"] for item in self.schema["fields"]]

    def write(self, root: Path, rows: list[list[str]] | None = None) -> Package:
        """Write the package into an empty folder and load it."""
        raw = write_csv([self.header, *(self.rows if rows is None else rows)])
        return write_package(root, self.schema, raw)


def write_package(root: Path, schema: dict[str, Any], raw: bytes) -> Package:
    """Write a package of one table and load it."""
    resource = {"name": "t", "path": "t.csv", "schema": schema}
    descriptor = {"name": "generated", "title": "G", "description": "G.", "resources": [resource]}
    (root / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    (root / "t.csv").write_bytes(raw)
    return load_package(root)


def texts(smallest: int = 1, largest: int = 12) -> Cells:
    """Sound texts: trimmed, no formula, composed accents."""
    inner = st.text(INSIDE, min_size=max(0, smallest - 2), max_size=max(0, largest - 2))
    ends = st.sampled_from(LETTERS)
    if largest == 1:
        return ends
    return st.builds(lambda first, middle, last: first + middle + last, ends, inner, ends)


def _lengths(low: int, more: int) -> Column:
    low = max(low, 2)
    return Column(
        {"type": "string", "constraints": {"minLength": low, "maxLength": low + more}}, texts(low, low + more)
    )


def _codes(codes: list[str]) -> Column:
    return Column({"type": "string", "constraints": {"enum": codes}}, st.sampled_from(codes))


def _formed(pattern: str) -> Column:
    return Column({"type": "string", "constraints": {"pattern": pattern}}, st.from_regex(pattern, fullmatch=True))


def _truth() -> Column:
    codes = {"trueValues": ["true"], "falseValues": ["false"]}
    return Column({"type": "boolean", **codes, "constraints": {}}, st.sampled_from(["true", "false"]))


def _bounded(kind: str, low: int, more: int) -> Column:
    cells = st.integers(low, low + more).map(str)
    return Column({"type": kind, "constraints": {"minimum": low, "maximum": low + more}}, cells)


def _decimals(low: int, more: int) -> Column:
    cells = st.decimals(low, low + more, places=4, allow_nan=False, allow_infinity=False).map(lambda n: f"{n:f}")
    return Column({"type": "number", "constraints": {"minimum": low, "maximum": low + more}}, cells)


def _dates(low: date, high: date) -> Column:
    low, high = sorted((low, high))
    limits = {"minimum": low.isoformat(), "maximum": high.isoformat()}
    return Column({"type": "date", "constraints": limits}, st.dates(low, high).map(date.isoformat))


def _times(low: datetime) -> Column:
    low = low.replace(microsecond=0)
    limits = {"minimum": low.isoformat()}
    times = st.datetimes(low, datetime(2100, 1, 1)).map(lambda time: time.replace(microsecond=0).isoformat())
    return Column({"type": "datetime", "constraints": limits}, times)


_DAYS = st.dates(date(1901, 1, 1), date(2100, 1, 1))
COLUMNS: st.SearchStrategy[Column] = st.one_of(
    st.just(Column({"type": "string", "constraints": {}}, texts())),
    st.builds(_lengths, st.integers(2, 5), st.integers(0, 5)),
    st.builds(_codes, st.lists(texts(1, 4), min_size=1, max_size=4, unique=True)),
    st.just(_formed("[a-c]{2,4}|x")),
    st.builds(_bounded, st.just("integer"), st.integers(-(10**12), 10**12), st.integers(0, 10**6)),
    st.builds(_bounded, st.just("year"), st.integers(1000, 2000), st.integers(0, 99)),
    st.builds(_decimals, st.integers(-(10**6), 10**6), st.integers(1, 10**6)),
    st.just(_truth()),
    st.builds(_dates, _DAYS, _DAYS),
    st.builds(_times, st.datetimes(datetime(1901, 1, 1), datetime(2000, 1, 1))),
)


@st.composite
def tables(draw: st.DrawFn, kinds: tuple[str, ...] = (), smallest: int = 1) -> Generated:
    """Draw a schema with a key of whole numbers, some columns, and rows that keep it."""
    wanted = COLUMNS.filter(lambda column: not kinds or column.field["type"] in kinds)
    columns = draw(st.lists(wanted, min_size=1, max_size=5))
    fields: list[dict[str, Any]] = [{"name": "k", "type": "integer", "constraints": {"required": True}}]
    cells: list[Cells] = []
    for number, column in enumerate(columns):
        required = draw(st.booleans())
        constraints = {**column.field["constraints"], "required": required}
        fields.append({"name": f"c{number}", **column.field, "constraints": constraints})
        cells.append(column.cells if required else st.one_of(st.just(""), column.cells))
    for item in fields:
        item |= {"title": item["name"], "description": "D."}
    keys = sorted(draw(st.sets(st.integers(0, 999), min_size=smallest, max_size=8)))
    rows = [[str(key), *(draw(cell) for cell in cells)] for key in keys]
    return Generated({"title": "T", "description": "D.", "fields": fields, "primaryKey": ["k"]}, rows)


@dataclass(frozen=True)
class Mutation:
    """A way to spoil one cell: which columns it fits, what the cell becomes, and the check that must find it."""

    rule: str
    fits: Callable[[dict[str, Any]], bool]
    spoil: Callable[[str, dict[str, Any]], str]


def _free_text(item: dict[str, Any]) -> bool:
    return item["type"] == "string" and not set(item["constraints"]) & {"enum", "pattern", "maxLength"}


def _has(name: str, *kinds: str) -> Callable[[dict[str, Any]], bool]:
    return lambda item: name in item["constraints"] and (not kinds or item["type"] in kinds)


def _beside(name: str, step: int) -> Callable[[str, dict[str, Any]], str]:
    """Return the value next to a bound, outside."""

    def spoil(_: str, item: dict[str, Any]) -> str:
        bound = item["constraints"][name]
        if item["type"] == "date":
            return date.fromordinal(date.fromisoformat(bound).toordinal() + step).isoformat()
        return str(bound + step)

    return spoil


def _text(make: Callable[[str], str]) -> Callable[[str, dict[str, Any]], str]:
    return lambda cell, _: make(cell or "a")


MUTATIONS = (
    Mutation("type", lambda item: item["type"] != "string", _text(lambda cell: f"{cell}x")),
    Mutation("type", lambda item: item["type"] != "string", _text(lambda cell: f" {cell}")),
    Mutation("type", lambda item: item["type"] in {"number", "integer"}, _text(lambda _: "NaN")),
    Mutation("type", lambda item: item["type"] == "boolean", _text(str.upper)),
    Mutation("type", lambda item: item["type"] == "date", _text(lambda cell: cell[:-2] + "99")),
    Mutation("required", lambda item: item["constraints"]["required"], lambda _, __: ""),
    Mutation("enum", _has("enum"), _text(lambda cell: f"{cell}q")),
    Mutation("pattern", _has("pattern"), _text(lambda cell: f"{cell}z")),
    Mutation("minLength", _has("minLength"), lambda _, item: "a" * (item["constraints"]["minLength"] - 1)),
    Mutation("maxLength", _has("maxLength"), lambda _, item: "a" * (item["constraints"]["maxLength"] + 1)),
    Mutation("minimum", _has("minimum", "integer", "year", "number", "date"), _beside("minimum", -1)),
    Mutation("maximum", _has("maximum", "integer", "year", "number", "date"), _beside("maximum", 1)),
    Mutation("text-trim", _free_text, _text(lambda cell: f"{cell} ")),
    Mutation("text-trim", _free_text, _text(lambda cell: f" {cell}")),
    Mutation("text-formula", _free_text, _text(lambda cell: f"={cell}")),
    Mutation("text-control", _free_text, _text(lambda cell: f"{cell}\x07")),
    Mutation("text-invisible", _free_text, _text(lambda cell: f"{cell[:1]}\u200b{cell[1:]}")),
    Mutation("text-space", _free_text, _text(lambda cell: f"{cell}\u00a0x")),
    Mutation("text-nfc", _free_text, _text(lambda cell: f"{cell}o\u0308")),
    Mutation("text-gene-date", _free_text, _text(lambda _: "2-Sep")),
)


@st.composite
def broken_cells(draw: st.DrawFn) -> tuple[Generated, list[list[str]], str, int, str]:
    """Draw a table, its rows with one cell spoiled, and the check, line and column that must be told."""
    table = draw(tables())
    fitting = [
        (mutation, place)
        for mutation in MUTATIONS
        for place, item in enumerate(table.schema["fields"])
        if place and mutation.fits(item)
    ]
    mutation, place = draw(st.sampled_from(fitting))
    row = draw(st.integers(0, len(table.rows) - 1))
    rows = [list(cells) for cells in table.rows]
    rows[row][place] = mutation.spoil(rows[row][place], table.schema["fields"][place])
    return table, rows, mutation.rule, row + 2, table.header[place]


def respell(raw: bytes, change: st.DataObject) -> bytes:
    """Return a CSV file in another spelling of the same values: order, quotes, zeros, signs, line ends, a mark."""
    header, *rows = csv.reader(io.StringIO(raw.decode(), newline=""))
    places = change.draw(st.permutations(range(len(header))))
    rows = change.draw(st.permutations(rows))
    mark = change.draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    end = change.draw(st.sampled_from(["\n", "\r\n"]))
    quoting = change.draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator=end, quoting=quoting)
    writer.writerows([row[place] for place in places] for row in [header, *rows])
    return mark + buffer.getvalue().encode()
