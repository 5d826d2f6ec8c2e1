"""A Spark session in local mode, or one line that says how to get it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sts_targets.issues import CannotRunError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_SETTINGS = {
    "spark.driver.host": "localhost",
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


@contextmanager
def open_session() -> "Iterator[SparkSession]":
    """Start Spark on all processors of this machine, and stop it at the end.

    Raises:
        CannotRunError: PySpark is not installed, or Spark cannot start, as where there is no Java.
    """
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError:
        raise CannotRunError("the engine spark needs PySpark. Repair: pip install pyspark") from None
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # in local mode Spark heeds no setting
    try:
        spark = SparkSession.builder.master("local[*]").appName("sts validate").config(map=_SETTINGS).getOrCreate()
    except PySparkRuntimeError as error:
        raise CannotRunError(f"Spark cannot start ({error}). Repair: install Java 17 or newer") from None
    try:
        yield spark
    finally:
        spark.stop()
