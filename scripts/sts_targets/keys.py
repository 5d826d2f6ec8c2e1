"""Primary, unique and foreign keys, exact over whole tables while the rows come in batches."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from sts_targets.batch import Batch
from sts_targets.findings import LINE, Findings
from sts_targets.package import Package, Resource
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


@dataclass
class _Table:
    """What is remembered of a table: the columns of its keys, and references that could not be judged yet."""

    keys: dict[Columns, list[pl.DataFrame]] = field(default_factory=dict)
    pending: list[tuple[ForeignKey, pl.DataFrame]] = field(default_factory=list)
    complete: bool = False
    readable: bool = True
    unread: set[str] = field(default_factory=set)


class KeyChecker:
    """Checks keys of all tables of a package.

    Call :meth:`add` for each batch, :meth:`end_table` after the last batch of a table and :meth:`finish` at the end.
    Only the key columns are kept in memory.
    """

    def __init__(self, package: Package, findings: Mapping[str, Findings]) -> None:
        self.package, self.findings = package, findings
        self._tables = {name: _Table() for name in package.resources}
        self._referenced: dict[str, set[Columns]] = {name: set() for name in package.resources}
        for resource in package.resources.values():
            for key in resource.schema.foreign_keys:
                if key.resource in self._referenced:
                    self._referenced[key.resource].add(key.reference_fields)

    def add(self, table: str, batch: Batch) -> None:
        """Remember the keys of a batch and check what can be checked now."""
        schema = self.package.resources[table].schema
        remembered = self._tables[table]
        wanted = set(unique_columns(schema)) | self._referenced[table]
        remembered.unread |= set(schema.names) - set(batch.typed.columns)
        for columns in wanted:
            if set(columns) <= set(batch.typed.columns):
                remembered.keys.setdefault(columns, []).append(batch.typed.select(LINE, *columns))
        for key in schema.foreign_keys:
            if set(key.fields) <= set(batch.typed.columns):
                self._add_reference(table, key, batch.typed.select(LINE, *key.fields))

    def _add_reference(self, table: str, key: ForeignKey, rows: pl.DataFrame) -> None:
        empty = [pl.col(name).is_null() for name in key.fields]
        findings = self.findings[table]
        partly = rows.filter(pl.any_horizontal(empty) & ~pl.all_horizontal(empty))
        for column in key.fields:
            cells = [(line, None) for line, cell in partly.select(LINE, column).rows() if cell is None]
            cells = [cell for cell in cells if (cell[0], column) not in findings.bad_cells]
            findings.rows(
                cells,
                column,
                "foreignKey",
                "part of the reference is empty",
                "all parts of it, or none",
                "complete it",
            )
        whole = rows.filter(~pl.any_horizontal(empty))
        target = self._tables.get(key.resource)
        if target is None:
            return
        if target.complete:
            self._judge(table, key, whole)
        else:
            self._tables[table].pending.append((key, whole))

    def end_table(self, table: str, *, readable: bool) -> None:
        """Say that the last batch of a table was added, and whether it could be read; reports duplicates.

        References to a table that could not be read are not judged: that would report consequences, not causes.
        """
        self._tables[table].complete, self._tables[table].readable = True, readable
        for columns, rule in unique_columns(self.package.resources[table].schema).items():
            if frames := self._tables[table].keys.get(columns):
                self._report_duplicates(table, columns, rule, pl.concat(frames))

    def _report_duplicates(self, table: str, columns: Columns, rule: str, rows: pl.DataFrame) -> None:
        empty = pl.any_horizontal(pl.col(name).is_null() for name in columns)
        findings = self.findings[table]
        if rule == "primaryKey":
            for column in columns:
                known = [line for line, name in findings.bad_cells if name == column]
                bad = pl.col(column).is_null() & ~pl.col(LINE).is_in(known)
                findings.cells(rows, bad, column, rule, "part of the primary key is empty", "a value", "enter it")
        whole = rows.filter(~empty)
        if whole.n_unique(list(columns)) == whole.height:
            return
        doubled = whole.filter(pl.struct(columns).is_duplicated())
        first = pl.col(LINE).min().over(columns).alias(_FIRST)
        later = doubled.with_columns(first).filter(pl.col(LINE) > pl.col(_FIRST))
        for line, earlier, *cells in later.select(LINE, _FIRST, *columns).sort(LINE).rows():
            value = " | ".join(map(str, cells))
            findings.rows(
                [(line, value)],
                ", ".join(columns),
                rule,
                f"{value!r} stands in line {earlier} already",
                "a value that stands in no other row",
                "remove one of the rows or correct its key",
            )

    def finish(self) -> None:
        """Judge the references that had to wait for the other table."""
        for table, remembered in self._tables.items():
            for key, rows in remembered.pending:
                self._judge(table, key, rows)

    def _judge(self, table: str, key: ForeignKey, rows: pl.DataFrame) -> None:
        target = self._tables[key.resource]
        described = set(self.package.resources[key.resource].schema.names)
        if not target.readable or set(key.reference_fields) - (described - target.unread):
            return
        known = pl.concat(target.keys[key.reference_fields])
        known = known.select(pl.col(name).cast(pl.String) for name in key.reference_fields).unique()
        as_text = [pl.col(name).cast(pl.String) for name in key.fields]
        lost = rows.join(known, left_on=as_text, right_on=list(key.reference_fields), how="anti")
        left_out = list(self.findings[key.resource].left_out)
        lost = lost.filter(~pl.all_horizontal(cell.is_in(left_out) for cell in as_text))
        findings = self.findings[table]
        where = f"{key.resource}.{', '.join(key.reference_fields)}"
        for line, *cells in lost.sort(LINE).rows():
            value = " | ".join(map(str, cells))
            findings.rows(
                [(line, value)],
                ", ".join(key.fields),
                "foreignKey",
                f"{value!r} is not in {where}",
                "a value that stands there, or an empty cell where the column allows it",
                f"add the row to {key.resource}, or correct the spelling",
            )
