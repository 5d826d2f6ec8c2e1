"""Metadata of a release, read by the tools they are made for; and the package, read by an older frictionless."""

import subprocess
from pathlib import Path

import pytest

from conftest import require_environment
from mini import REPOSITORY

pytestmark = pytest.mark.slow


def check(name: str, release: Path) -> subprocess.CompletedProcess[str]:
    """Run a check of interop/metadata_checks.py on a release."""
    command = [require_environment("interop"), "-m", "interop.metadata_checks", str(release), name]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["croissant", "sssom", "bibtex", "ris", "cff", "zenodo"])
def test_metadata_are_sound_for_the_tools_they_are_made_for(name: str, real: tuple[Path, Path]) -> None:
    done = check(name, real[0])
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.parametrize(
    ("name", "file", "old", "new"),
    [
        ("croissant", "croissant.json", '"cr:FileObject"', '"cr:File"'),
        ("sssom", "mappings.sssom.tsv", "skos:exactMatch", "same as"),
        ("bibtex", "citations.bib", "@article{", "@article"),
        ("ris", "citations.ris", "ER  - ", "RE"),
        ("cff", "CITATION.cff", "cff-version: 1.2.0", "cff-version: one"),
        ("zenodo", ".zenodo.json", '"upload_type"', '"type"'),
    ],
)
def test_metadata_that_are_broken_are_noticed(
    name: str, file: str, old: str, new: str, built: tuple[Path, Path], tmp_path: Path
) -> None:
    """The checks themselves: each must see a fault in its file."""
    copy = tmp_path / "copy"
    copy.mkdir()
    for item in built[0].iterdir():
        (copy / item.name).symlink_to(item)
    text = (built[0] / file).read_text(encoding="utf-8")
    assert old in text
    (copy / file).unlink()
    (copy / file).write_text(text.replace(old, new), encoding="utf-8")
    assert check(name, copy).returncode == 1


@pytest.mark.parametrize("which", ["checkout", "release"])
def test_an_older_frictionless_accepts_it_too(which: str, real: tuple[Path, Path]) -> None:
    folder = REPOSITORY if which == "checkout" else real[0]
    command = [require_environment("frictionless"), "-m", "frictionless", "validate", str(folder / "datapackage.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
