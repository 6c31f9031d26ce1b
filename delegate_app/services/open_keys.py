"""The keys that are in memory while the vault is unlocked, and how they leave it."""

from __future__ import annotations

from dataclasses import dataclass, field

from delegate_app.errors import Code, UserError
from delegate_app.security.derivation import Key, derived, wipe
from delegate_app.security.device_keys import NOTES_WRAPPING, DeviceKeys


@dataclass
class OpenKeys:
    """The keys of this device while the vault is unlocked; None before enrolment was asked for, and after locking.

    `master` is kept only while the device is not enrolled: new device keys are wrapped under it. `received` are notes keys
    of this delegate's other devices by their id, and `notes_wrapping` is what they are wrapped under in the vault.
    """

    keys: DeviceKeys | None = field(default=None, repr=False)
    master: bytearray = field(default_factory=bytearray, repr=False)
    notes_wrapping: bytearray = field(default_factory=bytearray, repr=False)
    received: dict[str, bytearray] = field(default_factory=dict, repr=False)

    def require(self) -> DeviceKeys:
        """The keys; raises NOT_ENROLLED when there are none."""
        if self.keys is None:
            raise UserError(Code.NOT_ENROLLED)
        return self.keys

    def hold_master(self, master: bytearray) -> None:
        """Keep the master key until enrolment is over, in the place of an earlier one."""
        self.forget_master()
        self.master = master

    def hold_notes_wrapping(self, master: Key) -> None:
        """Keep what wraps notes keys, derived from the master key (`protocol.md 11.3`)."""
        self.notes_wrapping = bytearray(derived(master, NOTES_WRAPPING))

    def forget_master(self) -> None:
        """Overwrite the master key."""
        wipe(self.master)
        self.master = bytearray()

    def forget(self) -> None:
        """Overwrite what can be overwritten and let go of the rest (`protocol.md 11.7`)."""
        self.forget_master()
        for key in (self.notes_wrapping, *self.received.values()):
            wipe(key)
        if self.keys is not None:
            wipe(self.keys.notes)
        self.keys = None
        self.notes_wrapping = bytearray()
        self.received.clear()
