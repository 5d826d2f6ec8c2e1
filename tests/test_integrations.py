"""What others build in: the hooks for pre-commit and the action for workflows."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus import BASES
from mini import REPOSITORY
from sts_targets.cli import main

HOOKS = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
ACTION = yaml.safe_load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_a_command_that_there_is_on_the_files_of_a_package(hook: dict[str, Any]) -> None:
    program, command = hook["entry"].split()
    assert program == "sts"
    assert command in main.commands
    assert not hook["pass_filenames"]
    changed = [file.relative_to(BASES).as_posix() for file in BASES.rglob("*") if file.is_file()]
    assert all(re.search(hook["files"], name) for name in changed)


@pytest.mark.slow
@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_accepts_a_sound_package(hook: dict[str, Any]) -> None:
    entry = [str(Path(sys.executable).with_name("sts")), *hook["entry"].split()[1:]]
    done = subprocess.run(entry, cwd=BASES / "plain", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_action_runs_the_validator_and_pins_what_it_uses() -> None:
    steps = ACTION["runs"]["steps"]
    assert ACTION["runs"]["using"] == "composite"
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step["uses"]) for step in steps if "uses" in step)
    assert 'sts" validate "$PACKAGE" --format github' in steps[-1]["run"]
    assert all(step["shell"] == "bash" for step in steps if "run" in step)
    assert not any("${{" in step.get("run", "") for step in steps), "an input must not become code of a shell"


def test_the_action_runs_where_the_package_says_it_does() -> None:
    import tomllib

    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">=" + ACTION["inputs"]["python-version"]["default"]


def test_the_document_shows_how_both_are_used() -> None:
    section = README.split("## Use the validator on your own package")[1].split("\n## ")[0]
    examples = [yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)]
    assert set(examples[0][0]["with"]) <= set(ACTION["inputs"])
    assert {hook["id"] for hook in examples[1][0]["hooks"]} <= {hook["id"] for hook in HOOKS}
