"""Heads, changes, snapshot, blobs and notes (protocol.md 7.7-7.9, 7.12, 7.14)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import msgspec
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from council_server.errors import Refused
from council_server.feeds import read_rows
from council_server.heads import tag_of
from council_server.logs import RECORD, Head
from council_server.lost_rows import answer_to, find_loss
from council_server.notes import put_note
from council_server.schema import blobs
from council_server.service import Service, answer, number
from council_server.tokens import Member
from protocol import wire
from protocol.feeds import Page, Row
from protocol.limits import LOG_SIZE, PAGE_ROWS, WAIT_SECONDS
from protocol.times import write_time

SHA256 = re.compile(r"[0-9a-f]{64}")
RANGE = re.compile(r"bytes=(\d{0,16})-(\d{0,16})", re.IGNORECASE)
FOREVER = "private, max-age=31536000, immutable"
REMEMBERED = 4096


class FeedRoutes:
    """Calls with a token; a member sees the feeds of `Service.logs_of` and no others."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._blobs: dict[str, tuple[int, str, frozenset[str]]] = {}

    def routes(self) -> list[Route]:
        return [
            Route("/v1/heads", self.heads),
            Route("/v1/feeds/{feed}/changes", self.changes),
            Route("/v1/feeds/{feed}/snapshot", self.snapshot),
            Route("/v1/feeds/{feed}/checkpoint", self.checkpoint, methods=["POST"]),
            Route("/v1/blobs/{sha256}", self.blob),
            Route("/v1/notes/{note}", self.note, methods=["PUT"]),
        ]

    async def heads(self, request: Request) -> Response:
        """7.7"""
        member = await self._service.member(request, revoked_too=True)
        wait = number(request, "wait", 0, WAIT_SECONDS)
        known = request.headers.get("if-none-match", "")
        board = self._service.board
        found = await board.wait(self._service.logs_of(member), known, wait)
        tag = tag_of(found)
        if tag == known:
            return Response(status_code=304, headers={"ETag": tag})
        heads = {feed: wire.Head(epoch=head.epoch, seq=head.size) for feed, head in found.items()}
        time = write_time(self._service.council.clock())
        return answer(wire.Heads(heads=heads, time=time), headers={"ETag": tag})

    # ----------------------------------------------------------------------------------- feeds

    async def _feed(self, request: Request) -> tuple[str, Head]:
        """The feed asked for, once the member may follow it: others do not exist for them."""
        member = await self._service.member(request)
        feed: str = request.path_params["feed"]
        head = self._service.board.head(feed)
        if feed == RECORD or feed not in self._service.logs_of(member) or head is None:
            raise Refused(404, "NO_FEED")
        return feed, head

    async def changes(self, request: Request) -> Response:
        """7.8; 410 also for a cursor beyond the feed, which a restored server never gave out."""
        feed, head = await self._feed(request)
        after = number(request, "after", 0, LOG_SIZE)
        limit = number(request, "limit", PAGE_ROWS, PAGE_ROWS)
        if request.query_params.get("epoch", head.epoch) != head.epoch or after > head.size:
            raise Refused(410, "EPOCH", extra={"epoch": head.epoch})
        page = await self._service.think(lambda: self._page(feed, head, after, max(limit, 1)))
        return Response(encode_page(page), media_type="application/json")

    def _page(self, feed: str, head: Head, after: int, limit: int) -> Page:
        council = self._service.council
        with council.database.reading() as connection:
            rows: list[Row] = read_rows(
                connection, council.id, feed, after=after, limit=min(limit, head.size - after)
            )
        end = after + len(rows)
        origin = council.origin_of(feed, head.epoch)
        with council.nodes(feed) as nodes:
            checkpoint = council.checkpoint(nodes, origin, end, council.clock())
        return Page(feed, head.epoch, after, tuple(rows), checkpoint, head.size)

    async def snapshot(self, request: Request) -> Response:
        """7.14"""
        feed, head = await self._feed(request)
        found = await self._service.think(lambda: self._service.snapshots.of(feed, head))
        if found is None:
            raise Refused(404, "NO_SNAPSHOT")
        return answer(found)

    async def checkpoint(self, request: Request) -> Response:
        """7.19; a council that finds its own signature on rows that it does not have begins new epochs by itself."""
        member = await self._service.member(request)
        feed: str = request.path_params["feed"]
        if feed == RECORD or feed not in self._service.logs_of(member):
            raise Refused(404, "NO_FEED")
        asked = await self._service.message(request, wire.CheckpointRequest)
        council = self._service.council
        lost = await self._service.think(lambda: find_loss(council, feed, asked.checkpoint))
        if lost is not None:
            await self._service.write(lost.begin_epochs)
        return answer(await self._service.think(lambda: answer_to(council, feed, asked.checkpoint)))

    # ----------------------------------------------------------------------------------- blobs

    async def blob(self, request: Request) -> Response:
        """7.9"""
        member = await self._service.member(request)
        sha256: str = request.path_params["sha256"]
        size, mime = await self._find(member, sha256)
        headers = {
            "ETag": f'"{sha256}"',
            "Cache-Control": FOREVER,
            "Accept-Ranges": "bytes",
        }
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        asked = request.headers.get("range")
        start, stop = (0, size) if asked is None else part_of(asked, size)
        if asked is not None:
            headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
        headers["Content-Length"] = str(stop - start)
        status = 200 if asked is None else 206
        if request.method == "HEAD":
            return Response(None, status, headers, media_type=mime)
        try:
            pieces = await self._service.council.blobs.open(sha256, start, stop)
        except FileNotFoundError:
            raise Refused(503, "BLOB_MISSING", f"blob {sha256[:12]} is not in the store") from None
        told = self._told(member, sha256, start, stop, pieces)
        return StreamingResponse(told, status, headers, media_type=mime)

    async def _find(self, member: Member, sha256: str) -> tuple[int, str]:
        """Size and type of a blob of the member's feeds; raises Refused 404."""
        mine = self._service.logs_of(member)
        known = self._blobs.get(sha256)
        if (known is None or known[2].isdisjoint(mine)) and SHA256.fullmatch(sha256):
            # The same bytes may have been published to another feed since they were looked up.
            known = await self._service.think(lambda: self._look_up(sha256))
        if known is None or known[2].isdisjoint(mine):
            raise Refused(404, "NO_BLOB")
        return known[0], known[1]

    def _look_up(self, sha256: str) -> tuple[int, str, frozenset[str]] | None:
        query = select(blobs.c.feed, blobs.c.size, blobs.c.mime).where(
            blobs.c.council == self._service.council.id, blobs.c.sha256 == sha256
        )
        with self._service.council.database.reading() as connection:
            found = list(connection.execute(query))
        if not found:
            return None
        if len(self._blobs) >= REMEMBERED:
            self._blobs.clear()
        known = (found[0].size, found[0].mime, frozenset(row.feed for row in found))
        self._blobs[sha256] = known
        return known

    async def _told(
        self, member: Member, sha256: str, start: int, stop: int, pieces: AsyncIterator[bytes]
    ) -> AsyncIterator[bytes]:
        async for piece in pieces:
            start += len(piece)
            if start == stop and self._service.blob_seen is not None:
                # Before the last piece: a client that holds it may hang up, and nothing runs after.
                self._service.blob_seen(member.person, sha256, stop)
            yield piece

    # ----------------------------------------------------------------------------------- notes

    async def note(self, request: Request) -> Response:
        """7.12"""
        member = await self._service.member(request, revoked_too=True)
        asked = await self._service.message(request, wire.NoteRequest)
        return answer(
            await self._service.write(put_note(member, request.path_params["note"], asked))
        )


def encode_page(page: Page) -> bytes:
    """What `wire.write_page` gives, several times faster: a page may hold 2,000 rows."""
    rows: list[Any] = [
        (row.seq, row.id, row.kind, row.rev, row.deleted, row.digest, row.body) for row in page.rows
    ]
    return msgspec.json.encode(
        {
            "feed": page.feed,
            "epoch": page.epoch,
            "after": page.after,
            "rows": rows,
            "checkpoint": page.checkpoint,
            "head": page.head,
        }
    )


def part_of(header: str, size: int) -> tuple[int, int]:
    """Start and stop of a single range (RFC 9110, 14.1.2); raises Refused 416 for any other."""
    found = RANGE.fullmatch(header.strip())
    outside = Refused(416, "RANGE", "one range only", headers={"Content-Range": f"bytes */{size}"})
    if found is None or not (found[1] or found[2]):
        raise outside
    if not found[1]:
        start, stop = max(size - int(found[2]), 0), size
    else:
        start = int(found[1])
        stop = min(int(found[2]) + 1, size) if found[2] else size
    if start >= stop:
        raise outside
    return start, stop
