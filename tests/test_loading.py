"""Every recipe of docs/loading.md is run on a release of this repository, in the order of the page."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import require, require_environment
from mini import REPOSITORY

pytestmark = pytest.mark.slow

PAGE = (REPOSITORY / "docs" / "loading.md").read_text(encoding="utf-8")
NOT_RUN = {"powerquery"}
SQLITE = """
import sqlite3, sys
print(*sqlite3.connect("file:sts-targets/sts-targets.sqlite?mode=ro", uri=True).execute(sys.argv[1]), sep="\\n")
"""
DUCKDB = "import duckdb, sys; print(*duckdb.sql(sys.argv[1]).fetchall(), sep='\\n')"
PROGRAMS: dict[str, Callable[[str], list[str]]] = {
    "r": lambda code: [require("Rscript"), "-e", code],
    "python": lambda code: [require_environment("interop"), "-c", code],
    "python frictionless": lambda code: [sys.executable, "-c", code],
    "sql sqlite": lambda code: [sys.executable, "-c", SQLITE, code],
    "sql duckdb": lambda code: [require_environment("interop"), "-c", DUCKDB, code],
    "sh": lambda code: ["bash", "-euo", "pipefail", "-c", code],
}
NEEDED = {"pyspark": "java", "sqlite3": "sqlite3"}


def snippets() -> list[tuple[str, str]]:
    """Return language and code of every block of the page that is to be run."""
    blocks = re.findall(r"^```(\S[^\n]*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return [(language, code) for language, code in blocks if language not in NOT_RUN]


@pytest.fixture(scope="module")
def place(real: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a release under the names that the page uses."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "sts-targets").symlink_to(real[0])
    (folder / "sts-targets.zip").symlink_to(real[1])
    return folder


@pytest.mark.parametrize(
    ("language", "code"), [pytest.param(*item, id=f"{n}-{item[0]}") for n, item in enumerate(snippets(), 1)]
)
def test_every_recipe_runs_and_shows_something(language: str, code: str, place: Path) -> None:
    for word, program in NEEDED.items():
        if word in code:
            require(program)
    paths = {"PYTHONPATH": str(REPOSITORY / "scripts"), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = PROGRAMS[language](code)
    done = subprocess.run(
        command, cwd=place, env={**os.environ, **paths}, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"\w", done.stdout), "nothing was shown"


def test_every_block_says_what_runs_it() -> None:
    assert PAGE.count("\n```") == 2 * (len(snippets()) + len(NOT_RUN))
