"""The generated pages of docs/: complete, current, and safe to open."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from mini import Mini
from sts_targets.build.views import VIEWS
from sts_targets.cli import main
from sts_targets.dictionary import as_html, as_markdown
from sts_targets.documents import PAGES, write_documents
from sts_targets.package import load_package

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    package = load_package(ROOT)
    return {"markdown": "\n".join(as_markdown(package)), "html": "\n".join(as_html(package))}


def test_the_pages_of_this_package_are_current() -> None:
    assert write_documents(load_package(ROOT), check=True) == [], "run `sts docs`"


@pytest.mark.parametrize(("page", "anchor"), [("markdown", '<a id="{}">'), ("html", '<tr id="{}">')])
def test_every_column_has_an_anchor(page: str, anchor: str, pages: dict[str, str]) -> None:
    package = load_package(ROOT)
    columns = [f"{name}.{column}" for name, item in package.resources.items() for column in item.schema.names]
    columns += [f"{view.name}.{column}" for view in VIEWS for column in view.columns]
    assert [column for column in columns if pages[page].count(anchor.format(column)) != 1] == []


@pytest.mark.parametrize("page", ["markdown", "html"])
def test_codes_units_keys_and_references_are_told(page: str, pages: dict[str, str]) -> None:
    assert "A comparison of both arms." in pages[page]
    assert "unit mo" in pages[page]
    assert "Primary key: agent_id, target_id." in pages[page]
    assert "parent_id refers to subtypes.subtype_id." in pages[page]


def test_the_rows_of_a_markdown_table_have_as_many_cells_as_its_head(pages: dict[str, str]) -> None:
    rows = [line for line in pages["markdown"].splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}


def test_text_of_a_schema_stays_text_in_html(mini: Mini) -> None:
    mini.edit_json(
        "schemas/subtypes.json", lambda schema: schema["fields"][0].update(description="<script>alert(1)</script>")
    )
    html = "\n".join(as_html(load_package(mini.root)))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_docs_writes_what_is_out_of_date_and_check_only_tells(mini: Mini) -> None:
    run = CliRunner()
    told = run.invoke(main, ["docs", str(mini.root), "--check"])
    assert (told.exit_code, told.output.count("out of date. Repair: run `sts docs`")) == (1, len(PAGES))
    assert not (mini.root / "docs").exists()
    assert run.invoke(main, ["docs", str(mini.root)]).exit_code == 0
    assert sorted(file.name for file in (mini.root / "docs").iterdir()) == sorted(PAGES)
    again = run.invoke(main, ["docs", str(mini.root), "--check"])
    assert (again.exit_code, again.output) == (0, "")
