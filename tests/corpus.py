"""The corpus of broken packages: what a ``case.toml`` says, and how a case becomes a package on disk."""

import shutil
import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sts_targets.issues import Issue

CORPUS = Path(__file__).parent / "bad_packages"
BASES = CORPUS / "bases"
CASE_PROPERTIES = frozenset({"id", "broken", "base", "released", "change", "expected", "refused"})
PLACE_PROPERTIES = ("rule", "table", "file", "line", "column")
_GIT = ("git", "-c", "user.name=corpus", "-c", "user.email=corpus@example.org", "-c", "commit.gpgsign=false")

Place = tuple[str, str, str, int, str]


@dataclass(frozen=True)
class Case:
    """A broken package.

    Attributes:
        id: its name, that of its folder.
        broken: what is broken, in a sentence.
        base: the valid package that is changed; empty when the case brings its own files in ``package/``.
        released: whether the unbroken base counts as the last release.
        changes: what is done to the base, in this order.
        expected: every issue that a validation must give.
        refused: what the refusal says when the package cannot be read at all; empty otherwise.
    """

    id: str
    broken: str
    base: str
    released: bool
    changes: tuple[Mapping[str, Any], ...]
    expected: tuple[Place, ...]
    refused: str


def read_cases() -> list[Case]:
    """Return all cases in the order of their names."""
    return [_read_case(file) for file in sorted(CORPUS.glob("*/case.toml"))]


def _read_case(file: Path) -> Case:
    source = tomllib.loads(file.read_text(encoding="utf-8"))
    assert source.keys() <= CASE_PROPERTIES, f"{file}: unknown property"
    return Case(
        id=source["id"],
        broken=source["broken"],
        base=source.get("base", ""),
        released=source.get("released", False),
        changes=tuple(source.get("change", ())),
        expected=tuple(_read_place(item) for item in source.get("expected", ())),
        refused=source.get("refused", ""),
    )


def _read_place(item: Mapping[str, Any]) -> Place:
    assert item.keys() <= set(PLACE_PROPERTIES), f"{item}: unknown property"
    return item["rule"], item.get("table", ""), item["file"], item.get("line", 0), item.get("column", "")


def place_of(issue: Issue) -> Place:
    """Return where an issue stands, as a case says it."""
    return issue.rule, issue.table, issue.file, issue.line, issue.column


def make_package(case: Case, folder: Path) -> Path:
    """Write the broken package into a new folder and return it.

    Raises:
        AssertionError: a change does not fit the base.
    """
    source = BASES / case.base if case.base else CORPUS / case.id / "package"
    shutil.copytree(source, folder, symlinks=True)
    if case.released:
        _release(folder)
    for change in case.changes:
        _apply(change, folder)
    return folder


def _apply(change: Mapping[str, Any], folder: Path) -> None:
    """Apply one change; the table in ``bad_packages/README.md`` says what each means."""
    file, words = folder / change["file"], change.keys() - {"file"}
    if words == {"delete"}:
        file.unlink()
    elif words == {"link"}:
        file.unlink(missing_ok=True)
        file.symlink_to(change["link"])
    elif words in ({"write"}, {"write_hex"}):
        file.write_bytes(_bytes(change, "write"))
    elif words == {"cut"}:
        file.write_bytes(file.read_bytes()[: -change["cut"]])
    elif words <= {"append", "append_hex", "times"}:
        with file.open("ab") as handle:
            handle.write(_bytes(change, "append") * change.get("times", 1))
    else:
        assert words <= {"replace", "replace_hex", "by", "by_hex", "everywhere"}, f"{change}: no such change"
        _replace(file, _bytes(change, "replace"), _bytes(change, "by"), change.get("everywhere", False))


def _replace(file: Path, old: bytes, new: bytes, everywhere: bool) -> None:
    content = file.read_bytes()
    count = content.count(old)
    assert count == 1 or (everywhere and count), f"{old!r} stands {count} times in {file.name}"
    file.write_bytes(content.replace(old, new))


def _bytes(change: Mapping[str, Any], word: str) -> bytes:
    if f"{word}_hex" in change:
        return bytes.fromhex(change[f"{word}_hex"])
    return str(change[word]).encode()


def _release(folder: Path) -> None:
    """Make the present state of a folder its last release: a commit that ``releases.csv`` names."""
    for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "1.0.0"]):
        subprocess.run([*_GIT, "-C", str(folder), *command], check=True, capture_output=True)
    head = subprocess.run(
        [*_GIT, "-C", str(folder), "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    ).stdout.strip()
    row = f"1.0.0,{head},2026-01-01,{'0' * 64}"
    (folder / "releases.csv").write_text(f"version,commit,date,archive_sha256\n{row}\n", encoding="utf-8")
