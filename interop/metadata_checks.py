"""Metadata of a release as the tools of others read them: each check stops where one of them finds a fault."""

import csv
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from interop.cells import Source, sources


def check_croissant(release: Path) -> Iterator[str]:
    """Validate the JSON-LD with mlcroissant and load every record set with it, checksums included."""
    import mlcroissant

    dataset = mlcroissant.Dataset(jsonld=str(release / "croissant.json"))
    if report := dataset.metadata.ctx.issues.report():
        yield report
    for source in sources(release):
        found, wanted = sum(1 for _ in dataset.records(source.name)), _rows(source)
        if found != wanted:
            yield f"{source.name}: {found} records for {wanted} rows"


def check_sssom(release: Path) -> Iterator[str]:
    """Parse and validate the mapping set with sssom; every row must arrive."""
    from sssom.parsers import parse_sssom_table
    from sssom.validators import validate

    mappings = parse_sssom_table(str(release / "mappings.sssom.tsv"))
    for kind, report in validate(mappings).items():
        yield from (f"{kind}: {result.message}" for result in report.results)
    wanted = next(_rows(source) for source in sources(release) if source.name == "mappings")
    if len(mappings.df) != wanted:
        yield f"{len(mappings.df)} mappings for {wanted} rows"


def check_bibtex(release: Path) -> Iterator[str]:
    """Parse the BibTeX file; every citation must be an entry with a title and a key of its own."""
    import bibtexparser

    library = bibtexparser.parse_file(str(release / "citations.bib"))
    yield from (f"line {block.start_line}: {block.error}" for block in library.failed_blocks)
    yield from (f"{entry.key}: no title" for entry in library.entries if "title" not in entry.fields_dict)
    yield from _count(len(library.entries), release)


def check_ris(release: Path) -> Iterator[str]:
    """Parse the RIS file; every citation must be a record with a title and its identifier."""
    import rispy

    with (release / "citations.ris").open(encoding="utf-8") as handle:
        records = rispy.load(handle)
    yield from (f"{record}: incomplete" for record in records if {"id", "title"} - set(record))
    yield from _count(len(records), release)


def _count(found: int, release: Path) -> Iterator[str]:
    wanted = next(_rows(source) for source in sources(release) if source.name == "citations")
    if found != wanted:
        yield f"{found} records for {wanted} citations"


def check_cff(release: Path) -> Iterator[str]:
    """Validate CITATION.cff with the schema of the Citation File Format."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.citation-file-format"]
    done = subprocess.run([*command, release / "CITATION.cff"], capture_output=True, text=True, check=False)
    if done.returncode:
        yield done.stdout + done.stderr


def check_zenodo(release: Path) -> Iterator[str]:
    """Compare the fields and codes of .zenodo.json with those that the deposit form of Zenodo knows."""
    found = json.loads((release / ".zenodo.json").read_text(encoding="utf-8"))
    yield from (f"{name} is missing" for name in _ZENODO_REQUIRED - set(found))
    yield from (f"{name} is not known" for name in set(found) - _ZENODO_REQUIRED - _ZENODO_OPTIONAL)
    if (found.get("upload_type"), found.get("access_right")) != ("dataset", "open"):
        yield "it is not an open data set"
    yield from (f"creator {item} has no name" for item in found.get("creators", []) if not item.get("name"))


_ZENODO_REQUIRED = {"title", "description", "upload_type", "creators", "access_right", "license"}
_ZENODO_OPTIONAL = {
    "version", "publication_date", "keywords", "language", "notes", "contributors", "related_identifiers", "references",
}  # fmt: skip
CHECKS: Mapping[str, Callable[[Path], Iterator[str]]] = {
    "croissant": check_croissant,
    "sssom": check_sssom,
    "bibtex": check_bibtex,
    "ris": check_ris,
    "cff": check_cff,
    "zenodo": check_zenodo,
}


def _rows(source: Source) -> int:
    with Path(source.csv).open(encoding="utf-8", newline="") as handle:
        return sum(1 for _ in csv.reader(handle)) - 1


if __name__ == "__main__":
    problems = [f"{name}: {problem}" for name in sys.argv[2:] for problem in CHECKS[name](Path(sys.argv[1]))]
    sys.exit("\n".join(problems) or None)
