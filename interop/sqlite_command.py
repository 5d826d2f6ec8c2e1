"""The command `sqlite3`, as JSON."""

import json
import subprocess
import sys
from pathlib import Path

from interop.cells import Seen, Source, types_of_cells, write_seen


def read_sqlite(source: Source) -> Seen:
    """Read a table or view of the SQLite file."""
    command = ["sqlite3", "-readonly", "-json", source.release / "sts-targets.sqlite", f'SELECT * FROM "{source.name}"']
    printed = subprocess.run(command, capture_output=True, check=True).stdout
    rows = [list(row.values()) for row in json.loads(printed or b"[]")]
    return types_of_cells(source.types, rows), rows


if __name__ == "__main__":
    write_seen({"SQLite: sqlite3 command": read_sqlite}, Path(sys.argv[1]), Path(sys.argv[2]))
