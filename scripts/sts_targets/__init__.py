"""The data package of molecular targeted therapy in soft tissue sarcoma: its tables, and the tools that keep it.

``sts_targets.load()`` gives the tables; the command ``sts`` validates, formats, compares and releases them.
"""

from sts_targets.issues import CannotRunError
from sts_targets.loading import Tables, load

__all__ = ["CannotRunError", "Tables", "load"]
