"""Whether two signed heads of one feed belong to one history (protocol.md 8.10, 8.11).

Rules for a head that the council shows beside the one held, in this order
1. It opens under the log's key and this feed's origin, or it is nobody's word (BAD_CHECKPOINT).
2. The leaves that come with it lead to its root, or they are nobody's word (BAD_PAGE).
3. It is smaller and no newer: an old copy of the same history.
4. The tree of the smaller size is a prefix of the other: the same history.
5. Anything else the council signed twice about one log: a fork.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from enum import StrEnum

from protocol import merkle
from protocol.checkpoints import Checkpoint, open_checkpoint
from protocol.errors import Code, Invalid
from protocol.merkle import Edge
from protocol.origins import feed_origin


class Verdict(StrEnum):
    """What a second head is to the one held."""

    SAME = "same"
    STALE = "stale"
    FORK = "fork"


def own_checkpoint(
    text: str, keys: Iterable[bytes], council: str, feed: str
) -> tuple[str, Checkpoint]:
    """The epoch and the head of a checkpoint of this feed, of any epoch, that one of the keys signed.

    Raises `Invalid(BAD_CHECKPOINT)`.
    """
    origin = text.partition("\n")[0]
    epoch = origin.rpartition("/")[2]
    if origin != feed_origin(council, feed, epoch):
        raise Invalid(Code.BAD_CHECKPOINT, "another feed")
    for key in keys:
        with suppress(Invalid):
            return epoch, open_checkpoint(text, key, origin)
    raise Invalid(Code.BAD_CHECKPOINT, "not signed here")


def continues(held: Checkpoint, offered: Checkpoint, proof: Sequence[str]) -> bool:
    """Whether the offered head is proven to continue the held one (RFC 9162 2.1.4)."""
    if held.size == 0:
        return True
    try:
        hashes = [bytes.fromhex(value) for value in proof]
        merkle.check_consistency(held.size, offered.size, hashes, held.root, offered.root)
    except (Invalid, ValueError):
        return False
    return True


def judge(held: Checkpoint, offered: Checkpoint, leaves: Sequence[bytes]) -> Verdict:
    """What `offered`, opened under the same origin, is to `held`; `leaves` are the hashes of all its rows.

    Raises `Invalid(BAD_PAGE)` when the leaves do not lead to it.
    """
    edge = Edge()
    edge.extend(leaves[: held.size])
    begin = edge.root()
    edge.extend(leaves[held.size :])
    if edge.size != offered.size or edge.root() != offered.root:
        raise Invalid(Code.BAD_PAGE, "rows that do not lead to the head")
    if offered.size < held.size:
        return Verdict.STALE if offered.time <= held.time else Verdict.FORK
    return Verdict.SAME if begin == held.root else Verdict.FORK


def contradicts(held: Checkpoint, offered: Checkpoint) -> bool:
    """Whether the two heads alone, without any row, cannot both be of one log (4.9)."""
    if offered.size == held.size:
        return offered.root != held.root
    return offered.size < held.size and offered.time > held.time
