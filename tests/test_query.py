"""The tables from Python and from the terminal: load, find, show, coverage, and the list of checks."""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from click.testing import CliRunner, Result

from mini import TABLES, Mini
from sts_targets import loading
from sts_targets.build.views import VIEWS
from sts_targets.catalogue import as_markdown as checks_as_markdown
from sts_targets.catalogue import checks
from sts_targets.cli import main
from sts_targets.coverage import as_markdown, coverage_by_agent, coverage_by_subtype
from sts_targets.issues import CannotRunError
from sts_targets.loading import convert, load, own_package
from sts_targets.query import find, resolve, show
from sts_targets.rules import REGISTRY
from tiny import Tiny, column

Frames = Mapping[str, pl.DataFrame]


@pytest.fixture(scope="module")
def frames(template: Path) -> Frames:
    """The tables of the small package, the derived ones included."""
    return load(template)


def sts(*arguments: object) -> Result:
    """Run the command."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


# load


def test_all_tables_and_views_are_loaded_with_their_types(frames: Frames, template: Path) -> None:
    tables = load(template)
    assert set(tables) == {*TABLES, *(view.name for view in VIEWS)}
    assert len(tables) == len(TABLES) + len(VIEWS)
    assert repr(tables).startswith("<sts-targets ")
    assert frames["regulatory_events"].schema["event_date"] == pl.Date()
    assert frames["current_indications"].schema["tumour_agnostic"] == pl.Boolean()


def test_a_table_that_is_not_there_is_a_key_error_with_those_that_are(frames: Frames) -> None:
    with pytest.raises(KeyError, match=r"no table 'outcome'; there are .*outcomes"):
        frames["outcome"]


def test_tables_come_as_arrow_on_demand(template: Path) -> None:
    table = load(template, backend="pyarrow")["outcomes"]
    assert isinstance(table, pa.Table)
    assert table.num_rows == len(TABLES["outcomes"])


def test_pandas_is_asked_for_and_not_brought_along() -> None:
    class Frame:
        def to_pandas(self, *, use_pyarrow_extension_array: bool) -> bool:
            return use_pyarrow_extension_array

    assert convert(Frame(), "pandas") is True  # type: ignore[arg-type]


def test_an_unknown_backend_is_refused(template: Path) -> None:
    with pytest.raises(ValueError, match="take polars, pandas or pyarrow"):
        load(template, backend="dask")  # type: ignore[arg-type]


def test_a_package_of_other_tables_loads_without_our_views(tiny: Tiny) -> None:
    tiny.add("a\n1\n", column("a", "integer"))
    assert list(load(tiny.root)) == ["t"]


def test_a_broken_table_is_told_with_its_place(mini: Mini) -> None:
    line = mini.set("outcomes", "STS-O00001", value="x")
    with pytest.raises(CannotRunError, match=rf"data/outcomes\.csv:{line} value: 'x' is no number"):
        load(mini.root)


def test_the_installation_carries_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (own_package() / "datapackage.json").is_file()
    monkeypatch.setattr(loading, "files", lambda _: tmp_path / "a" / "b")
    with pytest.raises(CannotRunError, match="carries no data"):
        own_package()


# find and show


@pytest.mark.parametrize(
    ("text", "kind", "identifier"),
    [
        ("GIST", "subtype", "gist"),
        ("gastrointestinal stromal tumour", "subtype", "gist"),
        ("cd117", "target", "KIT"),
        ("gleevec", "agent", "imatinib"),
        ("palette", "trial", "NCT00000001"),
        ("NCT00000002", "trial", "NCT00000002"),
    ],
)
def test_a_thing_is_found_by_any_of_its_names_first_the_whole_ones(
    text: str, kind: str, identifier: str, frames: Frames
) -> None:
    first = find(frames, text)[0]
    assert (first.kind, first.id) == (kind, identifier)


def test_abbreviations_name_subtypes(mini: Mini) -> None:
    mini.set("subtypes", "synovial-sarcoma", abbreviation="SySa")
    assert resolve(load(mini.root), "subtype", "sysa") == "synovial-sarcoma"


def test_a_part_of_one_name_is_enough_and_of_several_is_not(frames: Frames) -> None:
    assert resolve(frames, "agent", "imatin") == "imatinib"
    with pytest.raises(CannotRunError, match=r"no single subtype is named 'tumour'\. Near: "):
        resolve(frames, "subtype", "tumour")
    with pytest.raises(CannotRunError, match="Near: none; try"):
        resolve(frames, "agent", "aspirin")


@pytest.mark.parametrize(
    ("table", "options", "keys"),
    [
        ("evidence", {"subtype": "gist"}, ["STS-E0005", "STS-E0006"]),
        ("evidence", {"subtype": "adipocytic tumours"}, ["STS-E0002", "STS-E0003"]),
        ("evidence", {"agent": "Gleevec"}, ["STS-E0006"]),
        ("evidence", {"target": "CD117"}, ["STS-E0006"]),
        ("evidence", {"subtype": "gist", "agent": "sunitinib"}, ["STS-E0005"]),
        ("outcomes", {"agent": "larotrectinib"}, ["STS-O00014", "STS-O00015"]),
        ("outcomes", {"subtype": "gist"}, ["STS-O00012", "STS-O00013"]),
        ("regulatory_events", {"agent": "olaratumab"}, ["STS-R0006", "STS-R0007"]),
        ("alterations", {"target": "SSX1"}, ["STS-A0003"]),
        ("agent_targets", {"target": "NTRK1"}, ["larotrectinib"]),
        ("trials", {}, [row["trial_id"] for row in TABLES["trials"]]),
    ],
)
def test_rows_about_a_subtype_agent_or_target_are_shown(
    table: str, options: dict[str, str], keys: list[str], frames: Frames
) -> None:
    assert show(frames, table, **options).to_series(0).to_list() == keys


def test_what_a_table_does_not_know_is_told(frames: Frames) -> None:
    with pytest.raises(CannotRunError, match="trials has no subtype_id"):
        show(frames, "trials", subtype="gist")
    with pytest.raises(CannotRunError, match=r"there is no table 'studies'\. Tables: "):
        show(frames, "studies")


def test_the_commands_print_tables_csv_and_json(mini: Mini) -> None:
    table = sts("find", "gist", "--from", mini.root)
    assert table.exit_code == 0
    assert "Gastrointestinal stromal tumour" in table.stdout
    rows = list(csv.DictReader(io.StringIO(sts("show", "outcomes", "--agent", "pazopanib", "--from", mini.root,
        "--format", "csv").stdout)))  # fmt: skip
    assert [row["outcome_id"] for row in rows] == ["STS-O00001", "STS-O00002", "STS-O00003"]
    found = json.loads(sts("find", "palette", "--from", mini.root, "--format", "json").stdout)
    assert found == [{"kind": "trial", "id": "NCT00000001", "name": "PALETTE", "found_by": "PALETTE"}]


def test_nothing_found_exits_with_1_and_a_wrong_table_with_2(mini: Mini, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(mini.root)
    assert sts("find", "aspirin").exit_code == 1
    assert sts("show", "studies").exit_code == 2


# coverage


def test_coverage_counts_by_subtype_and_names_the_holes(frames: Frames) -> None:
    rows = {row["subtype_id"]: row for row in coverage_by_subtype(frames).rows(named=True)}
    liposarcoma = rows["dedifferentiated-liposarcoma"]
    assert [liposarcoma[name] for name in ("alterations", "agents", "evidence", "outcomes", "approvals")] == [
        2,
        1,
        2,
        6,
        0,
    ]
    assert liposarcoma["holes"] == "approvals"
    assert rows["synovial-sarcoma"]["holes"] == "evidence, approvals"
    assert "gist-tumours" not in rows


def test_coverage_counts_by_targeted_agent(frames: Frames) -> None:
    rows = {row["agent_id"]: row for row in coverage_by_agent(frames).rows(named=True)}
    pazopanib = rows["pazopanib"]
    assert [pazopanib[name] for name in ("targets", "subtypes", "evidence", "outcomes", "approvals")] == [1, 1, 1, 3, 2]
    assert "doxorubicin" not in rows


def test_coverage_is_a_page_and_a_command(frames: Frames, mini: Mini) -> None:
    page = "\n".join(as_markdown(frames))
    assert "## Subtypes" in page
    assert "| pazopanib |" in page
    for by in ("subtype", "agent"):
        result = sts("coverage", "--by", by, "--from", mini.root)
        assert result.exit_code == 0
        assert f"{by}_id" in result.stdout


# the list of checks


def test_the_list_of_checks_has_every_rule_once() -> None:
    listed = list(checks())
    assert len({check.id for check in listed}) == len(listed)
    assert set(REGISTRY) <= {check.id for check in listed}
    assert all(check.sentence and check.good != check.bad for check in listed)


def test_the_list_of_checks_is_a_page() -> None:
    page = "\n".join(checks_as_markdown())
    assert all(f"`{check.id}`" in page for check in checks())
    assert all(line.count("|") - line.count("\\|") == 6 for line in page.splitlines() if line.startswith("| `"))
