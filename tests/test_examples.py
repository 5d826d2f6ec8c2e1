"""Every example in a docstring is run."""

import doctest
import importlib
from pathlib import Path

import pytest

from mini import REPOSITORY

SCRIPTS = REPOSITORY / "scripts"


def modules_with_examples() -> list[str]:
    """Return the modules whose docstrings hold an example."""
    files = [file for file in sorted(SCRIPTS.rglob("*.py")) if ">>> " in file.read_text(encoding="utf-8")]
    return [".".join(file.relative_to(SCRIPTS).with_suffix("").parts) for file in files]


@pytest.mark.parametrize("name", modules_with_examples())
def test_examples_show_what_happens(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    failed, tried = doctest.testmod(importlib.import_module(name))
    assert (failed, tried > 0) == (0, True)


def test_the_loader_has_an_example() -> None:
    assert "sts_targets.loading" in modules_with_examples()
