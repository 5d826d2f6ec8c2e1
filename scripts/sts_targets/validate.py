"""The validator: bytes and text hygiene, types, constraints, keys and rules, in this order."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import pandera.polars as pa
import polars as pl

from sts_targets.ahead import ahead
from sts_targets.batch import Batch
from sts_targets.findings import Findings
from sts_targets.issues import Issue, has_errors, sort_issues
from sts_targets.keys import KeyChecker, reading_order
from sts_targets.package import Package, Resource
from sts_targets.reading import read_batches
from sts_targets.rules import REGISTRY, Data, Rule
from sts_targets.rules.rule import Finding
from sts_targets.schema import check_batch, compile_schema
from sts_targets.sizes import check_sizes


@dataclass(frozen=True)
class Report:
    """The outcome of a validation: sorted issues, and the number of rows read by table."""

    issues: tuple[Issue, ...]
    rows: Mapping[str, int]

    @property
    def valid(self) -> bool:
        """Whether there is no error."""
        return not has_errors(self.issues)


def validate(package: Package, today: date | None = None, on_read: Callable[[int], None] = lambda _: None) -> Report:
    """Check a package and return everything that is wrong with it.

    Args:
        package: the package.
        today: the day after which a date lies in the future; by default the present day in UTC.
        on_read: called with the number of bytes whenever some more of a file were checked.
    """
    return _Validation(package, today or datetime.now(UTC).date(), on_read).run()


class _Validation:
    """One run of the validator: the state that its steps share."""

    def __init__(self, package: Package, today: date, on_read: Callable[[int], None]) -> None:
        self.package, self.today, self.on_read = package, today, on_read
        self.findings = {name: Findings(name, item.path) for name, item in package.resources.items()}
        self.keys = KeyChecker(package, self.findings)
        self.rules, self.rule_issues = _declared_rules(package)
        self.kept = {table for rule in self.rules if not rule.by_row for table in rule.uses}
        self.tables: dict[str, pl.DataFrame] = {}
        self.rows: dict[str, int] = {}

    def run(self) -> Report:
        for resource in reading_order(self.package):
            self._check_table(resource)
        self.keys.finish()
        self._check_rules(self.tables, [rule for rule in self.rules if not rule.by_row])
        warnings = check_sizes(self.package, self.rows, self.findings)
        found = [issue for findings in self.findings.values() for issue in findings.finish()]
        return Report(sort_issues([*self.package.issues, *self.rule_issues, *warnings, *found]), self.rows)

    def _check_table(self, resource: Resource) -> None:
        name, findings = resource.name, self.findings[resource.name]
        compiled = compile_schema(resource.schema)
        by_row = [rule for rule in self.rules if rule.by_row and name in rule.uses]
        frames: list[pl.DataFrame] = []
        self.rows[name] = 0
        for batch in ahead(read_batches(self.package.root / resource.path, resource, findings)):
            self._check_batch(resource, compiled, batch, by_row)
            self.rows[name] += batch.text.height
            self.on_read(batch.size)
            if name in self.kept:
                frames.append(batch.typed)
        self.keys.end_table(name, readable=findings.readable)
        if frames and findings.readable:
            self.tables[name] = pl.concat(frames)

    def _check_batch(self, resource: Resource, compiled: pa.DataFrameSchema, batch: Batch, rules: list[Rule]) -> None:
        check_batch(compiled, resource.schema, batch, self.findings[resource.name])
        self.keys.add(resource.name, batch)
        self._check_rules({resource.name: batch.typed}, rules)

    def _check_rules(self, tables: Mapping[str, pl.DataFrame], rules: Iterable[Rule]) -> None:
        data = Data(tables, self.package, self.today)
        for rule in rules:
            if all(
                table in tables and set(columns) <= set(tables[table].columns) for table, columns in rule.uses.items()
            ):
                for finding in rule.find(data):
                    self._report(rule, finding)

    def _report(self, rule: Rule, finding: Finding) -> None:
        """Add the finding of a rule, unless a cell the rule reads is broken already: causes, not consequences."""
        findings = self.findings[finding.table]
        if any((finding.line, column) in findings.bad_cells for column in rule.uses[finding.table]):
            return
        findings.add(
            Issue(
                findings.file, finding.line, finding.column, rule.id, finding.table, finding.value,
                finding.message, finding.expected, rule.repair,
            )
        )  # fmt: skip


def _declared_rules(package: Package) -> tuple[list[Rule], list[Issue]]:
    """Return the rules that the package declares, and an issue for each that does not exist."""
    issue = Issue("datapackage.json", 0, "rules", "descriptor", expected="an id that `sts rules` lists")
    unknown = [
        replace(issue, value=name, message=f"the rule {name!r} is not known", repair="correct its spelling")
        for name in package.rules
        if name not in REGISTRY
    ]
    return [REGISTRY[name] for name in package.rules if name in REGISTRY], unknown
