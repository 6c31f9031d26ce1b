"""Outboxes: sealed to the council's log key, and read back as they were made (protocol.md 12.7, 12.8)."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol.errors import Invalid
from protocol.outboxes import (
    Answers,
    Outbox,
    Refusing,
    box_of,
    open_outbox,
    private_box_of,
    read_answers,
    read_outbox,
    seal_outbox,
    signed_message,
    write_answers,
)
from protocol.records import Record
from protocol.signed_notes import public
from protocol.wire import EntryAnswer, NoteRequest

ORIGIN = "hdnd/xa-thu/record/0123456789abcdef"
NOTE = NoteRequest(hlc="0-0-may", device="may", base="", deleted=False, cipher="AAAA")
OUTBOX = Outbox(
    "xa-thu",
    ORIGIN,
    "may",
    "2026-11-28T09:00:00+07:00",
    (Record(b"statement", b"signature"),),
    (("note-1", NOTE),),
    7,
    (Record(b"lost", b"its signature"),),
)


def test_both_halves_of_a_log_key_become_the_halves_of_one_box() -> None:
    for number in range(20):
        key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        assert private_box_of(key).public_key().public_bytes_raw() == box_of(public(key))


def test_only_the_holder_of_the_log_key_opens_an_outbox() -> None:
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    sealed = seal_outbox(OUTBOX.to_bytes(), b"signed", public(key), ORIGIN)
    assert open_outbox(sealed, key, ORIGIN) == (OUTBOX.to_bytes(), b"signed")
    for wrong, origin in ((other, ORIGIN), (key, ORIGIN[:-1] + "0")):
        with pytest.raises(Invalid):
            open_outbox(sealed, wrong, origin)
    with pytest.raises(Invalid):
        open_outbox(sealed[:-1], key, ORIGIN)


def test_an_outbox_is_read_as_it_was_written() -> None:
    assert read_outbox(OUTBOX.to_bytes()) == OUTBOX


@pytest.mark.parametrize("data", [b"", b"{}", b'{"format":"hdnd-outbox/1","from":"7"}'])
def test_anything_else_is_no_outbox(data: bytes) -> None:
    with pytest.raises(Invalid):
        read_outbox(data)


def test_a_signature_binds_the_log_the_device_and_every_byte() -> None:
    message = signed_message(b"outbox", ORIGIN, "may")
    assert message != signed_message(b"outboy", ORIGIN, "may")
    assert message != signed_message(b"outbox", ORIGIN, "may-2")
    assert message.startswith(b"hdnd-outbox/1\n")


def test_answers_are_read_as_they_were_written() -> None:
    answers: Answers = {
        "a" * 64: EntryAnswer(receipt="receipt", index=3, disposition="COUNTED"),
        "b" * 64: Refusing("REVOKED", "signed note"),
    }
    assert read_answers(write_answers(answers)) == answers
    with pytest.raises(Invalid):
        read_answers(b'{"format":"hdnd-answers/1","answers":[7]}')
