"""What the council ever said: the present state and, after restores, the histories that it had before."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field

from protocol.records import Record
from tests.simulation.council import SimulatedCouncil
from tests.simulation.logs import SimulatedFeed, SimulatedRecord


@dataclass
class Truth:
    """`silent` is true once the council went back in time without a new epoch: then it may contradict itself."""

    council: SimulatedCouncil
    papers: dict[str, bytes] = field(default_factory=dict)
    silent: bool = False
    restores: int = 0
    _feeds: list[SimulatedFeed] = field(default_factory=list)
    _records: list[SimulatedRecord] = field(default_factory=list)

    def put_aside(self) -> None:
        """The council is about to change what it says: what it said until now was said."""
        for feed in self.council.feeds.values():
            before = copy(feed)
            before.rows = list(feed.rows)
            self._feeds.append(before)
        self._records.append(self.council.record)
        self.papers.update(self.council.blobs)

    def file(self, name: str) -> bytes:
        """A paper, or the file of a snapshot, by its SHA-256."""
        return self.papers.get(name) or self.council.blobs[name]

    def feeds(self, name: str, epoch: str) -> list[SimulatedFeed]:
        """The histories of a feed under an epoch, the present one first."""
        now = [
            history
            for feed in (self.council.feed(name), *self._feeds[::-1])
            for history in (feed, *feed.former)
        ]
        return [feed for feed in now if (feed.name, feed.epoch) == (name, epoch)]

    def history(self, size: int) -> list[Record]:
        """The record's first `size` entries as the council had them; the present ones when there are as many."""
        for record in (self.council.record, *reversed(self._records)):
            if record.size >= size:
                return record.records[:size]
        return self.council.record.records

    def places(self, identity: str) -> set[int]:
        """Where an entry stands or stood in the record."""
        found = {
            record.replay.entries.get(identity) for record in (self.council.record, *self._records)
        }
        return {place for place in found if place is not None}
