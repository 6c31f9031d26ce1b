"""A note's own body (`protocol.md 9.10`) carried inside an exported file, so that it comes back as it was."""

from __future__ import annotations

import re
from dataclasses import replace

from delegate_app.domain.annotations import Annotation, AnnotationKind
from delegate_app.domain.note_imports import Reason
from delegate_app.services import notes
from delegate_app.services.annotations import Draft
from delegate_app.storage.annotations import AnnotationRow

OURS = re.compile(r"gc-[0-9a-f]{24}", re.ASCII)


def body_of(note: Annotation) -> str:
    """The body as text; "" for a note of a newer version, of which only its words are exported."""
    return "" if note.kind is AnnotationKind.NEWER else notes.written(note).decode()


def draft_of(body: str, note_id: str, version: str, pages: int) -> Draft | Reason:
    """The draft of an exported body, or why it is none for this version of so many pages."""
    row = AnnotationRow(note_id, "", version, body, "", "", "", deleted=False)
    found = notes.read(row)
    if found is None or found.kind is AnnotationKind.NEWER:
        return Reason.UNKNOWN_KIND
    if found.version_sha256 != version:
        return Reason.OTHER_VERSION
    if not 0 <= found.anchor.page < pages:
        return Reason.NO_SUCH_PAGE
    return Draft(
        kind=found.kind,
        colour=found.colour,
        anchor=found.anchor,
        text=found.text,
        tags=found.tags,
        ask=found.ask,
        strokes=found.strokes,
        id=note_id if OURS.fullmatch(note_id) else "",
        created_at=found.created_at,
    )


def with_text(draft: Draft, text: str) -> Draft:
    """With the text that stands in the file, which another program may have changed; white space at its ends counts not."""
    return draft if text.strip() == draft.text.strip() else replace(draft, text=text)
