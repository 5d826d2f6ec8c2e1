"""The one byte form of a table: rows in the order of their key, minimal quoting, plain numbers, LF, UTF-8."""

import csv
import io
import re
from decimal import Decimal
from pathlib import Path

from sts_targets.issues import CannotRunError
from sts_targets.package import Package, Resource

_INTEGER = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_PLAIN = {"integer": _INTEGER, "year": _INTEGER, "number": _NUMBER}


def format_package(package: Package, *, check: bool = False) -> list[str]:
    """Bring every CSV table into its canonical form; Parquet has none.

    Args:
        package: the package.
        check: only look, change nothing.

    Returns:
        The files that were not in canonical form.

    Raises:
        CannotRunError: a file cannot be read as the CSV that its schema describes; nothing is written then.
    """
    tables = [item for item in package.resources.values() if item.format != "parquet"]
    formatted = {path: canonical_bytes(package.root, path, item) for item in tables for path in item.paths}
    changed = {path: form for path, form in formatted.items() if (package.root / path).read_bytes() != form}
    if not check:
        for path, form in changed.items():
            _replace(package.root / path, form)
    return [*changed]


def canonical_bytes(root: Path, path: str, resource: Resource) -> bytes:
    """Return the canonical form of a CSV file, PATH in the package at ROOT.

    The values stay what they are: rows are sorted by primary key in code point order, columns follow the schema,
    cells are quoted only where they must be, numbers lose sign, leading and trailing zeros that say nothing, blank
    lines and a byte order mark go, lines end with LF.

    Raises:
        CannotRunError: the file is missing, not UTF-8, or has rows or columns that its schema does not describe.
    """
    rows = _read_rows(root, path, resource.delimiter)
    header, body = (rows[0], rows[1:]) if rows else ([], [])
    names = resource.schema.names
    if sorted(header) != sorted(names):
        raise CannotRunError(
            f"{path}:1: the columns are not those of {resource.schema_file}. Repair: run `sts validate`."
        )
    for line, row in enumerate(body, 2):
        if len(row) != len(header):
            raise CannotRunError(
                f"{path}: row {line} has {len(row)} cells, not {len(header)}. Repair: run `sts validate`."
            )
    places = [header.index(name) for name in names]
    kinds = [item.type for item in resource.schema.fields]
    table = [[canonical_cell(row[place], kind) for place, kind in zip(places, kinds, strict=True)] for row in body]
    keys = [names.index(name) for name in resource.schema.primary_key]
    if keys:
        table.sort(key=lambda row: [row[key] for key in keys])
    return write_csv([names, *table], resource.delimiter)


def canonical_cell(cell: str, kind: str) -> str:
    """Return a cell in the plainest spelling of the same value: ``+007`` -> ``7``, ``4.60`` -> ``4.6``."""
    if kind in _PLAIN and _PLAIN[kind].fullmatch(cell):
        text = f"{Decimal(cell):f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return text if text not in {"-0", ""} else "0"
    return cell


def write_csv(rows: list[list[str]], delimiter: str = ",") -> bytes:
    """Return rows as CSV bytes with LF line ends and minimal quoting.

    Not by csv.writer: with LF line ends it leaves a carriage return in a cell unquoted, which reads as a line end.
    """
    special = re.compile(f'[{re.escape(delimiter)}"\r\n]')

    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"' if special.search(cell) else cell

    lines = (delimiter.join(map(quoted, row)) or '""' for row in rows)
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def _read_rows(root: Path, path: str, delimiter: str) -> list[list[str]]:
    try:
        text = (root / path).read_bytes().decode("utf-8-sig")
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True) if row]
    except OSError as error:
        raise CannotRunError(f"{path} cannot be read ({error.strerror}). Repair: restore it.") from None
    except UnicodeDecodeError:
        raise CannotRunError(f"{path} is not UTF-8. Repair: save it as UTF-8.") from None
    except csv.Error as error:
        raise CannotRunError(f"{path}: {error}. Repair: run `sts validate`.") from None


def _replace(file: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never a part."""
    beside = file.with_name(file.name + ".new")
    beside.write_bytes(content)
    beside.replace(file)
