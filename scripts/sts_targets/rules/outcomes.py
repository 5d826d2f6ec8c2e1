"""Rules over evidence and its numbers."""

from collections.abc import Iterator
from statistics import NormalDist

import polars as pl

from sts_targets.findings import LINE
from sts_targets.rules.rule import Data, Finding, Rule, findings_of, repeated, row_rule

RESPONSE_ENDPOINTS = ["ORR", "CR", "PR", "SD", "PD", "DCR", "CBR", "volume-response", "grade3plus-AE"]
SAME_ASSESSMENT = [
    "evidence_id", "arm", "criteria", "assessor", "n", "timepoint_months", "citation_id",
]  # fmt: skip

# Exact intervals are up to 1.5 times as wide as Wilson's, intervals of the normal approximation down to 0.6 times.
NARROWEST, WIDEST = 0.55, 1.75
# Logarithms of published hazard ratios lie off the middle of their intervals by up to 0.16; limits are rounded to two
# places.
SKEWNESS, ROUNDING = 0.2, 0.005

_endpoint = pl.col("endpoint")
_is_ratio = _endpoint.str.starts_with("HR-")
_is_rate = _endpoint.str.ends_with("-rate")
_is_median = _endpoint.is_in(["PFS", "EFS", "OS", "DOR", "TTP", "TTR", "RFS"])
_computed = 100 * pl.col("events") / pl.col("n")
_log_skewness = (pl.col("value").log() * 2 - pl.col("ci_low").log() - pl.col("ci_high").log()).abs()
_QUANTILES = {level: NormalDist().inv_cdf(0.5 + level / 200) for level in (80, 90, 95, 99)}
_tolerance = pl.when(pl.col("value") == pl.col("value").round(0)).then(0.55).otherwise(0.1)


def _find_orr_above_dcr(data: Data) -> Iterator[Finding]:
    pairs = _side_by_side(data["outcomes"], "ORR", "DCR")
    return findings_of(
        "outcomes",
        pairs.filter(pl.col("value") > pl.col("value_DCR")),
        "value",
        "the response rate {value} is above the disease control rate {value_DCR} of the same assessment",
        "ORR ≤ DCR",
    )


def _find_unequal_sum(data: Data) -> Iterator[Finding]:
    outcomes = data["outcomes"]
    rows = _join_assessment(_side_by_side(outcomes, "ORR", "CR"), outcomes, "PR")
    difference = (pl.col("value_CR") + pl.col("value_PR") - pl.col("value")).abs()
    return findings_of(
        "outcomes",
        rows.filter(difference > 1.1),
        "value",
        "CR {value_CR} and PR {value_PR} do not add up to ORR {value}",
        "CR + PR = ORR within rounding",
    )


def _side_by_side(outcomes: pl.DataFrame, endpoint: str, other: str) -> pl.DataFrame:
    rows = outcomes.filter((_endpoint == endpoint) & (pl.col("unit") == "percent"))
    return _join_assessment(rows, outcomes, other)


def _join_assessment(rows: pl.DataFrame, outcomes: pl.DataFrame, endpoint: str) -> pl.DataFrame:
    """Add the value of another endpoint of the same evidence, arm, criteria, assessor, denominator and document."""
    other = outcomes.filter(_endpoint == endpoint).select(*SAME_ASSESSMENT, pl.col("value").alias(f"value_{endpoint}"))
    return rows.join(other, on=SAME_ASSESSMENT, how="inner", nulls_equal=True)


def _find_missing_comparator(data: Data) -> Iterator[Finding]:
    alone = data["evidence"].filter(pl.col("comparator_regimen_id").is_null()).select("evidence_id")
    rows = data["outcomes"].filter(pl.col("arm") != "experimental").join(alone, on="evidence_id", how="semi")
    return findings_of(
        "outcomes",
        rows,
        "arm",
        "the arm is {arm}, but {evidence_id} has no comparator",
        "a comparator_regimen_id in evidence",
    )


def _find_phase_conflict(data: Data) -> Iterator[Finding]:
    trials = data["trials"].select("trial_id", pl.col("phase").alias("trial_phase"))
    rows = data["evidence"].join(trials, on="trial_id", how="inner").filter(pl.col("phase").is_not_null())
    agrees = (pl.col("phase") == pl.col("trial_phase")) | pl.col("trial_phase").str.split("/").list.contains(
        pl.col("phase")
    )
    return findings_of(
        "evidence",
        rows.filter(~agrees),
        "phase",
        "phase {phase} does not agree with phase {trial_phase} of {trial_id}",
        "the phase of the trial, or one of its parts",
    )


def _find_double_evidence(data: Data) -> Iterator[Finding]:
    what = [
        "subtype_id", "cohort", "biomarker_target_id", "biomarker", "regimen_id", "comparator_regimen_id",
        "setting", "citation_id",
    ]  # fmt: skip
    return _doubles(
        data,
        "evidence",
        what,
        "evidence_id",
        "the same study, subtype, cohort, biomarker, regimen and setting stand in {first}",
    )


def _find_double_outcome(data: Data) -> Iterator[Finding]:
    what = [*SAME_ASSESSMENT, "endpoint", "value"]
    return _doubles(data, "outcomes", what, "outcome_id", "the same number stands in {first}")


def _find_larger_denominator(data: Data) -> Iterator[Finding]:
    rows = _with_evidence(data, patients="n")
    return findings_of(
        "outcomes",
        rows.filter((_endpoint != "grade3plus-AE") & (pl.col("n") > pl.col("patients"))),
        "n",
        "the number is of {n} patients, but {evidence_id} has {patients}",
        "n ≤ n in evidence",
    )


def _find_shared_number(data: Data) -> Iterator[Finding]:
    cohort = ["subtype_id", "regimen_id", "comparator_regimen_id"]
    rows = _with_evidence(data, *cohort, study="citation_id")
    rows = rows.filter(pl.all_horizontal(pl.col("n", "value", "ci_low", "ci_high").is_not_null()))
    first = pl.col("evidence_id").first().over([*cohort, "study", *_NUMBER], order_by=LINE)
    rows = rows.with_columns(first.alias("first"))
    return findings_of(
        "outcomes",
        rows.filter(pl.col("evidence_id") != pl.col("first")),
        "evidence_id",
        "the same number of {n} patients with the same interval stands in {first}, another cohort of the study",
        "a number of this cohort",
    )


def _find_odd_width(data: Data) -> Iterator[Finding]:
    rows = _with_evidence(data, "design")
    rows = rows.filter(_endpoint.is_in(RESPONSE_ENDPOINTS) & pl.col("design").ne_missing("pooled-analysis"))
    rows = rows.with_columns(_wilson_width().round(1).alias("width"), printed=pl.col("ci_high") - pl.col("ci_low"))
    return findings_of(
        "outcomes",
        rows.filter(~pl.col("printed").is_between(pl.col("width") * NARROWEST, pl.col("width") * WIDEST)),
        "n",
        "the interval {ci_low}–{ci_high} does not fit {value} percent of {n} patients",
        "an interval about {width} wide",
    )


def _with_evidence(data: Data, *columns: str, **renamed: str) -> pl.DataFrame:
    """Return the outcomes with columns of their evidence; RENAMED gives a column another name."""
    return data["outcomes"].join(data["evidence"].select("evidence_id", *columns, **renamed), on="evidence_id")


def _wilson_width() -> pl.Expr:
    """Return how wide, in percentage points, Wilson's score interval of a percentage of n patients is."""
    z = pl.col("ci_level").replace_strict(_QUANTILES, default=None)
    share, n = pl.col("value") / 100, pl.col("n")
    return 200 * z * (share * (1 - share) / n + z.pow(2) / (4 * n.pow(2))).sqrt() / (1 + z.pow(2) / n)


def _doubles(data: Data, table: str, columns: list[str], blame: str, message: str) -> Iterator[Finding]:
    return findings_of(table, repeated(data, table, data[table], columns), blame, message, "each fact once")


_NUMBER = ("arm", "endpoint", "timepoint_months", "assessor", "n", "value", "ci_low", "ci_high")
_ASSESSMENT = {"outcomes": (*SAME_ASSESSMENT, "endpoint", "unit", "value")}

RULES = (
    row_rule(
        "ci-encloses-value",
        "Confidence limits enclose the value.",
        table="outcomes",
        column="value",
        bad=(pl.col("ci_low") > pl.col("value"))
        | (pl.col("value") > pl.col("ci_high"))
        | (pl.col("ci_low") > pl.col("ci_high")),
        message="the value {value} is not between its confidence limits {ci_low} and {ci_high}",
        expected="ci_low ≤ value ≤ ci_high",
        repair="read value and limits again at the source",
        example=("4.6 (3.7–4.8)", "4.6 (4.7–4.8)"),
    ),
    row_rule(
        "ci-has-level",
        "A confidence interval has a level, and a level has an interval.",
        table="outcomes",
        column="ci_level",
        bad=(pl.col("ci_low").is_not_null() | pl.col("ci_high").is_not_null()) != pl.col("ci_level").is_not_null(),
        message="level {ci_level} and limits {ci_low}–{ci_high} do not go together",
        expected="ci_level exactly when there is a limit",
        repair="enter the level that the source prints, or remove it",
        example=("3.7–4.8 at 95", "3.7–4.8 without a level"),
    ),
    row_rule(
        "p-has-operator",
        "A p value has an operator, and an operator a p value.",
        table="outcomes",
        column="p_value",
        bad=pl.col("p_value").is_null() != pl.col("p_operator").is_null(),
        message="operator {p_operator!r} and p value {p_value!r} do not go together",
        expected="both or none",
        repair="enter eq, lt or gt beside the value",
        example=("lt 0.0001", "0.0001 without an operator"),
    ),
    row_rule(
        "percent-in-range",
        "A percentage lies between 0 and 100.",
        table="outcomes",
        column="value",
        bad=(pl.col("unit") == "percent") & (pl.max_horizontal("value", "ci_low", "ci_high") > 100),
        message="{value} ({ci_low}–{ci_high}) is above 100 percent",
        expected="at most 100",
        repair="correct the number or its unit",
        example=("38 percent", "380 percent"),
    ),
    row_rule(
        "events-within-n",
        "There are no more events than patients.",
        table="outcomes",
        column="events",
        bad=pl.col("events") > pl.col("n"),
        message="{events} events among {n} patients",
        expected="events ≤ n",
        repair="read both counts again at the source",
        example=("7 of 40", "40 of 7"),
    ),
    row_rule(
        "percent-matches-counts",
        "A response percentage equals events divided by n within rounding.",
        table="outcomes",
        column="value",
        bad=(pl.col("unit") == "percent")
        & _endpoint.is_in(RESPONSE_ENDPOINTS)
        & ((_computed - pl.col("value")).abs() > _tolerance),
        message="{value} percent is not {events} of {n}",
        expected="value = 100 × events / n",
        repair="read the counts again; a denominator that differs from n is the error most often",
        example=("17.5 for 7 of 40", "18.5 for 7 of 40"),
    ),
    row_rule(
        "value-when-reported",
        "A value is there exactly when its status is reported.",
        table="outcomes",
        column="value",
        bad=pl.col("value").is_null() == (pl.col("value_status") == "reported"),
        message="status {value_status} with value {value!r}",
        expected="a value if reported, none otherwise",
        repair="enter the value, or set value_status to not-reached or not-estimable",
        example=("not-reached, empty", "not-reached, 12"),
    ),
    row_rule(
        "ratio-between-arms",
        "Hazard ratios, and nothing else, stand between arms.",
        table="outcomes",
        column="arm",
        bad=_is_ratio != (pl.col("arm") == "between-arms"),
        message="{endpoint} stands in the arm {arm}",
        expected="between-arms for hazard ratios, an arm of the study for everything else",
        repair="correct arm or endpoint",
        example=("HR-PFS, between-arms", "HR-PFS, experimental"),
    ),
    row_rule(
        "hazard-ratio-is-centred",
        "A hazard ratio lies in the middle of its interval on the logarithmic scale.",
        table="outcomes",
        column="value",
        bad=_is_ratio & (pl.col("ci_low") > 0) & (_log_skewness > SKEWNESS + ROUNDING / pl.col("ci_low")),
        message="{value} is not in the middle of {ci_low}–{ci_high}",
        expected="value² = ci_low × ci_high, roughly",
        repair="read value and limits again at the source; a digit is wrong or a limit of another ratio",
        example=("0.31 (0.24–0.40)", "0.31 (0.24–0.60)"),
    ),
    Rule(
        "interval-fits-denominator",
        "The interval of a response percentage is about as wide as n allows, except in pooled analyses.",
        {
            "outcomes": ("endpoint", "n", "value", "ci_low", "ci_high", "ci_level", "evidence_id"),
            "evidence": ("evidence_id", "design"),
        },
        "read denominator and interval again at the source; n is that of another group most often",
        "40 (28–52) of 62",
        "40 (28–52) of 620",
        _find_odd_width,
    ),
    Rule(
        "arm-has-comparator",
        "A control arm or a comparison between arms needs a comparator in the evidence.",
        {"outcomes": ("arm", "evidence_id"), "evidence": ("evidence_id", "comparator_regimen_id")},
        "enter the comparator regimen in evidence, or correct the arm",
        "control, comparator placebo",
        "control, no comparator",
        _find_missing_comparator,
    ),
    row_rule(
        "unit-fits-endpoint",
        "Rates are percentages, medians are months and hazard ratios are ratios.",
        table="outcomes",
        column="unit",
        bad=pl.col("unit")
        != pl.when(_is_ratio)
        .then(pl.lit("ratio"))
        .when(_is_median)
        .then(pl.lit("months"))
        .otherwise(pl.lit("percent")),
        message="{endpoint} is given in {unit}",
        expected="percent for rates, months for medians, ratio for hazard ratios",
        repair="correct the unit, and convert the value if need be",
        example=("PFS in months", "PFS in percent"),
    ),
    row_rule(
        "timepoint-fits-endpoint",
        "Rates at a time have a time point; medians and hazard ratios have none.",
        table="outcomes",
        column="timepoint_months",
        bad=(_is_rate & pl.col("timepoint_months").is_null())
        | ((_is_median | _is_ratio) & pl.col("timepoint_months").is_not_null()),
        message="{endpoint} with time point {timepoint_months!r}",
        expected="months for PFS-rate, OS-rate, EFS-rate and RFS-rate; empty for medians and hazard ratios",
        repair="enter the months, or remove them",
        example=("PFS-rate at 6", "PFS at 6"),
    ),
    Rule(
        "orr-within-dcr",
        "The objective response rate is not above the disease control rate of the same assessment.",
        _ASSESSMENT,
        "read both rates again at the source",
        "ORR 20, DCR 60",
        "ORR 60, DCR 20",
        _find_orr_above_dcr,
    ),
    Rule(
        "cr-and-pr-make-orr",
        "Complete and partial responses of one assessment add up to the objective responses, within rounding.",
        _ASSESSMENT,
        "read the three rates again at the source",
        "CR 5, PR 15, ORR 20",
        "CR 5, PR 15, ORR 30",
        _find_unequal_sum,
    ),
    Rule(
        "phases-agree",
        "The phase of the evidence agrees with that of its trial; 1/2 includes both.",
        {"evidence": ("phase", "trial_id"), "trials": ("trial_id", "phase")},
        "correct the phase in evidence or trials",
        "evidence 2, trial 1/2",
        "evidence 3, trial 1/2",
        _find_phase_conflict,
    ),
    row_rule(
        "comparison-has-comparator",
        "Benefit and no benefit are said against a comparator or in a pooled analysis.",
        table="evidence",
        column="direction",
        bad=pl.col("direction").is_in(["benefit", "no-benefit"])
        & pl.col("comparator_regimen_id").is_null()
        & (pl.col("design") != "pooled-analysis"),
        message="direction {direction} without a comparator",
        expected="activity, resistance or inconclusive where nothing is compared",
        repair="enter the comparator or correct the direction",
        example=("activity, single arm", "benefit, single arm"),
    ),
    row_rule(
        "comparator-differs",
        "A regimen is not compared with itself.",
        table="evidence",
        column="comparator_regimen_id",
        bad=pl.col("regimen_id") == pl.col("comparator_regimen_id"),
        message="{regimen_id} is compared with itself",
        expected="another regimen",
        repair="correct one of the two; a dose or duration follows @",
        example=("imatinib@800mg v imatinib@400mg", "imatinib v imatinib"),
    ),
    Rule(
        "evidence-once",
        "One publication, subtype, cohort, biomarker, regimen, comparator and setting make one row of evidence.",
        {
            "evidence": (
                "subtype_id",
                "cohort",
                "biomarker_target_id",
                "biomarker",
                "regimen_id",
                "comparator_regimen_id",
                "setting",
                "citation_id",
                "evidence_id",
            )
        },
        "join the rows, or say in cohort what tells them apart",
        "two cohorts of a trial with their descriptions",
        "two rows alike but for the identifier",
        _find_double_evidence,
    ),
    Rule(
        "outcome-once",
        "One number stands in one row.",
        {"outcomes": (*SAME_ASSESSMENT, "endpoint", "value", "outcome_id")},
        "remove one of the rows",
        "ORR by two assessors",
        "two rows alike but for the identifier",
        _find_double_outcome,
    ),
    Rule(
        "denominator-within-study",
        "No number but a rate of adverse events is of more patients than its row of evidence has.",
        {"outcomes": ("n", "endpoint", "evidence_id"), "evidence": ("evidence_id", "n")},
        "read both counts again at the source; evidence has the patients of all arms analysed for efficacy",
        "7 of 40 in a cohort of 45",
        "7 of 40 in a cohort of 35",
        _find_larger_denominator,
    ),
    Rule(
        "cohorts-differ",
        "Two cohorts of one study, with one subtype and regimen, do not share a number with denominator and interval.",
        {
            "outcomes": ("evidence_id", *_NUMBER),
            "evidence": ("evidence_id", "subtype_id", "regimen_id", "comparator_regimen_id", "citation_id"),
        },
        "read the number of each cohort again, or join the two rows of evidence if they are one",
        "0.61 (0.39–0.96) of all 127, 0.57 (0.31–1.03) of those with grade 3",
        "0.61 (0.39–0.96) of 127 patients in two cohorts",
        _find_shared_number,
    ),
)
