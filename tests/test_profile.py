"""The official Data Package v2 profile, as dplib-py ships it."""

import json
import subprocess
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest

from conftest import require_environment
from corpus import BASES
from mini import REPOSITORY, Mini
from sts_targets import profile
from sts_targets.issues import CannotRunError
from sts_targets.profile import check_profile
from sts_targets.release import ReleaseRefusedError, check_from_outside


@pytest.mark.parametrize("root", [REPOSITORY, *sorted(BASES.iterdir())], ids=lambda root: root.name)
def test_the_official_profile_accepts_this_package_and_those_of_the_corpus(root: Path) -> None:
    assert check_profile(root / "datapackage.json") == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"resources": []}, "datapackage.json resources: "),
        ({"licenses": [{"title": "no name or path"}]}, "datapackage.json licenses/0: "),
        ({"contributors": [{"path": "../x"}]}, "datapackage.json contributors/0/path: "),
        ({"keywords": []}, "datapackage.json keywords: "),
        ({"homepage": 5}, "datapackage.json homepage: "),
    ],
)
def test_what_the_profile_does_not_accept_of_a_descriptor_is_told_with_its_path(
    change: dict[str, Any], where: str, mini: Mini
) -> None:
    mini.edit_json("datapackage.json", lambda value: value.update(change))
    (error, *_) = check_profile(mini.root / "datapackage.json")
    assert error.startswith(where)


def test_what_the_profile_does_not_accept_of_a_schema_is_told_with_its_file(mini: Mini) -> None:
    mini.edit_json("schemas/trials.json", lambda schema: schema["fields"][0].update(title=5))
    (error,) = check_profile(mini.root / "datapackage.json")
    assert error.startswith("schemas/trials.json fields/0: ")


def test_a_release_that_the_profile_does_not_accept_is_refused(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "x", "resources": []}))
    with pytest.raises(ReleaseRefusedError, match=r"datapackage\.json is not as the Data Package profile says: "):
        check_from_outside(tmp_path)


def test_without_the_profiles_it_cannot_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(profile, "distribution", missing)
    with pytest.raises(CannotRunError, match="dplib-py is not installed"):
        check_profile(REPOSITORY / "datapackage.json")


@pytest.mark.slow
def test_check_datapackage_accepts_this_package_and_its_release_and_not_a_broken_one(
    real: tuple[Path, Path], mini: Mini
) -> None:
    mini.edit_json("datapackage.json", lambda value: value.update(licenses=[{"title": "no name or path"}]))
    folders = (REPOSITORY, real[0], mini.root)
    assert [check_datapackage(folder / "datapackage.json") for folder in folders] == [0, 0, 1]


def check_datapackage(descriptor: Path) -> int:
    """Return the exit code of check-datapackage."""
    program = Path(require_environment("check-datapackage")).with_name("check-datapackage")
    return subprocess.run([program, "check", str(descriptor)], capture_output=True, check=False).returncode
