"""Losing texts that the council's private feed lacks, given back by whichever device has them (`protocol.md 9.17`).

Rules
1. What is lacking is told by comparing the vault's losing texts with the feed's rows each time: nothing is queued, so a
   crash loses nothing, and a text that lies there is never offered again.
2. Only while its note is not deleted and nothing of the note is owed: what is owed may itself bring the text there.
3. After an answer the row has ten minutes to come back; a text that was refused for good rests until the next unlocking
   or the next epoch.
"""

from __future__ import annotations

import logging
from datetime import datetime

from delegate_app.domain.outbox import NotePayload
from delegate_app.services import notes
from delegate_app.services.notes_keys import NotesKeys
from delegate_app.services.open_keys import OpenKeys
from delegate_app.services.replica_notes import private_feed
from delegate_app.services.replica_outbox import REST
from delegate_app.storage.accounts import AccountTable, EnrolmentRow
from delegate_app.storage.annotations import AnnotationTable, OlderText
from delegate_app.storage.vault import Vault
from protocol.errors import ProtocolError
from protocol.notes import Hlc, seal_note

logger = logging.getLogger(__name__)


class OlderTextReplica:
    """What is lacking now, sealed. When each may be offered again is kept in memory only."""

    def __init__(self, vault: Vault, open_keys: OpenKeys, keys: NotesKeys) -> None:
        self._open_keys = open_keys
        self._keys = keys
        self._annotations = AnnotationTable(vault)
        self._account = AccountTable(vault)
        self._rests: dict[str, datetime | None] = {}
        """Not before, by row, under the epoch `_epoch`; None: no more under it."""
        self._epoch = ""

    def lacking(self, now: datetime) -> tuple[NotePayload, ...]:
        """The losing texts to be given back now; `note_id` is `<note>~<hlc>`."""
        enrolment = self._account.enrolment()
        if enrolment is None or self._open_keys.keys is None:
            return ()
        found = self._annotations.lacking_older(private_feed(enrolment.person_id))
        if found and found[0].epoch != self._epoch:
            self._epoch = found[0].epoch
            self._rests.clear()
        sealed = (self._sealed(text, enrolment) for text in found if self._is_due(text, now))
        return tuple(payload for payload in sealed if payload is not None)

    def answered(self, payload: NotePayload, now: datetime) -> None:
        """The council took it, or has no use for it."""
        self._rests[payload.note_id] = now + REST

    def refused(self, payload: NotePayload) -> None:
        """The council's server knows no such call, or will not have this text."""
        self._rests[payload.note_id] = None

    def offer_again(self) -> None:
        """What was refused may be offered once more."""
        self._rests.clear()

    def _is_due(self, text: OlderText, now: datetime) -> bool:
        """A rest that a jump of the clock made longer than it is counts for nothing."""
        if text.row not in self._rests:
            return True
        until = self._rests[text.row]
        return until is not None and not now < until <= now + REST

    def _sealed(self, text: OlderText, enrolment: EnrolmentRow) -> NotePayload | None:
        """None for a text that does not fit into an envelope, as none does that ever lay in one."""
        try:
            cipher = seal_note(
                self._keys.sealing(),
                notes.written_older(text.text),
                council=enrolment.council_id,
                person=enrolment.person_id,
                note=text.note,
                hlc=text.hlc,
            )
        except ProtocolError:
            logger.info("a losing text is too long to be given back")
            return None
        device = Hlc.parse(text.hlc).device
        return NotePayload(text.row, text.hlc, device, "", deleted=False, cipher=cipher)
