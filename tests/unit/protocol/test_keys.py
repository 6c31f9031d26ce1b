"""Signature algorithms against the public vectors of Project Wycheproof, by our own functions."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

from protocol import signed_notes
from protocol.errors import Code, Invalid, Refused
from protocol.keys import Algorithm, SoftwareSigner, ecdsa_from_plain, key_fits, signature_holds

MESSAGE = b"message"


def outcomes(vectors: Any, name: str, holds: Any) -> dict[tuple[str, bool], int]:
    """How often each (expected result, our answer) came up; prints the vectors that differ."""
    table: dict[tuple[str, bool], int] = {}
    for group in vectors(f"wycheproof/{name}")["testGroups"]:
        key = serialization.load_der_public_key(bytes.fromhex(group["publicKeyDer"]))
        for test in group["tests"]:
            ours = holds(key, bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"]))
            cell = (test["result"], ours)
            table[cell] = table.get(cell, 0) + 1
            if cell in {("valid", False), ("invalid", True)}:
                print(name, test["tcId"], test["comment"], test["flags"], cell)
    print(name, table)
    return table


@pytest.mark.parametrize(
    ("name", "algorithm"),
    [
        ("ecdsa_secp256r1_sha256.json", Algorithm.ECDSA_P256),
        ("rsa_pss_2048_sha256_mgf1_32.json", Algorithm.RSA_PSS),
        ("rsa_signature_2048_sha256.json", Algorithm.RSA_PKCS1),
    ],
)
def test_every_public_vector_is_judged_as_its_authors_say(
    vectors: Any, name: str, algorithm: Algorithm
) -> None:
    table = outcomes(vectors, name, lambda key, sig, msg: signature_holds(key, algorithm, sig, msg))
    assert table.get(("valid", False), 0) == 0
    assert table.get(("invalid", True), 0) == 0
    assert table.get(("acceptable", True), 0) == 0, "what is only acceptable is refused"
    assert table[("valid", True)] > 0


def test_every_public_vector_of_the_log_key_is_judged_as_its_authors_say(vectors: Any) -> None:
    def holds(key: ed25519.Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
        try:
            signed_notes.verify(key.public_bytes_raw(), signature, message)
        except Invalid:
            return False
        return True

    table = outcomes(vectors, "ed25519.json", holds)
    assert set(table) == {("valid", True), ("invalid", False)}


def test_a_software_key_signs_what_verifies() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    signature = SoftwareSigner(key).sign(MESSAGE)
    assert signature_holds(key.public_key(), Algorithm.ECDSA_P256, signature, MESSAGE)
    assert not signature_holds(key.public_key(), Algorithm.ECDSA_P256, signature, b"other")
    assert not signature_holds(key.public_key(), Algorithm.RSA_PSS, signature, MESSAGE)


def test_an_rsa_key_under_one_algorithm_does_not_verify_under_the_other() -> None:
    key = rsa.generate_private_key(65537, 2048)
    pss, pkcs1 = SoftwareSigner(key).sign(MESSAGE), SoftwareSigner(key, pkcs1=True).sign(MESSAGE)
    public = key.public_key()
    assert signature_holds(public, Algorithm.RSA_PSS, pss, MESSAGE)
    assert signature_holds(public, Algorithm.RSA_PKCS1, pkcs1, MESSAGE)
    assert not signature_holds(public, Algorithm.RSA_PSS, pkcs1, MESSAGE)
    assert not signature_holds(public, Algorithm.RSA_PKCS1, pss, MESSAGE)
    assert not signature_holds(public, Algorithm.ECDSA_P256, pss, MESSAGE)


def test_another_salt_length_is_refused() -> None:
    key = rsa.generate_private_key(65537, 2048)
    salted = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=20)
    signature = key.sign(MESSAGE, salted, hashes.SHA256())
    assert not signature_holds(key.public_key(), Algorithm.RSA_PSS, signature, MESSAGE)


def test_keys_outside_the_profile_do_not_fit() -> None:
    small = rsa.generate_private_key(65537, 1024)
    curve = ec.generate_private_key(ec.SECP384R1())
    edwards = ed25519.Ed25519PrivateKey.generate()
    for key in (small, curve, edwards):
        assert not key_fits(key.public_key())
    signature = small.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA256())
    assert not signature_holds(small.public_key(), Algorithm.RSA_PKCS1, signature, MESSAGE)
    signature = curve.sign(MESSAGE, ec.ECDSA(hashes.SHA256()))
    assert not signature_holds(curve.public_key(), Algorithm.ECDSA_P256, signature, MESSAGE)
    signature = edwards.sign(MESSAGE)
    assert not signature_holds(edwards.public_key(), Algorithm.ECDSA_P256, signature, MESSAGE)


@pytest.mark.parametrize(
    "value",
    [b"", b"\x01" * 63, b"\x01" * 65, bytes(64), b"\xff" * 64, bytes(32) + b"\x01" * 32],
)
def test_what_is_not_r_and_s_of_p256_is_refused(value: bytes) -> None:
    with pytest.raises(Refused) as caught:
        ecdsa_from_plain(value)
    assert caught.value.code is Code.SIGNATURE


def test_r_and_s_in_a_row_become_the_der_that_verifies() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    signature = key.sign(MESSAGE, ec.ECDSA(hashes.SHA256()))
    r, s = utils.decode_dss_signature(signature)
    plain = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    assert ecdsa_from_plain(plain) == signature
    assert signature_holds(key.public_key(), Algorithm.ECDSA_P256, signature, MESSAGE)
