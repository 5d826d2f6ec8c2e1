"""The HTML file: data, style and script in one page whose Content-Security-Policy allows nothing but these."""

import base64
import hashlib
import html
import json
from pathlib import Path
from string import Template
from typing import Any

from sts_targets.build.content import Content
from sts_targets.build.explorer.bundle import HERE, Bundle, bundle
from sts_targets.build.explorer.payload import payload
from sts_targets.diff import Difference

FILE = "explorer.html"


def write_explorer(folder: Path, content: Content, difference: Difference | None) -> None:
    """Write ``explorer.html`` into a folder.

    Args:
        folder: where the release is built.
        content: what the release says.
        difference: what differs from the last release; None for the first one.

    Raises:
        CannotRunError: what the page is made with is not installed.
    """
    made = bundle()
    text = page(payload(content, difference, made.packages), made)
    (folder / FILE).write_text(text, encoding="utf-8", newline="\n")


def page(carried: dict[str, Any], made: Bundle) -> str:
    """Return the page that carries a payload."""
    return Template((HERE / "page.html").read_text(encoding="utf-8")).substitute(
        policy=_policy(made),
        title=html.escape(carried["about"]["title"]),
        css=made.css,
        data=_json(carried),
        js=made.js,
    )


def _policy(made: Bundle) -> str:
    script, style = _hash(made.js), _hash(made.css)
    return f"default-src 'none'; script-src '{script}'; style-src '{style}'; img-src data:; base-uri 'none'"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _json(value: Any) -> str:
    """Return JSON that cannot end the element it stands in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
