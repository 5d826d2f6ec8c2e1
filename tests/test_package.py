"""Descriptors: found, read strictly, and kept inside their folder."""

import json
from pathlib import Path
from typing import Any

import pytest

from mini import Mini, places
from sts_targets.issues import CannotRunError
from sts_targets.package import is_safe_path, load_package, read_json
from tiny import Tiny, column

FIELD = column("a")


def change(tiny: Tiny, **properties: Any) -> list[tuple[str, str, str]]:
    """Set properties of the only table and return file, path and rule of the issues."""
    tiny.add("a\nx\n", FIELD, resource=properties)
    return [(issue.file, issue.column, issue.rule) for issue in tiny.issues()]


def test_the_package_around_the_current_folder_is_the_default(mini: Mini, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(mini.root / "data")
    assert load_package().root == mini.root


@pytest.mark.parametrize("inside", ["", "datapackage.json"])
def test_a_folder_or_a_descriptor_names_a_package(inside: str, mini: Mini) -> None:
    package = load_package(mini.root / inside)
    assert (package.name, package.root) == ("sts-targets", mini.root)
    assert package.version


def test_no_descriptor_anywhere_cannot_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CannotRunError, match=r"no datapackage\.json in .* or above it\. Repair: "):
        load_package()


@pytest.mark.parametrize("path", ["none", "none/datapackage.json", "."])
def test_a_path_without_descriptor_cannot_run(path: str, tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match=r"datapackage\.json.*does not exist\. Repair: |none does not exist"):
        load_package(tmp_path / path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r":1: no JSON \(Expecting value\)"),
        (b'{\n"name": "x",\n}', r":3: no JSON"),
        (b'{\n"resources": [\n{"name": x}]}', r":3: no JSON"),
        (b'\xef\xbb\xbf{"resources": []}', r":1: no JSON \(Unexpected UTF-8 BOM"),
        (b'{"name": "\xff"}', r"is not UTF-8\. Repair: save it as UTF-8"),
        (b'{"name": "a", "name": "b"}', r"no usable JSON \(the property 'name' is there twice"),
        (b'{"name": "\\ud800", "resources": []}', r"no usable JSON .*surrogates not allowed"),
        (b"[" * 100_000, r"no usable JSON"),
        (b"[]", r"the descriptor has no list `resources`"),
        (b"{}", r"the descriptor has no list `resources`"),
        (b'{"resources": {}}', r"the descriptor has no list `resources`"),
        (b"null", r"the descriptor has no list `resources`"),
    ],
)
def test_a_descriptor_that_cannot_be_used_is_told_with_its_line(content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_bytes(content)
    with pytest.raises(CannotRunError, match=message):
        load_package(tmp_path)


def test_a_json_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match=r"cannot be read \(Is a directory\)"):
        read_json(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "cannot be read"), (b"{", r"schemas/subtypes\.json:1: no JSON"), (b"\xff", "not UTF-8")],
)
def test_a_schema_file_that_cannot_be_used_is_told(content: bytes | None, message: str, mini: Mini) -> None:
    file = mini.root / "schemas" / "subtypes.json"
    file.unlink() if content is None else file.write_bytes(content)
    with pytest.raises(CannotRunError, match=message):
        mini.package()


@pytest.mark.parametrize("path", ["licence", "Name", "views"])
def test_an_unknown_property_of_the_package_is_an_issue(path: str, mini: Mini) -> None:
    mini.edit_json("datapackage.json", lambda value: value.update({path: "x"}))
    (issue,) = mini.issues()
    assert (issue.file, issue.column, issue.rule, issue.value) == ("datapackage.json", path, "descriptor", path)
    assert issue.line == 0


@pytest.mark.parametrize(
    ("properties", "path"),
    [
        ({"tittle": "x"}, "tittle"),
        ({"dialect": {"delimeter": ","}}, "dialect/delimeter"),
        ({"dialect": {"commentChar": "#"}}, "dialect/commentChar"),
        ({"dialect": "dialect.json"}, "dialect"),
        ({"dialect": {"delimiter": ""}}, "dialect/delimiter"),
        ({"dialect": {"delimiter": ";;"}}, "dialect/delimiter"),
        ({"dialect": {"delimiter": '"'}}, "dialect/delimiter"),
        ({"dialect": {"delimiter": 1}}, "dialect/delimiter"),
        ({"dialect": {"header": False}}, "dialect/header"),
        ({"dialect": {"quoteChar": "'"}}, "dialect/quoteChar"),
        ({"dialect": {"doubleQuote": False}}, "dialect/doubleQuote"),
        ({"dialect": {"skipInitialSpace": True}}, "dialect/skipInitialSpace"),
        ({"dialect": {"lineTerminator": "\r"}}, "dialect/lineTerminator"),
        ({"encoding": "latin-1"}, "encoding"),
        ({"format": "xlsx"}, "format"),
        ({"type": "json"}, "type"),
        ({"path": "/etc/passwd"}, "path"),
        ({"path": "../t.csv"}, "path"),
        ({"path": []}, "path"),
        ({"path": ["t.csv", 1]}, "path"),
        ({"path": ["t.csv", "t.csv"]}, "path"),
        ({"path": ""}, "path"),
        ({"path": None}, "path"),
    ],
)
def test_what_the_reader_does_not_know_or_heed_of_a_table_is_an_issue(
    properties: dict[str, Any], path: str, tiny: Tiny
) -> None:
    """A dialect that is accepted and not heeded gives another reading than its author meant."""
    assert change(tiny, **properties) == [("datapackage.json", f"resources/0/{path}", "descriptor")]


@pytest.mark.parametrize(
    "properties",
    [
        {"dialect": {"delimiter": ",", "header": True, "quoteChar": '"', "lineTerminator": "\n", "doubleQuote": True}},
        {"encoding": "utf-8", "format": "csv", "type": "table", "mediatype": "text/csv", "title": "T"},
    ],
)
def test_what_the_reader_does_is_no_issue_when_it_is_said(properties: dict[str, Any], tiny: Tiny) -> None:
    assert change(tiny, **properties) == []


@pytest.mark.parametrize("item", ["t", {"path": "t.csv"}, {"name": ""}, {"name": None}])
def test_a_table_without_name_is_an_issue(item: object, tiny: Tiny) -> None:
    tiny.save({"name": "tiny", "resources": [item]})
    assert [(issue.column, issue.message) for issue in tiny.issues()] == [("resources/0/name", "the name is missing")]


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", "-a", "a b", "a\\b", "a:b", 1])
def test_names_that_would_lead_out_of_a_release_are_issues(name: object, tiny: Tiny) -> None:
    """A release writes files named after package, version and tables; ../x once wrote beside its folder."""
    tiny.add("a\nx\n", FIELD, resource={"name": name})
    assert [issue.column for issue in tiny.issues()] == ["resources/0/name"]
    tiny.save({"name": name, "version": name, "resources": []})
    assert [issue.column for issue in tiny.issues()] == ["name", "version"]


def test_two_tables_of_one_name_are_an_issue(tiny: Tiny) -> None:
    tiny.add("a\nx\n", FIELD).add("a\nx\n", FIELD)
    (issue,) = tiny.issues()
    assert (issue.column, issue.value) == ("resources/1/name", "t")


def test_a_table_without_schema_is_an_issue(tiny: Tiny) -> None:
    tiny.save({"name": "tiny", "resources": [{"name": "t", "path": "t.csv"}]})
    assert [(issue.rule, issue.table, issue.column) for issue in tiny.issues()] == [("schema", "t", "fields")]


@pytest.mark.parametrize("schema", ["/etc/hosts", "../x.json", "https://example.org/x.json", "a\\b.json"])
def test_a_schema_outside_the_package_is_not_read(schema: str, tiny: Tiny) -> None:
    tiny.save({"name": "tiny", "resources": [{"name": "t", "path": "t.csv", "schema": schema}]})
    assert [(issue.column, issue.value) for issue in tiny.issues()] == [("resources/0/schema", schema)]


@pytest.mark.parametrize(
    ("rules", "path"),
    [("all", "rules"), (5, "rules"), (["ci-has-level"], "rules/0/id"), ([{"sentence": "x"}], "rules/0/id"),
        ([{"id": 1}], "rules/0/id")],
)  # fmt: skip
def test_rules_that_are_listed_in_another_form_are_an_issue(rules: object, path: str, tiny: Tiny) -> None:
    """A list of plain names was once read as no rules at all, and nothing was checked."""
    tiny.add("a\nx\n", FIELD)
    tiny.save({"name": "tiny", "resources": tiny.resources, "rules": rules})
    assert [(issue.rule, issue.column) for issue in tiny.issues()] == [("descriptor", path)]


@pytest.mark.parametrize(("resource", "target"), [("nowhere", "subtype_id"), ("subtypes", "subtype")])
def test_a_foreign_key_to_nothing_is_an_issue(resource: str, target: str, mini: Mini) -> None:
    """Other validators pass a foreign key to a column that does not exist."""

    def misdirect(schema: Any) -> None:
        schema["foreignKeys"][0]["reference"] = {"resource": resource, "fields": [target]}

    mini.edit_json("schemas/alterations.json", misdirect)
    assert places(mini.issues()) == [("schema", "alterations", 0, "foreignKeys")]
    assert f"{resource}.{target}" in mini.issues()[0].message


def test_a_misspelt_property_of_a_real_schema_is_found_with_file_and_path(mini: Mini) -> None:
    mini.edit_json("schemas/agents.json", lambda schema: schema["fields"][0]["constraints"].update(requierd=True))
    (issue,) = mini.issues()
    assert (issue.file, issue.table, issue.column) == (
        "schemas/agents.json", "agents", "fields/agent_id/constraints/requierd",
    )  # fmt: skip


@pytest.mark.parametrize("path", ["t.csv", "data/t.csv", "./t.csv", "a b/ü.csv", "..t.csv", "data/new.csv"])
def test_a_path_inside_the_package_is_safe(path: str, tmp_path: Path) -> None:
    assert is_safe_path(path, tmp_path)


@pytest.mark.parametrize(
    "path",
    [
        "", None, 5, ["t.csv"], "/etc/passwd", "../t.csv", "data/../../t.csv", "data/..", "~/t.csv", "~root/t.csv",
        "data\\t.csv", "C:\\t.csv", "C:/t.csv", "http://a.b/t.csv", "file:t.csv", "s3+x://a/b", "a\0b",
    ],
)  # fmt: skip
def test_a_path_that_leaves_the_package_is_not_safe(path: object, tmp_path: Path) -> None:
    assert not is_safe_path(path, tmp_path)


def test_a_symbolic_link_out_of_the_package_is_not_safe(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "t.csv").write_text("a\n")
    (root / "t.csv").symlink_to(outside / "t.csv")
    (root / "data").symlink_to(outside)
    (root / "inside.csv").symlink_to(root / "other.csv")
    assert not is_safe_path("t.csv", root)
    assert not is_safe_path("data/t.csv", root)
    assert is_safe_path("inside.csv", root)


def test_a_loop_of_symbolic_links_is_not_safe(tmp_path: Path) -> None:
    """Such a loop once ended in a traceback."""
    (tmp_path / "a.csv").symlink_to(tmp_path / "b.csv")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    assert not is_safe_path("a.csv", tmp_path)


def test_a_linked_table_is_told_and_not_read(tiny: Tiny, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("outside") / "secret.csv"
    secret.write_text("secret\n")
    tiny.add(None, FIELD)
    (tiny.root / "t.csv").symlink_to(secret)
    assert [(issue.rule, issue.column) for issue in tiny.issues()] == [("descriptor", "resources/0/path")]


def test_the_format_of_a_table_comes_from_its_path_when_it_is_not_said(tiny: Tiny) -> None:
    tiny.add("a\nx\n", FIELD)
    assert tiny.resource().format == "csv"
    assert tiny.resource().schema_file == "datapackage.json"
    assert json.loads((tiny.root / "datapackage.json").read_text())["resources"][0].get("format") is None
