"""Signed notes, checkpoints, receipts, refusals: the log's own words."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol import merkle, receipts, refusals, signed_notes
from protocol.checkpoints import Checkpoint, open_checkpoint, sign_checkpoint
from protocol.errors import Code, Invalid, ProtocolError
from protocol.receipts import check_receipt, make_receipt
from protocol.refusals import Refusal, open_refusal, sign_refusal

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LOG_KEY = signed_notes.public(KEY)
ORIGIN = "hdnd/binh-minh/record/0123456789abcdef"
TREE = merkle.Tree(merkle.leaf_hash(bytes((n,))) for n in range(11))
TIME = datetime(2026, 11, 22, 3, 4, 5, tzinfo=UTC)
HEAD = Checkpoint(ORIGIN, 11, TREE.root(), TIME)
SIGNED = sign_checkpoint(HEAD, KEY)


def bad(code: Code, check: object, *arguments: object) -> None:
    assert callable(check)
    with pytest.raises(Invalid) as caught:
        check(*arguments)
    assert caught.value.code is code


def test_a_note_in_the_wild_is_read_and_verified() -> None:
    """The example that the Go package of signed notes documents, with its public key."""
    note = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
        "\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngot"
        "pRZb6KE6RyyBwJnAM=\n"
    )
    public = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
    assert signed_notes.open_note(note, "PeterNeumann", public).startswith("If you think")


def test_a_note_is_opened_by_its_key_and_name_only() -> None:
    note = signed_notes.sign_note("một\n\nhai\n", "khoa", KEY)
    assert signed_notes.open_note(note, "khoa", LOG_KEY) == "một\n\nhai\n"
    other = signed_notes.public(Ed25519PrivateKey.generate())
    bad(Code.BAD_NOTE, signed_notes.open_note, note, "khoa", other)
    bad(Code.BAD_NOTE, signed_notes.open_note, note, "khoa-2", LOG_KEY)
    bad(Code.BAD_NOTE, signed_notes.open_note, note.replace("hai", "ba"), "khoa", LOG_KEY)


def test_lines_of_unknown_keys_are_passed_over_and_a_known_key_stands_once() -> None:
    note = signed_notes.sign_note("một\n", "khoa", KEY)
    stranger = signed_notes.sign_note("một\n", "nguoi-la", Ed25519PrivateKey.generate())
    line = stranger.partition("\n\n")[2]
    assert signed_notes.open_note(note + line, "khoa", LOG_KEY) == "một\n"
    own = note.partition("\n\n")[2]
    bad(Code.BAD_NOTE, signed_notes.open_note, note + own, "khoa", LOG_KEY)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\n— khoa AAAAAAAA",
        "text\n\n- khoa AAAAAAAA\n",
        "text\n\n— khoa\n",
        "text\n\n— khoa AAAA\n",
        "text\n\n— khoa AAAAAAA\n",
        "text\n\n— khoa AAAAAAB=\n",
        "text\n\n— khoa AAAAAAAA extra\n",
        "text\n\n— k+a AAAAAAAA\n",
        "text\n\n—  AAAAAAAA\n",
        "text\n\n— kho\u00a0a AAAAAAAA\n",
        "te\txt\n\n— khoa AAAAAAAA\n",
        "text\r\n\n— khoa AAAAAAAA\n",
        "\n\n— khoa AAAAAAAA\n",
        "text\n\n" + "— khoa AAAAAAAA\n" * 65,
        "a" * 70_000 + "\n\n— khoa AAAAAAAA\n",
    ],
    ids=lambda note: repr(note)[:30],
)
def test_what_has_not_the_form_of_a_note_is_refused(note: str) -> None:
    bad(Code.BAD_NOTE, signed_notes.parse_note, note)


def test_a_checkpoint_says_size_root_and_time() -> None:
    assert open_checkpoint(SIGNED, LOG_KEY, ORIGIN) == HEAD
    assert SIGNED.split("\n")[:3] == [ORIGIN, "11", base64.b64encode(TREE.root()).decode()]


def test_a_checkpoint_of_another_log_or_key_is_refused() -> None:
    bad(Code.BAD_CHECKPOINT, open_checkpoint, SIGNED, LOG_KEY, ORIGIN[:-1] + "0")
    other = signed_notes.public(Ed25519PrivateKey.generate())
    bad(Code.BAD_CHECKPOINT, open_checkpoint, SIGNED, other, ORIGIN)


def test_no_character_of_a_checkpoint_can_change() -> None:
    for at, sign in enumerate(SIGNED):
        for other in "\n0Aé":
            if other != sign:
                spoiled = SIGNED[:at] + other + SIGNED[at + 1 :]
                bad(Code.BAD_CHECKPOINT, open_checkpoint, spoiled, LOG_KEY, ORIGIN)


def test_a_checkpoint_needs_both_signatures() -> None:
    lines = SIGNED.split("\n")
    for missing in (4, 5):
        rest = "\n".join(lines[:missing] + lines[missing + 1 :])
        bad(Code.BAD_CHECKPOINT, open_checkpoint, rest, LOG_KEY, ORIGIN)


@pytest.mark.parametrize(
    "body",
    [
        f"{ORIGIN}\n011\nAAAA\n",
        f"{ORIGIN}\n-1\n{'A' * 43}=\n",
        f"{ORIGIN}\n{10**16}\n{'A' * 43}=\n",
        f"{ORIGIN}\n11\nAAAA\n",
        f"{ORIGIN}\n11\n{'A' * 43}=\nextension\n",
        f"{ORIGIN}\n11\n",
        f"{ORIGIN}\n١١\n{'A' * 43}=\n",
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(body: str) -> None:
    moment = bytes(8)
    note = signed_notes.sign_note(body, ORIGIN, KEY)
    cosigned = KEY.sign(b"cosignature/v1\ntime 0\n" + body.encode())
    identifier = signed_notes.key_id(ORIGIN, signed_notes.COSIGNATURE_V1, LOG_KEY)
    note += signed_notes.signature_line(ORIGIN, identifier, moment + cosigned)
    bad(Code.BAD_CHECKPOINT, open_checkpoint, note, LOG_KEY, ORIGIN)


def test_a_time_that_no_calendar_holds_is_refused() -> None:
    body = SIGNED.partition("\n\n")[0] + "\n"
    moment = 2**63 - 1
    cosigned = KEY.sign(f"cosignature/v1\ntime {moment}\n{body}".encode())
    identifier = signed_notes.key_id(ORIGIN, signed_notes.COSIGNATURE_V1, LOG_KEY)
    note = signed_notes.sign_note(body, ORIGIN, KEY)
    note += signed_notes.signature_line(ORIGIN, identifier, moment.to_bytes(8, "big") + cosigned)
    bad(Code.BAD_CHECKPOINT, open_checkpoint, note, LOG_KEY, ORIGIN)


def receipt(index: int = 6) -> str:
    proof = merkle.inclusion_proof(TREE.node, index, 11)
    return make_receipt(index, proof, SIGNED, TIME)


def test_a_receipt_proves_its_entry() -> None:
    checked = check_receipt(receipt(), TREE.node(0, 6), LOG_KEY, ORIGIN)
    assert (checked.index, checked.checkpoint, checked.received) == (6, HEAD, TIME)
    assert receipt().startswith("c2sp.org/tlog-proof@v1\nextra ")


def test_a_receipt_proves_no_other_entry() -> None:
    for index in range(11):
        if index != 6:
            bad(Code.BAD_PROOF, check_receipt, receipt(), TREE.node(0, index), LOG_KEY, ORIGIN)


def test_a_receipt_in_a_log_of_one_entry_has_no_hashes() -> None:
    tree = merkle.Tree([bytes(32)])
    head = replace(HEAD, size=1, root=tree.root())
    text = make_receipt(0, [], sign_checkpoint(head, KEY), TIME)
    assert check_receipt(text, bytes(32), LOG_KEY, ORIGIN).index == 0


def test_29_no_line_of_a_receipt_can_change() -> None:
    text = receipt()
    extra = text.split("\n")[1]
    for at, sign in enumerate(text):
        spoiled = text[:at] + ("A" if sign != "A" else "B") + text[at + 1 :]
        if extra in text and text.index(extra) <= at < text.index(extra) + len(extra):
            continue  # the time is the server's word beside the proof (4.6)
        with pytest.raises(ProtocolError):
            check_receipt(spoiled, TREE.node(0, 6), LOG_KEY, ORIGIN)


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("index 6", "index 06"),
        lambda t: t.replace("index 6", "index"),
        lambda t: t.replace("index 6", "index " + "9" * 30),
        lambda t: t.replace("extra ", "extra"),
        lambda t: t.replace("extra ", "extra !"),
        lambda t: "\n".join(line for line in t.split("\n") if not line.startswith("extra")),
        lambda t: t.replace("\n\n", "\n", 1),
        lambda t: t + "x" * 80_000,
        lambda t: "",
    ],
)
def test_a_receipt_of_another_form_is_refused(change: object) -> None:
    assert callable(change)
    with pytest.raises(ProtocolError):
        check_receipt(change(receipt()), TREE.node(0, 6), LOG_KEY, ORIGIN)


def test_a_refusal_is_about_one_statement() -> None:
    name = "ab" * 32
    refusal = Refusal(ORIGIN, name, Code.REVOKED, TIME)
    text = sign_refusal(refusal, KEY)
    opened = open_refusal(text, name, LOG_KEY, ORIGIN)
    assert (opened.code, opened.time) == (Code.REVOKED, TIME)
    bad(Code.BAD_NOTE, open_refusal, text, "cd" * 32, LOG_KEY, ORIGIN)
    bad(Code.BAD_NOTE, open_refusal, text, name, bytes(32), ORIGIN)
    bad(Code.BAD_NOTE, open_refusal, text.replace("REVOKED", "FORMAT"), name, LOG_KEY, ORIGIN)


def test_a_refusal_with_an_unknown_code_or_time_is_refused() -> None:
    name = "ab" * 32
    for code, time in (("WHATEVER", "2026-11-22T10:00:00+07:00"), ("FORMAT", "today")):
        lines = ["hdnd-refusal/1", ORIGIN, name, code, time, ""]
        note = signed_notes.sign_note("\n".join(lines), ORIGIN, KEY)
        bad(Code.BAD_NOTE, open_refusal, note, name, LOG_KEY, ORIGIN)


def test_a_checkpoint_is_no_refusal_and_a_refusal_no_checkpoint() -> None:
    bad(Code.BAD_NOTE, open_refusal, SIGNED, "ab" * 32, LOG_KEY, ORIGIN)
    text = sign_refusal(Refusal(ORIGIN, "ab" * 32, Code.REVOKED, TIME), KEY)
    bad(Code.BAD_CHECKPOINT, open_checkpoint, text, LOG_KEY, ORIGIN)
    assert receipts.check_receipt is check_receipt
    assert refusals.open_refusal is open_refusal
