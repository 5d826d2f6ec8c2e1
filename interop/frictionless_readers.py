"""The frictionless library, whichever version is installed where this runs."""

import sys
from pathlib import Path

import frictionless

from interop.cells import Seen, Source, types_of_cells, write_seen


def read_csv(source: Source) -> Seen:
    """Read a table as the descriptor of the release says."""
    resource = frictionless.Package(str(source.release / "datapackage.json")).get_resource(source.name)
    rows = [[_number(row[name]) for name in source.types] for row in resource.read_rows()]
    return types_of_cells(source.types, rows), rows


def _number(cell: object) -> object:
    """Return numbers, which frictionless reads as decimals, as floats."""
    return float(str(cell)) if type(cell).__name__ == "Decimal" else cell


if __name__ == "__main__":
    release = ".".join(frictionless.__version__.split(".")[:2])
    write_seen({f"CSV: frictionless {release}": read_csv}, Path(sys.argv[1]), Path(sys.argv[2]))
