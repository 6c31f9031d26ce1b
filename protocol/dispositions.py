"""What replay says about a logged entry (protocol.md 5.3): an output, never a claim of the server."""

from __future__ import annotations

from enum import StrEnum


class Disposition(StrEnum):
    """The effect of an entry. Votes use the whole list; other kinds are ACCEPTED."""

    ACCEPTED = "ACCEPTED"
    UNKNOWN_SUBJECT = "UNKNOWN_SUBJECT"
    NO_POLL = "NO_POLL"
    POLL_DEF = "POLL_DEF"
    SESSION = "SESSION"
    NOT_OPEN = "NOT_OPEN"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    CHOICE = "CHOICE"
    LATE = "LATE"
    HAND_VOTED = "HAND_VOTED"
    ALREADY_VOTED = "ALREADY_VOTED"
    SUPERSEDES = "SUPERSEDES"
    COUNTED = "COUNTED"
