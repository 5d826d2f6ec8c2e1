"""Every rule: rows that break it are found at their place, near misses pass."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from mini import REPOSITORY, TABLES, TODAY, Mini, places
from sts_targets.findings import LINE, REPEAT_LIMIT
from sts_targets.package import load_package
from sts_targets.rules import REGISTRY, Data, Rule
from sts_targets.tables import read_table

Spoil = Callable[[Mini], object]


@dataclass(frozen=True)
class Broken:
    """A change that breaks a rule; it returns the line of the row that must be blamed."""

    rule: str
    name: str
    spoil: Spoil
    table: str
    column: str


@dataclass(frozen=True)
class Kept:
    """A change after which the rule still holds, as close to breaking it as can be."""

    rule: str
    name: str
    change: Spoil


def cell(table: str, key: str, /, **cells: str) -> Spoil:
    """Change cells of a row."""
    return lambda mini: mini.set(table, key, **cells)


def row(table: str, like: str, /, **cells: str) -> Spoil:
    """Add a row like another one."""
    return lambda mini: mini.add(table, like=like, **cells)


def line_of(table: str, key: str, column: str, spoil: Callable[[Mini], object]) -> Spoil:
    """Spoil something and blame the row whose COLUMN is KEY."""

    def run(mini: Mini) -> int:
        spoil(mini)
        return mini.line(table, key, column)

    return run


def outcome(**cells: str) -> Spoil:
    """Add an outcome like the response rate of STS-E0002, with another identifier."""
    return row("outcomes", "STS-O00004", outcome_id="STS-O00099", **cells)


def shared_number(subtype: str = "soft-tissue-sarcoma", **cells: str) -> Spoil:
    """Add a cohort of the study STS-E0001 that has its progression-free survival too."""

    def run(mini: Mini) -> int:
        mini.add("evidence", like="STS-E0001", evidence_id="STS-E0098", cohort="leiomyosarcoma", subtype_id=subtype)
        return mini.add("outcomes", like="STS-O00001", outcome_id="STS-O00099", evidence_id="STS-E0098", **cells)

    return run


def event(indication: str, name: str, day: str, /, **cells: str) -> Spoil:
    """Add a regulatory event."""
    more = {"event_id": "STS-R0099", "indication_id": indication, "event": name, "event_date": day}
    return row("regulatory_events", "STS-R0001", **{**more, "trial_id": "", **cells})


def swap_rows(mini: Mini) -> int:
    header, first, second, *rest = mini.read("targets")
    mini.write("targets", [header, second, first, *rest])
    return 3


def swap_composite_rows(mini: Mini) -> int:
    header, *body = mini.read("agent_targets")
    body[-1], body[-2] = body[-2], body[-1]
    mini.write("agent_targets", [header, *body])
    return len(body) + 1


def no_root(mini: Mini) -> int:
    mini.set("subtypes", "soft-tissue-tumour", parent_id="adipocytic-tumours")
    return 2


def cycle(mini: Mini) -> int:
    mini.set("subtypes", "gist-tumours", parent_id="gist")
    return mini.line("subtypes", "gist")


BROKEN = [
    Broken("ci-encloses-value", "value below", cell("outcomes", "STS-O00001", value="3.6"), "outcomes", "value"),
    Broken("ci-encloses-value", "value above", cell("outcomes", "STS-O00001", value="4.9"), "outcomes", "value"),
    Broken(
        "ci-encloses-value", "limits crossed without a value",
        cell("outcomes", "STS-O00010", value="", value_status="not-estimable", ci_low="32"), "outcomes", "value",
    ),
    Broken("ci-has-level", "no level", cell("outcomes", "STS-O00001", ci_level=""), "outcomes", "ci_level"),
    Broken("ci-has-level", "no limit", cell("outcomes", "STS-O00004", ci_level="95"), "outcomes", "ci_level"),
    Broken("p-has-operator", "no operator", cell("outcomes", "STS-O00003", p_operator=""), "outcomes", "p_value"),
    Broken("p-has-operator", "no value", cell("outcomes", "STS-O00003", p_value=""), "outcomes", "p_value"),
    Broken("percent-in-range", "value", cell("outcomes", "STS-O00004", value="175"), "outcomes", "value"),
    Broken("percent-in-range", "limit", cell("outcomes", "STS-O00014", ci_high="100.1"), "outcomes", "value"),
    Broken("events-within-n", "more events", cell("outcomes", "STS-O00004", events="41"), "outcomes", "events"),
    Broken("percent-matches-counts", "one decimal", cell("outcomes", "STS-O00004", value="17.6"), "outcomes", "value"),
    Broken("percent-matches-counts", "whole", cell("outcomes", "STS-O00014", value="76"), "outcomes", "value"),
    Broken("value-when-reported", "no value", cell("outcomes", "STS-O00013", value=""), "outcomes", "value"),
    Broken("value-when-reported", "needless", cell("outcomes", "STS-O00015", value="12"), "outcomes", "value"),
    Broken("ratio-between-arms", "in an arm", cell("outcomes", "STS-O00003", arm="experimental"), "outcomes", "arm"),
    Broken("ratio-between-arms", "a rate", cell("outcomes", "STS-O00001", arm="between-arms"), "outcomes", "arm"),
    Broken("arm-has-comparator", "control", cell("outcomes", "STS-O00007", arm="control"), "outcomes", "arm"),
    Broken(
        "arm-has-comparator", "between arms",
        line_of(
            "outcomes", "STS-O00013", "outcome_id",
            lambda m: m.set("evidence", "STS-E0006", comparator_regimen_id="", direction="activity"),
        ),
        "outcomes", "arm",
    ),
    Broken("unit-fits-endpoint", "median", cell("outcomes", "STS-O00001", unit="percent"), "outcomes", "unit"),
    Broken("unit-fits-endpoint", "rate", cell("outcomes", "STS-O00008", unit="months"), "outcomes", "unit"),
    Broken("unit-fits-endpoint", "ratio", cell("outcomes", "STS-O00003", unit="percent"), "outcomes", "unit"),
    Broken(
        "timepoint-fits-endpoint", "rate without",
        cell("outcomes", "STS-O00008", timepoint_months=""), "outcomes", "timepoint_months",
    ),
    Broken(
        "timepoint-fits-endpoint", "median with",
        cell("outcomes", "STS-O00001", timepoint_months="6"), "outcomes", "timepoint_months",
    ),
    Broken(
        "timepoint-fits-endpoint", "ratio with",
        cell("outcomes", "STS-O00003", timepoint_months="6"), "outcomes", "timepoint_months",
    ),
    Broken(
        "orr-within-dcr", "response above control",
        line_of(
            "outcomes", "STS-O00004", "outcome_id", lambda m: m.set("outcomes", "STS-O00007", value="17.4", events="")
        ),
        "outcomes", "value",
    ),
    Broken(
        "orr-within-dcr", "no criteria in either",
        line_of(
            "outcomes", "STS-O00004", "outcome_id",
            lambda m: [
                m.set("outcomes", "STS-O00007", value="17.4", events="", criteria="", assessor=""),
                m.set("outcomes", "STS-O00004", criteria="", assessor=""),
            ],
        ),
        "outcomes", "value",
    ),
    Broken(
        "cr-and-pr-make-orr", "sum differs",
        line_of(
            "outcomes", "STS-O00004", "outcome_id", lambda m: m.set("outcomes", "STS-O00006", value="16.2", events="")
        ),
        "outcomes", "value",
    ),
    Broken("phases-agree", "another", cell("evidence", "STS-E0001", phase="2"), "evidence", "phase"),
    Broken("phases-agree", "no part", cell("evidence", "STS-E0004", phase="3"), "evidence", "phase"),
    Broken(
        "comparison-has-comparator", "benefit alone", cell("evidence", "STS-E0002", direction="benefit"),
        "evidence", "direction",
    ),
    Broken(
        "comparison-has-comparator", "no benefit alone", cell("evidence", "STS-E0002", direction="no-benefit"),
        "evidence", "direction",
    ),
    Broken(
        "comparator-differs", "itself", cell("evidence", "STS-E0006", comparator_regimen_id="imatinib@800mg"),
        "evidence", "comparator_regimen_id",
    ),
    Broken(
        "evidence-once", "twice", row("evidence", "STS-E0002", evidence_id="STS-E0098", conclusion="Other words."),
        "evidence", "evidence_id",
    ),
    Broken("outcome-once", "twice", outcome(locator="Table 3"), "outcomes", "outcome_id"),
    Broken("denominator-within-study", "one arm", cell("outcomes", "STS-O00014", n="56"), "outcomes", "n"),
    Broken("denominator-within-study", "both arms", line_of("outcomes", "STS-O00001", "outcome_id",
        cell("evidence", "STS-E0001", n="245")), "outcomes", "n"),
    Broken("hazard-ratio-is-centred", "upper limit", cell("outcomes", "STS-O00003", ci_high="0.6"),
        "outcomes", "value"),
    Broken("hazard-ratio-is-centred", "lower limit", cell("outcomes", "STS-O00003", ci_low="0.14"),
        "outcomes", "value"),
    Broken("interval-fits-denominator", "too narrow", outcome(ci_low="16", ci_high="19", ci_level="95"),
        "outcomes", "n"),
    Broken("interval-fits-denominator", "too wide", outcome(ci_low="1", ci_high="51", ci_level="90"),
        "outcomes", "n"),
    Broken("cohorts-differ", "an arm of a subgroup", shared_number(), "outcomes", "evidence_id"),
    Broken("one-root", "second root", cell("subtypes", "uncertain-tumours", parent_id=""), "subtypes", "parent_id"),
    Broken("one-root", "no root", no_root, "subtypes", "parent_id"),
    Broken("no-cycle", "two in a ring", cycle, "subtypes", "parent_id"),
    Broken("no-cycle", "itself", cell("subtypes", "gist-tumours", parent_id="gist-tumours"), "subtypes", "parent_id"),
    Broken("lineage-of-parent", "subtype", cell("subtypes", "gist", lineage="vascular"), "subtypes", "lineage"),
    Broken(
        "lineage-of-parent", "variant", cell("subtypes", "sdh-deficient-gist", lineage="mixed"), "subtypes", "lineage"
    ),
    Broken("behaviour-of-entity", "subtype", cell("subtypes", "gist", behaviour=""), "subtypes", "behaviour"),
    Broken(
        "behaviour-of-entity", "variant", cell("subtypes", "sdh-deficient-gist", behaviour=""), "subtypes", "behaviour"
    ),
    Broken("gene-has-identifiers", "no HGNC", cell("targets", "KIT", hgnc_id=""), "targets", "hgnc_id"),
    Broken("gene-has-identifiers", "no NCBI", cell("targets", "KIT", ncbi_gene_id=""), "targets", "hgnc_id"),
    Broken("gene-has-identifiers", "no Ensembl", cell("targets", "KIT", ensembl_gene_id=""), "targets", "hgnc_id"),
    Broken("gene-has-identifiers", "a family with one", cell("targets", "CDK4-6", hgnc_id="1"), "targets", "hgnc_id"),
    Broken(
        "complex-has-members", "no members",
        line_of("targets", "CDK4-6", "target_id", lambda m: m.drop("target_members", "CDK4-6")),
        "targets", "target_type",
    ),
    Broken(
        "complex-has-members", "a gene with members", lambda m: m.add("target_members", target_id="KIT",
            member_id="KDR"),
        "target_members", "target_id",
    ),
    Broken(
        "complex-has-members", "a member that is no gene",
        lambda m: m.add("target_members", target_id="CDK4-6", member_id="CDK4-6"),
        "target_members", "member_id",
    ),
    Broken(
        "targeted-agent-has-target", "no target",
        line_of("agents", "imatinib", "agent_id", lambda m: m.drop("agent_targets", "imatinib")),
        "agents", "is_targeted",
    ),
    Broken(
        "targeted-agent-has-target", "no primary target",
        line_of("agents", "imatinib", "agent_id", lambda m: m.set("agent_targets", "imatinib", is_primary="false")),
        "agents", "is_targeted",
    ),
    Broken(
        "regimen-spells-agents", "another agent",
        line_of(
            "regimens", "doxorubicin+olaratumab", "regimen_id",
            lambda m: m.add("regimen_agents", regimen_id="doxorubicin+olaratumab", agent_id="sunitinib"),
        ),
        "regimens", "regimen_id",
    ),
    Broken(
        "regimen-spells-agents", "no variant", cell("regimens", "imatinib@800mg", variant=""), "regimens", "regimen_id"
    ),
    Broken("regimen-spells-agents", "a stray variant", cell("regimens", "imatinib", variant="36mo"), "regimens",
        "regimen_id"),
    Broken(
        "regimen-spells-agents", "slash for plus", cell("regimens", "doxorubicin+olaratumab", kind="one-of"),
        "regimens", "regimen_id",
    ),
    Broken(
        "regimen-spells-agents", "no agents at all",
        line_of("regimens", "imatinib", "regimen_id", lambda m: m.drop("regimen_agents", "imatinib")),
        "regimens", "regimen_id",
    ),
    Broken(
        "monotherapy-has-one-agent", "two agents", cell("regimens", "doxorubicin+olaratumab", kind="monotherapy"),
        "regimens", "kind",
    ),
    Broken(
        "monotherapy-has-one-agent", "a combination of one", cell("regimens", "imatinib", kind="combination"),
        "regimens", "kind",
    ),
    Broken(
        "monotherapy-has-one-agent", "no agent",
        line_of("regimens", "imatinib", "regimen_id", lambda m: m.drop("regimen_agents", "imatinib")),
        "regimens", "kind",
    ),
    Broken(
        "monotherapy-has-one-agent", "a control with one",
        line_of(
            "regimens", "placebo", "regimen_id",
            lambda m: m.add("regimen_agents", regimen_id="placebo", agent_id="imatinib"),
        ),
        "regimens", "kind",
    ),
    Broken("control-is-known", "a drug", cell("regimens", "imatinib", kind="control"), "regimens", "regimen_id"),
    Broken("control-is-known", "placebo", cell("regimens", "placebo", kind="one-of"), "regimens", "regimen_id"),
    Broken(
        "fusion-spells-partners", "hyphen", cell("alterations", "STS-A0003", alteration="SS18-SSX1"),
        "alterations", "alteration",
    ),
    Broken(
        "fusion-spells-partners", "order", cell("alterations", "STS-A0003", alteration="SSX1::SS18"),
        "alterations", "alteration",
    ),
    Broken(
        "fusion-spells-partners", "no partner", cell("alterations", "STS-A0003", partner_target_id=""),
        "alterations", "alteration",
    ),
    Broken(
        "fusion-spells-partners", "partner of no fusion", cell("alterations", "STS-A0001", partner_target_id="KIT"),
        "alterations", "alteration",
    ),
    Broken(
        "frequency-range", "reversed", cell("alterations", "STS-A0001", frequency_low_pct="96"),
        "alterations", "frequency_low_pct",
    ),
    Broken(
        "frequency-range", "one end", cell("alterations", "STS-A0001", frequency_high_pct=""),
        "alterations", "frequency_low_pct",
    ),
    Broken("synonym-once", "subtype", row("subtype_synonyms", "gist", synonym="Gist"), "subtype_synonyms", "synonym"),
    Broken("synonym-once", "target", row("target_synonyms", "KIT", synonym="cd117"), "target_synonyms", "synonym"),
    Broken("synonym-once", "agent", row("agent_synonyms", "imatinib", synonym="gleevec"), "agent_synonyms", "synonym"),
    Broken(
        "synonym-is-no-name", "subtype", cell("subtype_synonyms", "gist", synonym="synovial sarcoma"),
        "subtype_synonyms", "synonym",
    ),
    Broken(
        "synonym-is-no-name", "target", cell("target_synonyms", "KIT", synonym="mdm2 Proto-oncogene"),
        "target_synonyms", "synonym",
    ),
    Broken(
        "synonym-is-no-name", "agent", cell("agent_synonyms", "imatinib", synonym="Sunitinib"),
        "agent_synonyms", "synonym",
    ),
    Broken(
        "citation-spells-number", "PMID", cell("citations", "pmid:10000001", pmid="10000009"), "citations",
            "citation_id"
    ),
    Broken(
        "citation-spells-number", "DOI although there is a PMID", cell("citations", "doi:10.1000/mini.1", pmid="1"),
        "citations", "citation_id",
    ),
    Broken(
        "citation-spells-number", "DOI", cell("citations", "doi:10.1000/mini.1", doi="10.1000/mini.9"),
        "citations", "citation_id",
    ),
    Broken(
        "citation-spells-number", "PMCID", cell("citations", "pmcid:PMC1000001", pmcid="PMC9"), "citations",
            "citation_id"
    ),
    Broken(
        "citation-spells-number", "number only in the identifier", cell("citations", "pmid:10000002", pmid="", url="https://a.b"),
        "citations", "citation_id",
    ),
    Broken("citation-can-be-found", "nowhere", cell("citations", "fda:votrient-label", url=""), "citations", "url"),
    Broken(
        "article-has-author", "article",
        cell("citations", "url:classification", kind="journal-article", first_author=""),
        "citations", "first_author",
    ),
    Broken("document-has-container", "none", cell("citations", "url:classification", container=""), "citations",
        "container"),
    Broken("document-has-year", "none", cell("citations", "url:classification", year=""), "citations", "year"),
    Broken(
        "article-has-author", "abstract",
        cell("citations", "url:classification", kind="conference-abstract", first_author=""),
        "citations", "first_author",
    ),
    Broken("doi-in-lower-case", "capital", cell("citations", "pmid:10000001", doi="10.1000/Mini.2"),
        "citations", "doi"),
    Broken("citation-not-in-future", "next year", cell("citations", "ema:decisions", year="2027"), "citations", "year"),
    Broken("trial-not-in-future", "next year", cell("trials", "NCT00000001", start_year="2027"), "trials",
        "start_year"),
    Broken(
        "approval-not-in-future", "next year", cell("agents", "imatinib", first_approval_year="2027"),
        "agents", "first_approval_year",
    ),
    Broken(
        "event-not-in-future", "tomorrow", cell("regulatory_events", "STS-R0008", event_date="2026-06-02",
            date_precision="day"),
        "regulatory_events", "event_date",
    ),
    Broken("registry-of-number", "another", cell("trials", "NCT00000001", registry="ChiCTR"), "trials", "registry"),
    Broken("registry-of-number", "prefix of another", cell("trials", "EudraCT 2004-001810-16", registry="NTR"),
        "trials", "registry"),
    Broken(
        "date-begins-period", "month", cell("regulatory_events", "STS-R0002", event_date="2016-02-02"),
        "regulatory_events", "event_date",
    ),
    Broken(
        "date-begins-period", "year", cell("regulatory_events", "STS-R0004", event_date="2013-02-01"),
        "regulatory_events", "event_date",
    ),
    Broken(
        "events-in-order", "withdrawn first", cell("regulatory_events", "STS-R0007", event_date="2016-10-18"),
        "regulatory_events", "event",
    ),
    Broken(
        "events-in-order", "converted after withdrawal",
        event("fda-olaratumab-sarcoma", "converted-to-regular", "2021-01-01"), "regulatory_events", "event",
    ),
    Broken(
        "events-in-order", "changed after refusal",
        event("ema-palbociclib-liposarcoma", "indication-changed", "2020-01-01"), "regulatory_events", "event",
    ),
    Broken(
        "events-in-order", "approved twice", event("fda-pazopanib-sarcoma", "approved", "2020-01-01"),
        "regulatory_events", "event",
    ),
    Broken(
        "agnostic-has-biomarker", "no biomarker", cell("indications", "fda-larotrectinib-ntrk", biomarker=""),
        "indications", "biomarker",
    ),
    Broken(
        "nothing-unused", "subtype", cell("subtypes", "sdh-deficient-gist", unused_reason=""), "subtypes", "subtype_id"
    ),
    Broken("nothing-unused", "target", row("targets", "KDR", target_id="FLT1", name="FLT1"), "targets", "target_id"),
    Broken("nothing-unused", "agent", row("agents", "doxorubicin", agent_id="zzz", name="zzz"), "agents", "agent_id"),
    Broken("nothing-unused", "trial", cell("trials", "ChiCTR2100000001", unused_reason=""), "trials", "trial_id"),
    Broken("nothing-unused", "regimen", row("regimens", "placebo", regimen_id="observation"), "regimens", "regimen_id"),
    Broken(
        "nothing-unused", "citation", row("citations", "ema:decisions", citation_id="ema:zzz"), "citations",
            "citation_id"
    ),
    Broken(
        "nothing-unused", "evidence",
        row("evidence", "STS-E0002", evidence_id="STS-E0098", cohort="others"), "evidence", "evidence_id",
    ),
    Broken(
        "nothing-unused", "indication",
        row("indications", "fda-pazopanib-sarcoma", indication_id="fda-zzz"), "indications", "indication_id",
    ),
    Broken(
        "reason-only-if-unused", "subtype", cell("subtypes", "gist", unused_reason="None."), "subtypes", "unused_reason"
    ),
    Broken("reason-only-if-unused", "target", cell("targets", "KIT", unused_reason="None."), "targets",
        "unused_reason"),
    Broken("reason-only-if-unused", "agent", cell("agents", "imatinib", unused_reason="None."), "agents",
        "unused_reason"),
    Broken(
        "reason-only-if-unused", "trial", cell("trials", "NCT00000001", unused_reason="None."), "trials",
            "unused_reason"
    ),
    Broken(
        "retired-stays-retired", "no such table", cell("retired_ids", "evidence", table="studies"),
            "retired_ids", "table"
    ),
    Broken(
        "retired-stays-retired", "revived", cell("retired_ids", "evidence", retired_id="STS-E0002"),
        "retired_ids", "retired_id",
    ),
    Broken(
        "retired-stays-retired", "no successor", cell("retired_ids", "evidence", replaced_by="STS-E0098"),
        "retired_ids", "replaced_by",
    ),
    Broken(
        "retired-stays-retired", "revived composite key",
        cell("retired_ids", "evidence", table="regimen_agents", retired_id="imatinib|imatinib", replaced_by=""),
        "retired_ids", "retired_id",
    ),
    Broken("rows-in-order", "swapped", swap_rows, "targets", "target_id"),
    Broken("rows-in-order", "second key column", swap_composite_rows, "agent_targets", "agent_id"),
]  # fmt: skip

KEPT = [
    Kept("ci-encloses-value", "value on a limit", cell("outcomes", "STS-O00001", value="3.7")),
    Kept("ci-encloses-value", "one limit only", cell("outcomes", "STS-O00010", ci_high="")),
    Kept("ci-has-level", "neither", cell("outcomes", "STS-O00001", ci_level="", ci_low="", ci_high="")),
    Kept("p-has-operator", "both", cell("outcomes", "STS-O00013", p_operator="gt", p_value="0.05")),
    Kept("percent-in-range", "a hundred", cell("outcomes", "STS-O00014", ci_high="100")),
    Kept("percent-in-range", "months above 100", cell("outcomes", "STS-O00010", value="101", ci_high="120")),
    Kept("events-within-n", "all", cell("outcomes", "STS-O00014", events="55", value="100", ci_high="100")),
    Kept("percent-matches-counts", "rounded", cell("outcomes", "STS-O00014", value="74.5")),
    Kept("percent-matches-counts", "a rate at a time", cell("outcomes", "STS-O00008", events="1")),
    Kept("value-when-reported", "not reached", cell("outcomes", "STS-O00012", value_status="not-reached")),
    Kept("ratio-between-arms", "another ratio", cell("outcomes", "STS-O00013", endpoint="HR-TTP")),
    Kept("arm-has-comparator", "control", cell("outcomes", "STS-O00010", arm="control")),
    Kept("unit-fits-endpoint", "TTP in months", cell("outcomes", "STS-O00010", endpoint="TTP")),
    Kept("timepoint-fits-endpoint", "a response at a time", cell("outcomes", "STS-O00014", timepoint_months="6")),
    Kept("orr-within-dcr", "equal", cell("outcomes", "STS-O00007", value="17.5", events="7")),
    Kept("orr-within-dcr", "by another assessor", cell("outcomes", "STS-O00007", value="5", events="2",
        assessor="investigator")),
    Kept("cr-and-pr-make-orr", "within rounding", cell("outcomes", "STS-O00006", value="16", events="")),
    Kept("cr-and-pr-make-orr", "other criteria", cell("outcomes", "STS-O00006", value="50", events="20",
        criteria="Choi")),
    Kept("phases-agree", "first half", cell("evidence", "STS-E0004", phase="1")),
    Kept("phases-agree", "whole", cell("evidence", "STS-E0004", phase="1/2")),
    Kept("phases-agree", "no phase", cell("evidence", "STS-E0004", phase="")),
    Kept(
        "comparison-has-comparator", "pooled",
        cell("evidence", "STS-E0005", direction="no-benefit", design="pooled-analysis"),
    ),
    Kept("comparator-differs", "none", cell("evidence", "STS-E0004", comparator_regimen_id="imatinib")),
    Kept("evidence-once", "another cohort", cell("evidence", "STS-E0003", cohort="CDK4-amplified")),
    Kept("outcome-once", "another assessor", outcome(assessor="investigator")),
    Kept("denominator-within-study", "all patients", cell("outcomes", "STS-O00015", n="55")),
    Kept("denominator-within-study", "adverse events", outcome(endpoint="grade3plus-AE", n="41", events="", value="5",
        derivation="as-reported")),
    Kept("denominator-within-study", "patients not counted", cell("evidence", "STS-E0007", n="")),
    Kept("hazard-ratio-is-centred", "askew by rounding", cell("outcomes", "STS-O00003", value="0.03", ci_low="0.01",
        ci_high="0.13")),
    Kept("hazard-ratio-is-centred", "a lower limit of zero", cell("outcomes", "STS-O00003", ci_low="0")),
    Kept("hazard-ratio-is-centred", "a median", cell("outcomes", "STS-O00001", ci_high="9.9")),
    Kept("interval-fits-denominator", "exact", outcome(ci_low="7.3", ci_high="32.8", ci_level="95")),
    Kept("interval-fits-denominator", "normal approximation", outcome(ci_low="5.7", ci_high="29.3", ci_level="95")),
    Kept("interval-fits-denominator", "of another level", outcome(ci_low="17", ci_high="18", ci_level="50")),
    Kept("interval-fits-denominator", "no denominator", outcome(ci_low="17", ci_high="18", ci_level="95", n="",
        events="", derivation="as-reported")),
    Kept("interval-fits-denominator", "a survival rate", cell("outcomes", "STS-O00008", ci_low="57", ci_high="58")),
    Kept("interval-fits-denominator", "of pooled studies", lambda m: [
        m.set("evidence", "STS-E0002", design="pooled-analysis"),
        m.set("outcomes", "STS-O00004", ci_low="17", ci_high="18", ci_level="95"),
    ]),
    Kept("cohorts-differ", "another interval", shared_number(ci_low="3.6")),
    Kept("cohorts-differ", "no denominator", shared_number(n="")),
    Kept("cohorts-differ", "another subtype", shared_number("dedifferentiated-liposarcoma")),
    Kept("cohorts-differ", "one cohort, two documents", row("outcomes", "STS-O00001", outcome_id="STS-O00099",
        citation_id="pmid:10000002")),
    Kept("one-root", "one", cell("subtypes", "gist-tumours", parent_id="uncertain-tumours")),
    Kept("no-cycle", "another parent", cell("subtypes", "gist-tumours", parent_id="uncertain-tumours")),
    Kept("lineage-of-parent", "a category", cell("subtypes", "gist-tumours", parent_id="adipocytic-tumours")),
    Kept("lineage-of-parent", "a cohort", cell("subtypes", "ntrk-fusion-tumour", parent_id="adipocytic-tumours")),
    Kept("behaviour-of-entity", "a group", cell("subtypes", "gist", behaviour="", rank="group")),
    Kept("gene-has-identifiers", "no UniProt", cell("targets", "KIT", uniprot_id="")),
    Kept("complex-has-members", "one member", lambda m: m.write("target_members", m.read("target_members")[:2])),
    Kept("targeted-agent-has-target", "not targeted", lambda m: [m.set("agents", "imatinib",
        is_targeted="false"), m.drop("agent_targets", "imatinib")]),
    Kept("regimen-spells-agents", "a control", cell("regimens", "placebo", name="placebo tablets")),
    Kept("monotherapy-has-one-agent", "one-of", cell("regimens", "sorafenib/sunitinib", kind="combination")),
    Kept("control-is-known", "placebo", cell("regimens", "placebo", name="placebo tablets")),
    Kept("fusion-spells-partners", "no fusion", cell("alterations", "STS-A0001", alteration="MDM2::CDK4")),
    Kept("frequency-range", "equal ends", cell("alterations", "STS-A0001", frequency_low_pct="95")),
    Kept("synonym-once", "in two tables", cell("target_synonyms", "KIT", synonym="GIST")),
    Kept("synonym-is-no-name", "its own name", cell("agent_synonyms", "imatinib", synonym="Imatinib")),
    Kept("citation-spells-number", "PMID before DOI", cell("citations", "pmid:10000002", doi="10.1000/mini.3")),
    Kept("citation-can-be-found", "a number", cell("citations", "pmid:10000001", doi="")),
    Kept("article-has-author", "a number leads to it", cell("citations", "pmid:10000001", first_author="")),
    Kept("article-has-author", "volume and pages lead to it", cell("citations", "url:classification",
        kind="journal-article", volume="12", pages="34")),
    Kept("document-has-year", "volume and pages lead to it", cell("citations", "url:classification", year="",
        volume="12", pages="34")),
    Kept("document-has-container", "a number leads to it", cell("citations", "doi:10.1000/mini.1", container="")),
    Kept("document-has-year", "a number leads to it", cell("citations", "pmcid:PMC1000001", year="")),
    Kept("article-has-author", "a review", cell("citations", "pmid:10000002", kind="review", first_author="")),
    Kept("doi-in-lower-case", "digits and brackets", cell("citations", "pmid:10000001", doi="10.1016/s0140(12)6-5")),
    Kept("citation-not-in-future", "this year", cell("citations", "ema:decisions", year="2026")),
    Kept("trial-not-in-future", "this year", cell("trials", "NCT00000001", start_year="2026")),
    Kept("approval-not-in-future", "this year", cell("agents", "imatinib", first_approval_year="2026")),
    Kept(
        "event-not-in-future", "today",
        cell("regulatory_events", "STS-R0008", event_date="2026-06-01", date_precision="day"),
    ),
    Kept("registry-of-number", "the other", row("trials", "ChiCTR2100000001", trial_id="UMIN000000001",
        registry="UMIN")),
    Kept("date-begins-period", "a day", cell("regulatory_events", "STS-R0002", event_date="2016-02-29",
        date_precision="day")),
    Kept("events-in-order", "again", event("fda-olaratumab-sarcoma", "approved", "2021-01-01")),
    Kept("events-in-order", "after refusal", event("ema-palbociclib-liposarcoma", "approved", "2020-01-01")),
    Kept(
        "events-in-order", "converted on the day of approval",
        event("fda-larotrectinib-ntrk", "converted-to-regular", "2018-11-26"),
    ),
    Kept("agnostic-has-biomarker", "not agnostic", cell("indications", "fda-larotrectinib-ntrk", biomarker="",
        tumour_agnostic="false")),
    Kept("nothing-unused", "with a reason", row("targets", "KDR", target_id="FLT1", name="FLT1",
        unused_reason="None.")),
    Kept("reason-only-if-unused", "another reason", cell("trials", "ChiCTR2100000001", unused_reason="Other.")),
    Kept("retired-stays-retired", "no successor", cell("retired_ids", "evidence", replaced_by="")),
    Kept("rows-in-order", "a new row in place", row("targets", "KDR", target_id="FLT1", name="FLT1")),
]  # fmt: skip


def name(case: Broken | Kept) -> str:
    return f"{case.rule}: {case.name}"


@pytest.mark.parametrize("case", BROKEN, ids=name)
def test_a_broken_row_is_found_at_its_place(case: Broken, mini: Mini) -> None:
    line = case.spoil(mini)
    found = mini.rule_issues(case.rule)
    assert (case.rule, case.table, line, case.column) in places(found)
    wanted = REGISTRY[case.rule]
    assert all(issue.message and issue.expected and issue.repair == wanted.repair for issue in found)


@pytest.mark.parametrize("case", KEPT, ids=name)
def test_a_row_that_keeps_the_rule_passes(case: Kept, mini: Mini) -> None:
    before = {table: mini.path(table).read_bytes() for table in TABLES}
    case.change(mini)
    assert before != {table: mini.path(table).read_bytes() for table in TABLES}, "the case changes nothing"
    assert mini.rule_issues(case.rule) == []


def test_every_rule_has_a_row_that_breaks_it_and_one_that_keeps_it() -> None:
    """A new rule without a pair here would never have been seen to fire."""
    assert {case.rule for case in BROKEN} == set(REGISTRY)
    assert {case.rule for case in KEPT} == set(REGISTRY)


def test_the_descriptor_lists_exactly_the_rules_of_the_registry() -> None:
    descriptor = json.loads((REPOSITORY / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["rules"] == [{"id": rule.id, "sentence": rule.sentence} for rule in REGISTRY.values()]


@pytest.mark.parametrize("rule", REGISTRY.values(), ids=lambda rule: rule.id)
def test_a_rule_explains_itself(rule: Rule) -> None:
    assert rule.sentence.endswith(".")
    assert rule.good != rule.bad
    assert rule.repair and not rule.repair.endswith(".")


@pytest.mark.parametrize("rule", REGISTRY.values(), ids=lambda rule: rule.id)
def test_a_rule_reads_only_the_columns_that_it_declares(rule: Rule, template: Path) -> None:
    """A rule that reads a column which it does not declare ends in a traceback when that column is missing."""
    package = load_package(template)
    tables = {
        table: read_table(package, table).with_row_index(LINE, offset=2).select(LINE, *columns)
        for table, columns in rule.uses.items()
    }
    assert list(rule.find(Data(tables, package, TODAY))) == []


@pytest.mark.parametrize("column", ["citation_id", "kind", "pmid"])
def test_a_missing_column_is_one_issue_and_not_the_failure_of_rules(column: str, mini: Mini) -> None:
    mini.drop_column("citations", column)
    assert places(mini.issues()) == [("header-missing", "citations", 1, column)]


@pytest.mark.parametrize("table", ["evidence", "citations", "regimen_agents"])
def test_a_missing_file_is_one_issue_and_not_the_failure_of_rules(table: str, mini: Mini) -> None:
    mini.path(table).unlink()
    assert places(mini.issues()) == [("file-missing", table, 0, "")]


@pytest.mark.parametrize(("rule", "spoil"), [("rows-in-order", swap_rows), ("nothing-unused", None)])
def test_a_table_without_rows_does_not_switch_rules_off(rule: str, spoil: Spoil | None, mini: Mini) -> None:
    """An emptied table once counted as one that could not be read, so rules over all tables never ran."""
    mini.write("retired_ids", mini.read("retired_ids")[:1])
    if spoil:
        spoil(mini)
    else:
        mini.write("outcomes", mini.read("outcomes")[:1])
    assert mini.issues(rule)


def test_a_cell_that_is_broken_already_is_not_blamed_by_a_rule_again(mini: Mini) -> None:
    mini.set("outcomes", "STS-O00001", value="4,6")
    assert [issue.rule for issue in mini.issues()] == ["type"]


def test_a_row_without_a_key_is_told_once(mini: Mini) -> None:
    mini.set("evidence", "STS-E0007", evidence_id="")
    assert "nothing-unused" not in {issue.rule for issue in mini.issues()}


def test_a_package_that_lists_no_rules_is_checked_by_its_schemas_alone(mini: Mini) -> None:
    mini.edit_json("datapackage.json", lambda value: value.pop("rules"))
    mini.set("outcomes", "STS-O00001", value="0.1")
    assert mini.issues() == []


def test_an_unknown_rule_is_an_issue(mini: Mini) -> None:
    mini.edit_json("datapackage.json", lambda value: value["rules"].append({"id": "no-such", "sentence": "None."}))
    (issue,) = mini.issues()
    assert (issue.file, issue.rule, issue.column, issue.value) == ("datapackage.json", "descriptor", "rules", "no-such")


def test_a_rule_that_breaks_on_every_row_is_listed_up_to_the_limit(mini: Mini) -> None:
    """Rules once bypassed the limit that bounds the report of a large file."""
    header, first, *_ = mini.read("citations")
    count = REPEAT_LIMIT + 20
    made = [[f"doi:10.1000/{i:05}", *first[1:3], f"10.1000/{i:05}", *first[4:]] for i in range(count)]
    mini.write("citations", [header, *made])
    found = mini.issues("nothing-unused")
    listed = [issue for issue in found if issue.table == "citations" and issue.line]
    more = [issue for issue in found if issue.table == "citations" and not issue.line]
    assert len(listed) == REPEAT_LIMIT
    assert [issue.message for issue in more] == [f"20 more lines break this check, {count:,} in all"]


def test_the_day_of_the_check_can_be_given(mini: Mini) -> None:
    assert {issue.rule for issue in mini.report(date(2017, 1, 1)).issues} == {
        "citation-not-in-future", "approval-not-in-future", "trial-not-in-future", "event-not-in-future",
    }  # fmt: skip
