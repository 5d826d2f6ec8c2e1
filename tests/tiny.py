"""Packages of one or two tables, made for one check: other data than ours, to show that the validator is general."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sts_targets.issues import Issue
from sts_targets.package import Package, Resource, load_package
from sts_targets.validate import validate

Field = dict[str, Any]


def column(name: str, kind: str = "string", /, **constraints: Any) -> Field:
    """Describe a column."""
    return {"name": name, "type": kind, "constraints": constraints}


@dataclass
class Tiny:
    """A package of a few tables in a folder; tables are added one by one."""

    root: Path
    resources: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self,
        content: str | bytes | None,
        *fields: Field,
        name: str = "t",
        schema: Mapping[str, Any] | None = None,
        resource: Mapping[str, Any] | None = None,
    ) -> "Tiny":
        """Add a table with its file (none for None)."""
        described = {"fields": list(fields), **(schema or {})}
        self.resources.append({"name": name, "path": f"{name}.csv", "schema": described, **(resource or {})})
        if content is not None:
            raw = content.encode() if isinstance(content, str) else content
            (self.root / f"{name}.csv").write_bytes(raw)
        self.save({"name": "tiny", "resources": self.resources})
        return self

    def save(self, descriptor: object) -> None:
        """Write the descriptor."""
        (self.root / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")

    def package(self) -> Package:
        """Load the package."""
        return load_package(self.root)

    def resource(self) -> Resource:
        """Return the first table."""
        return next(iter(self.package().resources.values()))

    def issues(self) -> list[Issue]:
        """Validate the package."""
        return list(validate(self.package()).issues)

    def found(self) -> list[tuple[str, int, str]]:
        """Validate the package and return rule, line and column of each issue."""
        return [(issue.rule, issue.line, issue.column) for issue in self.issues()]
