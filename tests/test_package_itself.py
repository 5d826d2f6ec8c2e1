"""The real package of this repository: its schemas, its descriptor, its tables and what its documents promise."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from mini import REPOSITORY
from sts_targets.batch import Batch
from sts_targets.canonical import format_package
from sts_targets.casting import cast_types
from sts_targets.constraints import Constraints, check_constraints
from sts_targets.findings import Findings
from sts_targets.issues import as_text
from sts_targets.package import Package, load_package
from sts_targets.validate import validate

SCHEMAS = {
    file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(REPOSITORY.glob("schemas/*.json"))
}
FIELDS = [pytest.param(field, id=f"{table}.{field['name']}") for table, s in SCHEMAS.items() for field in s["fields"]]
DESCRIPTOR = json.loads((REPOSITORY / "datapackage.json").read_text(encoding="utf-8"))

# Where our pattern is not Bioregistry's, and why. A difference that has gone must be removed here.
JUSTIFIED = {
    "atc": "Bioregistry has groups too; an agent has a code of the fifth level",
    "doi": "registrants have four to nine digits, and there is something after the slash",
    "ensembl": "Bioregistry covers all species and features; ours are human genes",
    "icdo": "Bioregistry may leave out the behaviour and does not know /6 (metastatic)",
    "inchikey": "Bioregistry may leave out the protonation; ours are complete",
    "ncit": "Bioregistry has retired and property codes; ours are concepts",
    "oncotree": "Bioregistry has no pattern",
    "orphanet": "Bioregistry has classes (C…) too; ours are ORPHA numbers",
    "pmc": "Bioregistry has versions; ours name the article",
    "rxnorm": "Bioregistry has at most seven digits; RxNorm promises no length",
    "unii": "Bioregistry has any length; a UNII has ten characters",
    "uniprot": "the same in another order and spelling",
}
SYNONYMS = {"orphanet": "orpha"}


@pytest.fixture(scope="module")
def package() -> Package:
    """The package of the repository."""
    return load_package(REPOSITORY)


def texts(folder: Path) -> list[Path]:
    """Return the Markdown files of a folder."""
    return sorted(folder.glob("*.md"))


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_has_title_description_example_and_type(field: dict[str, Any]) -> None:
    assert field["title"]
    assert field["description"].endswith((".", "…", ")"))
    assert field["example"] not in {"", None}
    assert field["type"] in {"string", "integer", "number", "boolean", "date"}


@pytest.mark.parametrize("field", FIELDS)
def test_every_code_is_explained(field: dict[str, Any]) -> None:
    codes = field.get("constraints", {}).get("enum")
    if codes is None:
        assert "categories" not in field
        return
    assert [category["value"] for category in field["categories"]] == codes
    assert all(category["label"] and category["label"] != category["value"] for category in field["categories"])
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("table", SCHEMAS)
def test_every_example_is_a_valid_value_of_its_field(table: str, package: Package) -> None:
    import polars as pl

    from sts_targets.build.plain import csv_cell
    from sts_targets.findings import LINE

    schema = package.resources[table].schema
    cells = {field.name: csv_cell(field.properties["example"]) for field in schema.fields}
    text = pl.DataFrame({LINE: [2], **{name: [cell] for name, cell in cells.items()}})
    findings = Findings(table, "example")
    check_constraints(Constraints(schema), Batch(text, cast_types(text, schema, findings)), findings)
    assert [as_text(issue) for issue in findings.finish()] == []


@pytest.mark.parametrize("table", SCHEMAS)
def test_key_columns_are_required_and_a_key_of_one_column_is_unique(table: str) -> None:
    schema = SCHEMAS[table]
    fields = {field["name"]: field["constraints"] for field in schema["fields"] if "constraints" in field}
    assert schema["primaryKey"]
    assert all(fields[name].get("required") for name in schema["primaryKey"])
    if len(schema["primaryKey"]) == 1:
        assert fields[schema["primaryKey"][0]].get("unique")


@pytest.mark.parametrize("field", FIELDS)
def test_a_pattern_stands_as_a_whole_for_readers_that_anchor_it_badly(field: dict[str, Any]) -> None:
    """frictionless anchors a|b as ^a|b$."""
    pattern = field.get("constraints", {}).get("pattern", "")
    bare = re.sub(r"\[[^\]]*\]|\\.", "", pattern)
    while (inner := re.sub(r"\([^()]*\)", "", bare)) != bare:
        bare = inner
    assert "|" not in bare
    assert not pattern.startswith("^")


@pytest.mark.parametrize("field", FIELDS)
def test_a_boolean_is_true_or_false_for_every_reader(field: dict[str, Any]) -> None:
    if field["type"] == "boolean":
        assert (field["trueValues"], field["falseValues"]) == (["true"], ["false"])


def normal(pattern: str) -> str:
    """Return a pattern without anchors and with digits in one spelling."""
    return pattern.removeprefix("^").removesuffix("$").replace(r"\d", "[0-9]")


@pytest.mark.slow
@pytest.mark.parametrize("field", [item for item in FIELDS if "prefix" in item.values[0]])  # type: ignore[operator]
def test_the_pattern_of_an_identifier_is_that_of_the_bioregistry(field: dict[str, Any]) -> None:
    import bioregistry

    prefix, ours = field["prefix"], field["constraints"]["pattern"]
    known = SYNONYMS.get(prefix, prefix)
    assert bioregistry.normalize_prefix(prefix) == known
    assert bioregistry.is_valid_identifier(known, field["example"])
    theirs = bioregistry.get_pattern(known)
    same = theirs is not None and normal(theirs) == normal(ours)
    assert same is (prefix not in JUSTIFIED), f"{prefix}: ours {ours}, Bioregistry's {theirs}"


def test_every_schema_is_the_schema_of_a_table_and_says_the_same(package: Package) -> None:
    assert list(package.resources) == [item["name"] for item in DESCRIPTOR["resources"]]
    assert set(SCHEMAS) == set(package.resources)
    for item in DESCRIPTOR["resources"]:
        schema = SCHEMAS[item["name"]]
        assert (schema["name"], schema["title"], schema["description"]) == (
            item["name"], item["title"], item["description"],
        )  # fmt: skip


@pytest.mark.parametrize("item", DESCRIPTOR["resources"], ids=lambda item: item["name"])
def test_every_table_declares_its_dialect(item: dict[str, Any]) -> None:
    """A dialect that is not declared is guessed by other readers."""
    assert item["path"] == f"data/{item['name']}.csv"
    assert (item["encoding"], item["format"], item["mediatype"]) == ("utf-8", "csv", "text/csv")
    assert item["dialect"] == {"delimiter": ","}
    assert item["schema"] == f"schemas/{item['name']}.json"


def test_no_file_of_the_tables_is_left_undescribed(package: Package) -> None:
    assert {file.name for file in (REPOSITORY / "data").iterdir()} == {f"{table}.csv" for table in package.resources}


def test_the_package_is_valid(package: Package) -> None:
    issues = validate(package).issues
    assert not issues, "run `sts validate`\n" + "\n".join(map(as_text, issues[:20]))


def test_the_package_is_in_canonical_form(package: Package) -> None:
    assert format_package(package, check=True) == [], "run `sts format`"


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text(encoding="utf-8"))
    changes = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    first = re.search(r"^## \[?v?([0-9]+\.[0-9]+\.[0-9]+)", changes, re.MULTILINE)
    assert first is not None
    assert {project["version"], str(citation["version"]), first[1]} == {DESCRIPTOR["version"]}


def test_the_first_entry_of_the_changelog_says_whether_to_act() -> None:
    entry = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8").split("\n## ")[1]
    assert "**Do you need to act?**" in entry


@pytest.mark.parametrize("file", [*texts(REPOSITORY), *texts(REPOSITORY / "docs")], ids=lambda file: file.name)
def test_every_link_of_a_document_leads_to_a_file_and_heading(file: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        other = (file.parent / path).resolve() if path else file
        assert other.exists(), target
        if anchor and other.suffix == ".md":
            headings = re.findall(r"^#+ (.*)$", other.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert anchor in slugs or f'"{anchor}"' in other.read_text(encoding="utf-8"), target


def test_every_module_has_its_one_job_in_the_architecture() -> None:
    text = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
    modules = {file.name for file in (REPOSITORY / "scripts" / "sts_targets").glob("[!_]*.py")}
    assert {name for name in modules if f"`{name}`" not in text} == set()


def test_every_path_in_the_architecture_exists() -> None:
    text = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
    for cell in re.findall(r"^\| (.*?) \|", text, re.MULTILINE):
        for name in re.findall(r"`([\w/]+(?:\.py|/))`", cell):
            assert (REPOSITORY / "scripts" / "sts_targets" / name).exists() or (REPOSITORY / name).exists(), name
