"""The council's certificate authority: what it issues, and what passes for its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from protocol import certificates
from protocol.certificates import Member
from protocol.errors import Code, Invalid
from tests.unit.protocol.sample_council import START

KEY = certificates.new_member_key()
ROOT_KEY = certificates.new_member_key()


def new_root(name: str = "HĐND xã Bình Minh") -> bytes:
    return certificates.create_root(
        ROOT_KEY, name=name, council="binh-minh", not_before=START, years=10
    )


ROOT = new_root()


def member(csr: bytes = b"", **changes: str) -> bytes:
    names = {"name": "Nguyễn Thị Lan", "person": "lan", "role": "delegate"} | changes
    return certificates.issue_member(
        ROOT,
        ROOT_KEY,
        csr=csr or certificates.create_csr(KEY, device="may-1"),
        not_before=START,
        years=5,
        **names,
    )


def bad(check: object, *arguments: bytes) -> None:
    assert callable(check)
    with pytest.raises(Invalid) as caught:
        check(*arguments)
    assert caught.value.code is Code.BAD_CERTIFICATE


def test_a_member_certificate_names_the_member() -> None:
    assert certificates.check_member(member(), ROOT) == Member("Nguyễn Thị Lan", "lan", "delegate")


def test_a_name_longer_than_a_certificate_holds_is_cut() -> None:
    name = "Nguyễn " * 20
    issued = certificates.check_member(member(name=name), ROOT)
    assert issued.name == certificates.certified_name(name)
    certificates.check_root(new_root(name))


def test_a_certificate_of_another_authority_is_refused() -> None:
    other_key = certificates.new_member_key()
    other = certificates.create_root(
        other_key, name="HĐND xã Bình Minh", council="binh-minh", not_before=START, years=10
    )
    bad(certificates.check_member, member(), other)
    bad(certificates.check_member, other, ROOT)


def test_a_root_is_no_member_and_a_member_no_root() -> None:
    bad(certificates.check_member, ROOT, ROOT)
    bad(certificates.check_root, member())
    certificates.check_root(ROOT)


def test_bytes_that_are_no_certificate_are_refused() -> None:
    certificate = member()
    for spoiled in (b"", b"\x30\x00", certificate[:-1], certificate + b"\0", bytes(9000)):
        bad(certificates.load, spoiled)
    bad(certificates.from_pem, "no PEM")  # type: ignore[arg-type]
    assert certificates.from_pem(certificates.to_pem(certificate)) == certificate


def hand_made(
    usage: x509.KeyUsage | None,
    *,
    ca: bool = False,
    critical: bool = True,
    key: ec.EllipticCurvePrivateKey = KEY,
) -> bytes:
    """A certificate that the root signed, but not by the profile."""
    root = x509.load_der_x509_certificate(ROOT)
    subject = x509.Name(
        [
            x509.NameAttribute(x509.NameOID.COMMON_NAME, "Lan"),
            x509.NameAttribute(x509.NameOID.SERIAL_NUMBER, "lan"),
            x509.NameAttribute(x509.NameOID.ORGANIZATIONAL_UNIT_NAME, "delegate"),
        ]
    )
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(root.subject)
    builder = builder.public_key(key.public_key()).serial_number(9)
    builder = builder.not_valid_before(START).not_valid_after(START + timedelta(days=1))
    builder = builder.add_extension(x509.BasicConstraints(ca, None), critical=True)
    if usage:
        builder = builder.add_extension(usage, critical=critical)
    signed = builder.sign(ROOT_KEY, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.DER)


def usage(*, signs: bool = True, certifies: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=False,
        key_encipherment=True,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certifies,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def test_a_certificate_outside_the_profile_is_no_member() -> None:
    certificates.check_member(hand_made(usage()), ROOT)
    bad(certificates.check_member, hand_made(None), ROOT)
    bad(certificates.check_member, hand_made(usage(), critical=False), ROOT)
    bad(certificates.check_member, hand_made(usage(signs=False)), ROOT)
    bad(certificates.check_member, hand_made(usage(certifies=True)), ROOT)
    bad(certificates.check_member, hand_made(usage(), ca=True), ROOT)
    other_curve = ec.generate_private_key(ec.SECP384R1())
    bad(certificates.check_member, hand_made(usage(), key=other_curve), ROOT)


def test_a_request_must_be_signed_by_the_key_that_it_asks_to_certify() -> None:
    csr = certificates.create_csr(KEY, device="may-1")
    assert isinstance(certificates.check_csr(csr), ec.EllipticCurvePublicKey)
    spoiled = bytearray(csr)
    spoiled[-1] ^= 1
    bad(certificates.check_csr, bytes(spoiled))
    for wrong in (b"", csr + b"\0", csr[:-1], bytes(9000)):
        bad(certificates.check_csr, wrong)


def test_a_request_for_a_key_outside_the_profile_is_refused() -> None:
    weak = rsa.generate_private_key(65537, 1024)
    bad(certificates.check_csr, certificates.create_csr(weak, device="may-1"))
    strong = rsa.generate_private_key(65537, 2048)
    csr = certificates.create_csr(strong, device="may-1")
    certificates.check_member(member(csr), ROOT)


def test_a_server_certificate_names_hosts_and_addresses() -> None:
    key = certificates.new_member_key()
    issued = certificates.issue_server(
        ROOT,
        ROOT_KEY,
        public_key=key.public_key(),
        hosts=["may-chu.binh-minh.example", "127.0.0.1", "::1"],
        not_before=START,
        years=2,
    )
    parsed = x509.load_der_x509_certificate(issued)
    names = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["may-chu.binh-minh.example"]
    assert [str(ip) for ip in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    parsed.verify_directly_issued_by(x509.load_der_x509_certificate(ROOT))
    bad(certificates.check_member, issued, ROOT)
