"""Whether readers of others see in a release what stands in it: cell by cell, type by type."""
