"""Descriptor -> Package and Resource objects; refuses what it cannot read and paths that leave the package."""

import json
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, TypeGuard

from sts_targets.issues import CannotRunError, Issue
from sts_targets.table_schema import TableSchema, parse_schema

DESCRIPTOR = "datapackage.json"
PACKAGE_PROPERTIES = frozenset(
    {
        "$schema", "name", "id", "title", "description", "version", "created", "homepage", "image", "keywords",
        "licenses", "contributors", "sources", "resources", "profile", "rules", "maximumRowLoss",
    }
)  # fmt: skip
RESOURCE_PROPERTIES = frozenset(
    {
        "$schema", "name", "type", "path", "title", "description", "format", "mediatype", "encoding", "dialect",
        "schema", "bytes", "hash", "licenses", "sources", "homepage", "profile", "rowCount",
    }
)  # fmt: skip
DIALECT_PROPERTIES = frozenset(
    {"$schema", "delimiter", "lineTerminator", "quoteChar", "doubleQuote", "header", "skipInitialSpace"}
)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
MAXIMUM_ROW_LOSS = 0.1
DELIMITERS = (",", ";", "\t", "|")
READABLE: Mapping[str, tuple[object, ...]] = {
    "type": ("table",),
    "format": ("csv", "parquet"),
    "encoding": ("utf-8", "utf8", "UTF-8"),
    "dialect/lineTerminator": ("\n", "\r\n"),
    "dialect/quoteChar": ('"',),
    "dialect/doubleQuote": (True,),
    "dialect/header": (True,),
    "dialect/skipInitialSpace": (False,),
}


@dataclass(frozen=True)
class Resource:
    """A table of a package.

    Attributes:
        paths: paths of its files, in the order of their rows, relative to the package, with forward slashes.
        schema_file: where its schema stands, relative to the package.
        properties: the whole JSON object.
    """

    name: str
    paths: tuple[str, ...]
    schema: TableSchema
    schema_file: str
    format: str = "csv"
    delimiter: str = ","
    properties: Mapping[str, Any] = field(default_factory=dict, compare=False, hash=False)

    def promised(self, name: str) -> Any:
        """Return what the descriptor says of the bytes of the file (``bytes``, ``hash``), None of several files."""
        return self.properties.get(name) if len(self.paths) == 1 else None


@dataclass(frozen=True)
class Package:
    """A data package on disk.

    Attributes:
        root: folder of the descriptor.
        resources: the tables by name, in the order of the descriptor.
        rules: identifiers of the rules that the package declares.
        descriptor: the whole JSON object.
        issues: what is wrong with the descriptor and the schemas.
    """

    root: Path
    resources: Mapping[str, Resource]
    rules: tuple[str, ...] = ()
    descriptor: Mapping[str, Any] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()

    @property
    def name(self) -> str:
        """Name of the package."""
        return str(self.descriptor.get("name", ""))

    @property
    def version(self) -> str:
        """Version of the package, empty when it has none."""
        return str(self.descriptor.get("version", ""))

    @property
    def listed_names(self) -> list[str]:
        """Names of all tables that the descriptor lists, those that are described wrongly too."""
        return _listed_names(self.descriptor)

    @property
    def maximum_row_loss(self) -> float:
        """Share of the rows of a table that may go from one release to the next without being retired."""
        share = self.descriptor.get("maximumRowLoss")
        return share if _is_share(share) else MAXIMUM_ROW_LOSS


def find_descriptor(path: Path | None = None) -> Path:
    """Return the descriptor that PATH means: a file, a folder, or by default the nearest one above.

    Raises:
        CannotRunError: there is none.
    """
    if path is None:
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / DESCRIPTOR).is_file():
                return folder / DESCRIPTOR
        raise CannotRunError(f"no {DESCRIPTOR} in {here} or above it. Repair: name the package, or change there.")
    found = path / DESCRIPTOR if path.is_dir() else path
    if not found.is_file():
        raise CannotRunError(f"{found} does not exist. Repair: name a folder that holds a {DESCRIPTOR}.")
    return found


def load_package(path: Path | None = None) -> Package:
    """Read a descriptor and its schemas.

    Args:
        path: a folder, a descriptor, or None for the package around the current folder.

    Raises:
        CannotRunError: the descriptor is missing, unreadable, no JSON, or lists no tables.
    """
    file = find_descriptor(path)
    descriptor = read_json(file)
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("resources"), list):
        raise CannotRunError(f"{file}: the descriptor has no list `resources`. Repair: describe the tables in it.")
    issues = [*_unknown(descriptor, PACKAGE_PROPERTIES, "", file.name)]
    for key in ("name", "version"):
        if key in descriptor and not is_name(descriptor[key]):
            issues.append(_descriptor_issue(file.name, key, str(descriptor[key]), "cannot be part of a file name"))
    if not _is_share(descriptor.get("maximumRowLoss", MAXIMUM_ROW_LOSS)):
        value = str(descriptor["maximumRowLoss"])
        issues.append(_descriptor_issue(file.name, "maximumRowLoss", value, "is no share from 0 to 1"))
    resources: dict[str, Resource] = {}
    for index, item in enumerate(descriptor["resources"]):
        resource = _parse_resource(item, index, file, issues)
        if resource and resource.name in resources:
            issues.append(_descriptor_issue(file.name, f"resources/{index}/name", resource.name, "is there twice"))
        elif resource:
            resources[resource.name] = resource
    issues += _check_references(resources, set(_listed_names(descriptor)) - set(resources))
    rules = tuple(_parse_rules(descriptor.get("rules", []), file.name, issues))
    return Package(file.parent, resources, rules, descriptor, tuple(issues))


def _parse_rules(source: Any, file: str, issues: list[Issue]) -> Iterator[str]:
    """Yield the identifiers of the rules that a descriptor lists."""
    if not isinstance(source, list):
        issues.append(_descriptor_issue(file, "rules", str(source), "is no list"))
        return
    for index, item in enumerate(source):
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            yield item["id"]
        else:
            issues.append(_descriptor_issue(file, f"rules/{index}/id", "", "is missing"))


def read_json(file: Path) -> Any:
    """Read a JSON file.

    Raises:
        CannotRunError: it is missing, not readable, not UTF-8 or no JSON; the text names the line.
    """
    try:
        value = json.loads(file.read_bytes().decode("utf-8"), object_pairs_hook=_without_duplicates)
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # half a surrogate pair can be escaped, never printed
        return value
    except OSError as error:
        raise CannotRunError(f"{file} cannot be read ({error.strerror}). Repair: check the path.") from None
    except UnicodeDecodeError:
        raise CannotRunError(f"{file} is not UTF-8. Repair: save it as UTF-8.") from None
    except json.JSONDecodeError as error:
        raise CannotRunError(f"{file}:{error.lineno}: no JSON ({error.msg}). Repair: correct that line.") from None
    except (RecursionError, ValueError) as error:
        raise CannotRunError(f"{file}: no usable JSON ({error}). Repair: correct the file.") from None


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the property {double!r} is there twice in one object")
    return found


def _parse_resource(item: Any, index: int, file: Path, issues: list[Issue]) -> Resource | None:
    path = f"resources/{index}/"
    name = item.get("name") if isinstance(item, dict) else None
    if not is_name(name):
        text = "cannot be part of a file name" if name else "is missing"
        issues.append(_descriptor_issue(file.name, path + "name", str(name or ""), text))
        return None
    issues += _unknown(item, RESOURCE_PROPERTIES, path, file.name)
    dialect = item.get("dialect", {})
    if not isinstance(dialect, dict):
        issues.append(_descriptor_issue(file.name, path + "dialect", str(dialect), "is no object"))
        return None
    issues += _unknown(dialect, DIALECT_PROPERTIES, path + "dialect/", file.name)
    issues += _unreadable({**item, **{f"dialect/{key}": value for key, value in dialect.items()}}, path, file.name)
    delimiter = dialect.get("delimiter", ",")
    if delimiter not in DELIMITERS:
        issues.append(_descriptor_issue(file.name, path + "dialect/delimiter", str(delimiter), "separates no cells"))
        return None
    paths = _parse_paths(item, path, file, issues)
    if not paths:
        return None
    schema, schema_file = _load_schema(item, path, file, issues)
    if schema is None:
        return None
    return Resource(
        name=item["name"],
        paths=paths,
        schema=schema,
        schema_file=schema_file,
        format=str(item.get("format") or PurePosixPath(paths[0]).suffix.lstrip(".")),
        delimiter=delimiter,
        properties=item,
    )


def _parse_paths(item: Mapping[str, Any], path: str, file: Path, issues: list[Issue]) -> tuple[str, ...]:
    """Return the files of a table, one or a list; none when one of them cannot be used."""
    source = item.get("path", "")
    paths = source if isinstance(source, list) and source else [source]
    for one in paths:
        if not is_safe_path(one, file.parent):
            issues.append(_descriptor_issue(file.name, path + "path", str(one), "is no path inside the package"))
            return ()
    if double := next((one for one in paths if paths.count(one) > 1), None):
        issues.append(_descriptor_issue(file.name, path + "path", double, "is there twice"))
        return ()
    if len(paths) > 1:
        unsaid = [name for name in ("bytes", "hash") if name in item]
        text = "cannot be said of several files together"
        issues += [_descriptor_issue(file.name, path + name, str(item[name]), text) for name in unsaid]
    return tuple(paths)


def _unreadable(properties: Mapping[str, Any], path: str, file: str) -> Iterator[Issue]:
    """Yield what a resource says of its file that the reader would not heed."""
    for name, known in READABLE.items():
        if properties.get(name, known[0]) not in known:
            yield _descriptor_issue(file, path + name, str(properties[name]), "is not supported")


def _load_schema(item: Mapping[str, Any], path: str, file: Path, issues: list[Issue]) -> tuple[TableSchema | None, str]:
    source, schema_file = item.get("schema"), file.name
    if isinstance(source, str):
        if not is_safe_path(source, file.parent):
            issues.append(_descriptor_issue(file.name, path + "schema", source, "is no path inside the package"))
            return None, source
        schema_file = source
        source = read_json(file.parent / source)
    schema, found = parse_schema(source, schema_file, item["name"])
    issues += found
    return schema, schema_file


def _listed_names(descriptor: Mapping[str, Any]) -> list[str]:
    items = (item for item in descriptor["resources"] if isinstance(item, dict))
    return [item["name"] for item in items if isinstance(item.get("name"), str)]


def _is_share(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def is_name(name: object) -> bool:
    """Tell whether a name can be part of a file name: a release writes files named after package and tables."""
    return isinstance(name, str) and NAME.fullmatch(name) is not None


def is_safe_path(path: object, root: Path) -> bool:
    """Tell whether a path of a descriptor stays inside the package, symbolic links followed."""
    if not isinstance(path, str) or not path or "\\" in path or "\0" in path or re.match(r"[a-zA-Z][\w+.-]*:", path):
        return False
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or path.startswith("~"):
        return False
    try:
        return (root / pure).resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # a loop of symbolic links
        return False


def _unknown(source: Mapping[str, Any], known: frozenset[str], path: str, file: str) -> Iterator[Issue]:
    for name in source:
        if name not in known:
            yield Issue(
                file,
                0,
                path + name,
                "descriptor",
                value=name,
                message=f"the property {name!r} is not known",
                expected="one of " + ", ".join(sorted(known)),
                repair="correct the spelling or remove it",
            )


def _descriptor_issue(file: str, path: str, value: str, problem: str) -> Issue:
    what = path.rsplit("/", 1)[-1]
    message = f"the {what} {value!r} {problem}" if value else f"the {what} {problem}"
    return Issue(file, 0, path, "descriptor", value=value, message=message, repair=f"correct it in {file}")


def _check_references(resources: Mapping[str, Resource], broken: Set[str]) -> Iterator[Issue]:
    """Yield foreign keys that point to tables or columns which are not there; BROKEN tables are told already."""
    for resource in resources.values():
        for key in resource.schema.foreign_keys:
            if key.resource in broken:
                continue
            target = resources.get(key.resource)
            missing = set(key.reference_fields) - set(target.schema.names if target else ())
            if missing:
                yield Issue(
                    resource.schema_file,
                    0,
                    "foreignKeys",
                    "schema",
                    resource.name,
                    ", ".join(key.fields),
                    f"the foreign key points to {key.resource}.{', '.join(sorted(missing))}, which is not there",
                    "a table and columns of the package",
                    f"correct it in {resource.schema_file}",
                )
