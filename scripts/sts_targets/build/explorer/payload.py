"""What the page carries: the tables, what their codes mean, what changed, how to cite."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sts_targets.build.content import Content, Table
from sts_targets.build.views import LEVELS
from sts_targets.diff import Difference

# Of the derived tables, the page carries the key and what the other tables do not say.
DERIVED = {
    "current_indications": ("indication_id", "status", "first_approved"),
    "subtype_agent_matrix": (
        "subtype_id",
        "agent_id",
        "best_level",
        "approved_by",
        "study_level",
        "direction",
        "evidence_rows",
        "best_evidence_id",
    ),
    "subtype_targets": ("alteration_id", "hit_target_id", "agent_id", "evidence_rows", "approved_by"),
    "conflicts": (
        "kind",
        "subtype_id",
        "biomarker",
        "regimen_id",
        "setting",
        "endpoint",
        "timepoint_months",
        "evidence_a",
        "finding_a",
        "citation_a",
        "evidence_b",
        "finding_b",
        "citation_b",
    ),
}
_CODES = {
    "direction": ("evidence", "direction"),
    "endpoint": ("outcomes", "endpoint"),
    "status": ("current_indications", "status"),
}
_IDENTIFIED = ("subtypes", "targets", "agents")


def payload(content: Content, difference: Difference | None, packages: tuple[Mapping[str, Any], ...]) -> dict[str, Any]:
    """Return what the page carries, as a JSON value."""
    about = content.package.descriptor
    return {
        "about": {
            "title": about["title"],
            "description": about["description"],
            "version": content.package.version,
            "licence": _licence(about),
        },
        "today": content.built.date().isoformat(),
        "cite": citation(content),
        "levels": LEVELS,
        "codes": {name: _labels(content.table(table), column) for name, (table, column) in _CODES.items()},
        "prefixes": {name: _prefixes(content.table(name)) for name in _IDENTIFIED},
        "described": [_described(table) for table in content.base_tables],
        "changes": _changes(content, difference),
        "licences": list(packages),
        "tables": {table.name: _rows(table) for table in _carried(content)},
    }


def citation(content: Content) -> str:
    """Return how to cite the release."""
    about = content.package.descriptor
    people = ", ".join(person["title"] for person in about["contributors"])
    return f"{people} ({content.built.year}). {about['title']} ({content.package.name} {content.package.version})."


def _carried(content: Content) -> Iterator[Table]:
    yield from content.base_tables
    yield from (table for table in content.derived_tables if table.name in DERIVED)


def _rows(table: Table) -> dict[str, Any]:
    frame = table.frame.select(DERIVED[table.name]) if table.derived else table.frame
    return {"columns": frame.columns, "rows": [[_cell(cell) for cell in row] for row in frame.iter_rows()]}


def _cell(cell: object) -> object:
    """Return a cell as JSON: dates as ISO text, whole numbers without a fraction."""
    if isinstance(cell, date):
        return cell.isoformat()
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _described(table: Table) -> dict[str, Any]:
    fields = [{"name": item.name, "title": item.properties["title"]} for item in table.schema.fields]
    return {"name": table.name, "title": table.title, "description": table.description, "fields": fields}


def _labels(table: Table, column: str) -> dict[str, str]:
    categories = table.schema.field(column).properties["categories"]
    return {category["value"]: category["label"] for category in categories}


def _prefixes(table: Table) -> dict[str, dict[str, str]]:
    return {
        item.name: {"prefix": item.properties["prefix"], "title": item.properties["title"].removesuffix(" identifier")}
        for item in table.schema.fields
        if "prefix" in item.properties
    }


def _changes(content: Content, difference: Difference | None) -> dict[str, Any]:
    if difference is None:
        return {"from": None, "to": content.package.version, "rows": [], "structure": []}
    structure = [[change.table, change.what, change.breaking] for change in difference.structure]
    rows = [[row.table, row.key, row.kind, row.column, row.old, row.new] for row in difference.rows]
    return {"from": difference.old_version, "to": difference.new_version, "rows": rows, "structure": structure}


def _licence(about: Mapping[str, Any]) -> dict[str, str]:
    licence = about["licenses"][0]
    return {key: str(licence[key]) for key in ("name", "title", "path")}
