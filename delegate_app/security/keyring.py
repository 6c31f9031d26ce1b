"""`keyring.json`: the slots through which the vault's master key is reached (`protocol.md 11.1` to `11.6`).

    keyring = Keyring(home / "keyring.json", NoPepper())
    master = keyring.create("passphrase", cost=calibrated())     # not yet in place
    ...                                                          # the vault is made under the master key
    keyring.finish_creation()                                    # from now on the vault can be opened
    master = keyring.open("passphrase")

Rules
1. The file is replaced whole or not at all. Slots of kinds that are not known here stay as they are.
2. While a passphrase is set, the old pepper and the new one are both in the keychain until the new file is durable;
   whichever file a crash leaves, its passphrase opens it. The next opening drops peppers that no slot needs.
3. Once a passphrase was changed, the pepper of the old slot is gone: a copy of the old file opens nothing.
"""

from __future__ import annotations

import json
import os
import secrets
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from delegate_app.domain.accounts import PepperKind
from delegate_app.errors import Code, UserError
from delegate_app.security.atomic_files import (
    disk_trouble,
    move_durably,
    replace_file,
    settle_folder,
    write_durably,
)
from delegate_app.security.derivation import KEY_LENGTH, ArgonCost, Key
from delegate_app.security.peppers import PepperStore
from delegate_app.security.sealing import SealBroken
from delegate_app.security.slots import (
    PASSPHRASE,
    RECOVERY,
    Slot,
    new_slot,
    passphrase_key,
    read_slot,
    recovery_key,
)

FORMAT = "hdnd-keyring/1"
SHORTEST_PASSPHRASE = 8
LARGEST_FILE = 64 * 1024
NAME_LENGTH = 16

Content = dict[str, Any]


class Keyring:
    """The file with the slots. Never holds a key between two calls."""

    def __init__(self, path: Path, pepper: PepperStore) -> None:
        self._path = path
        self._unfinished = path.with_name(path.name + ".new")
        self._pepper = pepper

    def exists(self) -> bool:
        """True once a creation was finished."""
        return self._path.exists()

    # ------------------------------------------------------------------ creation

    def has_unfinished_creation(self) -> bool:
        """True when a creation was interrupted before its last step."""
        return self._unfinished.exists() and not self._path.exists()

    def create(self, passphrase: str, *, cost: ArgonCost) -> bytearray:
        """Write a new keyring beside its place and return its master key.

        Raises PASSPHRASE_TOO_SHORT, VAULT_EXISTS, KEYCHAIN_LOCKED.
        """
        if self.exists():
            raise UserError(Code.VAULT_EXISTS)
        require_strength(passphrase)
        master = bytearray(secrets.token_bytes(KEY_LENGTH))
        slot, pepper = self._passphrase_slot(passphrase, master, cost)
        content: Content = {"format": FORMAT, "slots": [slot.to_json()]}
        if pepper:
            content["name"] = secrets.token_hex(NAME_LENGTH)
            self._pepper.keep(content["name"], {slot.name: pepper})
        write_durably(self._unfinished, _written(content))
        return master

    def finish_creation(self) -> None:
        """Put the new keyring in its place; the vault it opens must be durable by now."""
        move_durably(self._unfinished, self._path)

    def forget_creation(self) -> None:
        """Drop what an interrupted creation left; a vault made under it can never be opened again."""
        name = _keychain_name(self._unfinished)
        self._unfinished.unlink(missing_ok=True)
        if name:
            with suppress(UserError):
                self._pepper.keep(name, {})

    # ------------------------------------------------------------------ opening

    def open(self, passphrase: str) -> bytearray:
        """The 32-byte master key; the caller wipes it after use.

        Raises NO_VAULT, KEYRING_DAMAGED, WRONG_PASSPHRASE, PEPPER_MISSING when the slot needs a secret that this
        machine's keychain does not hold, KEYCHAIN_LOCKED.
        """
        content = self._content()
        slots = _slots(content, PASSPHRASE)
        if not slots:
            raise UserError(Code.KEYRING_DAMAGED, "no passphrase slot")
        peppers = self._peppers(content, slots)
        for slot in slots:
            try:
                master = slot.opened(passphrase_key(slot, passphrase, peppers.get(slot.name, b"")))
            except SealBroken:
                continue
            self._drop_stale(content, slots, peppers)
            return master
        raise UserError(Code.WRONG_PASSPHRASE)

    def recover(self, secret: bytes) -> bytearray:
        """The master key by the secret of a recovery code. Raises NO_VAULT, NO_RECOVERY, RECOVERY_WRONG, KEYRING_DAMAGED."""
        slots = _slots(self._content(), RECOVERY)
        if not slots:
            raise UserError(Code.NO_RECOVERY)
        for slot in slots:
            try:
                return slot.opened(recovery_key(slot, secret))
            except SealBroken:
                continue
        raise UserError(Code.RECOVERY_WRONG)

    def has_recovery(self) -> bool:
        """True when a recovery code was made. Raises NO_VAULT, KEYRING_DAMAGED."""
        return bool(_slots(self._content(), RECOVERY))

    def pepper_kind(self) -> PepperKind:
        """Where the second secret of the passphrase lies; NONE when the passphrase alone opens the vault."""
        needs = any(slot.pepper for slot in _slots(self._content(), PASSPHRASE))
        return self._pepper.kind if needs else PepperKind.NONE

    # ------------------------------------------------------------------ changing

    def set_passphrase(self, passphrase: str, master: Key, *, cost: ArgonCost) -> None:
        """Afterwards this passphrase, with a new salt and a new pepper, is the only one that opens the vault.

        Raises PASSPHRASE_TOO_SHORT, KEYCHAIN_LOCKED, DISK_FULL; the old one opens it then.
        """
        require_strength(passphrase)
        content = self._content()
        slot, pepper = self._passphrase_slot(passphrase, master, cost)
        if not pepper:
            self._replace(content, PASSPHRASE, slot)
            return
        name = str(content.get("name") or secrets.token_hex(NAME_LENGTH))
        self._pepper.keep(name, self._pepper.fetch(name) | {slot.name: pepper})
        self._replace(content | {"name": name}, PASSPHRASE, slot)
        with suppress(UserError):  # it is done; the next opening drops the old pepper (rule 2)
            self._pepper.keep(name, {slot.name: pepper})

    def set_recovery(self, secret: bytes, master: Key) -> None:
        """Afterwards this secret is the only one that recovers the vault."""
        bare = new_slot(None)
        self._replace(self._content(), RECOVERY, bare.holding(master, recovery_key(bare, secret)))

    def destroy(self) -> None:
        """Afterwards no slot and no pepper is left, and nothing opens the vault again. May be called twice.

        The file is overwritten before it is removed. A disk may keep old blocks of it all the same: those are worth
        nothing without the pepper, and without a keychain as much as the passphrase is.
        """
        for path in (self._path, self._unfinished):
            name = _keychain_name(path)
            if path.exists():
                _overwrite(path)
                path.unlink()
                settle_folder(path.parent)
            if name:
                with suppress(UserError):  # a pepper whose slot is gone opens nothing
                    self._pepper.keep(name, {})

    # ------------------------------------------------------------------ inside

    def _passphrase_slot(self, passphrase: str, master: Key, cost: ArgonCost) -> tuple[Slot, bytes]:
        has_keychain = self._pepper.kind is not PepperKind.NONE
        pepper = secrets.token_bytes(KEY_LENGTH) if has_keychain else b""
        bare = new_slot(cost, pepper=has_keychain)
        return bare.holding(master, passphrase_key(bare, passphrase, pepper)), pepper

    def _peppers(self, content: Content, slots: Sequence[Slot]) -> dict[str, bytes]:
        """The peppers that the slots need, and any older ones. Raises PEPPER_MISSING when none of the slots can be tried."""
        if not any(slot.pepper for slot in slots):
            return {}
        found = self._pepper.fetch(str(content.get("name", "")))
        if not any(slot.name in found or not slot.pepper for slot in slots):
            raise UserError(Code.PEPPER_MISSING)
        return found

    def _drop_stale(
        self, content: Content, slots: Sequence[Slot], peppers: dict[str, bytes]
    ) -> None:
        """Rule 2: what an interrupted change of the passphrase left in the keychain goes."""
        needed = {slot.name: peppers[slot.name] for slot in slots if slot.name in peppers}
        if needed != peppers:
            self._pepper.keep(str(content["name"]), needed)

    def _content(self) -> Content:
        return _read(self._path)

    def _replace(self, content: Content, kind: str, slot: Slot) -> None:
        others = [fields for fields in content["slots"] if fields["kind"] != kind]
        slots = [slot.to_json(), *others] if kind == PASSPHRASE else [*others, slot.to_json()]
        replace_file(self._path, _written(content | {"slots": slots}))


def require_strength(passphrase: str) -> None:
    """Raise PASSPHRASE_TOO_SHORT unless the passphrase has 8 characters in NFC."""
    if len(unicodedata.normalize("NFC", passphrase)) < SHORTEST_PASSPHRASE:
        raise UserError(Code.PASSPHRASE_TOO_SHORT)


def _read(path: Path) -> Content:
    """The file's content, its slots not looked into. Raises NO_VAULT, KEYRING_DAMAGED."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError as error:
        raise UserError(Code.NO_VAULT) from error
    except OSError as error:
        raise disk_trouble(error) from error
    try:
        content = json.loads(data)
        fits = len(data) <= LARGEST_FILE and content["format"] == FORMAT
        fits = fits and all(isinstance(fields["kind"], str) for fields in content["slots"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UserError(Code.KEYRING_DAMAGED, type(error).__name__) from error
    if not fits:
        raise UserError(Code.KEYRING_DAMAGED, "not a keyring of this format")
    return dict(content)


def _slots(content: Content, kind: str) -> list[Slot]:
    """The slots of one kind; a damaged slot of another kind is no hindrance. Raises KEYRING_DAMAGED."""
    try:
        return [read_slot(fields) for fields in content["slots"] if fields["kind"] == kind]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(Code.KEYRING_DAMAGED, type(error).__name__) from error


def _keychain_name(path: Path) -> str:
    """Under which name a keychain keeps peppers of this file, "" when it keeps none."""
    try:
        content = _read(path)
        peppered = any(slot.pepper for slot in _slots(content, PASSPHRASE))
    except UserError:
        return ""
    return str(content.get("name", "")) if peppered else ""


def _written(content: Content) -> bytes:
    return json.dumps(content, indent=1).encode()


def _overwrite(path: Path) -> None:
    try:
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise disk_trouble(error) from error
