"""How a statement gets into the vote record, from whomever it comes (protocol.md 5.1-5.5, 7.10, 7.13)."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from council_server.councils import Council
from council_server.errors import Refused
from council_server.forks import keep_fork
from council_server.holds import end_if_whole
from council_server.record import Logged
from council_server.service import Service
from council_server.writer import Batch
from protocol.canonical import identity
from protocol.errors import Code, NotYet
from protocol.errors import Refused as Refusing
from protocol.records import Record
from protocol.refusals import Refusal, sign_refusal
from protocol.wire import EntryAnswer

_log = logging.getLogger(__name__)


class Entries:
    """The one way in: signatures are checked in a pool, the rest is judged by the writer thread."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._council = service.council

    async def submit(self, record: Record, *, from_hall: bool = False) -> EntryAnswer:
        """Judge, append, make durable, sign, answer, in this order (5.5).

        With `from_hall` the seconds that a chair announced are measured by the chair's own times.
        Raises Refused: 422 with a signed refusal, or 409.
        """
        try:
            authenticated = await self._service.think(lambda: self._authenticate(record))
            future = self._service.write(
                lambda batch: batch.record.submit(
                    record.statement,
                    record.signature,
                    authenticated=authenticated,
                    restored=from_hall,
                ),
                self._receipt,
            )
            receipt: EntryAnswer = await future
        except Refusing as error:
            if error.code is Code.CHAIN_FORK:
                await self._service.write(keep_fork(record))
            raise self._refused(record.statement, error) from None
        except NotYet as error:
            raise not_yet(error) from None
        return receipt

    def _authenticate(self, record: Record) -> bool:
        """The costly part of 5.1, in the pool; False when only the newest record can tell."""
        try:
            self._council.record.replay.authenticate(record.statement, record.signature)
        except Refusing as error:
            if error.code is Code.UNKNOWN_CERT:  # perhaps enrolled a moment ago by another process
                return False
            raise
        return True

    def _receipt(self, logged: Logged) -> EntryAnswer:
        return entry_answer(self._council, logged)

    def _refused(self, statement: bytes, error: Refusing) -> Refused:
        text = signed_refusal(self._council, statement, error)
        return Refused(422, error.code, error.detail, extra={"refusal": text})

    async def append_tail(self, first: int, records: Sequence[Record]) -> int:
        """Entries that a restored server lost; the log's size afterwards. Raises Refused 409 or 422."""
        try:
            size: int = await self._service.write(lambda batch: append_tail(batch, first, records))
        except Refusing as error:
            raise Refused(422, error.code, error.detail) from None
        except NotYet as error:
            raise not_yet(error) from None
        return size


def entry_answer(council: Council, logged: Logged) -> EntryAnswer:
    """The answer for a statement that stands in the record, with its receipt (7.10)."""
    receipt = council.receipt(logged)
    return EntryAnswer(receipt=receipt, index=logged.index, disposition=logged.disposition)


def signed_refusal(council: Council, statement: bytes, error: Refusing) -> str:
    """The council's signed word that the statement will never be logged (4.7)."""
    origin = council.home.origin
    refusal = Refusal(origin, identity(statement), error.code, council.clock())
    return sign_refusal(refusal, council.log_key)


def append_tail(batch: Batch, first: int, records: Sequence[Record]) -> int:
    """Entries that a restored server lost, from index `first` on; the log's size afterwards.

    What is there already must be the same; what is new is checked like any statement. Raises Refused
    409 when entries before `first` are missing, 422 when one does not fit its place.
    """
    size = batch.record.replay.size
    if first > size:
        raise Refused(409, Code.SEEN_AHEAD, extra={"size": size})
    entries = batch.record.replay.entries
    for index, record in enumerate(records[: max(size - first, 0)], first):
        if entries.get(identity(record.statement)) != index:
            raise Refused(422, Code.SPLIT_VIEW, f"another entry {index}")
    for record in records[max(size - first, 0) :]:
        logged = batch.record.submit(
            record.statement, record.signature, restored=True, returning=True
        )
        if not logged.fresh:
            raise Refused(422, Code.ALREADY_LOGGED, f"entry {logged.index}")
    if end_if_whole(batch):
        _log.info("all entries that were lost are back; the record takes new ones")
    return batch.record.replay.size


def not_yet(error: NotYet) -> Refused:
    """409: send what is missing, then again (5.2)."""
    name = "expected" if error.code is Code.CHAIN_GAP else "size"
    return Refused(409, error.code, error.detail, extra={name: error.expected})
