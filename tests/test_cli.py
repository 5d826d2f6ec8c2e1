"""The `sts` command: what it prints and with which exit code; nobody ever sees a traceback for bad input."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mini import Mini
from sts_targets.cli import main
from tiny import Tiny, column


def sts(*arguments: object) -> Result:
    """Run the command."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_valid_package_exits_with_0_and_says_how_much_was_read(mini: Mini) -> None:
    result = sts("validate", mini.root)
    assert result.exit_code == 0
    assert result.stdout.endswith("rows in 18 tables, nothing wrong\n")


def test_issues_exit_with_1_one_line_each_and_their_number(mini: Mini) -> None:
    line = mini.set("outcomes", "STS-O00001", value="5.5")
    result = sts("validate", mini.root)
    assert result.exit_code == 1
    first, last = result.stdout.splitlines()
    assert first.startswith(f"data/outcomes.csv:{line} value: the value 5.5 is not between its confidence limits")
    assert first.endswith("[ci-encloses-value]")
    assert last == "1 issue in 1 file"


@pytest.mark.parametrize("broken", [False, True])
def test_json_is_one_object_with_the_exit_code_of_its_validity(broken: bool, mini: Mini) -> None:
    if broken:
        mini.set("outcomes", "STS-O00001", value="5.5")
    result = sts("validate", mini.root, "--format", "json")
    report = json.loads(result.stdout)
    assert report["valid"] is (not broken)
    assert result.exit_code == int(broken)
    assert [issue["rule"] for issue in report["issues"]] == ["ci-encloses-value"] * broken
    assert report["stats"]["tables"] == 18
    assert report["stats"]["rows"]["outcomes"] == 15


def test_github_gets_annotations(mini: Mini) -> None:
    line = mini.set("outcomes", "STS-O00001", value="5.5")
    result = sts("validate", mini.root, "--format", "github")
    assert result.exit_code == 1
    (annotation,) = result.stdout.splitlines()
    assert annotation.startswith(f"::error file=data/outcomes.csv,line={line},title=ci-encloses-value value::")


def test_the_package_around_the_current_folder_is_the_default(mini: Mini, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(mini.root / "data")
    assert sts("validate").exit_code == 0


@pytest.mark.parametrize(
    "content", [None, b"", b"{", b"[]", b"\xff\xfe", b'{"resources": {}}', b'{"a": 1, "a": 2}', b"[" * 99_999]
)
@pytest.mark.parametrize("command", ["validate", "format", "release"])
def test_a_descriptor_that_cannot_be_used_exits_with_2_and_one_line(
    command: str, content: bytes | None, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "datapackage.json").write_bytes(content)
    result = sts(command, tmp_path)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("sts: ")
    assert "Repair: " in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments", [["validate", "--format", "xml"], ["validate", "a", "b"], ["nothing"], ["--what"]]
)
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    result = sts(*arguments)
    assert result.exit_code == 2
    assert "Usage: " in result.stderr


@pytest.mark.parametrize(
    "content",
    [
        b"\0" * 100, b"\xff" * 100, b'"' * 101, b"," * 100, b"\n" * 100, b"a\n" * 10, b"a,b\r1,2\r", b"\r\n\r\n",
        b'a,b\n"' + b"x" * 1000, bytes(range(256)) * 4, b"a,b\n" + b",\n" * 10, b"k,v\n" + b'"""",""""\n' * 10,
    ],
    ids=range(12),
)  # fmt: skip
@pytest.mark.parametrize("command", ["validate", "format"])
def test_no_bytes_in_the_place_of_a_table_end_in_a_traceback(command: str, content: bytes, tiny: Tiny) -> None:
    tiny.add(content, column("a", required=True), column("b", "number"), schema={"primaryKey": ["a", "b"]})
    assert sts(command, tiny.root).exit_code in ({1} if command == "validate" else {0, 2})


def test_format_repairs_and_then_has_nothing_to_do(mini: Mini) -> None:
    before = mini.path("agents").read_bytes()
    mini.edit("agents", lambda raw: raw.replace(b"\n", b"\r\n"))
    check = sts("format", "--check", mini.root)
    assert (check.exit_code, check.stdout) == (1, "data/agents.csv: not in canonical form. Repair: run `sts format`\n")
    repaired = sts("format", mini.root)
    assert (repaired.exit_code, repaired.stdout) == (0, "data/agents.csv: formatted\n")
    assert mini.path("agents").read_bytes() == before
    again = sts("format", "--check", mini.root)
    assert (again.exit_code, again.stdout) == (0, "")


def test_format_of_an_unreadable_table_exits_with_2(mini: Mini) -> None:
    mini.path("agents").write_bytes(b"\xff")
    result = sts("format", mini.root)
    assert (result.exit_code, result.stderr) == (2, "sts: data/agents.csv is not UTF-8. Repair: save it as UTF-8.\n")


def test_a_refused_release_exits_with_1_lists_the_issues_and_writes_nothing(mini: Mini) -> None:
    mini.set("outcomes", "STS-O00001", value="5.5")
    result = sts("release", mini.root)
    assert result.exit_code == 1
    assert "[ci-encloses-value]" in result.stdout
    assert result.stderr.startswith("sts: no release: the package is not valid")
    assert not (mini.root / "dist").exists()


def test_the_version_is_that_of_the_distribution() -> None:
    result = sts("--version")
    assert result.exit_code == 0
    assert "version" in result.stdout


@pytest.mark.parametrize("arguments", [["--help"], ["validate", "--help"], ["release", "-h"]])
def test_help_imports_neither_polars_nor_pandera(arguments: list[str]) -> None:
    """A heavy import at the top of a module costs every call half a second."""
    code = (
        "import sys\nfrom sts_targets.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit as end:\n    assert end.code == 0\n"
        "heavy = {'polars', 'pandera', 'pyarrow', 'pandas', 'frictionless', 'xlsxwriter'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Usage: " in done.stdout


@pytest.mark.slow
def test_the_installed_command_validates_a_sound_package_without_pandas_and_pandera(mini: Mini) -> None:
    code = (
        "import sys\nfrom sts_targets.cli import main\n"
        f"try:\n    main(['validate', {str(mini.root)!r}])\nexcept SystemExit as end:\n    assert end.code == 0\n"
        "assert not {'pandas', 'pandera', 'frictionless', 'bioregistry'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_a_release_exits_with_0_and_names_folder_and_archive(mini: Mini, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780272000")
    result = sts("release", mini.root)
    assert result.exit_code == 0, result.output
    folder, archive = map(Path, result.stdout.splitlines())
    assert folder.is_dir()
    assert archive.is_file()
    assert folder.parent == mini.root / "dist"
