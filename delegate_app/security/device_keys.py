"""The keys of this device: made here, never leaving it in the clear.

signing  P-256, certified by the council; signs votes and challenges
box      X25519; a further device of the same delegate will receive the notes key through it
notes    32 random bytes; seals this delegate's notes (`protocol.md 9.2`)

Each is wrapped under its own key derived from the master key (`protocol.md 11.3`); the vault stores the wraps.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from delegate_app.errors import Code, UserError
from delegate_app.security.derivation import KEY_LENGTH, Key, derived
from delegate_app.security.sealing import SealBroken, sealed, unsealed
from protocol.certificates import new_member_key

SIGNING, BOX, NOTES = "signing", "box", "notes"
NOTES_WRAPPING = "hdnd-notes/1"
_PURPOSES = {SIGNING: "hdnd-device/1", BOX: "hdnd-box/1", NOTES: NOTES_WRAPPING}


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A key as the vault stores it."""

    name: str
    nonce: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True, repr=False)
class DeviceKeys:
    """The keys in memory while the vault is unlocked."""

    signing: EllipticCurvePrivateKey
    box: X25519PrivateKey
    notes: bytearray

    @property
    def box_public(self) -> bytes:
        """The 32 public bytes of the box key."""
        return self.box.public_key().public_bytes_raw()


def new_device_keys() -> DeviceKeys:
    """Fresh keys from the system's random source."""
    return DeviceKeys(
        new_member_key(), X25519PrivateKey.generate(), bytearray(secrets.token_bytes(KEY_LENGTH))
    )


def vault_key(master: Key) -> bytes:
    """The raw key of the SQLCipher file."""
    return derived(master, "hdnd-vault/1")


def wrapped_keys(keys: DeviceKeys, master: Key) -> tuple[WrappedKey, ...]:
    """The wraps to store."""
    scalar = keys.signing.private_numbers().private_value.to_bytes(KEY_LENGTH, "big")
    plain: dict[str, Key] = {SIGNING: scalar, BOX: keys.box.private_bytes_raw(), NOTES: keys.notes}
    return tuple(_wrapped(name, secret, master) for name, secret in plain.items())


def unwrapped_keys(stored: tuple[WrappedKey, ...], master: Key) -> DeviceKeys:
    """The keys of their wraps. Raises VAULT_DAMAGED when one is missing or does not open."""
    found = {key.name: key for key in stored}
    if found.keys() < _PURPOSES.keys():
        raise UserError(Code.VAULT_DAMAGED, "a device key is missing")
    return DeviceKeys(
        signing_key(found[SIGNING], master),
        X25519PrivateKey.from_private_bytes(bytes(_unwrapped(found[BOX], master))),
        _unwrapped(found[NOTES], master),
    )


def signing_key(stored: WrappedKey, master: Key) -> EllipticCurvePrivateKey:
    """Only the signing key, unwrapped for one signature."""
    return derive_private_key(int.from_bytes(_unwrapped(stored, master), "big"), SECP256R1())


def _wrapped(name: str, secret: Key, master: Key) -> WrappedKey:
    nonce, wrapped = sealed(derived(master, _PURPOSES[name]), secret, about=name.encode())
    return WrappedKey(name, nonce, wrapped)


def _unwrapped(key: WrappedKey, master: Key) -> bytearray:
    wrapping = derived(master, _PURPOSES[key.name])
    try:
        return unsealed(wrapping, key.nonce, key.wrapped, about=key.name.encode())
    except SealBroken as error:
        raise UserError(Code.VAULT_DAMAGED, f"the {key.name} key does not open") from error
