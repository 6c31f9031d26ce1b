"""Closed committees: who belongs to which, and the feed that only members may follow (protocol.md 8.1, 8.8).

Membership is what council.toml says. A member who leaves loses the feed with the next call; what the committee
published stays in its feed for those who remain, and for whoever comes back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import Connection, delete, insert, select

from council_server.errors import CommandError
from council_server.logs import COMMITTEE, Head
from council_server.rosters import Roster
from council_server.schema import members
from council_server.writer import Batch

_BETWEEN = re.compile(r"[^a-z0-9]+")
_LONGEST = 60


def committee_id(name: str) -> str:
    """The id of a committee from its name: "Ban Kinh tế - Ngân sách" is `ban-kinh-te-ngan-sach`."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return _BETWEEN.sub("-", letters).strip("-")[:_LONGEST].strip("-")


def feed_of_committee(name: str) -> str:
    """The feed of a committee by its name; raises CommandError for a name without a letter."""
    found = committee_id(name)
    if not found:
        raise CommandError(
            f'"{name}" is no name of a committee', sentence="committee_name", name=name
        )
    return f"{COMMITTEE}{found}"


def write_committees(batch: Batch, roster: Roster) -> int:
    """Who belongs to which committee from now on, told in each committee's own feed; how many rows changed."""
    people: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for person in roster.delegates:
        if person.committee and not person.until:
            feed = feed_of_committee(person.committee)
            names[feed] = person.committee
            people.setdefault(feed, []).append(person.id)
    batch.connection.execute(delete(members).where(members.c.council == batch.council))
    pairs = [(feed, person) for feed, found in people.items() for person in found]
    if pairs:
        batch.connection.execute(
            insert(members),
            [{"council": batch.council, "feed": f, "person": p} for f, p in pairs],
        )
    emptied = {name for name in batch.heads if name.startswith(COMMITTEE)} - people.keys()
    changed = 0
    for feed in sorted(people.keys() | emptied):
        body: dict[str, object] = {
            "id": feed.removeprefix(COMMITTEE),
            "name": names.get(feed, ""),
            "members": sorted(people.get(feed, [])),
        }
        changed += batch.feed(feed).put("committee", feed.removeprefix(COMMITTEE), body)
    return changed


def feeds_by_person(connection: Connection, council: str) -> dict[str, tuple[str, ...]]:
    """The committees' feeds that each person may follow."""
    query = select(members.c.person, members.c.feed).where(members.c.council == council)
    found: dict[str, list[str]] = {}
    for row in connection.execute(query.order_by(members.c.feed)):
        found.setdefault(row.person, []).append(row.feed)
    return {person: tuple(feeds) for person, feeds in found.items()}


def members_of(connection: Connection, council: str) -> dict[str, list[str]]:
    """The members of each committee, by its id."""
    found: dict[str, list[str]] = {}
    for person, feeds in sorted(feeds_by_person(connection, council).items()):
        for feed in feeds:
            found.setdefault(feed.removeprefix(COMMITTEE), []).append(person)
    return found


class Memberships:
    """Who may follow which committee, in memory. Every change of it writes to a committee's feed, so heads tell of it."""

    def __init__(self, read: Callable[[], Mapping[str, tuple[str, ...]]]) -> None:
        self._read = read
        self._seen: dict[str, Head] = {}
        self._feeds: Mapping[str, tuple[str, ...]] = {}

    def follow(self, heads: Mapping[str, Head]) -> None:
        """After a commit these are the heads of all logs."""
        mine = {name: head for name, head in heads.items() if name.startswith(COMMITTEE)}
        if mine != self._seen:
            self._feeds = self._read()
            self._seen = mine

    def feeds(self, person: str) -> tuple[str, ...]:
        """The committees' feeds that this person may follow now."""
        return self._feeds.get(person, ())


def known_committees(connection: Connection, council: str) -> Iterable[str]:
    """The feeds of all committees that have a member."""
    query = select(members.c.feed).where(members.c.council == council).distinct()
    return [row.feed for row in connection.execute(query.order_by(members.c.feed))]
