"""What must hold whatever the network did. Numbers are those of the list in the design of the synchronisation.

After every step of a device (S):
 1 rows == the council's at exactly (epoch, seq)     2 the cursor names a state that existed
 3 cursor and rows change together                   4 seq only grows within an epoch
 5 the root at the cursor is the council's           6 a page that fails a check changes nothing
 7 a cast vote is on the device until it is final    8 one counted vote per poll and delegate
 9 same id, other bytes is never stored             10 a receipt shown is a vote at the council
12 a paper marked present has its digest            13 a part holds whole verified chunks only
14 no edit is lost                                  16 an edit made during its own upload stays owed
A an honest council never causes an alarm
Once faults stop (L):
11 every cast vote has a terminal signed answer     18 cursors reach the heads, without an endless loop
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from delegate_app.domain.blobs import CHUNK
from delegate_app.domain.votes import VoteState
from delegate_app.storage.blobs import BlobTable
from delegate_app.storage.feeds import FeedTable, Generation
from delegate_app.storage.record import RecordTable
from protocol.merkle import Edge
from tests.simulation.council import SimulatedCouncil
from tests.simulation.device import SimulatedDevice


class Broken(AssertionError):
    """An invariant does not hold; the message begins with its number."""


def require(number: int | str, what: str, *, holds: bool) -> None:
    if not holds:
        raise Broken(f"{number}: {what}")


@dataclass
class Watch:
    """Looks at one device after each of its steps, and remembers what may only grow."""

    council: SimulatedCouncil
    device: SimulatedDevice
    reached: dict[tuple[str, str], int] = field(default_factory=dict)
    cast: dict[str, bytes] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)

    def look(self) -> None:
        """Raises Broken for the first invariant that does not hold now."""
        alarm = self.device.votes.alarm()
        require("A", f"alarm {alarm}", holds=alarm is None)
        self._feeds()
        self._record()
        self._votes()
        self._papers()
        self._notes()

    # ------------------------------------------------------------------------------ 1 to 6

    def _feeds(self) -> None:
        table = FeedTable(self.device.vault)
        for generation in table.generations():
            self._one_feed(generation)

    def _one_feed(self, held: Generation) -> None:
        feed = self.council.feed(held.feed)
        require(2, f"{held.feed} follows an epoch that is none", holds=held.epoch == feed.epoch)
        require(2, f"{held.feed} is ahead", holds=held.seq <= len(feed.rows))
        self._grows(held.feed, held.epoch, held.seq)
        root = Edge.from_bytes(held.edge).root()
        require(5, f"root of {held.feed}", holds=root == feed.root(held.seq))
        newest = {(row.kind, row.id): row for row in feed.rows[: held.seq]}
        stored = {
            (row["kind"], row["id"]): (row["seq"], row["rev"], bool(row["deleted"]), row["body"])
            for row in self.device.vault.rows(
                "SELECT * FROM feed_rows WHERE feed = ? AND epoch = ?", [held.feed, held.epoch]
            )
        }
        expected = {key: (row.seq, row.rev, row.deleted, row.body) for key, row in newest.items()}
        require(1, f"rows of {held.feed} at {held.seq}", holds=stored == expected)

    def _grows(self, log: str, epoch: str, size: int) -> None:
        before = self.reached.get((log, epoch), 0)
        require(4, f"{log} went back from {before} to {size}", holds=size >= before)
        self.reached[log, epoch] = size

    def _record(self) -> None:
        table = RecordTable(self.device.vault)
        head = table.head()
        entries = list(table.entries())
        size = head.size if head else 0
        self._grows("record", "", size)
        require(3, "entries and the record's cursor", holds=len(entries) == size)
        theirs = self.council.record.records[:size]
        same = [(e.statement, e.signature) for e in entries] == [tuple(r) for r in theirs]
        require(1, "entries of the record", holds=same)

    # ----------------------------------------------------------------------------- 7 to 11

    def _votes(self) -> None:
        signed = {
            row["identity"]: row["statement"]
            for row in self.device.vault.rows("SELECT identity, statement FROM votes")
        }
        for name, statement in self.cast.items():
            require(7, f"vote {name[:8]} is gone", holds=name in signed)
            require(9, f"vote {name[:8]} changed", holds=signed[name] == statement)
        self.cast.update(signed)
        owed = {item.id for item in self.device.replica.outbox()}
        entries = self.council.record.replay.entries
        for vote in self.device.votes.mine():
            if vote.state in (VoteState.SIGNED, VoteState.SENT):
                require(7, f"vote {vote.identity[:8]} is not owed", holds=vote.identity in owed)
            if vote.receipt is not None:
                at = entries.get(vote.identity)
                require(10, "a receipt without an entry", holds=at == vote.receipt.index)
        self._counted_once()

    def _counted_once(self) -> None:
        replay = self.council.record.replay
        for poll in replay.polls.values():
            counted = sum(count.count for count in poll.tally().counts)
            voters = {standing.voter for standing in poll.standing.values()}
            require(8, f"poll {poll.definition.poll}", holds=counted == len(voters))

    # ----------------------------------------------------------------------------- 12, 13

    def _papers(self) -> None:
        table = BlobTable(self.device.vault)
        for row in self.device.vault.rows("SELECT sha256 FROM blobs"):
            name, blob = row["sha256"], table.blob(row["sha256"])
            if blob is None:
                continue
            data = self.council.blobs[name]
            for index in range(len(blob.chunks)):
                if blob.has(index):
                    part = data[index * CHUNK : (index + 1) * CHUNK]
                    here = table.read(blob, index * CHUNK, len(part))
                    require(13, f"part {index} of {name[:8]}", holds=here == part)
            if blob.complete:
                digest = hashlib.sha256(table.read(blob, 0, blob.size)).hexdigest()
                require(12, f"paper {name[:8]}", holds=digest == name)

    # ----------------------------------------------------------------------------- 14, 16

    def _notes(self) -> None:
        """Every text written here is the note's text, an older one kept beside it, or was replaced here."""
        owed = {item.id for item in self.device.replica.outbox()}
        held = {note.id: note for note in self.device.annotations.all()}
        for name, texts in self.texts.items():
            require(14, f"note {name} is gone", holds=name in held)
            note = held[name]
            require(
                14, f"note {name} lost its last text", holds=texts[-1] in (note.text, *note.older)
            )
            if not note.settled:
                row = self.device.vault.value(
                    "SELECT 1 FROM outbox WHERE kind = 'note' AND note = ?", [name]
                )
                require(16, f"note {name} is not owed", holds=bool(row) or bool(owed & {name}))

    def at_rest(self) -> None:
        """11 and 18: the faults stopped, and every device ran until nothing was left."""
        self.look()
        for vote in self.device.votes.mine():
            final = vote.state in (VoteState.RECEIVED, VoteState.PROVEN, VoteState.REFUSED)
            require(11, f"vote {vote.identity[:8]} is {vote.state}", holds=final)
        require(18, "something is still owed", holds=not self.device.replica.outbox())
        require(18, "papers are missing", holds=not self.device.replica.wanted_blobs())
        cursors = self.device.replica.cursors()
        for feed in self.council.feeds.values():
            if feed.name in cursors:
                at_head = cursors[feed.name].seq == len(feed.rows)
                require(18, f"{feed.name} is behind", holds=at_head)
        require(18, "record", holds=cursors["record"].seq == self.council.record.size)
