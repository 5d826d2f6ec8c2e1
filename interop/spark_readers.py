"""PySpark, told the types of the CSV files and not those of the Parquet files."""

import sys
from pathlib import Path

from pyspark.sql import SparkSession

from interop.cells import Seen, Source, seen_of_arrow, write_seen

_DDL = {"string": "STRING", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
# Fifty small tables are read once each: compiling a plan for each of them takes longer than reading them.
_QUICK = {
    "spark.ui.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
}


def main(release: Path, output: Path) -> None:
    """Read every table of a release with Spark and write what it saw."""
    builder = SparkSession.builder.master("local[1]")
    for name, value in _QUICK.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()

    def read_csv(source: Source) -> Seen:
        told = ", ".join(f"`{name}` {_DDL[kind]}" for name, kind in source.types.items())
        return seen_of_arrow(spark.read.csv(source.csv, header=True, escape='"', schema=told).toArrow())

    def read_parquet(source: Source) -> Seen:
        return seen_of_arrow(spark.read.parquet(source.parquet).toArrow())

    write_seen({"CSV: PySpark": read_csv, "Parquet: PySpark": read_parquet}, release, output)
    spark.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
