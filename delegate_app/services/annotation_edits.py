"""Writing an edit of an annotation: its row and its outbox row, under one clock value, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from delegate_app.domain.outbox import NotePayload
from delegate_app.errors import Code, UserError
from delegate_app.services.clock import NoteClock
from delegate_app.services.notes_keys import NotesKeys
from delegate_app.services.open_keys import OpenKeys
from delegate_app.storage.accounts import AccountTable, VaultSettings
from delegate_app.storage.annotation_edits import Edit, State
from delegate_app.storage.annotations import AnnotationRow, AnnotationTable
from delegate_app.storage.outbox import OutboxTable
from delegate_app.storage.vault import Vault
from protocol.errors import ProtocolError
from protocol.notes import seal_note

NOTHING = State("", deleted=True)
"""The state of an annotation that was not there yet."""


@dataclass(frozen=True, slots=True)
class Target:
    """The annotation that is written, and the paper that it stands on."""

    id: str
    document: str
    version: str


def state_of(row: AnnotationRow | None) -> State:
    """The state of an annotation in the vault."""
    return State(row.body, row.deleted) if row else NOTHING


class EditWriter:
    """Seals each edit for the delegate's other devices."""

    def __init__(self, vault: Vault, open_keys: OpenKeys) -> None:
        self._keys = NotesKeys(vault, open_keys)
        self._table = AnnotationTable(vault)
        self._outbox = OutboxTable(vault)
        self._account = AccountTable(vault)
        self._clock = NoteClock(VaultSettings(vault))

    def write(self, target: Target, state: State, now: datetime) -> Edit:
        """Bring an annotation to `state`; call it inside a transaction.

        Raises NOT_ENROLLED, NOTE_TOO_LONG (`protocol.md 7.3`), DISK_FULL.
        """
        enrolment = self._account.enrolment()
        if enrolment is None or enrolment.state != "enrolled":
            raise UserError(Code.NOT_ENROLLED)
        before = self._table.annotation(target.id)
        body = state.body or (before.body if before else "")
        hlc = self._clock.tick(now, enrolment.device_id)
        try:
            cipher = seal_note(
                self._keys.sealing(),
                body.encode(),
                council=enrolment.council_id,
                person=enrolment.person_id,
                note=target.id,
                hlc=hlc,
            )
        except ProtocolError as error:
            raise UserError(Code.NOTE_TOO_LONG) from error
        settled = before.settled_hlc if before else ""
        row = AnnotationRow(
            *(target.id, target.document, target.version, body),
            *(hlc, enrolment.device_id, settled, state.deleted),
        )
        self._table.write(row)
        base = self._outbox.base_of(row.id, settled)
        self._outbox.put_note(
            NotePayload(row.id, hlc, enrolment.device_id, base, state.deleted, cipher)
        )
        return Edit(target.id, state_of(before), State(body, state.deleted))
