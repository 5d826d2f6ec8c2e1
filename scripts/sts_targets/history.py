"""The releases made so far, and what the version rule says of the next one."""

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

from sts_targets.diff import Change, Difference, compare
from sts_targets.issues import CannotRunError
from sts_targets.package import Package
from sts_targets.repository import git
from sts_targets.sources import open_revision
from sts_targets.versions import demand_of, parse_version, problem_of_version

FILE = "releases.csv"
COLUMNS = ("version", "commit", "date", "archive_sha256")


@dataclass(frozen=True)
class Release:
    """A release that was made.

    Attributes:
        version: its version.
        commit: the commit from which it was built.
        date: the day of that commit, as YYYY-MM-DD.
        archive_sha256: SHA-256 of its zip archive.
    """

    version: str
    commit: str
    date: str
    archive_sha256: str


def read_releases(root: Path) -> list[Release]:
    """Return the releases that ``releases.csv`` lists, the oldest first; none when there is no such file.

    Raises:
        CannotRunError: the file has other columns, or a row that is not complete.
    """
    file = root / FILE
    if not file.is_file():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    if not rows or tuple(rows[0]) != COLUMNS or any(len(row) != len(COLUMNS) or not all(row) for row in rows[1:]):
        raise CannotRunError(f"{file} is damaged. Repair: restore it; its columns are {', '.join(COLUMNS)}.")
    return sorted((Release(*row) for row in rows[1:]), key=lambda release: parse_version(release.version))


def release_row(package: Package, archive: Path) -> str:
    """Return the line that ``releases.csv`` gets once this build is published; empty outside of a git checkout."""
    place = git(package.root, "log", "-1", "--format=%H,%cs")
    return f"{package.version},{place},{hashlib.sha256(archive.read_bytes()).hexdigest()}" if place else ""


def difference_to_last(package: Package) -> Difference | None:
    """Return what differs from the last release, or None when there was none.

    Raises:
        CannotRunError: the commit of the last release is not in the clone; a release whose difference cannot be
            computed is not made.
    """
    releases = read_releases(package.root)
    if not releases:
        return None
    with open_revision(releases[-1].commit, package.root) as last:
        return compare(last, package)


def problems_of_history(difference: Difference, package: Package, retired: set[tuple[str, str]]) -> list[str]:
    """Return why a release with this difference to the last one must not be made.

    Args:
        difference: what differs from the last release.
        package: the package to be released.
        retired: table and identifier of each row of ``retired_ids``.
    """
    problems = [_vanished(change) for change in difference.rows if _vanishes(change, retired)]
    problem = problem_of_version(difference.old_version, package.version, demand_of(difference))
    return problems + ([problem] if problem else [])


def _vanishes(change: Change, retired: set[tuple[str, str]]) -> bool:
    return change.kind == "removed" and change.table != "retired_ids" and (change.table, change.key) not in retired


def _vanished(change: Change) -> str:
    return (
        f"{change.table} {change.key} was released and is gone. "
        "Repair: restore it, or enter it in retired_ids with the reason and the successor"
    )
