"""Attack 33: a CMS built by hand, with one thing changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from protocol import certificates, cms, der
from protocol.errors import Refused
from protocol.keys import Algorithm
from tests.unit.protocol.authority import NOW, STATEMENT, Authority, new_authority, refused
from tests.unit.protocol.sample_council import START

OID_DATA = "1.2.840.113549.1.7.1"
OID_SIGNED_DATA = "1.2.840.113549.1.7.2"
SHA256 = der.write_sequence(der.write_oid("2.16.840.1.101.3.4.2.1"))
SHA1 = der.write_sequence(der.write_oid("1.3.14.3.2.26"))
ECDSA_SHA256 = der.write_sequence(der.write_oid("1.2.840.10045.4.3.2"))
ECDSA_SHA1 = der.write_sequence(der.write_oid("1.2.840.10045.4.1"))


@pytest.fixture(scope="module")
def member() -> Authority:
    return new_authority(certificates.new_member_key())


@dataclass
class HandMade:
    """A CMS of the profile, taken apart; every part can be swapped before it is put together."""

    member: Authority
    version: bytes = der.write_integer(1)
    digest_algorithms: tuple[bytes, ...] = (SHA256,)
    content: bytes = der.write_sequence(der.write_oid(OID_DATA))
    extra_certificate: bytes = b""
    crls: bytes = b""
    info_version: bytes = der.write_integer(1)
    sid: bytes = b""
    digest_algorithm: bytes = SHA256
    algorithm: bytes = ECDSA_SHA256
    unsigned: bytes = b""
    signers: int = 1
    without_attributes: bool = False
    reverse_attributes: bool = False
    statement: bytes = STATEMENT

    def __post_init__(self) -> None:
        loaded = certificates.load(self.member.certificate)
        self.attributes = [
            attribute("1.2.840.113549.1.9.3", der.write_oid(OID_DATA)),
            attribute("1.2.840.113549.1.9.5", der.write(der.UTC_TIME, b"261122030405Z")),
            attribute(
                "1.2.840.113549.1.9.4",
                der.write(der.OCTET_STRING, hashlib.sha256(self.statement).digest()),
            ),
            attribute("1.2.840.113549.1.9.16.2.47", ess(loaded.digest)),
        ]
        self.sid = self.sid or der.write_sequence(loaded.issuer, loaded.serial)

    def signer_info(self) -> bytes:
        ordered = sorted(self.attributes, reverse=self.reverse_attributes)
        body = b"".join(ordered)
        signed = self.statement if self.without_attributes else der.write(der.SET, body)
        assert isinstance(self.member.key, ec.EllipticCurvePrivateKey)
        value = self.member.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        return der.write_sequence(
            self.info_version,
            self.sid,
            self.digest_algorithm,
            b"" if self.without_attributes else der.write(der.CONTEXT_0, body),
            self.algorithm,
            der.write(der.OCTET_STRING, value),
            self.unsigned,
        )

    def to_bytes(self) -> bytes:
        bag = der.write(der.CONTEXT_0, self.member.certificate + self.extra_certificate)
        signers = der.write_set(*(self.signer_info() for _ in range(self.signers)))
        signed_data = der.write_sequence(
            self.version,
            der.write_set(*self.digest_algorithms),
            self.content,
            bag,
            self.crls,
            signers,
        )
        return der.write_sequence(
            der.write_oid(OID_SIGNED_DATA), der.write(der.CONTEXT_0, signed_data)
        )


def attribute(oid: str, *values: bytes) -> bytes:
    return der.write_sequence(der.write_oid(oid), der.write_set(*values))


def ess(digest: bytes, *more: bytes) -> bytes:
    cert_id = der.write_sequence(der.write(der.OCTET_STRING, digest), *more)
    return der.write_sequence(der.write_sequence(cert_id))


def issuer_serial(certificate: bytes, serial: bytes = b"") -> bytes:
    loaded = certificates.load(certificate)
    names = der.write_sequence(der.write(der.CONTEXT_4, loaded.issuer))
    return der.write_sequence(names, serial or loaded.serial)


def test_the_cms_made_by_hand_is_the_profiles_when_nothing_is_changed(member: Authority) -> None:
    cms.verify(HandMade(member).to_bytes(), STATEMENT, member.certificate)


def test_the_certificate_may_be_named_by_its_matching_issuer_and_serial(
    member: Authority,
) -> None:
    made = HandMade(member)
    digest = certificates.load(member.certificate).digest
    names = issuer_serial(member.certificate)
    made.attributes[3] = attribute("1.2.840.113549.1.9.16.2.47", ess(digest, names))
    cms.verify(made.to_bytes(), STATEMENT, member.certificate)
    wrong = issuer_serial(member.certificate, der.write_integer(7))
    made.attributes[3] = attribute("1.2.840.113549.1.9.16.2.47", ess(digest, wrong))
    refused(made.to_bytes(), member)


def set_field(name: str, value: object) -> Callable[[HandMade], None]:
    return lambda made: setattr(made, name, value)


def with_time(tag: int, text: bytes) -> Callable[[HandMade], None]:
    def change(made: HandMade) -> None:
        made.attributes[1] = attribute("1.2.840.113549.1.9.5", der.write(tag, text))

    return change


def with_attribute(position: int, made_attribute: bytes) -> Callable[[HandMade], None]:
    def change(made: HandMade) -> None:
        made.attributes[position : position + 1] = [made_attribute]

    return change


OTHER_NULL = der.write_sequence(der.write_oid("2.16.840.1.101.3.4.2.1"), der.write(der.NULL, b""))
TRICKS: dict[str, Callable[[HandMade], None]] = {
    "no signed attributes": set_field("without_attributes", True),
    "no signer": set_field("signers", 0),
    "two signers": set_field("signers", 2),
    "an unsigned attribute": set_field(
        "unsigned", der.write(der.CONTEXT_1, attribute("1.2.3.4", der.write_integer(1)))
    ),
    "empty unsigned attributes": set_field("unsigned", der.write(der.CONTEXT_1, b"")),
    "the content inside": set_field(
        "content",
        der.write_sequence(
            der.write_oid(OID_DATA),
            der.write(der.CONTEXT_0, der.write(der.OCTET_STRING, STATEMENT)),
        ),
    ),
    "another content type": set_field(
        "content", der.write_sequence(der.write_oid("1.2.840.113549.1.9.16.1.4"))
    ),
    "revocation lists": set_field("crls", der.write(der.CONTEXT_1, b"")),
    "version 3": set_field("version", der.write_integer(3)),
    "signer version 3": set_field("info_version", der.write_integer(3)),
    "signer named by a key identifier": set_field("sid", der.write(0x80, bytes(20))),
    "two digest algorithms": set_field("digest_algorithms", (SHA256, SHA1)),
    "digest parameters": set_field("digest_algorithms", (OTHER_NULL,)),
    "signer digest parameters": set_field("digest_algorithm", OTHER_NULL),
    "SHA-1 as digest": set_field("digest_algorithm", SHA1),
    "an unknown algorithm": set_field("algorithm", ECDSA_SHA1),
    "unsorted attributes": set_field("reverse_attributes", True),
    "a fifth attribute": with_attribute(
        4, attribute("1.2.840.113549.1.9.15", der.write_sequence())
    ),
    "an attribute twice": with_attribute(
        4, attribute("1.2.840.113549.1.9.3", der.write_oid(OID_DATA))
    ),
    "no signing time": with_attribute(1, b""),
    "no content type": with_attribute(0, b""),
    "no signing certificate": with_attribute(3, b""),
    "two message digests in one attribute": with_attribute(
        2,
        attribute(
            "1.2.840.113549.1.9.4",
            der.write(der.OCTET_STRING, hashlib.sha256(STATEMENT).digest()),
            der.write(der.OCTET_STRING, bytes(32)),
        ),
    ),
    "another message digest": with_attribute(
        2, attribute("1.2.840.113549.1.9.4", der.write(der.OCTET_STRING, bytes(32)))
    ),
    "another certificate's digest": with_attribute(
        3, attribute("1.2.840.113549.1.9.16.2.47", ess(bytes(32)))
    ),
    "the older signing-certificate attribute": with_attribute(
        3, attribute("1.2.840.113549.1.9.16.2.12", ess(bytes(20)))
    ),
    "a GeneralizedTime before 2050": with_time(der.GENERALIZED_TIME, b"20261122030405Z"),
    "a time without seconds": with_time(der.UTC_TIME, b"2611220304Z"),
    "a time with an offset": with_time(der.UTC_TIME, b"261122100405+0700"),
    "a time that is no time": with_time(der.UTC_TIME, b"261322030405Z"),
    "a time in odd digits": with_time(der.UTC_TIME, "26112203040٥Z".encode()),
}


@pytest.mark.parametrize("trick", TRICKS.values(), ids=TRICKS.keys())
def test_33_structural_tricks_are_refused(
    member: Authority, trick: Callable[[HandMade], None]
) -> None:
    made = HandMade(member)
    trick(made)
    refused(made.to_bytes(), member)


def test_33_a_second_certificate_is_refused(member: Authority) -> None:
    made = HandMade(member, extra_certificate=member.root)
    refused(made.to_bytes(), member)


def test_33_a_signature_by_another_certificate_is_refused(member: Authority) -> None:
    other = new_authority(member.key)
    refused(other.sign(), member)


def test_33_a_trailing_byte_is_refused(member: Authority) -> None:
    refused(member.sign() + b"\x00", member)


def test_33_ber_lengths_are_refused(member: Authority) -> None:
    signature = member.sign()
    body = signature[4:]
    assert signature[:2] == b"\x30\x82"
    refused(b"\x30\x83\x00" + signature[2:4] + body, member)  # a length longer than needed
    refused(b"\x30\x80" + body + b"\x00\x00", member)  # indefinite


def test_33_an_rsa_key_of_1024_bits_is_refused_even_if_its_signature_holds() -> None:
    class Weak:
        """Signs with a key that no office would certify."""

        algorithm = Algorithm.RSA_PKCS1

        def __init__(self) -> None:
            self.key = rsa.generate_private_key(65537, 1024)

        def sign(self, data: bytes) -> bytes:
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())

    signer = Weak()
    certificate = self_signed(signer.key)
    signature = cms.sign(STATEMENT, signer, certificate, NOW)
    with pytest.raises(Refused):
        cms.verify(signature, STATEMENT, certificate)


def self_signed(key: rsa.RSAPrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Nguyễn Thị Lan")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(1)
    builder = builder.not_valid_before(START).not_valid_after(START.replace(year=2030))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
