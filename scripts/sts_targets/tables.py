"""The typed tables of a package that is known to be valid."""

import polars as pl

from sts_targets.batch import Batch
from sts_targets.casting import DTYPES
from sts_targets.findings import LINE, Findings
from sts_targets.issues import CannotRunError, as_text
from sts_targets.package import Package, Resource
from sts_targets.reading import read_batches
from sts_targets.table_schema import TableSchema


def read_tables(package: Package) -> dict[str, pl.DataFrame]:
    """Read all tables with the types of their schemas, missing cells as nulls.

    Raises:
        CannotRunError: a cell or a file is not what its schema says; the text names the first place.
    """
    return {name: read_table(package, name) for name in package.resources}


def read_table(package: Package, name: str) -> pl.DataFrame:
    """Read one table.

    Raises:
        CannotRunError: a cell or the file is not what the schema says.
        KeyError: the package has no such table.
    """
    resource = package.resources[name]
    typed = (batch.typed.drop(LINE) for batch in read_sound_batches(package, resource))
    return pl.concat([empty_table(resource.schema), *typed])


def read_sound_batches(package: Package, resource: Resource) -> list[Batch]:
    """Read a table, text and types.

    Raises:
        CannotRunError: a cell or a file is not what the schema says; the text names the first place.
    """
    batches: list[Batch] = []
    for path in resource.paths:
        findings = Findings(resource.name, path)
        batches += read_batches(package.root / path, resource, findings)
        if issues := findings.finish():
            raise CannotRunError(f"{as_text(issues[0])} Repair: run `sts validate`.")
    return batches


def empty_table(schema: TableSchema) -> pl.DataFrame:
    """Return a table without rows that has the columns and types of a schema."""
    return pl.DataFrame(schema={item.name: DTYPES[item.type] for item in schema.fields})
