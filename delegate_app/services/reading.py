"""Reading: where each text was left, shared with the delegate's other devices, and what lies on the desk.

Rules
1. Every place is kept here at once. It is sealed and queued for the other devices when the delegate leaves the paper, and
   otherwise at most once in `SHARE_EVERY`: scrolling fills no outbox. A new record takes the place of a queued one.
2. Of two devices the one that was read on last wins, by the clock of notes (`protocol.md 9.15`).
3. The council sees ciphertext under an id that names no paper.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from delegate_app.domain.outbox import NotePayload
from delegate_app.domain.reading_places import ReadingPlace
from delegate_app.domain.reading_trails import ReadingDesk, Stop, Trail
from delegate_app.services import place_records
from delegate_app.services.clock import NoteClock
from delegate_app.services.notes_keys import NotesKeys
from delegate_app.services.open_keys import OpenKeys
from delegate_app.storage.accounts import AccountTable, EnrolmentRow, VaultSettings
from delegate_app.storage.outbox import OutboxTable
from delegate_app.storage.reading_places import PlaceRow, ReadingPlaceTable
from delegate_app.storage.vault import Vault
from protocol.notes import place_id, seal_note

SHARE_EVERY = timedelta(seconds=60)
_DESK = "reading-desk"


class Reading:
    """Places and the reading desk, in the vault."""

    def __init__(self, vault: Vault, open_keys: OpenKeys) -> None:
        self._vault = vault
        self._keys = NotesKeys(vault, open_keys)
        self._places = ReadingPlaceTable(vault)
        self._outbox = OutboxTable(vault)
        self._account = AccountTable(vault)
        self._settings = VaultSettings(vault)
        self._clock = NoteClock(self._settings)
        self._shared_at: datetime | None = None

    # ------------------------------------------------------------------ places

    def place(self, version: str) -> ReadingPlace | None:
        """Where the delegate left this version on any device, or None."""
        row = self._places.place(version)
        found = place_records.read(row.body.encode()) if row else None
        return found[1] if found else None

    def keep_place(
        self, version: str, place: ReadingPlace, *, now: datetime, leaving: bool = False
    ) -> bool:
        """Keep where the delegate is. True when it was queued for the other devices, too."""
        body = place_records.written(version, place)
        held = self._places.place(version) or PlaceRow(version, body)
        row = replace(held, body=body)
        enrolment = self._account.enrolment()
        due = leaving or self._shared_at is None or now - self._shared_at >= SHARE_EVERY
        share = due and body != held.shared and enrolment is not None
        if not share or enrolment is None or enrolment.state != "enrolled":
            if row != self._places.place(version):
                self._places.write(row)
            return False
        self._shared_at = now
        with self._vault.transaction():
            self._share(row, enrolment, self._clock.tick(now, enrolment.device_id))
        return True

    def _share(self, row: PlaceRow, enrolment: EnrolmentRow, hlc: str) -> None:
        key = self._keys.sealing()
        note = place_id(key, row.version)
        cipher = seal_note(
            key,
            row.body.encode(),
            council=enrolment.council_id,
            person=enrolment.person_id,
            note=note,
            hlc=hlc,
        )
        base = self._outbox.base_of(note, row.settled_hlc)
        self._places.write(replace(row, shared=row.body, note=note, hlc=hlc))
        payload = NotePayload(note, hlc, enrolment.device_id, base, deleted=False, cipher=cipher)
        self._outbox.put_note(payload)

    # ------------------------------------------------------------------ the desk

    def desk(self) -> ReadingDesk:
        """What lay on the reading desk when it was kept last; an empty one where that cannot be read."""
        try:
            return _desk(json.loads(self._settings.get(_DESK) or "{}"))
        except (ValueError, TypeError, KeyError):
            return ReadingDesk()

    def keep_desk(self, desk: ReadingDesk) -> None:
        """Remember what lies on the reading desk, durably: a crash loses no open paper."""
        text = json.dumps(asdict(desk), separators=(",", ":"))
        if text != self._settings.get(_DESK):
            self._settings.put(_DESK, text)


def _desk(kept: dict[str, Any]) -> ReadingDesk:
    trail = kept.get("trail", {})
    stops = tuple(
        Stop(str(s["version"]), int(s["page"]), float(s["offset"])) for s in trail.get("stops", ())
    )
    at = min(max(int(trail.get("at", -1)), -1), len(stops) - 1)
    papers = tuple(str(paper) for paper in kept.get("papers", ()))
    return ReadingDesk(papers, Trail(stops, at), bool(kept.get("reading", False)))
