"""The rules that span columns and tables, in one registry.

A rule applies to a package that lists its id under ``rules`` in the descriptor. To add one, write it in the module
of its subject and append it to that module's RULES; CONTRIBUTING.md lists the other places that must know it.
"""

from sts_targets.rules import documents, entities, outcomes
from sts_targets.rules.rule import Data, Finding, Rule

REGISTRY: dict[str, Rule] = {rule.id: rule for module in (outcomes, entities, documents) for rule in module.RULES}

__all__ = ["REGISTRY", "Data", "Finding", "Rule"]
