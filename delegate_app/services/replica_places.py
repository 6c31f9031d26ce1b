"""Reading places that come back from the council, in the private feed among the notes (`protocol.md 9.15`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from delegate_app.domain.outbox import NotePayload
from delegate_app.services import place_records
from delegate_app.services.notes_keys import NotesKeys
from delegate_app.storage.accounts import EnrolmentRow
from delegate_app.storage.outbox import OutboxTable
from delegate_app.storage.reading_places import PlaceRow, ReadingPlaceTable
from delegate_app.storage.vault import Vault
from protocol.notes import seal_note


class PlaceReplica:
    """Takes the places of the delegate's other devices; the later clock wins and nothing of the loser is kept."""

    def __init__(self, vault: Vault, keys: NotesKeys) -> None:
        self._keys = keys
        self._places = ReadingPlaceTable(vault)
        self._outbox = OutboxTable(vault)

    def take(self, note: str, hlc: str, plain: bytes) -> bool:
        """Apply an opened row; False when it is no place. A place that was moved here since stays, and is shared later."""
        if not place_records.is_place(plain):
            return False
        found = place_records.read(plain)
        if found is None:  # a later form: the newer program on the other device knows it
            return True
        version, text = found[0], plain.decode()
        here = self._places.place(version)
        if here is None:
            self._places.write(PlaceRow(version, text, text, note, hlc, hlc))
        elif hlc > here.hlc:
            moved = here.body != here.shared
            body = here.body if moved else text
            self._places.write(PlaceRow(version, body, text, note, hlc, hlc))
        elif hlc == here.hlc:
            self._places.write(replace(here, settled_hlc=hlc))
        self._outbox.remove_note(note, hlc)
        return True

    def offer_again(self, held: Mapping[str, str], enrolment: EnrolmentRow) -> None:
        """The feed began anew: queue every shared place that it lacks (`protocol.md 8.6`); `held` gives clocks by id."""
        for row in self._places.all():
            lacking = row.note and held.get(row.note, "") < row.hlc
            if not lacking or self._outbox.note_edit(row.note):
                continue
            cipher = seal_note(
                self._keys.sealing(),
                row.shared.encode(),
                council=enrolment.council_id,
                person=enrolment.person_id,
                note=row.note,
                hlc=row.hlc,
            )
            base, device = held.get(row.note, ""), row.hlc.split("-", 2)[2]
            payload = NotePayload(row.note, row.hlc, device, base, deleted=False, cipher=cipher)
            self._outbox.put_note(payload)
