"""Rules over subtypes, targets, agents, regimens, alterations and synonyms."""

from collections.abc import Iterator

import polars as pl

from sts_targets.findings import LINE
from sts_targets.rules.rule import Data, Finding, Rule, findings_of, repeated, row_rule

NOT_BELOW_CATEGORY = ["category", "cohort"]


def _find_extra_roots(data: Data) -> Iterator[Finding]:
    roots = data["subtypes"].filter(pl.col("parent_id").is_null())
    if roots.height == 1:
        return iter(())
    if roots.is_empty():
        first = data["subtypes"].head(1)
        return findings_of("subtypes", first, "parent_id", "no subtype is without parent", "one root")
    return findings_of("subtypes", roots.sort(LINE)[1:], "parent_id", "{subtype_id} is a second root", "one root")


def _find_cycles(data: Data) -> Iterator[Finding]:
    subtypes = data["subtypes"]
    parents = dict(subtypes.select("subtype_id", "parent_id").rows())
    circular = [node for node in parents if node and _returns(node, parents)]
    rows = subtypes.filter(pl.col("subtype_id").is_in(circular))
    return findings_of("subtypes", rows, "parent_id", "{subtype_id} is its own ancestor", "a tree")


def _returns(node: str, parents: dict[str, str | None]) -> bool:
    seen: set[str] = set()
    above = parents.get(node)
    while above and above not in seen:
        if above == node:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


def _find_foreign_lineage(data: Data) -> Iterator[Finding]:
    parents = data["subtypes"].select(
        pl.col("subtype_id").alias("parent_id"), pl.col("lineage").alias("parent_lineage")
    )
    rows = data["subtypes"].filter(~pl.col("rank").is_in(NOT_BELOW_CATEGORY)).join(parents, on="parent_id")
    return findings_of(
        "subtypes",
        rows.filter(pl.col("lineage") != pl.col("parent_lineage")),
        "lineage",
        "{lineage} is not the lineage {parent_lineage} of the parent {parent_id}",
        "the lineage of the parent",
    )


def _find_misspelt_regimens(data: Data) -> Iterator[Finding]:
    regimens = data["regimens"].join(_agents_of_regimens(data), on="regimen_id", how="left")
    agents = pl.col("agents").list
    spelled = pl.concat_str(
        pl.when(pl.col("kind") == "one-of").then(agents.join("/")).otherwise(agents.join("+")),
        pl.when(pl.col("variant").is_null()).then(pl.lit("")).otherwise(pl.concat_str(pl.lit("@"), "variant")),
    )
    rows = regimens.with_columns(spelled=spelled.fill_null("rows in regimen_agents")).filter(
        (pl.col("kind") != "control") & (pl.col("regimen_id") != pl.col("spelled"))
    )
    return findings_of(
        "regimens", rows, "regimen_id", "{regimen_id} does not spell its agents and variant", "{spelled}"
    )


def _find_wrong_kinds(data: Data) -> Iterator[Finding]:
    counts = data["regimen_agents"].group_by("regimen_id").agg(agent_count=pl.len())
    rows = data["regimens"].join(counts, on="regimen_id", how="left").with_columns(pl.col("agent_count").fill_null(0))
    kind, count = pl.col("kind"), pl.col("agent_count")
    wrong = ((kind == "monotherapy") != (count == 1)) | ((kind == "control") != (count == 0))
    return findings_of(
        "regimens", rows.filter(wrong), "kind", "the kind is {kind}, the agents are {agent_count}",
        "monotherapy for one agent, control for none, combination or one-of for several",
    )  # fmt: skip


def _agents_of_regimens(data: Data) -> pl.DataFrame:
    return data["regimen_agents"].group_by("regimen_id").agg(agents=pl.col("agent_id").sort())


def _find_shared_names(data: Data) -> Iterator[Finding]:
    for what in ("subtype", "target", "agent"):
        key, table = f"{what}_id", f"{what}_synonyms"
        names = data[f"{what}s"].select(pl.col(key).alias("owner"), pl.col("name").str.to_lowercase().alias("low"))
        synonyms = data[table].with_columns(low=pl.col("synonym").str.to_lowercase())
        taken = synonyms.join(names, on="low").filter(pl.col("owner") != pl.col(key))
        yield from findings_of(table, taken, "synonym", "{synonym} is the name of {owner}", "a name of nothing else")


def _find_double_synonyms(data: Data) -> Iterator[Finding]:
    for what in ("subtype", "target", "agent"):
        table = f"{what}_synonyms"
        rows = data[table].with_columns(low=pl.col("synonym").str.to_lowercase())
        yield from findings_of(
            table,
            repeated(data, table, rows.drop_nulls("low"), ["low"]),
            "synonym",
            "{synonym} stands in {first} already, case aside",
            "each synonym once",
        )


def _find_memberless(data: Data) -> Iterator[Finding]:
    groups = data["targets"].filter(pl.col("target_type") != "gene")
    lonely = groups.join(data["target_members"], on="target_id", how="anti")
    yield from findings_of(
        "targets", lonely, "target_type", "the {target_type} has no members", "rows in target_members"
    )
    genes = data["targets"].filter(pl.col("target_type") == "gene")
    yield from findings_of(
        "target_members",
        data["target_members"].join(genes, on="target_id", how="semi"),
        "target_id",
        "{target_id} is a gene and has no members",
        "a complex or family",
    )
    yield from findings_of(
        "target_members",
        data["target_members"].join(genes, left_on="member_id", right_on="target_id", how="anti"),
        "member_id",
        "{member_id} is no gene",
        "a gene",
    )


def _find_aimless_agents(data: Data) -> Iterator[Finding]:
    aimed = data["agent_targets"].filter(pl.col("is_primary"))
    rows = data["agents"].filter(pl.col("is_targeted")).join(aimed, on="agent_id", how="anti")
    return findings_of("agents", rows, "is_targeted", "{agent_id} has no primary target", "a row in agent_targets")


_SYNONYM_USES = {
    "subtypes": ("subtype_id", "name"),
    "targets": ("target_id", "name"),
    "agents": ("agent_id", "name"),
    "subtype_synonyms": ("subtype_id", "synonym"),
    "target_synonyms": ("target_id", "synonym"),
    "agent_synonyms": ("agent_id", "synonym"),
}
_GENE_IDENTIFIERS = ("hgnc_id", "ncbi_gene_id", "ensembl_gene_id")
_is_fusion = pl.col("alteration_class") == "fusion"

RULES = (
    Rule(
        "one-root",
        "The subtypes have one root.",
        {"subtypes": ("subtype_id", "parent_id")},
        "give the row its parent",
        "soft-tissue-tumour alone without parent",
        "a second subtype without parent",
        _find_extra_roots,
    ),
    Rule(
        "no-cycle",
        "No subtype is its own ancestor.",
        {"subtypes": ("subtype_id", "parent_id")},
        "correct the parent",
        "liposarcoma under adipocytic-tumours",
        "two subtypes that are each other's parent",
        _find_cycles,
    ),
    Rule(
        "lineage-of-parent",
        "Below the categories a subtype has the lineage of its parent.",
        {"subtypes": ("subtype_id", "parent_id", "lineage", "rank")},
        "correct the lineage or the parent",
        "adipocytic under adipocytic",
        "vascular under adipocytic",
        _find_foreign_lineage,
    ),
    row_rule(
        "behaviour-of-entity",
        "Every subtype and variant has a behaviour.",
        table="subtypes",
        column="behaviour",
        bad=pl.col("rank").is_in(["subtype", "variant"]) & pl.col("behaviour").is_null(),
        message="the {rank} {subtype_id} has no behaviour",
        expected="benign, intermediate or malignant",
        repair="enter the behaviour by the classification",
        example=("subtype, malignant", "subtype, empty"),
    ),
    row_rule(
        "gene-has-identifiers",
        "A gene has an HGNC, an NCBI Gene and an Ensembl identifier; a complex or family has none.",
        table="targets",
        column="hgnc_id",
        bad=pl.when(pl.col("target_type") == "gene")
        .then(pl.any_horizontal(pl.col(name).is_null() for name in _GENE_IDENTIFIERS))
        .otherwise(pl.any_horizontal(pl.col(name).is_not_null() for name in _GENE_IDENTIFIERS)),
        message="{target_type} with HGNC {hgnc_id!r}, NCBI {ncbi_gene_id!r}, Ensembl {ensembl_gene_id!r}",
        expected="all three for a gene, none for a complex or family",
        repair="look the gene up at genenames.org",
        example=("MDM2 with 6973", "MDM2 without"),
    ),
    Rule(
        "complex-has-members",
        "Complexes and families, and only they, have members, and the members are genes.",
        {"targets": ("target_id", "target_type"), "target_members": ("target_id", "member_id")},
        "enter the members, or correct the type",
        "CDK4-6 with CDK4 and CDK6",
        "a complex without members",
        _find_memberless,
    ),
    Rule(
        "targeted-agent-has-target",
        "A targeted agent has a primary target.",
        {"agents": ("agent_id", "is_targeted"), "agent_targets": ("agent_id", "is_primary")},
        "enter the target in agent_targets, or set is_targeted to false",
        "pazopanib with KDR",
        "a targeted agent without target",
        _find_aimless_agents,
    ),
    Rule(
        "regimen-spells-agents",
        "A regimen identifier spells its agents in alphabetical order, and its variant after @.",
        {"regimens": ("regimen_id", "kind", "variant"), "regimen_agents": ("regimen_id", "agent_id")},
        "rename the regimen or correct regimen_agents",
        "doxorubicin+olaratumab",
        "olaratumab+doxorubicin",
        _find_misspelt_regimens,
    ),
    Rule(
        "monotherapy-has-one-agent",
        "A regimen is a monotherapy exactly when it has one agent, and a control exactly when it has none.",
        {"regimens": ("regimen_id", "kind"), "regimen_agents": ("regimen_id",)},
        "correct the kind or regimen_agents",
        "imatinib, monotherapy",
        "doxorubicin+olaratumab, monotherapy",
        _find_wrong_kinds,
    ),
    row_rule(
        "control-is-known",
        "The controls without agents are placebo, observation, best-supportive-care and physicians-choice.",
        table="regimens",
        column="regimen_id",
        bad=(pl.col("kind") == "control")
        != pl.col("regimen_id").is_in(["placebo", "observation", "best-supportive-care", "physicians-choice"]),
        message="{regimen_id} has the kind {kind}",
        expected="control for placebo, observation, best-supportive-care and physicians-choice only",
        repair="correct kind or identifier",
        example=("placebo, control", "pazopanib, control"),
    ),
    row_rule(
        "fusion-spells-partners",
        "A fusion names both genes, and its notation is 5′ gene, two colons, 3′ gene; nothing else has a partner.",
        table="alterations",
        column="alteration",
        bad=pl.when(_is_fusion)
        .then(
            pl.col("partner_target_id").is_null()
            | (pl.col("alteration") != pl.concat_str("target_id", pl.lit("::"), "partner_target_id"))
        )
        .otherwise(pl.col("partner_target_id").is_not_null()),
        message="{alteration_class} {alteration} with genes {target_id} and {partner_target_id!r}",
        expected="A::B with both genes for a fusion, no partner otherwise",
        repair="correct the notation or the genes",
        example=("SS18::SSX1 with SS18 and SSX1", "SS18-SSX1, or without partner"),
    ),
    row_rule(
        "frequency-range",
        "A frequency has both ends, the lower one first.",
        table="alterations",
        column="frequency_low_pct",
        bad=(pl.col("frequency_low_pct").is_null() != pl.col("frequency_high_pct").is_null())
        | (pl.col("frequency_low_pct") > pl.col("frequency_high_pct")),
        message="the frequency is {frequency_low_pct!r} to {frequency_high_pct!r}",
        expected="both ends, equal for a single value, or none",
        repair="enter both ends in order",
        example=("90 to 95", "95 to 90"),
    ),
    Rule(
        "synonym-once",
        "A synonym stands once in its table, without regard to case.",
        {table: columns for table, columns in _SYNONYM_USES.items() if table.endswith("_synonyms")},
        "remove one of the rows",
        "GIST once",
        "GIST and gist",
        _find_double_synonyms,
    ),
    Rule(
        "synonym-is-no-name",
        "A synonym never equals the name of another entity.",
        _SYNONYM_USES,
        "remove the synonym",
        "Gleevec for imatinib",
        "sunitinib for imatinib",
        _find_shared_names,
    ),
)
