"""The SQLite file: STRICT tables with their keys, the derived tables as views, and a description of every column."""

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from sts_targets.build.views import VIEWS
from sts_targets.keys import reading_order
from sts_targets.package import Package, Resource
from sts_targets.table_schema import Field, TableSchema

FILE = "sts-targets.sqlite"
_TYPES = {"integer": "INTEGER", "year": "INTEGER", "number": "REAL", "boolean": "INTEGER"}


def write_sqlite(file: Path, package: Package, tables: Mapping[str, pl.DataFrame]) -> None:
    """Write the tables of a package into a new SQLite file, foreign keys on.

    The file is the same for the same rows: tables are made in the order of their references, rows in the order of
    their keys, and the file is vacuumed. Dates are text as YYYY-MM-DD, booleans 0 and 1, missing cells NULL.

    Raises:
        sqlite3.IntegrityError: a row breaks a key or a check, which a validated package cannot.
    """
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA defer_foreign_keys = ON")
        for resource in reading_order(package):
            _create(connection, resource)
        for resource in reading_order(package):
            _fill(connection, resource, tables[resource.name])
        _describe(connection, package)
        for view in VIEWS:
            connection.execute(f"CREATE VIEW {_quote(view.name)} AS\n{view.sql}")
    connection.execute("VACUUM")
    connection.close()
    _forget_library(file)


def _forget_library(file: Path) -> None:
    """Blank the version of the SQLite library in the file header (bytes 96 to 99), which is informative only.

    Without it two machines with different libraries would not give the same bytes.
    """
    with file.open("r+b") as handle:
        handle.seek(96)
        handle.write(bytes(4))


def _create(connection: sqlite3.Connection, resource: Resource) -> None:
    schema = resource.schema
    parts = [_column(item) for item in schema.fields]
    if schema.primary_key:
        parts.append(f"PRIMARY KEY ({_names(schema.primary_key)})")
    parts += [f"UNIQUE ({_names(key)})" for key in schema.unique_keys]
    parts += [
        f"FOREIGN KEY ({_names(key.fields)}) REFERENCES {_quote(key.resource)} ({_names(key.reference_fields)}) "
        "DEFERRABLE INITIALLY DEFERRED"
        for key in schema.foreign_keys
    ]
    connection.execute(f"CREATE TABLE {_quote(resource.name)} (\n    " + ",\n    ".join(parts) + "\n) STRICT")


def _column(item: Field) -> str:
    text = f"{_quote(item.name)} {_TYPES.get(item.type, 'TEXT')}"
    if item.required:
        text += " NOT NULL"
    if item.unique:
        text += " UNIQUE"
    if item.enum:
        codes = ", ".join("'" + code.replace("'", "''") + "'" for code in item.enum)
        text += f" CHECK ({_quote(item.name)} IN ({codes}))"
    return text


def _fill(connection: sqlite3.Connection, resource: Resource, frame: pl.DataFrame) -> None:
    dates = [item.name for item in resource.schema.fields if item.type in {"date", "datetime"}]
    frame = frame.with_columns(pl.col(name).dt.to_string("iso:strict") for name in dates)
    marks = ", ".join("?" * frame.width)
    connection.executemany(f"INSERT INTO {_quote(resource.name)} VALUES ({marks})", frame.rows())


def _describe(connection: sqlite3.Connection, package: Package) -> None:
    """Add the table ``data_dictionary``: what every column means."""
    connection.execute(
        "CREATE TABLE data_dictionary (table_name TEXT NOT NULL, column_name TEXT NOT NULL, title TEXT NOT NULL, "
        "description TEXT NOT NULL, type TEXT NOT NULL, unit TEXT, PRIMARY KEY (table_name, column_name)) STRICT"
    )
    rows = (row for item in package.resources.values() for row in _dictionary(item.name, item.schema))
    connection.executemany("INSERT INTO data_dictionary VALUES (?, ?, ?, ?, ?, ?)", rows)


def _dictionary(table: str, schema: TableSchema) -> Iterable[tuple[str | None, ...]]:
    for item in schema.fields:
        about = item.properties
        yield table, item.name, about["title"], about["description"], item.type, about.get("unit")


def _names(columns: Iterable[str]) -> str:
    return ", ".join(_quote(column) for column in columns)


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
