"""One file of a table: read, and checked as far as its rows tell by themselves; any engine runs this on any file."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import polars as pl

from sts_targets.ahead import ahead
from sts_targets.batch import Batch
from sts_targets.constraints import Constraints, check_constraints
from sts_targets.findings import Findings
from sts_targets.issues import Issue
from sts_targets.keys import check_key_cells
from sts_targets.package import Package
from sts_targets.reading import read_batches
from sts_targets.rules import REGISTRY, Data, Rule
from sts_targets.rules.rule import Finding


def check_file(package: Package, table: str, file: int, today: date, findings: Findings) -> Iterator[Batch]:
    """Read a file and check bytes, text, types, constraints, empty parts of keys, and the rules over single rows.

    Args:
        package: the package.
        table: name of the table.
        file: which of its files, from 0.
        today: the day after which a date lies in the future.
        findings: where issues go.

    Yields:
        The batches, checked; keys over several rows and rules over several rows remain.
    """
    resource = package.resources[table]
    constraints = Constraints(resource.schema)
    rules = [rule for rule in declared_rules(package) if rule.by_row and table in rule.uses]
    for batch in ahead(read_batches(package.root / resource.paths[file], resource, findings)):
        check_constraints(constraints, batch, findings)
        check_key_cells(resource.schema, batch, findings)
        for rule, found in broken_rules(rules, {table: batch.typed}, package, today):
            report_rule(rule, found, found.line, findings)
        yield batch


def declared_rules(package: Package) -> list[Rule]:
    """Return the rules that a package declares, as far as they are known."""
    return [REGISTRY[name] for name in package.rules if name in REGISTRY]


def broken_rules(
    rules: Iterable[Rule], tables: Mapping[str, pl.DataFrame], package: Package, today: date
) -> Iterator[tuple[Rule, Finding]]:
    """Yield what breaks those of the rules whose tables and columns are all there."""
    data = Data(tables, package, today)
    for rule in rules:
        if all(name in tables and set(columns) <= set(tables[name].columns) for name, columns in rule.uses.items()):
            yield from ((rule, finding) for finding in rule.find(data))


def report_rule(rule: Rule, found: Finding, line: int, findings: Findings) -> None:
    """Turn what a rule found in a line of a file into an issue, unless a cell that the rule reads is broken."""
    issue = Issue(
        findings.file, line, found.column, rule.id, found.table, found.value, found.message, found.expected, rule.repair
    )
    findings.add(issue, rule.uses[found.table])
