"""Detached signatures: our own, and how they get on with stock OpenSSL."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from protocol import certificates, cms, der
from protocol.keys import Algorithm, SoftwareSigner
from tests.unit.protocol.authority import NOW, STATEMENT, Authority, new_authority, refused


@pytest.fixture(scope="module")
def member() -> Authority:
    return new_authority(certificates.new_member_key())


@pytest.fixture(scope="module")
def rsa_member() -> Authority:
    return new_authority(rsa.generate_private_key(65537, 2048))


def test_a_signature_verifies_and_tells_its_time_and_algorithm(member: Authority) -> None:
    info = cms.verify(member.sign(), STATEMENT, member.certificate)
    assert info.algorithm is Algorithm.ECDSA_P256
    assert info.signing_time == NOW
    assert info.certificate.der == member.certificate


@pytest.mark.parametrize("pkcs1", [False, True])
def test_both_kinds_of_rsa_signatures_verify(rsa_member: Authority, *, pkcs1: bool) -> None:
    info = cms.verify(rsa_member.sign(pkcs1=pkcs1), STATEMENT, rsa_member.certificate)
    assert info.algorithm is (Algorithm.RSA_PKCS1 if pkcs1 else Algorithm.RSA_PSS)


@pytest.mark.parametrize("year", [1999, 2049, 2050, 2075])
def test_the_signing_time_survives_on_both_sides_of_2050(member: Authority, year: int) -> None:
    moment = NOW.replace(year=year)
    signature = cms.sign(STATEMENT, SoftwareSigner(member.key), member.certificate, moment)
    assert cms.verify(signature, STATEMENT, member.certificate).signing_time == moment


def test_another_statement_is_refused(member: Authority) -> None:
    refused(member.sign(), member, STATEMENT + b" ")


def test_no_bit_of_a_signature_can_change(member: Authority) -> None:
    signature = member.sign()
    for bit in range(len(signature) * 8):
        spoiled = bytearray(signature)
        spoiled[bit // 8] ^= 1 << bit % 8
        refused(bytes(spoiled), member)


def test_no_signature_can_be_cut_short(member: Authority) -> None:
    signature = member.sign()
    for length in range(len(signature)):
        refused(signature[:length], member)


def test_a_signature_larger_than_any_real_one_is_refused(member: Authority) -> None:
    refused(der.write_sequence(b"\x04\x00" * 100_000), member)


# Stock OpenSSL


@pytest.fixture(scope="module")
def openssl() -> str:
    found = shutil.which("openssl")
    if found is None:
        pytest.skip("openssl is not on this machine")
    return found


def stock_verify(
    openssl: str, folder: Path, signature: bytes, member: Authority
) -> subprocess.CompletedProcess[bytes]:
    (folder / "17.p7s").write_bytes(signature)
    (folder / "17.json").write_bytes(STATEMENT)
    (folder / "council-root.pem").write_text(certificates.to_pem(member.root))
    command = (
        f"{openssl} cms -verify -cades -binary -inform DER -in 17.p7s -content 17.json "
        f"-CAfile council-root.pem -purpose any -attime {int(NOW.timestamp())}"
    )
    return subprocess.run(command.split(), cwd=folder, capture_output=True, check=False)


@pytest.mark.parametrize("form", ["ecdsa", "pss", "pkcs1"])
def test_stock_openssl_accepts_our_signatures(
    openssl: str, tmp_path: Path, member: Authority, rsa_member: Authority, form: str
) -> None:
    signer = member if form == "ecdsa" else rsa_member
    done = stock_verify(openssl, tmp_path, signer.sign(pkcs1=form == "pkcs1"), signer)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == STATEMENT
    assert b"CAdES Verification successful" in done.stderr


def test_stock_openssl_refuses_a_signature_over_something_else(
    openssl: str, tmp_path: Path, member: Authority
) -> None:
    done = stock_verify(openssl, tmp_path, member.sign(statement=b"{}"), member)
    assert done.returncode != 0


def test_we_accept_what_stock_openssl_signs_in_the_profile(
    openssl: str, tmp_path: Path, member: Authority
) -> None:
    pem = member.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (tmp_path / "key.pem").write_bytes(pem)
    (tmp_path / "cert.pem").write_text(certificates.to_pem(member.certificate))
    (tmp_path / "17.json").write_bytes(STATEMENT)
    command = (
        f"{openssl} cms -sign -cades -binary -nosmimecap -md sha256 -in 17.json "
        "-signer cert.pem -inkey key.pem -outform DER -out 17.p7s"
    )
    subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
    signature = (tmp_path / "17.p7s").read_bytes()
    cms.verify(signature, STATEMENT, member.certificate)
