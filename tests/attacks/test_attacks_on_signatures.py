"""Signatures with one thing wrong in their structure, sent to the real server over TLS (docs/vote-record.md, attack 33)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from protocol import certificates, der
from protocol.fields import b64
from tests.attacks.stage import Stage, certified
from tests.unit.protocol.authority import Authority
from tests.unit.protocol.test_cms_tricks import TRICKS, HandMade


@pytest.mark.parametrize("trick", TRICKS)
def test_33_a_signature_with_one_thing_changed_in_its_structure_is_refused(
    stage: Stage, poll: str, trick: str
) -> None:
    minh = stage.delegate("minh")
    data, _ = minh.vote(poll, "APPROVE")
    member = Authority(stage.council.root.certificate, minh.key, minh.key, minh.certificate)
    made = HandMade(member, statement=data)
    TRICKS[trick](made)
    assert stage.refusal((data, made.to_bytes()), minh) == "SIGNATURE"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda signature: signature + b"\x00",
        lambda signature: b"\x30\x80" + der.read(signature).content + b"\x00\x00",
        lambda signature: der.write(der.SEQUENCE, signature),
        lambda signature: signature[:-1],
        lambda signature: bytes(len(signature)),
        lambda signature: signature + bytes(200_000),
    ],
    ids=["trailing byte", "BER", "wrapped", "cut", "zeros", "200 kB"],
)
def test_33_a_signature_in_another_encoding_is_refused(
    stage: Stage, poll: str, spoil: Callable[[bytes], bytes]
) -> None:
    minh = stage.delegate("minh")
    data, signature = minh.vote(poll, "APPROVE")
    assert stage.refusal((data, spoil(signature)), minh) == "SIGNATURE"


def test_33_the_signature_of_the_same_key_under_another_certificate_is_refused(
    stage: Stage, poll: str
) -> None:
    minh = stage.delegate("minh")
    other = certified(stage, minh.key, "minh")
    data, _ = minh.vote(poll, "APPROVE")
    assert stage.refusal(stage.signed_by(minh.key, other, data), minh) == "SIGNATURE"


def test_33_a_key_too_small_is_never_certified(stage: Stage) -> None:
    """RSA-1024 ends at the enrolment: no certificate, no statement."""
    small = rsa.generate_private_key(65537, 1024)
    csr = certificates.create_csr(small, device="may-nho")
    request = {
        "code_id": "0" * 16,
        "proof": "0" * 64,
        "csr": b64(csr),
        "device": "may-nho",
        "device_name": "Máy nhỏ",
        "box_key": "",
    }
    answer = stage.council.client().call("POST", "/v1/enrolments", request)
    assert (answer.status, answer.json["code"]) == (422, "BAD_CERTIFICATE")
