"""PySpark, told the types of the CSV files and not those of the Parquet files."""

import sys
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession

from interop.cells import Seen, Source, types_of_arrow, write_seen

_DDL = {"string": "STRING", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
# Fifty small tables are read once each: compiling a plan for each of them takes longer than reading them.
_QUICK = {
    "spark.ui.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
}


def _seen(frame: DataFrame) -> Seen:
    table = frame.toArrow()
    return types_of_arrow(table.schema), zip(*(column.to_pylist() for column in table.columns), strict=True)


def main(release: Path, output: Path) -> None:
    """Read every table of a release with Spark and write what it saw."""
    builder = SparkSession.builder.master("local[1]")
    for name, value in _QUICK.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()

    def read_csv(source: Source) -> Seen:
        told = ", ".join(f"`{name}` {_DDL[kind]}" for name, kind in source.types.items())
        return _seen(spark.read.csv(source.csv, header=True, escape='"', schema=told))

    def read_parquet(source: Source) -> Seen:
        return _seen(spark.read.parquet(source.parquet))

    write_seen({"CSV: PySpark": read_csv, "Parquet: PySpark": read_parquet}, release, output)
    spark.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
