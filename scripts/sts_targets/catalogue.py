"""Every check of the validator in one list: what it demands, where, and an example of each kind."""

from collections.abc import Iterator
from dataclasses import dataclass

from sts_targets.hygiene import TEXT_RULES
from sts_targets.rules import REGISTRY

ANY = ("any",)


@dataclass(frozen=True)
class Check:
    """A check.

    Attributes:
        id: identifier, as issues name it.
        group: the step of the validation it belongs to.
        sentence: what it demands.
        tables: the tables it looks at; ``any`` for checks of every package.
        good: an example that keeps it.
        bad: an example that breaks it.
        severity: ``error`` or ``warning``.
    """

    id: str
    group: str
    sentence: str
    tables: tuple[str, ...]
    good: str
    bad: str
    severity: str = "error"


_STEPS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "descriptor": (
        ("descriptor", "Properties of the descriptor are known, paths stay in the package.", "data/x.csv", "../x.csv"),
        ("schema", "Properties, types and constraints of a schema are known, keys exist.", "required", "requird"),
    ),
    "file": (
        ("file-missing", "The file of a table can be read.", "data/x.csv is there", "data/x.csv is not there"),
        ("file-empty", "A file has at least a header.", "a header line", "no byte"),
        ("file-encoding", "A file is UTF-8.", "é as C3 A9", "é as E9"),
        ("file-bom", "A file has no byte order mark.", "id,…", "EF BB BF before id,…"),
        ("file-line-end", "Lines end with a line feed.", "LF", "CR LF"),
        ("file-line-return", "Lines do not end with a carriage return alone.", "LF", "CR"),
        ("file-final-newline", "The last line has a line end.", "…LF", "…"),
        ("file-line-length", "No line is longer than a table's could be.", "a row", "64 MB without a line end"),
        ("file-bytes", "A file has as many bytes as the descriptor says.", "120 of 120", "119 of 120"),
        ("file-hash", "A file has the hash that the descriptor says.", "the same sha256", "another"),
    ),
    "header": (
        ("header", "The first line is a header: readable as CSV, with columns of the schema.", "a,b", 'a,"b'),
        ("header-delimiter", "Cells are separated by the declared delimiter.", "a,b", "a;b"),
        ("header-duplicate", "No column is there twice.", "a,b", "a,a"),
        ("header-missing", "Every column of the schema is there.", "a,b", "a"),
        ("header-extra", "No column is there that the schema does not describe.", "a,b", "a,b,c"),
        ("header-order", "Columns stand in the order of the schema.", "a,b", "b,a"),
    ),
    "row": (
        ("row-blank", "No line is blank.", "1,2", "an empty line"),
        ("row-quoting", "Quotation marks enclose a cell on one line, doubled inside.", '"a ""b"""', 'a "b"'),
        ("row-length", "A row has as many cells as the header.", "1,2", "1,2,3"),
    ),
    "parquet": (
        ("parquet-file", "A Parquet file can be read as such.", "PAR1…PAR1", "a CSV file named x.parquet"),
        ("parquet-type", "A column of a Parquet file is stored with its type.", "a date as date32", "a date as text"),
    ),
    "cell": (
        ("type", "A cell has the type of its column.", "4.6", "4,6"),
        ("required", "A required cell is not empty.", "pazopanib", "an empty cell"),
        ("enum", "A cell holds a code of its column.", "malignant", "Malignant"),
        ("pattern", "A cell as a whole has the form of its column.", "STS-E0001", "E1"),
        ("minLength", "A cell is not too short.", "abc", "a"),
        ("maxLength", "A cell is not too long.", "abc", "an essay"),
        ("minimum", "A value is not too low.", "0", "-1"),
        ("maximum", "A value is not too high.", "100", "101"),
    ),
    "key": (
        ("primaryKey", "A primary key is complete and stands once.", "STS-E0001 once", "STS-E0001 twice"),
        ("unique", "A unique value stands once in its column.", "imatinib once", "imatinib twice"),
        ("uniqueKeys", "A unique combination stands once.", "a, b once", "a, b twice"),
        ("foreignKey", "A reference leads to a row, and is complete or empty.", "imatinib", "imatnib"),
    ),
    "size": (
        (
            "table-shrunk", "No table was emptied or lost too many rows since the last release, but for retired ones.",
            "100 rows, then 95", "100 rows, then 50",
        ),
    ),
}  # fmt: skip
_TEXT_EXAMPLES = {
    "text-control": ("alpha", "alpha with a tab inside"),
    "text-invisible": ("imatinib", "imatinib with a zero-width space"),
    "text-space": ("5 mg", "5 mg with a no-break space"),
    "text-trim": ("imatinib", "imatinib with a space at the end"),
    "text-formula": ("(-)-x", "=SUM(A1)"),
    "text-gene-date": ("MARCHF1", "1-Mar"),
}


def checks() -> Iterator[Check]:
    """Yield every check, in the order in which they are run."""
    for group in ("descriptor", "file", "header", "row", "parquet"):
        yield from _step(group)
    for text in TEXT_RULES:
        yield Check(text.id, "text", f"No text cell breaks this: {text.expected}.", ANY, *_TEXT_EXAMPLES[text.id])
    sentence = "Accented letters are composed characters (Unicode NFC)."
    yield Check("text-nfc", "text", sentence, ANY, "é as one character", "e and an accent")
    for group in ("cell", "key"):
        yield from _step(group)
    for rule in REGISTRY.values():
        yield Check(rule.id, "rule", rule.sentence, tuple(rule.uses), rule.good, rule.bad)
    yield from _step("size")


def _step(group: str) -> Iterator[Check]:
    for name, sentence, good, bad in _STEPS[group]:
        yield Check(name, group, sentence, ANY, good, bad)


def as_markdown() -> Iterator[str]:
    """Yield the catalogue as the lines of a Markdown page."""
    yield "# Checks"
    yield ""
    yield "Every check of `sts validate`, in the order in which they are run. Checks of the group *rule* apply to a"
    yield "package that lists them under `rules` in its descriptor; all others apply to every package."
    group = ""
    for check in checks():
        if check.group != group:
            group = check.group
            yield from (
                "",
                f"## {group}",
                "",
                "| id | demands | tables | keeps it | breaks it |",
                "|---|---|---|---|---|",
            )
        cells = (f"`{check.id}`", check.sentence, ", ".join(check.tables), check.good, check.bad)
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
