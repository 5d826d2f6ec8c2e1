"""Where a package can come from: a folder, a descriptor, a release archive or a git revision."""

import io
import stat
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from sts_targets.issues import CannotRunError
from sts_targets.package import DESCRIPTOR, Package, find_descriptor, load_package
from sts_targets.repository import git

UNPACK_LIMIT = 2 * 1024**3
_PARTS = (DESCRIPTOR, "data", "schemas")


@contextmanager
def open_package(spec: str | Path | None, root: Path | None = None) -> Iterator[Package]:
    """Open the package that SPEC means; an archive or a revision is unpacked into a temporary folder for the time.

    Args:
        spec: a folder, a datapackage.json, a zip archive, or a git revision of the repository of ROOT; None for the
            package around the current folder.
        root: the repository in which a revision is looked up; by default that of the current folder.

    Raises:
        CannotRunError: there is no such thing, it is damaged or unsafe, or the revision is not in the clone.
    """
    path = None if spec is None else Path(spec)
    if path is None or path.is_dir() or path.suffix == ".json":
        yield load_package(path)
    elif path.is_file():
        with tempfile.TemporaryDirectory(prefix="sts-") as place:
            unpack_zip(path, Path(place))
            yield load_package(_package_folder(Path(place), path))
    else:
        with open_revision(str(spec), root or find_descriptor().parent) as package:
            yield package


@contextmanager
def open_revision(revision: str, repository: Path) -> Iterator[Package]:
    """Open the package as it was at a git revision; it is unpacked into a temporary folder for the time.

    Raises:
        CannotRunError: the revision is not in the clone, or holds no package.
    """
    with tempfile.TemporaryDirectory(prefix="sts-") as place:
        _unpack_revision(revision, repository, Path(place))
        yield load_package(Path(place))


def unpack_zip(archive: Path, place: Path) -> None:
    """Unpack a zip archive into a folder.

    Raises:
        CannotRunError: it is no zip archive, is damaged, has an entry that would leave the folder or is a link, or
            unpacks to more than UNPACK_LIMIT bytes.
    """
    try:
        with zipfile.ZipFile(archive) as packed:
            left = UNPACK_LIMIT
            for entry in packed.infolist():
                _refuse_unsafe(entry, archive)
                left = _unpack_entry(packed, entry, place, left, archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise CannotRunError(f"{archive} is no sound zip archive ({error}). Repair: download it again.") from None
    except OSError as error:
        raise CannotRunError(f"{archive} cannot be unpacked ({error.strerror or error}).") from None


def _refuse_unsafe(entry: zipfile.ZipInfo, archive: Path) -> None:
    path = PurePosixPath(entry.filename)
    link = stat.S_ISLNK(entry.external_attr >> 16)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in entry.filename or link:
        raise CannotRunError(f"{archive}: the entry {entry.filename!r} would leave the folder. Repair: do not use it.")


def _unpack_entry(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, place: Path, left: int, archive: Path) -> int:
    """Write one entry and return how many bytes may still be unpacked."""
    target = place / entry.filename
    if entry.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return left
    target.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(entry) as source, target.open("wb") as sink:
        while block := source.read(1 << 20):
            left -= len(block)
            if left < 0:
                limit = f"{UNPACK_LIMIT / 1024**3:g} GiB"
                raise CannotRunError(f"{archive} unpacks to more than {limit}. Repair: do not use it.")
            sink.write(block)
    return left


def _package_folder(place: Path, archive: Path) -> Path:
    found = sorted(place.rglob(DESCRIPTOR), key=lambda file: (len(file.parts), file.as_posix()))
    if not found:
        raise CannotRunError(f"{archive} holds no {DESCRIPTOR}. Repair: name a release archive.")
    return found[0].parent


def _unpack_revision(revision: str, repository: Path, place: Path) -> None:
    command = ["git", "-C", str(repository), "archive", "--format=tar", "--end-of-options", revision, *_PARTS]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        raise CannotRunError(f"{revision} is no file or folder, and git is not installed.") from None
    if done.returncode:
        raise CannotRunError(_explain_missing(revision, repository))
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as packed:
        packed.extractall(place, filter="data")


def _explain_missing(revision: str, repository: Path) -> str:
    if git(repository, "rev-parse", "--is-shallow-repository") == "true":
        return f"the clone is shallow and lacks {revision}. Repair: git fetch --unshallow"
    return f"{revision} is no file, folder or git revision with a package. Repair: check the spelling, or git fetch."
