"""The workbook: a start sheet, the flat evidence, every table, and the data dictionary."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any

import xlsxwriter

from sts_targets.build.content import Content, Table
from sts_targets.table_schema import Field

FILE = "sts-targets.xlsx"
NOT_ADVICE = "This data set is for research and information. It is not medical advice."
START, DICTIONARY = "start", "data_dictionary"
_LINKS: Mapping[str, Callable[[str], str]] = {
    "pmid": lambda number: f"https://pubmed.ncbi.nlm.nih.gov/{number}/",
    "doi": lambda doi: f"https://doi.org/{doi}",
    "pmcid": lambda number: f"https://pmc.ncbi.nlm.nih.gov/articles/{number}/",
    "nct": lambda number: f"https://clinicaltrials.gov/study/{number}",
    "trial_id": lambda number: _LINKS["nct"](number) if number.startswith("NCT") else "",
    "url": lambda address: address if address.startswith("http") else "",
}
_UNITS = {"mo": "months", "a": "year", "1": "", "%": "percent", "{patients}": "patients", "{tumours}": "tumours"}
_DICTIONARY_WIDTHS = {
    "table": 22,
    "column": 24,
    "type": 10,
    "unit": 12,
    "required": 9,
    "example": 28,
    "description": 90,
}
_START_WIDTHS = {"Sheet": 26, "What stands in it": 100, "Rows": 10}
_MOST_WIDE, _LEAST_WIDE = 42, 8
_PROSE, _PROSE_WIDE = 80, 60
_LINE, _TALLEST, _LETTERS = 15, 405, 1.1


def write_xlsx(folder: Path, content: Content) -> None:
    """Write the workbook into a folder.

    Headers are frozen and filtered; numbers are numbers, dates dates, identifiers text. The creation time is that
    of the build, so that the file is the same for the same rows.
    """
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    book = xlsxwriter.Workbook(folder / FILE, options)
    about = content.package.descriptor
    book.set_properties(
        {"title": about["title"], "comments": about["description"], "created": content.built.replace(tzinfo=None)}
    )
    formats = _Formats(book)
    _write_start(book.add_worksheet(START), content, formats)
    for table in _sheet_order(content):
        _write_table(book.add_worksheet(table.name), table, formats)
    _write_dictionary(book.add_worksheet(DICTIONARY), content, formats)
    book.close()


class _Formats:
    """Cell formats of the workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.title = book.add_format({"bold": True, "font_size": 18, "font_color": "#1F3A5F"})
        self.header = book.add_format(
            {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "valign": "top", "text_wrap": True}
        )
        self.strong = book.add_format({"bold": True, "valign": "top"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.text = book.add_format({"num_format": "@", "valign": "top"})
        self.count = book.add_format({"num_format": "#,##0", "valign": "top"})
        self.number = book.add_format({"valign": "top", "align": "right", "indent": 1})
        self.boolean = book.add_format({"valign": "top", "align": "left"})
        self.date = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        self.link = book.add_format({"font_color": "#0B5CAD", "underline": 1, "valign": "top"})


def _sheet_order(content: Content) -> Iterator[Table]:
    """The derived tables first, the flat evidence at their head, then the tables they are made of."""
    yield from content.derived_tables
    yield from content.base_tables


def _write_start(sheet: Any, content: Content, formats: _Formats) -> None:
    about = content.package.descriptor
    sheet.hide_gridlines(2)
    _print_in_landscape(sheet)
    sheet.fit_to_pages(1, 1)
    for place, width in enumerate(_START_WIDTHS.values()):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, str(about["title"]), formats.title)
    lines = [
        ("Version", content.package.version),
        ("Date", content.built.strftime("%Y-%m-%d")),
        ("What this is", str(about["description"])),
        ("Note", NOT_ADVICE),
        ("Licence", "CC BY 4.0 (data): use it freely, name the source and the version."),
        ("How to read it", "Begin with evidence_flat: one line per number, with interval, denominator and source."),
        (
            "Numbers",
            "Each is as reliable as its column verification says: read once, or read twice and found the same.",
        ),
        ("Missing", "An empty cell means that nothing was found or nothing was printed; it never means zero."),
        (
            "Columns",
            f"What each column means, and each code, stands in {DICTIONARY} and in a note on the column's header.",
        ),
    ]
    for row, (label, text) in enumerate(lines, 2):
        sheet.write_string(row, 0, label, formats.strong)
        sheet.write_string(row, 1, text, formats.wrap)
        sheet.set_row(row, _height([text], [_START_WIDTHS["What stands in it"]]))
    sheet.write_row(len(lines) + 3, 0, list(_START_WIDTHS), formats.header)
    for row, (name, text, rows) in enumerate(_contents(content), len(lines) + 4):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", formats.link, name)
        sheet.write_string(row, 1, text, formats.wrap)
        sheet.write_number(row, 2, rows, formats.count)
        sheet.set_row(row, _height([text], [_START_WIDTHS["What stands in it"]]))


def _contents(content: Content) -> Iterator[tuple[str, str, int]]:
    """Yield name, description and number of rows of every sheet after the first."""
    for table in _sheet_order(content):
        yield table.name, table.description, table.frame.height
    columns = sum(len(table.schema.fields) for table in content.tables)
    yield DICTIONARY, "What each column means: its unit, an example, and the meaning of each code.", columns


def _height(texts: Iterable[str], widths: Iterable[float]) -> float:
    """Return the height of a row in which each text wraps in a column of that width, letters of mean width."""
    lines = (
        sum(ceil(len(line) / width / _LETTERS) or 1 for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    return min(_LINE * max(lines), _TALLEST)


def _print_in_landscape(sheet: Any) -> None:
    """Print a sheet on A4 in landscape."""
    sheet.set_landscape()
    sheet.set_paper(9)


def _write_table(sheet: Any, table: Table, formats: _Formats) -> None:
    _print_in_landscape(sheet)
    sheet.repeat_rows(0)
    for place, item in enumerate(table.schema.fields):
        cells = table.frame[item.name].to_list()
        sheet.set_column(place, place, _width(item, cells))
        sheet.write_string(0, place, item.name, formats.header)
        sheet.write_comment(0, place, _comment(item), {"x_scale": 3, "y_scale": 2})
        for row, cell in enumerate(cells, 1):
            _write_cell(sheet, row, place, item, cell, formats)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(table.frame.height, 1), len(table.schema.fields) - 1)


def _comment(item: Field) -> str:
    codes = "".join(f"\n{code['value']}: {code['label']}" for code in item.properties.get("categories", []))
    unit = f" [{_unit(item)}]" if _unit(item) else ""
    return f"{item.properties['title']}{unit}\n{item.properties['description']}{codes}"


def _unit(item: Field) -> str:
    """Return the unit of a column in words."""
    unit = str(item.properties.get("unit", ""))
    return _UNITS.get(unit, unit)


def _write_cell(sheet: Any, row: int, place: int, item: Field, cell: object, formats: _Formats) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, place, cell, formats.boolean)
    elif isinstance(cell, int | float):
        sheet.write_number(row, place, cell, formats.number)
    elif isinstance(cell, date):
        sheet.write_datetime(row, place, cell, formats.date)
    elif address := _address(item.name, str(cell)):
        sheet.write_url(row, place, address, formats.link, str(cell))
    else:
        sheet.write_string(row, place, str(cell), formats.text)


def _address(column: str, cell: str) -> str:
    """Return where a cell leads: the document, article or trial that it names; an empty text for other cells."""
    kind, _, number = cell.partition(":") if column.endswith("citation_id") else (column, "", cell)
    link = _LINKS.get(kind)
    return link(number) if link else ""


def _width(item: Field, cells: list[object]) -> int:
    longest = max((len(str(cell)) for cell in cells if cell is not None), default=0)
    most = _PROSE_WIDE if longest > _PROSE else _MOST_WIDE
    return max(_LEAST_WIDE, min(most, longest + 1), len(item.name) + 3)


def _write_dictionary(sheet: Any, content: Content, formats: _Formats) -> None:
    for place, (name, width) in enumerate(_DICTIONARY_WIDTHS.items()):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, name, formats.header)
    sheet.repeat_rows(0)
    _print_in_landscape(sheet)
    sheet.fit_to_pages(1, 0)
    row = 0
    for table in _sheet_order(content):
        for item in table.schema.fields:
            row += 1
            texts = _dictionary_row(table, item)
            sheet.set_row(row, _height(texts, _DICTIONARY_WIDTHS.values()))
            for place, text in enumerate(texts):
                sheet.write_string(row, place, text, formats.wrap)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, row, len(_DICTIONARY_WIDTHS) - 1)


def _dictionary_row(table: Table, item: Field) -> tuple[str, ...]:
    about = item.properties
    codes = "".join(f"\n• {code['value']}: {code['label']}" for code in about.get("categories", []))
    return (
        table.name,
        item.name,
        item.type,
        _unit(item),
        "yes" if item.required else "",
        str(about.get("example", "")),
        f"{about['description']}{codes}",
    )
