"""The validator: bytes and text hygiene, types, constraints, keys and rules, in this order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from sts_targets.findings import TableFindings
from sts_targets.issues import Issue, has_errors, sort_issues
from sts_targets.keys import KeyChecker, reading_order
from sts_targets.package import Package, Resource
from sts_targets.partition import broken_rules, check_file, declared_rules, report_rule
from sts_targets.places import split_place, with_places
from sts_targets.rules import REGISTRY
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
    run = Run(package, today)
    keys = KeyChecker(package, run.findings)
    for resource in reading_order(package):
        _check_table(resource, run, keys, on_read)
    keys.finish()
    return run.finish()


def _check_table(resource: Resource, run: "Run", keys: KeyChecker, on_read: Callable[[int], None]) -> None:
    name, frames = resource.name, []
    for file, findings in enumerate(run.findings[name].files):
        for batch in check_file(run.package, name, file, run.today, findings):
            typed = with_places(batch.typed, file, len(resource.paths))
            keys.add(name, typed)
            run.rows[name] += typed.height
            on_read(batch.size)
            if name in run.kept:
                frames.append(typed)
    keys.end_table(name)
    run.keep(name, frames)


class Run:
    """One run of the validator: what its steps share, whichever engine reads the files, and the last of them.

    Attributes:
        package: the package.
        today: the day after which a date lies in the future.
        findings: what was found so far, by table.
        kept: the tables at which rules over whole tables look.
        rows: the number of rows read, by table; whoever reads adds to it.
    """

    def __init__(self, package: Package, today: date | None) -> None:
        self.package, self.today = package, today or datetime.now(UTC).date()
        self.findings = {name: TableFindings(name, item.paths) for name, item in package.resources.items()}
        self.rows = dict.fromkeys(package.resources, 0)
        self._rules = [rule for rule in declared_rules(package) if not rule.by_row]
        self.kept = {table for rule in self._rules for table in rule.uses}
        self._tables: dict[str, pl.DataFrame] = {}

    def keep(self, table: str, frames: Sequence[pl.DataFrame]) -> None:
        """Keep the typed rows of a table, with their places, for the rules that need all of it."""
        if frames and self.findings[table].readable:
            common = [name for name in frames[0].columns if all(name in frame.columns for frame in frames)]
            self._tables[table] = pl.concat([frame.select(common) for frame in frames])

    def finish(self) -> Report:
        """Check what needs whole tables, and return the report; keys must be checked before."""
        for rule, found in broken_rules(self._rules, self._tables, self.package, self.today):
            file, line = split_place(found.line)
            report_rule(rule, found, line, self.findings[found.table].files[file])
        warnings = check_sizes(self.package, self.rows, self.findings)
        found_in_tables = [issue for findings in self.findings.values() for issue in findings.finish()]
        issues = [*self.package.issues, *_unknown_rules(self.package), *warnings, *found_in_tables]
        return Report(sort_issues(issues), self.rows)


def _unknown_rules(package: Package) -> Iterator[Issue]:
    """Yield an issue for each rule that the package declares and that does not exist."""
    for name in package.rules:
        if name not in REGISTRY:
            yield Issue(
                "datapackage.json",
                0,
                "rules",
                "descriptor",
                value=name,
                message=f"the rule {name!r} is not known",
                expected="an id that `sts rules` lists",
                repair="correct its spelling",
            )
