"""Bytes -> string table -> typed table; whatever is wrong becomes an issue with its line."""

import csv
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sts_targets.findings import LINE, Findings
from sts_targets.hygiene import CONTROL_BYTES, check_text
from sts_targets.package import Resource
from sts_targets.table_schema import Field, TableSchema

BATCH_BYTES = 32 * 1024 * 1024
HASH_ALGORITHMS = ("md5", "sha1", "sha256", "sha512")
DTYPES: dict[str, pl.DataType] = {
    "string": pl.String(),
    "any": pl.String(),
    "integer": pl.Int64(),
    "year": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us"),
}
_LEXICAL = {
    "integer": r"^[+-]?[0-9]+$",
    "year": r"^[+-]?[0-9]{1,6}$",
    "number": r"^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$",
    "date": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "datetime": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z?$",
}
_EXPECTED = {
    "integer": "a whole number, such as 42",
    "year": "a year, such as 2021",
    "number": "a number with a decimal point, such as 4.6",
    "date": "a date as YYYY-MM-DD",
    "datetime": "a time as YYYY-MM-DDThh:mm:ss",
}


@dataclass(frozen=True)
class Batch:
    """Some rows of a table.

    Attributes:
        text: the cells as text, missing ones null, and the physical line of each row in the column LINE.
        typed: the same rows with the types of the schema; a cell that has not its type is null here.
    """

    text: pl.DataFrame
    typed: pl.DataFrame


def read_batches(file: Path, resource: Resource, findings: Findings) -> Iterator[Batch]:
    """Read a CSV file in batches of whole rows and report every problem of bytes, structure, text and type.

    Args:
        file: the file to read.
        resource: its description.
        findings: where issues go.

    Yields:
        Batches with the columns of the schema that the file has, at least one without rows. A file whose header
        cannot be used, or that is not UTF-8 from its beginning, gives none.
    """
    header: list[str] | None = None
    empty = True
    for line, chunk in _read_chunks(file, resource, findings):
        first, rows = line, chunk
        if header is None:
            head, _, rows = chunk.partition(b"\n")
            header = read_header(head, resource, findings)
            first += 1
        if header is None:
            return
        if rows and (text := _read_rows(rows, first, header, resource, findings)) is not None:
            empty = False
            yield _make_batch(text, header, _is_plain(rows), resource.schema, findings)
    if header is not None and empty and findings.readable:
        text = pl.DataFrame(schema={LINE: pl.get_index_type(), **dict.fromkeys(header, pl.String)})
        yield _make_batch(text, header, True, resource.schema, findings)


def _make_batch(text: pl.DataFrame, header: list[str], plain: bool, schema: TableSchema, findings: Findings) -> Batch:
    """Check the text of some rows and give them their types."""
    columns = [name for name in schema.names if name in header]
    text = _blank_missing(text.select(LINE, *columns), schema)
    strings = [name for name in columns if schema.field(name).type in {"string", "any"}]
    check_text(text, strings, plain, findings)
    return Batch(text, cast_types(text, schema, findings))


def _read_chunks(file: Path, resource: Resource, findings: Findings) -> Iterator[tuple[int, bytes]]:
    """Yield the bytes of a file in pieces that end with a line, each with its first line number, and check them."""
    try:
        size = file.stat().st_size
        handle = file.open("rb")
    except OSError as error:
        findings.file_issue(
            "file-missing",
            f"the file cannot be read ({error.strerror})",
            "a readable file",
            "restore it or correct its path in the descriptor",
        )
        return
    with handle:
        if size == 0:
            findings.file_issue("file-empty", "the file is empty", "a header line", "restore the file")
            return
        digest = _Digest(resource, size, findings)
        line, rest = 1, b""
        while block := handle.read(BATCH_BYTES):
            digest.update(block)
            piece, newline, rest_after = (rest + block).rpartition(b"\n")
            if not newline:
                rest += block
                continue
            rest = rest_after
            yield from _checked(piece + newline, line, findings)
            if findings.has("file-encoding"):
                return
            line += piece.count(b"\n") + 1
        if rest:
            findings.file_issue(
                "file-final-newline",
                "the last line has no line end",
                "a final line feed",
                "run `sts format`",
                line=line,
            )
            yield from _checked(rest + b"\n", line, findings)
        digest.finish()


def _checked(chunk: bytes, line: int, findings: Findings) -> Iterator[tuple[int, bytes]]:
    """Report what is wrong with the bytes of a chunk and yield it with what can be mended mended."""
    if line == 1 and chunk.startswith((b"\xff\xfe", b"\xfe\xff")):
        findings.file_issue("file-encoding", "the file is UTF-16", "UTF-8", "save the file as UTF-8", line=1)
        return
    try:
        chunk.decode("utf-8")
    except UnicodeDecodeError as error:
        bad = line + chunk.count(b"\n", 0, error.start)
        findings.file_issue(
            "file-encoding",
            f"byte 0x{chunk[error.start]:02x} is not UTF-8",
            "UTF-8",
            "save the file as UTF-8",
            line=bad,
        )
        return
    if line == 1 and chunk.startswith(b"\xef\xbb\xbf"):
        findings.file_issue(
            "file-bom",
            "the file begins with a byte order mark",
            "no byte order mark",
            "run `sts format`",
            line=1,
        )
        chunk = chunk[3:]
    if b"\r\n" in chunk:
        if not findings.has("file-line-end"):
            bad = line + chunk.count(b"\n", 0, chunk.index(b"\r\n"))
            findings.file_issue(
                "file-line-end",
                "the line ends with carriage return and line feed",
                "line feed only",
                "run `sts format`",
                line=bad,
            )
        chunk = chunk.replace(b"\r\n", b"\n")
    yield line, chunk


class _Digest:
    """Compares the bytes of a file with the ``bytes`` and ``hash`` of its resource."""

    def __init__(self, resource: Resource, size: int, findings: Findings) -> None:
        self.findings = findings
        expected = resource.properties.get("bytes")
        if expected is not None and expected != size:
            findings.file_issue(
                "file-bytes",
                f"the file has {size} bytes",
                f"{expected} bytes, as the descriptor says",
                "restore the file or update the descriptor",
                value=str(size),
            )
        algorithm, _, self.expected = str(resource.properties.get("hash", "")).rpartition(":")
        self.hash = self._start(algorithm or "md5") if self.expected else None

    def _start(self, algorithm: str) -> "hashlib._Hash | None":
        if algorithm in HASH_ALGORITHMS:
            return hashlib.new(algorithm, usedforsecurity=False)
        self.findings.file_issue(
            "file-hash",
            f"the hash algorithm {algorithm!r} is not known",
            "one of " + ", ".join(HASH_ALGORITHMS),
            "correct the descriptor",
        )
        return None

    def update(self, block: bytes) -> None:
        if self.hash:
            self.hash.update(block)

    def finish(self) -> None:
        if self.hash and self.hash.hexdigest() != self.expected.lower():
            self.findings.file_issue(
                "file-hash",
                f"the {self.hash.name} of the file is {self.hash.hexdigest()}",
                f"{self.expected}, as the descriptor says",
                "restore the file or update the descriptor",
            )


def read_header(head: bytes, resource: Resource, findings: Findings) -> list[str] | None:
    """Compare the header line with the schema.

    Returns:
        The labels of the file, or None when its columns cannot be told apart.
    """
    try:
        labels = next(csv.reader([head.decode("utf-8")], delimiter=resource.delimiter, strict=True), [])
    except csv.Error as error:
        findings.file_issue(
            "header", f"the header cannot be read ({error})", "column names", "mend the quoting", line=1
        )
        return None
    names = resource.schema.names
    if len(labels) == 1 and len(names) > 1:
        message = f"the header has one column; the delimiter is not {resource.delimiter!r}"
        findings.file_issue(
            "header-delimiter",
            message,
            f"cells separated by {resource.delimiter!r}",
            "save the file with the declared delimiter",
            line=1,
            value=labels[0],
        )
        return None
    doubles = sorted({label for label in labels if labels.count(label) > 1})
    for label in doubles:
        findings.file_issue(
            "header-duplicate",
            f"the column {label!r} is there twice",
            "each column once",
            "remove one of them",
            line=1,
            value=label,
            column=label,
        )
    for name in names:
        if name not in labels:
            findings.file_issue(
                "header-missing",
                f"the column {name!r} is missing",
                "every column of the schema",
                "add it, with empty cells where nothing is known",
                line=1,
                column=name,
            )
    for label in labels:
        if label not in names:
            findings.file_issue(
                "header-extra",
                f"the column {label!r} is not in the schema",
                "only columns of the schema",
                f"correct its spelling, or describe it in {resource.schema_file}",
                line=1,
                value=label,
                column=label,
            )
    if set(labels) == set(names) and labels != names and not doubles:
        findings.file_issue(
            "header-order",
            "the columns are not in the order of the schema",
            ", ".join(names),
            "run `sts format`",
            line=1,
        )
    return None if doubles else labels


def _read_rows(
    chunk: bytes, line: int, header: list[str], resource: Resource, findings: Findings
) -> pl.DataFrame | None:
    """Split whole lines into cells; lines of the wrong shape are reported and left out."""
    delimiter, lines = resource.delimiter, chunk.count(b"\n")
    if b'"' not in chunk and chunk.count(delimiter.encode()) == lines * (len(header) - 1) and not _has_blank(chunk):
        text = _parse(chunk, header, delimiter)
        if text is not None and text.height == lines:
            return text.with_row_index(LINE, offset=line)
    return _read_uneven_rows(chunk, line, header, delimiter, findings)


def _has_blank(chunk: bytes) -> bool:
    return chunk.startswith(b"\n") or b"\n\n" in chunk


def _parse(chunk: bytes, header: list[str], delimiter: str) -> pl.DataFrame | None:
    """Return the cells of lines that all have as many as the header, or None when they have not."""
    try:
        return pl.read_csv(
            chunk,
            has_header=False,
            separator=delimiter,
            schema=dict.fromkeys(header, pl.String),
            infer_schema=False,
            empty_string_is_null=False,
            raise_if_empty=False,
        )
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
        return None


def _read_uneven_rows(
    chunk: bytes, line: int, header: list[str], delimiter: str, findings: Findings
) -> pl.DataFrame | None:
    """Judge each line by itself: quoting, number of cells, emptiness."""
    mark = re.escape(delimiter)
    cell = rf'(?:[^"{mark}]*|"(?:[^"]|"")*")'
    raw = pl.col("raw")
    lines = (
        pl.DataFrame({"raw": chunk.decode("utf-8").split("\n")[:-1]})
        .with_row_index(LINE, offset=line)
        .with_columns(quoted=raw.str.contains('"', literal=True), blank=raw == "")
        .with_columns(sound=~pl.col("quoted") | raw.str.contains(rf"^{cell}(?:{mark}{cell})*$"))
        .with_columns(
            cells=pl.when("quoted")
            .then(raw.str.replace_all(r'"(?:[^"]|"")*"', ""))
            .otherwise(raw)
            .str.count_matches(delimiter, literal=True)
            + 1
        )
    )
    findings.cells(
        lines, pl.col("blank"), "raw", "row-blank", "the line is blank", "a row", "run `sts format`", blame=""
    )
    broken = ~pl.col("sound")
    first_broken = broken & ~broken.shift(1, fill_value=False)
    findings.cells(
        lines,
        first_broken,
        "raw",
        "row-quoting",
        "a quotation mark is open, stray, or encloses a line break",
        "cells on one line; one with a delimiter or quotation mark is quoted as a whole, its marks doubled",
        "mend the quotation marks of this line",
        blame="",
    )
    uneven = pl.col("sound") & ~pl.col("blank") & (pl.col("cells") != len(header))
    for count, rows in lines.filter(uneven).group_by("cells", maintain_order=True):
        message = f"the row has {count[0]} cells"
        expected = f"{len(header)} cells, as the header has"
        findings.cells(
            rows,
            pl.lit(True),
            "raw",
            "row-length",
            message,
            expected,
            "add or remove delimiters, or quote a cell that contains one",
            blame="",
        )
    good = lines.filter(pl.col("sound") & ~pl.col("blank") & (pl.col("cells") == len(header)))
    if good.is_empty():
        return None
    text = _parse(("\n".join(good["raw"]) + "\n").encode(), header, delimiter)
    return None if text is None else text.insert_column(0, good[LINE])


def _is_plain(chunk: bytes) -> bool:
    return chunk.isascii() and len(chunk.translate(None, CONTROL_BYTES)) == len(chunk)


def _blank_missing(text: pl.DataFrame, schema: TableSchema) -> pl.DataFrame:
    """Turn the missing-value markers of the schema into nulls."""
    return text.with_columns(
        pl.when(pl.col(item.name).is_in(list(item.missing_values or schema.missing_values)))
        .then(None)
        .otherwise(pl.col(item.name))
        .alias(item.name)
        for item in schema.fields
        if item.name in text.columns
    )


def cast_types(text: pl.DataFrame, schema: TableSchema, findings: Findings) -> pl.DataFrame:
    """Give the cells the types of the schema; a cell that is not of its type becomes null and an issue."""
    fields = [item for item in schema.fields if item.name in text.columns]
    typed = text.select(LINE, *(cast_expression(item).alias(item.name) for item in fields))
    for item in fields:
        if typed[item.name].null_count() > text[item.name].null_count():
            bad = text[item.name].is_not_null() & typed[item.name].is_null()
            expected = _EXPECTED.get(item.type, " or ".join(item.true_values + item.false_values))
            findings.cells(
                text,
                bad,
                item.name,
                "type",
                _type_message(item.type),
                expected,
                "correct the cell",
            )
    return typed


def _type_message(kind: str) -> Callable[[str], str]:
    return lambda cell: f"{cell!r} is no {kind}"


def cast_expression(item: Field) -> pl.Expr:
    """Return the expression that turns the text of a column into its type; null where it cannot."""
    cell = pl.col(item.name)
    if item.type in {"string", "any"}:
        return cell
    if item.type == "boolean":
        codes = dict.fromkeys(item.true_values, True) | dict.fromkeys(item.false_values, False)
        return cell.replace_strict(codes, default=None, return_dtype=pl.Boolean)
    lexical = pl.when(cell.str.contains(_LEXICAL[item.type])).then(cell)
    if item.type == "date":
        return lexical.str.to_date("%Y-%m-%d", strict=False)
    if item.type == "datetime":
        return lexical.str.strip_suffix("Z").str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us", strict=False)
    return lexical.cast(DTYPES[item.type], strict=False)
