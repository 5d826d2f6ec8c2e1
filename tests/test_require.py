"""Tests that need a program: skipped with the reason where it is missing, failed where every test must run."""

import pytest

from conftest import MUST_RUN, require, require_environment


def test_a_program_that_is_there_is_found() -> None:
    assert require("sh").endswith("/sh")


@pytest.mark.parametrize(("must_run", "outcome"), [("0", pytest.skip.Exception), ("1", pytest.fail.Exception)])
def test_a_missing_program_skips_or_fails_with_the_repair(
    must_run: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MUST_RUN, must_run)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(outcome, match=r"Rscript is not installed\. Repair: apt-get install r-base-core"):
        require("Rscript")
    with pytest.raises(outcome, match=r"is not installed\. Repair: make interop"):
        require_environment("nowhere")
