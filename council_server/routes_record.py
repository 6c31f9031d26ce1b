"""The vote record over HTTP: entries in, receipts or refusals out, and its static files (protocol.md 7.10, 7.11, 7.13)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from council_server.councils import Council
from council_server.entries import Entries
from council_server.errors import Refused
from council_server.log_files import signed_head, static_file
from council_server.logs import RECORD
from council_server.service import Service, answer
from protocol.enrolments import HALL
from protocol.errors import Invalid
from protocol.tiles import parse_path
from protocol.wire import EntryRequest, TailAnswer, TailRequest

FOREVER = "private, max-age=31536000, immutable"


class RecordRoutes:
    """Calls with a token; a revoked device may hand in what it had signed and read that it was revoked (7.17)."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._entries = Entries(service)

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
        """7.10; what a hall hands on was in time by the chair's own times (13.4)."""
        member = await self._service.member(request, revoked_too=True)
        asked = await self._service.message(request, EntryRequest)
        from_hall = member.role == HALL and not member.revoked
        return answer(await self._entries.submit(asked.record(), from_hall=from_hall))

    async def tail(self, request: Request) -> Response:
        """7.13"""
        await self._service.member(request, revoked_too=True)
        asked = await self._service.message(request, TailRequest)
        records = [one.record() for one in asked.records]
        return answer(TailAnswer(size=await self._entries.append_tail(asked.first, records)))

    # ------------------------------------------------------------------------------ static files

    async def checkpoint(self, request: Request) -> Response:
        """7.11"""
        await self._service.member(request, revoked_too=True)
        text = await self._service.think(lambda: signed_head(self._council, self._size()))
        return PlainTextResponse(text, headers={"Cache-Control": "no-cache"})

    def _size(self) -> int:
        head = self._service.board.head(RECORD)
        return head.size if head else 0

    async def static(self, request: Request) -> Response:
        """7.11: tiles, entry bundles and records of 4.8, as far as the log reaches."""
        await self._service.member(request, revoked_too=True)
        try:
            path = parse_path(request.path_params["path"])
        except Invalid as error:
            raise Refused(404, error.code, error.detail) from None
        if path.end > self._size() >> 8 * path.level:
            raise Refused(404, "NO_TILE", "beyond the log")
        data = await self._service.think(lambda: static_file(self._council, path))
        return Response(
            data, headers={"Cache-Control": FOREVER}, media_type="application/octet-stream"
        )
