"""Table Schema JSON -> typed objects, strictly: what the validator does not know is an issue, never ignored."""

import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sts_targets.issues import Issue

FIELD_TYPES = frozenset({"string", "integer", "number", "boolean", "date", "datetime", "year", "any"})
FIELD_PROPERTIES = frozenset(
    {
        "name", "title", "description", "type", "format", "example", "constraints", "categories",
        "missingValues", "trueValues", "falseValues", "rdfType", "unit", "prefix",
    }
)  # fmt: skip
CONSTRAINTS_BY_TYPE: Mapping[str, frozenset[str]] = {
    "string": frozenset({"required", "unique", "enum", "pattern", "minLength", "maxLength"}),
    "integer": frozenset({"required", "unique", "enum", "minimum", "maximum"}),
    "number": frozenset({"required", "unique", "enum", "minimum", "maximum"}),
    "year": frozenset({"required", "unique", "enum", "minimum", "maximum"}),
    "date": frozenset({"required", "unique", "enum", "minimum", "maximum"}),
    "datetime": frozenset({"required", "unique", "enum", "minimum", "maximum"}),
    "boolean": frozenset({"required", "unique", "enum"}),
    "any": frozenset({"required", "unique", "enum"}),
}
LARGEST: Mapping[str, int] = {"integer": 2**63 - 1, "year": 999_999}
SCHEMA_PROPERTIES = frozenset(
    {
        "$schema", "name", "title", "description", "fields", "primaryKey", "uniqueKeys", "foreignKeys",
        "missingValues",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A column: its name, type and constraints.

    Attributes:
        enum: the codes a cell may hold, from ``enum`` or from ``categories``.
        properties: the whole JSON object, for outputs that need title, description, unit or prefix.
    """

    name: str
    type: str = "string"
    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] = ()
    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    minimum: Any = None
    maximum: Any = None
    true_values: tuple[str, ...] = ("true", "True", "TRUE", "1")
    false_values: tuple[str, ...] = ("false", "False", "FALSE", "0")
    missing_values: tuple[str, ...] | None = None
    properties: Mapping[str, Any] = field(default_factory=dict, compare=False, hash=False)


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values must stand in the key of another table, or of the same one."""

    fields: tuple[str, ...]
    resource: str
    reference_fields: tuple[str, ...]


@dataclass(frozen=True)
class TableSchema:
    """The columns and keys of a table."""

    fields: tuple[Field, ...]
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    missing_values: tuple[str, ...] = ("",)
    properties: Mapping[str, Any] = field(default_factory=dict, compare=False, hash=False)

    @property
    def names(self) -> list[str]:
        """Names of the columns in order."""
        return [item.name for item in self.fields]

    def field(self, name: str) -> Field:
        """Return the column of that name; raises KeyError when there is none."""
        for item in self.fields:
            if item.name == name:
                return item
        raise KeyError(name)


def parse_schema(source: Any, file: str, table: str) -> tuple[TableSchema | None, list[Issue]]:
    """Parse a Table Schema.

    Args:
        source: the JSON value of the schema.
        file: where it stands, for the issues.
        table: name of the table, and what the empty resource of a foreign key means.

    Returns:
        The schema and what is wrong with it; the schema is None when nothing could be made of it.
    """
    report = _Report(file, table)
    if not isinstance(source, dict) or not isinstance(source.get("fields"), list) or not source["fields"]:
        report.say("fields", "", "the schema has no list of fields", "an object with a non-empty list `fields`")
        return None, report.issues
    report.unknown(source, SCHEMA_PROPERTIES, "")
    fields = tuple(_parse_fields(source["fields"], report))
    keys = _KeyParser({item.name for item in fields}, report)
    schema = TableSchema(
        fields=fields,
        primary_key=keys.columns(source.get("primaryKey", []), "primaryKey"),
        unique_keys=tuple(keys.column_lists(source.get("uniqueKeys", []), "uniqueKeys")),
        foreign_keys=tuple(keys.foreign_keys(source.get("foreignKeys", []), table)),
        missing_values=_strings(source.get("missingValues", [""]), "missingValues", report),
        properties=source,
    )
    return schema, report.issues


class _Report:
    """Collects the issues of one schema file."""

    def __init__(self, file: str, table: str) -> None:
        self.file, self.table = file, table
        self.issues: list[Issue] = []

    def say(self, path: str, value: object, message: str, expected: str, repair: str = "") -> None:
        text = "" if value == "" else str(value)
        repair = repair or f"correct it in {self.file}"
        self.issues.append(Issue(self.file, 0, path, "schema", self.table, text, message, expected, repair))

    def unknown(self, source: Mapping[str, Any], known: frozenset[str], path: str) -> None:
        for name in source:
            if name not in known:
                self.say(
                    f"{path}{name}",
                    name,
                    f"the property {name!r} is not known",
                    "one of " + ", ".join(sorted(known)),
                    "correct the spelling, or teach sts_targets.table_schema the property",
                )


def _parse_fields(items: list[Any], report: _Report) -> Iterator[Field]:
    seen: set[str] = set()
    for index, item in enumerate(items):
        path = f"fields/{index}/"
        if not isinstance(item, dict) or not isinstance(item.get("name"), str) or not item["name"]:
            report.say(path + "name", "", "the field has no name", "an object with a `name`")
            continue
        if item["name"] in seen:
            report.say(path + "name", item["name"], f"the field {item['name']!r} is there twice", "unique names")
            continue
        seen.add(item["name"])
        yield _parse_field(item, f"fields/{item['name']}/", report)


def _parse_field(item: Mapping[str, Any], path: str, report: _Report) -> Field:
    report.unknown(item, FIELD_PROPERTIES, path)
    kind = item.get("type", "string")
    if not isinstance(kind, str) or kind not in FIELD_TYPES:
        report.say(path + "type", kind, f"the type {kind!r} is not known", "one of " + ", ".join(sorted(FIELD_TYPES)))
        kind = "any"
    if item.get("format", "default") != "default":
        report.say(path + "format", item["format"], "the format is not known", "`default`")
    constraints = item.get("constraints", {})
    if not isinstance(constraints, dict):
        report.say(path + "constraints", constraints, "the constraints are no object", "an object")
        constraints = {}
    report.unknown(constraints, CONSTRAINTS_BY_TYPE[kind], path + "constraints/")
    constraints = {name: value for name, value in constraints.items() if name in CONSTRAINTS_BY_TYPE[kind]}
    missing = item.get("missingValues")
    return Field(
        name=item["name"],
        type=kind,
        required=_flag(constraints, "required", path, report),
        unique=_flag(constraints, "unique", path, report),
        enum=_codes(item, constraints, path, report),
        pattern=_pattern(constraints, path, report),
        min_length=_bound(constraints, "minLength", path, report),
        max_length=_bound(constraints, "maxLength", path, report),
        minimum=_limit(constraints, "minimum", kind, path, report),
        maximum=_limit(constraints, "maximum", kind, path, report),
        true_values=_strings(item.get("trueValues", Field.true_values), path + "trueValues", report),
        false_values=_strings(item.get("falseValues", Field.false_values), path + "falseValues", report),
        missing_values=None if missing is None else _strings(missing, path + "missingValues", report),
        properties=item,
    )


def _flag(constraints: Mapping[str, Any], name: str, path: str, report: _Report) -> bool:
    value = constraints.get(name, False)
    if not isinstance(value, bool):
        report.say(f"{path}constraints/{name}", value, f"{name} is not true or false", "true or false")
        return False
    return value


def _bound(constraints: Mapping[str, Any], name: str, path: str, report: _Report) -> int | None:
    value = constraints.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        report.say(f"{path}constraints/{name}", value, f"{name} is no length", "a whole number from 0 upwards")
        return None
    return value


def _limit(constraints: Mapping[str, Any], name: str, kind: str, path: str, report: _Report) -> Any:
    """Return a bound of a column, or None when there is none or when it is no value of the column's type."""
    value = constraints.get(name)
    if value is not None and not _is_value(value, kind):
        report.say(f"{path}constraints/{name}", value, f"{name} is no {kind}", f"a value of the type {kind}")
        return None
    return value


def _is_value(value: object, kind: str) -> bool:
    """Tell whether a JSON value is a bound of that type; times have no zone."""
    if kind in {"date", "datetime"}:
        parse = date.fromisoformat if kind == "date" else datetime.fromisoformat
        try:
            return isinstance(value, str) and parse(value).isoformat() == value
        except ValueError:
            return False
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if kind == "number":
        return abs(value) <= sys.float_info.max
    return isinstance(value, int) and abs(value) <= LARGEST.get(kind, LARGEST["integer"])


def _pattern(constraints: Mapping[str, Any], path: str, report: _Report) -> str | None:
    pattern = constraints.get("pattern")
    if pattern is None:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as of classes that Python reads otherwise than the engine used here
            re.compile(pattern)
    except (re.error, TypeError, OverflowError, RecursionError) as error:
        report.say(path + "constraints/pattern", pattern, f"the pattern is invalid ({error})", "a regular expression")
        return None
    return str(pattern)


def _codes(item: Mapping[str, Any], constraints: Mapping[str, Any], path: str, report: _Report) -> tuple[str, ...]:
    """Return the codes a cell may hold, from ``enum`` or from ``categories`` (Data Package v2)."""
    enum = _strings(constraints.get("enum", []), path + "constraints/enum", report)
    categories = item.get("categories", [])
    if not isinstance(categories, list):
        report.say(path + "categories", categories, "the categories are no list", "a list")
        return enum
    codes = tuple(str(code["value"] if isinstance(code, dict) and "value" in code else code) for code in categories)
    if enum and codes and enum != codes:
        report.say(path + "categories", ", ".join(codes), "enum and categories differ", "the same codes in one order")
    return enum or codes


def _strings(values: Any, path: str, report: _Report) -> tuple[str, ...]:
    if not isinstance(values, list | tuple):
        report.say(path, values, f"{path.rsplit('/', maxsplit=1)[-1]} is no list", "a list")
        return ()
    return tuple(str(value).lower() if isinstance(value, bool) else str(value) for value in values)


class _KeyParser:
    """Reads keys and checks that their columns exist."""

    def __init__(self, known: set[str], report: _Report) -> None:
        self.known, self.report = known, report

    def columns(self, source: Any, path: str) -> tuple[str, ...]:
        names = [source] if isinstance(source, str) else source
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            self.report.say(path, source, f"{path} is no list of column names", "a list of column names")
            return ()
        unknown = [name for name in names if name not in self.known]
        for name in unknown:
            self.report.say(path, name, f"the key names the unknown column {name!r}", "a column of the table")
        return () if unknown else tuple(names)

    def column_lists(self, source: Any, path: str) -> Iterator[tuple[str, ...]]:
        if not isinstance(source, list):
            self.report.say(path, source, f"{path} is no list", "a list of lists of column names")
            return
        for item in source:
            if columns := self.columns(item, path):
                yield columns

    def foreign_keys(self, source: Any, table: str) -> Iterator[ForeignKey]:
        if not isinstance(source, list):
            self.report.say("foreignKeys", source, "foreignKeys is no list", "a list")
            return
        for index, item in enumerate(source):
            path = f"foreignKeys/{index}/"
            reference = item.get("reference") if isinstance(item, dict) else None
            if not isinstance(reference, dict) or "fields" not in item or "fields" not in reference:
                self.report.say(path, "", "the foreign key lacks fields or reference", "fields and reference.fields")
                continue
            self.report.unknown(item, frozenset({"fields", "reference"}), path)
            self.report.unknown(reference, frozenset({"resource", "fields"}), path + "reference/")
            fields = self.columns(item["fields"], path + "fields")
            target = reference["fields"]
            targets = (target,) if isinstance(target, str) else _strings(target, path + "reference/fields", self.report)
            if not fields or not targets:
                continue
            if len(fields) != len(targets):
                self.report.say(path, "", "the foreign key has not as many columns as its reference", "as many")
                continue
            yield ForeignKey(fields, str(reference.get("resource") or table), targets)
