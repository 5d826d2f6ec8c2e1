"""The CSV files of a release with their descriptor and schemas: a data package that any Frictionless tool reads."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from sts_targets.build.content import Content, Table
from sts_targets.canonical import write_csv


def write_plain(folder: Path, content: Content) -> None:
    """Write ``datapackage.json``, ``data/``, ``derived/`` and ``schemas/`` into a folder.

    The files of ``data/`` are those of the package, byte by byte; the derived tables, and those that are in
    several files there, are in the same form.
    """
    for name in ("data", "derived", "schemas"):
        (folder / name).mkdir()
    for table in content.tables:
        place = folder / csv_path(table)
        paths = () if table.derived else content.package.resources[table.name].paths
        if len(paths) != 1:
            place.write_bytes(csv_bytes(table.frame))
        else:
            place.write_bytes((content.package.root / paths[0]).read_bytes())
        write_json(folder / "schemas" / f"{table.name}.json", table.schema.properties)
    write_json(folder / "datapackage.json", _descriptor(folder, content))


def csv_bytes(frame: pl.DataFrame) -> bytes:
    """Return a typed table in the canonical CSV form."""
    rows = [[csv_cell(cell) for cell in row] for row in frame.rows()]
    return write_csv([frame.columns, *rows])


def csv_cell(cell: object) -> str:
    """Return a typed cell as CSV text: ISO dates, ``true`` and ``false``, shortest decimal numbers.

    Example:
        >>> csv_cell(True), csv_cell(4.0), csv_cell(1e-05), csv_cell(None), csv_cell(date(2012, 4, 26))
        ('true', '4', '0.00001', '', '2012-04-26')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}".removesuffix(".0")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def write_json(file: Path, value: Any) -> None:
    """Write a JSON value, indented, in UTF-8 with a final line end."""
    file.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")


def resource(table: Table, content: Content) -> dict[str, Any]:
    """Return what a descriptor says of a table, without its file."""
    if not table.derived:
        own = dict(content.package.resources[table.name].properties)
        return {key: own[key] for key in ("name", "type", "title", "description") if key in own}
    return {"name": table.name, "type": "table", "title": table.title, "description": table.description}


def package_properties(content: Content) -> dict[str, Any]:
    """Return what a descriptor of the release says of the package, without the resources."""
    source = content.package.descriptor
    own = {key: value for key, value in source.items() if key != "resources"}
    return {**own, "created": content.built.strftime("%Y-%m-%dT%H:%M:%SZ")}


def csv_path(table: Table) -> str:
    """Return where the CSV file of a table stands in a release."""
    return f"{'derived' if table.derived else 'data'}/{table.name}.csv"


def _descriptor(folder: Path, content: Content) -> dict[str, Any]:
    resources = []
    for table in content.tables:
        data = (folder / csv_path(table)).read_bytes()
        resources.append(
            {
                **resource(table, content),
                "path": csv_path(table),
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ","},
                "bytes": len(data),
                "hash": "sha256:" + hashlib.sha256(data).hexdigest(),
                "schema": f"schemas/{table.name}.json",
            }
        )
    return {**package_properties(content), "resources": resources}
