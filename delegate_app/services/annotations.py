"""Annotations: what a delegate marks and writes on a paper, kept here and sealed for their other devices."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime

from delegate_app.domain.annotations import (
    NOTE_LENGTH,
    Anchor,
    Annotation,
    AnnotationKind,
    Colour,
)
from delegate_app.domain.changes import Kind
from delegate_app.domain.outbox import NotePayload
from delegate_app.errors import Code, UserError
from delegate_app.services import notes
from delegate_app.services.announcer import Announcer
from delegate_app.services.clock import NoteClock
from delegate_app.services.notes_keys import NotesKeys
from delegate_app.services.open_keys import OpenKeys
from delegate_app.storage.accounts import AccountTable, VaultSettings
from delegate_app.storage.annotations import AnnotationRow, AnnotationTable
from delegate_app.storage.documents import DocumentTable
from delegate_app.storage.outbox import OutboxTable
from delegate_app.storage.vault import Vault
from protocol.errors import ProtocolError
from protocol.notes import seal_note

MOVED = frozenset({Kind.ANNOTATIONS, Kind.OUTBOX})


class Annotations:
    """Every edit writes the annotation and its outbox row in one transaction."""

    def __init__(self, vault: Vault, open_keys: OpenKeys, changes: Announcer) -> None:
        self._vault = vault
        self._keys = NotesKeys(vault, open_keys)
        self._changes = changes
        self._table = AnnotationTable(vault)
        self._outbox = OutboxTable(vault)
        self._documents = DocumentTable(vault)
        self._account = AccountTable(vault)
        self._clock = NoteClock(VaultSettings(vault))

    def of_version(self, sha256: str) -> tuple[Annotation, ...]:
        """The annotations made on a version, in reading order."""
        return _in_reading_order(self._table.of_version(sha256))

    def all(self) -> tuple[Annotation, ...]:
        """All annotations, by document and in reading order."""
        return _in_reading_order(self._table.all())

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
        document_id = self._documents.document_of(version_sha256)
        if document_id is None:
            raise UserError(Code.VERSION_UNKNOWN)
        made = Annotation(
            id="gc-" + secrets.token_hex(12),
            document_id=document_id,
            version_sha256=version_sha256,
            kind=kind,
            colour=colour,
            anchor=anchor,
            text=text,
            created_at=now,
            edited_at=now,
            hlc="",
            settled=False,
            older=(),
        )
        return self._keep(made, None, now)

    def edit(
        self,
        annotation_id: str,
        *,
        text: str | None = None,
        colour: Colour | None = None,
        now: datetime,
    ) -> Annotation:
        """Change text or colour. Raises ANNOTATION_UNKNOWN, NOTE_TOO_LONG, DISK_FULL."""
        row, before = self._known(annotation_id)
        edited = replace(
            before,
            text=before.text if text is None else text,
            colour=colour or before.colour,
            edited_at=now,
        )
        return self._keep(edited, row, now)

    def remove(self, annotation_id: str, *, now: datetime) -> None:
        """Delete an annotation here and, at the next contact, on the delegate's other devices."""
        row, before = self._known(annotation_id)
        self._keep(replace(before, edited_at=now), row, now, deleted=True)

    def restore(self, annotation: Annotation, *, now: datetime) -> Annotation:
        """Bring a removed annotation back under the same id."""
        row = self._table.annotation(annotation.id)
        return self._keep(replace(annotation, edited_at=now), row, now)

    def _known(self, annotation_id: str) -> tuple[AnnotationRow, Annotation]:
        row = self._table.annotation(annotation_id)
        annotation = notes.read(row) if row and not row.deleted else None
        if row is None or annotation is None:
            raise UserError(Code.ANNOTATION_UNKNOWN)
        return row, annotation

    def _keep(
        self,
        annotation: Annotation,
        before: AnnotationRow | None,
        now: datetime,
        *,
        deleted: bool = False,
    ) -> Annotation:
        if len(annotation.text) > NOTE_LENGTH:
            raise UserError(Code.NOTE_TOO_LONG)
        enrolment, key = self._account.enrolment(), self._keys.sealing()
        if enrolment is None or enrolment.state != "enrolled":
            raise UserError(Code.NOT_ENROLLED)
        with self._vault.transaction():
            hlc = self._clock.tick(now, enrolment.device_id)
            try:
                plain = notes.written(annotation)
                cipher = seal_note(
                    key,
                    plain,
                    council=enrolment.council_id,
                    person=enrolment.person_id,
                    note=annotation.id,
                    hlc=hlc,
                )
            except ProtocolError as error:
                raise UserError(Code.NOTE_TOO_LONG) from error
            row = AnnotationRow(
                annotation.id,
                annotation.document_id,
                annotation.version_sha256,
                plain.decode(),
                hlc,
                enrolment.device_id,
                before.settled_hlc if before else "",
                deleted,
            )
            self._table.write(row)
            base = self._base(before)
            self._outbox.put_note(
                NotePayload(row.id, hlc, enrolment.device_id, base, deleted, cipher)
            )
        self._changes.announce(MOVED)
        return replace(annotation, hlc=hlc, settled=False)

    def _base(self, before: AnnotationRow | None) -> str:
        """The edit that this one follows at the council: one that was sent, else the one that came back."""
        if before is None:
            return ""
        queued = self._outbox.note_edit(before.id)
        return queued["hlc"] if queued and queued["tries"] else before.settled_hlc


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
