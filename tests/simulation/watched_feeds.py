"""Invariants 1 to 6 of feeds and of the vote record."""

from __future__ import annotations

from protocol.merkle import Edge
from tests.simulation.broken import require
from tests.simulation.invariants import Ask, Row, Watched
from tests.simulation.logs import SimulatedFeed
from tests.simulation.truth import Truth

State = dict[tuple[str, str], tuple[int, int, bool, str]]


class WatchedFeeds(Watched):
    """Each generation is exactly what the council signed at its cursor."""

    TABLES = frozenset({"feed_generations", "feed_rows"})

    def __init__(self, truth: Truth) -> None:
        super().__init__(truth)
        self.reached: dict[tuple[str, str], int] = {}
        self._states: dict[tuple[int, int], tuple[SimulatedFeed, State]] = {}

    def look(self, ask: Ask) -> None:
        for held in ask("SELECT * FROM feed_generations"):
            self._one_feed(held, ask)
        self._one_shown(ask)

    def _one_feed(self, held: Row, ask: Ask) -> None:
        name, epoch, seq = held["feed"], held["epoch"], held["seq"]
        rows = ask("SELECT * FROM feed_rows WHERE feed = ? AND epoch = ?", (name, epoch))
        stored: State = {
            (row["kind"], row["id"]): (row["seq"], row["rev"], bool(row["deleted"]), row["body"])
            for row in rows
        }
        ahead = max((value[0] for value in stored.values()), default=0)
        require(3, f"{name}: row {ahead} and cursor {seq}", holds=ahead <= seq)
        before = self.reached.get((name, epoch), 0)
        require(4, f"{name} went back from {before} to {seq}", holds=seq >= before)
        self.reached[name, epoch] = seq
        if seq == 0:
            return
        known = [feed for feed in self.truth.feeds(name, epoch) if len(feed.rows) >= seq]
        require(2, f"{name} follows a state that never was", holds=bool(known))
        root = Edge.from_bytes(held["edge"]).root()
        same = [feed for feed in known if root == feed.root(seq)]
        require(5, f"root of {name} at {seq}", holds=bool(same))
        require(1, f"rows of {name} at {seq}", holds=stored == self._newest(same[0], seq))

    def _one_shown(self, ask: Ask) -> None:
        shown = ask("SELECT feed, count(*) AS number FROM feed_generations WHERE active GROUP BY 1")
        for row in shown:
            require(3, f"{row['feed']} is shown twice", holds=row["number"] == 1)

    def _newest(self, feed: SimulatedFeed, seq: int) -> State:
        """The newest revision of each row among the first `seq`."""
        key = (id(feed), seq)
        if key not in self._states:
            state: State = {
                (row.kind, row.id): (row.seq, row.rev, row.deleted, row.body)
                for row in feed.rows[:seq]
            }
            self._states[key] = feed, state  # the feed is kept, or another would get its id
        return self._states[key][1]

    def forget_hidden(self, ask: Ask) -> None:
        """A generation that was dropped may begin anew."""
        held = {(row["feed"], row["epoch"]) for row in ask("SELECT * FROM feed_generations")}
        for key in [key for key in self.reached if key not in held]:
            del self.reached[key]


class WatchedRecord(Watched):
    """The entries are the council's, as many as the cursor says."""

    TABLES = frozenset({"record_entries", "record_head"})

    def __init__(self, truth: Truth) -> None:
        super().__init__(truth)
        self.size = 0
        self._compared = 0

    def look(self, ask: Ask) -> None:
        head = ask("SELECT size, root, edge FROM record_head")
        size = head[0]["size"] if head else 0
        entries = ask(
            "SELECT statement, signature FROM record_entries WHERE position >= ? ORDER BY position",
            (self._compared,),
        )
        at = self._compared + len(entries)
        require(3, f"{at} entries and the record's cursor {size}", holds=at == size)
        require(4, f"the record went back from {self.size} to {size}", holds=size >= self.size)
        history = self.truth.history(size)
        require(2, "the record is ahead of the council", holds=len(history) == size)
        theirs = history[self._compared :]
        same = [tuple(e.values()) for e in entries] == [(r.statement, r.signature) for r in theirs]
        require(1, "entries of the record", holds=same)
        if head:
            root = Edge.from_bytes(head[0]["edge"]).root()
            require(5, "root of the record", holds=root.hex() == head[0]["root"])
        self.size = self._compared = size

    def look_whole(self, ask: Ask) -> None:
        self._compared = 0
        self.look(ask)


class WatchedAlarms(Watched):
    """A: an honest council never causes an alarm; one that went back in time in silence may, about its feeds."""

    TABLES = frozenset({"record_alarms"})

    def look(self, ask: Ask) -> None:
        for row in ask("SELECT log, code, detail FROM record_alarms"):
            about_feed = row["log"] != self.truth.council.record.origin
            excused = self.truth.silent and about_feed
            require("A", f"alarm {row['code']} {row['detail']}", holds=excused)
