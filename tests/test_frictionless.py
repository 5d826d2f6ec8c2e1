"""Whatever frictionless finds in a package, this validator finds too."""

import random
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import BASES
from mini import TODAY
from sts_targets.issues import CannotRunError
from sts_targets.package import load_package
from sts_targets.validate import validate

TABLES = ("sites", "samples", "panels", "results", "genes")
PIECES = (
    b",",
    b'"',
    b"\n",
    b"x",
    b"0",
    b"-",
    b" ",
    b";",
    b"1.5",
    b"2020-01-01",
    b"true",
    b"KIT",
    b"HQ",
    b"\xc3\xa9",
    b"\xff",
)


def accepts(root: Path) -> bool:
    try:
        return validate(load_package(root), TODAY).valid
    except CannotRunError:
        return False


def frictionless_finds(root: Path) -> bool:
    """Tell whether frictionless finds an error; where it breaks down it has found none."""
    from frictionless import validate as frictionless_validate

    try:
        return not frictionless_validate(str(root / "datapackage.json")).valid
    except Exception:
        return False


def mutate(raw: bytes, chance: random.Random) -> bytes:
    """Remove, repeat, move or replace some bytes, cells or lines."""
    lines = raw.splitlines(keepends=True)
    row, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    place = chance.randrange(len(raw) + 1)
    changes = (
        lambda: raw[:place] + chance.choice(PIECES) + raw[place:],
        lambda: raw[:place] + raw[place + chance.randint(1, 3) :],
        lambda: raw[:place] + chance.choice(PIECES) + raw[place + 1 :],
        lambda: b"".join([*lines[:row], *lines[row + 1 :]]),
        lambda: b"".join([*lines[:row], lines[other], *lines[row:]]),
        lambda: raw[:place],
    )
    return chance.choice(changes)()


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_what_frictionless_finds_is_found(seed: int) -> None:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as place:
        root = Path(shutil.copytree(BASES / "plain", Path(place) / "package"))
        file = root / "data" / f"{chance.choice(TABLES)}.csv"
        for _ in range(chance.randint(1, 2)):
            file.write_bytes(mutate(file.read_bytes() or b"\n", chance))
        if accepts(root):
            assert not frictionless_finds(root), file.read_bytes()
