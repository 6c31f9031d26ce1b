"""The hall's ASGI application: the calls of protocol.md 7 that a hall answers from its copy (13.5)."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from council_server.app import Gate, error_answer, not_found, refused
from council_server.errors import Refused
from council_server.hall_copy import PUBLIC, RECORD
from council_server.hall_service import Hall
from council_server.heads import tag_of
from council_server.routes_feeds import encode_page, part_of
from council_server.service import Service, answer, number
from protocol import certificates, wire
from protocol.auth import auth_holds
from protocol.errors import Invalid, ProtocolError
from protocol.fields import unb64
from protocol.halls import ProvisionalAnswer
from protocol.limits import LOG_SIZE, WAIT_SECONDS
from protocol.records import write_records
from protocol.tiles import RECORDS, parse_path
from protocol.times import write_time
from protocol.versions import SPOKEN

TOKEN_LIFE = timedelta(minutes=15)
CHALLENGES = 4096
PIECE = 256 * 1024


class HallTokens:
    """Challenges and tokens of this process, for devices of the record (7.6). A restart asks everybody again."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._challenges: dict[str, tuple[str, str]] = {}
        self._tokens: dict[str, tuple[str, datetime]] = {}

    def challenge(self, device: str) -> wire.Challenge:
        """A fresh challenge, good for one token."""
        while len(self._challenges) >= CHALLENGES:
            del self._challenges[next(iter(self._challenges))]
        nonce, time = secrets.token_hex(32), write_time(self._hall.clock())
        self._challenges[nonce] = (device, time)
        return wire.Challenge(nonce=nonce, time=time)

    def issue(self, request: wire.TokenRequest, host: str) -> wire.Token:
        """A token for a device that signed its challenge; raises Refused 401."""
        if self._challenges.pop(request.nonce, None) != (request.device, request.time):
            raise Refused(401, "CHALLENGE", "not a challenge of this hall")
        if not self._signed(request, host):
            raise Refused(401, "DEVICE_UNKNOWN", "no such device, or not its signature")
        token, expires = secrets.token_urlsafe(32), self._hall.clock() + TOKEN_LIFE
        self._tokens[_hash(token)] = (request.device, expires)
        return wire.Token(token=token, expires=write_time(expires))

    def _signed(self, request: wire.TokenRequest, host: str) -> bool:
        replay = self._hall.copy.replay
        chain = replay.devices.get(request.device)
        if chain is None:
            return False
        try:
            signature = unb64(request.signature)
        except ProtocolError:
            return False
        key = certificates.load(replay.certificates[chain.certificate].der).public_key
        return auth_holds(
            key,
            signature,
            nonce=request.nonce,
            host=host,
            council=self._hall.home.council,
            device=request.device,
            time=request.time,
        )

    def check(self, request: Request) -> None:
        """Returns when the request carries a token that is good now; raises Refused 401."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        known = self._tokens.get(_hash(token)) if scheme.lower() == "bearer" else None
        if known is None or known[1] < self._hall.clock():
            raise Refused(401, "TOKEN", "unknown")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


class HallRoutes:
    """What a hall answers. Private feeds and notes stay with the council's own server."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._tokens = HallTokens(hall)

    def routes(self) -> list[Route]:
        return [
            Route("/v1/root", self.root),
            Route("/v1/auth/challenge", self.challenge, methods=["POST"]),
            Route("/v1/auth/token", self.token, methods=["POST"]),
            Route("/v1/heads", self.heads),
            Route("/v1/feeds/{feed}/changes", self.changes),
            Route("/v1/blobs/{sha256}", self.blob),
            Route("/v1/entries", self.entry, methods=["POST"]),
            Route("/v1/log/tail", self.tail, methods=["POST"]),
            Route("/v1/log/checkpoint", self.checkpoint),
            Route("/v1/log/{path:path}", self.static),
        ]

    async def root(self, request: Request) -> Response:
        """7.4, as far as the copy knows the record."""
        copy, home = self._hall.copy, self._hall.home
        links = copy.replay.roots.links
        if not links:
            raise Refused(503, "NO_COPY", "nothing was copied yet")
        first = links[0][1]
        later = [copy.records[index] for index, _ in links[1:]]
        found = wire.RootAnswer(
            council=home.council,
            name=home.name,
            root_cert=first.root_cert,
            log=home.origin,
            log_key=first.log_key,
            rotations=tuple(wire.EntryRequest.of(record) for record in later),
        )
        return answer(found)

    async def challenge(self, request: Request) -> Response:
        """7.6"""
        asked = await Service.message(request, wire.ChallengeRequest)
        return answer(self._tokens.challenge(asked.device))

    async def token(self, request: Request) -> Response:
        """7.6, 7.15"""
        asked = await Service.message(request, wire.TokenRequest)
        if (request.url.hostname or "") not in self._hall.home.hosts:
            raise Refused(401, "HOST", "not a name of this hall")
        host = request.headers.get("host", "")
        return answer(await run_in_threadpool(self._tokens.issue, asked, host))

    async def heads(self, request: Request) -> Response:
        """7.7, of the copy: it ends where the council's signed word ends that is here."""
        self._tokens.check(request)
        wait = number(request, "wait", 0, WAIT_SECONDS)
        known = request.headers.get("if-none-match", "")
        found = await self._hall.board.wait((PUBLIC, RECORD), known, wait)
        tag = tag_of(found)
        if tag == known:
            return Response(status_code=304, headers={"ETag": tag})
        heads = {feed: wire.Head(epoch=head.epoch, seq=head.size) for feed, head in found.items()}
        time = write_time(self._hall.clock())
        return answer(wire.Heads(heads=heads, time=time), headers={"ETag": tag})

    async def changes(self, request: Request) -> Response:
        """7.8; 404 where the copy ends: a hall never begins an epoch."""
        self._tokens.check(request)
        copy, after = self._hall.copy, number(request, "after", 0, LOG_SIZE)
        epoch = request.query_params.get("epoch", "")
        if request.path_params["feed"] != PUBLIC or epoch != copy.epoch:
            raise Refused(404, "NOT_COPIED")
        page = await run_in_threadpool(copy.page, after)
        if page is None:
            raise Refused(404, "NOT_COPIED")
        return Response(encode_page(page), media_type="application/json")

    async def blob(self, request: Request) -> Response:
        """7.9"""
        self._tokens.check(request)
        sha256 = request.path_params["sha256"]
        paper = self._hall.copy.papers.get(sha256)
        if paper is None or not self._hall.copy.paper_file(sha256).exists():
            raise Refused(404, "NO_BLOB")
        asked = request.headers.get("range")
        start, stop = part_of(asked, paper.size) if asked else (0, paper.size)
        headers = {"ETag": f'"{sha256}"', "Content-Length": str(stop - start)}
        if asked:
            headers["Content-Range"] = f"bytes {start}-{stop - 1}/{paper.size}"
        pieces = self._pieces(sha256, start, stop)
        return StreamingResponse(pieces, 206 if asked else 200, headers, media_type=paper.mime)

    def _pieces(self, sha256: str, start: int, stop: int) -> Iterator[bytes]:
        with self._hall.copy.paper_file(sha256).open("rb") as file:
            file.seek(start)
            while start < stop:
                piece = file.read(min(PIECE, stop - start))
                start += len(piece)
                yield piece

    async def entry(self, request: Request) -> Response:
        """13.3: the council's own answer when there is one, else 202 with a provisional receipt."""
        self._tokens.check(request)
        asked = await Service.message(request, wire.EntryRequest)
        taken = await run_in_threadpool(self._hall.take, asked.record())
        if taken.answer is None:
            return answer(ProvisionalAnswer(provisional=taken.receipt), 202)
        status, body = taken.answer
        return Response(wire.dump(dict(body)), status, media_type="application/json")

    async def tail(self, request: Request) -> Response:
        """13.9: entries that the council signed and the copy lacks."""
        self._tokens.check(request)
        asked = await Service.message(request, wire.TailRequest)
        records = [one.record() for one in asked.records]
        size = await run_in_threadpool(self._hall.learn, asked.first, records, asked.checkpoint)
        return answer(wire.TailAnswer(size=size))

    async def checkpoint(self, request: Request) -> Response:
        """7.11: the council's signed word, as it was copied."""
        self._tokens.check(request)
        if not self._hall.copy.checkpoint:
            raise Refused(404, "NOT_COPIED")
        return PlainTextResponse(self._hall.copy.checkpoint, headers={"Cache-Control": "no-cache"})

    async def static(self, request: Request) -> Response:
        """7.11: files of entries; tiles are the council's own."""
        self._tokens.check(request)
        try:
            path = parse_path(request.path_params["path"])
        except Invalid as error:
            raise Refused(404, error.code) from None
        records = self._hall.copy.record_file(path)
        if path.kind != RECORDS or len(records) != path.width:
            raise Refused(404, "NO_TILE")
        data = write_records(records)
        return Response(data, media_type="application/octet-stream")


def make_hall_app(hall: Hall) -> Starlette:
    """The application; it starts and stops the hall with itself."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        hall.board.attach(asyncio.get_running_loop())
        hall.start()
        yield
        await run_in_threadpool(hall.stop)

    return Starlette(
        routes=HallRoutes(hall).routes(),
        lifespan=lifespan,
        middleware=[Middleware(Gate, versions=SPOKEN)],
        exception_handlers={Refused: refused, HTTPException: not_found, OSError: cannot_write},
    )


def cannot_write(request: Request, error: Exception) -> Response:
    """The hall's disk is full or gone: nothing was taken."""
    return error_answer(503, {"code": "UNAVAILABLE", "detail": type(error).__name__})
