"""Table Schemas are read strictly: what is not known or not sound is an issue with its place."""

from typing import Any

import pytest

from sts_targets.table_schema import CONSTRAINTS_BY_TYPE, FIELD_TYPES, ForeignKey, parse_schema

A = {"name": "a"}


def places(source: object) -> list[tuple[str, str]]:
    """Parse a schema and return path and value of its issues."""
    _, issues = parse_schema(source, "schemas/t.json", "t")
    assert {(issue.file, issue.table, issue.rule) for issue in issues} <= {("schemas/t.json", "t", "schema")}
    assert all(issue.message and issue.expected and issue.repair for issue in issues)
    return [(issue.column, issue.value) for issue in issues]


def with_field(**properties: Any) -> dict[str, Any]:
    """Make a schema of one field."""
    return {"fields": [{"name": "a", **properties}]}


@pytest.mark.parametrize("source", [None, [], "x", {}, {"fields": []}, {"fields": {}}, {"fields": "a"}])
def test_a_schema_without_fields_is_refused(source: object) -> None:
    schema, issues = parse_schema(source, "f.json", "t")
    assert schema is None
    assert [issue.column for issue in issues] == ["fields"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({"fields": [A], "primaryKeys": ["a"]}, [("primaryKeys", "primaryKeys")]),
        ({"fields": [A], "fieldsMatch": "exact"}, [("fieldsMatch", "fieldsMatch")]),
        ({"fields": [A, "b"]}, [("fields/1/name", "")]),
        ({"fields": [A, {"type": "string"}]}, [("fields/1/name", "")]),
        ({"fields": [A, {"name": ""}]}, [("fields/1/name", "")]),
        ({"fields": [A, {"name": 1}]}, [("fields/1/name", "")]),
        ({"fields": [A, A]}, [("fields/1/name", "a")]),
        (with_field(descripton="x"), [("fields/a/descripton", "descripton")]),
        (with_field(type="list"), [("fields/a/type", "list")]),
        (with_field(type="str"), [("fields/a/type", "str")]),
        (with_field(type=["string"]), [("fields/a/type", "['string']")]),
        (with_field(format="email"), [("fields/a/format", "email")]),
        (with_field(constraints=["required"]), [("fields/a/constraints", "['required']")]),
        (with_field(constraints=None), [("fields/a/constraints", "None")]),
        (with_field(constraints={"require": True}), [("fields/a/constraints/require", "require")]),
        (with_field(constraints={"required": "yes"}), [("fields/a/constraints/required", "yes")]),
        (with_field(constraints={"required": 1}), [("fields/a/constraints/required", "1")]),
        (with_field(constraints={"unique": "true"}), [("fields/a/constraints/unique", "true")]),
        (with_field(constraints={"minLength": -1}), [("fields/a/constraints/minLength", "-1")]),
        (with_field(constraints={"maxLength": "3"}), [("fields/a/constraints/maxLength", "3")]),
        (with_field(constraints={"maxLength": True}), [("fields/a/constraints/maxLength", "True")]),
        (with_field(constraints={"pattern": "("}), [("fields/a/constraints/pattern", "(")]),
        (with_field(constraints={"pattern": 1}), [("fields/a/constraints/pattern", "1")]),
        (with_field(constraints={"enum": "a"}), [("fields/a/constraints/enum", "a")]),
        (with_field(categories={"a": 1}), [("fields/a/categories", "{'a': 1}")]),
        (with_field(constraints={"enum": ["a", "b"]}, categories=["b", "a"]), [("fields/a/categories", "b, a")]),
        (with_field(constraints={"enum": ["a"]}, categories=[{"value": "b"}]), [("fields/a/categories", "b")]),
        (with_field(type="boolean", trueValues="true"), [("fields/a/trueValues", "true")]),
        (with_field(type="boolean", falseValues=0), [("fields/a/falseValues", "0")]),
        (with_field(missingValues="NA"), [("fields/a/missingValues", "NA")]),
        ({"fields": [A], "missingValues": ""}, [("missingValues", "")]),
        ({"fields": [A], "primaryKey": 1}, [("primaryKey", "1")]),
        ({"fields": [A], "primaryKey": ["a", 1]}, [("primaryKey", "['a', 1]")]),
        ({"fields": [A], "primaryKey": ["b"]}, [("primaryKey", "b")]),
        ({"fields": [A], "primaryKey": "b"}, [("primaryKey", "b")]),
        ({"fields": [A], "uniqueKeys": "a"}, [("uniqueKeys", "a")]),
        ({"fields": [A], "uniqueKeys": [["a"], ["b"]]}, [("uniqueKeys", "b")]),
        ({"fields": [A], "foreignKeys": {"fields": "a"}}, [("foreignKeys", "{'fields': 'a'}")]),
        ({"fields": [A], "foreignKeys": ["a"]}, [("foreignKeys/0/", "")]),
        ({"fields": [A], "foreignKeys": [{"fields": "a"}]}, [("foreignKeys/0/", "")]),
        ({"fields": [A], "foreignKeys": [{"fields": "a", "reference": {"resource": "u"}}]}, [("foreignKeys/0/", "")]),
        ({"fields": [A], "foreignKeys": [{"reference": {"fields": "a"}}]}, [("foreignKeys/0/", "")]),
        (
            {"fields": [A], "foreignKeys": [{"fields": "a", "reference": {"fields": ["a", "a"]}}]},
            [("foreignKeys/0/", "")],
        ),
        (
            {"fields": [A], "foreignKeys": [{"fields": "b", "reference": {"fields": "a"}}]},
            [("foreignKeys/0/fields", "b")],
        ),
        (
            {"fields": [A], "foreignKeys": [{"fields": "a", "reference": {"fields": 5}}]},
            [("foreignKeys/0/reference/fields", "5")],
        ),
        (
            {"fields": [A], "foreignKeys": [{"fields": "a", "on": 1, "reference": {"fields": "a", "resources": "t"}}]},
            [("foreignKeys/0/on", "on"), ("foreignKeys/0/reference/resources", "resources")],
        ),
    ],
)
def test_each_defect_of_a_schema_is_found_at_its_path(source: object, expected: list[tuple[str, str]]) -> None:
    assert places(source) == expected


@pytest.mark.parametrize("kind", sorted(FIELD_TYPES))
def test_a_constraint_that_a_type_does_not_know_is_an_issue(kind: str) -> None:
    """A constraint that is not checked must never look as if it were."""
    values = {"required": True, "unique": True, "enum": [], "pattern": "a", "minLength": 1, "maxLength": 1}
    values |= {"minimum": "x", "maximum": "x", "exclusiveMinimum": 1, "jsonSchema": {}}
    unknown = {path.rsplit("/", 1)[1] for path, _ in places(with_field(type=kind, constraints=values))}
    assert set(values) - CONSTRAINTS_BY_TYPE[kind] <= unknown
    assert unknown & CONSTRAINTS_BY_TYPE[kind] <= {"minimum", "maximum"}


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("integer", [0, -5, 2**63 - 1], ["5", 1.5, True, None.__class__, 2**63, -(10**400)]),
        ("year", [2000], ["2000", 1_000_000]),
        ("number", [0, 1.5, 10**300], ["1.5", False, float("nan"), float("inf"), 10**400]),
        ("date", ["2000-01-01"], ["2000-1-1", "20000101", 2000, "x"]),
        ("datetime", ["2000-01-01T00:00:00"], ["2000-01-01", "2000-01-01T00:00:00Z", "x"]),
    ],
)
@pytest.mark.parametrize("bound", ["minimum", "maximum"])
def test_a_bound_that_is_no_value_of_its_type_is_an_issue(
    kind: str, good: list[Any], bad: list[Any], bound: str
) -> None:
    """A bound that could not be read would compare with nothing and let every cell pass."""
    assert [places(with_field(type=kind, constraints={bound: value})) for value in good] == [[] for _ in good]
    for value in bad:
        assert places(with_field(type=kind, constraints={bound: value})) == [
            (f"fields/a/constraints/{bound}", str(value))
        ]


def test_a_whole_schema_is_read_as_it_stands() -> None:
    source = {
        "fields": [
            {"name": "a", "type": "integer", "title": "A", "constraints": {"required": True, "minimum": 1}},
            {"name": "b", "type": "boolean", "trueValues": ["ja"], "falseValues": ["nein"]},
            {"name": "c", "constraints": {"enum": ["x", "y"], "maxLength": 3}, "categories": [{"value": "x"}, "y"]},
        ],
        "primaryKey": "a", "uniqueKeys": [["a", "b"]], "missingValues": ["", "-"],
        "foreignKeys": [
            {"fields": "a", "reference": {"resource": "", "fields": "a"}},
            {"fields": ["a", "b"], "reference": {"resource": "u", "fields": ["k", "l"]}},
        ],
    }  # fmt: skip
    schema, issues = parse_schema(source, "f.json", "t")
    assert issues == []
    assert schema is not None
    assert schema.names == ["a", "b", "c"]
    assert (schema.primary_key, schema.unique_keys, schema.missing_values) == (("a",), (("a", "b"),), ("", "-"))
    assert schema.foreign_keys == (ForeignKey(("a",), "t", ("a",)), ForeignKey(("a", "b"), "u", ("k", "l")))
    a, b, c = schema.fields
    assert (a.type, a.required, a.minimum, a.properties["title"]) == ("integer", True, 1, "A")
    assert (b.true_values, b.false_values) == (("ja",), ("nein",))
    assert (c.enum, c.max_length, c.type) == (("x", "y"), 3, "string")


def test_a_column_that_is_not_there_is_a_key_error() -> None:
    schema, _ = parse_schema({"fields": [A]}, "f.json", "t")
    assert schema is not None
    assert schema.field("a").name == "a"
    with pytest.raises(KeyError, match="b"):
        schema.field("b")


@pytest.mark.parametrize("pattern", ["[", "a{99999999999}", "(" * 5000, "(?P<a>", "\\", 5])
def test_a_pattern_that_cannot_be_compiled_is_an_issue(pattern: object) -> None:
    """A number of repetitions or a depth beyond all bounds once ended in a traceback."""
    assert places(with_field(constraints={"pattern": pattern})) == [("fields/a/constraints/pattern", str(pattern))]


def test_a_pattern_that_python_reads_otherwise_makes_no_noise(recwarn: pytest.WarningsRecorder) -> None:
    assert places(with_field(constraints={"pattern": "[[:alpha:]]"})) == []
    assert not recwarn.list
