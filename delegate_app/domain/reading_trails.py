"""What lies on the reading desk: the open papers, and the way that was taken through them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

LONGEST_TRAIL = 100
MOST_PAPERS = 12


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on the way: a version, a page from 0, and points below its top."""

    version: str
    page: int
    offset: float


@dataclass(frozen=True, slots=True)
class Trail:
    """Stops in the order they were made; `at` is where one is, what lies behind it is the way forward."""

    stops: tuple[Stop, ...] = ()
    at: int = -1

    @property
    def here(self) -> Stop | None:
        """Where one is."""
        return self.stops[self.at] if 0 <= self.at < len(self.stops) else None

    @property
    def can_go_back(self) -> bool:
        """True when there is a stop before this one."""
        return self.at > 0

    @property
    def can_go_forward(self) -> bool:
        """True after going back."""
        return self.at + 1 < len(self.stops)

    def moved_to(self, stop: Stop) -> Self:
        """The stop where one is lies there now: scrolling makes no new stop."""
        if self.here is None:
            return self.jumped_to(stop)
        stops = (*self.stops[: self.at], stop, *self.stops[self.at + 1 :])
        return replace(self, stops=stops)

    def jumped_to(self, stop: Stop) -> Self:
        """A new stop after this one; the way forward is gone."""
        before = self.stops[: self.at + 1]
        stops = (*before, stop)[-LONGEST_TRAIL:]
        return replace(self, stops=stops, at=len(stops) - 1)

    def back(self) -> Self:
        """At the stop before, or here at the first."""
        return replace(self, at=max(0, self.at - 1)) if self.stops else self

    def forward(self) -> Self:
        """At the next stop, or here at the last."""
        return replace(self, at=min(len(self.stops) - 1, self.at + 1)) if self.stops else self

    def without(self, version: str) -> Self:
        """The trail as if this version had never been open."""
        kept = tuple(stop for stop in self.stops if stop.version != version)
        before = sum(stop.version != version for stop in self.stops[: self.at + 1])
        return replace(self, stops=kept, at=max(before - 1, 0) if kept else -1)


@dataclass(frozen=True, slots=True)
class ReadingDesk:
    """`papers` are the versions that are open, in the order of their tabs; `reading` says that one of them was in front
    when this was kept."""

    papers: tuple[str, ...] = ()
    trail: Trail = Trail()
    reading: bool = False

    def opened(self, version: str, *, instead_of: str = "") -> Self:
        """With this paper among the open ones, in the place of another version of it when one is named.

        When the desk is full the paper that was opened first makes room.
        """
        if version in self.papers:
            return self
        if instead_of in self.papers:
            papers = tuple(version if paper == instead_of else paper for paper in self.papers)
        else:
            papers = (*self.papers, version)[-MOST_PAPERS:]
        return replace(self, papers=papers)

    def closed(self, version: str) -> Self:
        """Without this paper."""
        papers = tuple(paper for paper in self.papers if paper != version)
        return replace(self, papers=papers, trail=self.trail.without(version))
