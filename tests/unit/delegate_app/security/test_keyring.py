"""The keyring: only the passphrase opens it, and nobody makes guessing cheaper."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from delegate_app.errors import Code, UserError
from delegate_app.security.derivation import CHEAPEST, FLOOR_KIB, ArgonCost
from delegate_app.security.keyring import Keyring
from delegate_app.security.peppers import NoPepper

PASSPHRASE = "hòa bình lập lại"


class DrawerPepper:
    """A keychain for tests: keeps the pepper in memory."""

    available = True

    def __init__(self) -> None:
        self.kept: list[bytes] = []

    def fetch(self) -> bytes:
        return self.kept[-1]

    def keep(self, pepper: bytes) -> None:
        self.kept.append(pepper)


def made(path: Path) -> tuple[Keyring, bytes]:
    keyring = Keyring(path, NoPepper())
    master = keyring.create(PASSPHRASE, cost=CHEAPEST)
    keyring.finish_creation()
    return keyring, master


def change(path: Path, do: Any) -> None:
    content = json.loads(path.read_bytes())
    do(content["slots"][0])
    path.write_text(json.dumps(content), "utf-8")


def refusal(keyring: Keyring, passphrase: str = PASSPHRASE) -> Code:
    with pytest.raises(UserError) as error:
        keyring.open(passphrase)
    return error.value.code


def test_the_passphrase_opens_what_it_closed_composed_or_decomposed(tmp_path: Path) -> None:
    keyring, master = made(tmp_path / "keyring.json")
    assert len(master) == 32
    assert keyring.open(PASSPHRASE) == master
    assert keyring.open(unicodedata.normalize("NFD", PASSPHRASE)) == master


def test_a_wrong_passphrase_is_told_as_one(tmp_path: Path) -> None:
    keyring, _ = made(tmp_path / "keyring.json")
    assert refusal(keyring, PASSPHRASE + " ") is Code.WRONG_PASSPHRASE


def test_a_passphrase_under_eight_characters_makes_no_keyring(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "keyring.json", NoPepper())
    decomposed = unicodedata.normalize("NFD", "ốốốố")
    assert len(decomposed) > 8
    with pytest.raises(UserError) as error:
        keyring.create(decomposed, cost=CHEAPEST)
    assert error.value.code is Code.PASSPHRASE_TOO_SHORT
    assert list(tmp_path.iterdir()) == []


def test_a_keyring_is_never_made_over_another(tmp_path: Path) -> None:
    keyring, _ = made(tmp_path / "keyring.json")
    with pytest.raises(UserError) as error:
        keyring.create(PASSPHRASE, cost=CHEAPEST)
    assert error.value.code is Code.VAULT_EXISTS


def test_a_cost_under_the_floor_is_refused_before_anything_is_computed(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    keyring, _ = made(path)
    change(path, lambda slot: slot["kdf"].update(memory_kib=FLOOR_KIB - 1))
    assert refusal(keyring) is Code.KEYRING_DAMAGED


def test_a_cost_lowered_above_the_floor_gives_another_key(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    keyring = Keyring(path, NoPepper())
    keyring.create(PASSPHRASE, cost=ArgonCost(FLOOR_KIB, 2, 4))
    keyring.finish_creation()
    change(path, lambda slot: slot["kdf"].update(iterations=1))
    assert refusal(keyring) is Code.WRONG_PASSPHRASE


@pytest.mark.parametrize(
    "do",
    [
        lambda slot: slot["kdf"].update(memory_kib=2**40),
        lambda slot: slot["kdf"].update(iterations="3"),
        lambda slot: slot["kdf"].update(name="scrypt"),
        lambda slot: slot.update(extra=1),
        lambda slot: slot.pop("pepper"),
        lambda slot: slot.update(pepper="no"),
        lambda slot: slot.update(salt="%%%"),
        lambda slot: slot.update(wrapped=slot["wrapped"][:-8]),
        lambda slot: slot.update(kind="guess"),
        lambda slot: slot.update(kdf=[]),
    ],
)
def test_a_slot_of_another_form_is_damaged(tmp_path: Path, do: Any) -> None:
    path = tmp_path / "keyring.json"
    keyring, _ = made(path)
    change(path, do)
    assert refusal(keyring) is Code.KEYRING_DAMAGED


def test_a_slot_that_promises_no_pepper_cannot_be_told_to_need_one(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    keyring, _ = made(path)
    change(path, lambda slot: slot.update(pepper=True))
    assert refusal(keyring) is Code.KEYRING_DAMAGED


@pytest.mark.parametrize("content", [b"", b"{}", b"null", b"[1]", b"\xff\xfe", b"{" * 5000])
def test_a_file_that_is_no_keyring_is_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "keyring.json").write_bytes(content)
    assert refusal(Keyring(tmp_path / "keyring.json", NoPepper())) is Code.KEYRING_DAMAGED


def test_no_flipped_bit_of_the_file_opens_it_or_escapes_as_another_error(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    keyring, _ = made(path)
    whole = path.read_bytes()
    for at in range(0, len(whole), 7):
        damaged = bytearray(whole)
        damaged[at] ^= 1 << (at % 8)
        path.write_bytes(bytes(damaged))
        try:
            keyring.open(PASSPHRASE)
        except UserError as error:
            assert error.code in (Code.KEYRING_DAMAGED, Code.WRONG_PASSPHRASE)  # noqa: PT017
        else:  # white space between the fields, or the case of an escape
            assert json.loads(bytes(damaged)) == json.loads(whole)


def test_a_missing_keyring_means_no_vault(tmp_path: Path) -> None:
    assert refusal(Keyring(tmp_path / "keyring.json", NoPepper())) is Code.NO_VAULT


def test_the_pepper_of_the_keychain_is_needed_beside_the_passphrase(tmp_path: Path) -> None:
    path, drawer = tmp_path / "keyring.json", DrawerPepper()
    keyring = Keyring(path, drawer)
    master = keyring.create(PASSPHRASE, cost=CHEAPEST)
    keyring.finish_creation()
    assert keyring.open(PASSPHRASE) == master
    drawer.keep(bytes(32))
    assert refusal(keyring) is Code.WRONG_PASSPHRASE
    assert refusal(Keyring(path, NoPepper())) is Code.KEYRING_DAMAGED


def test_an_unfinished_creation_is_not_yet_a_keyring(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "keyring.json", NoPepper())
    keyring.create(PASSPHRASE, cost=CHEAPEST)
    assert not keyring.exists()
    assert keyring.has_unfinished_creation()
    keyring.forget_creation()
    assert not keyring.has_unfinished_creation()
