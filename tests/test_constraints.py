"""The constraints of a column: values that just pass and values that just do not."""

import itertools

import pytest

from sts_targets import backtracking
from sts_targets.table_schema import CONSTRAINTS_BY_TYPE
from tiny import Tiny, column

BOUNDS = [
    ("integer", {"minimum": 1}, ["1", "2"], ["0", "-1"]),
    ("integer", {"maximum": 10}, ["10", "-5"], ["11"]),
    ("number", {"minimum": 0.5}, ["0.5", "1e2"], ["0.49"]),
    ("number", {"maximum": 1}, ["1", "1.0"], ["1.0001"]),
    ("year", {"minimum": 1900, "maximum": 2100}, ["1900", "2100"], ["1899", "2101"]),
    ("date", {"minimum": "2000-01-01"}, ["2000-01-01"], ["1999-12-31"]),
    ("date", {"maximum": "2000-01-01"}, ["2000-01-01"], ["2000-01-02"]),
    ("datetime", {"minimum": "2000-01-01T00:00:00"}, ["2000-01-01T00:00:00Z"], ["1999-12-31T23:59:59"]),
    ("string", {"minLength": 3}, ["abc", "äöü", "abcd"], ["ab", "äö"]),
    ("string", {"maxLength": 3}, ["abc", "äöü", "a"], ["abcd", "äöüß"]),
    ("string", {"enum": ["a", "b c"]}, ["a", "b c"], ["A", "b", "c", "a|b c"]),
    ("integer", {"enum": [1, 2]}, ["1", "2"], ["3"]),
    ("number", {"enum": [1.5]}, ["1.5", "1.50"], ["1.51"]),
    ("boolean", {"enum": [True]}, ["true"], ["false"]),
    ("date", {"enum": ["2000-01-01"]}, ["2000-01-01"], ["2000-01-02"]),
    ("any", {"enum": ["a"]}, ["a"], ["b"]),
]


@pytest.mark.parametrize(("kind", "constraints", "good", "bad"), BOUNDS, ids=lambda value: str(value)[:30])
def test_values_inside_pass_and_values_outside_are_found(
    kind: str, constraints: dict[str, object], good: list[str], bad: list[str], tiny: Tiny
) -> None:
    content = "a,b\n" + "".join(f"x,{cell}\n" for cell in [*good, *bad])
    issues = tiny.add(content, column("a"), column("b", kind, **constraints)).issues()
    assert [issue.value for issue in issues] == bad
    assert {issue.rule for issue in issues} <= set(constraints)
    assert [issue.line for issue in issues] == list(range(2 + len(good), 2 + len(good) + len(bad)))
    assert all(issue.message and issue.expected and issue.repair for issue in issues)


PATTERNS = [
    ("[a-z]+", ["abc"], ["Abc", "abc1", "ABC"]),
    ("a|bc", ["a", "bc"], ["ab", "abc", "ac", "xa"]),
    ("^a|b$", ["a", "b"], ["ax", "xb"]),
    ("(?:a|b)", ["a", "b"], ["ab"]),
    ("(?!x)[a-z]+", ["abc"], ["xbc", "abc1"]),
    ("[a-z]+(?<!z)", ["abc"], ["abz"]),
    (r"(a)\1", ["aa"], ["ab", "aaa"]),
    (r"10\.[0-9]{4,9}/\S+", ["10.1000/x"], ["10.1000/", "doi:10.1000/x"]),
]


@pytest.mark.parametrize(("pattern", "good", "bad"), PATTERNS)
def test_a_pattern_means_the_whole_cell(pattern: str, good: list[str], bad: list[str], tiny: Tiny) -> None:
    """Other validators read a|b as ^a|b$ and let ax pass; look-around and back references need another engine."""
    content = "a,b\nx,\n" + "".join(f'x,"{cell}"\n' for cell in [*good, *bad])
    issues = tiny.add(content, column("a"), column("b", pattern=pattern)).issues()
    assert [(issue.rule, issue.value) for issue in issues] == [("pattern", cell) for cell in bad]
    assert pattern in issues[0].expected


def test_a_pattern_that_would_take_for_ever_is_given_up_and_told(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such a pattern in the package of a stranger once kept the validator busy without an end."""
    monkeypatch.setattr(backtracking, "SECONDS", 0.2)
    content = "a\n" + ("a" * 40 + "b\n") * 50 + "aa\n"
    (issue,) = tiny.add(content, column("a", pattern="(?=a)(?:a|aa)+")).issues()
    assert (issue.rule, issue.line, issue.column) == ("pattern", 0, "a")
    assert "bounded time" in issue.message


@pytest.mark.parametrize(("step", "given_up"), [(0.0009, False), (0.0015, True)])
def test_only_slow_matches_use_up_the_time(step: float, given_up: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten million quick cells of a sound table take longer than the bound; they must be judged all the same."""
    clock = itertools.count(0, step)
    monkeypatch.setattr(backtracking.time, "monotonic", lambda: next(clock))
    pattern = backtracking.BoundedPattern("(?=a)[ab]+")
    assert all(pattern.accepts("ab") for _ in range(10_000))
    assert pattern.given_up == given_up
    assert pattern.accepts("b") == given_up


def test_the_issue_of_a_pattern_shows_the_example(tiny: Tiny) -> None:
    field = {**column("a", pattern="[0-9]+"), "example": "42"}
    (issue,) = tiny.add("a\nx\n", field).issues()
    assert issue.expected == "the form [0-9]+, such as 42"


@pytest.mark.parametrize(
    "extra",
    [
        {"categories": ["a", "b"]},
        {"categories": [{"value": "a", "label": "first"}, {"value": "b"}]},
        {"constraints": {"enum": ["a", "b"]}, "categories": [{"value": "a"}, {"value": "b"}]},
    ],
)
def test_categories_are_a_closed_vocabulary(extra: dict[str, object], tiny: Tiny) -> None:
    """Other validators ignore categories."""
    (issue,) = tiny.add("x\na\nb\nc\n", {"name": "x", **extra}).issues()
    assert (issue.rule, issue.line, issue.value, issue.expected) == ("enum", 4, "c", "one of a, b")


def test_an_empty_cell_of_a_required_column_is_found_and_breaks_nothing_else(tiny: Tiny) -> None:
    field = column("b", "integer", required=True, minimum=1, enum=["1"])
    assert tiny.add("a,b\nx,\nx,1\n", column("a"), field).found() == [("required", 2, "b")]


def test_an_empty_cell_breaks_no_constraint_of_a_column_that_is_not_required(tiny: Tiny) -> None:
    field = column("b", pattern="[0-9]+", minLength=1, maxLength=2, enum=["1"], unique=True)
    assert tiny.add("a,b\nx,\nx,\n", column("a"), field).found() == []


def test_a_cell_of_the_wrong_type_is_not_told_again_as_empty(tiny: Tiny) -> None:
    assert tiny.add("a\nx\n", column("a", "integer", required=True)).found() == [("type", 2, "a")]


def test_one_cell_can_break_several_constraints(tiny: Tiny) -> None:
    found = tiny.add("a\nABCD\n", column("a", pattern="[a-z]+", maxLength=3)).found()
    assert found == [("maxLength", 2, "a"), ("pattern", 2, "a")]


def test_each_constraint_that_the_schemas_may_use_has_a_test() -> None:
    tested = {name for _, constraints, _, _ in BOUNDS for name in constraints} | {"required", "unique", "pattern"}
    assert tested == {name for names in CONSTRAINTS_BY_TYPE.values() for name in names}


def test_a_slow_cell_uses_up_the_time_of_its_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backtracking, "SECONDS", 0.05)
    pattern = backtracking.BoundedPattern("(?=a)(?:a|aa)+")
    assert not pattern.accepts("b")
    assert pattern.accepts("a" * 40 + "b")
    assert pattern.given_up


def test_a_pattern_that_the_engine_does_not_take_is_given_up_at_once() -> None:
    pattern = backtracking.BoundedPattern("(")
    assert pattern.given_up
    assert pattern.accepts("x")
