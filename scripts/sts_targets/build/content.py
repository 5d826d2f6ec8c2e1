"""What goes into a release: the tables of the package and the derived ones, with their schemas."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl

from sts_targets.package import Package
from sts_targets.table_schema import TableSchema, parse_schema


@dataclass(frozen=True)
class Table:
    """A table of a release.

    Attributes:
        name: its name.
        title: its title.
        description: what stands in it.
        schema: its columns and keys.
        frame: its rows, typed.
        derived: whether it is a view over the others.
    """

    name: str
    title: str
    description: str
    schema: TableSchema
    frame: pl.DataFrame
    derived: bool = False


@dataclass(frozen=True)
class Content:
    """Everything a release says.

    Attributes:
        package: the package it is made from.
        tables: the tables in the order of the descriptor, then the derived ones.
        built: the time that counts as that of the build, in UTC.
    """

    package: Package
    tables: tuple[Table, ...]
    built: datetime

    @property
    def base_tables(self) -> Iterator[Table]:
        """The tables in which the facts live."""
        return (table for table in self.tables if not table.derived)

    @property
    def derived_tables(self) -> Iterator[Table]:
        """The tables that are made of the others."""
        return (table for table in self.tables if table.derived)

    def table(self, name: str) -> Table:
        """Return the table of that name; raises StopIteration when there is none."""
        return next(table for table in self.tables if table.name == name)


def base_table(package: Package, name: str, frame: pl.DataFrame) -> Table:
    """Make a table of a release from a table of the package."""
    resource = package.resources[name]
    properties = resource.schema.properties
    return Table(name, str(properties["title"]), str(properties["description"]), resource.schema, frame)


def derived_table(schema_json: dict[str, Any], frame: pl.DataFrame) -> Table:
    """Make a table of a release from what a view returned.

    Raises:
        ValueError: the schema of the view is not sound.
    """
    name = str(schema_json["name"])
    schema, issues = parse_schema(schema_json, f"the schema of the view {name}", name)
    if schema is None or issues:
        raise ValueError("; ".join(issue.message for issue in issues))
    return Table(name, schema_json["title"], schema_json["description"], schema, frame, derived=True)
