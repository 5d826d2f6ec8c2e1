"""A quick look at the tables from the terminal: find a name, show rows of a subtype, agent or target."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from sts_targets.issues import CannotRunError

KINDS = ("subtype", "target", "agent")
Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Hit:
    """Something that a text names: its kind, identifier and name, and the name by which it was found."""

    kind: str
    id: str
    name: str
    found_by: str


def find(frames: Frames, text: str) -> list[Hit]:
    """Return subtypes, targets, agents and trials whose identifier, name or synonym contains a text, case aside.

    Whole matches come first.

    Example:
        >>> from sts_targets import load
        >>> find(load(), "Gleevec")[0].id
        'imatinib'
    """
    wanted = text.casefold()
    hits = {(hit.kind, hit.id): hit for hit in reversed(list(_names(frames))) if wanted in hit.found_by.casefold()}
    return sorted(hits.values(), key=lambda hit: (hit.found_by.casefold() != wanted, hit.kind, hit.id))


def _names(frames: Frames) -> Iterator[Hit]:
    for kind in KINDS:
        key, table = f"{kind}_id", frames[f"{kind}s"]
        names = dict(table.select(key, "name").rows())
        for identifier, name in names.items():
            yield Hit(kind, identifier, name, name)
            yield Hit(kind, identifier, name, identifier)
        if kind == "subtype":
            for identifier, short in table.select(key, "abbreviation").drop_nulls().rows():
                yield Hit(kind, identifier, names[identifier], short)
        for identifier, synonym in frames[f"{kind}_synonyms"].select(key, "synonym").rows():
            yield Hit(kind, identifier, names[identifier], synonym)
    for identifier, acronym in frames["trials"].select("trial_id", "acronym").rows():
        yield Hit("trial", identifier, acronym or identifier, identifier)
        if acronym:
            yield Hit("trial", identifier, acronym, acronym)


def resolve(frames: Frames, kind: str, text: str) -> str:
    """Return the identifier of the one subtype, target or agent that a name or synonym means.

    Raises:
        CannotRunError: nothing or several things are named so; the text lists what is near.
    """
    hits = [hit for hit in find(frames, text) if hit.kind == kind]
    exact = [hit for hit in hits if hit.found_by.casefold() == text.casefold()]
    if len(exact) == 1 or (not exact and len(hits) == 1):
        return (exact or hits)[0].id
    near = ", ".join(hit.id for hit in hits[:8]) or "none; try `sts find` with a part of the name"
    raise CannotRunError(f"no single {kind} is named {text!r}. Near: {near}.")


def show(
    frames: Frames, table: str, *, subtype: str | None = None, agent: str | None = None, target: str | None = None
) -> pl.DataFrame:
    """Return the rows of a table that are about a subtype (with what is below it), an agent and a target.

    Raises:
        CannotRunError: there is no such table or name, or the table does not know that kind of thing.
    """
    if table not in frames:
        raise CannotRunError(f"there is no table {table!r}. Tables: {', '.join(frames)}.")
    rows = frames[table]
    if subtype:
        rows = _keep(rows, table, "subtype_id", below(frames, resolve(frames, "subtype", subtype)), frames)
    if agent:
        rows = _keep(rows, table, "agent_id", [resolve(frames, "agent", agent)], frames)
    if target:
        rows = _keep(rows, table, "target_id", [resolve(frames, "target", target)], frames)
    return rows


def below(frames: Frames, subtype: str) -> list[str]:
    """Return a subtype and everything below it in the tree."""
    found, edges = [subtype], frames["subtypes"].select("subtype_id", "parent_id").rows()
    for above in found:
        found += [child for child, parent in edges if parent == above]
    return found


def _keep(rows: pl.DataFrame, table: str, column: str, wanted: list[str], frames: Frames) -> pl.DataFrame:
    """Keep rows whose COLUMN is wanted; the column may stand in the table, its evidence, or its regimen's agents."""
    if column == "target_id" and "biomarker_target_id" in rows.columns:
        return rows.filter(pl.col("biomarker_target_id").is_in(wanted))
    if column == "target_id" and "partner_target_id" in rows.columns:
        return rows.filter(pl.col("target_id").is_in(wanted) | pl.col("partner_target_id").is_in(wanted))
    if column in rows.columns:
        return rows.filter(pl.col(column).is_in(wanted))
    if column == "agent_id" and "regimen_id" in rows.columns:
        regimens = frames["regimen_agents"].filter(pl.col("agent_id").is_in(wanted))["regimen_id"]
        return rows.filter(pl.col("regimen_id").is_in(regimens.to_list()))
    if "evidence_id" in rows.columns and table != "evidence":
        evidence = _keep(frames["evidence"], "evidence", column, wanted, frames)
        return rows.filter(pl.col("evidence_id").is_in(evidence["evidence_id"].to_list()))
    if "indication_id" in rows.columns and table != "indications":
        indications = _keep(frames["indications"], "indications", column, wanted, frames)
        return rows.filter(pl.col("indication_id").is_in(indications["indication_id"].to_list()))
    raise CannotRunError(f"{table} has no {column}. Repair: leave that option out, or show another table.")


def as_terminal_table(rows: pl.DataFrame, width: int) -> str:
    """Return rows as a table for a terminal of that width; columns without any cell are left out."""
    filled = [name for name in rows.columns if rows[name].null_count() < rows.height]
    with pl.Config(
        tbl_rows=-1, tbl_cols=-1, tbl_width_chars=width, fmt_str_lengths=60, tbl_hide_dataframe_shape=True,
        tbl_hide_column_data_types=True, tbl_formatting="UTF8_BORDERS_ONLY",
    ):  # fmt: skip
        shown = rows.select(filled).with_columns(pl.all().cast(pl.String).fill_null(""))
        return str(shown) + f"\n{rows.height:,} rows"
