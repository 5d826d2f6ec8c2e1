"""The explorer of the package around this file, built for measuring and for looking at it."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sts_targets.build.explorer.bundle import bundle
from sts_targets.build.explorer.page import page
from sts_targets.build.explorer.payload import payload
from sts_targets.package import load_package
from sts_targets.release import build_time, release_content
from sts_targets.tables import read_tables

REPOSITORY = Path(__file__).parents[1]
KEYS = ("_id", "name", "synonym", "acronym", "pmid", "evidence_a", "evidence_b", "citation_a", "citation_b")


def carried() -> dict[str, Any]:
    """Return what the explorer of the package carries."""
    package = load_package(REPOSITORY)
    with tempfile.TemporaryDirectory() as place:
        content = release_content(Path(place), package, read_tables(package), build_time(REPOSITORY))
        return payload(content, None, bundle().packages)


def write_page(value: Mapping[str, Any], file: Path) -> Path:
    """Write the explorer that carries a value."""
    file.write_text(page(dict(value), bundle()), encoding="utf-8")
    return file


def multiplied(value: Mapping[str, Any], times: int) -> dict[str, Any]:
    """Return the same with TIMES the rows: in each copy, identifiers and names differ and refer to each other."""
    tables = {name: _copies(table, times) for name, table in value["tables"].items()}
    return {**value, "tables": tables}


def _copies(table: Mapping[str, Any], times: int) -> dict[str, Any]:
    changes = [column.endswith(KEYS) for column in table["columns"]]
    rows = [[_renamed(cell, mark, number) for cell, mark in zip(row, changes, strict=True)]
            for number in range(times) for row in table["rows"]]  # fmt: skip
    return {"columns": table["columns"], "rows": rows}


def _renamed(cell: object, changes: bool, number: int) -> object:
    return f"{cell}-{number}" if number and changes and isinstance(cell, str) else cell
