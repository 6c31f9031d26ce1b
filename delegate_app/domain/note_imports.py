"""What came of a file of notes that was read: how many, and what was left out and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a note of a file was not taken."""

    UNKNOWN_KIND = "unknown-kind"
    NO_SUCH_PAGE = "no-such-page"
    NO_PLACE = "no-place"
    OTHER_VERSION = "other-version"
    ALREADY_HERE = "already-here"
    TOO_LONG = "too-long"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A note that was not taken. `what` names its kind as the file does, `page` counts from 0 and is -1 when unknown."""

    what: str
    page: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`taken` notes were made, as one gesture that can be undone."""

    taken: int
    left_out: tuple[LeftOut, ...]
