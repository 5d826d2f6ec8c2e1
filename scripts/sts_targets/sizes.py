"""What became of the rows of the last release: a table that was emptied, or lost more than it may, is told."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from sts_targets.findings import TableFindings
from sts_targets.history import FILE, read_releases
from sts_targets.issues import CannotRunError, Issue
from sts_targets.package import Package, Resource
from sts_targets.sources import open_revision
from sts_targets.tables import read_table

RULE = "table-shrunk"
RETIRED = "retired_ids"


def check_sizes(package: Package, rows: Mapping[str, int], findings: Mapping[str, TableFindings]) -> list[Issue]:
    """Compare the number of rows of each table with that of the last release that ``releases.csv`` lists.

    A table may lose the share of its rows that ``maximumRowLoss`` of the descriptor says; rows whose identifiers
    were entered in ``retired_ids`` since do not count. A table of which a line could not be read is not compared.

    Args:
        package: the package.
        rows: the number of rows of each table that was read.
        findings: what was found in each table so far; it receives what is found here.

    Returns:
        A warning when the last release cannot be read, so that nothing was compared.

    Raises:
        CannotRunError: ``releases.csv`` is damaged.
    """
    releases = read_releases(package.root)
    whole = [name for name in rows if findings[name].readable and not findings[name].left_out]
    if not releases:
        return []
    try:
        with open_revision(releases[-1].commit, package.root) as last:
            before = {name: count_rows(last, last.resources[name]) for name in whole if name in last.resources}
            retired = _count_retired(package) - _count_retired(last)
    except CannotRunError as error:
        return [_warning(str(error))]
    for name, count in before.items():
        if _shrunk(count, rows[name], retired[name], package.maximum_row_loss):
            _report(findings[name], count, rows[name], releases[-1].version, package.maximum_row_loss)
    return []


def _shrunk(before: int, now: int, retired: int, share: float) -> bool:
    lost = before - now - retired
    return lost > 0 and (now == 0 or lost > share * before)


def count_rows(package: Package, resource: Resource) -> int:
    """Return the number of rows of a valid table, as its lines or its metadata tell.

    Raises:
        CannotRunError: a file cannot be read.
    """
    return sum(_count_rows_of_file(package.root, path, resource.format) for path in resource.paths)


def _count_rows_of_file(root: Path, path: str, style: str) -> int:
    import pyarrow.parquet as pq

    try:
        if style == "parquet":
            return int(pq.read_metadata(root / path).num_rows)
        return (root / path).read_bytes().count(b"\n") - 1
    except (OSError, pa.ArrowException) as error:
        raise CannotRunError(f"{path} of the last release cannot be read ({error})") from None


def _count_retired(package: Package) -> Counter[str]:
    """Return how many identifiers of each table are retired; none where the list cannot be read."""
    if RETIRED not in package.resources:
        return Counter()
    try:
        return Counter(read_table(package, RETIRED)["table"])
    except CannotRunError:
        return Counter()


def _warning(reason: str) -> Issue:
    message = f"the last release cannot be read, so no size was compared: {reason.rstrip('.')}"
    return Issue(FILE, 0, "commit", RULE, "", "", message, severity="warning", repair="fetch the commit, or correct it")


def _report(findings: TableFindings, before: int, now: int, version: str, share: float) -> None:
    what = "is empty" if now == 0 else f"has {now:,} rows" if now > 1 else "has one row"
    findings.files[0].file_issue(
        RULE,
        f"the table {what}; in release {version} it had {before:,}",
        f"at most {share:.4g} of them gone without an entry in {RETIRED} (maximumRowLoss of the descriptor)",
        f"restore the rows, or enter those that must go in {RETIRED}",
        value=str(now),
    )
