"""How the simulation says that an invariant does not hold."""

from __future__ import annotations


class Broken(AssertionError):
    """An invariant does not hold. `number` is its number in docs/sync.md, or the type of an error that nobody foresaw."""

    def __init__(self, number: str, what: str) -> None:
        super().__init__(f"{number}: {what}")
        self.number = number


def require(number: int | str, what: str, *, holds: bool) -> None:
    """Raises Broken unless it holds."""
    if not holds:
        raise Broken(str(number), what)
