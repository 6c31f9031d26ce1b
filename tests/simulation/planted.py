"""Bugs planted on purpose, each by another body for one method: a simulator that finds none of them is no test.

The product's code has no switch for any of this; `planted` puts the wrong body in place and takes it out again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.simulation.laboratory import Changes
from tests.simulation.wrong_bodies import feeds, notes, papers, vaults, votes

Change = Callable[[Any, str, Any], None]


@dataclass(frozen=True)
class Plant:
    """A bug: what is wrong, and where the wrong body goes."""

    what: str
    place: Any
    name: str
    body: Any


PLANTED = {
    "cursor-before-rows": Plant(
        "the cursor moves in a transaction of its own, before the rows", *feeds.CURSOR_FIRST
    ),
    "rows-before-cursor": Plant(
        "the rows are written in a transaction of their own, before the cursor", *feeds.ROWS_FIRST
    ),
    "page-not-checked": Plant("a page is applied unchecked", *feeds.UNCHECKED),
    "written-before-checked": Plant(
        "rows are written, then checked", *feeds.WRITTEN_BEFORE_CHECKED
    ),
    "epoch-ignored": Plant("a new epoch goes on where the old one stood", *feeds.EPOCH_IGNORED),
    "compare-and-set-dropped": Plant(
        "the cursor moves wherever it stands", *feeds.NO_COMPARE_AND_SET
    ),
    "entries-not-checked": Plant(
        "entries of the record need not lead to its root", *feeds.ENTRIES_UNCHECKED
    ),
    "reset-waits": Plant(
        "a feed that was begun anew waits for a line that is not metered", *feeds.RESET_WAITS
    ),
    "no-tail-after-restore": Plant("a restored record is given nothing back", *feeds.NO_TAIL),
    "receipt-not-verified": Plant("any receipt will do", *votes.RECEIPT_UNVERIFIED),
    "vote-sent-is-done": Plant("a vote is done once it was sent", *votes.SENT_IS_DONE),
    "retry-signs-again": Plant("each try signs the vote anew", *votes.SIGNED_AGAIN),
    "given-up-forgotten": Plant(
        "a vote that was given up is never offered again", *votes.NEVER_AGAIN
    ),
    "vote-without-outbox": Plant("a vote is queued after it was stored", *votes.QUEUED_LATER),
    "note-settled-by-200": Plant("the council's 200 settles a note", *notes.SETTLED_BY_200),
    "edit-in-flight-settled": Plant(
        "what comes back settles later edits too", *notes.LATER_EDITS_SETTLED
    ),
    "wall-clock": Plant("the wall clock orders edits", *notes.WALL_CLOCK),
    "clock-in-memory": Plant("the clock of edits is not kept in the vault", *notes.CLOCK_IN_MEMORY),
    "older-row-wins": Plant("whatever row comes replaces the note", *notes.OLDER_ROW_WINS),
    "tombstone-takes-edit": Plant(
        "a deletion takes an edit with it that it did not know", *notes.TOMBSTONE_WINS
    ),
    "missing-is-deleted": Plant(
        "what the restored council lacks is deleted here", *notes.MISSING_IS_DELETED
    ),
    "loser-dropped": Plant("the losing text is not kept", *notes.LOSER_DROPPED),
    "nothing-offered-again": Plant(
        "after a restore nothing is offered again", *notes.NOTHING_OFFERED
    ),
    "older-not-given-back": Plant(
        "losing texts that the restored council lacks stay where they are",
        *notes.OLDER_NOT_GIVEN_BACK,
    ),
    "note-in-the-log": Plant("the text of a note is logged", *notes.LOGGED),
    "note-not-sealed": Plant("a note travels unsealed", *notes.UNSEALED),
    "chunk-not-checked": Plant("a chunk counts unchecked", *papers.UNCHECKED),
    "chunk-counted-first": Plant("a chunk is counted before it is stored", *papers.COUNTED_FIRST),
    "part-trusted": Plant("a chunk is taken wherever the last one ended", *papers.PART_TRUSTED),
    "full-disk-swallowed": Plant("a full disk is not reported", *vaults.FULL_DISK_SWALLOWED),
    "not-durable": Plant("a commit does not wait for the disk", *vaults.NOT_DURABLE),
    "no-transactions": Plant("each statement stands alone", *vaults.NO_TRANSACTIONS),
}


@contextmanager
def planted(plant: Plant) -> Iterator[None]:
    """Within it the bug is there; use it inside `laboratory.conditions`."""
    with Changes() as change:
        change(plant.place, plant.name, plant.body)
        yield
