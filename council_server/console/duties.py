"""What waits to be done, as the console's first page shows it. Each part of the console adds its own to DUTIES."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from council_server.console.roles import OFFICE, Role
from council_server.councils import Council
from council_server.enrolments import list_enrolments
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


DUTIES: tuple[Callable[[Connection, Council], list[Duty]], ...] = (pending_enrolments,)
"""Each looks at the database and at `council.record.replay`, off the loop, quickly."""


def duties_of(council: Council, role: Role) -> list[Duty]:
    """What waits for somebody with this role."""
    with council.database.reading() as connection:
        found = [duty for look in DUTIES for duty in look(connection, council)]
    return [duty for duty in found if role in duty.roles]
