"""The release: check everything that it promises, build it beside its place, look at it from outside, move it there."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from sts_targets.build.archive import write_sums, write_zip
from sts_targets.build.content import Content, base_table
from sts_targets.build.explorer import write_explorer
from sts_targets.build.metadata import write_metadata
from sts_targets.build.parquet import write_parquet
from sts_targets.build.plain import write_plain
from sts_targets.build.provenance import write_provenance
from sts_targets.build.sqlite import FILE as SQLITE_FILE
from sts_targets.build.sqlite import write_sqlite
from sts_targets.build.views import VIEWS, derive
from sts_targets.build.xlsx import write_xlsx
from sts_targets.canonical import format_package
from sts_targets.diff import Difference, as_changes_csv
from sts_targets.history import difference_to_last, problems_of_history
from sts_targets.issues import CannotRunError, Issue
from sts_targets.package import Package
from sts_targets.profile import check_profile
from sts_targets.repository import git
from sts_targets.tables import read_tables
from sts_targets.validate import validate

LISTED = 20
CHANGES = "changes.csv"
DOCUMENTS = ("README.md", "CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-DATA", "r/sts_targets.R")


class ReleaseRefusedError(Exception):
    """A promise of the release does not hold; ``issues`` says where."""

    def __init__(self, reason: str, issues: tuple[Issue, ...] = ()) -> None:
        super().__init__(reason)
        self.issues = issues


def build_release(package: Package, output: Path) -> list[Path]:
    """Build the release of a package: a folder and a zip archive.

    Everything is built in a temporary folder beside the output and moved there at the end, so that a kill at any
    moment leaves the old release or none, never a part.

    Args:
        package: the package.
        output: folder that receives ``NAME-VERSION/`` and ``NAME-VERSION.zip``; made when it does not exist.

    Returns:
        The folder and the archive.

    Raises:
        ReleaseRefusedError: the package is not valid or not in canonical form, its version is too low for what
            changed since the last release, a released identifier has vanished, or the outside check found something.
        CannotRunError: there is no clock, or a document is missing.
    """
    check_promises(package)
    tables = read_tables(package)
    difference = check_history(package, tables)
    built = build_time(package.root)
    output.mkdir(parents=True, exist_ok=True)
    name = f"{package.name}-{package.version}"
    with tempfile.TemporaryDirectory(prefix=".building-", dir=output) as place:
        folder = Path(place) / name
        folder.mkdir()
        _write(folder, package, tables, built, difference)
        (folder / CHANGES).write_bytes(as_changes_csv(difference or Difference("", package.version)))
        write_sums(folder)
        check_from_outside(folder)
        archive = Path(place) / f"{name}.zip"
        write_zip(folder, archive, built)
        return [_put(folder, output / name), _put(archive, output / f"{name}.zip")]


def check_promises(package: Package) -> None:
    """Raise ReleaseRefusedError unless the package is valid and in canonical form."""
    report = validate(package)
    if not report.valid:
        raise ReleaseRefusedError("the package is not valid", report.issues)
    if changed := format_package(package, check=True):
        raise ReleaseRefusedError(f"{', '.join(changed)}: not in canonical form. Repair: run `sts format`")


def check_history(package: Package, tables: Mapping[str, pl.DataFrame]) -> Difference | None:
    """Return the difference to the last release, or None for the first one.

    Raises:
        ReleaseRefusedError: the version is too low for what changed, or a released identifier has vanished.
        CannotRunError: the difference cannot be computed.
    """
    difference = difference_to_last(package)
    if difference is None:
        return None
    retired = set(tables["retired_ids"].select("table", "retired_id").rows()) if "retired_ids" in tables else set()
    if problems := problems_of_history(difference, package, retired):
        listed = "\n  ".join(problems[:LISTED])
        more = f"\n  and {len(problems) - LISTED:,} more" if len(problems) > LISTED else ""
        raise ReleaseRefusedError(f"what was released before does not allow it\n  {listed}{more}")
    return difference


def build_time(root: Path) -> datetime:
    """Return the time of the build: SOURCE_DATE_EPOCH, else the time of the commit.

    Raises:
        CannotRunError: neither is known.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or git(root, "log", "-1", "--format=%ct")
    if not epoch.isdigit():
        raise CannotRunError("no clock: not in a git checkout. Repair: set SOURCE_DATE_EPOCH to seconds since 1970.")
    return datetime.fromtimestamp(int(epoch), UTC)


def release_content(folder: Path, package: Package, tables: Mapping[str, pl.DataFrame], built: datetime) -> Content:
    """Write the SQLite file into a folder and return the tables with those that its views derive."""
    write_sqlite(folder / SQLITE_FILE, package, tables)
    derived = [derive(view, package, folder / SQLITE_FILE) for view in VIEWS]
    return Content(package, (*(base_table(package, *item) for item in tables.items()), *derived), built)


def _write(
    folder: Path,
    package: Package,
    tables: Mapping[str, pl.DataFrame],
    built: datetime,
    difference: Difference | None,
) -> None:
    """Write what the release says into a folder."""
    content = release_content(folder, package, tables, built)
    write_plain(folder, content)
    write_parquet(folder, content)
    write_xlsx(folder, content)
    write_explorer(folder, content, difference)
    write_metadata(folder, content)
    write_provenance(folder, content)
    for name in DOCUMENTS:
        _copy(package.root / name, folder / name)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        raise CannotRunError(f"{source} cannot be read ({error.strerror}). Repair: restore it.") from None


def check_from_outside(folder: Path) -> None:
    """Validate the finished release as others would: by the official profile and with the frictionless library.

    frictionless looks at the CSV package only: it reads Parquet with pandas, which stays out of this environment.

    Raises:
        ReleaseRefusedError: the profile or frictionless does not accept it.
    """
    from frictionless import validate as frictionless_validate

    for descriptor in ("datapackage.json", "parquet/datapackage.json"):
        if problems := check_profile(folder / descriptor):
            raise ReleaseRefusedError(
                f"{descriptor} is not as the Data Package profile says: {'; '.join(problems[:3])}"
            )
    report = frictionless_validate(str(folder / "datapackage.json"))
    if not report.valid:
        errors = "; ".join(" ".join(map(str, error)) for error in report.flatten(["title", "message"])[:3])
        raise ReleaseRefusedError(f"frictionless does not accept the release: {errors}")


def _put(source: Path, target: Path) -> Path:
    """Move a finished file or folder to its place; what stood there goes only when the new one is complete."""
    if target.is_dir():
        old = target.with_name(f".old-{target.name}")
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
        source.rename(target)
        shutil.rmtree(old)
    else:
        source.replace(target)
    return target
