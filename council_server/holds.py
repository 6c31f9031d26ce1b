"""After a backup was put back the record may be incomplete: until it is whole nothing new enters it (protocol.md 5.2.1).

The state stands in the database, so every server of the council knows it. It ends when the entries that were lost are
back, as far as the office knew how many there were, or by the office's own word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, delete, insert, select

from council_server.errors import CommandError
from council_server.logs import Head
from council_server.schema import holds, logs
from protocol.times import write_time

if TYPE_CHECKING:
    from council_server.writer import Batch

UNKNOWN = 0
STATE = (
    select(logs.c.log, logs.c.epoch, logs.c.size, holds.c.since, holds.c.size, holds.c.awaited)
    .select_from(logs.outerjoin(holds, holds.c.council == logs.c.council))
    .where(logs.c.council == bindparam("council"))
)


@dataclass(frozen=True, slots=True)
class Hold:
    """The record had `size` entries when it was put back, at the time `since`; it is whole with `awaited`, 0 when unknown."""

    since: str
    size: int
    awaited: int

    def ends_at(self, size: int) -> bool:
        """Whether a record of this size holds everything that is known to have been lost."""
        return self.awaited != UNKNOWN and size >= self.awaited


def read_hold(connection: Connection, council: str) -> Hold | None:
    """The hold that stands, None when the record is open to new entries."""
    query = select(holds.c.since, holds.c.size, holds.c.awaited).where(holds.c.council == council)
    row = connection.execute(query).one_or_none()
    return None if row is None else Hold(row.since, row.size, row.awaited)


def read_state(connection: Connection, council: str) -> tuple[dict[str, Head], Hold | None]:
    """All logs' heads and the hold, in one question: every transaction begins with it."""
    heads: dict[str, Head] = {}
    hold = None
    found = connection.execute(STATE, {"council": council})
    for log, epoch, size, since, least, awaited in found:
        heads[log] = Head(epoch, size)
        hold = None if since is None else Hold(since, least, awaited)
    return heads, hold


def begin_hold(batch: Batch, awaited: int = UNKNOWN) -> None:
    """From now on the record takes only what it had lost; a hold that stands begins anew.

    Raises CommandError when the record has as many entries as are awaited: then nothing was lost.
    """
    size = batch.record.replay.size
    if awaited != UNKNOWN and awaited <= size:
        raise CommandError(f"the record has {size} entries already; nothing of it was lost")
    _end(batch)
    hold = Hold(write_time(batch.now), size, awaited)
    values = {"since": hold.since, "size": hold.size, "awaited": hold.awaited}
    batch.connection.execute(insert(holds).values(council=batch.council, **values))
    batch.record.hold = hold


def end_if_whole(batch: Batch) -> bool:
    """After entries came back: the hold ends with the last one that is awaited; whether it did."""
    hold = batch.record.hold
    if hold is None or not hold.ends_at(batch.record.replay.size):
        return False
    _end(batch)
    return True


def resume(batch: Batch, entries: int) -> Hold:
    """The office's word that nothing more is to come back; the hold that stood.

    `entries` is how many the record has, as the office read it. Raises CommandError when it has another number (some came
    back meanwhile), or when nothing is held.
    """
    hold, size = batch.record.hold, batch.record.replay.size
    if hold is None:
        raise CommandError("nothing is held back: the record takes new entries")
    if entries != size:
        raise CommandError(
            f"the record has {size} entries, not {entries}: look at it again with: status. Whoever resumes says that every "
            "desk has synced and that the record is whole; an entry that comes back later is a second record under the "
            "same name, and every desk that holds the first raises an alarm"
        )
    _end(batch)
    return hold


def _end(batch: Batch) -> None:
    batch.connection.execute(delete(holds).where(holds.c.council == batch.council))
    batch.record.hold = None
