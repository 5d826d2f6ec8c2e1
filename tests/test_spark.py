"""Spark finds exactly what the embedded engine finds, in tables of several files; without it one line tells."""

import json
import os
import pickle
import random
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from click.testing import CliRunner

from conftest import require, require_environment
from mini import TODAY, Mini
from sts_targets.cli import main
from sts_targets.issues import Issue
from sts_targets.package import load_package
from sts_targets.spark.columns import key_columns
from sts_targets.spark.executor import Task, check_files
from sts_targets.validate import validate
from test_several_files import add, split
from tiny import Field, Tiny, column

TESTS = Path(__file__).parent
SITES = (
    column("code", required=True, pattern="[a-z]+[0-9]+|none"),
    column("height", "number", unique=True),
    column("opened", "date"),
    column("zone"),
    column("slot", "integer", minimum=0),
    column("above"),
)
VISITS = (
    column("id", "integer"),
    column("day", "date"),
    column("code"),
    column("zone"),
    column("slot", "integer"),
    column("height", "number"),
    column("seen", "datetime", unique=True),
    column("kept", "boolean"),
)
SITES_KEYS = {
    "primaryKey": ["code"],
    "uniqueKeys": [["zone", "slot"]],
    "foreignKeys": [{"fields": ["above"], "reference": {"resource": "", "fields": ["code"]}}],
}
DIRT = [
    "",
    "x",
    " x",
    "-1",
    "=1",
    "=1+1",
    "site3",
    "0",
    "-0",
    "1.50",
    "2020-01-02",
    "12\u200b",
    "e\u0301",
    'a "b',
    "a,b",
]

SHARES = {
    "csv-clean": 0.0, "csv-few": 0.01, "csv-some": 0.05, "csv-many": 0.3, "parquet-clean": 0.0, "parquet-some": 0.05,
}  # fmt: skip

Rows = list[dict[str, Any]]


def visits_keys(sites: str) -> dict[str, Any]:
    """Return the keys of the table of visits, which refers to a table of sites."""
    references = {
        ("code",): ["code"],
        ("zone", "slot"): ["zone", "slot"],
        ("height",): ["height"],
        ("day",): ["opened"],
    }
    return {
        "primaryKey": ["id", "day"],
        "foreignKeys": [
            {"fields": [*fields], "reference": {"resource": sites, "fields": there}}
            for fields, there in references.items()
        ],
    }


def sound_rows(count: int) -> tuple[Rows, Rows]:
    """Return the rows of two tables, all keys whole."""
    first, noon = date(2020, 1, 1), datetime(2020, 1, 1, 12)
    sites: Rows = [
        {
            "code": f"site{n}", "height": n * 1.5, "opened": first + timedelta(n), "zone": f"z{n % 3}", "slot": n,
            "above": f"site{n // 2}" if n else None,
        }
        for n in range(count)
    ]  # fmt: skip
    visits: Rows = [
        {
            "id": n // 2, "day": sites[(n * 3 + n % 2) % count]["opened"],
            **{name: sites[n % count][name] for name in ("code", "zone", "slot", "height")},
            "seen": noon + timedelta(minutes=n), "kept": n % 2 == 0,
        }
        for n in range(2 * count)
    ]  # fmt: skip
    return sites, visits


def as_csv(rows: Rows, chance: random.Random, dirt: float) -> str:
    """Write rows as CSV; a share DIRT of the cells is replaced, of the lines repeated, cut or followed by a blank."""
    lines = [",".join(rows[0])]
    for row in rows:
        texts = ("" if cell is None else str(cell).lower().replace(" ", "T") for cell in row.values())
        line = ",".join(chance.choice(DIRT) if chance.random() < dirt else text for text in texts)
        lines += [line] * (2 if chance.random() < dirt else 1)
        if chance.random() < dirt / 4:
            lines.append(chance.choice(["", line[:5], line + ","]))
    return "\n".join(lines) + "\n"


def spoil(rows: Rows, chance: random.Random, dirt: float) -> Rows:
    """Replace a share of the cells by those of other rows or by nothing."""
    others = {name: [row[name] for row in rows] + [None] for name in rows[0]}
    return [
        {name: chance.choice(others[name]) if chance.random() < dirt else cell for name, cell in row.items()}
        for row in rows
    ]


def add_rows(
    tiny: Tiny, name: str, fields: tuple[Field, ...], keys: Mapping[str, Any], files: list[str | Rows]
) -> None:
    """Add a table in several files, CSV or Parquet."""
    paths = []
    for number, content in enumerate(files):
        paths.append(f"{name}-{number}.{'csv' if isinstance(content, str) else 'parquet'}")
        if isinstance(content, str):
            (tiny.root / paths[-1]).write_text(content, encoding="utf-8")
        else:
            pl.DataFrame(content, infer_schema_length=None).write_parquet(tiny.root / paths[-1])
    tiny.add(None, *fields, name=name, schema=keys, resource={"path": paths})


def parts(rows: Rows, count: int) -> list[Rows]:
    """Cut rows in pieces."""
    size = -(-len(rows) // count)
    return [rows[place : place + size] for place in range(0, len(rows), size)]


def write_package_of_tables(root: Path) -> None:
    """Pairs of tables, clean and dirty, in CSV and Parquet."""
    root.mkdir()
    tiny = Tiny(root)
    for name, dirt in SHARES.items():
        chance, (sites, visits) = random.Random(name), sound_rows(60)
        write = spoil if name.startswith("parquet") else as_csv
        files: list[str | Rows] = [write(part, chance, dirt) for part in parts(visits, 3)]
        add_rows(tiny, f"{name}-visits", VISITS, visits_keys(f"{name}-sites"), files)
        files = [write(part, chance, dirt) for part in parts(sites, 2)]
        add_rows(tiny, f"{name}-sites", SITES, SITES_KEYS, files)


def write_package_of_broken_files(root: Path) -> None:
    """Files that are missing, empty, without a column, in another order, and tables that refer to them."""
    root.mkdir()
    tiny = Tiny(root)
    key = {"fields": "p", "reference": {"resource": "t", "fields": "k"}}
    contents = ["k,m,n\na,,1\nb,,2\n", "m,k,n\n,a,x\n", "k,m,n\n", "k,m\na,\n", None, "", "k,m,n\n\ufeffa,,1\nc,1\n"]
    add(tiny, contents, column("k", unique=True), column("m"), column("n", "integer", unique=True))
    tiny.add("p\na\nzz\n", column("p"), name="u", schema={"foreignKeys": [key]})
    tiny.add("k,n\na\nb,1\n", column("k"), column("n"), name="v", schema={"primaryKey": ["k"]})
    key = {"fields": "p", "reference": {"resource": "v", "fields": "k"}}
    tiny.add("p\na\nb\nzz\n", column("p"), name="w", schema={"foreignKeys": [key]})


def write_package_of_one_mistake(root: Path) -> None:
    """More of one mistake than are listed, in each of two files and over both."""
    root.mkdir()
    content = "k,p\n" + "a,b\n" * 1200
    key = {"fields": "p", "reference": {"resource": "", "fields": "k"}}
    add(Tiny(root), [content, content], column("k", unique=True), column("p"), schema={"foreignKeys": [key]})


def write_package_with_rules(mini: Mini, root: Path) -> None:
    """Broken rules over rows and tables, one of them in a row whose reference is lost."""
    mini.root.rename(root)
    mini.root = root
    evidence = mini.read("evidence")[1][0]
    mini.set("evidence", evidence, regimen_id="nowhere", comparator_regimen_id="nowhere")
    mini.add("subtype_synonyms", like=mini.read("subtype_synonyms")[1][0], synonym="gIST")
    mini.edit("outcomes", lambda content: content.replace(b"0.", b"7.", 5))
    for table in ("evidence", "outcomes", "subtype_synonyms", "agents"):
        split(mini, table, 2)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packages, clean and dirty."""
    root = tmp_path_factory.mktemp("packages")
    write_package_of_tables(root / "tables")
    write_package_of_broken_files(root / "broken-files")
    write_package_of_one_mistake(root / "one-mistake")
    write_package_with_rules(Mini.create(tmp_path_factory.mktemp("rules") / "package"), root / "rules")
    return root


def run(python: str, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(TESTS.parent / "scripts"), str(TESTS)])
    setting = {**os.environ, "PYTHONPATH": paths, **environment}
    return subprocess.run([python, *map(str, arguments)], check=False, capture_output=True, text=True, env=setting)


@pytest.mark.slow
def test_spark_finds_what_the_embedded_engine_finds(packages: Path, tmp_path: Path) -> None:
    require("java")
    done = run(require_environment("interop"), TESTS / "spark_issues.py", packages, tmp_path / "found.json")
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    for package in sorted(packages.iterdir()):
        report = validate(load_package(package), TODAY)
        assert [Issue(**issue) for issue in found[package.name]["issues"]] == list(report.issues), package.name
        assert found[package.name]["rows"] == report.rows
    assert {*found} == {"tables", "broken-files", "one-mistake", "rules"}


@pytest.mark.slow
def test_the_command_with_spark_prints_what_it_prints_without(packages: Path) -> None:
    require("java")
    python = require_environment("interop")
    done = run(
        python, "-m", "sts_targets.cli", "validate", "--engine", "spark", "--format", "json", packages / "one-mistake"
    )
    embedded = CliRunner().invoke(main, ["validate", "--format", "json", str(packages / "one-mistake")])
    assert (done.returncode, done.stdout) == (1, embedded.stdout), done.stderr


@pytest.mark.slow
def test_without_java_one_line_tells_how_to_get_it(packages: Path) -> None:
    python = require_environment("interop")
    place = str(packages / "one-mistake")
    done = run(python, "-m", "sts_targets.cli", "validate", "--engine", "spark", place, JAVA_HOME="/nowhere")
    assert done.returncode == 2
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("sts: ")]
    assert line.startswith("sts: Spark cannot start (") and "Repair: install Java" in line
    assert "Traceback" not in done.stderr


def test_without_pyspark_one_line_tells_how_to_get_it(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny.add("a\nb\n", column("a"))
    monkeypatch.setitem(sys.modules, "pyspark", None)
    result = CliRunner().invoke(main, ["validate", "--engine", "spark", str(tiny.root)])
    assert result.exit_code == 2
    assert result.stderr == "sts: the engine spark needs PySpark. Repair: pip install pyspark\n"


@pytest.mark.slow
def test_the_embedded_engine_imports_nothing_of_spark(tiny: Tiny) -> None:
    tiny.add("a\nb\n", column("a"))
    code = "import sys, sts_targets.cli as c; c.main(standalone_mode=False, args=['validate', sys.argv[1]])"
    ask = f"try:\n  {code}\nfinally:\n  print([name for name in sys.modules if 'spark' in name])"
    assert run(sys.executable, "-c", ask, tiny.root).stdout.splitlines()[-1] == "[]"


def test_the_packages_break_what_they_are_made_for(packages: Path) -> None:
    """Two engines that agree on nothing found would prove nothing."""
    issues = {item.name: validate(load_package(item), TODAY).issues for item in packages.iterdir()}
    rules = {name: {issue.rule for issue in found} for name, found in issues.items()}
    rules |= {name: {issue.rule for issue in issues["tables"] if issue.table.startswith(name)} for name in SHARES}
    assert not rules["csv-clean"] and not rules["parquet-clean"]
    keys = {"primaryKey", "unique", "uniqueKeys", "foreignKey"}
    assert keys | {"type", "pattern", "row-length", "row-blank", "text-trim"} <= rules["csv-some"] | rules["csv-many"]
    assert keys <= rules["parquet-some"]
    assert {"file-missing", "file-empty", "header-missing", "header-order"} <= rules["broken-files"]
    assert {"foreignKey", "synonym-once"} <= rules["rules"]
    assert {(issue.rule, issue.count) for issue in issues["one-mistake"] if issue.count > 1} == {
        ("unique", 199), ("unique", 200), ("foreignKey", 200),
    }  # fmt: skip
    assert any(" in line 2 of t1.csv already" in issue.message for issue in issues["one-mistake"])


def test_a_file_gives_the_cells_of_its_keys_and_a_report(packages: Path) -> None:
    package = load_package(packages / "tables")
    keys = key_columns(package, "csv-few-sites")
    assert {*keys.types} == {"code", "height", "opened", "zone", "slot", "above"}
    task = Task(package, "csv-few-sites", TODAY, keys, kept=True)
    batches = [*check_files(task, iter([pa.record_batch({"id": [0, 1]})]))]
    reports = [pickle.loads(data) for batch in batches for data in batch["report"].to_pylist() if data]
    assert [report.file for report in reports] == [0, 1]
    assert sum(report.rows for report in reports) == sum(batch.num_rows for batch in batches) - len(reports)
    assert all(report.kept and not report.unread for report in reports)
    expected = validate(package, TODAY).issues
    assert {issue for report in reports for issue in report.findings.finish()} <= {*expected}


def test_spark_is_told_the_types_that_it_gets(packages: Path) -> None:
    keys = key_columns(load_package(packages / "tables"), "csv-few-visits")
    names = [part.split(" ")[0] for part in keys.spark_schema.split(", ")]
    table = keys.report_as_arrow(b"x")
    assert table.column_names == names
    assert "TIMESTAMP_NTZ" in keys.spark_schema and asdict(keys)["types"]["seen"] == pl.Datetime("us")
