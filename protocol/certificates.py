"""The council's own certificate authority (protocol.md 3.6) and what is read from certificates."""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from protocol import der, limits
from protocol.errors import Code, Invalid
from protocol.keys import key_fits

Ext = TypeVar("Ext", bound=x509.ExtensionType)
MemberKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

# All that the library raises over a certificate which it cannot read, or whose key it does not know.
_UNREADABLE = (
    ValueError,
    TypeError,
    IndexError,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
    UnsupportedAlgorithm,
)


@dataclass(frozen=True, slots=True)
class SignerCertificate:
    """What a signature check needs of a certificate; `issuer` and `serial` are DER elements."""

    der: bytes
    digest: bytes
    issuer: bytes
    serial: bytes
    public_key: PublicKeyTypes

    @property
    def fingerprint(self) -> str:
        """Hex SHA-256 of the certificate."""
        return self.digest.hex()


@dataclass(frozen=True, slots=True)
class Member:
    """Whom a member certificate names."""

    name: str
    person: str
    role: str


def fingerprint(certificate: bytes) -> str:
    """Hex SHA-256 of a certificate in DER."""
    return hashlib.sha256(certificate).hexdigest()


@lru_cache(maxsize=4096)
def load(certificate: bytes) -> SignerCertificate:
    """The parts of a certificate in DER; raises `Invalid(BAD_CERTIFICATE)`."""
    if len(certificate) > limits.CERTIFICATE:
        raise Invalid(Code.BAD_CERTIFICATE, "too large")
    try:
        parts = der.read(certificate).expect(der.SEQUENCE).elements()[0].elements()
        version, serial, _, issuer = parts[:4]
        version.expect(der.CONTEXT_0)
        public_key = x509.load_der_x509_certificate(certificate).public_key()
    except _UNREADABLE:
        raise Invalid(Code.BAD_CERTIFICATE, "cannot be read") from None
    digest = hashlib.sha256(certificate).digest()
    return SignerCertificate(certificate, digest, issuer.raw, serial.raw, public_key)


def new_member_key() -> ec.EllipticCurvePrivateKey:
    """A fresh P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def create_root(
    key: ec.EllipticCurvePrivateKey, *, name: str, council: str, not_before: datetime, years: int
) -> bytes:
    """The council's self-signed root certificate in DER, valid for `years` from `not_before`."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, certified_name(name)),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, council),
        ]
    )
    return _self_signed(key, subject, not_before, years)


def create_successor(
    key: ec.EllipticCurvePrivateKey, root: bytes, *, not_before: datetime, years: int
) -> bytes:
    """The root certificate in DER that takes the place of `root`, of the same subject (3.8)."""
    subject = x509.load_der_x509_certificate(root).subject
    return _self_signed(key, subject, not_before, years)


def cross_certify(
    successor: bytes, root: bytes, root_key: ec.EllipticCurvePrivateKey, *, not_before: datetime
) -> bytes:
    """The successor's key under the root before it, in DER (RFC 4210, 4.4: "new with old").

    With it in the chain a TLS client that trusts only `root` accepts what `successor` issued. It is
    valid as long as `root` is. Both have the same subject, so it counts for no path length.
    """
    new, old = x509.load_der_x509_certificate(successor), x509.load_der_x509_certificate(root)
    key = new.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise Invalid(Code.BAD_CERTIFICATE, "root key")
    builder = (
        x509.CertificateBuilder()
        .subject_name(new.subject)
        .issuer_name(old.subject)
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(old.not_valid_after_utc)
        .public_key(key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(ca=True), critical=True)
    )
    return _signed(_with_key_ids(builder, key, root_key.public_key()), root_key)


def create_csr(key: MemberKey, *, device: str) -> bytes:
    """A certificate request (PKCS#10) in DER; the office fills in the names, not the device."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, certified_name(device))])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject)
    return request.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def check_csr(csr: bytes) -> PublicKeyTypes:
    """The key that a request asks to certify, once its own signature and its kind hold.

    Raises `Invalid(BAD_CERTIFICATE)`.
    """
    if len(csr) > limits.CSR:
        raise Invalid(Code.BAD_CERTIFICATE, "request too large")
    try:
        request = x509.load_der_x509_csr(csr)
        if request.public_bytes(serialization.Encoding.DER) != csr:
            raise ValueError("another encoding")
        valid, key = request.is_signature_valid, request.public_key()
    except _UNREADABLE:
        raise Invalid(Code.BAD_CERTIFICATE, "request cannot be read") from None
    if not valid or not key_fits(key):
        raise Invalid(Code.BAD_CERTIFICATE, "request")
    return key


def issue_member(
    root: bytes,
    root_key: ec.EllipticCurvePrivateKey,
    *,
    csr: bytes,
    name: str,
    person: str,
    role: str,
    not_before: datetime,
    years: int,
) -> bytes:
    """A member certificate in DER for the key in `csr` (3.6); raises `Invalid(BAD_CERTIFICATE)`."""
    public_key = check_csr(csr)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, certified_name(name)),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, person),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, role),
        ]
    )
    authority = x509.load_der_x509_certificate(root)
    builder = _builder(subject, authority.subject, not_before, years)
    builder = builder.public_key(public_key)  # type: ignore[arg-type]
    builder = builder.add_extension(
        x509.BasicConstraints(ca=False, path_length=None), critical=True
    )
    builder = builder.add_extension(_usage(ca=False), critical=True)
    return _signed(_with_key_ids(builder, public_key, root_key.public_key()), root_key)


def issue_server(
    root: bytes,
    root_key: ec.EllipticCurvePrivateKey,
    *,
    public_key: ec.EllipticCurvePublicKey,
    hosts: list[str],
    not_before: datetime,
    years: int,
) -> bytes:
    """A server's TLS certificate in DER; `hosts` are DNS names or IP addresses."""
    authority = x509.load_der_x509_certificate(root)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, certified_name(hosts[0]))])
    builder = _builder(subject, authority.subject, not_before, years).public_key(public_key)
    builder = builder.add_extension(
        x509.BasicConstraints(ca=False, path_length=None), critical=True
    )
    builder = builder.add_extension(_usage(ca=False), critical=True)
    builder = builder.add_extension(
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
    )
    names = x509.SubjectAlternativeName([_host_name(host) for host in hosts])
    builder = builder.add_extension(names, critical=False)
    return _signed(_with_key_ids(builder, public_key, root_key.public_key()), root_key)


def check_root(certificate: bytes) -> SignerCertificate:
    """A council's root certificate, once it is self-signed, P-256 and a CA (3.6).

    Raises `Invalid(BAD_CERTIFICATE)`.
    """
    loaded = load(certificate)
    parsed = x509.load_der_x509_certificate(certificate)
    if not isinstance(loaded.public_key, ec.EllipticCurvePublicKey) or not key_fits(
        loaded.public_key
    ):
        raise Invalid(Code.BAD_CERTIFICATE, "root key")
    _check_issued(parsed, parsed)
    if not _constraints(parsed).ca or not _key_usage(parsed).key_cert_sign:
        raise Invalid(Code.BAD_CERTIFICATE, "not a CA")
    return loaded


def check_member(certificate: bytes, root: bytes) -> Member:
    """Whom a member certificate names, once the root issued it by the profile of 3.6.

    Raises `Invalid(BAD_CERTIFICATE)`.
    """
    loaded = load(certificate)
    parsed = x509.load_der_x509_certificate(certificate)
    if not key_fits(loaded.public_key):
        raise Invalid(Code.BAD_CERTIFICATE, "member key")
    _check_issued(parsed, x509.load_der_x509_certificate(root))
    usage = _key_usage(parsed)
    if _constraints(parsed).ca or usage.key_cert_sign or not usage.digital_signature:
        raise Invalid(Code.BAD_CERTIFICATE, "not a member certificate")
    try:
        subject = parsed.subject
    except _UNREADABLE:
        raise Invalid(Code.BAD_CERTIFICATE, "subject") from None
    return Member(
        name=_one(subject, NameOID.COMMON_NAME),
        person=_one(subject, NameOID.SERIAL_NUMBER),
        role=_one(subject, NameOID.ORGANIZATIONAL_UNIT_NAME),
    )


def certified_name(name: str) -> str:
    """The name as a certificate carries it: its first 64 bytes, whole characters (X.520)."""
    return name.encode()[:64].decode(errors="ignore")


def to_pem(certificate: bytes) -> str:
    """A certificate in PEM."""
    loaded = x509.load_der_x509_certificate(certificate)
    return loaded.public_bytes(serialization.Encoding.PEM).decode()


def from_pem(text: str) -> bytes:
    """The DER of a certificate in PEM; raises `Invalid(BAD_CERTIFICATE)`."""
    try:
        loaded = x509.load_pem_x509_certificate(text.encode())
    except _UNREADABLE:
        raise Invalid(Code.BAD_CERTIFICATE, "not PEM") from None
    return loaded.public_bytes(serialization.Encoding.DER)


def _self_signed(
    key: ec.EllipticCurvePrivateKey, subject: x509.Name, not_before: datetime, years: int
) -> bytes:
    builder = _builder(subject, subject, not_before, years).public_key(key.public_key())
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(ca=True), critical=True)
    # Its own key id as issuer: a successor has the same name, and readers tell the two by the id.
    return _signed(_with_key_ids(builder, key.public_key(), key.public_key()), key)


def _builder(
    subject: x509.Name, issuer: x509.Name, not_before: datetime, years: int
) -> x509.CertificateBuilder:
    last = not_before.replace(year=not_before.year + years, day=min(not_before.day, 28))
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(last)
    )


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


def _with_key_ids(
    builder: x509.CertificateBuilder,
    key: PublicKeyTypes,
    issuer: ec.EllipticCurvePublicKey,
) -> x509.CertificateBuilder:
    own = x509.SubjectKeyIdentifier.from_public_key(key)  # type: ignore[arg-type]
    builder = builder.add_extension(own, critical=False)
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer)
    return builder.add_extension(above, critical=False)


def _signed(builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey) -> bytes:
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _host_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _check_issued(certificate: x509.Certificate, issuer: x509.Certificate) -> None:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (*_UNREADABLE, InvalidSignature):
        raise Invalid(Code.BAD_CERTIFICATE, "not issued by the council's root") from None


def _constraints(certificate: x509.Certificate) -> x509.BasicConstraints:
    return _extension(certificate, x509.BasicConstraints)


def _key_usage(certificate: x509.Certificate) -> x509.KeyUsage:
    return _extension(certificate, x509.KeyUsage)


def _extension(certificate: x509.Certificate, kind: type[Ext]) -> Ext:
    try:
        extension = certificate.extensions.get_extension_for_class(kind)
    except (*_UNREADABLE, x509.ExtensionNotFound, x509.DuplicateExtension):
        raise Invalid(Code.BAD_CERTIFICATE, "extension missing") from None
    if not extension.critical:
        raise Invalid(Code.BAD_CERTIFICATE, "extension not critical")
    return extension.value


def _one(subject: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = subject.get_attributes_for_oid(oid)
    if len(found) != 1:
        raise Invalid(Code.BAD_CERTIFICATE, "subject")
    return str(found[0].value)
