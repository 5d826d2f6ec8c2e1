"""The R script: a release folder or archive as data frames, with the types of the schemas and missing cells as NA."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from conftest import require
from mini import REPOSITORY, TABLES

pytestmark = pytest.mark.slow

SCRIPT = REPOSITORY / "r" / "sts_targets.R"
OF_TYPE = {"string": "character", "integer": "integer", "number": "numeric", "boolean": "logical", "date": "Date"}


def run(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run R code after the script; ARGUMENTS are in `args`."""
    program = f"source({str(SCRIPT)!r})\nargs <- commandArgs(TRUE)\n{code}"
    command = [require("Rscript"), "-e", program, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def answer(code: str, *arguments: object) -> Any:
    """Run R code that prints JSON and return what it says."""
    done = run(f"cat(jsonlite::toJSON({{{code}}}, auto_unbox = TRUE, na = 'null'))", *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_columns_have_the_types_of_their_schemas(built: tuple[Path, Path]) -> None:
    found = answer("lapply(read_sts_targets(args[1]), function(table) as.list(sapply(table, class)))", built[0])
    assert set(TABLES) < set(found)
    for name, columns in found.items():
        schema = json.loads((built[0] / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
        assert columns == {field["name"]: OF_TYPE[field["type"]] for field in schema["fields"]}, name


def test_an_empty_cell_is_na_and_the_text_na_is_text(built: tuple[Path, Path], tmp_path: Path) -> None:
    copy = Path(shutil.copytree(built[0], tmp_path / "copy"))
    file = copy / "data" / "agents.csv"
    file.write_bytes(file.read_bytes().replace(b"imatinib,imatinib,", b"imatinib,NA,"))
    for readr in ("TRUE", "FALSE"):
        row = answer(
            f"agents <- read_sts_targets(args[1], 'agents', readr = {readr})$agents\n"
            "agents[agents$agent_id == 'imatinib', c('name', 'citation_id', 'pubchem_cid')]",
            copy,
        )
        assert row == [{"name": "NA", "citation_id": None, "pubchem_cid": "5291"}]


def test_folder_and_archive_and_readr_and_base_r_give_the_same(built: tuple[Path, Path]) -> None:
    assert answer(
        "one <- read_sts_targets(args[1])\n"
        "c(identical(one, read_sts_targets(args[2])), identical(one, read_sts_targets(args[1], readr = FALSE)))",
        *built,
    ) == [True, True]


def test_a_few_tables_are_read_by_name(built: tuple[Path, Path]) -> None:
    assert answer("names(read_sts_targets(args[1], c('trials', 'agents')))", built[1]) == ["trials", "agents"]


@pytest.mark.parametrize("readr", ["TRUE", "FALSE"])
def test_a_cell_of_another_type_stops_with_its_place(readr: str, built: tuple[Path, Path], tmp_path: Path) -> None:
    copy = Path(shutil.copytree(built[0], tmp_path / "copy"))
    file = copy / "data" / "agents.csv"
    file.write_bytes(file.read_bytes().replace(b",2001,", b",late,"))
    done = run(f"read_sts_targets(args[1], readr = {readr})", copy)
    assert done.returncode != 0
    assert "agents.csv:3 late is not" in done.stderr


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("read_sts_targets('nowhere')", "nowhere does not exist. Repair"),
        ("read_sts_targets(tempdir())", "holds no datapackage.json. Repair"),
        ("read_sts_targets(args[1], 'agent')", "no table agent; there are"),
    ],
)
def test_what_is_not_there_stops_with_a_repair(code: str, message: str, built: tuple[Path, Path]) -> None:
    done = run(code, built[0])
    assert done.returncode != 0
    assert message in done.stderr
