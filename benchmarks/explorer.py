"""Size, first usable view and search of the explorer in headless Chromium, for the data and for ten times the rows.

A view is usable when it is drawn: from the start of navigation to the second frame after the view stands. A keystroke
lasts from the input event until the list of results is laid out. Medians over the runs; for keystrokes the slowest too.
"""

import argparse
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from built import carried, multiplied, write_page
from playwright.sync_api import Browser, Page, sync_playwright

VIEWS = {"home": "#/", "subtype": "#/subtype/synovial-sarcoma", "agent": "#/agent/pazopanib", "matrix": "#/matrix"}
QUERIES = (
    "dedifferentiated liposarcoma",
    "pazopnib",
    "MDM2",
    "NCT00753688",
    "synovial sarcoma tcr",
    "gastrointestinal",
)
WATCH = """
new MutationObserver((seen, watcher) => {
  if (!document.documentElement.dataset.view) return;
  watcher.disconnect();
  requestAnimationFrame(() => requestAnimationFrame(() => { window.usable = performance.now(); }));
}).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-view"] });
"""
PRESS = """
text => {
  const input = document.getElementById("search");
  const start = performance.now();
  input.value = text;
  input.dispatchEvent(new Event("input"));
  document.getElementById("results").getBoundingClientRect();
  return performance.now() - start;
}
"""


def main() -> None:
    arguments = _arguments()
    value = carried()
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for times in (1, arguments.times):
            larger = multiplied(value, times)
            file = write_page(larger, Path(place) / f"{times}.html")
            rows = sum(len(table["rows"]) for table in larger["tables"].values())
            print(f"\n{rows:,} rows ({times} times the data)")
            print("\n".join(measured(browser, file, arguments.runs)))
        browser.close()


def measured(browser: Browser, file: Path, runs: int) -> Iterator[str]:
    """Yield what was measured, one line each."""
    yield f"  size                      {file.stat().st_size / 1e6:8.2f} MB   (bar: 4 MB for the data)"
    for name, address in VIEWS.items():
        times = [_usable(browser, file.as_uri() + address) for _ in range(runs)]
        yield f"  first usable view, {name:8s}{statistics.median(times):7.0f} ms   (bar: 1000 ms)"
    presses = [time for _ in range(runs) for time in _keystrokes(browser, file.as_uri())]
    slowest = f"{max(presses):5.1f} ms at most"
    yield f"  search keystroke          {statistics.median(presses):8.1f} ms   {slowest} of {len(presses)} (bar: 50 ms)"


def _usable(browser: Browser, address: str) -> float:
    with browser.new_context() as context:
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(address)
        page.wait_for_function("window.usable")
        return float(page.evaluate("window.usable"))


def _keystrokes(browser: Browser, address: str) -> list[float]:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address)
        page.wait_for_timeout(1000)  # a reader looks before typing; the index is made meanwhile
        return [time for query in QUERIES for time in _typed(page, query)]


def _typed(page: Page, query: str) -> Iterator[float]:
    for end in range(1, len(query) + 1):
        yield float(page.evaluate(PRESS, query[:end]))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="loads of each view (default 5)")
    parser.add_argument("--times", type=int, default=10, help="how many times the rows, beside the data (default 10)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
