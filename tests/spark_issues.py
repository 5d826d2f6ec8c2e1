"""What Spark finds: run in the environment that has PySpark, by test_spark.py."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from mini import TODAY
from sts_targets.package import load_package
from sts_targets.spark.engine import validate


def main(folder: Path, output: Path) -> None:
    """Validate each package of a folder and write the issues and the numbers of rows of all."""
    found = {}
    for package in sorted(folder.iterdir()):
        report = validate(load_package(package), TODAY)
        found[package.name] = {"issues": [asdict(issue) for issue in report.issues], "rows": dict(report.rows)}
    output.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
