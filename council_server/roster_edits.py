"""The roster as it is published, and its changes: delegates, groups, committees, and N as the secretary states it.

Nobody is deleted: who leaves keeps a row, and what they did stays in the record. Their devices are revoked by an act of
its own (`enrolments.revoke`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from council_server.committees import committee_id, feeds_by_person
from council_server.dry_runs import committee_names
from council_server.errors import CommandError
from council_server.feeds import read_objects
from council_server.founding import write_roster
from council_server.logs import PUBLIC
from council_server.rosters import NAME_LENGTH, Person, Roster
from council_server.writer import Batch
from protocol.names import name_key
from protocol.origins import IDENTIFIER

NOBODY = Person("", "", "", "", "")


class RosterProblem(CommandError):
    """A change that cannot be; its sentence is `roster-problem.<code>` of words.toml."""

    def __init__(self, code: str) -> None:
        super().__init__(f"roster: {code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class RosterView:
    """The published roster: N, the chair, the delegates in the order of names, the names of groups and committees."""

    body: Mapping[str, Any]
    chair: str
    delegates: tuple[Person, ...]
    groups: tuple[str, ...]
    committees: tuple[str, ...]

    @property
    def total(self) -> int:
        """N, the number of mandates held."""
        return int(self.body["total"])

    def delegate(self, person: str) -> Person | None:
        """One delegate, or None."""
        return next((one for one in self.delegates if one.id == person), None)


def read_roster_view(connection: Connection, council: str) -> RosterView:
    """What the feeds say."""
    body = next(iter(read_objects(connection, council, PUBLIC, "council").values()))
    rows = read_objects(connection, council, PUBLIC, "delegate")
    feeds = feeds_by_person(connection, council)
    names = committee_names(connection, council, feeds)
    people = tuple(
        sorted(
            (
                Person(
                    row["id"],
                    row["name"],
                    row["position"],
                    row["group"],
                    names[feeds[row["id"]][0]] if feeds.get(row["id"]) else "",
                    row.get("until", ""),
                )
                for row in rows.values()
            ),
            key=lambda p: (name_key(p.name), p.id),
        )
    )
    settings = body["settings"]
    chair = next((row["id"] for row in rows.values() if row["chair"]), "")
    groups = dict.fromkeys([*settings.get("groups", ()), *(p.group for p in people if p.group)])
    listed = dict.fromkeys([*settings.get("committees", ()), *names.values()])
    return RosterView(body, chair, people, tuple(groups), tuple(listed))


def put_delegate(batch: Batch, person: Person, total: int) -> int:
    """A delegate is as said, new or changed, and N as stated; how many rows that took. Raises RosterProblem."""
    view = read_roster_view(batch.connection, batch.council)
    if not person.name or max(map(len, (person.name, person.title, person.group))) > NAME_LENGTH:
        raise RosterProblem("name")
    if not person.id:
        person = replace(person, id=free_person(person.name, view))
    if not IDENTIFIER.fullmatch(person.id):
        raise RosterProblem("name")
    if person.committee and not committee_id(person.committee):
        raise RosterProblem("committee")
    others = tuple(one for one in view.delegates if one.id != person.id)
    return _write(batch, view, (*others, person), total)


def state_total(batch: Batch, total: int) -> int:
    """N, as the secretary states it. Raises RosterProblem."""
    view = read_roster_view(batch.connection, batch.council)
    return _write(batch, view, view.delegates, total)


def free_person(name: str, view: RosterView) -> str:
    """An id for somebody of this name."""
    stem = committee_id(name)
    taken = {one.id for one in view.delegates}
    numbers = (f"{stem}-{n}" for n in range(2, len(taken) + 3))
    return next(one for one in (stem, *numbers) if one not in taken) if stem else ""


def _write(batch: Batch, view: RosterView, people: tuple[Person, ...], total: int) -> int:
    if total < sum(not person.until for person in people):
        raise RosterProblem("total")
    groups = dict.fromkeys([*view.groups, *(p.group for p in people if p.group)])
    committees = dict.fromkeys([*view.committees, *(p.committee for p in people if p.committee)])
    settings = dict(view.body["settings"])
    for key, names in (("groups", groups), ("committees", committees)):
        if key in settings or names:
            settings[key] = list(names)
    roster = Roster(
        id=view.body["id"],
        name=view.body["name"],
        name_en=view.body["name_en"],
        total=total,
        chair=next((p for p in people if p.id == view.chair), NOBODY),
        secretary=NOBODY,
        learner="",
        delegates=people,
        about=settings,
    )
    return write_roster(batch, roster)
