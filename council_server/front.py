"""The outer door of the server's port: which application a path belongs to.

The console and the hall's page need no Sync-Protocol header; everything else is the desks' (protocol.md 7).
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send


class Front:
    """Sends a call to the room whose path begins its own, or to `desks`; a room "/" is that path alone.

    The server's start and end are told to `desks`.
    """

    def __init__(self, desks: ASGIApp, rooms: Mapping[str, ASGIApp]) -> None:
        self._desks = desks
        self._rooms = dict(rooms)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._room_of(scope)(scope, receive, send)

    def _room_of(self, scope: Scope) -> ASGIApp:
        if scope["type"] not in {"http", "websocket"}:
            return self._desks
        first = f"/{str(scope['path']).split('/')[1] if '/' in scope['path'] else ''}"
        if first == "/" and scope["path"] != "/":
            return self._desks
        return self._rooms.get(first, self._desks)
