"""The wheel brings the tables: installed in a fresh environment, away from the checkout, it loads them."""

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from conftest import require_environment
from mini import REPOSITORY

pytestmark = pytest.mark.slow

PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
LOAD = """
import json, sys
import sts_targets
heavy = sorted({"polars", "pyarrow", "pandas", "pandera"} & set(sys.modules))
table = sts_targets.load(backend=sys.argv[1])["evidence"]
print(json.dumps([sts_targets.__file__, heavy, type(table).__module__.split(".")[0], len(table)]))
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment with the wheel; what the wheel needs is lent by this environment.

    A line of a .pth file adds a folder and not the .pth files in it: the checkout does not shine through.
    """
    place = tmp_path_factory.mktemp("wheel")
    build = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", place, REPOSITORY]
    subprocess.run([*PIP, *build], check=True)
    (wheel,) = place.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place / "venv"], check=True)
    python = place / "venv" / "bin" / "python"
    install = ["--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel]
    subprocess.run([*PIP, *install], check=True)
    lend(python, sysconfig.get_path("purelib"))
    return python


def lend(python: Path, folder: str) -> None:
    """Let an environment import from a folder too."""
    (site,) = python.parents[1].glob("lib/python*/site-packages")
    with (site / "lent.pth").open("a", encoding="utf-8") as handle:
        handle.write(folder + "\n")


def run(*command: object, cwd: Path) -> str:
    """Run a command and return what it printed."""
    names = ("PYTHONPATH", "COVERAGE_PROCESS_START")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    done = subprocess.run([*map(str, command)], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("backend", ["polars", "pyarrow", "pandas"])
def test_the_installed_package_loads_its_own_tables(backend: str, python: Path, tmp_path: Path) -> None:
    if backend == "pandas":
        find = "import sysconfig; print(sysconfig.get_path('purelib'))"
        lend(python, run(require_environment("interop"), "-c", find, cwd=tmp_path).strip())
    file, heavy, library, rows = json.loads(run(python, "-c", LOAD, backend, cwd=tmp_path))
    assert Path(file).is_relative_to(python.parents[1])
    assert heavy == []
    assert library == backend
    assert rows == len((REPOSITORY / "data" / "evidence.csv").read_text(encoding="utf-8").splitlines()) - 1


def test_the_installed_command_answers_away_from_any_checkout(python: Path, tmp_path: Path) -> None:
    sts = python.with_name("sts")
    assert "gastrointestinal-stromal-tumour" in run(sts, "find", "GIST", cwd=tmp_path)
    shown = run(sts, "show", "evidence", "--agent", "pazopanib", "--format", "csv", cwd=tmp_path)
    assert "pazopanib" in shown
