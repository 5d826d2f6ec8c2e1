"""What changed between two versions of the package, row by row and column by column."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from sts_targets.canonical import canonical_cell, write_csv
from sts_targets.findings import LINE
from sts_targets.package import Package, Resource
from sts_targets.table_schema import Field, TableSchema
from sts_targets.tables import read_sound_batches

Row = Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """A row or cell that differs.

    Attributes:
        table: name of the table.
        key: its primary key, the parts joined by |.
        kind: ``added``, ``removed`` or ``changed``.
        column: the column, for a changed cell.
        old: the cell before, for a changed cell.
        new: the cell after, for a changed cell.
    """

    table: str
    key: str
    kind: str
    column: str = ""
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class StructureChange:
    """A table, column, key, code or constraint that differs; ``breaking`` when a reader's code may fail by it."""

    table: str
    what: str
    breaking: bool


@dataclass(frozen=True)
class Difference:
    """All that differs between two versions of a package."""

    old_version: str
    new_version: str
    rows: tuple[Change, ...] = ()
    structure: tuple[StructureChange, ...] = field(default=())

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        return not self.rows and not self.structure

    def counts(self) -> dict[str, dict[str, int]]:
        """Return rows added, removed and changed by table."""
        found: dict[str, dict[str, set[str]]] = {}
        for change in self.rows:
            kinds = found.setdefault(change.table, {"added": set(), "removed": set(), "changed": set()})
            kinds[change.kind].add(change.key)
        return {table: {kind: len(keys) for kind, keys in kinds.items()} for table, kinds in found.items()}


def compare(old: Package, new: Package) -> Difference:
    """Compare two versions of a package.

    Cells are compared as text in their canonical form, so that a change of spelling alone (4.60 to 4.6, another
    order of rows) is no difference.

    Raises:
        CannotRunError: a table of either version cannot be read.
    """
    rows: list[Change] = []
    for name in dict.fromkeys([*old.resources, *new.resources]):
        before, after = old.resources.get(name), new.resources.get(name)
        columns = (
            [item.name for item in after.schema.fields if before and item.name in before.schema.names] if after else []
        )
        key = (after or before).schema.primary_key  # type: ignore[union-attr]
        rows += compare_rows(name, _read(old, before, key), _read(new, after, key), columns)
    return Difference(old.version, new.version, tuple(rows), tuple(compare_structure(old, new)))


def compare_rows(
    table: str, old: Mapping[str, Row], new: Mapping[str, Row], columns: Iterable[str]
) -> Iterator[Change]:
    """Yield what differs between two sets of rows by key; cells are compared in COLUMNS only."""
    columns = list(columns)
    for key in sorted(old.keys() | new.keys()):
        if key not in new:
            yield Change(table, key, "removed")
        elif key not in old:
            yield Change(table, key, "added")
        else:
            for column in columns:
                if old[key][column] != new[key][column]:
                    yield Change(table, key, "changed", column, old[key][column], new[key][column])


def compare_structure(old: Package, new: Package) -> Iterator[StructureChange]:
    """Yield what differs between the schemas of two versions."""
    for name in dict.fromkeys([*old.resources, *new.resources]):
        if name not in new.resources:
            yield StructureChange(name, "the table is gone", breaking=True)
        elif name not in old.resources:
            yield StructureChange(name, "the table is new", breaking=False)
        else:
            yield from _compare_schemas(name, old.resources[name].schema, new.resources[name].schema)


def _compare_schemas(table: str, old: TableSchema, new: TableSchema) -> Iterator[StructureChange]:
    for name in dict.fromkeys([*old.names, *new.names]):
        if name not in new.names:
            yield StructureChange(table, f"the column {name} is gone", breaking=True)
        elif name not in old.names:
            yield StructureChange(table, f"the column {name} is new", breaking=False)
        else:
            yield from _compare_fields(table, old.field(name), new.field(name))
    if old.primary_key != new.primary_key:
        yield StructureChange(table, "the primary key is another one", breaking=True)
    for key in set(new.unique_keys) - set(old.unique_keys):
        yield StructureChange(table, f"the unique key {', '.join(key)} is new", breaking=True)
    for foreign in set(new.foreign_keys) - set(old.foreign_keys):
        if set(foreign.fields) <= set(old.names):
            yield StructureChange(table, f"the foreign key of {', '.join(foreign.fields)} is new", breaking=True)


def _compare_fields(table: str, old: Field, new: Field) -> Iterator[StructureChange]:
    """Yield differences of type, codes and constraints; a constraint that gets stricter is breaking."""
    where = f"{table}.{new.name}"
    if old.type != new.type:
        yield StructureChange(table, f"the type of {where} is {new.type}, it was {old.type}", breaking=True)
    for code in [code for code in old.enum if code not in new.enum] if new.enum else []:
        yield StructureChange(table, f"the code {code} of {where} is gone", breaking=True)
    for code in [code for code in new.enum if code not in old.enum] if old.enum else []:
        yield StructureChange(table, f"the code {code} of {where} is new", breaking=False)
    for constraint, stricter in _stricter(old, new):
        word = "stricter" if stricter else "looser"
        yield StructureChange(table, f"{constraint} of {where} is {word}", breaking=stricter)


def _stricter(old: Field, new: Field) -> Iterator[tuple[str, bool]]:
    """Yield the constraints that differ, with whether the new one allows less."""
    for name in ("required", "unique"):
        if getattr(old, name) != getattr(new, name):
            yield name, bool(getattr(new, name))
    if bool(old.enum) != bool(new.enum):
        yield "enum", bool(new.enum)
    if old.pattern != new.pattern:
        yield "pattern", new.pattern is not None
    for name, lower in (("min_length", True), ("minimum", True), ("max_length", False), ("maximum", False)):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield name, after is not None and (before is None or (after > before) == lower)


def _read(package: Package, resource: Resource | None, key: tuple[str, ...]) -> dict[str, Row]:
    """Return the rows of a table as canonical text by key."""
    if resource is None:
        return {}
    kinds = {item.name: item.type for item in resource.schema.fields}
    frames = [batch.text for batch in read_sound_batches(package, resource)]
    if not set(key) <= set(kinds):
        return {}
    found: dict[str, Row] = {}
    for row in pl.concat(frames).drop(LINE).rows(named=True) if frames else []:
        cells = {name: canonical_cell(cell or "", kinds[name]) for name, cell in row.items()}
        found["|".join(cells[name] for name in key)] = cells
    return found


def as_changes_csv(difference: Difference) -> bytes:
    """Return the rows of a difference as CSV: table, key, kind, column, old, new."""
    lines = [[item.table, item.key, item.kind, item.column, item.old, item.new] for item in difference.rows]
    return write_csv([["table", "key", "kind", "column", "old", "new"], *lines])


def as_diff_json(difference: Difference) -> str:
    """Return a difference as JSON."""
    return json.dumps(
        {
            "old_version": difference.old_version,
            "new_version": difference.new_version,
            "counts": difference.counts(),
            "structure": [vars(item) for item in difference.structure],
            "rows": [vars(item) for item in difference.rows],
        },
        ensure_ascii=False,
        indent=2,
    )


def as_diff_text(difference: Difference) -> Iterator[str]:
    """Yield a difference line by line: + added, - removed, ~ changed, ! structure."""
    for item in difference.structure:
        yield f"! {item.what}" + (" (breaking)" if item.breaking else "")
    marks = {"added": "+", "removed": "-", "changed": "~"}
    for change in difference.rows:
        cell = f" {change.column}: {change.old!r} -> {change.new!r}" if change.kind == "changed" else ""
        yield f"{marks[change.kind]} {change.table} {change.key}{cell}"
    if difference.empty:
        yield "nothing differs"


def as_diff_markdown(difference: Difference) -> Iterator[str]:
    """Yield a difference as Markdown: the counts by table, then what changed in the structure."""
    yield "| table | added | removed | changed |"
    yield "|---|---|---|---|"
    for table, counts in difference.counts().items():
        yield f"| {table} | {counts['added']} | {counts['removed']} | {counts['changed']} |"
    if difference.structure:
        yield ""
    for item in difference.structure:
        yield f"- {item.what}" + (" (breaking)" if item.breaking else "")
