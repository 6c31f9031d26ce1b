"""What waits to be done, as the console's first page shows it. Each part of the console adds its own to DUTIES."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from council_server.console.roles import CHAIR, OFFICE, SITTING, Role
from council_server.councils import Council
from council_server.draft_store import read_drafts
from council_server.enrolments import list_enrolments
from council_server.sittings import current_sitting
from protocol.poll_states import COUNTING, Stage
from protocol.wire import PENDING


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing that waits: a sentence of words with its parts, and the page where it is done."""

    word: str
    path: str
    roles: frozenset[Role]
    values: dict[str, object] = field(default_factory=dict)


def pending_enrolments(connection: Connection, council: Council) -> list[Duty]:
    """Devices that wait for the clerk's comparison."""
    waiting = [row for row in list_enrolments(connection, council.id) if row.state == PENDING]
    if not waiting:
        return []
    return [Duty("duty.enrolments", "/console/devices", OFFICE, {"count": len(waiting)})]


def sitting_that_goes_on(connection: Connection, council: Council) -> list[Duty]:
    """The sitting to be led now."""
    found = current_sitting(connection, council.id)
    if found is None:
        return []
    path = f"/console/sittings/{found.session}/{found.sitting}"
    return [Duty("duty.sitting", path, SITTING, {"title": found.title})]


def polls_that_wait_for_the_chair(_: Connection, council: Council) -> list[Duty]:
    """Polls to be opened, and results to be announced."""
    states = list(council.record.replay.polls.values())
    return [
        Duty(
            f"duty.poll_{state.stage.lower()}",
            f"/console/polls/{state.definition.poll}",
            CHAIR,
            {"question": state.definition.question},
        )
        for state in states
        if state.stage in (Stage.DEFINED, Stage.CLOSED)
    ]


def polls_under_way(_: Connection, council: Council) -> list[Duty]:
    """Polls that delegates vote in now."""
    return [
        Duty(
            "duty.poll_open",
            f"/console/polls/{state.definition.poll}",
            SITTING,
            {"question": state.definition.question},
        )
        for state in list(council.record.replay.polls.values())
        if state.stage in COUNTING
    ]


def drafts(connection: Connection, council: Council) -> list[Duty]:
    """Sessions that are being prepared."""
    return [
        Duty(
            "duty.draft",
            f"/console/drafts/{row.draft.session}",
            OFFICE,
            {"title": row.draft.head.title},
        )
        for row in read_drafts(connection, council.id)
    ]


DUTIES: tuple[Callable[[Connection, Council], list[Duty]], ...] = (
    sitting_that_goes_on,
    polls_under_way,
    polls_that_wait_for_the_chair,
    pending_enrolments,
    drafts,
)
"""Each looks at the database and at `council.record.replay`, off the loop, quickly."""


def duties_of(council: Council, role: Role) -> list[Duty]:
    """What waits for somebody with this role."""
    with council.database.reading() as connection:
        found = [duty for look in DUTIES for duty in look(connection, council)]
    return [duty for duty in found if role in duty.roles]
