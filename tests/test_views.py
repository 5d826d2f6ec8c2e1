"""The derived tables: SQL over the small package, made by hand for each statement they make."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import polars as pl
import pytest

from mini import TABLES, Mini
from sts_targets.build.sqlite import write_sqlite
from sts_targets.build.views import VIEWS, table_schema
from sts_targets.package import Package
from sts_targets.table_schema import parse_schema
from sts_targets.tables import read_table

Row = dict[str, Any]


_FRAMES: dict[tuple[str, bytes], pl.DataFrame] = {}


def frame(mini: Mini, package: Package, table: str) -> pl.DataFrame:
    """Read a table; the same content is read once for all tests, whose schemas are the same."""
    key = (table, mini.path(table).read_bytes())
    if key not in _FRAMES:
        _FRAMES[key] = read_table(package, table)
    return _FRAMES[key]


@contextmanager
def database(mini: Mini) -> Iterator[sqlite3.Connection]:
    """Build the SQLite file of a package and open it."""
    file = mini.root / "test.sqlite"
    file.unlink(missing_ok=True)
    package = mini.package()
    write_sqlite(file, package, {name: frame(mini, package, name) for name in TABLES})
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def read_view(connection: sqlite3.Connection, name: str) -> list[Row]:
    """Return the rows of a view."""
    return [dict(row) for row in connection.execute(f"SELECT * FROM {name}")]


@pytest.fixture
def view(mini: Mini) -> Callable[..., list[Row]]:
    """Return a function that builds the database of the changed package and reads a view."""

    def read(name: str, **where: object) -> list[Row]:
        with database(mini) as connection:
            rows = read_view(connection, name)
        return [row for row in rows if all(row[column] == value for column, value in where.items())]

    return read


View = Callable[..., list[Row]]


def add_event(mini: Mini, indication: str, event: str, day: str, number: int = 90) -> None:
    mini.add(
        "regulatory_events", like="STS-R0001", event_id=f"STS-R00{number}", indication_id=indication, event=event,
        event_date=day, date_precision="day", trial_id="",
    )  # fmt: skip


def test_tables_are_strict_and_every_reference_holds(mini: Mini) -> None:
    with database(mini) as connection:
        tables = connection.execute(
            "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        )
        found = {row["name"]: row["strict"] for row in tables if not row["name"].startswith("sqlite_")}
        assert dict.fromkeys([*mini.package().resources, "data_dictionary"], 1) == found
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE outcomes SET value = 'many' WHERE outcome_id = 'STS-O00001'",
        "UPDATE outcomes SET endpoint = 'survival' WHERE outcome_id = 'STS-O00001'",
        "UPDATE subtypes SET name = NULL WHERE subtype_id = 'gist'",
        "UPDATE agents SET agent_id = 'imatinib' WHERE agent_id = 'sunitinib'",
        "INSERT INTO target_members VALUES ('CDK4-6', 'CDK4')",
        "UPDATE subtypes SET name = 'Synovial sarcoma' WHERE subtype_id = 'gist'",
        "UPDATE evidence SET citation_id = 'pmid:1' WHERE evidence_id = 'STS-E0001'",
    ],
)
def test_the_database_itself_refuses_what_the_schema_forbids(statement: str, mini: Mini) -> None:
    with database(mini) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(statement)
        connection.commit()


def test_dates_are_text_booleans_numbers_and_missing_cells_null(mini: Mini) -> None:
    with database(mini) as connection:
        row = connection.execute("SELECT * FROM regulatory_events WHERE event_id = 'STS-R0001'").fetchone()
        assert row["event_date"] == "2012-04-26"
        agent = connection.execute("SELECT * FROM agents WHERE agent_id = 'olaratumab'").fetchone()
        assert (agent["is_targeted"], agent["first_approval_year"], agent["chembl_id"]) == (1, 2016, None)
        value = connection.execute("SELECT value FROM outcomes WHERE outcome_id = 'STS-O00006'").fetchone()[0]
        assert (value, type(value)) == (15.0, float)


def test_every_column_is_described_in_the_database(mini: Mini) -> None:
    with database(mini) as connection:
        rows = connection.execute("SELECT table_name, column_name, description FROM data_dictionary").fetchall()
    wanted = {(name, item) for name, resource in mini.package().resources.items() for item in resource.schema.names}
    assert wanted <= {(row["table_name"], row["column_name"]) for row in rows}
    assert all(row["description"] for row in rows)


@pytest.mark.parametrize("item", VIEWS, ids=lambda item: item.name)
def test_a_view_returns_rows_and_the_columns_of_its_schema(item: Any, view: View, mini: Mini) -> None:
    rows = view(item.name)
    assert rows
    schema, issues = parse_schema(table_schema(item, mini.package()), "view", item.name)
    assert issues == []
    assert schema is not None
    assert list(rows[0]) == schema.names
    assert all(field.properties["title"] and field.properties["description"] for field in schema.fields)
    for field in schema.fields:
        assert {str(row[field.name]) for row in rows if row[field.name] is not None} <= set(
            field.enum
        ) or not field.enum


def test_a_view_comes_in_the_same_order_whatever_the_order_of_the_rows(mini: Mini) -> None:
    with database(mini) as connection:
        before = {item.name: read_view(connection, item.name) for item in VIEWS}
    for table in ("evidence", "outcomes", "alterations", "indications", "agents"):
        header, *body = mini.read(table)
        mini.write(table, [header, *reversed(body)])
    with database(mini) as connection:
        assert {item.name: read_view(connection, item.name) for item in VIEWS} == before


# evidence_flat


def test_the_flat_evidence_has_one_line_per_outcome_with_names(view: View) -> None:
    rows = view("evidence_flat")
    assert [row["outcome_id"] for row in rows] == [f"STS-O{number:05}" for number in range(1, 16)]
    first = rows[0]
    assert (first["subtype"], first["regimen"], first["comparator"], first["acronym"]) == (
        "Soft tissue sarcoma of any histology", "pazopanib", "placebo", "PALETTE",
    )  # fmt: skip
    assert (first["patients"], first["n"], first["value"], first["pmid"]) == (369, 246, 4.6, "10000001")
    assert rows[8]["comparator"] is None
    assert rows[8]["trial_id"] is None


def test_the_citation_of_a_number_is_not_that_of_its_study(view: View, mini: Mini) -> None:
    mini.set("outcomes", "STS-O00001", citation_id="fda:votrient-label")
    (row,) = view("evidence_flat", outcome_id="STS-O00001")
    assert (row["study_citation_id"], row["read_in_citation_id"]) == ("pmid:10000001", "fda:votrient-label")


# current_indications


@pytest.mark.parametrize(
    ("indication", "status", "first", "last"),
    [
        ("fda-pazopanib-sarcoma", "approved", "2012-04-26", "indication-changed"),
        ("ema-pazopanib-sarcoma", "approved", "2012-08-03", "converted-to-regular"),
        ("fda-larotrectinib-ntrk", "approved-accelerated", "2018-11-26", "approved-accelerated"),
        ("fda-olaratumab-sarcoma", "withdrawn", "2016-10-19", "withdrawn"),
        ("ema-palbociclib-liposarcoma", "refused", None, "refused"),
    ],
)
def test_the_status_of_an_indication_is_that_after_its_last_event(
    indication: str, status: str, first: str | None, last: str, view: View
) -> None:
    (row,) = view("current_indications", indication_id=indication)
    assert (row["status"], row["first_approved"], row["last_event"]) == (status, first, last)


@pytest.mark.parametrize(
    ("indication", "event", "status"),
    [
        ("fda-larotrectinib-ntrk", "converted-to-regular", "approved"),
        ("fda-larotrectinib-ntrk", "indication-changed", "approved-accelerated"),
        ("fda-larotrectinib-ntrk", "withdrawn", "withdrawn"),
        ("ema-palbociclib-liposarcoma", "approved-conditional", "approved-conditional"),
        ("ema-palbociclib-liposarcoma", "application-withdrawn", "application-withdrawn"),
        ("fda-olaratumab-sarcoma", "approved", "approved"),
    ],
)
def test_one_more_event_changes_the_status(indication: str, event: str, status: str, view: View, mini: Mini) -> None:
    add_event(mini, indication, event, "2025-01-02")
    assert mini.rule_issues("events-in-order") == []
    (row,) = view("current_indications", indication_id=indication)
    assert (row["status"], row["last_event_date"]) == (status, "2025-01-02")


def test_one_licence_withdrawn_leaves_the_other_standing(view: View, mini: Mini) -> None:
    add_event(mini, "fda-pazopanib-sarcoma", "withdrawn", "2025-01-02")
    status = {row["agency"]: row["status"] for row in view("current_indications", agent_id="pazopanib")}
    assert status == {"EMA": "approved", "FDA": "withdrawn"}
    (row,) = view("subtype_agent_matrix", subtype_id="soft-tissue-sarcoma", agent_id="pazopanib")
    assert (row["best_level"], row["approved_by"]) == ("regulator-approval", "EMA")


def test_an_approval_before_a_withdrawal_does_not_count_after_it(view: View, mini: Mini) -> None:
    add_event(mini, "fda-pazopanib-sarcoma", "withdrawn", "2020-01-02", 90)
    add_event(mini, "fda-pazopanib-sarcoma", "approved-accelerated", "2025-01-02", 91)
    (row,) = view("current_indications", indication_id="fda-pazopanib-sarcoma")
    assert row["status"] == "approved-accelerated"


# subtype_agent_matrix


def matrix(view: View, subtype: str = "dedifferentiated-liposarcoma", agent: str = "palbociclib") -> Row:
    (row,) = view("subtype_agent_matrix", subtype_id=subtype, agent_id=agent)
    return row


def test_the_matrix_shows_approval_before_any_study_and_both_agencies(view: View) -> None:
    row = matrix(view, "soft-tissue-sarcoma", "pazopanib")
    assert (row["best_level"], row["study_level"], row["direction"], row["approved_by"]) == (
        "regulator-approval", "randomised-phase-3", "benefit", "EMA; FDA",
    )  # fmt: skip


def test_the_matrix_has_targeted_agents_only(view: View) -> None:
    agents = {row["agent_id"] for row in view("subtype_agent_matrix")}
    assert "olaratumab" in agents
    assert "doxorubicin" not in agents


@pytest.mark.parametrize(
    ("design", "phase", "level"),
    [
        ("randomized-double-blind", "3", "randomised-phase-3"),
        ("randomized-open-label", "2/3", "randomised-phase-3"),
        ("randomized-open-label", "2", "randomised-phase-2"),
        ("randomized-open-label", "", "randomised-phase-2"),
        ("single-arm", "3", "single-arm"),
        ("basket", "2", "single-arm"),
        ("dose-escalation", "1", "single-arm"),
        ("expanded-access", "", "single-arm"),
        ("observational", "4", "retrospective"),
        ("retrospective", "", "retrospective"),
        ("pooled-analysis", "3", "retrospective"),
    ],
)
def test_the_level_of_a_study_follows_from_design_and_phase(
    design: str, phase: str, level: str, view: View, mini: Mini
) -> None:
    mini.set("evidence", "STS-E0005", design=design, phase=phase)
    row = matrix(view, "gist", "sunitinib")
    assert (row["best_level"], row["study_level"], row["approved_by"]) == (level, level, None)


def test_the_best_level_decides_and_its_directions_are_told_or_mixed(view: View, mini: Mini) -> None:
    row = matrix(view)
    assert (row["study_level"], row["direction"], row["evidence_rows"]) == ("single-arm", "mixed", 2)
    mini.set("evidence", "STS-E0003", design="randomized-open-label", direction="inconclusive", phase="2")
    row = matrix(view)
    assert (row["study_level"], row["direction"], row["best_evidence_id"]) == (
        "randomised-phase-2", "inconclusive", "STS-E0003",
    )  # fmt: skip


def test_the_largest_study_of_the_best_level_is_named(view: View, mini: Mini) -> None:
    assert matrix(view)["best_evidence_id"] == "STS-E0002"
    mini.set("evidence", "STS-E0003", n="41")
    assert matrix(view)["best_evidence_id"] == "STS-E0003"


def test_a_study_of_the_agent_alone_is_named_before_a_larger_one_of_a_combination(view: View, mini: Mini) -> None:
    mini.set("evidence", "STS-E0003", n="41", regimen_id="doxorubicin+palbociclib")
    mini.add("regimens", regimen_id="doxorubicin+palbociclib", name="doxorubicin + palbociclib", kind="combination")
    for agent in ("doxorubicin", "palbociclib"):
        mini.add("regimen_agents", regimen_id="doxorubicin+palbociclib", agent_id=agent)
    row = matrix(view)
    assert (row["best_evidence_id"], row["best_regimen"]) == ("STS-E0002", "palbociclib")


def test_an_approved_agent_without_study_is_in_the_matrix(view: View, mini: Mini) -> None:
    mini.set("indications", "fda-larotrectinib-ntrk", subtype_id="gist")
    row = matrix(view, "gist", "larotrectinib")
    assert (row["best_level"], row["study_level"], row["evidence_rows"]) == ("regulator-approval", None, 0)


def test_a_refused_agent_is_not_approved(view: View) -> None:
    assert matrix(view)["approved_by"] is None


# subtype_targets


def test_an_alteration_is_hit_through_the_family_of_its_gene(view: View) -> None:
    (row,) = view("subtype_targets", alteration_id="STS-A0002")
    assert (row["target_id"], row["hit_target_id"], row["agent_id"], row["action"]) == (
        "CDK4", "CDK4", "palbociclib", "inhibitor",
    )  # fmt: skip
    assert (row["evidence_rows"], row["approved_by"]) == (2, None)


def test_an_alteration_that_no_agent_hits_stands_once_without_agent(view: View) -> None:
    (row,) = view("subtype_targets", alteration_id="STS-A0001")
    assert (row["target_id"], row["agent_id"], row["hit_target_id"]) == ("MDM2", None, None)


def test_every_agent_that_hits_the_gene_is_a_row(view: View) -> None:
    assert [row["agent_id"] for row in view("subtype_targets", alteration_id="STS-A0004")] == ["imatinib", "sunitinib"]


def test_a_fusion_is_hit_through_either_partner(view: View, mini: Mini) -> None:
    mini.set("alterations", "STS-A0003", partner_target_id="NTRK1", alteration="SS18::NTRK1")
    (row,) = view("subtype_targets", alteration_id="STS-A0003")
    assert (row["hit_target_id"], row["agent_id"]) == ("NTRK1", "larotrectinib")


def test_approval_in_the_subtype_is_told_beside_the_target(view: View, mini: Mini) -> None:
    mini.set("indications", "fda-pazopanib-sarcoma", agent_id="imatinib", subtype_id="gist")
    rows = {row["agent_id"]: row["approved_by"] for row in view("subtype_targets", alteration_id="STS-A0004")}
    assert rows == {"imatinib": "FDA", "sunitinib": None}


# conflicts


def test_intervals_that_do_not_overlap_and_opposite_directions_are_conflicts(view: View) -> None:
    rows = {row["kind"]: row for row in view("conflicts")}
    assert set(rows) == {"intervals-apart", "opposite-directions"}
    apart = rows["intervals-apart"]
    assert (apart["outcome_a"], apart["outcome_b"], apart["endpoint"]) == ("STS-O00008", "STS-O00009", "PFS-rate")
    assert (apart["finding_a"], apart["finding_b"]) == ("57.2 (42.4–68.8)", "20 (10–30)")
    opposite = rows["opposite-directions"]
    assert (opposite["evidence_a"], opposite["evidence_b"]) == ("STS-E0002", "STS-E0003")
    assert (opposite["finding_a"], opposite["finding_b"]) == ("activity", "resistance")


@pytest.mark.parametrize(
    ("table", "key", "cells", "left"),
    [
        ("outcomes", "STS-O00009", {"ci_high": "42.4"}, {"opposite-directions"}),
        ("outcomes", "STS-O00009", {"timepoint_months": "6"}, {"opposite-directions"}),
        ("outcomes", "STS-O00009", {"endpoint": "OS-rate"}, {"opposite-directions"}),
        ("outcomes", "STS-O00009", {"ci_high": ""}, {"opposite-directions"}),
        ("evidence", "STS-E0003", {"direction": "activity"}, {"intervals-apart"}),
        ("evidence", "STS-E0003", {"direction": "inconclusive"}, {"intervals-apart"}),
        ("evidence", "STS-E0003", {"setting": "adjuvant"}, set()),
        ("evidence", "STS-E0003", {"biomarker": "CDK4 amplification"}, set()),
        ("evidence", "STS-E0003", {"subtype_id": "gist"}, set()),
        ("evidence", "STS-E0003", {"regimen_id": "pazopanib"}, set()),
        ("evidence", "STS-E0003", {"citation_id": "doi:10.1000/mini.1"}, set()),
    ],
)
def test_what_is_not_the_same_question_is_no_conflict(
    table: str, key: str, cells: dict[str, str], left: set[str], view: View, mini: Mini
) -> None:
    mini.set(table, key, **cells)
    assert {row["kind"] for row in view("conflicts")} == left


@pytest.mark.parametrize(("comparator", "kinds"), [("placebo", {"opposite-directions"}), ("imatinib", set())])
def test_benefit_contradicts_no_benefit_against_the_same_comparator_only(
    comparator: str, kinds: set[str], view: View, mini: Mini
) -> None:
    mini.set("evidence", "STS-E0002", direction="benefit", comparator_regimen_id="placebo")
    mini.set("evidence", "STS-E0003", direction="no-benefit", comparator_regimen_id=comparator)
    assert {row["kind"] for row in view("conflicts")} - {"intervals-apart"} == kinds


@pytest.mark.parametrize("kind", ["intervals-apart", "opposite-directions"])
def test_two_cuts_of_one_trial_count_as_one_study(kind: str, view: View, mini: Mini) -> None:
    for key in ("STS-E0002", "STS-E0003"):
        mini.set("evidence", key, trial_id="NCT00000003")
    assert view("conflicts", kind=kind) == []


# mappings


def test_every_identifier_is_a_mapping_and_empty_ones_are_none(view: View) -> None:
    rows = view("mappings")
    assert len({(row["subject_id"], row["object_id"]) for row in rows}) == len(rows)
    pairs = {(row["subject_id"], row["predicate_id"], row["object_id"]) for row in rows}
    assert ("sts.subtype:dedifferentiated-liposarcoma", "skos:exactMatch", "MONDO:0020563") in pairs
    assert ("sts.subtype:gist", "skos:broadMatch", "icdo:8936/3") in pairs
    assert ("sts.target:MDM2", "skos:exactMatch", "hgnc:6973") in pairs
    assert ("sts.agent:imatinib", "skos:exactMatch", "chembl.compound:CHEMBL941") in pairs
    assert not [row for row in rows if row["subject_id"] == "sts.target:CDK4-6"]
