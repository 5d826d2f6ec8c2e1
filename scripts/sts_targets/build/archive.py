"""Checksums and the zip archive of a release, the same bytes for the same files."""

import hashlib
import zipfile
from datetime import datetime
from pathlib import Path

SUMS = "SHA256SUMS"


def release_files(folder: Path) -> list[Path]:
    """Return the files below a folder, sorted by path."""
    return sorted((file for file in folder.rglob("*") if file.is_file()), key=lambda file: file.as_posix())


def write_sums(folder: Path) -> None:
    """Write SHA256SUMS over all files of a folder, in the form that ``sha256sum -c`` reads."""
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(folder).as_posix()}\n"
        for file in release_files(folder)
        if file.name != SUMS
    ]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def write_zip(folder: Path, archive: Path, built: datetime) -> None:
    """Pack a folder into a zip archive with sorted names and one time for all entries."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for file in release_files(folder):
            name = f"{folder.name}/{file.relative_to(folder).as_posix()}"
            entry = zipfile.ZipInfo(name, date_time=built.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, file.read_bytes())
