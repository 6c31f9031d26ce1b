"""Signing in (protocol.md 7.15): what a device signs to show that it holds its key."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from protocol.keys import Algorithm, signature_holds


def auth_message(*, nonce: str, host: str, council: str, device: str, time: str) -> bytes:
    """The bytes to sign; `host` is the authority of the request URL, `time` the challenge's."""
    return f"hdnd-auth/1\n{nonce}\n{host}\n{council}\n{device}\n{time}\n".encode()


def auth_holds(
    key: PublicKeyTypes,
    signature: bytes,
    *,
    nonce: str,
    host: str,
    council: str,
    device: str,
    time: str,
) -> bool:
    """Whether the device's P-256 key signed this challenge for this host."""
    message = auth_message(nonce=nonce, host=host, council=council, device=device, time=time)
    return signature_holds(key, Algorithm.ECDSA_P256, signature, message)
