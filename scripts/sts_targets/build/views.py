"""The derived tables: SQL views over the tables, and the schema of what they return."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl

from sts_targets.build.content import Table, derived_table
from sts_targets.casting import DTYPES
from sts_targets.package import Package

LEVELS = {
    "regulator-approval": "A regulator approves the agent in the subtype at present.",
    "randomised-phase-3": "A randomised phase 3 (or 2/3) trial.",
    "randomised-phase-2": "A randomised trial of another phase.",
    "single-arm": "A trial without random comparison.",
    "retrospective": "A retrospective, observational or pooled study.",
}


@dataclass(frozen=True)
class View:
    """A derived table.

    Attributes:
        name: name of the view; its SQL stands in ``sql/NAME.sql``.
        columns: by name, either ``table.column`` (the column is that one, renamed or not), or the JSON of a field.
    """

    name: str
    title: str
    description: str
    columns: Mapping[str, str | Mapping[str, Any]]

    @property
    def sql(self) -> str:
        """The SELECT statement of the view."""
        return files("sts_targets.build").joinpath("sql", f"{self.name}.sql").read_text(encoding="utf-8")


def derive(view: View, package: Package, database: Path) -> Table:
    """Return a derived table, read from the SQLite file that holds its view."""
    described = table_schema(view, package)
    types: dict[str, pl.DataType] = {item["name"]: DTYPES[item["type"]] for item in described["fields"]}
    return derived_table(described, read_view(database, view.name, types))


def table_schema(view: View, package: Package) -> dict[str, Any]:
    """Return the Table Schema of a view, its columns described as those of the tables they come from.

    Keys and ``required``, ``unique`` do not carry over: a view repeats rows and may leave cells empty.
    """
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "name": view.name,
        "title": view.title,
        "description": view.description,
        "fields": [_field(name, source, package) for name, source in view.columns.items()],
        "missingValues": [""],
    }


def read_view(file: Path, name: str, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Return the rows of a view, with the types that SCHEMA gives its columns."""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        cursor = connection.execute(f'SELECT * FROM "{name}"')
        names = [column[0] for column in cursor.description]
        rows = cursor.fetchall()
    connection.close()
    if names != list(schema):
        raise ValueError(f"the view {name} returns {names}, its schema says {list(schema)}")
    text = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.Object), orient="row")
    return pl.DataFrame([_typed(text[column].to_list(), column, dtype) for column, dtype in schema.items()])


def _typed(cells: list[object], name: str, dtype: pl.DataType) -> pl.Series:
    if dtype == pl.Date():
        return pl.Series(name, cells, dtype=pl.String).str.to_date("%Y-%m-%d")
    if dtype == pl.Boolean():
        return pl.Series(name, [None if cell is None else bool(cell) for cell in cells], dtype=dtype)
    return pl.Series(name, cells, dtype=dtype, strict=False)


def _field(name: str, source: str | Mapping[str, Any], package: Package) -> dict[str, Any]:
    if not isinstance(source, str):
        return {"name": name, **source}
    table, column = source.split(".")
    described = dict(package.resources[table].schema.field(column).properties)
    kept = {key: value for key, value in described.get("constraints", {}).items() if key not in {"required", "unique"}}
    described.pop("constraints", None)
    return {**described, "name": name, **({"constraints": kept} if kept else {})}


def _same(table: str, *columns: str) -> dict[str, str | Mapping[str, Any]]:
    return {column: f"{table}.{column}" for column in columns}


def _new(title: str, description: str, example: str, kind: str = "string", **more: Any) -> Mapping[str, Any]:
    return {"title": title, "description": description, "type": kind, "example": example, **more}


def _codes(codes: Mapping[str, str]) -> dict[str, Any]:
    categories = [{"value": code, "label": label} for code, label in codes.items()]
    return {"constraints": {"enum": list(codes)}, "categories": categories}


_APPROVED_BY = _new("Approved by", "Agencies that approve the agent in the subtype at present.", "EMA; FDA")
_EVIDENCE_ROWS = _new("Evidence", "Rows of evidence for the agent in the subtype.", "3", "integer")

VIEWS = (
    View(
        "evidence_flat",
        "Evidence, flat",
        "One line per outcome with subtype, regimen, trial and citation in words.",
        {
            "subtype": "subtypes.name",
            "lineage": "subtypes.lineage",
            **_same("evidence", "cohort", "biomarker"),
            "regimen": "regimens.name",
            "comparator": "regimens.name",
            **_same("trials", "acronym"),
            **_same("evidence", "trial_id", "phase", "design", "setting"),
            "patients": "evidence.n",
            **_same("outcomes", "arm", "endpoint", "timepoint_months", "n", "events", "value", "unit"),
            **_same("outcomes", "value_status", "ci_low", "ci_high", "ci_level", "p_operator", "p_value"),
            **_same("evidence", "direction", "conclusion"),
            **_same("citations", "first_author", "container", "year", "pmid", "doi"),
            **_same("outcomes", "criteria", "assessor", "derivation", "source_kind", "locator", "verification"),
            **_same("evidence", "subtype_id", "biomarker_target_id", "regimen_id", "comparator_regimen_id"),
            **_same("outcomes", "evidence_id", "outcome_id"),
            "study_citation_id": "evidence.citation_id",
            "read_in_citation_id": "outcomes.citation_id",
        },
    ),
    View(
        "current_indications",
        "Current indications",
        "The present state of each indication, derived from its events.",
        {
            **_same("indications", "agency"),
            "agent": "agents.name",
            **_same("indications", "brand"),
            "subtype": "subtypes.name",
            **_same("indications", "biomarker"),
            "status": _new(
                "Status",
                "State of the indication after its last event.",
                "approved",
                **_codes(
                    {
                        "approved": "Regular approval stands.",
                        "approved-accelerated": "Accelerated approval stands.",
                        "approved-conditional": "Conditional approval stands.",
                        "refused": "Refused.",
                        "application-withdrawn": "Application withdrawn before a decision.",
                        "withdrawn": "Approval withdrawn.",
                    }
                ),
            ),
            "first_approved": "regulatory_events.event_date",
            "last_event": "regulatory_events.event",
            "last_event_date": "regulatory_events.event_date",
            **_same("regulatory_events", "date_precision"),
            **_same("indications", "indication", "line", "population", "tumour_agnostic"),
            **_same("indications", "agent_id", "subtype_id", "biomarker_target_id", "indication_id"),
            **_same("regulatory_events", "citation_id"),
        },
    ),
    View(
        "subtype_agent_matrix",
        "Subtypes and agents",
        "Best evidence of each targeted agent in each subtype: regulator approval, else randomised phase 3, else "
        "randomised phase 2, else single arm, else retrospective.",
        {
            **_same("subtypes", "subtype_id"),
            "subtype": "subtypes.name",
            **_same("agents", "agent_id"),
            "agent": "agents.name",
            "best_level": _new("Best level", "The best that is known.", "randomised-phase-3", **_codes(LEVELS)),
            "approved_by": _APPROVED_BY,
            "study_level": _new("Best study", "The best kind of study.", "randomised-phase-3", **_codes(LEVELS)),
            "direction": _new(
                "Direction",
                "Direction of the studies of the best level: benefit, no-benefit, activity, resistance or "
                "inconclusive as in evidence, or mixed where they differ.",
                "benefit",
            ),
            "evidence_rows": _EVIDENCE_ROWS,
            "best_evidence_id": _new(
                "Best evidence",
                "The largest study of the best level, of the agent alone if there is one.",
                "STS-E0001",
            ),
            "best_regimen": _new(
                "Best regimen",
                "What was given in that study: the agent alone, or the combination or pool with it.",
                "palbociclib + retifanlimab",
            ),
        },
    ),
    View(
        "subtype_targets",
        "Subtypes and targets",
        "Alterations of each subtype with the agents that act on the altered gene.",
        {
            **_same("alterations", "alteration_id", "subtype_id"),
            "subtype": "subtypes.name",
            **_same("alterations", "target_id", "partner_target_id", "alteration_class", "alteration", "role"),
            **_same("alterations", "frequency_low_pct", "frequency_high_pct", "n_tested", "citation_id"),
            "hit_target_id": "targets.target_id",
            **_same("agent_targets", "agent_id"),
            "agent": "agents.name",
            "action": "agent_targets.action",
            "evidence_rows": _EVIDENCE_ROWS,
            "approved_by": _APPROVED_BY,
        },
    ),
    View(
        "conflicts",
        "Conflicts",
        "Where studies of the same subtype, biomarker, regimen and setting disagree.",
        {
            "kind": _new(
                "Kind",
                "What disagrees.",
                "intervals-apart",
                **_codes(
                    {
                        "intervals-apart": "Confidence intervals of one endpoint do not overlap.",
                        "opposite-directions": "One study is positive, the other negative.",
                    }
                ),
            ),
            **_same("evidence", "subtype_id"),
            "subtype": "subtypes.name",
            **_same("evidence", "biomarker", "regimen_id", "setting"),
            **_same("outcomes", "endpoint", "timepoint_months"),
            "evidence_a": "evidence.evidence_id",
            "outcome_a": "outcomes.outcome_id",
            "finding_a": _new("First finding", "Value with interval, or direction.", "10 (5–15)"),
            "citation_a": "evidence.citation_id",
            "evidence_b": "evidence.evidence_id",
            "outcome_b": "outcomes.outcome_id",
            "finding_b": _new("Second finding", "Value with interval, or direction.", "40 (30–50)"),
            "citation_b": "evidence.citation_id",
        },
    ),
    View(
        "mappings",
        "Mappings",
        "Identifiers in other vocabularies, in the columns of the Simple Standard for Sharing Ontological Mappings.",
        {
            "subject_id": _new("Subject", "Our entity as a CURIE.", "sts.subtype:dedifferentiated-liposarcoma"),
            "subject_label": _new("Subject label", "Name of our entity.", "Dedifferentiated liposarcoma"),
            "predicate_id": _new("Predicate", "How the two are related (SKOS).", "skos:exactMatch"),
            "object_id": _new("Object", "The other identifier as a CURIE (Bioregistry prefix).", "oncotree:DDLS"),
            "mapping_justification": _new(
                "Justification", "Why the mapping holds (SEMAPV).", "semapv:ManualMappingCuration"
            ),
        },
    ),
)
