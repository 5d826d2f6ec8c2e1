"""Text hygiene of cells: what a cell may contain whatever its column means."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from sts_targets.findings import Findings
from sts_targets.table_schema import Field

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|march"


@dataclass(frozen=True)
class TextRule:
    """A pattern that no text cell may match."""

    id: str
    pattern: str
    message: str
    expected: str
    repair: str


TEXT_RULES = (
    TextRule(
        "text-control",
        r"[\p{Cc}\x{fffd}\p{Co}\p{Cn}]",
        "a control, private-use or replacement character stands in the cell",
        "printable characters on one line",
        "remove the character; a replacement character means that the text was read in the wrong encoding",
    ),
    TextRule(
        "text-invisible",
        r"[\p{Cf}\x{034f}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180b}-\x{180f}\x{3164}\x{fe00}-\x{fe0f}\x{ffa0}]",
        "an invisible character (zero width, direction mark or soft hyphen) stands in the cell",
        "visible characters only",
        "type the cell again instead of pasting it",
    ),
    TextRule(
        "text-space",
        r"[\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]",
        "a no-break or other special space stands in the cell",
        "ordinary spaces",
        "replace it by an ordinary space",
    ),
    TextRule(
        "text-trim",
        r"^\s|\s$",
        "the cell begins or ends with white space",
        "no white space at the ends",
        "remove it",
    ),
    TextRule(
        "text-formula",
        r"^[=+\-@]",
        "a spreadsheet would run the cell as a formula",
        "no leading =, +, - or @",
        "begin with a letter, a digit or a bracket",
    ),
    TextRule(
        "text-gene-date",
        rf"(?i)^(?:[0-9]{{1,2}}[-/. ]?(?:{_MONTHS})|(?:{_MONTHS})[-/. ][0-9]{{1,2}})(?:[-/. ][0-9]{{2,4}})?$",
        "a spreadsheet has turned the cell into a date",
        "the name as it was, such as MARCHF1 or SEPTIN2",
        "enter the approved symbol and mark the column as text",
    ),
)
_ASCII_RULES = tuple(rule for rule in TEXT_RULES if rule.id in {"text-trim", "text-formula", "text-gene-date"})
_ASCII_SCREEN = rf"(?i)^(?:[ =+\-@]|[0-9]{{1,2}}[-/. ]?(?:{_MONTHS})|(?:{_MONTHS})[-/. ][0-9])"


def check_text(text: pl.DataFrame, fields: Sequence[Field], plain: bool, findings: Findings) -> None:
    """Check the text columns of a batch.

    Args:
        text: the batch as text.
        fields: the columns of type string.
        plain: whether the bytes of the batch are ASCII without control characters, so that only the checks that
            plain text can break are run.
        findings: where issues go.
    """
    if plain:
        suspects = text.select(_suspicious(item).any().alias(item.name) for item in fields)
        fields = [item for item in fields if suspects[item.name].item()]
    for item in fields:
        for rule in _ASCII_RULES if plain else TEXT_RULES:
            findings.cells(
                text,
                pl.col(item.name).str.contains(rule.pattern),
                item.name,
                rule.id,
                rule.message,
                rule.expected,
                rule.repair,
            )
        if not plain:
            _check_composed(text, item.name, findings)


def _suspicious(item: Field) -> pl.Expr:
    """Return a cheap expression that is true at least where a plain cell breaks a rule; codes are looked up."""
    cell = pl.col(item.name)
    if item.enum and not pl.Series(item.enum).str.contains(_ASCII_SCREEN).any():
        return ~cell.is_in(item.enum)
    return cell.str.contains(_ASCII_SCREEN) | cell.str.ends_with(" ")


def _check_composed(text: pl.DataFrame, column: str, findings: Findings) -> None:
    """Report cells that are not in Unicode normalization form C."""
    cells = text.get_column(column)
    unusual = cells.filter(cells.str.contains(r"[^\x00-\x7f]")).unique().to_list()
    bad = [cell for cell in unusual if not unicodedata.is_normalized("NFC", cell)]
    if bad:
        findings.cells(
            text,
            pl.col(column).is_in(bad),
            column,
            "text-nfc",
            "an accent stands as a character of its own",
            "composed characters (Unicode NFC)",
            "type the letter with its accent again",
        )
