"""How long `sts validate` takes, beside a bare typed read with pyarrow and beside `frictionless validate`.

    python benchmarks/validate.py [--rows 100000 1000000 10000000] [--frictionless-up-to 1000000] [--json FILE]

Every program runs as a process of its own on the same generated package (benchmarks/generated.py), in turns; the best
of the turns counts. Wall time and peak memory are those of the process, start and imports included.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from generated import write_package

HERE = Path(__file__).parent
PACKAGES = ("sts-targets", "polars", "pandera", "pyarrow", "frictionless")
PROGRAMS = {
    "pyarrow": [sys.executable, str(HERE / "bare_read.py")],
    "sts": [str(Path(sys.executable).with_name("sts")), "validate"],
    "frictionless": [str(Path(sys.executable).with_name("frictionless")), "validate"],
}


class Run(NamedTuple):
    """Wall seconds and peak megabytes of one process."""

    seconds: float
    megabytes: float


def main() -> None:
    """Run the benchmark, print the table and write the JSON file."""
    options = _options()
    result = {"machine": machine(), "versions": {name: version(name) for name in PACKAGES}, "sizes": []}
    for rows in options.rows:
        with tempfile.TemporaryDirectory() as place:
            result["sizes"].append(measure(Path(place), rows, options))
        print(as_line(result["sizes"][-1]), flush=True)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--frictionless-up-to", type=int, default=1_000_000, help="skip frictionless above this size")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def machine() -> dict[str, object]:
    """Return what the numbers depend on besides the programs."""
    return {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}


def measure(place: Path, rows: int, options: argparse.Namespace) -> dict[str, object]:
    """Measure all programs on one size; the dirty run has one bad row in a hundred."""
    clean, dirty = place / "clean", place / "dirty"
    file = write_package(clean, rows)
    write_package(dirty, rows, bad_share=0.01)
    jobs = {
        "pyarrow": [*PROGRAMS["pyarrow"], str(file)],
        "sts": [*PROGRAMS["sts"], str(clean)],
        "sts on 1 % bad rows": [*PROGRAMS["sts"], str(dirty)],
    }
    best = {name: min(run(job) for _ in range(options.turns)) for name, job in jobs.items()}
    if rows <= options.frictionless_up_to:
        best["frictionless"] = run([*PROGRAMS["frictionless"], str(clean / "datapackage.json")])
    megabytes = round(file.stat().st_size / 1e6)
    return {"rows": rows, "file_mb": megabytes, "runs": {name: item._asdict() for name, item in best.items()}}


def run(command: list[str]) -> Run:
    """Run a program to its end."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1}:
        sys.exit(f"{command[0]} failed with exit code {process.returncode}")
    return Run(round(seconds, 2), round(usage.ru_maxrss / 1024))


def as_line(size: dict[str, object]) -> str:
    """Return one size as a row of a Markdown table."""
    runs: dict[str, dict[str, float]] = size["runs"]  # type: ignore[assignment]
    ours = runs["sts"]["seconds"]
    cells = [f"{size['rows']:,}", f"{ours:.2f} s", f"{ours / runs['pyarrow']['seconds']:.1f}×"]
    other = runs.get("frictionless")
    cells += [f"{other['seconds'] / ours:.0f}×" if other else "–"]
    cells += [f"{runs['sts on 1 % bad rows']['seconds'] / ours:.2f}×", f"{runs['sts']['megabytes']:.0f} MB"]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    print("| rows | sts validate | against pyarrow | faster than frictionless | with 1 % bad rows | peak memory |")
    print("|---|---|---|---|---|---|")
    main()
