"""What must hold whatever happened. Numbers are those of the list in docs/sync.md.

After every commit in a vault (S):
 1 rows == the council's at exactly (epoch, seq)     2 the cursor names a state that existed
 3 cursor and rows change together                   4 seq only grows within an epoch
 5 the root at the cursor is the council's           6 a page that fails a check changes nothing
 7 a cast vote is on the device until it is final    8 one counted vote per poll and delegate
 9 same id, other bytes is never stored             10 a receipt shown is a vote at the council
12 a paper marked present has its digest            13 a part holds whole verified chunks only
14 no edit is lost                                  15 later edits on a device beat earlier ones
16 an edit made during its own upload stays owed    19 a full disk leaves no partial state
20 two processes lose and double nothing            21 nothing secret in requests, logs, files
 A an honest council never causes an alarm
Once faults stop (L):
11 every cast vote has a terminal signed answer     17 all devices of a delegate agree
18 cursors reach the heads, without an endless loop 22 after a restore every own item is there again
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.simulation.disk import WatchedConnection
from tests.simulation.truth import Truth

Row = dict[str, Any]
Ask = Callable[..., list[Row]]
"""(sql, values) -> rows, through the connection that has just committed."""


def asking(connection: WatchedConnection) -> Ask:
    """Questions of the simulation's own to a vault."""

    def ask(sql: str, values: Any = ()) -> list[Row]:
        cursor = connection.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    return ask


class Watched:
    """One noun of the vault that is looked at when one of its tables was written."""

    TABLES: frozenset[str] = frozenset()

    def __init__(self, truth: Truth) -> None:
        self.truth = truth

    def look(self, ask: Ask) -> None:
        """Raises Broken for the first invariant that does not hold now."""
        raise NotImplementedError

    def look_whole(self, ask: Ask) -> None:
        """Like `look`, and nothing that was looked at before is taken for granted."""
        self.look(ask)
