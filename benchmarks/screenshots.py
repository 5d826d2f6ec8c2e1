"""Makes the pictures in docs/explorer/ from the data; needs Chromium."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from built import REPOSITORY, carried, write_page
from playwright.sync_api import Browser, sync_playwright

FOLDER = REPOSITORY / "docs" / "explorer"


@dataclass(frozen=True)
class Picture:
    """A picture: its name, the address of the view, and how it is looked at."""

    name: str
    address: str
    width: int = 1280
    height: int = 1000
    scheme: str = "light"
    at: str = "h1"


PICTURES = (
    Picture("subtype", "#/subtype/dedifferentiated-liposarcoma"),
    Picture("agent", "#/agent/pazopanib", at="#section-results-by-subtype-and-design"),
    Picture("matrix", "#/matrix/uncertain-differentiation"),
    Picture("timeline", "#/agent/olaratumab", scheme="dark", at="#section-approvals"),
    Picture("phone", "#/target/MDM2", width=390, height=844),
)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        file = write_page(carried(), Path(place) / "explorer.html")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for picture in PICTURES:
            print(take(browser, file, picture))
        browser.close()


def take(browser: Browser, file: Path, picture: Picture) -> Path:
    """Take a picture and return its file."""
    size = {"width": picture.width, "height": picture.height}
    with browser.new_context(viewport=size, color_scheme=picture.scheme) as context:
        page = context.new_page()
        page.goto(file.as_uri() + picture.address)
        page.locator("html[data-view]").wait_for()
        if picture.at != "h1":
            page.locator(picture.at).evaluate("heading => heading.scrollIntoView()")
        made = FOLDER / f"{picture.name}.png"
        page.screenshot(path=made)
        return made


if __name__ == "__main__":
    main()
