"""Whole lines -> cells; a line of the wrong shape is told and left out."""

import re

import polars as pl

from sts_targets.chunks import Chunk
from sts_targets.findings import LINE, Findings
from sts_targets.package import Resource


def read_rows(chunk: Chunk, header: list[str], resource: Resource, findings: Findings) -> pl.DataFrame | None:
    """Split whole lines into cells; lines of the wrong shape are reported and left out.

    Returns:
        The cells as text, with the line of each row in the column LINE; None when there is no sound line.
    """
    if _looks_even(chunk, len(header), resource.delimiter):
        text = _parse(chunk.data, header, resource.delimiter)
        if text is not None and text.height == chunk.lines:
            return text.with_row_index(LINE, offset=chunk.line)
    return _read_uneven_rows(chunk, header, resource.delimiter, findings)


def _looks_even(chunk: Chunk, width: int, delimiter: str) -> bool:
    """Tell whether there are no quotes and as many delimiters as even rows have.

    A blank line would go unnoticed only where a row has one cell: elsewhere another row has a delimiter too many.
    """
    if b'"' in chunk.data or chunk.count(delimiter) != chunk.lines * (width - 1):
        return False
    return width > 1 or not (chunk.data.startswith(b"\n") or b"\n\n" in chunk.data)


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


def _read_uneven_rows(chunk: Chunk, header: list[str], delimiter: str, findings: Findings) -> pl.DataFrame | None:
    """Judge each line by itself: quoting, number of cells, emptiness."""
    lines = _judge_lines(chunk, delimiter)
    _report_blank(lines, findings)
    _report_quoting(lines, findings)
    _report_length(lines, len(header), findings)
    is_row = pl.col("sound") & ~pl.col("blank") & (pl.col("cells") == len(header))
    for line in lines.filter(~pl.col("blank") & ~is_row)["raw"]:
        findings.leave_out(line, delimiter)
    good = lines.filter(is_row)
    if good.is_empty():
        return None
    text = _parse(("\n".join(good["raw"]) + "\n").encode(), header, delimiter)
    return None if text is None else text.insert_column(0, good[LINE])


def _judge_lines(chunk: Chunk, delimiter: str) -> pl.DataFrame:
    """Return each line (``raw``) with whether it is ``blank``, whether its quoting is ``sound``, and its ``cells``."""
    mark = re.escape(delimiter)
    cell = rf'(?:[^"{mark}]*|"(?:[^"]|"")*")'
    raw, quoted = pl.col("raw"), pl.col("raw").str.contains('"', literal=True)
    unquoted = pl.when(quoted).then(raw.str.replace_all(r'"(?:[^"]|"")*"', "")).otherwise(raw)
    return (
        pl.DataFrame({"raw": chunk.data.decode("utf-8").split("\n")[:-1]})
        .with_row_index(LINE, offset=chunk.line)
        .with_columns(
            blank=raw == "",
            sound=~quoted | raw.str.contains(rf"^{cell}(?:{mark}{cell})*$"),
            cells=unquoted.str.count_matches(delimiter, literal=True) + 1,
        )
    )


def _report_blank(lines: pl.DataFrame, findings: Findings) -> None:
    findings.cells(
        lines, pl.col("blank"), "raw", "row-blank", "the line is blank", "a row", "run `sts format`", blame=""
    )


def _report_quoting(lines: pl.DataFrame, findings: Findings) -> None:
    """Report the first of each run of lines with broken quoting: an open mark spoils the lines that follow."""
    broken = ~pl.col("sound")
    findings.cells(
        lines,
        broken & ~broken.shift(1, fill_value=False),
        "raw",
        "row-quoting",
        "a quotation mark is open, stray, or encloses a line break",
        "cells on one line; one with a delimiter or quotation mark is quoted as a whole, its marks doubled",
        "mend the quotation marks of this line",
        blame="",
    )


def _report_length(lines: pl.DataFrame, width: int, findings: Findings) -> None:
    uneven = lines.filter(pl.col("sound") & ~pl.col("blank") & (pl.col("cells") != width))
    for (count,), rows in uneven.group_by("cells", maintain_order=True):
        findings.cells(
            rows,
            pl.lit(True),
            "raw",
            "row-length",
            f"the row has {count} cells",
            f"{width} cells, as the header has",
            "add or remove delimiters, or quote a cell that contains one",
            blame="",
        )
