"""Fixtures: a fresh copy of the small package for each test, an empty one, and programs that a test needs."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mini import Mini
    from tiny import Tiny

# Tables of ten rows are not worth threads. It must be said before polars is imported, hence the imports below.
os.environ.setdefault("POLARS_MAX_THREADS", "1")

EPOCH = "1780272000"
MUST_RUN = "STS_TESTS_MUST_RUN"
OTHER_NAMES = {"chromium": ["google-chrome"]}
PACKAGES = {"Rscript": "r-base-core", "soffice": "libreoffice-calc", "java": "default-jre-headless"}


def require(program: str) -> str:
    """Return where a program is installed; skip the test where it is not, or fail it when every test must run."""
    names = [program, *OTHER_NAMES.get(program, [])]
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        repair = "make interop" if program.endswith("/python") else f"apt-get install {PACKAGES.get(program, program)}"
        reason = f"{program} is not installed. Repair: {repair}"
        (pytest.fail if os.environ.get(MUST_RUN) == "1" else pytest.skip)(reason)
    return found


def require_environment(name: str) -> str:
    """Return the Python of an environment that `make interop` makes, such as ``interop`` or ``frictionless``."""
    return require(str(Path(__file__).parents[1] / f".venv-{name}" / "bin" / "python"))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small package, written once; not to be changed."""
    from mini import Mini

    return Mini.create(tmp_path_factory.mktemp("template") / "package").root


@pytest.fixture(scope="session")
def source(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small package outside any git checkout; not to be changed."""
    return Path(shutil.copytree(template, tmp_path_factory.mktemp("source") / "package"))


@pytest.fixture(scope="session")
def built(source: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Folder and archive of one release of the small package; not to be changed."""
    return build(source, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Folder and archive of a release of this repository; not to be changed."""
    return build(Path(__file__).parents[1], tmp_path_factory.mktemp("real"))


def build(package: Path, output: Path) -> tuple[Path, Path]:
    """Build a release at the time that is the same in all tests."""
    from sts_targets.package import load_package
    from sts_targets.release import build_release

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        folder, archive = build_release(load_package(package), output)
    return folder, archive


@pytest.fixture
def mini(template: Path, tmp_path: Path) -> "Mini":
    """A copy of the small package that a test may spoil."""
    from mini import Mini

    return Mini(Path(shutil.copytree(template, tmp_path / "package")))


@pytest.fixture
def tiny(tmp_path: Path) -> "Tiny":
    """An empty package to which a test adds the tables it needs."""
    from tiny import Tiny

    return Tiny(tmp_path)
