"""The slots of `keyring.json`: each wraps the vault's master key in another way (`protocol.md 11.1`).

A slot's own derivation, salt and pepper mark are authenticated by its wrap, so that whoever changes the file cannot
make guessing cheaper: under the floor it is refused, above it the key is another one.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from dataclasses import dataclass, replace
from typing import Any

from delegate_app.errors import Code, UserError
from delegate_app.security.derivation import KEY_LENGTH, ArgonCost, Key, derived, stretch
from delegate_app.security.sealing import NONCE_LENGTH, sealed, unsealed

PASSPHRASE, RECOVERY = "passphrase", "recovery"
SALT_LENGTH = 16
_FIELDS = {"kind", "kdf", "salt", "pepper", "nonce", "wrapped"}


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to the master key: a passphrase stretched at this cost, or (`cost` None) the recovery code."""

    cost: ArgonCost | None
    salt: bytes
    pepper: bool
    nonce: bytes = b""
    wrapped: bytes = b""

    @property
    def kind(self) -> str:
        """`passphrase` or `recovery`."""
        return RECOVERY if self.cost is None else PASSPHRASE

    @property
    def name(self) -> str:
        """By which a keychain knows the pepper of this slot."""
        return self.salt.hex()

    def about(self) -> bytes:
        """The bytes that the wrap authenticates: every field but the wrap itself."""
        return json.dumps(self._open_fields(), separators=(",", ":")).encode()

    def to_json(self) -> dict[str, object]:
        """The slot as it stands in the file."""
        return self._open_fields() | {"nonce": _b64(self.nonce), "wrapped": _b64(self.wrapped)}

    def _open_fields(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "kdf": _kdf_fields(self.cost),
            "salt": _b64(self.salt),
            "pepper": self.pepper,
        }

    def holding(self, master: Key, key: bytes) -> Slot:
        """The same slot around a master key, wrapped under `key`."""
        nonce, wrapped = sealed(key, master, about=self.about())
        return replace(self, nonce=nonce, wrapped=wrapped)

    def opened(self, key: bytes) -> bytearray:
        """The master key; raises SealBroken."""
        return unsealed(key, self.nonce, self.wrapped, about=self.about())


def new_slot(cost: ArgonCost | None, *, pepper: bool = False) -> Slot:
    """An empty slot with a fresh salt."""
    return Slot(cost, secrets.token_bytes(SALT_LENGTH), pepper)


def passphrase_key(slot: Slot, passphrase: str, pepper: bytes) -> bytes:
    """What wraps in a passphrase slot (`protocol.md 11.2`)."""
    if slot.cost is None:
        raise UserError(Code.KEYRING_DAMAGED, "a passphrase slot without a cost")
    return derived(stretch(passphrase, slot.salt, slot.cost), "hdnd-kek/1", salt=pepper)


def recovery_key(slot: Slot, secret: bytes) -> bytes:
    """What wraps in a recovery slot (`protocol.md 11.5`): the code is random, so nothing is stretched."""
    return derived(secret, "hdnd-recovery/1", salt=slot.salt)


def read_slot(fields: dict[str, Any]) -> Slot:
    """The slot in the fields of the file. Raises KEYRING_DAMAGED; TypeError, KeyError for another shape."""
    if fields.keys() != _FIELDS or type(fields["pepper"]) is not bool:
        raise UserError(Code.KEYRING_DAMAGED, "unknown or missing fields in a slot")
    cost = _cost(fields["kind"], fields["kdf"])
    salt, nonce, wrapped = (_unb64(fields[name]) for name in ("salt", "nonce", "wrapped"))
    if (len(salt), len(nonce), len(wrapped)) != (SALT_LENGTH, NONCE_LENGTH, KEY_LENGTH + 16):
        raise UserError(Code.KEYRING_DAMAGED, "a slot has fields of a wrong size")
    return Slot(cost, salt, fields["pepper"], nonce, wrapped)


def _kdf_fields(cost: ArgonCost | None) -> dict[str, object]:
    if cost is None:
        return {"name": "hkdf-sha256"}
    return {
        "name": "argon2id",
        "memory_kib": cost.memory_kib,
        "iterations": cost.iterations,
        "lanes": cost.lanes,
    }


def _cost(kind: str, kdf: dict[str, Any]) -> ArgonCost | None:
    if kind == RECOVERY and kdf == {"name": "hkdf-sha256"}:
        return None
    if kind == RECOVERY or kdf.keys() != {"name", "memory_kib", "iterations", "lanes"}:
        raise UserError(Code.KEYRING_DAMAGED, "unknown key derivation")
    numbers = [kdf["memory_kib"], kdf["iterations"], kdf["lanes"]]
    if kdf["name"] != "argon2id" or any(type(number) is not int for number in numbers):
        raise UserError(Code.KEYRING_DAMAGED, "unknown key derivation")
    cost = ArgonCost(*numbers)
    if not cost.is_acceptable():
        raise UserError(Code.KEYRING_DAMAGED, "the cost of guessing was lowered or is absurd")
    return cost


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unb64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, TypeError) as error:
        raise UserError(Code.KEYRING_DAMAGED, "a field is not base64") from error
