"""Readers of others see in a release what stands in it, as docs/interoperability.md says."""

import csv
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from conftest import require, require_environment
from interop.cells import sources
from interop.matrix import PAGE, PROGRAMS, Verdict, judge, page, row_of, run_program

Runs = Mapping[str, Future[dict[str, Any]]]
NEEDED = {"spark": ["java"], "office": ["soffice"], "r": ["Rscript"], "sqlite": ["sqlite3"]}
ENVIRONMENTS = {"spark": "interop", "python": "interop", "frictionless-old": "frictionless"}


def lines() -> set[str]:
    """Return the lines of the matrix as the page has them."""
    head = page({}).splitlines()
    return set(PAGE.read_text(encoding="utf-8").splitlines()) - set(head)


@pytest.fixture(scope="module")
def runs(real: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """All programs at work on the release of this repository, two at a time; one that is not installed has failed."""
    folder = tmp_path_factory.mktemp("seen")
    with ThreadPoolExecutor(2) as pool:
        yield {name: pool.submit(run_program, name, real[0], folder) for name in PROGRAMS}


@pytest.mark.slow
@pytest.mark.parametrize("program", [*reversed(PROGRAMS)])
def test_readers_see_what_the_page_says(program: str, real: tuple[Path, Path], runs: Runs) -> None:
    for name in NEEDED.get(program, []):
        require(name)
    if program in ENVIRONMENTS:
        require_environment(ENVIRONMENTS[program])
    for reader, seen in runs[program].result().items():
        verdict = judge(real[0], seen)
        assert row_of(reader, verdict) in lines(), f"run `make matrix`: {verdict}"
        assert not verdict.rows + verdict.missing, reader


def test_the_page_is_that_of_the_program() -> None:
    assert PAGE.read_text(encoding="utf-8").startswith(page({})), "run `make matrix`"


def seen_as_it_is(release: Path) -> dict[str, Any]:
    """Return what a reader of text sees that makes no mistake."""
    seen = {}
    for source in sources(release):
        with Path(source.csv).open(encoding="utf-8", newline="") as handle:
            _, *rows = csv.reader(handle)
        cells = [[cell or None for cell in row] for row in rows]
        seen[source.name] = {"types": dict(source.types), "rows": cells}
    return seen


@pytest.mark.slow
def test_a_reader_that_makes_a_mistake_is_caught(built: tuple[Path, Path]) -> None:
    """The comparison itself: a lost row, a lost cell, a lost zero and a wrong type are seen, each as what it is."""
    seen = seen_as_it_is(built[0])
    assert judge(built[0], seen) == Verdict((), (), (), ())
    seen["retired_ids"]["rows"] = seen["retired_ids"]["rows"][1:]
    seen["agents"]["rows"][0][-1] = "something"
    place = list(seen["subtypes"]["types"]).index("doid")
    row = next(row for row in seen["subtypes"]["rows"] if (row[place] or "").startswith("0"))
    row[place] = int(row[place])
    seen["subtypes"]["types"]["doid"] = "integer"
    verdict = judge(built[0], seen)
    assert verdict.types == ("string → integer",)
    assert [item.split(":")[0] for item in verdict.rows] == ["retired_ids"]
    assert [item.split(":")[0] for item in verdict.missing] == ["agents.unused_reason"]
    assert [item.split(":")[0] for item in verdict.values] == ["subtypes.doid"]
