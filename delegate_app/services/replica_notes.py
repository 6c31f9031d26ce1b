"""Notes that come back from the council: what settles, what wins, what is kept as an older text.

Rules (`protocol.md 9.3`, `9.4`)
1. The edit that comes back with the clock of the edit here is settled; only then nothing is owed any more.
2. The higher clock wins. An edit made here while its predecessor travelled has a higher clock and stays owed.
3. When two devices edited without knowing of each other, the losing text is kept beside the note and shown.
4. A losing edit that the council has not seen yet is still sent, so that every device can show it.
5. A deletion is an edit like any other (`deleted` true), but a text that was edited without knowing of it is worth
   more: the device that wrote it puts it back as a new edit after the deletion, also when it was sent before.
6. A row that is itself deleted removes a note unless an edit of it is still owed.
7. A row that opens as a reading place is one (`delegate_app.services.replica_places`).
8. Rows that carry notes keys are taken before those that need one; a key that came opens what had to wait.
"""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from delegate_app.domain.changes import Kind
from delegate_app.domain.outbox import NotePayload
from delegate_app.services import notes
from delegate_app.services.clock import NoteClock
from delegate_app.services.notes_keys import NotesKeys
from delegate_app.services.replica_notes_keys import NotesKeyReplica, is_keys_row
from delegate_app.services.replica_places import PlaceReplica
from delegate_app.storage.accounts import AccountTable, EnrolmentRow, VaultSettings
from delegate_app.storage.annotations import AnnotationRow, AnnotationTable
from delegate_app.storage.bodies import Fields
from delegate_app.storage.feeds import FeedTable, read_body
from delegate_app.storage.known_edits import KnownEditTable
from delegate_app.storage.outbox import OutboxTable
from delegate_app.storage.vault import Row as StoredRow
from delegate_app.storage.vault import Vault
from protocol.errors import Invalid
from protocol.feeds import Row
from protocol.notes import Hlc, open_note, seal_note

logger = logging.getLogger(__name__)

NOTE, OLDER = "note", "note-older"


class NoteReplica:
    """The private feed's notes, opened with the notes key."""

    def __init__(self, vault: Vault, keys: NotesKeys, sharing: NotesKeyReplica) -> None:
        self._keys = keys
        self._sharing = sharing
        self._annotations = AnnotationTable(vault)
        self._known = KnownEditTable(vault)
        self._places = PlaceReplica(vault, keys)
        self._outbox = OutboxTable(vault)
        self._feeds = FeedTable(vault)
        self._account = AccountTable(vault)
        self._clock = NoteClock(VaultSettings(vault))

    def take(self, feed: str, rows: Sequence[Row]) -> set[Kind]:
        """Apply the note rows of a checked page of this delegate's feed; call it in the page's transaction."""
        enrolment = self._account.enrolment()
        if enrolment is None or feed != private_feed(enrolment.person_id):
            return set()
        if self._take_keys(rows, enrolment):
            self._take_shown(feed, enrolment)
        for row in rows:
            self._take_one(row.kind, row.id, row.body, enrolment, deleted=row.deleted)
        return {Kind.ANNOTATIONS, Kind.OUTBOX} if rows else set()

    def _take_keys(self, rows: Sequence[Row], enrolment: EnrolmentRow) -> bool:
        """Rule 8. True when a new key came."""
        carried = [
            row
            for row in rows
            if row.kind in (NOTE, OLDER) and is_keys_row(row.id) and not row.deleted
        ]
        came = [self._sharing.take(row.id, row.body, enrolment) for row in carried]
        return any(came)

    def take_waiting(self) -> set[Kind]:
        """The record moved: rows of keys whose sender was not known may open now, and what waited for them."""
        enrolment = self._account.enrolment()
        if enrolment is None or not enrolment.person_id:
            return set()
        feed = private_feed(enrolment.person_id)
        came = [
            self._sharing.take(row["id"], row["body"], enrolment)
            for kind in (NOTE, OLDER)
            for row in self._feeds.shown_rows(feed, kind)
            if is_keys_row(row["id"])
        ]
        if not any(came):
            return set()
        self._take_shown(feed, enrolment)
        return {Kind.ANNOTATIONS, Kind.OUTBOX}

    def _take_shown(self, feed: str, enrolment: EnrolmentRow) -> None:
        for kind in (NOTE, OLDER):
            for row in self._feeds.shown_rows(feed, kind):
                self._take_one(kind, row["id"], row["body"], enrolment, deleted=False)

    def _take_one(
        self, kind: str, row_id: str, body: str, enrolment: EnrolmentRow, *, deleted: bool
    ) -> None:
        if is_keys_row(row_id):
            return
        if kind == NOTE and deleted:
            self._bury(row_id)
        elif kind == NOTE:
            self._take_note(row_id, body, enrolment)
        elif kind == OLDER and not deleted:
            self._take_older(row_id, body, enrolment)

    def _bury(self, note: str) -> None:
        """Rule 6."""
        here, queued = self._annotations.annotation(note), self._outbox.note_edit(note)
        if here is None:
            return
        if queued is None or queued["delivered"] or here.deleted:
            self._annotations.write(replace(here, settled_hlc=here.hlc, deleted=True))
            self._outbox.remove_note(note, here.hlc)

    def _take_note(self, note: str, body: str, enrolment: EnrolmentRow) -> None:
        fields = Fields(read_body(body) or {})
        hlc = fields.text("hlc")
        plain = self._opened(note, fields, enrolment)
        if plain is None:
            return
        self._clock.see(hlc)
        if self._places.take(note, hlc, plain):
            return
        here = self._annotations.annotation(note)
        if here is not None and here.hlc == hlc:
            self._annotations.settle(note, hlc)
            self._outbox.remove(
                f"{note}~{hlc}"
            )  # an earlier text of this device that lost stays owed
        elif here is None or hlc > here.hlc:
            self._annotations.write(_arrived(note, plain, fields))
            self._known.add(note, fields.text("device"), hlc)
            self._take_older_of(note, enrolment)  # a losing text may have come before the winner
            self._lose(here, fields, enrolment)
        else:
            self._keep_against(here, plain, fields)

    def _lose(self, here: AnnotationRow | None, fields: Fields, enrolment: EnrolmentRow) -> None:
        """Rules 2, 3 and 5: a later edit arrived from another device in the place of `here`."""
        if here is None:
            return
        is_settled = here.settled_hlc == here.hlc
        if here.deleted:  # nothing of it could be shown
            self._outbox.remove_note(here.id, here.hlc)
            return
        follows = fields.text("base") == here.hlc or fields.text("device") == here.device
        if fields.truth("deleted") and not follows:
            if not is_settled or here.device == enrolment.device_id:
                self._revive(here, fields.text("hlc"), enrolment)
            return
        if is_settled:
            if (
                follows
            ):  # a swap may have offered this very edit again; another one in the queue stays there
                self._outbox.remove(f"{here.id}~{here.hlc}")
            return
        text = notes.text_of(here.body.encode())
        if not follows and text is not None:
            self._annotations.add_older(here.id, here.hlc, text)
        queued = self._outbox.note_edit(here.id)
        if follows or (queued and queued["delivered"]):  # rule 4: the council knows it
            self._outbox.remove_note(here.id, here.hlc)

    def _revive(self, here: AnnotationRow, deletion: str, enrolment: EnrolmentRow) -> None:
        """Rule 5."""
        hlc = self._clock.tick(datetime.now(UTC), enrolment.device_id)
        revived = replace(here, hlc=hlc, device=enrolment.device_id, settled_hlc=deletion)
        self._annotations.write(revived)
        self._owe(revived, deletion, enrolment)

    def _owe(self, row: AnnotationRow, base: str, enrolment: EnrolmentRow) -> None:
        """Queue the edit in `row`, sealed."""
        cipher = seal_note(
            self._keys.sealing(),
            row.body.encode(),
            council=enrolment.council_id,
            person=enrolment.person_id,
            note=row.id,
            hlc=row.hlc,
        )
        self._outbox.put_note(NotePayload(row.id, row.hlc, row.device, base, row.deleted, cipher))

    def _keep_against(self, here: AnnotationRow, plain: bytes, fields: Fields) -> None:
        """Rules 2 and 3: an earlier edit arrived, the one made here stays and is still owed."""
        hlc = fields.text("hlc")
        if (
            hlc <= here.settled_hlc
        ):  # a feed that is read anew: known when the text here was written
            return
        self._annotations.settle(here.id, hlc)
        queued = self._outbox.note_edit(here.id)
        follows = queued is not None and queued["base"] == hlc
        text = notes.text_of(plain)
        concurrent = not follows and fields.text("device") != here.device
        if concurrent and text is not None and not fields.truth("deleted"):
            self._annotations.add_older(here.id, hlc, text)

    def _take_older_of(self, note: str, enrolment: EnrolmentRow) -> None:
        for row in self._feeds.shown_between(
            private_feed(enrolment.person_id), OLDER, f"{note}~", f"{note}\x7f"
        ):
            self._take_older(row["id"], row["body"], enrolment)

    def _take_older(self, row_id: str, body: str, enrolment: EnrolmentRow) -> None:
        note, _, hlc = row_id.partition("~")
        fields = Fields(read_body(body) or {})
        here = self._annotations.annotation(note)
        if here is None:
            return
        plain = self._opened(note, fields, enrolment)
        text = notes.text_of(plain) if plain is not None else None
        if text is not None:  # also one like the note's own text, which may change
            self._annotations.add_older(note, hlc, text)
        if here.hlc != hlc:  # else the winner follows in the feed, and takes this edit for settled
            self._outbox.remove(f"{note}~{hlc}")

    def _opened(self, note: str, fields: Fields, enrolment: EnrolmentRow) -> bytes | None:
        """The plain bytes; None for a note that this device has no key for, which stays in the feed's rows."""
        try:
            Hlc.parse(fields.text("hlc"))
            cipher = base64.b64decode(fields.text("cipher"), validate=True)
            key = self._keys.opening(cipher)
            if key is None:
                logger.info("a note of the private feed waits for the key of another device")
                return None
            return open_note(
                key,
                cipher,
                council=enrolment.council_id,
                person=enrolment.person_id,
                note=note,
                hlc=fields.text("hlc"),
            )
        except (Invalid, binascii.Error):
            logger.info("a note of the private feed does not open with this device's key")
            return None

    def offer_again(self, feed: str) -> None:
        """After the feed began anew: queue every own note that the new generation lacks (`protocol.md 8.6`)."""
        enrolment = self._account.enrolment()
        if enrolment is None or feed != private_feed(enrolment.person_id):
            return
        self._outbox.offer_again(notes=True)
        self._sharing.forget_shares()
        self.take_waiting()
        self._take_shown(feed, enrolment)
        held = {row["id"]: _hlc(row) for row in self._feeds.shown_rows(feed, NOTE)}
        self._places.offer_again(held, enrolment)
        for own in self._annotations.everything():
            there = held.get(own.id, "")
            if there < own.hlc and not self._outbox.note_edit(own.id):
                base = there if self._follows(own, there, enrolment) else ""
                self._owe(own, base, enrolment)

    def _follows(self, own: AnnotationRow, there: str, enrolment: EnrolmentRow) -> bool:
        """Whether who wrote `own` knew the edit `there`: it did not lose against it, and was not written elsewhere and
        brought to the restored council while nobody here had it. To say so wrongly would cost that text."""
        if self._annotations.is_older(own.id, there):
            return False
        device = there.split("-", 2)[-1]
        if device in (own.device, enrolment.device_id):
            return True
        return there <= self._known.newest(own.id, device)


def private_feed(person_id: str) -> str:
    """The feed of one delegate's devices (`protocol.md 8.1`)."""
    return f"delegate.{person_id}"


def _hlc(row: StoredRow) -> str:
    return Fields(read_body(row["body"]) or {}).text("hlc")


def _arrived(note: str, plain: bytes, fields: Fields) -> AnnotationRow:
    document, version = notes.place_of(plain)
    hlc, deleted = fields.text("hlc"), fields.truth("deleted")
    return AnnotationRow(
        note, document, version, plain.decode(), hlc, fields.text("device"), hlc, deleted
    )
