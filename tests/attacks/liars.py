"""A council whose server lies: the real server with a layer before it that shows another vote record.

Whoever runs the server holds its log key, so whatever a liar shows is signed; what it cannot make is a
delegate's signature.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from council_server.record import read_records
from protocol import merkle
from protocol.checkpoints import Checkpoint, sign_checkpoint
from protocol.errors import Refused
from protocol.records import Record, record_hash, write_records
from protocol.statements import decode_statement
from protocol.tiles import parse_path
from protocol.versions import SPOKEN
from protocol.wire import PROTOCOL_HEADER
from tests.running_council import RunningCouncil

HEADERS = {PROTOCOL_HEADER: str(SPOKEN.most)}
ANYBODY = ""


@dataclass
class ForgedRecord:
    """A vote record as a liar shows it: any entries in any order, under a good signature."""

    origin: str
    key: Ed25519PrivateKey
    records: Sequence[Record]
    clock: Callable[[], datetime]
    root: bytes = b""
    """Signed in place of the tree's own root."""
    ahead: timedelta = timedelta()
    """How far the signed time is ahead of the clock."""

    @property
    def size(self) -> int:
        return len(self.records)

    def checkpoint(self) -> str:
        tree = merkle.Edge()
        tree.extend(record_hash(kind_of(r.statement), *r) for r in self.records)
        root = self.root or tree.root()
        return sign_checkpoint(
            Checkpoint(self.origin, self.size, root, self.clock() + self.ahead), self.key
        )

    def bundle(self, path: str) -> bytes:
        wanted = parse_path(path)
        return write_records(self.records[wanted.first : wanted.end])


def kind_of(statement: bytes) -> str:
    """The kind that a leaf of the log names; a liar may log bytes that are no statement."""
    try:
        return decode_statement(statement).KIND
    except Refused:
        return "vote"


class Liar:
    """Stands before the server's application. `shows` says what record a person sees, ANYBODY what all others do.

    `twists` changes a receipt or a comparison code on its way to the client; `root` answers for the root.
    """

    def __init__(self, council: RunningCouncil) -> None:
        self.council = council
        self.shows: dict[str, ForgedRecord] = {}
        self.twists: Callable[[dict[str, object]], object] | None = None
        self.root = b""
        config = council.server.config
        self._honest: ASGIApp = config.loaded_app
        config.loaded_app = self

    def forged(self, records: Sequence[Record], *, root: bytes = b"") -> ForgedRecord:
        """These entries under the council's own log key, signed a second later whenever they are asked for: a
        checkpoint that is no later than the one held is taken for a stale copy."""
        home, key, clock = self.council.home, self.council.council.log_key, self.council.clock
        seconds = count(5)

        def later() -> datetime:
            return clock() + timedelta(seconds=next(seconds))

        return ForgedRecord(home.origin, key, tuple(records), later, root)

    def show(self, records: Sequence[Record], *, to: str = ANYBODY, root: bytes = b"") -> None:
        """From now on this is the record for that person."""
        self.shows[to] = self.forged(records, root=root)

    def records(self) -> list[Record]:
        """The true record."""
        with self.council.council.database.reading() as connection:
            found = read_records(connection, self.council.council.id, 0, 10_000)
        return [record for _, record in found]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            request = Request(scope)
            lie = await self._shown(request)
            if lie is not None and scope["path"].startswith("/v1/log/") and request.method == "GET":
                await self._log(lie, scope["path"])(scope, receive, send)
                return
            if self.root and scope["path"] == "/v1/root":
                await Response(self.root, headers=HEADERS)(scope, receive, send)
                return
            if (lie is not None and scope["path"] == "/v1/heads") or (
                self.twists is not None and scope["path"] in ("/v1/entries", "/v1/enrolments")
            ):
                await self._twisted(scope, receive, send, lie)
                return
        await self._honest(scope, receive, send)

    async def _shown(self, request: Request) -> ForgedRecord | None:
        if not self.shows or "authorization" not in request.headers:
            return None
        member = await self.council.service.member(request)
        return self.shows.get(member.person, self.shows.get(ANYBODY))

    @staticmethod
    def _log(lie: ForgedRecord, path: str) -> Response:
        name = path.removeprefix("/v1/log/")
        if name == "checkpoint":
            return PlainTextResponse(lie.checkpoint(), headers=HEADERS)
        return Response(lie.bundle(name), headers=HEADERS)

    async def _twisted(
        self, scope: Scope, receive: Receive, send: Send, lie: ForgedRecord | None
    ) -> None:
        """The honest answer, with one thing in it changed."""
        parts: list[Message] = []

        async def keep(message: Message) -> None:
            parts.append(message)

        await self._honest(scope, receive, keep)
        body = json.loads(b"".join(part.get("body", b"") for part in parts))
        if lie is not None and "heads" in body:
            body["heads"]["record"][1] = lie.size
        elif self.twists is not None and body.keys() & {"receipt", "comparison"}:
            body = self.twists(body)
        headers = {**HEADERS, "ETag": f'"{hash(json.dumps(body))}"'}
        answer = Response(json.dumps(body), parts[0]["status"], headers)
        await answer(scope, receive, send)

    def repent(self) -> None:
        """From now on the server says the truth."""
        self.shows.clear()
        self.twists = None
