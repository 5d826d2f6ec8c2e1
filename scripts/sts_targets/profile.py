"""The official Data Package v2 profile: descriptors, dialects and schemas against what the standard itself publishes.

The profile is read from the installed files of the package dplib-py, whose code is not imported and which looks
nothing up in the network.
"""

import json
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from sts_targets.issues import CannotRunError
from sts_targets.package import read_json


def check_profile(descriptor: Path) -> list[str]:
    """Return what the official profile does not accept of a descriptor and of the schemas to which it leads.

    Raises:
        CannotRunError: dplib-py is not installed, or a file cannot be read.
    """
    package = read_json(descriptor)
    found = list(_errors("datapackage", package, descriptor.name))
    for item in package["resources"]:
        schema = item.get("schema")
        if isinstance(schema, str):
            found += _errors("tableschema", read_json(descriptor.parent / schema), schema)
    return found


def _errors(profile: str, value: Any, file: str) -> Iterator[str]:
    """Yield each place of a JSON value that a profile does not accept, and why."""
    from jsonschema.validators import validator_for

    schema = _read_profile(profile)
    for error in validator_for(schema)(schema).iter_errors(value):
        yield f"{file} {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"


def _read_profile(name: str) -> Any:
    try:
        file = distribution("dplib-py").locate_file(f"dplib/profiles/2.0/{name}.json")
    except PackageNotFoundError:
        raise CannotRunError("dplib-py is not installed. Repair: pip install sts-targets[release]") from None
    return json.loads(Path(str(file)).read_text(encoding="utf-8"))
