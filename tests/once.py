"""Validation that reads and judges an unchanged table once in a run of the tests: most tests spoil one of eighteen.

Only what was read without any finding is remembered; keys and rules are checked every time.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from sts_targets import partition
from sts_targets import validate as validator
from sts_targets.batch import Batch
from sts_targets.constraints import Constraints, check_constraints
from sts_targets.findings import Findings
from sts_targets.package import Package, Resource
from sts_targets.reading import read_batches

Key = tuple[Resource, bytes, str]

_SOUND: dict[Key, list[Batch]] = {}
_JUDGED: dict[int, Batch] = {}  # by id; held, so that no other batch gets the id


def validate_once(package: Package, today: date) -> validator.Report:
    """Validate a package, but take what is known of its unchanged tables from memory."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partition, "read_batches", _read_batches)
        patch.setattr(partition, "check_constraints", _check_constraints)
        return validator.validate(package, today)


def _read_batches(file: Path, resource: Resource, findings: Findings) -> Iterator[Batch]:
    key = _key(file, resource)
    if key in _SOUND:
        yield from _SOUND[key]
        return
    batches = []
    for batch in read_batches(file, resource, findings):
        batches.append(batch)
        yield batch
    if not findings.issues and not findings.left_out:
        _SOUND[key] = batches


def _key(file: Path, resource: Resource) -> Key:
    promised = {name: resource.properties.get(name) for name in ("bytes", "hash")}
    return resource, file.read_bytes() if file.is_file() else b"", str(promised)


def _check_constraints(constraints: Constraints, batch: Batch, findings: Findings) -> None:
    """Judge the constraints of a batch, unless they were found to hold."""
    if id(batch) in _JUDGED:
        return
    before = len(findings.issues)
    check_constraints(constraints, batch, findings)
    if len(findings.issues) == before:
        _JUDGED[id(batch)] = batch
