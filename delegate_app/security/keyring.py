"""`keyring.json`: the slots through which the vault's master key is reached (`protocol.md 11.1`, `11.2`).

    keyring = Keyring(home / "keyring.json", NoPepper())
    master = keyring.create("passphrase", cost=calibrated())     # not yet in place
    ...                                                          # the vault is made under the master key
    keyring.finish_creation()                                    # from now on the vault can be opened
    master = keyring.open("passphrase")

A slot's own cost, salt and pepper mark are authenticated by its wrap, so that whoever changes the file
cannot make guessing cheaper: under the floor it is refused, above it the key is another one.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from delegate_app.errors import Code, UserError
from delegate_app.security.atomic_files import disk_trouble, move_durably, write_durably
from delegate_app.security.derivation import KEY_LENGTH, ArgonCost, derived, stretch
from delegate_app.security.peppers import PepperStore
from delegate_app.security.sealing import SealBroken, sealed, unsealed

FORMAT = "hdnd-keyring/1"
SALT_LENGTH = 16
SHORTEST_PASSPHRASE = 8
LARGEST_FILE = 64 * 1024


@dataclass(frozen=True, slots=True)
class PassphraseSlot:
    """One way to the master key: the passphrase, stretched at this cost with this salt."""

    cost: ArgonCost
    salt: bytes
    pepper: bool
    nonce: bytes
    wrapped: bytes

    def about(self) -> bytes:
        """The bytes that the wrap authenticates: every field but the wrap itself."""
        return json.dumps(self._open_fields(), separators=(",", ":")).encode()

    def to_json(self) -> dict[str, object]:
        """The slot as it stands in the file."""
        return self._open_fields() | {"nonce": _b64(self.nonce), "wrapped": _b64(self.wrapped)}

    def _open_fields(self) -> dict[str, object]:
        return {
            "kind": "passphrase",
            "kdf": {
                "name": "argon2id",
                "memory_kib": self.cost.memory_kib,
                "iterations": self.cost.iterations,
                "lanes": self.cost.lanes,
            },
            "salt": _b64(self.salt),
            "pepper": self.pepper,
        }


class Keyring:
    """The file with the slots. Never holds a key between two calls."""

    def __init__(self, path: Path, pepper: PepperStore) -> None:
        self._path = path
        self._unfinished = path.with_name(path.name + ".new")
        self._pepper = pepper

    def exists(self) -> bool:
        """True once a creation was finished."""
        return self._path.exists()

    def has_unfinished_creation(self) -> bool:
        """True when a creation was interrupted before its last step."""
        return self._unfinished.exists() and not self._path.exists()

    def create(self, passphrase: str, *, cost: ArgonCost) -> bytes:
        """Write a new keyring beside its place and return its master key. Raises PASSPHRASE_TOO_SHORT, VAULT_EXISTS."""
        if self.exists():
            raise UserError(Code.VAULT_EXISTS)
        require_strength(passphrase)
        master = secrets.token_bytes(KEY_LENGTH)
        pepper = secrets.token_bytes(KEY_LENGTH) if self._pepper.available else b""
        if pepper:
            self._pepper.keep(pepper)
        slot = _new_slot(passphrase, master, cost, pepper)
        content = {"format": FORMAT, "slots": [slot.to_json()]}
        write_durably(self._unfinished, json.dumps(content, indent=1).encode())
        return master

    def finish_creation(self) -> None:
        """Put the new keyring in its place; the vault it opens must be durable by now."""
        move_durably(self._unfinished, self._path)

    def forget_creation(self) -> None:
        """Drop what an interrupted creation left; a vault made under it can never be opened again."""
        self._unfinished.unlink(missing_ok=True)

    def open(self, passphrase: str) -> bytes:
        """The 32-byte master key. Raises NO_VAULT, KEYRING_DAMAGED or WRONG_PASSPHRASE."""
        for slot in self._slots():
            pepper = self._pepper.fetch() if slot.pepper else b""
            key = _wrapping_key(passphrase, slot.salt, slot.cost, pepper)
            try:
                return unsealed(key, slot.nonce, slot.wrapped, about=slot.about())
            except SealBroken:
                continue
        raise UserError(Code.WRONG_PASSPHRASE)

    def _slots(self) -> list[PassphraseSlot]:
        try:
            with self._path.open("rb") as file:
                data = file.read(LARGEST_FILE + 1)
        except FileNotFoundError as error:
            raise UserError(Code.NO_VAULT) from error
        except OSError as error:
            raise disk_trouble(error) from error
        try:
            content = json.loads(data)
            if len(data) > LARGEST_FILE or content["format"] != FORMAT:
                raise UserError(Code.KEYRING_DAMAGED, "not a keyring of this format")
            slots = [_slot_from(fields) for fields in content["slots"] if _is_ours(fields)]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise UserError(Code.KEYRING_DAMAGED, type(error).__name__) from error
        if not slots:
            raise UserError(Code.KEYRING_DAMAGED, "no passphrase slot")
        return slots


def require_strength(passphrase: str) -> None:
    """Raise PASSPHRASE_TOO_SHORT unless the passphrase has 8 characters in NFC."""
    if len(unicodedata.normalize("NFC", passphrase)) < SHORTEST_PASSPHRASE:
        raise UserError(Code.PASSPHRASE_TOO_SHORT)


def _is_ours(fields: dict[str, Any]) -> bool:
    """Slots of other kinds are kept for those who know them and stepped over here."""
    return bool(fields["kind"] == "passphrase")


def _slot_from(fields: dict[str, Any]) -> PassphraseSlot:
    known = {"kind", "kdf", "salt", "pepper", "nonce", "wrapped"}
    kdf = fields["kdf"]
    if fields.keys() != known or kdf.keys() != {"name", "memory_kib", "iterations", "lanes"}:
        raise UserError(Code.KEYRING_DAMAGED, "unknown or missing fields in a slot")
    numbers = [kdf["memory_kib"], kdf["iterations"], kdf["lanes"]]
    if kdf["name"] != "argon2id" or any(type(number) is not int for number in numbers):
        raise UserError(Code.KEYRING_DAMAGED, "unknown key derivation")
    cost = ArgonCost(*numbers)
    if not cost.is_acceptable():
        raise UserError(Code.KEYRING_DAMAGED, "the cost of guessing was lowered or is absurd")
    salt, nonce, wrapped = (_unb64(fields[name]) for name in ("salt", "nonce", "wrapped"))
    lengths = (len(salt), len(nonce), len(wrapped))
    if lengths != (SALT_LENGTH, 12, KEY_LENGTH + 16) or type(fields["pepper"]) is not bool:
        raise UserError(Code.KEYRING_DAMAGED, "a slot has fields of a wrong size")
    return PassphraseSlot(cost, salt, fields["pepper"], nonce, wrapped)


def _new_slot(passphrase: str, master: bytes, cost: ArgonCost, pepper: bytes) -> PassphraseSlot:
    salt = secrets.token_bytes(SALT_LENGTH)
    bare = PassphraseSlot(cost, salt, bool(pepper), b"", b"")
    key = _wrapping_key(passphrase, salt, cost, pepper)
    nonce, wrapped = sealed(key, master, about=bare.about())
    return PassphraseSlot(cost, salt, bool(pepper), nonce, wrapped)


def _wrapping_key(passphrase: str, salt: bytes, cost: ArgonCost, pepper: bytes) -> bytes:
    return derived(stretch(passphrase, salt, cost), "hdnd-kek/1", salt=pepper)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unb64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, TypeError) as error:
        raise UserError(Code.KEYRING_DAMAGED, "a field is not base64") from error
