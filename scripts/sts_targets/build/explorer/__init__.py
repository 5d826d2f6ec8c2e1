"""The explorer: one HTML page that carries the tables, the charts and the search, and asks nobody for anything."""

from sts_targets.build.explorer.page import FILE, write_explorer

__all__ = ["FILE", "write_explorer"]
