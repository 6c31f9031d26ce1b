"""Annotations: what a delegate marks and writes on a paper, kept here and sealed for their other devices.

Rules
1. Every gesture is one transaction: its annotations, their outbox rows and its place in the undo log.
2. Undoing and doing again are edits like any other, and reach the other devices (`protocol.md 9.4`).
3. What another device changed since is left as it is: undoing never takes back somebody else's work.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from delegate_app.domain.annotations import (
    NOTE_LENGTH,
    Anchor,
    Annotation,
    AnnotationKind,
    Colour,
    tidy_tags,
)
from delegate_app.domain.changes import Kind
from delegate_app.domain.ink import Stroke
from delegate_app.errors import Code, UserError
from delegate_app.services import notes
from delegate_app.services.annotation_edits import EditWriter, Target
from delegate_app.services.announcer import Announcer
from delegate_app.services.open_keys import OpenKeys
from delegate_app.storage.annotation_edits import Edit, EditLog, State
from delegate_app.storage.annotations import AnnotationRow, AnnotationTable
from delegate_app.storage.documents import DocumentTable
from delegate_app.storage.vault import Vault
from protocol.errors import ProtocolError

MOVED = frozenset({Kind.ANNOTATIONS, Kind.OUTBOX})


@dataclass(frozen=True, slots=True)
class Draft:
    """An annotation to be made."""

    kind: AnnotationKind
    colour: Colour
    anchor: Anchor
    text: str = ""
    tags: tuple[str, ...] = ()
    ask: bool = False
    strokes: tuple[Stroke, ...] = ()
    id: str = ""
    """Of a note that was exported; "" for a new one."""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Whether there is a gesture on a version to undo, and one to do again."""

    undo: bool
    redo: bool


class Annotations:
    """All annotations of this delegate."""

    def __init__(self, vault: Vault, open_keys: OpenKeys, changes: Announcer) -> None:
        self._vault = vault
        self._changes = changes
        self._writer = EditWriter(vault, open_keys)
        self._log = EditLog(vault)
        self._table = AnnotationTable(vault)
        self._documents = DocumentTable(vault)

    def of_version(self, sha256: str) -> tuple[Annotation, ...]:
        """The annotations made on a version, in reading order."""
        return _in_reading_order(self._table.of_version(sha256))

    def all(self) -> tuple[Annotation, ...]:
        """All annotations, by document and in reading order."""
        return _in_reading_order(self._table.all())

    # ------------------------------------------------------------------ making and changing

    def add(
        self,
        *,
        version_sha256: str,
        kind: AnnotationKind,
        colour: Colour,
        anchor: Anchor,
        text: str,
        now: datetime,
    ) -> Annotation:
        """Make an annotation. Raises VERSION_UNKNOWN, NOTE_TOO_LONG, NOT_ENROLLED, DISK_FULL."""
        return self.draw(version_sha256, [Draft(kind, colour, anchor, text)], now=now)[0]

    def draw(
        self, version_sha256: str, drafts: Sequence[Draft], *, now: datetime
    ) -> tuple[Annotation, ...]:
        """Make the annotations of one gesture, all or none. Raises what `add` raises."""
        document_id = self._documents.document_of(version_sha256)
        if document_id is None:
            raise UserError(Code.VERSION_UNKNOWN)
        known = {draft.id for draft in drafts if draft.id and self._table.annotation(draft.id)}
        fresh = [replace(d, id="") if d.id in known else d for d in drafts]
        made = [_made(document_id, version_sha256, draft, now) for draft in fresh]
        return self._keep(version_sha256, made, now)

    def edit(
        self,
        annotation_id: str,
        *,
        text: str | None = None,
        colour: Colour | None = None,
        tags: Iterable[str] | None = None,
        ask: bool | None = None,
        continuing: bool = False,
        now: datetime,
    ) -> Annotation:
        """Change what is given. With `continuing` the change is part of the last one, as for a text while it is typed.

        Raises ANNOTATION_UNKNOWN, ANNOTATION_NEWER, NOTE_TOO_LONG, DISK_FULL.
        """
        before = self._known(annotation_id)
        if before.kind is AnnotationKind.NEWER:
            raise UserError(Code.ANNOTATION_NEWER)
        edited = replace(
            before,
            text=before.text if text is None else text,
            colour=colour or before.colour,
            tags=before.tags if tags is None else tidy_tags(tags),
            ask=before.ask if ask is None else ask,
            edited_at=now,
        )
        return self._keep(before.version_sha256, [edited], now, continuing=continuing)[0]

    def remove(self, *annotation_ids: str, now: datetime) -> None:
        """Delete annotations of one paper here and, at the next contact, on the delegate's other devices."""
        found = [self._known(annotation_id) for annotation_id in annotation_ids]
        with self._vault.transaction():
            edits = [self._writer.write(_target(a), State("", deleted=True), now) for a in found]
            if edits:
                self._log.add(found[0].version_sha256, edits)
        self._changes.announce(MOVED)

    def restore(self, *annotations: Annotation, now: datetime) -> None:
        """Bring removed annotations of one paper back under the same ids, as they were. Raises ANNOTATION_UNKNOWN."""
        if any(self._table.annotation(a.id) is None for a in annotations):
            raise UserError(Code.ANNOTATION_UNKNOWN)
        with self._vault.transaction():
            back = State("", deleted=False)
            edits = [self._writer.write(_target(a), back, now) for a in annotations]
            if edits:
                self._log.add(annotations[0].version_sha256, edits)
        self._changes.announce(MOVED)

    # ------------------------------------------------------------------ undoing

    def history(self, version_sha256: str) -> History:
        """What can be undone and done again on a version."""
        return History(
            self._log.last_done(version_sha256) is not None,
            self._log.first_undone(version_sha256) is not None,
        )

    def undo(self, version_sha256: str, *, now: datetime) -> tuple[str, ...]:
        """Take the last gesture on a version back; the ids of its annotations, () when there was none.

        Raises CHANGED_ELSEWHERE when another device changed all of it since: then it is forgotten here.
        """
        found = self._log.last_done(version_sha256)
        return self._turn(found, now, undone=True) if found else ()

    def redo(self, version_sha256: str, *, now: datetime) -> tuple[str, ...]:
        """Do the gesture that was undone last again; as `undo`."""
        found = self._log.first_undone(version_sha256)
        return self._turn(found, now, undone=False) if found else ()

    def _turn(
        self, gesture: tuple[int, tuple[Edit, ...]], now: datetime, *, undone: bool
    ) -> tuple[str, ...]:
        number, edits = gesture
        turned = []
        with self._vault.transaction():
            for edit in edits:
                here, there = (edit.after, edit.before) if undone else (edit.before, edit.after)
                row = self._table.annotation(edit.annotation)
                if row is not None and here.same_as(State(row.body, row.deleted)):
                    target = Target(row.id, row.document, row.version)
                    self._writer.write(target, there, now)
                    turned.append(row.id)
            if turned:
                self._log.mark(number, undone=undone)
            else:
                self._log.forget(number)
        if not turned:
            raise UserError(Code.CHANGED_ELSEWHERE)
        self._changes.announce(MOVED)
        return tuple(turned)

    # ------------------------------------------------------------------ keeping

    def _known(self, annotation_id: str) -> Annotation:
        row = self._table.annotation(annotation_id)
        annotation = notes.read(row) if row and not row.deleted else None
        if annotation is None:
            raise UserError(Code.ANNOTATION_UNKNOWN)
        return annotation

    def _keep(
        self,
        version: str,
        annotations: Sequence[Annotation],
        now: datetime,
        *,
        continuing: bool = False,
    ) -> tuple[Annotation, ...]:
        if any(len(annotation.text) > NOTE_LENGTH for annotation in annotations):
            raise UserError(Code.NOTE_TOO_LONG)
        with self._vault.transaction():
            edits = [
                self._writer.write(_target(a), State(_body(a), deleted=False), now)
                for a in annotations
            ]
            if not (continuing and len(edits) == 1 and self._log.extend(version, edits[0])):
                self._log.add(version, edits)
        self._changes.announce(MOVED)
        return tuple(self._known(annotation.id) for annotation in annotations)


def _made(document_id: str, version: str, draft: Draft, now: datetime) -> Annotation:
    return Annotation(
        id=draft.id or "gc-" + secrets.token_hex(12),
        document_id=document_id,
        version_sha256=version,
        kind=draft.kind,
        colour=draft.colour,
        anchor=draft.anchor,
        text=draft.text,
        created_at=draft.created_at or now,
        edited_at=now,
        hlc="",
        settled=False,
        older=(),
        tags=tidy_tags(draft.tags),
        ask=draft.ask,
        strokes=draft.strokes,
    )


def _target(annotation: Annotation) -> Target:
    return Target(annotation.id, annotation.document_id, annotation.version_sha256)


def _body(annotation: Annotation) -> str:
    """The annotation as it is kept; a text too long for one statement is refused kindly."""
    try:
        return notes.written(annotation).decode()
    except ProtocolError as error:
        raise UserError(Code.NOTE_TOO_LONG) from error


def _in_reading_order(rows: tuple[AnnotationRow, ...]) -> tuple[Annotation, ...]:
    found = [annotation for row in rows if (annotation := notes.read(row))]
    return tuple(
        sorted(
            found,
            key=lambda a: (
                a.document_id,
                a.anchor.page,
                a.anchor.start,
                a.anchor.rects[0].top if a.anchor.rects else 0.0,
                a.hlc,
            ),
        )
    )
