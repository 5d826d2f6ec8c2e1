"""The coverage promise: what reviews name as treatment or target of a subtype stands in the tables, or says why not."""

import csv
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

import sts_targets
from sts_targets.query import below

HERE = Path(__file__).parent
Pair = tuple[str, str, str]


def rows_of(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def pair(row: Mapping[str, str]) -> Pair:
    return row["subtype_id"], row["agent_id"], row["target_id"]


CHECKLIST = [pair(row) for row in rows_of("coverage_checklist.csv")]
EXCEPTIONS = {pair(row): row["reason"] for row in rows_of("coverage_exceptions.csv")}


@pytest.fixture(scope="module")
def frames() -> Mapping[str, pl.DataFrame]:
    return sts_targets.load(HERE.parent)


def covered(frames: Mapping[str, pl.DataFrame], subtype: str, agent: str, target: str) -> bool:
    """Whether there is evidence of the agent, or an alteration of the target, in the subtype or below it."""
    inside = pl.col("subtype_id").is_in(below(frames, subtype))
    if target:
        genes = frames["alterations"].filter(inside)
        return target in {*genes["target_id"], *genes["partner_target_id"]}
    evidence = frames["evidence"].filter(inside)
    regimens = {*evidence["regimen_id"], *evidence["comparator_regimen_id"]}
    made_of = frames["regimen_agents"].filter(pl.col("agent_id") == agent)
    return bool(regimens & {*made_of["regimen_id"]})


@pytest.mark.parametrize("item", CHECKLIST, ids=" ".join)
def test_what_reviews_name_stands_in_the_tables_or_says_why_not(item: Pair, frames: Mapping[str, pl.DataFrame]) -> None:
    assert covered(frames, *item) != bool(EXCEPTIONS.get(item))


def test_every_exception_is_of_the_checklist() -> None:
    assert set(EXCEPTIONS) <= set(CHECKLIST)
    assert len(CHECKLIST) == len(set(CHECKLIST)) > 100


def test_the_checklist_names_what_exists(frames: Mapping[str, pl.DataFrame]) -> None:
    for place, table in enumerate(("subtypes", "agents", "targets")):
        key = f"{table[:-1]}_id"
        assert {item[place] for item in CHECKLIST} - {*frames[table][key], ""} == set()
