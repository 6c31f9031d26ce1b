"""A feed that is not simply followed: it waits for the delegate's word, is in quarantine, or may no longer be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

PUBLIC = "public"
COMMITTEE = "committee."
PRIVATE = "delegate."


class HoldReason(StrEnum):
    """Why a feed is held (`protocol.md 8.7` to `8.12`)."""

    SHRUNK = "shrunk"
    """The council began the feed anew with less than half of what is here."""
    FORKED = "forked"
    """The council signed two histories of the feed that contradict each other."""
    WITHDRAWN = "withdrawn"
    """The council lets this device read the feed no longer."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much a generation of a feed holds: objects of every kind that are not deleted, and the papers among them."""

    objects: int
    documents: int


@dataclass(frozen=True, slots=True)
class FeedHold:
    """One held feed. `here` is what is shown, `there` what the council's newest generation holds.

    `epoch` names that generation once it is here as a whole, else ""; `kept` says that the delegate chose the old copy.
    `ours` and `theirs` are the two signed heads of a fork; `name` is a committee's, "" for other feeds.
    """

    feed: str
    reason: HoldReason
    since: datetime
    epoch: str
    here: Holdings
    there: Holdings
    kept: bool
    ours: str
    theirs: str
    name: str = ""

    @property
    def asks(self) -> bool:
        """True while the delegate has to choose between the copy here and the council's new one."""
        return bool(self.epoch) and not self.kept


def halves(here: Holdings, there: Holdings) -> bool:
    """Whether less than half of the objects, or of the papers, would be left."""
    return there.objects * 2 < here.objects or there.documents * 2 < here.documents


def is_committee(feed: str) -> bool:
    """True for the feed of a closed committee (`protocol.md 8.1`)."""
    return feed.startswith(COMMITTEE)


def is_private(feed: str) -> bool:
    """True for the feed of one delegate's devices (`protocol.md 8.1`)."""
    return feed.startswith(PRIVATE)
