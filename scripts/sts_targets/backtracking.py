"""Patterns that need a backtracking engine (look-around, back references), bounded in time."""

import time

SECONDS = 2.0
QUICK = 0.001


class BoundedPattern:
    """A pattern that is matched for SECONDS at most, cells that take less than QUICK seconds not counted.

    A pattern with nested repetitions can take longer for one cell than the age of the world; whoever checks the
    package of a stranger must not wait for it.

    Attributes:
        given_up: whether the time was used up, so that cells were not judged.
    """

    def __init__(self, pattern: str) -> None:
        import regex

        self._left = SECONDS
        self.given_up = False
        try:
            self._compiled = regex.compile(pattern)
        except regex.error:  # what Python's own engine takes and this one does not
            self.given_up = True

    def accepts(self, cell: str) -> bool:
        """Tell whether a whole cell has the form; true for every cell once it is given up."""
        if self.given_up:
            return True
        begun = time.monotonic()
        try:
            return self._compiled.fullmatch(cell, timeout=self._left) is not None
        except TimeoutError:
            self.given_up = True
            return True
        finally:
            self._spend(time.monotonic() - begun)

    def _spend(self, seconds: float) -> None:
        if seconds > QUICK:
            self._left -= seconds
            self.given_up |= self._left <= 0
