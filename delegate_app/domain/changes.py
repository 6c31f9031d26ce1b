"""What kinds of records a mutation or a sync moved; views that show those kinds reload."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Kinds of records a view can show."""

    ACCOUNT = "account"
    COUNCIL = "council"
    SESSIONS = "sessions"
    DOCUMENTS = "documents"
    BLOBS = "blobs"
    ANNOTATIONS = "annotations"
    POLLS = "polls"
    VOTES = "votes"
    OUTBOX = "outbox"
    SETTINGS = "settings"
    ALARM = "alarm"
    FEEDS = "feeds"
    INDEX = "index"


Changes = frozenset[Kind]
NOTHING: Changes = frozenset()
