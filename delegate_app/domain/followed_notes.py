"""Notes that follow: where a note made on an earlier version stands in a later one.

The note itself stays with its version. EXACT and MOVED places are shown as they are; for CHECK and NOT_PLACED the
delegate looks, and either keeps the note here (a note of its own on this version, with the first as `parent`) or
says that it does not belong here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from delegate_app.domain.annotations import Anchor, Annotation
from delegate_app.domain.documents import Document


class FollowState(StrEnum):
    """How surely a passage was placed."""

    EXACT = "exact"
    MOVED = "moved"
    CHECK = "check"
    NOT_PLACED = "not-placed"


DOUBTFUL = frozenset({FollowState.CHECK, FollowState.NOT_PLACED})
"""What the delegate is asked to look at."""


@dataclass(frozen=True, slots=True)
class Followed:
    """Where a passage stands in the new version: `anchor` has its place there, None when NOT_PLACED. `score`
    is the share of its words that stand there."""

    state: FollowState
    anchor: Anchor | None
    score: float


@dataclass(frozen=True, slots=True)
class FollowedNote:
    """A note of an earlier version and where it stands in the one that is looked at."""

    note: Annotation
    place: Followed

    @property
    def doubtful(self) -> bool:
        """True when the delegate should look."""
        return self.place.state in DOUBTFUL


def child_id(parent: str, version: str) -> str:
    """The id of the note that keeps `parent` on `version`: the same on every device, so that two decisions meet."""
    return "gc-" + hashlib.sha256(f"{parent}\n{version}".encode()).hexdigest()[:24]


def to_follow(
    document: Document, version: str, notes: tuple[Annotation, ...], decided: frozenset[str]
) -> tuple[Annotation, ...]:
    """The notes of earlier versions that are to be shown on `version`.

    `decided` are the ids of all notes there ever were, removed ones included: a note that was kept on, or dismissed
    from, a version in between or this one is not followed any further itself.
    """
    ordinals = {known.sha256: known.ordinal for known in document.versions}
    here = ordinals.get(version, 0)
    found = []
    for note in notes:
        made = ordinals.get(note.version_sha256, here)
        later = [sha for sha, ordinal in ordinals.items() if made < ordinal <= here]
        if made < here and not any(child_id(note.id, sha) in decided for sha in later):
            found.append(note)
    return tuple(found)
