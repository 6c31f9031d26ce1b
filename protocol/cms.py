"""Detached signatures: CMS SignedData in DER, profile CAdES-B-B (protocol.md 3.1-3.5).

Only one encoding exists for given (certificate, signing time, algorithm, signature value): the
verifier reads those four, rebuilds the whole and compares bytes (3.4). So everything that a
lenient reader would let pass (a second signer, unsigned attributes, content inside, BER lengths)
is refused without a rule of its own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

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


@dataclass(frozen=True, slots=True)
class SignatureInfo:
    """What a verified signature says beside its statement; the time is the signer's own claim."""

    certificate: SignerCertificate
    algorithm: Algorithm
    signing_time: datetime


@dataclass(frozen=True, slots=True)
class _Parts:
    certificate: bytes
    attributes: bytes
    signing_time: datetime
    with_issuer_serial: bool
    algorithm: Algorithm
    signature: bytes


def sign(statement: bytes, signer: Signer, certificate: bytes, signing_time: datetime) -> bytes:
    """The detached signature over `statement` by the key of `certificate` (DER).

    `signing_time` is aware; fractions of a second are dropped.
    """
    loaded = certificates.load(certificate)
    attributes = _attributes(statement, loaded, signing_time, with_issuer_serial=False)
    value = signer.sign(der.write_set(*attributes))
    return _build(loaded, attributes, signer.algorithm, value)


def verify(signature: bytes, statement: bytes, certificate: bytes) -> SignatureInfo:
    """What the signature says, once it is `certificate`'s over exactly `statement`.

    `certificate` comes from the log (3.5). Raises `Refused(SIGNATURE)` in every other case.
    """
    try:
        loaded = certificates.load(certificate)
        parts = _parse(signature)
    except (der.DerError, Invalid):
        raise Refused(Code.SIGNATURE, "not the profile's CMS") from None
    if parts.certificate != certificate:
        raise Refused(Code.SIGNATURE, "another certificate")
    attributes = _attributes(
        statement, loaded, parts.signing_time, with_issuer_serial=parts.with_issuer_serial
    )
    if _build(loaded, attributes, parts.algorithm, parts.signature) != signature:
        raise Refused(Code.SIGNATURE, "not the profile's encoding of this statement")
    signed = der.write_set(*attributes)
    if not signature_holds(loaded.public_key, parts.algorithm, parts.signature, signed):
        raise Refused(Code.SIGNATURE, "does not verify")
    return SignatureInfo(loaded, parts.algorithm, parts.signing_time)


def signing_time(signature: bytes) -> datetime:
    """The time that a signature claims, unverified; raises `Refused(SIGNATURE)`."""
    try:
        return _parse(signature).signing_time
    except der.DerError:
        raise Refused(Code.SIGNATURE, "not the profile's CMS") from None


def _attributes(
    statement: bytes, signer: SignerCertificate, moment: datetime, *, with_issuer_serial: bool
) -> tuple[bytes, ...]:
    """The four signed attributes of 3.2, unsorted."""
    digest = der.write(der.OCTET_STRING, hashlib.sha256(statement).digest())
    # ESSCertIDv2 (RFC 5035): the hash algorithm is the default SHA-256 and therefore left out.
    cert_id = der.write(der.OCTET_STRING, signer.digest)
    if with_issuer_serial:
        name = der.write_sequence(der.write(der.CONTEXT_4, signer.issuer))
        cert_id += der.write_sequence(name, signer.serial)
    ess = der.write_sequence(der.write_sequence(der.write_sequence(cert_id)))
    return (
        _CONTENT_TYPE,
        der.write_sequence(_SIGNING_TIME, der.write_set(_write_time(moment))),
        der.write_sequence(_MESSAGE_DIGEST, der.write_set(digest)),
        der.write_sequence(_SIGNING_CERTIFICATE_V2, der.write_set(ess)),
    )


def _build(
    signer: SignerCertificate, attributes: tuple[bytes, ...], algorithm: Algorithm, value: bytes
) -> bytes:
    signer_info = der.write_sequence(
        _VERSION_1,
        der.write_sequence(signer.issuer, signer.serial),
        _SHA256,
        der.write(der.CONTEXT_0, b"".join(sorted(attributes))),
        _ALGORITHMS[algorithm],
        der.write(der.OCTET_STRING, value),
    )
    signed_data = der.write_sequence(
        _VERSION_1,
        der.write_set(_SHA256),
        der.write_sequence(_DATA),
        der.write(der.CONTEXT_0, signer.der),
        der.write_set(signer_info),
    )
    return der.write_sequence(_SIGNED_DATA, der.write(der.CONTEXT_0, signed_data))


def _parse(signature: bytes) -> _Parts:
    """The variable parts, from their places; raises `DerError` when a place does not exist.

    Fixed parts are not compared here: `verify` rebuilds the whole.
    """
    if len(signature) > limits.SIGNATURE:
        raise der.DerError("too large")
    _, outer = _exactly(der.read(signature).expect(der.SEQUENCE), 2)
    (signed_data,) = _exactly(outer.expect(der.CONTEXT_0), 1)
    _, _, _, bag, signers = _exactly(signed_data.expect(der.SEQUENCE), 5)
    (signer_info,) = _exactly(signers.expect(der.SET), 1)
    info = _exactly(signer_info.expect(der.SEQUENCE), 6)
    attributes, algorithm, value = info[3].expect(der.CONTEXT_0), info[4], info[5]
    found = _ALGORITHM_OF.get(algorithm.raw)
    if found is None:
        raise der.DerError("algorithm")
    moment, with_issuer_serial = _read_attributes(attributes)
    return _Parts(
        certificate=bag.expect(der.CONTEXT_0).content,
        attributes=attributes.content,
        signing_time=moment,
        with_issuer_serial=with_issuer_serial,
        algorithm=found,
        signature=value.expect(der.OCTET_STRING).content,
    )


def _read_attributes(attributes: der.Element) -> tuple[datetime, bool]:
    moment: datetime | None = None
    with_issuer_serial = False
    for attribute in _exactly(attributes, 4):
        name, values = _exactly(attribute.expect(der.SEQUENCE), 2)
        (value,) = _exactly(values.expect(der.SET), 1)
        if name.raw == _SIGNING_TIME:
            moment = _read_time(value)
        elif name.raw == _SIGNING_CERTIFICATE_V2:
            (certs,) = _exactly(value, 1)
            (cert_id,) = _exactly(certs, 1)
            with_issuer_serial = len(cert_id.elements()) == 2
    if moment is None:
        raise der.DerError("no signing time")
    return moment, with_issuer_serial


def _exactly(element: der.Element, count: int) -> list[der.Element]:
    found = element.elements()
    if len(found) != count:
        raise der.DerError(f"{len(found)} elements instead of {count}")
    return found


def _write_time(moment: datetime) -> bytes:
    utc = moment.astimezone(UTC)
    if 1950 <= utc.year < 2050:
        return der.write(der.UTC_TIME, utc.strftime("%y%m%d%H%M%SZ").encode())
    return der.write(der.GENERALIZED_TIME, f"{utc.year:04}{utc:%m%d%H%M%SZ}".encode())


def _read_time(element: der.Element) -> datetime:
    form = {der.UTC_TIME: "%y%m%d%H%M%SZ", der.GENERALIZED_TIME: "%Y%m%d%H%M%SZ"}.get(element.tag)
    if form is None:
        raise der.DerError("no time")
    try:
        moment = datetime.strptime(element.content.decode("ascii"), form).replace(tzinfo=UTC)
    except ValueError:
        raise der.DerError("no time") from None
    if element.tag == der.UTC_TIME and moment.year >= 2050:
        return moment.replace(year=moment.year - 100)
    return moment
