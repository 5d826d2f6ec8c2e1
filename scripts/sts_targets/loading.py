"""Tables for people who work in Python: typed, from this installation or from any release."""

import tempfile
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sts_targets.issues import CannotRunError

if TYPE_CHECKING:
    import polars as pl

Backend = Literal["polars", "pandas", "pyarrow"]


class Tables(Mapping[str, Any]):
    """The tables of a version, by name; each a table of the chosen library with the types of its schema.

    Attributes:
        name: name of the package.
        version: its version.

    Example:
        >>> tables = load()
        >>> "outcomes" in tables and "evidence_flat" in tables
        True
        >>> tables["outcomes"].schema["value"]
        Float64
    """

    def __init__(self, name: str, version: str, frames: "Mapping[str, pl.DataFrame]", backend: Backend) -> None:
        self.name, self.version = name, version
        self._frames, self._backend = frames, backend

    def __getitem__(self, table: str) -> Any:
        """Return a table; raises KeyError with the names there are."""
        if table not in self._frames:
            raise KeyError(f"no table {table!r}; there are {', '.join(self._frames)}")
        return convert(self._frames[table], self._backend)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the tables."""
        return iter(self._frames)

    def __len__(self) -> int:
        """Return the number of tables."""
        return len(self._frames)

    def __repr__(self) -> str:
        """Return name, version and number of tables."""
        return f"<{self.name} {self.version}: {len(self)} tables>"


def load(source: str | Path | None = None, *, backend: Backend = "polars") -> Tables:
    """Load all tables of a version, the derived ones included.

    Args:
        source: a release folder, a release archive, or a checkout; by default the data of this installation.
        backend: ``polars``, ``pandas`` or ``pyarrow``; pandas must be installed by the caller.

    Returns:
        The tables by name. Integers, numbers, booleans and dates have their types; missing cells are missing.

    Raises:
        CannotRunError: SOURCE is no package, or a table of it is broken; the text says where and how to repair.
        ValueError: the backend is not known.
        ImportError: the backend is not installed.

    Example:
        >>> import sts_targets
        >>> evidence = sts_targets.load()["evidence"]
        >>> "regimen_id" in evidence.columns
        True
        >>> sts_targets.load(backend="pyarrow")["outcomes"].schema.field("value").type
        DataType(double)
    """
    from sts_targets.sources import open_package
    from sts_targets.tables import read_tables

    if backend not in {"polars", "pandas", "pyarrow"}:
        raise ValueError(f"backend {backend!r} is not known; take polars, pandas or pyarrow")
    with open_package(source if source is not None else own_package()) as package:
        frames = read_tables(package)
        if "outcomes" in frames and "evidence_flat" not in frames:
            frames |= _derive(package, frames)
        return Tables(package.name, package.version, frames, backend)


def own_package() -> Path:
    """Return the folder of the package that this installation carries.

    Raises:
        CannotRunError: the installation carries none.
    """
    here = Path(str(files("sts_targets")))
    for folder in (here / "package", here.parents[1]):
        if (folder / "datapackage.json").is_file():
            return folder
    raise CannotRunError("this installation carries no data. Repair: name a release folder or archive.")


def convert(frame: "pl.DataFrame", backend: Backend) -> Any:
    """Return a polars table as a table of another library."""
    if backend == "pandas":
        return frame.to_pandas(use_pyarrow_extension_array=True)
    return frame.to_arrow() if backend == "pyarrow" else frame


def _derive(package: Any, frames: "Mapping[str, pl.DataFrame]") -> "dict[str, pl.DataFrame]":
    from sts_targets.build.sqlite import write_sqlite
    from sts_targets.build.views import VIEWS, derive

    with tempfile.TemporaryDirectory(prefix="sts-") as place:
        database = Path(place) / "tables.sqlite"
        write_sqlite(database, package, frames)
        return {view.name: derive(view, package, database).frame for view in VIEWS}
