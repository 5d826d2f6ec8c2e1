"""What the tables hold and where their holes are, by subtype and by agent."""

from collections.abc import Iterator, Mapping

import polars as pl

Frames = Mapping[str, pl.DataFrame]


def coverage_by_subtype(frames: Frames) -> pl.DataFrame:
    """Return, for each subtype and variant: alterations, agents tried, evidence, outcomes, approvals, and holes."""
    evidence = frames["evidence"]
    tried = evidence.join(frames["regimen_agents"], on="regimen_id").join(_targeted(frames), on="agent_id", how="semi")
    counts = [
        _count(frames["alterations"], "subtype_id", "alterations"),
        tried.group_by("subtype_id").agg(agents=pl.col("agent_id").n_unique()),
        _count(evidence, "subtype_id", "evidence"),
        _count(
            frames["outcomes"].join(evidence.select("evidence_id", "subtype_id"), on="evidence_id"),
            "subtype_id",
            "outcomes",
        ),
        _count(_approved(frames), "subtype_id", "approvals"),
    ]
    entities = frames["subtypes"].filter(pl.col("rank").is_in(["subtype", "variant", "cohort", "group"]))
    rows = _join(entities.select("subtype_id", "name", "rank"), "subtype_id", counts)
    return rows.with_columns(holes=_holes("alterations", "evidence", "approvals"))


def coverage_by_agent(frames: Frames) -> pl.DataFrame:
    """Return, for each targeted agent: targets, subtypes tried, evidence, outcomes, approvals, and holes."""
    used = frames["evidence"].join(frames["regimen_agents"], on="regimen_id")
    counts = [
        _count(frames["agent_targets"], "agent_id", "targets"),
        used.group_by("agent_id").agg(subtypes=pl.col("subtype_id").n_unique(), evidence=pl.len()),
        _count(
            frames["outcomes"].join(used.select("evidence_id", "agent_id"), on="evidence_id"), "agent_id", "outcomes"
        ),
        _count(_approved(frames), "agent_id", "approvals"),
    ]
    rows = _join(_targeted(frames).select("agent_id", "name"), "agent_id", counts)
    return rows.with_columns(holes=_holes("targets", "evidence"))


def as_markdown(frames: Frames) -> Iterator[str]:
    """Yield the report as Markdown lines."""
    yield "# Coverage"
    yield ""
    yield "What the tables hold, by subtype and by targeted agent; `holes` names what is still empty."
    for title, rows in (("Subtypes", coverage_by_subtype(frames)), ("Agents", coverage_by_agent(frames))):
        yield from ("", f"## {title}", "")
        yield "| " + " | ".join(rows.columns) + " |"
        yield "|" + "---|" * rows.width
        for row in rows.rows():
            yield "| " + " | ".join(map(str, row)) + " |"


def _targeted(frames: Frames) -> pl.DataFrame:
    return frames["agents"].filter(pl.col("is_targeted"))


def _approved(frames: Frames) -> pl.DataFrame:
    return frames["current_indications"].filter(pl.col("status").str.starts_with("approved"))


def _count(rows: pl.DataFrame, key: str, name: str) -> pl.DataFrame:
    return rows.group_by(key).agg(pl.len().alias(name))


def _join(rows: pl.DataFrame, key: str, counts: list[pl.DataFrame]) -> pl.DataFrame:
    for count in counts:
        rows = rows.join(count, on=key, how="left")
    return rows.with_columns(pl.col(pl.UInt32).fill_null(0)).sort(key)


def _holes(*columns: str) -> pl.Expr:
    return pl.concat_str(
        [pl.when(pl.col(name) == 0).then(pl.lit(name)) for name in columns], separator=", ", ignore_nulls=True
    )
