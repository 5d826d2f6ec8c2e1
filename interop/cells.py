"""What a reader says of a table, in a form that can be compared: the types of its columns and its cells as JSON."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isnan
from pathlib import Path
from typing import Any

NAMES = ("string", "integer", "number", "boolean", "date")


@dataclass(frozen=True)
class Source:
    """A table of a release folder: its files and the types that its schema gives."""

    release: Path
    name: str
    path: str
    types: Mapping[str, str]

    @property
    def csv(self) -> str:
        """The CSV file."""
        return str(self.release / self.path)

    @property
    def parquet(self) -> str:
        """The Parquet file."""
        return str(self.release / "parquet" / f"{self.name}.parquet")


Seen = tuple[Mapping[str, str | None], Iterable[Iterable[object]]]
Reader = Callable[[Source], Seen]


def sources(release: Path) -> Iterator[Source]:
    """Yield the tables that the descriptor of a release lists."""
    for item in json.loads((release / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
        schema = json.loads((release / item["schema"]).read_text(encoding="utf-8"))
        types = {field["name"]: field["type"] for field in schema["fields"]}
        yield Source(release, item["name"], item["path"], types)


def plain(cell: Any) -> object:
    """Return a cell as JSON: None for a missing one, ISO text for a date."""
    if cell is None or type(cell).__name__ in {"NAType", "NaTType"} or (isinstance(cell, float) and isnan(cell)):
        return None
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell == datetime(cell.year, cell.month, cell.day) else cell.isoformat()
    return cell.isoformat() if isinstance(cell, date) else cell.item() if hasattr(cell, "item") else cell


def types_of_cells(names: Iterable[str], rows: list[list[object]]) -> dict[str, str | None]:
    """Return the types of columns whose cells are typed one by one; None for a column without any cell."""
    columns = zip(*rows, strict=True) if rows else [[] for _ in names]
    return {
        name: _widest({_type_of(cell) for cell in cells if cell is not None})
        for name, cells in zip(names, columns, strict=True)
    }


def _type_of(cell: object) -> str:
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string"}
    return "date" if isinstance(cell, date) else kinds.get(type(cell), type(cell).__name__)


def _widest(found: set[str]) -> str | None:
    if found == {"integer", "number"}:
        return "number"
    return " or ".join(sorted(found)) or None


def seen_of_arrow(table: Any) -> Seen:
    """Return what an Arrow table says, its types by the names that Table Schema has for them."""
    return _types_of_arrow(table.schema), zip(*(column.to_pylist() for column in table.columns), strict=True)


def _types_of_arrow(schema: Any) -> dict[str, str]:
    kinds = {"int": "integer", "double": "number", "bool": "boolean", "date32": "date", "timestamp": "date"}
    return {field.name: _of_arrow(str(field.type), kinds) for field in schema}


def _of_arrow(kind: str, kinds: Mapping[str, str]) -> str:
    if "string" in kind:
        return "string"
    return next((name for start, name in kinds.items() if kind.startswith(start)), kind)


def write_seen(readers: Mapping[str, Reader], release: Path, output: Path) -> None:
    """Let readers read every table of a release and write what they saw as JSON."""
    seen = {
        name: {source.name: _said(reader(source)) for source in sources(release)} for name, reader in readers.items()
    }
    output.write_text(json.dumps(seen, ensure_ascii=False), encoding="utf-8")


def _said(seen: Seen) -> dict[str, object]:
    types, rows = seen
    return {"types": dict(types), "rows": [[plain(cell) for cell in row] for row in rows]}
