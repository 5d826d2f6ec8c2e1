"""The pages of ``docs/`` that are made from the package: they are written by `sts docs` and never edited."""

from collections.abc import Callable, Iterator, Mapping

from sts_targets import catalogue, coverage, dictionary
from sts_targets.loading import load
from sts_targets.package import Package

PAGES: Mapping[str, Callable[[Package], Iterator[str]]] = {
    "data-dictionary.md": dictionary.as_markdown,
    "data-dictionary.html": dictionary.as_html,
    "rules.md": lambda _: catalogue.as_markdown(),
    "coverage.md": lambda package: coverage.as_markdown(load(package.root)),
}


def write_documents(package: Package, *, check: bool) -> list[str]:
    """Write the generated pages of a package.

    Args:
        package: a valid package.
        check: write nothing.

    Returns:
        The pages that were not as they should be, as paths in the package.
    """
    changed = []
    for name, make in PAGES.items():
        file = package.root / "docs" / name
        text = "\n".join(make(package)) + "\n"
        if file.is_file() and file.read_text(encoding="utf-8") == text:
            continue
        changed.append(f"docs/{name}")
        if not check:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
    return changed
