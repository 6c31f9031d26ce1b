"""The replica's side of sticks: what only this device's keys can open and sign (`protocol.md 12`)."""

from __future__ import annotations

from delegate_app.errors import Code, UserError
from delegate_app.services.open_keys import OpenKeys
from delegate_app.storage.vault import Vault
from protocol.errors import Invalid
from protocol.keys import SoftwareSigner
from protocol.outboxes import signed_message
from protocol.parcels import Lid, ParcelKey, recipient_tag


class ParcelReplica:
    """The box key opens parcels, the device key signs outboxes."""

    def __init__(self, vault: Vault, open_keys: OpenKeys) -> None:
        self._vault = vault
        self._open_keys = open_keys

    def tag(self) -> str:
        """How a lid names this device. Raises VAULT_LOCKED, NOT_ENROLLED."""
        self._require_open()
        box = self._open_keys.require().box
        return recipient_tag(box.public_key().public_bytes_raw())

    def unwrap(self, lid: Lid) -> ParcelKey | None:
        """The parcel's key, None when it is not for this device."""
        self._require_open()
        try:
            return lid.unwrap(self._open_keys.require().box)
        except Invalid:
            return None

    def sign_outbox(self, outbox: bytes, log: str, device: str) -> bytes:
        """The device's signature over an outbox (`protocol.md 12.7`)."""
        self._require_open()
        message = signed_message(outbox, log, device)
        return SoftwareSigner(self._open_keys.require().signing).sign(message)

    def _require_open(self) -> None:
        if not self._vault.is_open:
            raise UserError(Code.VAULT_LOCKED)
