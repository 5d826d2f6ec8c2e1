"""Primary, unique and foreign keys, exact over whole tables while the rows come in batches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from sts_targets.batch import Batch
from sts_targets.findings import LINE, Findings, TableFindings
from sts_targets.package import Package, Resource
from sts_targets.places import name_place, split_place
from sts_targets.table_schema import ForeignKey, TableSchema

Columns = tuple[str, ...]
_FIRST = "\nfirst"  # no column of a CSV file can have this name


def reading_order(package: Package) -> list[Resource]:
    """Return the tables so that a referenced one comes before those that refer to it, as far as there is no cycle."""
    ordered: dict[str, Resource] = {}

    def visit(resource: Resource, path: frozenset[str]) -> None:
        for key in resource.schema.foreign_keys:
            target = package.resources.get(key.resource)
            if target and target.name not in path and target.name not in ordered:
                visit(target, path | {target.name})
        ordered[resource.name] = resource

    for resource in package.resources.values():
        if resource.name not in ordered:
            visit(resource, frozenset({resource.name}))
    return list(ordered.values())


def unique_columns(schema: TableSchema) -> dict[Columns, str]:
    """Return the column sets that must be unique, with the name of the rule that says so."""
    found: dict[Columns, str] = {(item.name,): "unique" for item in schema.fields if item.unique}
    found |= dict.fromkeys(schema.unique_keys, "uniqueKeys")
    if schema.primary_key:
        found[schema.primary_key] = "primaryKey"
    return found


def check_key_cells(schema: TableSchema, batch: Batch, findings: Findings) -> None:
    """Report empty parts of primary keys and of references that are not empty as a whole: what each row tells."""
    if set(schema.primary_key) <= set(batch.typed.columns):
        for column in schema.primary_key:
            rows = _empty(batch.typed, column, findings)
            findings.rows(rows, column, "primaryKey", "part of the primary key is empty", "a value", "enter it")
    for key in schema.foreign_keys:
        if set(key.fields) <= set(batch.typed.columns):
            _check_reference_cells(key, batch.typed.select(LINE, *key.fields), findings)


def _check_reference_cells(key: ForeignKey, rows: pl.DataFrame, findings: Findings) -> None:
    empty = [pl.col(name).is_null() for name in key.fields]
    partly = rows.filter(pl.any_horizontal(empty) & ~pl.all_horizontal(empty))
    for column in key.fields:
        findings.rows(
            _empty(partly, column, findings),
            column,
            "foreignKey",
            "part of the reference is empty",
            "all parts of it, or none",
            "complete it",
        )


def _empty(rows: pl.DataFrame, column: str, findings: Findings) -> list[tuple[int, object]]:
    """Return the lines in which a column is empty, unless that is told already."""
    lines = rows.select(pl.col(LINE).filter(pl.col(column).is_null()))[LINE]
    return [(line, None) for line in lines if (line, column) not in findings.bad_cells]


def report_duplicates(
    rows: Iterable[tuple[Any, ...]], columns: Columns, rule: str, resource: Resource, findings: TableFindings
) -> None:
    """Report rows of which the key stands in an earlier one.

    Args:
        rows: the place of each, that of the first row with this key, and the cells of the key, in this order.
        columns: the columns of the key.
        rule: the rule that says that they must be unique.
        resource: the table.
        findings: where issues go.
    """
    for place, first, *cells in rows:
        value = " | ".join(map(str, cells))
        file, line = split_place(place)
        findings.files[file].rows(
            [(line, value)],
            ", ".join(columns),
            rule,
            f"{value!r} stands in {name_place(first, place, resource.paths)} already",
            "a value that stands in no other row",
            "remove one of the rows or correct its key",
        )


def report_lost(rows: Iterable[tuple[Any, ...]], key: ForeignKey, findings: TableFindings) -> None:
    """Report rows of which the reference KEY leads nowhere: the place of each, and its cells."""
    where = f"{key.resource}.{', '.join(key.reference_fields)}"
    for place, *cells in rows:
        value = " | ".join(map(str, cells))
        file, line = split_place(place)
        findings.files[file].rows(
            [(line, value)],
            ", ".join(key.fields),
            "foreignKey",
            f"{value!r} is not in {where}",
            "a value that stands there, or an empty cell where the column allows it",
            f"add the row to {key.resource}, or correct the spelling",
        )


def _ascends(rows: pl.DataFrame, columns: Columns) -> bool:
    """Tell whether a key of one column grows from row to row, as in canonical form: then it is unique, cheaply."""
    if len(columns) > 1:
        return False
    cells = rows[columns[0]]
    return bool((cells.slice(1) > cells.head(-1)).all())


@dataclass
class _Table:
    """What is remembered of a table: the columns of its keys, and references that could not be judged yet."""

    keys: dict[Columns, list[pl.DataFrame]] = field(default_factory=dict)
    pending: list[tuple[ForeignKey, pl.DataFrame]] = field(default_factory=list)
    complete: bool = False
    unread: set[str] = field(default_factory=set)


class KeyChecker:
    """Checks keys of all tables of a package.

    Call :meth:`add` for each batch, :meth:`end_table` after the last batch of a table and :meth:`finish` at the end.
    Only the key columns are kept in memory.
    """

    def __init__(self, package: Package, findings: Mapping[str, TableFindings]) -> None:
        self.package, self.findings = package, findings
        self._tables = {name: _Table() for name in package.resources}
        self._referenced: dict[str, set[Columns]] = {name: set() for name in package.resources}
        for resource in package.resources.values():
            for key in resource.schema.foreign_keys:
                if key.resource in self._referenced:
                    self._referenced[key.resource].add(key.reference_fields)

    def add(self, table: str, rows: pl.DataFrame) -> None:
        """Remember the keys of some typed rows, with their places, and check what can be checked now."""
        schema = self.package.resources[table].schema
        remembered = self._tables[table]
        wanted = set(unique_columns(schema)) | self._referenced[table]
        remembered.unread |= set(schema.names) - set(rows.columns)
        for columns in wanted:
            if set(columns) <= set(rows.columns):
                remembered.keys.setdefault(columns, []).append(rows.select(LINE, *columns))
        for key in schema.foreign_keys:
            if set(key.fields) <= set(rows.columns):
                self._add_reference(table, key, rows.select(LINE, *key.fields))

    def _add_reference(self, table: str, key: ForeignKey, rows: pl.DataFrame) -> None:
        whole = rows.drop_nulls([*key.fields])
        target = self._tables.get(key.resource)
        if target is None:
            return
        if target.complete:
            self._judge(table, key, whole)
        else:
            self._tables[table].pending.append((key, whole))

    def end_table(self, table: str) -> None:
        """Say that the last batch of a table was added; reports duplicates."""
        self._tables[table].complete = True
        for columns, rule in unique_columns(self.package.resources[table].schema).items():
            if frames := self._tables[table].keys.get(columns):
                self._report_duplicates(table, columns, rule, pl.concat(frames))

    def _report_duplicates(self, table: str, columns: Columns, rule: str, rows: pl.DataFrame) -> None:
        whole = rows.drop_nulls([*columns])
        if _ascends(whole, columns) or whole.n_unique(list(columns)) == whole.height:
            return
        doubled = whole.filter(pl.struct(columns).is_duplicated())
        first = pl.col(LINE).min().over(columns).alias(_FIRST)
        later = doubled.with_columns(first).filter(pl.col(LINE) > pl.col(_FIRST))
        later = later.select(LINE, _FIRST, *columns).sort(LINE)
        report_duplicates(later.rows(), columns, rule, self.package.resources[table], self.findings[table])

    def finish(self) -> None:
        """Judge the references that had to wait for the other table."""
        for table, remembered in self._tables.items():
            for key, rows in remembered.pending:
                self._judge(table, key, rows)

    def _judge(self, table: str, key: ForeignKey, rows: pl.DataFrame) -> None:
        """Report references that lead nowhere; one to a table that could not be read is a consequence, not a cause."""
        target, findings = self._tables[key.resource], self.findings[key.resource]
        described = set(self.package.resources[key.resource].schema.names)
        if not findings.readable or set(key.reference_fields) - (described - target.unread):
            return
        known = pl.concat(target.keys[key.reference_fields])
        known = known.select(pl.col(name).cast(pl.String) for name in key.reference_fields).unique()
        as_text = [pl.col(name).cast(pl.String) for name in key.fields]
        lost = rows.join(known, left_on=as_text, right_on=list(key.reference_fields), how="anti")
        left_out = list(findings.left_out)
        lost = lost.filter(~pl.all_horizontal(cell.is_in(left_out) for cell in as_text))
        report_lost(lost.sort(LINE).rows(), key, self.findings[table])
