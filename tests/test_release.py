"""The release: what it holds, that every output says the same, that it is the same every time, whole or not at all."""

import contextlib
import csv
import hashlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from conftest import EPOCH, require
from mini import DOCUMENTS, REPOSITORY, TABLES, Mini
from sts_targets.build.views import VIEWS
from sts_targets.issues import CannotRunError
from sts_targets.package import load_package
from sts_targets.release import ReleaseRefusedError, build_release, build_time
from sts_targets.verify import verify

pytestmark = pytest.mark.slow

VIEW_NAMES = [view.name for view in VIEWS]
ALL = [*TABLES, *VIEW_NAMES]


@pytest.fixture(scope="module")
def folder(built: tuple[Path, Path]) -> Path:
    """Folder of the release."""
    return built[0]


@pytest.fixture(scope="module")
def workbook(folder: Path) -> Any:
    """The workbook of the release."""
    return openpyxl.load_workbook(folder / "sts-targets.xlsx")


def files(root: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes."""
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in root.rglob("*") if file.is_file()}


# what it holds


def test_the_release_is_named_after_package_and_version(built: tuple[Path, Path], source: Path) -> None:
    name = f"sts-targets-{load_package(source).version}"
    assert [item.name for item in built] == [name, f"{name}.zip"]


def test_the_release_holds_every_promised_file(folder: Path) -> None:
    wanted = {
        *DOCUMENTS,
        "datapackage.json",
        "parquet/datapackage.json",
        "sts-targets.sqlite",
        "sts-targets.xlsx",
        "explorer.html",
    }
    wanted |= {"SHA256SUMS", *(f"data/{name}.csv" for name in TABLES), *(f"derived/{name}.csv" for name in VIEW_NAMES)}
    wanted |= {f"schemas/{name}.json" for name in ALL} | {f"parquet/{name}.parquet" for name in ALL}
    assert wanted <= set(files(folder))


def test_the_tables_of_facts_are_released_byte_by_byte(folder: Path, source: Path) -> None:
    for name in TABLES:
        assert (folder / "data" / f"{name}.csv").read_bytes() == (source / "data" / f"{name}.csv").read_bytes()


def test_the_checksums_cover_every_file_and_are_right(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    actual = {name: hashlib.sha256(raw).hexdigest() for name, raw in files(folder).items() if name != "SHA256SUMS"}
    assert listed == actual
    assert list(listed) == sorted(listed)


def test_the_archive_holds_the_folder(built: tuple[Path, Path], tmp_path: Path) -> None:
    folder, archive = built
    with zipfile.ZipFile(archive) as packed:
        assert packed.testzip() is None
        packed.extractall(tmp_path)
        assert {entry.date_time for entry in packed.infolist()} == {(2026, 6, 1, 0, 0, 0)}
    assert files(tmp_path / folder.name) == files(folder)


@pytest.mark.parametrize("change", [False, True])
def test_frictionless_accepts_the_release_and_notices_a_changed_table(
    change: bool, folder: Path, tmp_path: Path
) -> None:
    from frictionless import validate

    copy = shutil.copytree(folder, tmp_path / "copy")
    if change:
        file = copy / "data" / "agents.csv"
        file.write_bytes(file.read_bytes().replace(b"2001", b"2002"))
    report = validate(str(copy / "datapackage.json"))
    assert report.valid is not change, report.flatten(["title", "message"])


def test_the_release_validates_with_our_own_validator(folder: Path) -> None:
    from sts_targets.validate import validate

    report = validate(load_package(folder))
    assert [issue for issue in report.issues if issue.rule != "descriptor"] == []
    assert set(report.rows) == set(ALL)
    assert all(report.rows.values())


def test_the_descriptor_of_the_release_says_when_it_was_built_and_what_its_files_are(folder: Path) -> None:
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["created"] == "2026-06-01T00:00:00Z"
    for item in descriptor["resources"]:
        raw = (folder / item["path"]).read_bytes()
        assert item["bytes"] == len(raw)
        assert item["hash"] == "sha256:" + hashlib.sha256(raw).hexdigest()
        assert item["title"]
        assert item["description"]


def test_the_descriptor_of_parquet_promises_no_bytes_and_no_hash(folder: Path) -> None:
    """frictionless 5.21 reports a false byte count for Parquet."""
    descriptor = json.loads((folder / "parquet" / "datapackage.json").read_text(encoding="utf-8"))
    assert [item["name"] for item in descriptor["resources"]] == ALL
    for item in descriptor["resources"]:
        assert not {"bytes", "hash"} & set(item)
        assert (item["format"], item["path"]) == ("parquet", f"{item['name']}.parquet")


# Parquet


@pytest.mark.parametrize("name", ALL)
def test_parquet_columns_have_types_titles_and_descriptions(name: str, folder: Path) -> None:
    schema = json.loads((folder / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    arrow = pq.read_schema(folder / "parquet" / f"{name}.parquet")
    types = {"string": "string", "integer": "int64", "number": "double", "boolean": "bool", "date": "date32[day]"}
    assert arrow.metadata[b"description"].decode() == schema["description"]
    for field in schema["fields"]:
        found = arrow.field(field["name"])
        assert found.metadata[b"title"].decode() == field["title"]
        assert found.metadata[b"description"].decode() == field["description"]
        assert str(found.type) == types[field["type"]]
        assert found.nullable is not field.get("constraints", {}).get("required", False)


# the workbook


def test_the_sheets_stand_in_order(workbook: Any) -> None:
    assert workbook.sheetnames == ["start", *VIEW_NAMES, *TABLES, "data_dictionary"]
    assert workbook.sheetnames[1] == "evidence_flat"


@pytest.mark.parametrize("name", [*ALL, "data_dictionary"])
def test_headers_are_frozen_and_filtered(name: str, workbook: Any) -> None:
    sheet = workbook[name]
    assert sheet.freeze_panes in {"B2", "C2"}
    assert sheet.auto_filter.ref.startswith("A1:")
    assert sheet.auto_filter.ref.endswith(sheet.dimensions.split(":")[1])


def test_no_cell_is_a_formula(workbook: Any) -> None:
    for sheet in workbook:
        for row in sheet.iter_rows():
            assert not [cell.coordinate for cell in row if cell.data_type in {"f", "e"}]


def test_numbers_are_numbers_dates_dates_and_identifiers_text(workbook: Any) -> None:
    kinds: dict[str, dict[str, set[str]]] = {}
    for name in ("outcomes", "regulatory_events", "citations", "agents", "subtypes"):
        header, *body = workbook[name].iter_rows()
        places = enumerate(cell.value for cell in header)
        kinds[name] = {column: {row[i].data_type for row in body if row[i].value is not None} for i, column in places}
    assert kinds["outcomes"]["value"] == kinds["outcomes"]["n"] == {"n"}
    assert kinds["regulatory_events"]["event_date"] == {"d"}
    assert kinds["citations"]["pmid"] == {"s"}
    assert kinds["citations"]["retracted"] == {"b"}
    assert kinds["agents"]["pubchem_cid"] == {"s"}
    assert kinds["agents"]["first_approval_year"] == {"n"}
    assert kinds["subtypes"]["doid"] == {"s"}


def test_numbers_of_documents_link_to_them(workbook: Any) -> None:
    sheet = workbook["citations"]
    header = [cell.value for cell in sheet[1]]
    links = {cell.hyperlink.target for row in sheet.iter_rows(min_row=2) for cell in row if cell.hyperlink}
    assert "https://pubmed.ncbi.nlm.nih.gov/10000001/" in links
    assert "https://doi.org/10.1000/mini.1" in links
    assert "https://www.iarc.who.int" in links
    assert header[0] == "citation_id"


def test_citations_link_to_the_document_in_which_a_number_was_read(workbook: Any) -> None:
    sheet = workbook["evidence_flat"]
    places = [cell.column for cell in sheet[1] if str(cell.value).endswith("citation_id")]
    links = {(cell.value, cell.hyperlink.target) for row in sheet for cell in row if cell.hyperlink}
    assert len(places) == 2
    assert ("pmid:10000001", "https://pubmed.ncbi.nlm.nih.gov/10000001/") in links
    assert ("doi:10.1000/mini.1", "https://doi.org/10.1000/mini.1") in links


def test_words_come_before_identifiers_where_a_reader_begins(workbook: Any) -> None:
    for name, first in (("evidence_flat", "subtype"), ("current_indications", "agency")):
        header = [str(cell.value) for cell in workbook[name][1]]
        assert header[0] == first
        assert all(column.endswith("_id") for column in header[-5:])


def test_rows_of_the_dictionary_are_high_enough_for_every_code(workbook: Any) -> None:
    sheet = workbook["data_dictionary"]
    for row in sheet.iter_rows(min_row=2):
        lines = str(row[6].value).count("\n") + 1
        assert (sheet.row_dimensions[row[0].row].height or 15) >= min(15 * lines, 405)


def test_units_are_words(workbook: Any) -> None:
    units = {row[3] for row in workbook["data_dictionary"].iter_rows(min_row=2, values_only=True)}
    assert units - {None, ""} == {"months", "patients", "percent", "tumours", "year"}


def test_the_start_sheet_says_what_this_is_and_links_every_sheet(workbook: Any) -> None:
    sheet = workbook["start"]
    text = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert "not medical advice" in text
    assert "2026-06-01" in text
    linked = {cell.value for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert {*ALL} <= linked


def test_the_dictionary_has_every_column_of_every_sheet(workbook: Any) -> None:
    rows = [row[:2] for row in workbook["data_dictionary"].iter_rows(min_row=2, values_only=True)]
    wanted = [(name, cell.value) for name in ALL for cell in workbook[name][1]]
    assert sorted(rows) == sorted(wanted)


def test_an_empty_table_gives_a_sheet_with_its_header(
    mini: Mini, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    mini.write("retired_ids", mini.read("retired_ids")[:1])
    folder, _ = build_release(mini.package(), tmp_path / "dist")
    sheet = openpyxl.load_workbook(folder / "sts-targets.xlsx")["retired_ids"]
    assert [cell.value for cell in sheet[1]] == mini.columns("retired_ids")
    assert sheet.max_row == 1
    assert pq.read_table(folder / "parquet" / "retired_ids.parquet").num_rows == 0


# the same values everywhere


def plain(cell: object) -> str:
    """Return a value of any output as text that can be compared."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:.12g}" if isinstance(cell, int | float) else str(cell)


def csv_values(folder: Path, name: str) -> list[list[str]]:
    kind = {
        field["name"]: field["type"] for field in json.loads((folder / f"schemas/{name}.json").read_text())["fields"]
    }
    place = "derived" if name in VIEW_NAMES else "data"
    with (folder / place / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        header, *body = csv.reader(handle)
    change: dict[str, Callable[[str], str]] = {
        "number": lambda cell: plain(float(cell)), "boolean": lambda cell: str(int(cell == "true")),
    }  # fmt: skip
    return [[change.get(kind[n], str)(c) if c else "" for n, c in zip(header, row, strict=True)] for row in body]


@pytest.mark.parametrize("name", ALL)
def test_csv_parquet_sqlite_and_workbook_hold_the_same_values(name: str, folder: Path, workbook: Any) -> None:
    expected = csv_values(folder, name)
    parquet = pq.read_table(folder / "parquet" / f"{name}.parquet").to_pylist()
    assert [[plain(cell) for cell in row.values()] for row in parquet] == expected
    sheet = workbook[name].iter_rows(min_row=2, values_only=True)
    assert [[plain(cell) for cell in row] for row in sheet] == expected
    with closing(sqlite3.connect(folder / "sts-targets.sqlite")) as connection:
        rows = connection.execute(f"SELECT * FROM {name}").fetchall()
    assert [[plain(cell) for cell in row] for row in rows] == expected


# the same every time


BUILD = """
import sys
from pathlib import Path
from sts_targets.package import load_package
from sts_targets.release import build_release
build_release(load_package(Path(sys.argv[1])), Path(sys.argv[2]))
"""


def build_elsewhere(source: Path, output: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Build a release in another process."""
    return subprocess.run(
        [sys.executable, "-c", BUILD, str(source), str(output)],
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_another_time_zone_locale_hash_seed_and_folder_give_the_same_bytes(
    built: tuple[Path, Path], source: Path, tmp_path: Path
) -> None:
    moved = shutil.copytree(source, tmp_path / "somewhere else" / "package")
    for file in moved.rglob("*"):
        os.utime(file, (1, 1))
    done = build_elsewhere(
        moved, tmp_path / "dist", TZ="Asia/Kathmandu", LC_ALL="tr_TR.UTF-8", LANG="de_DE", PYTHONHASHSEED="4711"
    )
    assert done.returncode == 0, done.stderr
    folder, archive = built
    assert files(tmp_path / "dist" / folder.name) == files(folder)
    assert (tmp_path / "dist" / archive.name).read_bytes() == archive.read_bytes()


def test_the_real_release_is_the_same_elsewhere(real: tuple[Path, Path], tmp_path: Path) -> None:
    """All rows, with their accents, long texts and odd numbers; the small package cannot show what those do."""
    done = build_elsewhere(
        REPOSITORY, tmp_path, TZ="Pacific/Chatham", LC_ALL="de_DE.UTF-8", PYTHONHASHSEED="1", PYTHONUTF8="0"
    )
    assert done.returncode == 0, done.stderr
    folder, archive = real
    assert files(tmp_path / folder.name) == files(folder)
    assert (tmp_path / archive.name).read_bytes() == archive.read_bytes()


# whole or not at all


@pytest.mark.parametrize("step", ["write_xlsx", "write_sums", "check_from_outside", "write_zip"])
def test_a_kill_in_the_middle_leaves_the_old_release_whole(
    step: str, built: tuple[Path, Path], source: Path, tmp_path: Path
) -> None:
    output = tmp_path / "dist"
    shutil.copytree(built[0], output / built[0].name)
    shutil.copyfile(built[1], output / built[1].name)
    before = files(output)
    code = f"import os, sts_targets.release as release\nrelease.{step} = lambda *_, **__: os._exit(9)\n" + BUILD
    done = subprocess.run(
        [sys.executable, "-c", code, str(source), str(output)],
        env={**os.environ, "SOURCE_DATE_EPOCH": "1780358400"}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 9
    assert {name: raw for name, raw in files(output).items() if not name.startswith(".building-")} == before


@pytest.mark.parametrize("part", range(1, 7))
def test_a_kill_at_a_random_moment_leaves_no_half_written_release(
    part: int, built: tuple[Path, Path], source: Path, tmp_path: Path
) -> None:
    """The moments are spread over a build, each at random within its part."""
    output = tmp_path / "dist"
    seconds = (part - random.random()) / 6 * 2
    build = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(source), str(output)],
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with contextlib.suppress(subprocess.TimeoutExpired):
        build.wait(seconds)
    build.kill()
    build.wait()
    folder, archive = built
    in_place = [item for item in output.iterdir() if not item.name.startswith(".")] if output.exists() else []
    assert {item.name for item in in_place} <= {folder.name, archive.name}, f"killed after {seconds:.3f} s"
    for item in in_place:
        assert verify(item) == [], f"killed after {seconds:.3f} s"


def test_a_kill_between_the_two_moves_loses_neither_release(
    built: tuple[Path, Path], source: Path, tmp_path: Path
) -> None:
    output = tmp_path / "dist"
    shutil.copytree(built[0], output / built[0].name)
    code = (
        "import os\nfrom pathlib import Path\nmove, moves = Path.rename, []\n"
        "def rename(self, target):\n    moves.append(self)\n"
        "    return move(self, target) if len(moves) == 1 else os._exit(9)\n"
        "Path.rename = rename\n" + BUILD
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(source), str(output)], env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 9, done.stderr
    assert [item.name for item in output.iterdir() if not item.name.startswith(".")] == []
    assert files(output / f".old-{built[0].name}") == files(built[0])
    assert build_elsewhere(source, output).returncode == 0
    assert verify(output / built[0].name) == verify(output / built[1].name) == []


# verifiable


def sha256sum(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check a release with the command that every Linux has."""
    command = [require("sha256sum"), "--check", "--strict", "--quiet", "SHA256SUMS"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_sha256sum_and_verify_find_every_file_as_released(built: tuple[Path, Path]) -> None:
    assert sha256sum(built[0]).returncode == 0
    assert verify(built[0]) == verify(built[1]) == []


def spoil(folder: Path, archive: Path, change: str) -> None:
    """Change, remove or add a file of a release, in the folder and in the archive."""
    file = folder / "parquet" / "agents.parquet"
    if change == "changed":
        file.write_bytes(file.read_bytes()[:-1] + b"?")
    elif change == "missing":
        file.unlink()
    else:
        file.with_name("more.parquet").write_bytes(b"")
    with zipfile.ZipFile(archive, "w") as packed:
        for name in files(folder):
            packed.write(folder / name, f"{folder.name}/{name}")


@pytest.mark.parametrize(
    ("change", "message"),
    [("changed", "not what was released"), ("missing", "is missing"), ("added", "not listed")],
)
def test_a_file_that_is_not_as_released_is_named(
    change: str, message: str, built: tuple[Path, Path], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(built[0], tmp_path / built[0].name))
    archive = tmp_path / "spoilt.zip"
    spoil(folder, archive, change)
    for item in (folder, archive):
        (issue,) = verify(item)
        assert issue.file == f"parquet/{'more' if change == 'added' else 'agents'}.parquet"
        assert message in issue.message
    assert (sha256sum(folder).returncode == 0) is (change == "added")


def test_a_new_build_replaces_the_old_one_and_leaves_nothing_beside_it(
    built: tuple[Path, Path], source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    (tmp_path / built[0].name).mkdir()
    (tmp_path / built[0].name / "stale.txt").write_text("old")
    build_release(load_package(source), tmp_path)
    assert sorted(item.name for item in tmp_path.iterdir()) == sorted(item.name for item in built)
    assert files(tmp_path / built[0].name) == files(built[0])


# refusals


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of the build is set."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)


@pytest.mark.usefixtures("clock")
def test_an_invalid_package_is_refused_and_nothing_is_written(mini: Mini, tmp_path: Path) -> None:
    mini.set("outcomes", "STS-O00001", value="9")
    with pytest.raises(ReleaseRefusedError, match="not valid") as refusal:
        build_release(mini.package(), tmp_path / "dist")
    assert [issue.rule for issue in refusal.value.issues] == ["ci-encloses-value"]
    assert not (tmp_path / "dist").exists()


@pytest.mark.usefixtures("clock")
def test_a_package_that_is_not_in_canonical_form_is_refused(mini: Mini, tmp_path: Path) -> None:
    mini.edit("outcomes", lambda raw: raw.replace(b",4.6,", b",4.60,"))
    with pytest.raises(ReleaseRefusedError, match=r"data/outcomes\.csv: not in canonical form"):
        build_release(mini.package(), tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_missing_document_is_refused_and_no_part_is_left(name: str, mini: Mini, tmp_path: Path) -> None:
    (mini.root / name).unlink()
    with pytest.raises(CannotRunError, match=name):
        build_release(mini.package(), tmp_path / "dist")
    assert list((tmp_path / "dist").glob("**/*")) == []


def test_without_a_clock_there_is_no_release(mini: Mini, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    with pytest.raises(CannotRunError, match="no clock"):
        build_release(mini.package(), tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


@pytest.mark.parametrize("epoch", ["yesterday", "-1", "1.5"])
def test_a_clock_that_is_no_number_is_refused(epoch: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(CannotRunError, match="no clock"):
        build_time(tmp_path)


def test_the_clock_is_the_time_of_the_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    author = {
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@b",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@b",
    }
    when = {"GIT_COMMITTER_DATE": f"@{EPOCH} +0545", "GIT_AUTHOR_DATE": "@1000000000 +0000"}
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "x"]):
        subprocess.run(["git", "-C", str(tmp_path), *command], env={**os.environ, **author, **when}, check=True)
    assert build_time(tmp_path).isoformat() == "2026-06-01T00:00:00+00:00"


@pytest.mark.usefixtures("clock")
def test_a_release_that_frictionless_does_not_accept_is_refused(
    mini: Mini, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sts_targets import release

    real = release.write_sums

    def spoil(folder: Path) -> None:
        (folder / "data" / "agents.csv").write_text("agent_id\n")
        real(folder)

    monkeypatch.setattr(release, "write_sums", spoil)
    with pytest.raises(ReleaseRefusedError, match="frictionless does not accept"):
        build_release(mini.package(), tmp_path / "dist")
    assert list((tmp_path / "dist").iterdir()) == []
