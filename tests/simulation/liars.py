"""A cache or a mirror on the way that lies: other pages, made-up ones, checkpoints of its own, papers that are others.

It knows everything that the council publishes, can compute roots and sign, and lacks only the council's keys.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol.checkpoints import Checkpoint, sign_checkpoint
from protocol.council_api import Gone, Offline
from protocol.feeds import Page, Row, digest_of, row_hash
from protocol.merkle import Edge
from protocol.origins import feed_origin
from protocol.records import Record
from protocol.wire import EntryAnswer, Head, Heads, NoteAnswer
from tests.simulation.council import COUNCIL, SimulatedCouncil

OWN_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


class Liar:
    """What it says is drawn from the simulation's one source of chance."""

    def __init__(self, chance: Random, council: SimulatedCouncil) -> None:
        self._chance = chance
        self._council = council

    def swallows(self, name: str) -> bool:
        """True when the call never reaches the council, and `made_up` answers it."""
        return name == "put_note" and self._chance.random() < 0.5

    def made_up(self, name: str) -> Any:
        """An answer out of thin air."""
        if name != "put_note":
            raise Offline(name)
        return NoteAnswer(hlc="000000000000-0000-x")

    def lie(self, name: str, answer: Any) -> Any:
        """Something else in the place of the council's answer, where the liar has something to say."""
        match answer:
            case Page():
                return self._page(answer)
            case Heads():
                return self._heads(answer)
            case [Record(), *_]:
                return self._records(list(answer))
            case EntryAnswer():
                return self._receipt(answer)
            case str() if name == "log_checkpoint":
                return self._checkpoint(answer)
            case (bytes() as data, rest):
                return self._other_paper(data), rest
            case bytes():
                return self._other_paper(answer)
        return answer

    # ------------------------------------------------------------------ feeds

    def _page(self, page: Page) -> Page:
        lies = (
            self._forged_row,
            self._forged_and_signed,
            self._without_a_row,
            self._in_another_order,
            self._of_another_feed,
            self._under_another_epoch,
            self._another_end,
        )
        lied: Page = self._drawn(lies)(page)
        return lied

    def _forged_row(self, page: Page) -> Page:
        """A row with another body and the digest that fits it."""
        if not page.rows:
            return page
        at = int(self._chance.random() * len(page.rows))
        return replace(page, rows=(*page.rows[:at], forged(page.rows[at]), *page.rows[at + 1 :]))

    def _forged_and_signed(self, page: Page) -> Page:
        """Forged rows with the root that they lead to, signed by the wrong key."""
        changed = self._forged_row(page)
        feed = self._council.feed(page.feed)
        if page.after > len(feed.rows):
            return changed
        edge = Edge()
        edge.extend(row_hash(row) for row in (*feed.rows[: page.after], *changed.rows))
        origin = feed_origin(COUNCIL, page.feed, page.epoch)
        point = Checkpoint(origin, edge.size, edge.root(), self._council.now())
        return replace(changed, checkpoint=sign_checkpoint(point, OWN_KEY))

    def _without_a_row(self, page: Page) -> Page:
        """One row left out and the later ones numbered anew."""
        if not page.rows:
            return page
        at = int(self._chance.random() * len(page.rows))
        later = (replace(row, seq=row.seq - 1) for row in page.rows[at + 1 :])
        return replace(page, rows=(*page.rows[:at], *later))

    def _in_another_order(self, page: Page) -> Page:
        turned = tuple(
            replace(row, seq=page.after + at) for at, row in enumerate(reversed(page.rows), 1)
        )
        return replace(page, rows=turned)

    def _of_another_feed(self, page: Page) -> Page:
        """Rows and checkpoint that the council signed for another feed."""
        name = self._drawn([name for name in self._council.feeds if name != page.feed])
        other = self._council.feed(name).page(0, len(page.rows) or 1, self._council.now())
        return replace(other, feed=page.feed, epoch=page.epoch, after=page.after)

    def _under_another_epoch(self, page: Page) -> Page:
        if self._chance.random() < 0.5:
            raise Gone("00000000deadbeef")
        return replace(page, epoch="00000000deadbeef")

    def _another_end(self, page: Page) -> Page:
        return replace(page, head=int(self._chance.random() * (page.head + 3)))

    def _heads(self, heads: Heads) -> Heads:
        """A feed that is shorter, longer or under another epoch than it is."""
        name = self._drawn(sorted(heads.heads))
        head = heads.heads[name]
        lie = self._drawn(
            (
                Head(epoch=head.epoch, seq=int(self._chance.random() * (head.seq + 5))),
                Head(epoch="00000000deadbeef", seq=head.seq),
            )
        )
        return replace(heads, heads={**heads.heads, name: lie})

    # ------------------------------------------------------------------ record and papers

    def _checkpoint(self, text: str) -> str:
        """The same words under another key, or a checkpoint that the council signed for a feed."""
        if self._chance.random() < 0.5:
            name = self._drawn(sorted(self._council.feeds))
            return self._council.feed(name).page(0, 1, self._council.now()).checkpoint
        record = self._council.record
        root = record.replay.root_at(record.size) or b""
        point = Checkpoint(record.origin, record.size, root, self._council.now())
        return sign_checkpoint(point, OWN_KEY)

    def _records(self, records: list[Record]) -> list[Record]:
        """Entries in another order, doubled, or with the signature of another."""
        at = int(self._chance.random() * len(records))
        lie = self._drawn(("turned", "doubled", "signed"))
        if lie == "turned":
            return records[::-1]
        if lie == "doubled":
            return [*records[:at], records[at], *records[at:-1]]
        return [
            *records[:at],
            Record(records[at].statement, records[0].signature),
            *records[at + 1 :],
        ]

    def _receipt(self, answer: EntryAnswer) -> EntryAnswer:
        """The council's own receipt, of another entry."""
        record = self._council.record
        at = int(self._chance.random() * record.size)
        return record.receipt_of(at, self._council.now())

    def _other_paper(self, data: bytes) -> bytes:
        """As many bytes of another paper."""
        name = self._drawn(sorted(self._council.blobs))
        return self._council.blobs[name][: len(data)]

    def _drawn(self, choices: Any) -> Any:
        return choices[int(self._chance.random() * len(choices))]


def forged(row: Row) -> Row:
    """The row with another body under the digest that fits it."""
    body = row.body.replace("a", "o", 1) + " "
    return replace(row, deleted=False, body=body, digest=digest_of(body))
