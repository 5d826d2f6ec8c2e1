"""A progress bar for large files: on standard error, on a terminal only, and not before it is worth it."""

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import click

from sts_targets.package import Package

if TYPE_CHECKING:
    from collections.abc import Callable

DELAY = 2.0


@contextmanager
def reading_progress(package: Package) -> "Iterator[Callable[[int], None]]":
    """Yield a function that is told how many bytes were read; after DELAY seconds it shows a bar on a terminal."""
    files = [package.root / path for item in package.resources.values() for path in item.paths]
    total = sum(file.stat().st_size for file in files if file.is_file())
    begun, done = time.monotonic(), 0
    bar: click.progressbar[int] | None = None  # type: ignore[valid-type]
    with ExitStack() as stack:

        def read(size: int) -> None:
            nonlocal bar, done
            done += size
            if bar is None and sys.stderr.isatty() and time.monotonic() - begun > DELAY:
                bar = stack.enter_context(click.progressbar(length=total, label="reading", file=sys.stderr))
                size = done
            if bar is not None:
                bar.update(size)

        yield read
        if bar is not None:
            bar.update(total - done)  # headers, and what could not be read
