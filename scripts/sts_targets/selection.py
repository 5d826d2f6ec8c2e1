"""Which issues of a report are wanted: those of some tables, or of some checks."""

from collections.abc import Iterable, Sequence

from sts_targets.catalogue import checks
from sts_targets.issues import CannotRunError, Issue
from sts_targets.package import Package


def refuse_unknown(package: Package, tables: Sequence[str], rules: Sequence[str]) -> None:
    """Refuse names that no table or check has, before anything is read.

    Raises:
        CannotRunError: a name is not known; the text lists those that are.
    """
    _refuse("table", tables, package.listed_names)
    _refuse("check", rules, [check.id for check in checks()])


def _refuse(kind: str, names: Sequence[str], known: Iterable[str]) -> None:
    known = dict.fromkeys(known)
    for name in names:
        if name not in known:
            raise CannotRunError(f"there is no {kind} {name!r}. Repair: name one of {', '.join(known)}.")


def select(issues: Iterable[Issue], tables: Sequence[str], rules: Sequence[str]) -> tuple[Issue, ...]:
    """Return the issues of these tables and of these checks; no names mean all."""
    return tuple(
        issue for issue in issues if (not tables or issue.table in tables) and (not rules or issue.rule in rules)
    )
