"""The version rule: what a difference demands of the next version."""

import re
from dataclasses import dataclass

from sts_targets.diff import Difference
from sts_targets.issues import CannotRunError

LEVELS = ("none", "patch", "minor", "major")
_VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")


@dataclass(frozen=True)
class Demand:
    """The least step that a difference demands, and what forces it."""

    level: str
    reasons: tuple[str, ...]


def parse_version(text: str) -> tuple[int, int, int]:
    """Return MAJOR, MINOR and PATCH.

    Raises:
        CannotRunError: it is no version of the form 1.2.3.
    """
    match = _VERSION.fullmatch(text)
    if not match:
        raise CannotRunError(f"{text!r} is no version. Repair: write MAJOR.MINOR.PATCH in datapackage.json.")
    return int(match[1]), int(match[2]), int(match[3])


def demand_of(difference: Difference) -> Demand:
    """Return what a difference demands.

    MAJOR: a table, column, key or code goes, or a constraint gets stricter. MINOR: a table, column or code is added,
    a constraint gets looser, or rows are added or retired. PATCH: cells are corrected.
    """
    breaking = tuple(item.what for item in difference.structure if item.breaking)
    if breaking:
        return Demand("major", breaking)
    added = tuple(item.what for item in difference.structure) + tuple(
        f"{item.table} {item.key} is {item.kind}" for item in difference.rows if item.kind != "changed"
    )
    if added:
        return Demand("minor", added)
    changed = tuple(f"{item.table} {item.key} {item.column} is corrected" for item in difference.rows)
    return Demand("patch", changed) if changed else Demand("none", ())


def least_version(old: str, level: str) -> str:
    """Return the lowest version that makes a step of that level from the old one.

    Example:
        >>> least_version("1.4.2", "minor")
        '1.5.0'
    """
    major, minor, patch = parse_version(old)
    steps = {
        "none": (major, minor, patch),
        "patch": (major, minor, patch + 1),
        "minor": (major, minor + 1, 0),
        "major": (major + 1, 0, 0),
    }
    return ".".join(map(str, steps[level]))


def problem_of_version(old: str, new: str, demand: Demand) -> str | None:
    """Return why the new version breaks the rule, or None when it keeps it.

    A version may be higher than demanded, never lower; the same version stands for the same content.
    """
    least = least_version(old, demand.level)
    if parse_version(new) >= parse_version(least):
        return None
    listed = "; ".join(demand.reasons[:5])
    more = f" and {len(demand.reasons) - 5} more" if len(demand.reasons) > 5 else ""
    return (
        f"version {new} after {old} is too low: {listed}{more}. "
        f"Repair: set the version to {least} or higher wherever it stands"
    )
