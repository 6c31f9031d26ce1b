"""Detached signatures: CMS SignedData in DER, profile CAdES-B-B (protocol.md 3.1-3.5).

Only one encoding exists for a given certificate, signing time, algorithm and signature value (and
the choice whether the certificate is also named by issuer and serial number). The verifier picks
these out, rebuilds the whole and compares bytes (3.4). So everything that a lenient reader would let
pass (a second signer, unsigned attributes, content inside, BER lengths) is refused without a rule
of its own, and a wrong guess while picking can only end in a refusal.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from protocol import certificates, der, limits
from protocol.certificates import SignerCertificate
from protocol.errors import Code, Invalid, Refused
from protocol.keys import Algorithm, Signer, signature_holds

_SHA256 = der.write_sequence(der.write_oid("2.16.840.1.101.3.4.2.1"))
_SHA256_NULL = der.write_sequence(der.write_oid("2.16.840.1.101.3.4.2.1"), der.write(der.NULL, b""))
_DATA = der.write_oid("1.2.840.113549.1.7.1")
_SIGNED_DATA = der.write_oid("1.2.840.113549.1.7.2")
_VERSION_1 = der.write_integer(1)
_MGF1 = der.write_sequence(der.write_oid("1.2.840.113549.1.1.8"), _SHA256_NULL)

_ALGORITHMS = {
    Algorithm.ECDSA_P256: der.write_sequence(der.write_oid("1.2.840.10045.4.3.2")),
    Algorithm.RSA_PKCS1: der.write_sequence(
        der.write_oid("1.2.840.113549.1.1.11"), der.write(der.NULL, b"")
    ),
    Algorithm.RSA_PSS: der.write_sequence(
        der.write_oid("1.2.840.113549.1.1.10"),
        der.write_sequence(
            der.write(der.CONTEXT_0, _SHA256_NULL),
            der.write(der.CONTEXT_1, _MGF1),
            der.write(der.CONTEXT_2, der.write_integer(32)),
        ),
    ),
}
_ALGORITHM_OF = {encoded: algorithm for algorithm, encoded in _ALGORITHMS.items()}

_CONTENT_TYPE = der.write_sequence(der.write_oid("1.2.840.113549.1.9.3"), der.write_set(_DATA))
_SIGNING_TIME = der.write_oid("1.2.840.113549.1.9.5")
_MESSAGE_DIGEST = der.write_oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE_V2 = der.write_oid("1.2.840.113549.1.9.16.2.47")
_DIGITS = re.compile(rb"\d+Z")


@dataclass(frozen=True, slots=True)
class SignatureInfo:
    """What a verified signature says beside its statement; the time is the signer's own claim."""

    certificate: SignerCertificate
    algorithm: Algorithm
    signing_time: datetime


@dataclass(frozen=True, slots=True)
class _Frame:
    """What is the same in every signature under one certificate."""

    signer: SignerCertificate
    head: bytes  # of SignedData: version, digest algorithm, content type, certificate
    sid: bytes  # of SignerInfo: version, issuer and serial number, digest algorithm
    ess: bytes  # the signing-certificate-v2 attribute without issuer and serial number
    ess_with_serial: bytes


@dataclass(frozen=True, slots=True)
class _Parts:
    """What differs from one signature to the next."""

    signing_time: bytes
    with_issuer_serial: bool
    algorithm: Algorithm
    value: bytes


def sign(statement: bytes, signer: Signer, certificate: bytes, signing_time: datetime) -> bytes:
    """The detached signature over `statement` by the key of `certificate` (DER).

    `signing_time` is aware; fractions of a second are dropped.
    """
    value = signer.sign(to_sign(statement, certificate, signing_time))
    return assemble(statement, certificate, signing_time, signer.algorithm, value)


def to_sign(statement: bytes, certificate: bytes, signing_time: datetime) -> bytes:
    """What the key itself signs: the signed attributes of 3.2 as a DER SET (RFC 5652, 5.4).

    For a key that is elsewhere; what it answers goes to `assemble`.
    """
    moment = _write_time(signing_time)
    attributes = _attributes(_frame(certificate), statement, moment, with_issuer_serial=False)
    return der.write(der.SET, attributes)


def assemble(
    statement: bytes,
    certificate: bytes,
    signing_time: datetime,
    algorithm: Algorithm,
    value: bytes,
) -> bytes:
    """The detached signature around the `value` that a key gave for `to_sign`. It may be wrong: `verify` it."""
    frame, moment = _frame(certificate), _write_time(signing_time)
    attributes = _attributes(frame, statement, moment, with_issuer_serial=False)
    return _build(frame, attributes, algorithm, value)


def verify(signature: bytes, statement: bytes, certificate: bytes) -> SignatureInfo:
    """What the signature says, once it is `certificate`'s over exactly `statement`.

    `certificate` comes from the log (3.5). Raises `Refused(SIGNATURE)` in every other case.
    """
    try:
        frame = _frame(certificate)
        parts = _pick(signature, frame)
        moment = _read_time(parts.signing_time)
    except (der.DerError, Invalid):
        raise Refused(Code.SIGNATURE, "not the profile's CMS by this certificate") from None
    attributes = _attributes(
        frame, statement, parts.signing_time, with_issuer_serial=parts.with_issuer_serial
    )
    if _build(frame, attributes, parts.algorithm, parts.value) != signature:
        raise Refused(Code.SIGNATURE, "not the profile's encoding for this statement")
    signed = der.write(der.SET, attributes)
    if not signature_holds(frame.signer.public_key, parts.algorithm, parts.value, signed):
        raise Refused(Code.SIGNATURE, "does not verify")
    return SignatureInfo(frame.signer, parts.algorithm, moment)


@lru_cache(maxsize=4096)
def _frame(certificate: bytes) -> _Frame:
    signer = certificates.load(certificate)
    # ESSCertIDv2 (RFC 5035): the hash algorithm is the default SHA-256 and therefore left out.
    digest = der.write(der.OCTET_STRING, signer.digest)
    names = der.write_sequence(der.write(der.CONTEXT_4, signer.issuer))
    return _Frame(
        signer=signer,
        head=_VERSION_1
        + der.write_set(_SHA256)
        + der.write_sequence(_DATA)
        + der.write(der.CONTEXT_0, signer.der),
        sid=_VERSION_1 + der.write_sequence(signer.issuer, signer.serial) + _SHA256,
        ess=_ess_attribute(digest),
        ess_with_serial=_ess_attribute(digest + der.write_sequence(names, signer.serial)),
    )


def _ess_attribute(cert_id: bytes) -> bytes:
    certs = der.write_sequence(der.write_sequence(cert_id))
    return der.write_sequence(_SIGNING_CERTIFICATE_V2, der.write_set(der.write_sequence(certs)))


def _attributes(
    frame: _Frame, statement: bytes, moment: bytes, *, with_issuer_serial: bool
) -> bytes:
    """The four signed attributes of 3.2 in the order of DER; `moment` is a DER element."""
    digest = der.write(der.OCTET_STRING, hashlib.sha256(statement).digest())
    # DER sorts them by their bytes, here by their lengths, which always stand in this order.
    return b"".join(
        (
            _CONTENT_TYPE,
            der.write_sequence(_SIGNING_TIME, der.write(der.SET, moment)),
            der.write_sequence(_MESSAGE_DIGEST, der.write(der.SET, digest)),
            frame.ess_with_serial if with_issuer_serial else frame.ess,
        )
    )


def _build(frame: _Frame, attributes: bytes, algorithm: Algorithm, value: bytes) -> bytes:
    signer_info = der.write_sequence(
        frame.sid,
        der.write(der.CONTEXT_0, attributes),
        _ALGORITHMS[algorithm],
        der.write(der.OCTET_STRING, value),
    )
    signed_data = der.write_sequence(frame.head, der.write(der.SET, signer_info))
    return der.write_sequence(_SIGNED_DATA, der.write(der.CONTEXT_0, signed_data))


def _pick(signature: bytes, frame: _Frame) -> _Parts:
    """The variable parts, behind the bytes that stand before them in every signature.

    Raises `DerError` when there is no such place. Nothing is judged here: `verify` rebuilds.
    """
    if len(signature) > limits.SIGNATURE:
        raise der.DerError("too large")
    at = _behind(signature, frame.sid, _behind(signature, frame.signer.der, 0))
    attributes = der.read_at(signature, at)
    algorithm = der.read_at(signature, at + len(attributes.raw))
    value = der.read_at(signature, at + len(attributes.raw) + len(algorithm.raw))
    found = _ALGORITHM_OF.get(algorithm.raw)
    if found is None:
        raise der.DerError("algorithm")
    moment = der.read_at(attributes.content, _behind(attributes.content, _SIGNING_TIME, 0))
    return _Parts(
        signing_time=moment.content,
        with_issuer_serial=frame.ess_with_serial in attributes.content,
        algorithm=found,
        value=value.content,
    )


def _behind(data: bytes, mark: bytes, start: int) -> int:
    at = data.find(mark, start)
    if at < 0:
        raise der.DerError("no such place")
    return at + len(mark)


def _write_time(moment: datetime) -> bytes:
    utc = moment.astimezone(UTC)
    if 1950 <= utc.year < 2050:
        return der.write(der.UTC_TIME, utc.strftime("%y%m%d%H%M%SZ").encode())
    return der.write(der.GENERALIZED_TIME, f"{utc.year:04}{utc:%m%d%H%M%SZ}".encode())


@lru_cache(maxsize=4096)
def _read_time(element: bytes) -> datetime:
    """The time of a DER element; raises `DerError` for any but the form that `_write_time` gives."""
    tag, text = element[:1], element[2:]
    years = 2 if tag == bytes((der.UTC_TIME,)) else 4
    if len(text) != years + 11 or not _DIGITS.fullmatch(text):
        raise der.DerError("no time")
    year = int(text[:years])
    if years == 2:
        year += 1900 if year >= 50 else 2000
    month, day, hour, minute, second = (
        int(text[at : at + 2]) for at in range(years, years + 10, 2)
    )
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        raise der.DerError("no time") from None
    if _write_time(moment) != element:
        raise der.DerError("another form of time")
    return moment
