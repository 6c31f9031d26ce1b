"""What the arrival of papers costs and what bounds it."""

from __future__ import annotations

from dataclasses import dataclass

from delegate_app.domain.blobs import Hold

MB = 1_000_000
"""Bytes of a megabyte, as networks count and sell them."""


@dataclass(frozen=True, slots=True)
class Budget:
    """A line that is paid by volume, and what papers may use of it; 0 is no bound. `used` counts everything that went
    over a metered line, votes and notes too, in bytes; `all` also what went over other lines."""

    metered: bool
    day_limit: int
    month_limit: int
    used_today: int
    used_this_month: int
    all_today: int
    all_this_month: int

    @property
    def left(self) -> int | None:
        """Bytes that papers may still use now; None without a bound."""
        if not self.metered:
            return None
        bounds = (
            (self.day_limit, self.used_today),
            (self.month_limit, self.used_this_month),
        )
        return min((max(0, limit - used) for limit, used in bounds if limit), default=None)


@dataclass(frozen=True, slots=True)
class FirstFile:
    """What a feed that is empty here begins with, in bytes: programme and list of papers, or one's own notes, which
    never wait. `hold` says whether a metered line keeps it waiting; `asked` that the delegate wants it all the same."""

    feed: str
    size: int
    received: int
    asked: bool
    hold: Hold


@dataclass(frozen=True, slots=True)
class MissingPaper:
    """A file that is not whole here, in the order in which it comes. `title` is of its paper; `original` says that it is
    the office's own file beside the text that is read."""

    sha256: str
    title: str
    size: int
    received: int
    original: bool
    asked: bool
    hold: Hold
    trouble: str
