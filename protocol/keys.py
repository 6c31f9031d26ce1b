"""Signature algorithms (protocol.md 3.3) and the interface of whatever holds a private key."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from protocol import limits
from protocol.errors import Code, Refused

_ECDSA = ec.ECDSA(hashes.SHA256())
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Algorithm(StrEnum):
    """How a key signs; the hash is SHA-256 in each."""

    ECDSA_P256 = "ecdsa-with-SHA256"
    RSA_PSS = "rsassaPss"
    RSA_PKCS1 = "sha256WithRSAEncryption"


class Signer(Protocol):
    """A private key: in software, in a vault, or on a token behind PKCS#11."""

    @property
    def algorithm(self) -> Algorithm:
        """The algorithm of every signature that `sign` returns."""
        ...

    def sign(self, data: bytes) -> bytes:
        """The signature over `data` (which the signer hashes itself); ECDSA as DER of r and s."""
        ...


class SoftwareSigner:
    """A key in memory: P-256, or RSA which signs with PSS unless `pkcs1` is asked for."""

    def __init__(
        self, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, *, pkcs1: bool = False
    ) -> None:
        self._key = key
        if isinstance(key, ec.EllipticCurvePrivateKey):
            self.algorithm = Algorithm.ECDSA_P256
        else:
            self.algorithm = Algorithm.RSA_PKCS1 if pkcs1 else Algorithm.RSA_PSS

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`."""
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(data, _ECDSA)
        if self.algorithm is Algorithm.RSA_PKCS1:
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(data, _pss(), hashes.SHA256())


def ecdsa_from_plain(value: bytes) -> bytes:
    """The DER of an ECDSA signature given as r and s of 32 bytes each (IEEE P1363, as WebCrypto signs).

    Raises `Refused(SIGNATURE)` for anything else than two numbers within 1..n-1.
    """
    r, s = int.from_bytes(value[:32], "big"), int.from_bytes(value[32:], "big")
    if len(value) != 64 or not (0 < r < _P256_ORDER and 0 < s < _P256_ORDER):
        raise Refused(Code.SIGNATURE, "no signature of P-256")
    return encode_dss_signature(r, s)


def signature_holds(
    key: PublicKeyTypes, algorithm: Algorithm, signature: bytes, data: bytes
) -> bool:
    """Whether `signature` is `key`'s over `data` under `algorithm`, by the profile of 3.3.

    False also for a key that the profile excludes: another curve, RSA under 2048 or over 4096 bits.
    """
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            if algorithm is not Algorithm.ECDSA_P256 or not _is_ecdsa_der(signature):
                return False
            if not isinstance(key.curve, ec.SECP256R1):
                return False
            key.verify(signature, data, _ECDSA)
        elif isinstance(key, rsa.RSAPublicKey):
            if not _rsa_key_fits(key) or len(signature) != (key.key_size + 7) // 8:
                return False
            if algorithm is Algorithm.RSA_PSS:
                key.verify(signature, data, _pss(), hashes.SHA256())
            elif algorithm is Algorithm.RSA_PKCS1:
                key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
            else:
                return False
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    return True


def key_fits(key: PublicKeyTypes) -> bool:
    """Whether the profile of 3.3 lets this key sign statements."""
    if isinstance(key, ec.EllipticCurvePublicKey):
        return isinstance(key.curve, ec.SECP256R1)
    return isinstance(key, rsa.RSAPublicKey) and _rsa_key_fits(key)


def _rsa_key_fits(key: rsa.RSAPublicKey) -> bool:
    exponent = key.public_numbers().e
    return (
        limits.RSA_BITS_LEAST <= key.key_size <= limits.RSA_BITS_MOST
        and exponent % 2 == 1
        and 3 <= exponent < 1 << limits.PUBLIC_EXPONENT_BITS
    )


def _is_ecdsa_der(signature: bytes) -> bool:
    """Strict DER of r and s within 1..n-1, whatever the library underneath would let pass."""
    try:
        r, s = decode_dss_signature(signature)
    except ValueError:
        return False
    in_range = 0 < r < _P256_ORDER and 0 < s < _P256_ORDER
    return in_range and encode_dss_signature(r, s) == signature


def _pss() -> padding.PSS:
    return padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
