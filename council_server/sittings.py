"""Sittings as the public feed tells of them: which item a sitting is at (protocol.md 8.17)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from council_server.errors import CommandError
from council_server.feeds import read_objects
from council_server.logs import PUBLIC
from council_server.writer import Batch
from protocol.origins import IDENTIFIER

KIND = "sitting"
RUNNING, PAUSED, OVER = "running", "paused", "over"
STATES = (RUNNING, PAUSED, OVER)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A plenary or group sitting of a session; `item` is "" while it is at none."""

    session: str
    sitting: str
    item: str = ""
    state: str = RUNNING
    title: str = ""

    @property
    def id(self) -> str:
        return f"{self.session}.{self.sitting}"

    def body(self) -> dict[str, object]:
        """The feed row's body."""
        return {
            "id": self.id,
            "session": self.session,
            "sitting": self.sitting,
            "title": self.title or self.sitting,
            "item": self.item,
            "state": self.state,
        }


def show_sitting(batch: Batch, sitting: Sitting) -> bool:
    """Everybody learns where the sitting stands; False when nothing changed. Another that ran is over.

    Raises CommandError for a session or item that is not published, or a name that is none.
    """
    if not IDENTIFIER.fullmatch(sitting.sitting) or sitting.state not in STATES:
        raise CommandError(
            f'"{sitting.sitting}" is no name of a sitting',
            sentence="sitting_name",
            name=sitting.sitting,
        )
    if sitting.session not in read_objects(batch.connection, batch.council, PUBLIC, "session"):
        raise CommandError(
            f"there is no session {sitting.session}", sentence="no_session", session=sitting.session
        )
    items = read_objects(batch.connection, batch.council, PUBLIC, "item")
    if sitting.item and items.get(sitting.item, {}).get("session") != sitting.session:
        raise CommandError(
            f"there is no item {sitting.item} in {sitting.session}",
            sentence="no_item",
            item=sitting.item,
        )
    feed = batch.feed(PUBLIC)
    if sitting.state != OVER:
        for other in list_sittings(batch.connection, batch.council):
            if other.id != sitting.id and other.state != OVER:
                feed.put(KIND, other.id, replace(other, item="", state=OVER).body())
    return feed.put(KIND, sitting.id, sitting.body())


def list_sittings(connection: Connection, council: str) -> list[Sitting]:
    """All sittings in the order in which they began."""
    found = read_objects(connection, council, PUBLIC, KIND)
    return [
        Sitting(body["session"], body["sitting"], body["item"], body["state"], body["title"])
        for body in found.values()
    ]


def current_sitting(connection: Connection, council: str) -> Sitting | None:
    """The sitting that is going on, paused ones included."""
    going = [one for one in list_sittings(connection, council) if one.state != OVER]
    return going[-1] if going else None
