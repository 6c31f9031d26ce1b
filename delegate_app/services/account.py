"""The delegate's account on this device: passphrase, lock, and belonging to a council."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from delegate_app.domain.accounts import AccountState, EnrolmentRequest
from delegate_app.domain.changes import Kind
from delegate_app.domain.councils import Enrolment
from delegate_app.errors import Code, UserError
from delegate_app.security.derivation import ArgonCost, calibrated
from delegate_app.security.device_keys import (
    SIGNING,
    DeviceKeys,
    WrappedKey,
    new_device_keys,
    signing_key,
    unwrapped_keys,
    vault_key,
    wrapped_keys,
)
from delegate_app.security.keyring import Keyring, require_strength
from delegate_app.services.announcer import Announcer
from delegate_app.storage.accounts import AccountTable, EnrolmentRow, moment
from delegate_app.storage.vault import Vault
from protocol import enrolments
from protocol.certificates import create_csr
from protocol.errors import ProtocolError
from protocol.keys import Signer, SoftwareSigner
from protocol.times import write_time

_ROOT = re.compile(r"[0-9a-f]{64}")


@dataclass
class OpenKeys:
    """The keys of this device while the vault is unlocked; None before enrolment was asked for, and after locking.

    `master` is kept only while the device is not enrolled: new device keys are wrapped under it.
    """

    keys: DeviceKeys | None = field(default=None, repr=False)
    master: bytes = field(default=b"", repr=False)

    def require(self) -> DeviceKeys:
        """The keys; raises NOT_ENROLLED when there are none."""
        if self.keys is None:
            raise UserError(Code.NOT_ENROLLED)
        return self.keys


class Account:
    """Opens and locks the vault; asks for enrolment.

    `cost` gives the Argon2id cost for a new keyring (`calibrated` unless a test says else); `on_lock` runs after
    the vault was closed, so that other services forget what they hold.
    """

    def __init__(
        self,
        vault: Vault,
        keyring: Keyring,
        open_keys: OpenKeys,
        changes: Announcer,
        *,
        cost: Callable[[], ArgonCost] = calibrated,
    ) -> None:
        self._vault = vault
        self._keyring = keyring
        self._open_keys = open_keys
        self._changes = changes
        self._cost = cost
        self._table = AccountTable(vault)
        self._on_lock: list[Callable[[], None]] = []
        self._on_unlock: list[Callable[[], None]] = []
        self._tidy_interrupted_creation()

    def _tidy_interrupted_creation(self) -> None:
        """A keyring takes its place only once its vault is whole: what a crash left before that holds nothing."""
        if self._keyring.has_unfinished_creation():
            self._vault.erase()
            self._keyring.forget_creation()

    def when_locked(self, forget: Callable[[], None]) -> None:
        """Run `forget` each time the vault was locked."""
        self._on_lock.append(forget)

    def when_unlocked(self, begin: Callable[[], None]) -> None:
        """Run `begin` each time the vault was unlocked."""
        self._on_unlock.append(begin)

    # ------------------------------------------------------------------ the lock

    def state(self) -> AccountState:
        """Where this device stands."""
        if not self._vault.is_open:
            known = self._keyring.exists() or self._vault.exists()
            return AccountState.LOCKED if known else AccountState.NEW
        row = self._table.enrolment()
        if row is None or row.state == "refused":
            return AccountState.UNENROLLED
        return AccountState.ENROLLED if row.state == "enrolled" else AccountState.PENDING

    def create(self, passphrase: str) -> None:
        """Make the keyring and the vault, and leave the vault unlocked.

        Raises PASSPHRASE_TOO_SHORT (under 8 characters in NFC), VAULT_EXISTS, DISK_FULL, DISK_READ_ONLY.
        """
        require_strength(passphrase)
        if self._keyring.exists() or self._vault.exists():
            raise UserError(Code.VAULT_EXISTS)
        master = self._keyring.create(passphrase, cost=self._cost())
        self._vault.create(vault_key(master))
        self._keyring.finish_creation()
        self._open_keys.keys, self._open_keys.master = None, master
        self._changes.announce(frozenset(Kind))

    def unlock(self, passphrase: str) -> None:
        """Open the vault. Raises WRONG_PASSPHRASE, NO_VAULT, KEYRING_DAMAGED and what `Vault.open` raises."""
        if self._vault.is_open:
            return
        if self._vault.exists() and not self._keyring.exists():
            raise UserError(Code.KEYRING_DAMAGED, "the vault is here and its keyring is not")
        master = self._keyring.open(passphrase)
        self._vault.open(vault_key(master))
        stored = self._stored_keys()
        try:
            self._open_keys.keys = unwrapped_keys(stored, master) if stored else None
        except UserError:
            self._vault.close()
            raise
        if self.state() is not AccountState.ENROLLED:
            self._open_keys.master = master
        for begin in self._on_unlock:
            begin()
        self._changes.announce(frozenset(Kind))

    def lock(self) -> None:
        """Close the vault and let go of every key. May be called when it is locked."""
        self._open_keys.keys, self._open_keys.master = None, b""
        self._vault.close()
        for forget in self._on_lock:
            forget()
        self._changes.announce(frozenset(Kind))

    def check_passphrase(self, passphrase: str) -> None:
        """Return when this is the passphrase; raises WRONG_PASSPHRASE."""
        self._keyring.open(passphrase)

    def signer(self, passphrase: str) -> Signer:
        """The signing key, unwrapped afresh for one signature. Raises WRONG_PASSPHRASE, NOT_ENROLLED."""
        master = self._keyring.open(passphrase)
        stored = [key for key in self._stored_keys() if key.name == SIGNING]
        if not stored:
            raise UserError(Code.NOT_ENROLLED)
        return SoftwareSigner(signing_key(stored[0], master))

    def _stored_keys(self) -> tuple[WrappedKey, ...]:
        return tuple(WrappedKey(**row) for row in self._table.wrapped_keys())

    # ------------------------------------------------------------------ the council

    def enrolment(self) -> Enrolment | None:
        """How this device belongs to its council; None before a request. Empty fields are not known yet."""
        row = self._table.enrolment()
        if row is None or row.state == "refused":
            return None
        certificate = hashlib.sha256(row.certificate).hexdigest() if row.certificate else ""
        return Enrolment(
            row.council_id,
            row.council_name,
            row.address,
            row.root_sha256,
            row.person_id,
            row.name,
            row.role,
            row.device_id,
            row.device_name,
            certificate,
            moment(row.enrolled_at),
        )

    def begin_enrolment(
        self,
        *,
        address: str,
        root_sha256: str,
        code: str,
        device_name: str,
        now: datetime,
    ) -> EnrolmentRequest:
        """Make this device's keys and the request that sync delivers; stored as pending.

        `root_sha256` may be printed in groups, upper or lower case. Raises ADDRESS_MALFORMED, ROOT_DIFFERS (no
        fingerprint), CODE_MALFORMED, ALREADY_ENROLLED, ENROLMENT_PENDING (an earlier request waits for the clerk).
        """
        before = self._table.enrolment()
        if before is not None and before.state == "enrolled":
            raise UserError(Code.ALREADY_ENROLLED)
        if before is not None and before.state == "sent":
            raise UserError(Code.ENROLMENT_PENDING)
        address, root = checked_address(address), checked_fingerprint(root_sha256)
        try:
            secret = enrolments.read_code(code)
        except ProtocolError as error:
            raise UserError(Code.CODE_MALFORMED) from error
        wanted = (address, root, enrolments.code_id(secret))
        if before is not None and before.state == "requested" and wanted == _asked(before):
            return request_of(before)  # it may have arrived: the same keys again, not new ones
        keys, device = new_device_keys(), "tb-" + secrets.token_hex(6)
        csr, box = create_csr(keys.signing, device=device), keys.box_public
        pinned = bytes.fromhex(root)
        row = EnrolmentRow(
            state="requested",
            address=address,
            root_sha256=root,
            root_der=None,
            code_id=enrolments.code_id(secret),
            proof=enrolments.proof(secret, root=pinned, csr=csr, box_key=box, device=device),
            csr=csr,
            box_key=box,
            comparison=enrolments.comparison(secret, root=pinned, csr=csr, box_key=box),
            device_id=device,
            device_name=" ".join(device_name.split())[:80] or device,
            requested_at=write_time(now),
        )
        wraps = [
            (key.name, key.nonce, key.wrapped) for key in wrapped_keys(keys, self._open_keys.master)
        ]
        self._table.begin(row, wraps)
        self._open_keys.keys = keys
        self._changes.announce(frozenset({Kind.ACCOUNT}))
        return request_of(row)

    def comparison_code(self) -> str:
        """What the clerk compares with their own screen; "" before a request."""
        row = self._table.enrolment()
        return row.comparison if row else ""


def _asked(row: EnrolmentRow) -> tuple[str, str, str]:
    return row.address, row.root_sha256, row.code_id


def request_of(row: EnrolmentRow) -> EnrolmentRequest:
    """What a stored request sends."""
    return EnrolmentRequest(
        row.address,
        row.root_sha256,
        row.code_id,
        row.proof,
        row.csr,
        row.device_id,
        row.device_name,
        row.box_key,
        row.comparison,
    )


def checked_address(text: str) -> str:
    """`https://host[:port]` without a trailing slash; raises ADDRESS_MALFORMED."""
    text = text.strip()
    if "://" not in text:
        text = "https://" + text
    try:
        parts = urlsplit(text)
        port_fits = parts.port is None or parts.port > 0
    except ValueError as error:
        raise UserError(Code.ADDRESS_MALFORMED) from error
    extra = (
        parts.path.strip("/") or parts.query or parts.fragment or parts.username or parts.password
    )
    if parts.scheme != "https" or not parts.hostname or extra or not port_fits or " " in text:
        raise UserError(Code.ADDRESS_MALFORMED)
    return f"https://{parts.netloc}"


def checked_fingerprint(text: str) -> str:
    """64 lower-case hex digits of a printed SHA-256; raises ROOT_DIFFERS."""
    digits = re.sub(r"[\s:-]", "", text).lower()
    if not _ROOT.fullmatch(digits):
        raise UserError(Code.ROOT_DIFFERS, "the printed fingerprint is not 64 hex digits")
    return digits
