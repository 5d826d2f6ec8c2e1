"""Reports for people and programs: grouped, limited, chosen, coloured, and described by a published schema."""

import io
import json
from pathlib import Path

import click
import jsonschema
import pytest
from click.testing import CliRunner, Result

from corpus import BASES
from mini import REPOSITORY, Mini
from sts_targets import findings, progress
from sts_targets.cli import main
from sts_targets.issues import Issue, as_text
from sts_targets.rendering import WRITTEN_OUT, as_lines, gather
from tiny import Tiny, column

SCHEMA = json.loads((REPOSITORY / "docs" / "issues.schema.json").read_text(encoding="utf-8"))


def sts(*arguments: object, **more: bool) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], **more)  # type: ignore[arg-type]


def issue(line: int, rule: str = "type", column: str = "a") -> Issue:
    return Issue("t.csv", line, column, rule, "t", "x", "'x' is no integer", "a whole number", "correct the cell")


def plain(issues: list[Issue], limit: int | None = None) -> list[str]:
    return [click.unstyle(line) for line in as_lines(issues, limit)]


def test_few_issues_of_a_kind_are_written_out() -> None:
    issues = [issue(line) for line in range(2, 2 + WRITTEN_OUT)]
    assert plain(issues) == [*map(as_text, issues), "3 issues in 1 file"]


def test_a_mistake_that_repeats_is_one_line_with_its_first_places_and_its_number() -> None:
    issues = [issue(line) for line in range(2, 22)]
    assert plain(issues) == [
        as_text(issues[0]) + " (20 times; next in lines 3, 4, 5, 6, 7)",
        "20 issues in 1 file",
    ]


def test_other_checks_and_columns_stay_lines_of_their_own_in_the_order_of_the_file() -> None:
    issues = sorted([issue(5, "enum"), issue(9, column="b"), *(issue(line) for line in range(4, 12))])
    assert [(m.issue.line, m.issue.rule, m.issue.column, m.count) for m in gather(issues)] == [
        (4, "type", "a", 8), (5, "enum", "a", 1), (9, "type", "b", 1),
    ]  # fmt: skip


def test_lines_that_are_counted_and_not_listed_are_in_the_total(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "REPEAT_LIMIT", 5)
    tiny.add("a\n" + "x\n" * 20, column("a", "integer"))
    lines = sts("validate", tiny.root).stdout.splitlines()
    assert lines[0].startswith("t.csv:2 a: 'x' is no integer.")
    assert lines[0].endswith("[type] (20 times; next in lines 3, 4, 5, 6)")
    assert lines[1:] == ["20 issues in 1 file"]
    assert json.loads(sts("validate", tiny.root, "--format", "json").stdout)["stats"]["issues"] == 20


@pytest.mark.parametrize(("limit", "shown"), [(0, 0), (1, 1), (2, 2), (5, 2)])
def test_a_limit_bounds_the_mistakes_that_are_shown_and_not_those_that_are_counted(limit: int, shown: int) -> None:
    lines = plain([*(issue(line) for line in range(2, 9)), issue(20, "enum")], limit)
    assert len(lines) == shown + 1
    assert lines[-1].startswith("8 issues in 1 file")
    assert ("mistakes shown" in lines[-1]) == (shown < 2)


def test_no_issues_are_no_lines() -> None:
    assert plain([]) == []


def test_a_cell_cannot_steer_the_terminal() -> None:
    """Escape sequences in a cell once reached the terminal of whoever validated a stranger's package."""
    (line, _) = plain([Issue("t.csv", 2, "a\x1b[2J", "enum", "t", "", "\x1b[31m\u202ex\n is no code")])
    assert line == "t.csv:2 a\\x1b[2J: \\x1b[31m\\u202ex\\n is no code. [enum]"


@pytest.fixture
def broken(tiny: Tiny) -> Tiny:
    """A package with issues of two checks in two of its three tables."""
    tiny.add("arm\nexperimentl\n", column("arm", enum=["experimental"]), name="outcomes")
    tiny.add("is_targeted\nyes\n", column("is_targeted", "boolean"), name="agents")
    return tiny.add("trial_id\nNCT00000001\n", column("trial_id"), name="trials")


def test_colours_are_for_a_terminal_alone(broken: Tiny) -> None:
    assert "\x1b[" not in sts("validate", broken.root).stdout
    assert "\x1b[31m[type]" in sts("validate", broken.root, color=True).stdout


def test_no_colour_where_none_is_wanted(broken: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in sts("validate", broken.root, color=True).stdout


@pytest.mark.parametrize(
    ("options", "rules", "code"),
    [
        ([], ["type", "enum"], 1),
        (["--table", "outcomes"], ["enum"], 1),
        (["--table", "outcomes", "--table", "agents"], ["type", "enum"], 1),
        (["--rule", "type"], ["type"], 1),
        (["--rule", "type", "--table", "outcomes"], [], 0),
        (["--table", "trials"], [], 0),
        (["--limit", "1"], ["type"], 1),
        (["--limit", "0"], [], 1),
    ],
)
def test_tables_checks_and_a_number_choose_what_is_reported(
    options: list[str], rules: list[str], code: int, broken: Tiny
) -> None:
    result = sts("validate", broken.root, "--format", "json", *options)
    report = json.loads(result.stdout)
    assert [item["rule"] for item in report["issues"]] == rules
    assert (result.exit_code, report["valid"]) == (code, not code)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--table", "outcome"], "there is no table 'outcome'. Repair: name one of subtypes, targets,"),
        (["--rule", "typ"], "there is no check 'typ'. Repair: name one of descriptor, schema, file-missing,"),
    ],
)
def test_a_name_that_is_not_known_is_refused_with_those_that_are(options: list[str], message: str, mini: Mini) -> None:
    result = sts("validate", mini.root, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


@pytest.mark.parametrize("spoiled", [False, True])
def test_the_json_report_is_as_its_published_schema_says(spoiled: bool, mini: Mini) -> None:
    if spoiled:
        mini.set("outcomes", "STS-O00001", value="5.5", unit="percent")
        mini.path("agents").unlink()
        mini.resource("trials", tittle="x")
    report = json.loads(sts("validate", mini.root, "--format", "json").stdout)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(report)
    assert len(report["issues"]) == (4 if spoiled else 0)


def test_every_property_of_an_issue_is_described_in_the_schema() -> None:
    assert set(SCHEMA["$defs"]["issue"]["properties"]) == set(vars(issue(1)))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "delay", "shown"), [(Terminal(), -1, True), (Terminal(), 60, False), (io.StringIO(), -1, False)]
)
def test_a_bar_shows_the_progress_on_a_terminal_once_it_takes_long(
    stream: io.StringIO, delay: float, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sts_targets.package import load_package
    from sts_targets.validate import validate

    monkeypatch.setattr(progress, "DELAY", delay)
    monkeypatch.setattr("sys.stderr", stream)
    package = load_package(BASES / "plain")
    with progress.reading_progress(package) as read:
        assert validate(package, on_read=read).valid
    assert ("reading" in stream.getvalue()) == shown
    assert ("100%" in stream.getvalue()) == shown


def test_the_progress_of_a_package_without_files_is_none(tmp_path: Path) -> None:
    tiny = Tiny(tmp_path).add(None, column("a"))
    assert [item["rule"] for item in json.loads(sts("validate", tiny.root, "--format", "json").stdout)["issues"]] == [
        "file-missing"
    ]
