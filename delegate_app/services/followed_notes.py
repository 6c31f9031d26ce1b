"""Notes that follow a paper into its next version.

How the window uses it
----------------------
    waiting = followed.waiting(version)                # vault thread: notes whose place is not known yet
    followed.find(version, waiting, on_found)          # render thread: reads both versions' words
    followed.keep(version, found)                      # vault thread
    followed.of(version)                               # vault thread: every note of an earlier version, with its place
    followed.carry(note_id, version, anchor, now=now)  # "it belongs here": a note of its own on this version
    followed.dismiss(note_id, version, now=now)        # "it does not": not shown here nor on later versions
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from delegate_app.domain.annotations import Anchor, Annotation
from delegate_app.domain.changes import Kind
from delegate_app.domain.followed_notes import (
    Followed,
    FollowedNote,
    FollowState,
    child_id,
    to_follow,
)
from delegate_app.errors import Code, UserError
from delegate_app.pdf.following import Follower
from delegate_app.pdf.text_layer import PageText
from delegate_app.services import notes
from delegate_app.services.annotation_edits import EditWriter, Target
from delegate_app.services.announcer import Announcer
from delegate_app.services.open_keys import OpenKeys
from delegate_app.services.reader import Reader
from delegate_app.storage.annotation_edits import EditLog, State
from delegate_app.storage.annotations import AnnotationTable
from delegate_app.storage.documents import DocumentTable
from delegate_app.storage.followed_notes import FollowedNoteTable
from delegate_app.storage.vault import Vault

Found = tuple[tuple[str, Followed], ...]
OnFound = Callable[[Found | None, Exception | None], None]
Pages = tuple[PageText, ...]


class FollowedNotes:
    """Places of earlier notes in later versions."""

    def __init__(
        self, vault: Vault, open_keys: OpenKeys, reader: Reader, changes: Announcer
    ) -> None:
        self._vault = vault
        self._reader = reader
        self._changes = changes
        self._writer = EditWriter(vault, open_keys)
        self._log = EditLog(vault)
        self._annotations = AnnotationTable(vault)
        self._documents = DocumentTable(vault)
        self._table = FollowedNoteTable(vault)

    # ------------------------------------------------------------------ where they stand

    def of(self, version: str) -> tuple[FollowedNote, ...]:
        """Every earlier note whose place on this version is known, in reading order; those not placed come last."""
        places = self._table.of_version(version)
        found = [
            FollowedNote(note, places[note.id])
            for note in self._earlier(version)
            if note.id in places
        ]
        return tuple(sorted(found, key=_reading_order))

    def waiting(self, version: str) -> tuple[Annotation, ...]:
        """The earlier notes whose place on this version nobody looked for yet."""
        known = self._table.of_version(version)
        return tuple(note for note in self._earlier(version) if note.id not in known)

    def find(self, version: str, waiting: tuple[Annotation, ...], on_found: OnFound) -> None:
        """Look for the places of `waiting`. `on_found` comes once, on the render thread."""
        olds = sorted({note.version_sha256 for note in waiting})

        def new_read(pages: Pages | None, error: Exception | None) -> None:
            if pages is None:
                on_found(None, error)
            else:
                self._follow_from(olds, pages, waiting, (), on_found)

        self._reader.request_pages(version, new_read)

    def keep(self, version: str, found: Found) -> None:
        """Remember what `find` found."""
        self._table.keep(version, found)
        if found:
            self._changes.announce(frozenset({Kind.ANNOTATIONS}))

    def _earlier(self, version: str) -> tuple[Annotation, ...]:
        document_id = self._documents.document_of(version)
        document = self._documents.document(document_id) if document_id else None
        if document is None:
            return ()
        rows = self._annotations.everything()
        decided = frozenset(row.id for row in rows)
        read = [notes.read(row) for row in rows if row.document == document.id and not row.deleted]
        return to_follow(document, version, tuple(n for n in read if n is not None), decided)

    def _follow_from(
        self,
        olds: list[str],
        pages: Pages,
        waiting: tuple[Annotation, ...],
        found: Found,
        on_found: OnFound,
    ) -> None:
        """One earlier version after the other; one that cannot be read any more leaves only the quotes."""
        if not olds:
            on_found(found, None)
            return
        old, *rest = olds
        mine = tuple(note for note in waiting if note.version_sha256 == old)

        def old_read(old_pages: Pages | None, _error: Exception | None) -> None:
            def follow() -> Found:
                follower = Follower(old_pages or (), pages)
                return tuple((note.id, follower.follow(note.anchor)) for note in mine)

            def followed(more: Found | None, error: Exception | None) -> None:
                if more is None:
                    on_found(None, error)
                else:
                    self._follow_from(rest, pages, waiting, found + more, on_found)

            self._reader.aside(follow, followed)

        self._reader.request_pages(old, old_read)

    # ------------------------------------------------------------------ what the delegate decides

    def carry(
        self, annotation_id: str, version: str, anchor: Anchor, *, now: datetime
    ) -> Annotation:
        """Keep a note on `version`, at `anchor`, as a note of its own; the first stays where it was made.

        Raises ANNOTATION_UNKNOWN, NOT_ENROLLED, DISK_FULL. Can be undone like any gesture on `version`.
        """
        parent = self._note(annotation_id)
        child = replace(
            parent,
            id=child_id(parent.id, version),
            version_sha256=version,
            anchor=anchor,
            edited_at=now,
            parent=parent.id,
            strokes=(),
        )
        self._write(child, now, deleted=False)
        return self._note(child.id)

    def dismiss(self, annotation_id: str, version: str, *, now: datetime) -> None:
        """Say that a note does not belong on `version`, nor on later ones; it stays where it was made."""
        parent = self._note(annotation_id)
        child = replace(
            parent, id=child_id(parent.id, version), version_sha256=version, parent=parent.id
        )
        self._write(child, now, deleted=True)

    def _write(self, child: Annotation, now: datetime, *, deleted: bool) -> None:
        target = Target(child.id, child.document_id, child.version_sha256)
        state = State(notes.written(child).decode(), deleted=deleted)
        with self._vault.transaction():
            edit = self._writer.write(target, state, now)
            self._log.add(child.version_sha256, [edit])
        self._changes.announce(frozenset({Kind.ANNOTATIONS, Kind.OUTBOX}))

    def _note(self, annotation_id: str) -> Annotation:
        row = self._annotations.annotation(annotation_id)
        note = notes.read(row) if row and not row.deleted else None
        if note is None:
            raise UserError(Code.ANNOTATION_UNKNOWN)
        return note


def _reading_order(followed: FollowedNote) -> tuple[bool, int, int, str]:
    anchor = followed.place.anchor
    lost = followed.place.state is FollowState.NOT_PLACED or anchor is None
    page, start = (anchor.page, anchor.start) if anchor else (0, 0)
    return lost, page, start, followed.note.hlc
