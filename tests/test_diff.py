"""What changed between two versions, what the version rule demands for it, and what a release makes of it."""

import csv
import hashlib
import io
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mini import Mini
from sts_targets.cli import main
from sts_targets.diff import Change, Difference, as_changes_csv, as_diff_json, as_diff_markdown, as_diff_text, compare
from sts_targets.history import COLUMNS, difference_to_last, problems_of_history, read_releases, release_row
from sts_targets.issues import CannotRunError
from sts_targets.package import load_package
from sts_targets.release import ReleaseRefusedError, build_release
from sts_targets.versions import demand_of, least_version, parse_version, problem_of_version


def difference(template: Path, mini: Mini) -> Difference:
    """Compare the changed package with the unchanged one."""
    return compare(load_package(template), mini.package())


def edit_field(table: str, column: str, **changes: Any) -> Callable[[Mini], None]:
    """Change a field of a schema; a constraint of None goes."""

    def run(mini: Mini) -> None:
        def edit(schema: Any) -> None:
            field = next(item for item in schema["fields"] if item["name"] == column)
            for name, value in changes.items():
                if name == "type":
                    field["type"] = value
                elif value is None:
                    del field["constraints"][name]
                else:
                    field.setdefault("constraints", {})[name] = value
            field.pop("categories", None)

        mini.edit_json(f"schemas/{table}.json", edit)

    return run


def edit_schema(table: str, **properties: Any) -> Callable[[Mini], None]:
    """Set properties of a schema."""
    return lambda mini: mini.edit_json(f"schemas/{table}.json", lambda schema: schema.update(properties))


def drop_field(mini: Mini) -> None:
    mini.drop_column("trials", "enrolment")
    mini.edit_json(
        "schemas/trials.json", lambda s: s.update(fields=[f for f in s["fields"] if f["name"] != "enrolment"])
    )


def add_field(mini: Mini) -> None:
    mini.add_column("trials", "notes")
    mini.edit_json("schemas/trials.json", lambda s: s["fields"].append({"name": "notes", "type": "string"}))


def drop_table(mini: Mini) -> None:
    mini.edit_json("datapackage.json", lambda d: d.update(resources=d["resources"][:-1]))


def add_table(mini: Mini) -> None:
    (mini.root / "data" / "extra.csv").write_text("a\nx\n")
    new = {"name": "extra", "path": "data/extra.csv", "schema": {"fields": [{"name": "a"}], "primaryKey": "a"}}
    mini.edit_json("datapackage.json", lambda d: d["resources"].append(new))


REFERENCE = [{"fields": "registry", "reference": {"resource": "", "fields": "registry"}}]
STRUCTURE = [
    (drop_table, "the table is gone", "major"),
    (add_table, "the table is new", "minor"),
    (drop_field, "the column enrolment is gone", "major"),
    (add_field, "the column notes is new", "minor"),
    (edit_schema("trials", primaryKey=["acronym"]), "the primary key is another one", "major"),
    (edit_schema("trials", uniqueKeys=[["acronym"]]), "the unique key acronym is new", "major"),
    (edit_schema("trials", foreignKeys=REFERENCE), "the foreign key of registry is new", "major"),
    (edit_field("trials", "enrolment", type="number"), "the type of trials.enrolment is number, it was integer",
        "major"),
    (edit_field("evidence", "phase", enum=["1", "1/2", "2", "2/3", "3"]),
        "the code 4 of evidence.phase is gone", "major"),
    (edit_field("evidence", "phase", enum=["1", "1/2", "2", "2/3", "3", "4", "5"]),
        "the code 5 of evidence.phase is new", "minor"),
    (edit_field("evidence", "phase", enum=None), "enum of evidence.phase is looser", "minor"),
    (edit_field("trials", "acronym", enum=["PALETTE", "DOSE"]), "enum of trials.acronym is stricter", "major"),
    (edit_field("trials", "acronym", required=True), "required of trials.acronym is stricter", "major"),
    (edit_field("trials", "registry", required=False), "required of trials.registry is looser", "minor"),
    (edit_field("trials", "acronym", unique=True), "unique of trials.acronym is stricter", "major"),
    (edit_field("trials", "acronym", pattern="[A-Z]+"), "pattern of trials.acronym is stricter", "major"),
    (edit_field("trials", "trial_id", pattern=None), "pattern of trials.trial_id is looser", "minor"),
    (edit_field("trials", "acronym", maxLength=50), "max_length of trials.acronym is stricter", "major"),
    (edit_field("trials", "acronym", maxLength=70), "max_length of trials.acronym is looser", "minor"),
    (edit_field("trials", "acronym", maxLength=None), "max_length of trials.acronym is looser", "minor"),
    (edit_field("trials", "acronym", minLength=2), "min_length of trials.acronym is stricter", "major"),
    (edit_field("trials", "enrolment", minimum=1), "minimum of trials.enrolment is stricter", "major"),
    (edit_field("trials", "start_year", minimum=1970), "minimum of trials.start_year is looser", "minor"),
    (edit_field("trials", "start_year", maximum=2050), "maximum of trials.start_year is stricter", "major"),
]  # fmt: skip


def test_the_same_package_does_not_differ_from_itself(template: Path, mini: Mini) -> None:
    found = difference(template, mini)
    assert found.empty
    assert demand_of(found).level == "none"
    assert list(as_diff_text(found)) == ["nothing differs"]


def test_rows_are_compared_by_key_and_cells_by_column(template: Path, mini: Mini) -> None:
    mini.set("outcomes", "STS-O00001", value="4.7", locator="")
    mini.drop("outcomes", "STS-O00015")
    mini.add("target_members", target_id="CDK4-6", member_id="KIT")
    assert difference(template, mini).rows == (
        Change("target_members", "CDK4-6|KIT", "added"),
        Change("outcomes", "STS-O00001", "changed", "value", "4.6", "4.7"),
        Change("outcomes", "STS-O00001", "changed", "locator", "Abstract, Results", ""),
        Change("outcomes", "STS-O00015", "removed"),
    )
    assert difference(template, mini).counts() == {
        "target_members": {"added": 1, "removed": 0, "changed": 0},
        "outcomes": {"added": 0, "removed": 1, "changed": 1},
    }


def test_another_spelling_or_order_is_no_difference(template: Path, mini: Mini) -> None:
    header, *body = mini.read("outcomes")
    mini.write("outcomes", [header, *reversed(body)])
    mini.edit("outcomes", lambda raw: raw.replace(b",4.6,", b",4.60,"))
    assert difference(template, mini).empty


@pytest.mark.parametrize(
    ("change", "what", "level"), STRUCTURE, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_change_of_structure_is_told_and_demands_its_step(
    change: Callable[[Mini], None], what: str, level: str, template: Path, mini: Mini
) -> None:
    change(mini)
    found = difference(template, mini)
    assert what in [item.what for item in found.structure]
    assert demand_of(found).level == level


def test_rows_demand_minor_and_cells_patch(template: Path, mini: Mini) -> None:
    mini.set("outcomes", "STS-O00001", value="4.7")
    assert demand_of(difference(template, mini)).level == "patch"
    mini.add("target_members", target_id="CDK4-6", member_id="KIT")
    assert demand_of(difference(template, mini)).reasons == ("target_members CDK4-6|KIT is added",)


def test_a_table_that_cannot_be_read_cannot_be_compared(template: Path, mini: Mini) -> None:
    mini.path("agents").write_bytes(b"\xff\n")
    with pytest.raises(CannotRunError, match=r"data/agents\.csv:1: byte 0xff is not UTF-8"):
        difference(template, mini)


def test_a_difference_can_be_read_as_text_markdown_json_and_csv(template: Path, mini: Mini) -> None:
    mini.set("outcomes", "STS-O00001", value="4.7")
    mini.drop("outcomes", "STS-O00015")
    mini.add("target_members", target_id="CDK4-6", member_id="KIT")
    drop_field(mini)
    found = difference(template, mini)
    assert list(as_diff_text(found)) == [
        "! the column enrolment is gone (breaking)",
        "+ target_members CDK4-6|KIT",
        "~ outcomes STS-O00001 value: '4.6' -> '4.7'",
        "- outcomes STS-O00015",
    ]
    assert list(as_diff_markdown(found))[2:] == [
        "| target_members | 1 | 0 | 0 |", "| outcomes | 0 | 1 | 1 |", "", "- the column enrolment is gone (breaking)",
    ]  # fmt: skip
    assert json.loads(as_diff_json(found))["rows"][1]["new"] == "4.7"
    header, *body = csv.reader(io.StringIO(as_changes_csv(found).decode()))
    assert header == ["table", "key", "kind", "column", "old", "new"]
    assert body[1] == ["outcomes", "STS-O00001", "changed", "value", "4.6", "4.7"]


@pytest.mark.parametrize(("style", "part"), [("text", "~ outcomes"), ("json", '"counts"'), ("markdown",
    "| outcomes |"), ("csv", "table,key")])  # fmt: skip
def test_the_command_shows_a_difference_and_exits_with_0(style: str, part: str, template: Path, mini: Mini) -> None:
    mini.set("outcomes", "STS-O00001", value="4.7")
    result = CliRunner().invoke(main, ["diff", str(template), str(mini.root), "--format", style])
    assert result.exit_code == 0
    assert part in result.stdout


# versions


@pytest.mark.parametrize("text", ["1", "1.2", "1.2.3.4", "v1.2.3", "01.2.3", "1.2.x", "", "1.2.3-rc1"])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(CannotRunError, match="is no version"):
        parse_version(text)


@pytest.mark.parametrize(
    ("level", "least"), [("none", "1.2.3"), ("patch", "1.2.4"), ("minor", "1.3.0"), ("major", "2.0.0")]
)
def test_each_level_has_its_least_version(level: str, least: str) -> None:
    assert least_version("1.2.3", level) == least


@pytest.mark.parametrize(
    ("new", "good"), [("1.2.3", False), ("1.2.4", True), ("1.3.0", True), ("1.10.0", True), ("1.2.0", False)]
)
def test_a_version_may_be_higher_than_demanded_but_not_lower(new: str, good: bool) -> None:
    rows = tuple(Change("t", str(number), "changed", "c") for number in range(7))
    problem = problem_of_version("1.2.3", new, demand_of(Difference("1.2.3", new, rows)))
    assert (problem is None) is good
    if problem:
        assert "t 0 c is corrected" in problem
        assert "and 2 more" in problem
        assert "to 1.2.4 or higher" in problem


# history


def git(root: Path, *arguments: str) -> str:
    """Run git in a folder."""
    who = {f"GIT_{role}_{part}": "a@b" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    done = subprocess.run(
        ["git", "-C", str(root), *arguments], env={**os.environ, **who}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def released(mini: Mini) -> Mini:
    """A small package in a git repository whose present state was released."""
    git(mini.root, "init", "-q")
    git(mini.root, "add", ".")
    git(mini.root, "commit", "-q", "-m", "release")
    row = [mini.package().version, git(mini.root, "rev-parse", "HEAD"), "2026-06-01", "0" * 64]
    (mini.root / "releases.csv").write_text(f"{','.join(COLUMNS)}\n{','.join(row)}\n", encoding="utf-8")
    return mini


def test_without_releases_there_is_no_difference_to_the_last(mini: Mini) -> None:
    assert read_releases(mini.root) == []
    assert difference_to_last(mini.package()) is None


def test_releases_are_listed_by_version(mini: Mini) -> None:
    lines = [",".join(COLUMNS), "0.10.0,a,2026-01-01,x", "0.9.0,b,2025-01-01,y"]
    (mini.root / "releases.csv").write_text("\n".join(lines) + "\n")
    assert [release.version for release in read_releases(mini.root)] == ["0.9.0", "0.10.0"]


def test_the_row_of_a_release_names_version_commit_date_and_checksum(released: Mini) -> None:
    archive = released.root / "a.zip"
    archive.write_bytes(b"bytes")
    commit, date = git(released.root, "log", "-1", "--format=%H %cs").split()
    checksum = hashlib.sha256(b"bytes").hexdigest()
    assert release_row(released.package(), archive) == f"{released.package().version},{commit},{date},{checksum}"


def test_outside_of_a_checkout_there_is_no_row_for_the_list(mini: Mini) -> None:
    assert release_row(mini.package(), mini.root / "datapackage.json") == ""


@pytest.mark.parametrize("content", ["", "a,b\n", "version,commit,date,archive_sha256\n1.0.0,,2026-01-01,x\n"])
def test_a_damaged_list_of_releases_is_refused(content: str, mini: Mini) -> None:
    (mini.root / "releases.csv").write_text(content)
    with pytest.raises(CannotRunError, match="damaged"):
        read_releases(mini.root)


@pytest.mark.slow
def test_an_identifier_that_vanishes_must_be_retired(released: Mini) -> None:
    released.drop("outcomes", "STS-O00015")
    found = difference_to_last(released.package())
    assert found is not None
    problems = problems_of_history(found, released.package(), set())
    assert problems[0].startswith("outcomes STS-O00015 was released and is gone")
    assert "is too low: outcomes STS-O00015 is removed" in problems[1]
    assert len(problems_of_history(found, released.package(), {("outcomes", "STS-O00015")})) == 1


@pytest.mark.slow
def test_a_release_that_its_history_forbids_is_refused(released: Mini, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780272000")
    released.set("outcomes", "STS-O00001", locator="Abstract")
    with pytest.raises(ReleaseRefusedError, match="is too low: outcomes STS-O00001 locator is corrected"):
        build_release(released.package(), released.root / "dist")
    assert not (released.root / "dist").exists()
    released.edit_json("datapackage.json", lambda value: value.update(maximumRowLoss=1))
    for number in range(30):
        released.add("agent_synonyms", agent_id="imatinib", synonym=f"code {number:02}", kind="code")
    git(released.root, "commit", "-q", "-a", "-m", "more")
    commit = git(released.root, "rev-parse", "HEAD")
    lines = f"{','.join(COLUMNS)}\n{released.package().version},{commit},2026-06-01,x\n"
    (released.root / "releases.csv").write_text(lines)
    header, *body = released.read("agent_synonyms")
    released.write("agent_synonyms", [header, *(row for row in body if not row[1].startswith("code"))])
    with pytest.raises(ReleaseRefusedError, match="and 11 more"):
        build_release(released.package(), released.root / "dist")


@pytest.mark.slow
def test_a_higher_version_is_released_with_its_changes(released: Mini, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780272000")
    released.set("outcomes", "STS-O00001", locator="Abstract")
    released.edit_json("datapackage.json", lambda value: value.update(version="9.0.0"))
    folder, _ = build_release(released.package(), released.root / "dist")
    changes = (folder / "changes.csv").read_text(encoding="utf-8").splitlines()
    assert changes[1:] == ['outcomes,STS-O00001,changed,locator,"Abstract, Results",Abstract']


@pytest.mark.slow
def test_a_difference_that_cannot_be_computed_forbids_the_release(released: Mini) -> None:
    (released.root / "releases.csv").write_text(f"{','.join(COLUMNS)}\n0.1.0,{'0' * 40},2026-01-01,x\n")
    with pytest.raises(CannotRunError, match="is no file, folder or git revision"):
        difference_to_last(released.package())


@pytest.mark.slow
def test_a_shallow_clone_says_how_to_get_the_rest(released: Mini, tmp_path: Path) -> None:
    first = git(released.root, "rev-parse", "HEAD")
    git(released.root, "commit", "-q", "--allow-empty", "-m", "next")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", released.root.as_uri(), str(clone))
    shutil.copyfile(released.root / "releases.csv", clone / "releases.csv")
    with pytest.raises(CannotRunError, match=f"the clone is shallow and lacks {first}. Repair: git fetch --unshallow"):
        difference_to_last(load_package(clone))
