"""The validator on Apache Spark, for tables in many files; PySpark is imported in these modules only."""
