"""Notes keys between the devices of one delegate (`protocol.md 9.5` to `9.9`).

Rules
1. A key is taken only from a device that the record names as this same person's; its box key is the logged one.
2. Every key held here is wrapped for each other device of this person that has a box key and is not revoked.
3. What was wrapped for whom is remembered in the transaction that queues it; a set that grew is wrapped anew.
4. The key whose maker was enrolled first, of those makers that are not revoked, seals from now on.
"""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from delegate_app.domain.outbox import NotePayload
from delegate_app.services.clock import NoteClock
from delegate_app.services.notes_keys import HeldKey, NotesKeys
from delegate_app.services.open_keys import OpenKeys
from delegate_app.services.record import CheckedRecord
from delegate_app.storage.accounts import AccountTable, EnrolmentRow, VaultSettings
from delegate_app.storage.bodies import Fields
from delegate_app.storage.feeds import read_body
from delegate_app.storage.notes_keys import NotesKeyTable
from delegate_app.storage.outbox import OutboxTable
from delegate_app.storage.record import RecordTable
from delegate_app.storage.vault import Vault
from protocol.enrolments import DELEGATE, Enrol
from protocol.errors import Invalid
from protocol.fields import unb64
from protocol.notes import KEYS_PREFIX, Hlc, MadeKey, Passage, open_keys, seal_keys
from protocol.statements import decode_statement

logger = logging.getLogger(__name__)

_SEEN = "notes-keys-seen"
"""The record's size at which keys were shared last."""


@dataclass(frozen=True, slots=True)
class BoxDevice:
    """A device of this person with its public box key, in the order of enrolment."""

    device: str
    box: bytes
    revoked: bool


class NotesKeyReplica:
    """Gives this device's notes keys to the others, and takes theirs."""

    def __init__(
        self, vault: Vault, open_keys: OpenKeys, record: CheckedRecord, keys: NotesKeys
    ) -> None:
        self._vault = vault
        self._open_keys = open_keys
        self._record = record
        self._keys = keys
        self._entries = RecordTable(vault)
        self._shares = NotesKeyTable(vault)
        self._outbox = OutboxTable(vault)
        self._account = AccountTable(vault)
        self._settings = VaultSettings(vault)
        self._clock = NoteClock(self._settings)

    def is_behind(self) -> bool:
        """True when the record moved, or a key came, since the keys were shared."""
        if self._open_keys.keys is None:
            return False
        head = self._entries.head()
        return head is not None and self._settings.get(_SEEN) != str(head.size)

    def share(self, now: datetime) -> None:
        """Rules 2 to 4; nothing happens for a device that has no certificate yet."""
        head, enrolment = self._entries.head(), self._account.enrolment()
        if head is None or enrolment is None or enrolment.state != "enrolled":
            return
        devices = self._devices(enrolment)
        own = next((one for one in devices if one.device == enrolment.device_id), None)
        with self._vault.transaction():
            if own is not None and not own.revoked:
                held = self._keys.held()
                for other in devices:
                    if other != own and not other.revoked:
                        self._give(held, own, other, enrolment, now)
                self._keys.seal_with(_oldest(held, devices))
            self._settings.put(_SEEN, str(head.size))

    def _give(
        self,
        held: tuple[HeldKey, ...],
        own: BoxDevice,
        other: BoxDevice,
        enrolment: EnrolmentRow,
        now: datetime,
    ) -> None:
        names = frozenset(key.id for key in held)
        if names <= self._shares.shared_with(other.device):
            return
        passage = _passage(enrolment, own, other)
        made = [MadeKey(key.maker, bytes(key.key)) for key in held]
        cipher = seal_keys(made, self._open_keys.require().box, passage)
        hlc = self._clock.tick(now, own.device)
        note = KEYS_PREFIX + other.device
        self._outbox.put_note(NotePayload(note, hlc, own.device, "", deleted=False, cipher=cipher))
        self._shares.share(other.device, names)

    # ------------------------------------------------------------------ taking

    def take(self, row_id: str, body: str, enrolment: EnrolmentRow) -> bool:
        """A row of keys, `note` or `note-older`: settle it when it is ours, open it when it is for us.

        True when a key came that was not here; call it in the page's transaction.
        """
        note, _, _ = row_id.partition("~")
        fields = Fields(read_body(body) or {})
        hlc = fields.text("hlc")
        try:
            sender = Hlc.parse(hlc).device
        except Invalid:
            return False
        if sender == enrolment.device_id:
            self._outbox.remove(f"{note}~{hlc}")
            return False
        if note != KEYS_PREFIX + enrolment.device_id:
            return False
        self._clock.see(hlc)
        found = self._opened(sender, fields, enrolment)
        came = [self._keys.admit(made.device, made.key) for made in found]
        if any(came):
            self._settings.put(_SEEN, "")
        return any(came)

    def _opened(self, sender: str, fields: Fields, enrolment: EnrolmentRow) -> tuple[MadeKey, ...]:
        """Rule 1; nothing when the sender is not in the record yet, which brings the row up again."""
        devices = {one.device: one for one in self._devices(enrolment)}
        own, other = devices.get(enrolment.device_id), devices.get(sender)
        if own is None or other is None:
            return ()
        try:
            cipher = base64.b64decode(fields.text("cipher"), validate=True)
            box = self._open_keys.require().box
            return open_keys(cipher, box, _passage(enrolment, other, own))
        except (Invalid, binascii.Error):
            logger.info("notes keys of another device do not open")
            return ()

    def forget_shares(self) -> None:
        """The private feed began anew: what it lacks is wrapped again."""
        self._shares.forget_shares()
        self._settings.put(_SEEN, "")

    def _devices(self, enrolment: EnrolmentRow) -> list[BoxDevice]:
        """The devices of this person that can receive keys, in the order of their `enrol` entries."""
        replay = self._record.replay()
        if replay is None:
            return []
        entries = [
            certificate
            for certificate in replay.certificates.values()
            if certificate.person == enrolment.person_id and certificate.role == DELEGATE
        ]
        found = []
        for certificate in sorted(entries, key=lambda one: one.enrolled_at):
            entry = self._entries.entry(certificate.enrolled_at)
            statement = decode_statement(entry.statement) if entry else None
            if isinstance(statement, Enrol) and statement.box_key:
                revoked = certificate.revoked_at is not None
                found.append(BoxDevice(statement.device, unb64(statement.box_key), revoked))
        return found


def is_keys_row(row_id: str) -> bool:
    """True for a row that carries notes keys."""
    return row_id.startswith(KEYS_PREFIX)


def _oldest(held: tuple[HeldKey, ...], devices: Iterable[BoxDevice]) -> str:
    """Rule 4; this device's own key when no maker is known."""
    standing = {one.device: at for at, one in enumerate(devices) if not one.revoked}
    ranked = sorted((standing[key.maker], key.id) for key in held if key.maker in standing)
    return ranked[0][1] if ranked else held[0].id


def _passage(enrolment: EnrolmentRow, sender: BoxDevice, recipient: BoxDevice) -> Passage:
    return Passage(
        council=enrolment.council_id,
        person=enrolment.person_id,
        sender=sender.device,
        sender_box=sender.box,
        recipient=recipient.device,
        recipient_box=recipient.box,
    )
