"""The corpus of broken packages: each gives exactly the issues that its ``case.toml`` lists."""

from pathlib import Path

import pytest

from corpus import BASES, CASE_PROPERTIES, CORPUS, Case, make_package, place_of, read_cases
from mini import TODAY
from once import validate_once
from sts_targets import backtracking
from sts_targets.canonical import format_package
from sts_targets.catalogue import checks
from sts_targets.issues import CannotRunError
from sts_targets.package import load_package
from sts_targets.validate import validate

CASES = read_cases()


@pytest.mark.parametrize("base", sorted(folder.name for folder in BASES.iterdir()))
def test_a_base_is_valid_and_in_canonical_form_before_it_is_broken(base: str) -> None:
    package = load_package(BASES / base)
    assert validate(package, TODAY).issues == ()
    assert format_package(package, check=True) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_broken_package_gives_exactly_the_issues_of_its_case(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An issue too many is a consequence told as a cause; one too few is a mistake let through."""
    monkeypatch.setattr(backtracking, "SECONDS", 0.5)  # a pattern that would take for ever is given up sooner
    folder = make_package(case, tmp_path / "package")
    if case.refused:
        with pytest.raises(CannotRunError) as refusal:
            validate_once(load_package(folder), TODAY)
        assert case.refused in str(refusal.value)
        assert "Repair: " in str(refusal.value)
        return
    issues = validate_once(load_package(folder), TODAY).issues
    assert sorted(map(place_of, issues)) == sorted(case.expected)
    assert all(issue.message and issue.repair for issue in issues)


def test_each_case_stands_in_the_folder_of_its_name_and_says_what_is_broken() -> None:
    assert [case.id for case in CASES] == sorted(file.parent.name for file in CORPUS.glob("*/case.toml"))
    assert all(case.broken.endswith(".") and bool(case.expected) != bool(case.refused) for case in CASES)
    assert len({case.broken for case in CASES}) == len(CASES)


def test_every_check_is_expected_by_a_case() -> None:
    """A check that no broken package needs has never been seen to fire."""
    expected = {place[0] for case in CASES for place in case.expected}
    assert expected == {check.id for check in checks()}


def test_the_corpus_is_as_large_as_its_document_says() -> None:
    text = (CORPUS / "README.md").read_text(encoding="utf-8")
    assert len(CASES) >= 150
    assert f"{len(CASES)} broken packages" in text
    assert all(f"`{word}`" in text for word in CASE_PROPERTIES)
