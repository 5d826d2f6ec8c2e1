"""LibreOffice without a window: what it makes of the workbook when it saves it as flat OpenDocument."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element, parse

from interop.cells import Seen, Source, types_of_cells, write_seen

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def convert(workbook: Path, folder: Path) -> Element:
    """Return a workbook as the flat OpenDocument that LibreOffice makes of it."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "fods", "--outdir", folder, workbook]
    subprocess.run(command, capture_output=True, check=True)
    return parse(folder / f"{workbook.stem}.fods").getroot()


def sheet_rows(sheet: Element, width: int) -> Iterator[list[object]]:
    """Yield the rows of a sheet that hold a cell, each cut to WIDTH cells."""
    for row in sheet.iter(f"{_TABLE}table-row"):
        cells = [_value(cell) for cell in row for _ in range(_repeated(cell, width))]
        if any(cell is not None for cell in cells):
            yield (cells + [None] * width)[:width]


def _repeated(cell: Element, width: int) -> int:
    return min(int(cell.get(f"{_TABLE}number-columns-repeated", "1")), width)


def _value(cell: Element) -> object:
    match cell.get(f"{_OFFICE}value-type"):
        case None:
            return None
        case "boolean":
            return cell.get(f"{_OFFICE}boolean-value") == "true"
        case "date":
            return date.fromisoformat(str(cell.get(f"{_OFFICE}date-value"))[:10])
        case "float":
            number = float(str(cell.get(f"{_OFFICE}value")))
            return int(number) if number.is_integer() else number
        case _:
            return "\n".join(_text(paragraph) for paragraph in cell.findall(f"{_TEXT}p"))


def _text(paragraph: Element) -> str:
    """Return the text of a paragraph, in which runs of spaces are elements."""
    inside = (" " * int(item.get(f"{_TEXT}c", "1")) if item.tag == f"{_TEXT}s" else _text(item) for item in paragraph)
    tails = (item.tail or "" for item in paragraph)
    return (paragraph.text or "") + "".join(part + tail for part, tail in zip(inside, tails, strict=True))


def main(release: Path, output: Path) -> None:
    """Read every table of the workbook of a release and write what LibreOffice saw."""
    with tempfile.TemporaryDirectory() as place:
        root = convert(release / "sts-targets.xlsx", Path(place))
    sheets = {sheet.get(f"{_TABLE}name"): sheet for sheet in root.iter(f"{_TABLE}table")}

    def read_sheet(source: Source) -> Seen:
        header, *rows = sheet_rows(sheets[source.name], len(source.types))
        return types_of_cells([str(name) for name in header], rows), rows

    write_seen({"XLSX: LibreOffice": read_sheet}, release, output)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
