"""A page of the explorer in a real browser, and everything that the browser held against it."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from mini import REPOSITORY

AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
DESKTOP, PHONE = (1280, 900), (375, 812)
UNBUILT = "data-table:not(:has([role=table]))"

expect.set_options(timeout=30_000)  # as long as every other wait of Playwright: a loaded machine is slow, not wrong


@dataclass
class Visit:
    """An open page.

    Attributes:
        page: the page in the browser.
        start: the address of the file, without the part behind #.
        problems: console errors, exceptions, requests that left the page.
    """

    page: Page
    start: str
    problems: list[str] = field(default_factory=list)

    def go(self, address: str = "") -> "Visit":
        """Go to an address of the explorer, such as "subtype/synovial-sarcoma"."""
        self.page.goto(f"{self.start}#/{address}")
        self.page.locator(f'html[data-view="#/{address}"]').wait_for()
        expect(self.page.locator(UNBUILT)).to_have_count(0)
        return self

    def follow(self, link: Locator, title: str | re.Pattern[str]) -> None:
        """Click on a link inside the explorer that leads to the view with this heading."""
        link.click()
        self.expect_title(title)

    def back(self, title: str | re.Pattern[str]) -> None:
        """Go back to the view with this heading."""
        self.page.go_back()
        self.expect_title(title)

    def search(self, text: str) -> list[str]:
        """Type into the search box and return what is offered, as "Kind Name"."""
        self.page.get_by_role("combobox", name="Search").fill(text)
        offered = self.page.get_by_role("option")
        expect(offered.first).to_be_visible()
        cells = ".kind, .name"
        return [" ".join(option.locator(cells).all_inner_texts()) for option in offered.all()]

    def choose(self, text: str, title: str | re.Pattern[str]) -> None:
        """Type into the search box and take the first result, the view with this heading, with the keyboard."""
        self.search(text)
        self.page.keyboard.press("Enter")
        self.expect_title(title)

    def expect_title(self, title: str | re.Pattern[str]) -> None:
        """Wait until the view has this heading and all its tables stand."""
        expect(self.page.locator("main h1")).to_have_text(title)
        expect(self.page.locator(UNBUILT)).to_have_count(0)

    def section(self, title: str | re.Pattern[str]) -> Locator:
        """Return a section of the view by its heading."""
        return self.page.get_by_role("region", name=title, exact=True)

    def table(self, name: str) -> Locator:
        """Return a table by its accessible name."""
        return self.page.get_by_role("table", name=name)

    def row(self, table: str, text: str) -> str:
        """Filter a table by TEXT, as a reader does, and return the first row that holds it, in one line."""
        self.page.get_by_role("searchbox", name=f"Filter {table}", exact=True).fill(text)
        row = self.table(table).get_by_role("row").filter(has_text=text).first
        return re.sub(r"\s+", " ", row.inner_text())

    def links(self) -> set[str]:
        """Return the addresses of the explorer to which the view links."""
        return set(self.page.eval_on_selector_all("a[href^='#/']", "all => all.map(a => a.getAttribute('href'))"))

    def download(self, button: Locator) -> tuple[str, list[list[str]]]:
        """Press a button that downloads a CSV file; return its name and its rows."""
        with self.page.expect_download() as waiting:
            button.click()
        text = Path(waiting.value.path()).read_text(encoding="utf-8")
        return waiting.value.suggested_filename, list(csv.reader(io.StringIO(text)))

    def copied(self) -> str:
        """Return what lies in the clipboard."""
        return str(self.page.evaluate("navigator.clipboard.readText()"))

    def axe(self, *rules: str) -> list[str]:
        """Return what axe finds serious or critical; RULES limits it to some rules."""
        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        options = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
        found = self.page.evaluate("options => axe.run(document, { ...options, resultTypes: ['violations'] })", options)
        return [_told(item) for item in found["violations"] if item["impact"] in {"serious", "critical"}]


def _told(violation: dict[str, Any]) -> str:
    places = [node["html"][:120] for node in violation["nodes"][:3]]
    return f"{violation['id']} ({len(violation['nodes'])}): {places}"


@contextmanager
def visit(browser: Browser, file: Path, size: tuple[int, int] = DESKTOP, **options: Any) -> Iterator[Visit]:
    """Open the explorer in a browser that is offline."""
    viewport = {"width": size[0], "height": size[1]}
    context = browser.new_context(
        viewport=viewport, offline=True, permissions=["clipboard-read", "clipboard-write"], **options
    )
    opened = Visit(context.new_page(), file.as_uri())
    _listen(opened)
    yield opened.go()
    context.close()


def _listen(opened: Visit) -> None:
    def left(address: str) -> bool:
        return not address.startswith((opened.start, "about:", "blob:", "data:"))

    page, problems = opened.page, opened.problems
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda asked: problems.append(f"asked for {asked.url}") if left(asked.url) else None)
