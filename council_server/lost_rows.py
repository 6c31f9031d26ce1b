"""Rows that this server signed and no longer has: it learns of them from clients that show its own signature.

After an old backup was put back the server cannot know what it lost: whatever it wrote down was put back as well. A
client that is ahead holds the proof, a checkpoint of a feed under this server's key (protocol.md 7.19).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from council_server.councils import Council
from council_server.errors import Refused
from council_server.logs import Head, read_heads
from council_server.writer import Batch
from protocol.checkpoints import Checkpoint
from protocol.errors import Invalid
from protocol.histories import own_checkpoint
from protocol.merkle import consistency_proof, root_at
from protocol.wire import CheckpointAnswer

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Loss:
    """This server signed a head of `feed` under `epoch` to which its log does not lead."""

    feed: str
    epoch: str

    def begin_epochs(self, batch: Batch) -> None:
        """Every feed goes on under a new epoch, unless that happened since: one backup took from all of them."""
        head = batch.heads.get(self.feed)
        if head is None:
            batch.feed(self.feed)  # it was lost as a whole
        elif head.epoch != self.epoch:
            return
        count = batch.begin_epochs()
        _log.info("rows of %s were lost: %d feeds begin a new epoch", self.feed, count)


def find_loss(council: Council, feed: str, shown: str) -> Loss | None:
    """The loss that a checkpoint proves, None when it proves none. Raises Refused 422 for one that is not ours."""
    epoch, checkpoint = _opened(council, feed, shown)
    head = council.heads().get(feed)
    if head is None:
        return Loss(feed, epoch)
    if head.epoch != epoch or _leads_to(council, feed, head, checkpoint):
        return None
    return Loss(feed, epoch)


def answer_to(council: Council, feed: str, shown: str) -> CheckpointAnswer:
    """The feed's head now; under the epoch that was shown also how it continues that checkpoint."""
    epoch, checkpoint = _opened(council, feed, shown)
    with council.database.reading() as connection:
        head = read_heads(connection, council.id)[feed]
    with council.nodes(feed) as nodes:
        text = council.checkpoint(
            nodes, council.origin_of(feed, head.epoch), head.size, council.clock()
        )
        proof: list[bytes] = []
        if head.epoch == epoch and 0 < checkpoint.size <= head.size:
            proof = consistency_proof(nodes, checkpoint.size, head.size)
    return CheckpointAnswer(
        epoch=head.epoch, checkpoint=text, proof=tuple(value.hex() for value in proof)
    )


def _opened(council: Council, feed: str, shown: str) -> tuple[str, Checkpoint]:
    keys = council.home.keys().log_keys()
    try:
        return own_checkpoint(shown, keys, council.id, feed)
    except Invalid as error:
        raise Refused(422, "NOT_OURS", error.detail) from None


def _leads_to(council: Council, feed: str, head: Head, checkpoint: Checkpoint) -> bool:
    if checkpoint.size > head.size:
        return False
    with council.nodes(feed) as nodes:
        return root_at(nodes, checkpoint.size) == checkpoint.root
