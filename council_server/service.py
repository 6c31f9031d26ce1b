"""What every route uses: the council, the board of heads, who is asking, and the pool for slow work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from council_server.committees import Memberships, feeds_by_person
from council_server.councils import Council
from council_server.errors import Refused
from council_server.heads import HeadBoard
from council_server.logs import PUBLIC, RECORD, feed_of
from council_server.snapshots import Snapshots
from council_server.throttles import Throttle, class_of
from council_server.tokens import Member, SignIn
from protocol import wire
from protocol.errors import Invalid
from protocol.limits import REQUEST
from protocol.versions import SPOKEN, Versions

T = TypeVar("T")
M = TypeVar("M")
POOL = 4
TOKEN_LENGTH = 512

BlobSeen = Callable[[str, str, int], None]
"""(person, sha256, one past the last byte sent): told with the last piece of each part of a paper."""


class Service:
    """One council being served. `start` in the loop that serves, `stop` when it ends."""

    def __init__(
        self,
        council: Council,
        blob_seen: BlobSeen | None = None,
        versions: Versions = SPOKEN,
    ) -> None:
        self.council = council
        self.versions = versions
        self.board = HeadBoard(council.heads())
        self.sign_in = SignIn(council)
        self.blob_seen = blob_seen
        self.throttle = Throttle()
        self.snapshots = Snapshots(council)
        self._members = Memberships(self._read_members)
        self._members.follow(self.board.all())
        shared = council.means.judges if council.means else None
        self._own_pool = shared is None
        self._pool = shared or ThreadPoolExecutor(POOL, thread_name_prefix="judge")
        self._watch = council.database.watch(self._others_committed)

    async def start(self) -> None:
        """Afterwards the record is replayed and heads follow every commit, of any process."""
        self.board.attach(asyncio.get_running_loop())
        self.council.writer.listeners += [self._members.follow, self.board.publish]
        await self.write(lambda batch: None)
        self._watch.start()

    def stop(self) -> None:
        self._watch.stop()
        if self._own_pool:
            self._pool.shutdown()

    def services(self) -> list[Service]:
        """The councils that are served: this one."""
        return [self]

    def check(self) -> None:
        """Raises what the database says when it does not answer."""
        self.council.heads()

    def _others_committed(self) -> None:
        if self.council.heads() != self.board.all():
            self.council.writer.submit(lambda batch: None)

    async def think(self, work: Callable[[], T]) -> T:
        """Run work that reads the database or checks a signature, off the loop."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    async def write(self, work: Callable[..., T], finish: Callable[[T], Any] | None = None) -> Any:
        """Run a job of the writer thread and wait for its commit."""
        future: Future[Any] = self.council.writer.submit(work, finish)
        return await asyncio.wrap_future(future)

    # ------------------------------------------------------------------------------ who and what

    async def member(self, request: Request, *, revoked_too: bool = False) -> Member:
        """Who asks. Raises Refused: 401 without a valid token, 403 DEVICE_REFUSED for a revoked device."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not 0 < len(token) <= TOKEN_LENGTH:
            raise Refused(401, "TOKEN", "no bearer token")
        member = self.sign_in.recall(token)
        if member is None:
            member = await self.think(lambda: self.sign_in.look_up(token))
        self.throttle.take(class_of(request.url.path), member.device)
        if member.revoked and not revoked_too:
            raise Refused(403, "DEVICE_REFUSED", "the device was revoked")
        return member

    def knock(self, request: Request) -> None:
        """Somebody without a token; raises Refused 429 when there were too many from that address."""
        self.throttle.take("knocks", request.client.host if request.client else "")

    def _read_members(self) -> dict[str, tuple[str, ...]]:
        with self.council.database.reading() as connection:
            return feeds_by_person(connection, self.council.id)

    def logs_of(self, member: Member) -> tuple[str, ...]:
        """The feeds that a member may follow, and the vote record (protocol.md 8.1).

        A revoked device follows the record only, where its own revocation stands (7.17).
        """
        if member.revoked:
            return (RECORD,)
        committees = self._members.feeds(member.person)
        return (PUBLIC, feed_of(member.person), *committees, RECORD)

    @staticmethod
    async def message(request: Request, kind: type[M]) -> M:
        """The request's body as a message; raises Refused 400 or 413."""
        data = await body_of(request)
        try:
            return wire.read(kind, data)
        except Invalid as error:
            raise Refused(400, error.code, error.detail) from None


async def body_of(request: Request) -> bytes:
    """The whole body, never more than the limit of protocol.md 7.3."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > REQUEST:
            raise Refused(413, "TOO_LARGE", f"more than {REQUEST} bytes")
        parts.append(part)
    return b"".join(parts)


def answer(message: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A message of `protocol.wire` as JSON."""
    return Response(wire.write(message), status, headers, media_type="application/json")


def number(request: Request, name: str, default: int, most: int) -> int:
    """A query parameter within 0..most; raises Refused 400."""
    text = request.query_params.get(name, str(default))
    if not text.isascii() or not text.isdecimal() or len(text) > 16 or int(text) > most:
        raise Refused(400, "PARAMETER", f"{name} must be 0..{most}")
    return int(text)
