"""The interoperability matrix: start every reader on a release, compare what it saw with the CSV files, print it.

python -m interop.matrix RELEASE            writes docs/interoperability.md
python -m interop.matrix RELEASE --check    writes nothing; exit code 1 when the page is out of date
"""

import csv
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interop.cells import Source, sources

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "interoperability.md"
HERE, INTEROP, OLD = sys.executable, str(ROOT / ".venv-interop/bin/python"), str(ROOT / ".venv-frictionless/bin/python")
# The slowest first: two cores are kept busy to the end.
PROGRAMS: Mapping[str, tuple[str, ...]] = {
    "spark": (INTEROP, "-m", "interop.spark_readers"),
    "office": (HERE, "-m", "interop.office_reader"),
    "frictionless": (HERE, "-m", "interop.frictionless_readers"),
    "frictionless-old": (OLD, "-m", "interop.frictionless_readers"),
    "r": ("Rscript", "interop/readers.R"),
    "python": (INTEROP, "-m", "interop.python_readers"),
    "sqlite": (HERE, "-m", "interop.sqlite_command"),
}
_CASTS: Mapping[str, Callable[[Any], object]] = {
    "number": float,
    "integer": lambda cell: int(cell) if float(cell).is_integer() else cell,
    "boolean": lambda cell: {"true": True, "false": False, 1: True, 0: False}[cell],
    "date": str,
    "string": lambda cell: cell,
}
_HEAD = """# Interoperability

Written by `make matrix` and never edited; a test keeps it current. Every file of a release is read by readers of others
and compared with the CSV files cell by cell: names and types of the columns, number of rows, missing cells, values.

*Types* says what the reader gives where that is not the type of the schema: a plain CSV reader gives text, SQLite has
neither booleans (0 and 1) nor dates (text), a spreadsheet has one type for all numbers. *From* says where the types
come from: the *file* itself, or the *schema*, from which the reader was told them ([how](loading.md)).

data.table leaves a quotation mark inside a cell of a CSV file doubled; every other reader gives what was written.

| file | reader | from | types | rows | missing cells | values |
|---|---|---|---|---|---|---|
"""
_FROM = {"CSV": "schema", "Parquet": "file", "SQLite": "file", "XLSX": "file"}


@dataclass(frozen=True)
class Verdict:
    """How what a reader saw differs from the CSV files: types as pairs, and the places of the other differences."""

    types: tuple[str, ...]
    rows: tuple[str, ...]
    missing: tuple[str, ...]
    values: tuple[str, ...]


def run_program(name: str, release: Path, folder: Path) -> dict[str, Any]:
    """Start a program of PROGRAMS on a release and return what its readers saw.

    Raises:
        RuntimeError: the program fails; the text is what it said.
        FileNotFoundError: it is not installed.
    """
    output = folder / f"{name}.json"
    command = [*PROGRAMS[name], str(release.resolve()), str(output)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr[-2000:]}")
    return dict(json.loads(output.read_text(encoding="utf-8")))


def judge(release: Path, seen: Mapping[str, Any]) -> Verdict:
    """Compare what a reader saw of a release with its CSV files."""
    types: Counter[str] = Counter()
    rows: list[str] = []
    missing: list[str] = []
    values: list[str] = []
    for source in sources(release):
        said = seen[source.name]
        types.update(_types_that_differ(source, said["types"]))
        expected = list(_expected(source))
        if list(said["types"]) != list(source.types) or len(said["rows"]) != len(expected):
            rows.append(f"{source.name}: {len(said['rows'])} of {len(expected)} rows, columns {list(said['types'])}")
            continue
        for place, wanted, found in _cells(source, expected, said["rows"]):
            if (wanted is None) != (found is None):
                missing.append(f"{place}: {found!r} for {wanted!r}")
            elif wanted is not None and not _same(wanted, found, source.types[place.split(".")[1].split(":")[0]]):
                values.append(f"{place}: {found!r} for {wanted!r}")
    return Verdict(tuple(sorted(types)), tuple(rows), tuple(missing), tuple(values))


def _types_that_differ(source: Source, said: Mapping[str, str | None]) -> Iterator[str]:
    for name, kind in source.types.items():
        found = said.get(name, "no column")
        if found not in {kind, None} and (kind, found) != ("number", "integer"):
            yield f"{kind} → {found}"


def _expected(source: Source) -> Iterator[list[str | None]]:
    with Path(source.csv).open(encoding="utf-8", newline="") as handle:
        header, *rows = csv.reader(handle)
    if header != list(source.types):
        raise RuntimeError(f"{source.path}: the header is not that of the schema")
    yield from ([cell or None for cell in row] for row in rows)


def _cells(source: Source, expected: list[list[str | None]], found: list[list[Any]]) -> Iterator[tuple[str, Any, Any]]:
    for line, (wanted, got) in enumerate(zip(expected, found, strict=True), 2):
        for name, one, other in zip(source.types, wanted, got, strict=True):
            yield f"{source.name}.{name}:{line}", one, other


def _same(wanted: str, found: Any, kind: str) -> bool:
    """Tell whether a cell is that of the CSV file, once both have the type of the schema."""
    try:
        return _CASTS[kind](wanted) == _CASTS[kind](found)
    except (ValueError, KeyError, TypeError):
        return False


def row_of(reader: str, verdict: Verdict) -> str:
    """Return the line of the page for a reader."""
    file, _, name = reader.partition(": ")
    told = "nowhere" if verdict.types and file == "CSV" else _FROM[file]
    found = ["differ" if item else "same" for item in (verdict.rows, verdict.missing, verdict.values)]
    return "| " + " | ".join((file, name, told, ", ".join(verdict.types) or "same", *found)) + " |"


def page(verdicts: Mapping[str, Verdict]) -> str:
    """Return the page."""
    return _HEAD + "".join(f"{row_of(reader, verdicts[reader])}\n" for reader in sorted(verdicts))


def main(release: Path, *, check: bool) -> int:
    """Run every reader, say what differs, and write the page or compare it; return the exit code."""
    with tempfile.TemporaryDirectory() as place, ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda name: run_program(name, release, Path(place)), PROGRAMS))
    verdicts = {reader: judge(release, seen) for run in runs for reader, seen in run.items()}
    for reader, verdict in verdicts.items():
        for difference in (verdict.rows + verdict.missing + verdict.values)[:5]:
            print(f"{reader}: {difference}")
    text = page(verdicts)
    current = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text
    if not check:
        PAGE.write_text(text, encoding="utf-8", newline="\n")
    elif not current:
        print("docs/interoperability.md: out of date. Repair: run `make matrix`")
    return int(check and not current)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), check="--check" in sys.argv))
