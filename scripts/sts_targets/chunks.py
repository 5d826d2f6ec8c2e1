"""A file -> pieces of whole lines; what is wrong with its bytes is told here.

Whatever the bytes can tell at once (plain ASCII, no control characters, the number of lines) spares the checks of
single cells, so it is counted here, vectorised.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import polars as pl
import pyarrow as pa

from sts_targets.digest import Digest, report_missing
from sts_targets.findings import Findings
from sts_targets.package import Resource

BOM = codecs.BOM_UTF8
BATCH_BYTES = 16 * 1024 * 1024
LINE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Chunk:
    """Some whole lines of a file.

    Attributes:
        line: number of the first line, from 1.
        data: their bytes in UTF-8; every line ends with a line feed.
    """

    line: int
    data: bytes

    @cached_property
    def _codes(self) -> pl.Series:
        """The bytes as numbers, without a copy."""
        array = pa.Array.from_buffers(pa.uint8(), len(self.data), [None, pa.py_buffer(self.data)])
        return pl.Series(array, dtype=pl.UInt8)

    def count(self, character: str) -> int:
        """Return how often an ASCII character stands in the chunk."""
        return int((self._codes == ord(character)).sum())

    @cached_property
    def lines(self) -> int:
        """The number of lines."""
        return self.count("\n")

    @cached_property
    def plain(self) -> bool:
        """Whether all is ASCII without control characters other than the line feeds."""
        return self.data.isascii() and self.count("\x7f") == 0 and (self._codes < ord(" ")).sum() == self.lines

    def line_of(self, place: int) -> int:
        """Return the number of the line in which a byte stands."""
        return self.line + self.data.count(b"\n", 0, place)


def read_chunks(file: Path, resource: Resource, findings: Findings) -> Iterator[Chunk]:
    """Yield the header line of a file and then its rows in pieces of about BATCH_BYTES, and check their bytes.

    A file that cannot be read gives nothing; one that stops being UTF-8, or has a line longer than LINE_BYTES,
    ends there.
    """
    try:
        size = file.stat().st_size
        handle = file.open("rb")
    except OSError as error:
        report_missing(error, findings)
        return
    with handle:
        if size == 0:
            findings.file_issue("file-empty", "the file is empty", "a header line", "restore the file")
            return
        digest = Digest(resource, size, findings)
        line, done = 1, 0
        for data in _pieces(handle):
            digest.update(data)
            done += len(data)
            chunk = _mend_bytes(Chunk(line, data), done == size, findings)
            if chunk is None:
                return
            yield chunk
            line += chunk.lines
        digest.finish()


def _pieces(handle: BinaryIO) -> Iterator[bytes]:
    """Yield the first line, then whole lines together."""
    yield handle.readline(LINE_BYTES)
    while block := _read_lines(handle):
        yield block


def _read_lines(handle: BinaryIO) -> bytes:
    """Read about BATCH_BYTES, to the end of a line; where that is comes first, so that nothing is copied."""
    begin = handle.tell()
    handle.seek(begin + BATCH_BYTES - 1)
    handle.readline(LINE_BYTES)
    end = handle.tell()
    handle.seek(begin)
    return handle.read(end - begin)


def _mend_bytes(chunk: Chunk, last: bool, findings: Findings) -> Chunk | None:
    """Report what is wrong with the bytes of a chunk; return it mended, or None when it cannot be."""
    ended = chunk.data.endswith(b"\n")
    if _last_line_length(chunk.data) > LINE_BYTES or not (ended or last):
        _report_long_line(chunk, findings)
        return None
    if chunk.line == 1 and b"\r" in chunk.data and b"\n" not in chunk.data:
        _report_returns_alone(findings)
        return None
    if not ended:
        chunk = _end_line(chunk, findings)
    if not _is_utf8(chunk, findings):
        return None
    if chunk.line == 1 and chunk.data.startswith(BOM):
        chunk = _drop_bom(chunk, findings)
    return _drop_returns(chunk, findings) if b"\r" in chunk.data else chunk


def _last_line_length(data: bytes) -> int:
    return len(data) - 1 - data.rfind(b"\n", 0, -1)


def _report_returns_alone(findings: Findings) -> None:
    findings.file_issue(
        "file-line-return",
        "the lines end with a carriage return alone",
        "line feeds",
        "save the file with line feeds (LF)",
        line=1,
    )


def _report_long_line(chunk: Chunk, findings: Findings) -> None:
    findings.file_issue(
        "file-line-length",
        f"the line is longer than {LINE_BYTES:,} bytes",
        "rows of a table",
        "look for line ends that are not line feeds, or split the cell",
        line=chunk.line + chunk.data.count(b"\n", 0, -1),
    )


def _end_line(chunk: Chunk, findings: Findings) -> Chunk:
    findings.file_issue(
        "file-final-newline",
        "the last line has no line end",
        "a final line feed",
        "run `sts format`",
        line=chunk.line + chunk.lines,
    )
    return Chunk(chunk.line, chunk.data + b"\n")


def _is_utf8(chunk: Chunk, findings: Findings) -> bool:
    if chunk.line == 1 and chunk.data.startswith((b"\xff\xfe", b"\xfe\xff")):
        findings.file_issue("file-encoding", "the file is UTF-16", "UTF-8", "save the file as UTF-8", line=1)
        return False
    if chunk.data.isascii():
        return True
    try:
        chunk.data.decode("utf-8")
    except UnicodeDecodeError as error:
        findings.file_issue(
            "file-encoding",
            f"byte 0x{chunk.data[error.start]:02x} is not UTF-8",
            "UTF-8",
            "save the file as UTF-8",
            line=chunk.line_of(error.start),
        )
        return False
    return True


def _drop_bom(chunk: Chunk, findings: Findings) -> Chunk:
    findings.file_issue(
        "file-bom", "the file begins with a byte order mark", "no byte order mark", "run `sts format`", line=1
    )
    return Chunk(chunk.line, chunk.data.removeprefix(BOM))


def _drop_returns(chunk: Chunk, findings: Findings) -> Chunk:
    """Turn carriage return and line feed into line feed; the first one of a file is told."""
    place = chunk.data.find(b"\r\n")
    if place < 0:
        return chunk
    if not findings.has("file-line-end"):
        findings.file_issue(
            "file-line-end",
            "the line ends with carriage return and line feed",
            "line feed only",
            "run `sts format`",
            line=chunk.line_of(place),
        )
    return Chunk(chunk.line, chunk.data.replace(b"\r\n", b"\n"))
