"""Rules over citations, trials, regulators and retired identifiers, and over what refers to what."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import polars as pl

from sts_targets.findings import LINE
from sts_targets.rules.rule import Data, Finding, Rule, findings_of, row_rule

STARTS = ("approved", "approved-accelerated", "approved-conditional")
ENDS = ("refused", "application-withdrawn")
NEEDS_APPROVAL = ("converted-to-regular", "indication-changed", "withdrawn")

REGISTRY_NUMBERS = {
    "ClinicalTrials.gov": "NCT",
    "EudraCT": "EudraCT ",
    "ChiCTR": "ChiCTR",
    "CDE": "CTR[0-9]",
    "UMIN": "UMIN",
    "jRCT": "jRCT",
    "JapicCTI": "JapicCTI",
    "ISRCTN": "ISRCTN",
    "ANZCTR": "ACTRN",
    "NTR": "(?:NTR|NL-OMON)",
    "DRKS": "DRKS",
    "CTRI": "CTRI/",
    "CRIS": "KCT",
}

USES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "subtypes": (
        ("subtypes", "parent_id"), ("alterations", "subtype_id"), ("evidence", "subtype_id"),
        ("indications", "subtype_id"),
    ),
    "targets": (
        ("target_members", "target_id"), ("target_members", "member_id"), ("agent_targets", "target_id"),
        ("alterations", "target_id"), ("alterations", "partner_target_id"), ("evidence", "biomarker_target_id"),
        ("indications", "biomarker_target_id"),
    ),
    "agents": (("regimen_agents", "agent_id"), ("indications", "agent_id")),
    "trials": (("evidence", "trial_id"), ("regulatory_events", "trial_id")),
    "regimens": (("evidence", "regimen_id"), ("evidence", "comparator_regimen_id")),
    "citations": (
        ("subtypes", "citation_id"), ("agents", "citation_id"), ("agent_targets", "citation_id"),
        ("trials", "citation_id"),
        ("alterations", "citation_id"), ("evidence", "citation_id"), ("outcomes", "citation_id"),
        ("regulatory_events", "citation_id"),
    ),
    "evidence": (("outcomes", "evidence_id"),),
    "indications": (("regulatory_events", "indication_id"),),
}  # fmt: skip
ALL_TABLES = (
    "subtypes", "targets", "target_members", "agents", "agent_targets", "trials", "regimens", "regimen_agents",
    "citations", "subtype_synonyms", "target_synonyms", "agent_synonyms", "alterations", "evidence", "outcomes",
    "indications", "regulatory_events", "retired_ids",
)  # fmt: skip
SAYS_WHY_UNUSED = ("subtypes", "targets", "agents", "trials")
KEYS: Mapping[str, str] = {table: f"{table.removesuffix('s')}_id" for table in USES}


def _columns_of_uses(tables: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the columns that tell whether the rows of these tables are used, by table."""
    pairs = [pair for table in tables for pair in ((table, KEYS[table]), *USES[table])]
    pairs += [(table, "unused_reason") for table in tables if table in SAYS_WHY_UNUSED]
    return {table: tuple(dict.fromkeys(column for other, column in pairs if other == table)) for table, _ in pairs}


def _find_unused(data: Data) -> Iterator[Finding]:
    for table, places in USES.items():
        key = KEYS[table]
        rows = data[table].join(_used_keys(data, table), on=key, how="anti")
        if table in SAYS_WHY_UNUSED:
            rows = rows.filter(pl.col("unused_reason").is_null())
        where = ", ".join(f"{other}.{column}" for other, column in places)
        yield from findings_of(table, rows, key, f"{{{key}}} is used nowhere", f"a reference from {where}")


def _find_needless_reasons(data: Data) -> Iterator[Finding]:
    for table in SAYS_WHY_UNUSED:
        key = KEYS[table]
        reasoned = data[table].filter(pl.col("unused_reason").is_not_null())
        rows = reasoned.join(_used_keys(data, table), on=key, how="semi")
        yield from findings_of(
            table, rows, "unused_reason", f"{{{key}}} is used, but gives a reason why not", "an empty cell"
        )


def _used_keys(data: Data, table: str) -> pl.DataFrame:
    """Return the keys of a table that some row refers to, under the name of the key."""
    places = [data[other].select(pl.col(column).alias(KEYS[table])) for other, column in USES[table]]
    return pl.concat(places).drop_nulls()


def _find_wrong_order(data: Data) -> Iterator[Finding]:
    """Yield events that cannot follow the earlier ones of their indication."""
    events = data["regulatory_events"].drop_nulls(["indication_id", "event", "event_date"])
    rank = {name: index for index, name in enumerate((*ENDS, *STARTS, *NEEDS_APPROVAL))}
    ordered = events.sort("indication_id", "event_date", pl.col("event").replace_strict(rank, default=99), LINE)
    for _, group in ordered.group_by("indication_id", maintain_order=True):
        approved = False
        for row in group.rows(named=True):
            problem = _problem_of_event(row["event"], approved)
            if problem:
                message = f"{row['event']} on {row['event_date']}, but {problem}"
                yield Finding("regulatory_events", row[LINE], "event", row["event"], message, "a possible order")
            approved = row["event"] in STARTS or (approved and row["event"] != "withdrawn")


def _problem_of_event(event: str, approved: bool) -> str:
    if event in NEEDS_APPROVAL and not approved:
        return "nothing is approved at that time"
    if event in STARTS and approved:
        return "the indication is approved already"
    return ""


def _find_revived(data: Data) -> Iterator[Finding]:
    """Yield retired identifiers that still stand in their table, and successors that do not."""
    for row in data["retired_ids"].drop_nulls(["table", "retired_id"]).rows(named=True):
        yield from _problems_of_retired(row, data)


def _problems_of_retired(row: Mapping[str, Any], data: Data) -> Iterator[Finding]:
    def problem(column: str, message: str, expected: str) -> Finding:
        return Finding("retired_ids", row[LINE], column, row[column], message, expected)

    table = row["table"]
    if table not in data.package.resources:
        yield problem("table", f"there is no table {table!r}", "a table of the package")
    elif data.has_key(table):
        standing = identifiers(data[table], data.primary_key(table))
        if row["retired_id"] in standing:
            yield problem("retired_id", f"{row['retired_id']} still stands in {table}", "an identifier that is gone")
        if row["replaced_by"] and row["replaced_by"] not in standing:
            yield problem(
                "replaced_by",
                f"the successor {row['replaced_by']} is not in {table}",
                "an identifier that stands",
            )


def identifiers(frame: pl.DataFrame, key: list[str]) -> set[str]:
    """Return the keys of a table as retired_ids writes them: the parts of a composite key joined by |."""
    return {"|".join(map(str, row)) for row in frame.select(key).rows()}


def _find_unsorted(data: Data) -> Iterator[Finding]:
    for table, frame in data.tables.items():
        if not data.has_key(table):
            continue
        key = data.primary_key(table)
        rows = frame.drop_nulls(key).select(LINE, *key).rows()
        for (_, *above), (line, *below) in pairwise(rows):
            if below < above:
                value = "|".join(map(str, below))
                message = f"{value} comes after {'|'.join(map(str, above))}"
                yield Finding(table, line, key[0], value, message, "rows in the order of their key")


def _future(rule_id: str, table: str, column: str, what: str) -> Rule:
    def find(data: Data) -> Iterator[Finding]:
        limit = data.today if column == "event_date" else data.today.year
        rows = data[table].filter(pl.col(column) > limit)
        return findings_of(table, rows, column, f"{what} {{{column}}} is in the future", f"at most {limit}")

    return Rule(
        rule_id,
        f"No {what} lies in the future.",
        {table: (column,)},
        "correct the date; what is announced is entered when it has happened",
        "2012",
        "2112",
        find,
    )


_body = pl.col("citation_id").str.extract(r"^(?:pmid|doi|pmcid|nct):(.*)$")
_prefix = pl.col("citation_id").str.extract(r"^([a-z-]+):")
_has_number = pl.any_horizontal(pl.col(name).is_not_null() for name in ("pmid", "doi", "pmcid"))
_has_pages = pl.all_horizontal(pl.col(name).is_not_null() for name in ("container", "volume", "pages"))


def _numbers_of_registry() -> pl.Expr:
    alternatives = [
        (pl.col("registry") == registry) & pl.col("trial_id").str.contains("^" + number)
        for registry, number in REGISTRY_NUMBERS.items()
    ]
    return pl.any_horizontal(alternatives)


RULES = (
    row_rule(
        "citation-spells-number",
        "A citation identifier agrees with the PMID, else the DOI, else the PMCID of its row.",
        table="citations",
        column="citation_id",
        bad=pl.when(pl.col("pmid").is_not_null())
        .then((_prefix != "pmid") | (_body != pl.col("pmid")))
        .when(pl.col("doi").is_not_null())
        .then((_prefix != "doi") | (_body != pl.col("doi")))
        .when(pl.col("pmcid").is_not_null())
        .then((_prefix != "pmcid") | (_body != pl.col("pmcid")))
        .otherwise(_prefix.is_in(["pmid", "doi", "pmcid"])),
        message="{citation_id} with PMID {pmid!r}, DOI {doi!r}, PMCID {pmcid!r}",
        expected="pmid:… if there is a PMID, else doi:…, else pmcid:…, else another prefix",
        repair="correct the identifier and what refers to it, or the number",
        example=("pmid:22595799 with 22595799", "pmid:22595799 with 22595798"),
    ),
    row_rule(
        "citation-can-be-found",
        "A citation has a PMID, DOI, PMCID or address.",
        table="citations",
        column="url",
        bad=pl.col("url").is_null() & ~_has_number,
        message="{citation_id} has no number and no address",
        expected="a PMID, DOI, PMCID or url",
        repair="enter where the document was read",
        example=("a label with its address", "a label without"),
    ),
    row_rule(
        "article-has-author",
        "An article or conference abstract has a first author, or a number, or volume and pages, that lead there.",
        table="citations",
        column="first_author",
        bad=pl.col("kind").is_in(["journal-article", "conference-abstract"])
        & pl.col("first_author").is_null()
        & ~_has_number
        & ~_has_pages,
        message="the {kind} {citation_id} has neither a first author nor a number or pages",
        expected="surname and initials, unless a number, or volume and pages, lead to them",
        repair="enter the author as printed",
        example=("van der Graaf WTA", "an empty cell, without PMID, DOI, PMCID and pages"),
    ),
    row_rule(
        "document-has-container",
        "A document has a container, or a PMID, DOI or PMCID that leads there.",
        table="citations",
        column="container",
        bad=pl.col("container").is_null() & ~_has_number,
        message="{citation_id} has neither a container nor a number",
        expected="a journal, meeting or issuing body, unless a number leads to it",
        repair="enter the container as printed",
        example=("Lancet", "an empty cell, without PMID, DOI and PMCID"),
    ),
    row_rule(
        "document-has-year",
        "A document has a year, or a number, or volume and pages, that lead there.",
        table="citations",
        column="year",
        bad=pl.col("year").is_null() & ~_has_number & ~_has_pages,
        message="{citation_id} has neither a year nor a number or pages",
        expected="a year, unless a number, or volume and pages, lead to it",
        repair="enter the year as printed",
        example=("2012", "an empty cell, without PMID, DOI, PMCID and pages"),
    ),
    row_rule(
        "doi-in-lower-case",
        "A DOI is written in lower case.",
        table="citations",
        column="doi",
        bad=pl.col("doi") != pl.col("doi").str.to_lowercase(),
        message="{doi} has capital letters",
        expected="lower case: DOIs do not tell cases apart, our keys do",
        repair="write it in lower case, in citation_id too",
        example=("10.1016/s0140-6736(12)60651-5", "10.1016/S0140-6736(12)60651-5"),
    ),
    _future("citation-not-in-future", "citations", "year", "year of publication"),
    _future("trial-not-in-future", "trials", "start_year", "start year"),
    _future("approval-not-in-future", "agents", "first_approval_year", "year of first approval"),
    _future("event-not-in-future", "regulatory_events", "event_date", "regulatory event"),
    row_rule(
        "registry-of-number",
        "The registry of a trial is the one that issues such numbers.",
        table="trials",
        column="registry",
        bad=~_numbers_of_registry(),
        message="{trial_id} is no number of {registry}",
        expected="the registry that issued the number",
        repair="correct the registry",
        example=("NCT00753688, ClinicalTrials.gov", "NCT00753688, ChiCTR"),
    ),
    row_rule(
        "date-begins-period",
        "A date known to the month or year only is the first day of it.",
        table="regulatory_events",
        column="event_date",
        bad=((pl.col("date_precision") != "day") & (pl.col("event_date").dt.day() != 1))
        | ((pl.col("date_precision") == "year") & (pl.col("event_date").dt.month() != 1)),
        message="{event_date} with the precision {date_precision}",
        expected="the first day of the month or year",
        repair="correct date or precision",
        example=("2012-04-01, month", "2012-04-26, month"),
    ),
    Rule(
        "events-in-order",
        "No indication is changed, converted or withdrawn before it is approved, or approved twice.",
        {"regulatory_events": ("indication_id", "event", "event_date")},
        "correct the dates or events of the indication, or enter the approval that is missing",
        "approved 2012, withdrawn 2020",
        "withdrawn 2012, approved 2020",
        _find_wrong_order,
    ),
    row_rule(
        "agnostic-has-biomarker",
        "A tumour-agnostic indication names its biomarker.",
        table="indications",
        column="biomarker",
        bad=pl.col("tumour_agnostic") & pl.col("biomarker").is_null(),
        message="{indication_id} is tumour-agnostic without a biomarker",
        expected="a biomarker",
        repair="enter the biomarker, or set tumour_agnostic to false",
        example=("NTRK fusion", "an empty cell"),
    ),
    Rule(
        "nothing-unused",
        "Every entity, citation, row of evidence and indication is used by some row, or says why not.",
        _columns_of_uses(USES),
        "remove the row, or say in unused_reason why it stands",
        "a citation that a row names",
        "a citation that no row names",
        _find_unused,
    ),
    Rule(
        "reason-only-if-unused",
        "A reason for not being used stands only where nothing uses the row.",
        _columns_of_uses(SAYS_WHY_UNUSED),
        "remove the reason",
        "used, no reason",
        "used, with a reason",
        _find_needless_reasons,
    ),
    Rule(
        "retired-stays-retired",
        "A retired identifier does not stand in its table, and its successor does.",
        {**dict.fromkeys(ALL_TABLES, ()), "retired_ids": ("table", "retired_id", "replaced_by")},
        "remove the row from retired_ids, or take a new identifier",
        "STS-E0007, gone",
        "STS-E0007, still in evidence",
        _find_revived,
    ),
    Rule(
        "rows-in-order",
        "The rows of every table stand in the order of its primary key.",
        dict.fromkeys(ALL_TABLES, ()),
        "run `sts format`",
        "STS-E0001 before STS-E0002",
        "STS-E0002 before STS-E0001",
        _find_unsorted,
    ),
)
