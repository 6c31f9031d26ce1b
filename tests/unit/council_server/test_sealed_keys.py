"""Private keys under a passphrase."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from council_server.errors import CommandError
from council_server.keys import ROOT, KeyFolder, write_secret
from council_server.sealed_keys import NotOpened, is_sealed, open_key, seal_key
from protocol.certificates import new_member_key

PLAIN = b"any bytes: a secret, kept in a drawer"
WORDS = "một câu dài để khóa"


def test_a_sealed_key_opens_with_its_passphrase_however_its_letters_are_composed() -> None:
    sealed = seal_key(PLAIN, WORDS)
    assert is_sealed(sealed)
    assert b"secret" not in sealed
    assert open_key(sealed, WORDS) == PLAIN
    decomposed = "mo\u0323\u0302t ca\u0302u da\u0300i \u0111e\u0302\u0309 kho\u0301a"
    assert open_key(sealed, decomposed) == PLAIN


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(NotOpened):
        open_key(seal_key(PLAIN, WORDS), "một câu khác")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("format", "hdnd-sealed-key/2"),
        ("kdf", "pbkdf2"),
        ("memory_kib", 1024),
        ("memory_kib", 1 << 40),
        ("passes", 1),
        ("passes", True),
        ("lanes", 1),
        ("salt", "AAAAAAAAAAAAAAAAAAAAAA=="),
        ("nonce", "AAAAAAAAAAAAAAAA"),
        ("sealed", ""),
        ("more", 1),
    ],
)
def test_nothing_in_the_file_can_be_changed(name: str, value: object) -> None:
    file = json.loads(seal_key(PLAIN, WORDS))
    file[name] = value
    with pytest.raises(NotOpened):
        open_key(json.dumps(file).encode(), WORDS)


@pytest.mark.parametrize("data", [b"{", b"{}", b"[]", b"7", b'{"sealed": 5}'])
def test_what_is_no_sealed_key_is_not_opened(data: bytes) -> None:
    with pytest.raises(NotOpened):
        open_key(data, WORDS)


def test_a_key_that_an_earlier_program_sealed_still_opens(tmp_path: Path) -> None:
    key = new_member_key()
    older = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(WORDS.encode()),
    )
    write_secret(tmp_path / "root.key", older)
    opened = KeyFolder(tmp_path, WORDS).signing_key(ROOT)
    assert opened.private_numbers() == key.private_numbers()
    with pytest.raises(CommandError, match="does not open"):
        KeyFolder(tmp_path, "khác").signing_key(ROOT)
    with pytest.raises(CommandError, match="--passphrase-file"):
        KeyFolder(tmp_path).signing_key(ROOT)
