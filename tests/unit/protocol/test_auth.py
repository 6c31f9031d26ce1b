"""Signing in: the device's key over this challenge, for this host, and nothing else."""

from __future__ import annotations

import pytest

from protocol.auth import auth_holds, auth_message
from protocol.certificates import new_member_key
from protocol.keys import SoftwareSigner

CHALLENGE = {
    "nonce": "n" * 32,
    "host": "may-chu.binh-minh.example:8443",
    "council": "binh-minh",
    "device": "lan.may-1",
    "time": "2026-11-22T09:30:00+07:00",
}


def test_the_message_is_that_of_the_protocol() -> None:
    lines = ["hdnd-auth/1", *CHALLENGE.values(), ""]
    assert auth_message(**CHALLENGE) == "\n".join(lines).encode()


@pytest.mark.parametrize("field", CHALLENGE)
def test_a_signature_holds_for_its_own_challenge_only(field: str) -> None:
    key = new_member_key()
    signature = SoftwareSigner(key).sign(auth_message(**CHALLENGE))
    assert auth_holds(key.public_key(), signature, **CHALLENGE)
    assert not auth_holds(key.public_key(), signature, **(CHALLENGE | {field: "khac"}))
    assert not auth_holds(new_member_key().public_key(), signature, **CHALLENGE)
