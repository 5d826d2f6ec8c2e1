"""Packages from archives and revisions, and the checksums of a release."""

import hashlib
import os
import shutil
import stat
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from mini import Mini
from sts_targets import sources
from sts_targets.build.archive import write_sums
from sts_targets.cli import main
from sts_targets.issues import CannotRunError
from sts_targets.sources import open_package, unpack_zip
from sts_targets.verify import verify


@pytest.fixture
def archive(mini: Mini, tmp_path: Path) -> Path:
    """An archive of the small package with its checksums."""
    write_sums(mini.root)
    return Path(shutil.make_archive(str(tmp_path / "release"), "zip", tmp_path, "package"))


def pack(file: Path, **entries: str) -> Path:
    """Write a zip archive."""
    with zipfile.ZipFile(file, "w") as packed:
        for name, text in entries.items():
            packed.writestr(name, text)
    return file


def test_an_archive_is_validated_like_its_folder(archive: Path) -> None:
    result = CliRunner().invoke(main, ["validate", str(archive)])
    assert result.exit_code == 0, result.output
    with open_package(archive) as package:
        place = package.root
        assert package.name == "sts-targets"
    assert not place.exists()


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "a\\x", "C:x"])
def test_an_entry_that_would_leave_the_folder_is_refused(name: str, tmp_path: Path) -> None:
    file = pack(tmp_path / "a.zip", **{name: "x"})
    with pytest.raises(CannotRunError, match="would leave the folder"):
        unpack_zip(file, tmp_path / "place")
    assert not (tmp_path / "x").exists()


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr(entry, "/etc/passwd")
    with pytest.raises(CannotRunError, match="would leave the folder"):
        unpack_zip(tmp_path / "a.zip", tmp_path / "place")


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "UNPACK_LIMIT", 10)
    with pytest.raises(CannotRunError, match="unpacks to more than"):
        unpack_zip(pack(tmp_path / "a.zip", a="x" * 6, b="x" * 6), tmp_path / "place")


@pytest.mark.parametrize("command", ["validate", "verify"])
@pytest.mark.parametrize("content", [b"", b"PK", b"no zip", None])
def test_what_is_no_archive_exits_with_2(command: str, content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    if content is not None:
        file.write_bytes(content)
    result = CliRunner().invoke(main, [command, str(file)])
    assert result.exit_code == 2
    assert result.stderr.startswith("sts: ")


def test_an_archive_without_package_or_checksums_is_refused(tmp_path: Path) -> None:
    file = pack(tmp_path / "a.zip", **{"folder/a.txt": "x"})
    with pytest.raises(CannotRunError, match=r"holds no datapackage\.json"), open_package(file):
        pass
    with pytest.raises(CannotRunError, match="has no SHA256SUMS"):
        verify(file)


def test_an_archive_that_cannot_be_written_out_is_told(tmp_path: Path) -> None:
    (tmp_path / "place").write_text("a file where the folder should be")
    with pytest.raises(CannotRunError, match="cannot be unpacked"):
        unpack_zip(pack(tmp_path / "a.zip", **{"b/a": "x"}), tmp_path / "place")


def test_folders_in_an_archive_are_made(tmp_path: Path) -> None:
    unpack_zip(pack(tmp_path / "a.zip", **{"b/": "", "b/a": "x"}), tmp_path / "place")
    assert (tmp_path / "place" / "b" / "a").read_text() == "x"


def test_without_git_a_revision_is_told(mini: Mini, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(CannotRunError, match="git is not installed"), open_package("v1.0.0", mini.root):
        pass


def test_a_release_that_is_whole_verifies(mini: Mini, archive: Path) -> None:
    assert verify(mini.root) == verify(archive) == []
    result = CliRunner().invoke(main, ["verify", str(archive)])
    assert (result.exit_code, result.stdout) == (0, f"{archive}: every file is what was released\n")


def test_changed_missing_and_added_files_are_each_told(mini: Mini) -> None:
    write_sums(mini.root)
    mini.edit("agents", lambda raw: raw.replace(b"2001", b"2002"))
    mini.path("trials").unlink()
    (mini.root / "extra.txt").write_text("x")
    issues = verify(mini.root)
    assert [(issue.file, issue.message.split(" ", 2)[-1]) for issue in issues] == [
        ("data/agents.csv", "is not what was released"),
        ("data/trials.csv", "is missing"),
        ("extra.txt", "is not listed in SHA256SUMS"),
    ]
    result = CliRunner().invoke(main, ["verify", str(mini.root)])
    assert result.exit_code == 1
    assert "[checksum]" in result.stdout


@pytest.mark.parametrize(
    ("content", "message"), [(None, "has no SHA256SUMS"), (b"x\n", "is damaged"), (b"\xff", "is damaged")]
)
def test_checksums_that_cannot_be_read_are_told(content: bytes | None, message: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "SHA256SUMS").write_bytes(content)
    with pytest.raises(CannotRunError, match=message):
        verify(tmp_path)


def test_checksums_are_in_the_form_of_sha256sum(tmp_path: Path) -> None:
    (tmp_path / "a b.txt").write_bytes(b"x")
    write_sums(tmp_path)
    assert (tmp_path / "SHA256SUMS").read_text() == f"{hashlib.sha256(b'x').hexdigest()}  a b.txt\n"
