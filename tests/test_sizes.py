"""The size of each table against the last release."""

import subprocess
from pathlib import Path

import pytest

from sts_targets.validate import validate
from tiny import Tiny, column

GIT = ("git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", "-C")


def table(count: int) -> str:
    return "k\n" + "".join(f"k{number}\n" for number in range(count))


def git(root: Path, *arguments: str) -> str:
    return subprocess.run([*GIT, str(root), *arguments], check=True, capture_output=True, text=True).stdout.strip()


def list_release(root: Path, commit: str) -> None:
    (root / "releases.csv").write_text(f"version,commit,date,archive_sha256\n1.0.0,{commit},2026-01-01,x\n")


@pytest.fixture
def released(tmp_path: Path) -> Tiny:
    """A package of which twenty rows and no retired identifier were released."""
    tiny = Tiny(tmp_path).add(f"{table(20)}", column("k"))
    tiny.resources[0]["path"] = "data/t.csv"
    (tmp_path / "data").mkdir()
    (tmp_path / "t.csv").rename(tmp_path / "data" / "t.csv")
    tiny.resources.append(
        {"name": "retired_ids", "path": "data/r.csv", "schema": {"fields": [column("table"), column("retired_id")]}}
    )
    (tmp_path / "data" / "r.csv").write_text("table,retired_id\n")
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "none").write_text("")
    tiny.save({"name": "tiny", "resources": tiny.resources})
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "x")
    list_release(tmp_path, git(tmp_path, "rev-parse", "HEAD"))
    return tiny


def shrink(tiny: Tiny, rows: int, retired: int = 0) -> None:
    (tiny.root / "data" / "t.csv").write_text(table(rows))
    (tiny.root / "data" / "r.csv").write_text("table,retired_id\n" + "".join(f"t,k{n}\n" for n in range(retired)))


@pytest.mark.parametrize("rows", [20, 18, 25])
def test_a_table_that_lost_no_more_than_it_may_passes(rows: int, released: Tiny) -> None:
    shrink(released, rows)
    assert released.found() == []


@pytest.mark.parametrize(("rows", "what"), [(17, "has 17 rows"), (0, "is empty")])
def test_a_table_that_lost_too_many_rows_is_told(rows: int, what: str, released: Tiny) -> None:
    shrink(released, rows)
    (issue,) = released.issues()
    assert (issue.rule, issue.file, issue.severity) == ("table-shrunk", "data/t.csv", "error")
    assert issue.message == f"the table {what}; in release 1.0.0 it had 20"


@pytest.mark.parametrize(("rows", "retired", "valid"), [(10, 10, True), (10, 8, True), (10, 7, False), (0, 20, True)])
def test_retired_rows_are_not_lost(rows: int, retired: int, valid: bool, released: Tiny) -> None:
    shrink(released, rows, retired)
    assert [issue.rule for issue in released.issues()] == ([] if valid else ["table-shrunk"])


@pytest.mark.parametrize(("share", "rows", "valid"), [(0.5, 10, True), (0.5, 9, False), (0, 19, False), (1, 1, True)])
def test_the_descriptor_says_how_many_may_go(share: float, rows: int, valid: bool, released: Tiny) -> None:
    shrink(released, rows)
    released.save({"name": "tiny", "resources": released.resources, "maximumRowLoss": share})
    assert validate(released.package()).valid == valid


def test_emptying_a_table_is_never_allowed_without_retiring_its_rows(released: Tiny) -> None:
    shrink(released, 0)
    released.save({"name": "tiny", "resources": released.resources, "maximumRowLoss": 1})
    assert [issue.rule for issue in released.issues()] == ["table-shrunk"]


@pytest.mark.parametrize("share", [-0.1, 1.1, "0.1", True, None])
def test_a_share_that_is_none_is_an_issue_and_the_default_holds(share: object, released: Tiny) -> None:
    released.save({"name": "tiny", "resources": released.resources, "maximumRowLoss": share})
    assert released.found() == [("descriptor", 0, "maximumRowLoss")]
    assert released.package().maximum_row_loss == 0.1


def test_a_broken_line_is_told_and_not_its_consequence(released: Tiny) -> None:
    shrink(released, 1)
    (released.root / "data" / "t.csv").write_text('k\n"k1\n')
    assert [issue.rule for issue in released.issues()] == ["row-quoting"]


def test_without_releases_nothing_is_compared(released: Tiny) -> None:
    shrink(released, 0)
    (released.root / "releases.csv").unlink()
    assert released.found() == []


@pytest.mark.parametrize("commit", ["0" * 40, "--output=x", "../other"])
def test_a_release_that_cannot_be_read_is_a_warning(commit: str, released: Tiny) -> None:
    """Continuous integration often has a shallow clone: it must see that sizes were not compared, and go on."""
    list_release(released.root, commit)
    report = validate(released.package())
    (issue,) = report.issues
    assert (issue.rule, issue.file, issue.severity, report.valid) == ("table-shrunk", "releases.csv", "warning", True)
    assert "no size was compared" in issue.message


def release_again(tiny: Tiny) -> None:
    """Make the present state of the package its last release."""
    git(tiny.root, "add", ".")
    git(tiny.root, "commit", "--quiet", "--message", "y")
    list_release(tiny.root, git(tiny.root, "rev-parse", "HEAD"))


def test_the_rows_of_a_parquet_table_are_counted_too(released: Tiny) -> None:
    import polars as pl

    released.resources[0] |= {"path": "data/t.parquet", "format": "parquet"}
    released.save({"name": "tiny", "resources": released.resources})
    pl.DataFrame({"k": [f"k{number}" for number in range(20)]}).write_parquet(released.root / "data" / "t.parquet")
    release_again(released)
    assert released.found() == []
    pl.DataFrame({"k": ["k0"]}).write_parquet(released.root / "data" / "t.parquet")
    assert [issue.message for issue in released.issues()] == ["the table has one row; in release 1.0.0 it had 20"]


def test_a_release_of_which_a_table_is_lost_is_a_warning(released: Tiny) -> None:
    content = (released.root / "data" / "t.csv").read_bytes()
    (released.root / "data" / "t.csv").unlink()
    release_again(released)
    (released.root / "data" / "t.csv").write_bytes(content)
    (issue,) = released.issues()
    assert (issue.severity, issue.file) == ("warning", "releases.csv")
    assert "data/t.csv of the last release cannot be read" in issue.message


def test_a_list_of_retired_rows_that_cannot_be_read_retires_nothing(released: Tiny) -> None:
    shrink(released, 10)
    (released.root / "data" / "r.csv").write_text('table,retired_id\n"t\n')
    assert [issue.rule for issue in released.issues()] == ["row-quoting", "table-shrunk"]


def test_a_package_without_a_list_of_retired_rows_is_compared_too(released: Tiny) -> None:
    released.resources.pop()
    released.save({"name": "tiny", "resources": released.resources})
    shrink(released, 10)
    assert [issue.rule for issue in released.issues()] == ["table-shrunk"]
