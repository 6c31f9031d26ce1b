"""The delegate's account on this device: passphrase, lock, and belonging to a council."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from urllib.parse import urlsplit

from delegate_app.domain.accounts import AccountState, EnrolmentRequest, Erasure, PepperKind
from delegate_app.domain.changes import Kind
from delegate_app.domain.councils import Enrolment
from delegate_app.errors import Code, UserError
from delegate_app.security import recovery_codes
from delegate_app.security.derivation import ArgonCost, Key, calibrated, wipe
from delegate_app.security.device_keys import (
    SIGNING,
    WrappedKey,
    new_device_keys,
    signing_key,
    unwrapped_keys,
    vault_key,
    wrapped_keys,
)
from delegate_app.security.erasure_marks import ErasureMark
from delegate_app.security.keyring import Keyring, require_strength
from delegate_app.services.announcer import Announcer
from delegate_app.services.open_keys import OpenKeys
from delegate_app.storage.accounts import AccountTable, EnrolmentRow, moment
from delegate_app.storage.vault import Vault
from protocol import enrolments
from protocol.certificates import create_csr
from protocol.errors import ProtocolError
from protocol.keys import Signer, SoftwareSigner
from protocol.times import write_time

_ROOT = re.compile(r"[0-9a-f]{64}")


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
        self._mark = ErasureMark(vault.path.with_name("erased.json"))
        self._tidy_interrupted_creation()
        if self._mark.exists() and (keyring.exists() or vault.exists()):
            self._destroy()

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
            if self._mark.exists():
                return AccountState.ERASED
            known = self._keyring.exists() or self._vault.exists()
            return AccountState.LOCKED if known else AccountState.NEW
        row = self._table.enrolment()
        if row is None or row.state == "refused":
            return AccountState.UNENROLLED
        return AccountState.ENROLLED if row.state == "enrolled" else AccountState.PENDING

    def create(self, passphrase: str) -> None:
        """Make the keyring and the vault, and leave the vault unlocked.

        Raises PASSPHRASE_TOO_SHORT (under 8 characters in NFC), VAULT_EXISTS, KEYCHAIN_LOCKED, DISK_FULL, DISK_READ_ONLY.
        """
        require_strength(passphrase)
        if self._mark.exists():
            self._vault.erase()
            self._mark.forget()
        if self._keyring.exists() or self._vault.exists():
            raise UserError(Code.VAULT_EXISTS)
        master = self._keyring.create(passphrase, cost=self._cost())
        self._vault.create(vault_key(master))
        self._keyring.finish_creation()
        self._open_keys.keys = None
        self._open_keys.hold_notes_wrapping(master)
        self._open_keys.hold_master(master)
        self._changes.announce(frozenset(Kind))

    def unlock(self, passphrase: str) -> None:
        """Open the vault.

        Raises WRONG_PASSPHRASE, PEPPER_MISSING, KEYCHAIN_LOCKED, DEVICE_ERASED, NO_VAULT, KEYRING_DAMAGED and what
        `Vault.open` raises.
        """
        if self._vault.is_open:
            return
        self._require_keyring()
        self._open(self._keyring.open(passphrase))

    def _require_keyring(self) -> None:
        if self._mark.exists():
            raise UserError(Code.DEVICE_ERASED)
        if self._vault.exists() and not self._keyring.exists():
            raise UserError(Code.KEYRING_DAMAGED, "the vault is here and its keyring is not")

    def _open(self, master: bytearray) -> None:
        """Open the vault under its master key, which is wiped unless enrolment still needs it."""
        try:
            self._vault.open(vault_key(master))
            stored = self._stored_keys()
            self._open_keys.keys = unwrapped_keys(stored, master) if stored else None
            self._open_keys.hold_notes_wrapping(master)
        except BaseException:
            wipe(master)
            self._vault.close()
            raise
        if self.state() is AccountState.ENROLLED:
            wipe(master)
        else:
            self._open_keys.hold_master(master)
        for begin in self._on_unlock:
            begin()
        self._changes.announce(frozenset(Kind))

    def lock(self) -> None:
        """Close the vault and let go of every key (`protocol.md 11.7`). May be called when it is locked."""
        self._open_keys.forget()
        self._vault.close()
        for forget in self._on_lock:
            forget()
        self._changes.announce(frozenset(Kind))

    def check_passphrase(self, passphrase: str) -> None:
        """Return when this is the passphrase; raises WRONG_PASSPHRASE."""
        wipe(self._keyring.open(passphrase))

    def signer(self, passphrase: str) -> Signer:
        """The signing key, unwrapped afresh for one signature. Raises WRONG_PASSPHRASE, NOT_ENROLLED."""
        with self._master(passphrase) as master:
            stored = [key for key in self._stored_keys() if key.name == SIGNING]
            if not stored:
                raise UserError(Code.NOT_ENROLLED)
            return SoftwareSigner(signing_key(stored[0], master))

    @contextmanager
    def _master(self, passphrase: str) -> Iterator[Key]:
        """The master key for one use. Raises what `Keyring.open` raises."""
        master = self._keyring.open(passphrase)
        try:
            yield master
        finally:
            wipe(master)

    # ------------------------------------------------------------------ passphrase and recovery code

    def change_passphrase(self, old: str, new: str) -> None:
        """Afterwards only `new` opens the vault; its cost is measured afresh. The recovery code stays good.

        Raises WRONG_PASSPHRASE, PASSPHRASE_TOO_SHORT, KEYCHAIN_LOCKED, DISK_FULL, DISK_READ_ONLY; `old` opens it then.
        """
        require_strength(new)
        with self._master(old) as master:
            self._keyring.set_passphrase(new, master, cost=self._cost())

    def make_recovery_code(self, passphrase: str) -> str:
        """A new recovery code, to be printed and put away: it opens the vault alone, and the code before it no longer does.

        Raises WRONG_PASSPHRASE, DISK_FULL, DISK_READ_ONLY; the earlier code stays good then.
        """
        secret = recovery_codes.new_secret()
        with self._master(passphrase) as master:
            self._keyring.set_recovery(secret, master)
        return recovery_codes.written(secret)

    def recover(self, code: str, new_passphrase: str) -> None:
        """Open the vault with its recovery code; afterwards only `new_passphrase` and the code open it, and it is unlocked.

        Raises RECOVERY_MALFORMED, RECOVERY_WRONG, NO_RECOVERY, PASSPHRASE_TOO_SHORT, NO_VAULT, KEYRING_DAMAGED,
        KEYCHAIN_LOCKED, DISK_FULL, DISK_READ_ONLY; nothing changed then.
        """
        require_strength(new_passphrase)
        secret = recovery_codes.read(code)
        self._require_keyring()
        master = self._keyring.recover(secret)
        self._keyring.set_passphrase(new_passphrase, master, cost=self._cost())
        if self._vault.is_open:
            wipe(master)
        else:
            self._open(master)

    def has_recovery_code(self) -> bool:
        """True when a recovery code was made. Raises NO_VAULT, KEYRING_DAMAGED."""
        return self._keyring.has_recovery()

    def pepper_kind(self) -> PepperKind:
        """Which keychain guards the passphrase beside the vault; NONE when there is none and the passphrase stands alone.

        Raises NO_VAULT, KEYRING_DAMAGED.
        """
        return self._keyring.pepper_kind()

    def _stored_keys(self) -> tuple[WrappedKey, ...]:
        return tuple(WrappedKey(**row) for row in self._table.wrapped_keys())

    # ------------------------------------------------------------------ the end

    def erase(self, revoked_at: datetime, now: datetime) -> None:
        """Destroy every key of this device after its revocation (`protocol.md 11.8`); afterwards it is ERASED.

        Nothing here can be opened again, by passphrase or recovery code. Raises DISK_FULL, DISK_READ_ONLY before
        anything is destroyed; what a crash interrupts is finished at the next start. A new vault may be made then.
        """
        enrolment = self._table.enrolment()
        device = enrolment.device_id if enrolment else ""
        self._mark.write(Erasure(device, revoked_at, now))
        self._destroy()

    def erasure(self) -> Erasure | None:
        """Why the keys are gone; None unless this device is ERASED."""
        return self._mark.read() if not self._vault.is_open else None

    def _destroy(self) -> None:
        if self._vault.is_open:
            self._table.forget_keys()
        self._keyring.destroy()
        self.lock()
        with suppress(UserError):  # a file that another program holds open is noise without its key
            self._vault.erase()

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
