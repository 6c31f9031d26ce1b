"""The vote record over HTTP: entries in, receipts or refusals out, and its static files (protocol.md 7.10, 7.11, 7.13)."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from council_server.councils import Council
from council_server.errors import Refused
from council_server.logs import RECORD
from council_server.record import Logged, read_records
from council_server.service import Service, answer
from council_server.writer import Batch
from protocol.canonical import identity
from protocol.errors import Code, Invalid, NotYet
from protocol.errors import Refused as Refusing
from protocol.records import Record, record_leaf, write_records
from protocol.refusals import Refusal, sign_refusal
from protocol.tiles import ENTRIES, RECORDS, TilePath, hash_tile, parse_path, write_entries
from protocol.wire import EntryAnswer, EntryRequest, TailAnswer, TailRequest

FOREVER = "private, max-age=31536000, immutable"


class RecordRoutes:
    """Calls with a token; a revoked device may still hand in what it had signed."""

    def __init__(self, service: Service) -> None:
        self._service = service

    @property
    def _council(self) -> Council:
        return self._service.council

    def routes(self) -> list[Route]:
        return [
            Route("/v1/entries", self.entry, methods=["POST"]),
            Route("/v1/log/tail", self.tail, methods=["POST"]),
            Route("/v1/log/checkpoint", self.checkpoint),
            Route("/v1/log/{path:path}", self.static),
        ]

    # --------------------------------------------------------------------------------- entries

    async def entry(self, request: Request) -> Response:
        """7.10"""
        await self._service.member(request, revoked_too=True)
        asked = await self._service.message(request, EntryRequest)
        return answer(await self.submit(asked.record()))

    async def submit(self, record: Record) -> EntryAnswer:
        """Judge, append, make durable, sign, answer, in this order (5.5).

        Raises Refused: 422 with a signed refusal, or 409.
        """
        try:
            authenticated = await self._service.think(lambda: self._authenticate(record))
            future = self._service.write(
                lambda batch: batch.record.submit(
                    record.statement, record.signature, authenticated=authenticated
                ),
                self._receipt,
            )
            receipt: EntryAnswer = await future
        except Refusing as error:
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
        return EntryAnswer(
            receipt=self._council.receipt(logged),
            index=logged.index,
            disposition=logged.disposition,
        )

    def _refused(self, statement: bytes, error: Refusing) -> Refused:
        now = self._council.clock()
        refusal = Refusal(self._council.home.origin, identity(statement), error.code, now)
        text = sign_refusal(refusal, self._council.log_key)
        return Refused(422, error.code, error.detail, extra={"refusal": text})

    async def tail(self, request: Request) -> Response:
        """7.13"""
        await self._service.member(request, revoked_too=True)
        asked = await self._service.message(request, TailRequest)
        records = [one.record() for one in asked.records]
        try:
            size: int = await self._service.write(
                lambda batch: append_tail(batch, asked.first, records)
            )
        except NotYet as error:
            raise not_yet(error) from None
        return answer(TailAnswer(size=size))

    # ------------------------------------------------------------------------------ static files

    async def checkpoint(self, request: Request) -> Response:
        """7.11"""
        await self._service.member(request)
        text = await self._service.think(self._checkpoint)
        return PlainTextResponse(text, headers={"Cache-Control": "no-cache"})

    def _size(self) -> int:
        head = self._service.board.head(RECORD)
        return head.size if head else 0

    def _checkpoint(self) -> str:
        with self._council.nodes(RECORD) as nodes:
            origin = self._council.home.origin
            return self._council.checkpoint(nodes, origin, self._size(), self._council.clock())

    async def static(self, request: Request) -> Response:
        """7.11: tiles, entry bundles and records of 4.8, as far as the log reaches."""
        await self._service.member(request)
        try:
            path = parse_path(request.path_params["path"])
        except Invalid as error:
            raise Refused(404, error.code, error.detail) from None
        if path.end > self._size() >> 8 * path.level:
            raise Refused(404, "NO_TILE", "beyond the log")
        data = await self._service.think(lambda: self._file(path))
        return Response(
            data, headers={"Cache-Control": FOREVER}, media_type="application/octet-stream"
        )

    def _file(self, path: TilePath) -> bytes:
        if path.kind not in (ENTRIES, RECORDS):
            with self._council.nodes(RECORD) as nodes:
                return hash_tile(path, nodes)
        with self._council.database.reading() as connection:
            found = read_records(connection, self._council.id, path.first, path.end)
        if path.kind == RECORDS:
            return write_records(record for _, record in found)
        return write_entries(
            record_leaf(kind, record.statement, record.signature) for kind, record in found
        )


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
        logged = batch.record.submit(record.statement, record.signature, restored=True)
        if not logged.fresh:
            raise Refused(422, Code.ALREADY_LOGGED, f"entry {logged.index}")
    return batch.record.replay.size


def not_yet(error: NotYet) -> Refused:
    """409: send what is missing, then again (5.2)."""
    name = "expected" if error.code is Code.CHAIN_GAP else "size"
    return Refused(409, error.code, error.detail, extra={name: error.expected})
