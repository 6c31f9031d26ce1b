"""Entries that a restored council lost, given back by who holds them (`protocol.md 7.13`)."""

from __future__ import annotations

from collections.abc import Iterator

from protocol import limits
from protocol.records import Record
from sync.effects import Step, http, tx
from sync.signing_in import asked

_FRAME = 64
"""Bytes of JSON around one record."""


def send_tail(first: int) -> Step[None]:
    """Give the council the entries from `first` on that it lost in a restore (`protocol.md 7.13`), as far as we know them."""
    if (yield from http("is_hall", lambda council: council.is_hall)):
        yield from give_copy(first)
        return
    tail = yield from tx("record_tail", lambda replica: replica.record_tail(first))
    for batch in batches([Record(*pair) for pair in tail]):
        yield from _send_batch(first, batch)
        first += len(batch)


def give_copy(first: int) -> Step[None]:
    """Give a hall's server what its copy of the vote record lacks, with the council's checkpoint over it
    (`protocol.md 13.9`): a poll that was opened while its line was down gets into the hall with whoever knows of it."""
    tail = yield from tx("record_tail", lambda replica: replica.record_tail(first))
    text = yield from tx("record_checkpoint", lambda replica: replica.record_checkpoint())
    fitting = list(batches([Record(*pair) for pair in tail]))
    if text and len(fitting) == 1:  # one request, for the checkpoint covers all of it
        yield from asked("post_tail", lambda council: council.post_tail(first, fitting[0], text))


def _send_batch(first: int, batch: list[Record]) -> Step[None]:
    yield from asked("post_tail", lambda council: council.post_tail(first, batch))


def batches(records: list[Record]) -> Iterator[list[Record]]:
    """Runs of records that fit a request (`protocol.md 7.3`)."""
    batch: list[Record] = []
    size = 0
    for record in records:
        length = (len(record.statement) + len(record.signature)) * 4 // 3 + _FRAME
        if batch and size + length > limits.REQUEST - _FRAME:
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += length
    if batch:
        yield batch
