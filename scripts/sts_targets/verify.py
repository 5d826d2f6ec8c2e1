"""Is this release what was published? Every file against SHA256SUMS."""

import hashlib
import tempfile
from pathlib import Path

from sts_targets.build.archive import SUMS, release_files
from sts_targets.issues import CannotRunError, Issue
from sts_targets.sources import unpack_zip


def verify(path: Path) -> list[Issue]:
    """Compare the files of a release folder or archive with its checksums.

    Returns:
        An issue for each file that differs, is missing, or is not listed.

    Raises:
        CannotRunError: PATH is neither a folder nor a sound archive, or it has no checksums.
    """
    if path.is_dir():
        return _verify_folder(path)
    if not path.is_file():
        raise CannotRunError(f"{path} does not exist. Repair: name a release folder or archive.")
    with tempfile.TemporaryDirectory(prefix="sts-") as place:
        unpack_zip(path, Path(place))
        sums = sorted(Path(place).rglob(SUMS))
        if not sums:
            raise CannotRunError(f"{path} has no {SUMS}. Repair: name a release archive.")
        return _verify_folder(sums[0].parent)


def _verify_folder(folder: Path) -> list[Issue]:
    expected = _read_sums(folder)
    found = {file.relative_to(folder).as_posix(): file for file in release_files(folder) if file.name != SUMS}
    issues = []
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            issues.append(_issue(name, "the file is missing", "a file", "download the release again"))
        elif name not in expected:
            issues.append(_issue(name, f"the file is not listed in {SUMS}", "no such file", "remove it"))
        elif hashlib.sha256(found[name].read_bytes()).hexdigest() != expected[name]:
            issues.append(_issue(name, "the content is not what was released", expected[name], "download it again"))
    return issues


def _read_sums(folder: Path) -> dict[str, str]:
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
        return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    except OSError:
        raise CannotRunError(f"{folder} has no {SUMS}. Repair: name a release folder or archive.") from None
    except ValueError:
        raise CannotRunError(f"{folder / SUMS} is damaged. Repair: download the release again.") from None


def _issue(file: str, message: str, expected: str, repair: str) -> Issue:
    return Issue(file, 0, "", "checksum", message=message, expected=expected, repair=repair)
