"""The keyring: only the passphrase opens it, and nobody makes guessing cheaper."""

from __future__ import annotations

import base64
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from delegate_app.domain.accounts import PepperKind
from delegate_app.errors import Code, UserError
from delegate_app.security.derivation import CHEAPEST, FLOOR_KIB, ArgonCost
from delegate_app.security.keyring import Keyring
from delegate_app.security.peppers import NoPepper, PepperStore
from delegate_app.security.recovery_codes import new_secret
from tests.unit.delegate_app.security.drawers import DrawerPepper

PASSPHRASE = "hòa bình lập lại"


def made(path: Path, pepper: PepperStore | None = None) -> tuple[Keyring, bytearray]:
    keyring = Keyring(path, pepper or NoPepper())
    master = keyring.create(PASSPHRASE, cost=CHEAPEST)
    keyring.finish_creation()
    return keyring, master


def change(path: Path, do: Any, slot: int = 0) -> None:
    content = json.loads(path.read_bytes())
    do(content["slots"][slot])
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
    assert refusal(keyring) is Code.PEPPER_MISSING


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
    keyring, master = made(path, drawer)
    assert keyring.open(PASSPHRASE) == master
    assert keyring.pepper_kind() is PepperKind.SECRET_SERVICE
    ((name, peppers),) = drawer.drawers.items()
    drawer.keep(name, dict.fromkeys(peppers, bytes(32)))
    assert refusal(keyring) is Code.WRONG_PASSPHRASE


def test_a_copy_on_another_machine_opens_with_the_recovery_code_only(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    here, master = made(path, DrawerPepper())
    secret = new_secret()
    here.set_recovery(secret, master)
    for store in (NoPepper(), DrawerPepper()):
        there = Keyring(path, store)
        assert refusal(there) is Code.PEPPER_MISSING
        assert there.recover(secret) == master
    there.set_passphrase("mật khẩu ở máy mới", master, cost=CHEAPEST)
    assert there.open("mật khẩu ở máy mới") == master


def test_a_slot_that_needs_a_pepper_cannot_be_told_to_need_none(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    keyring, _ = made(path, DrawerPepper())
    change(path, lambda slot: slot.update(pepper=False))
    assert refusal(keyring) is Code.WRONG_PASSPHRASE


def test_an_unfinished_creation_is_not_yet_a_keyring(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "keyring.json", NoPepper())
    keyring.create(PASSPHRASE, cost=CHEAPEST)
    assert not keyring.exists()
    assert keyring.has_unfinished_creation()
    keyring.forget_creation()
    assert not keyring.has_unfinished_creation()


def test_an_interrupted_creation_leaves_no_pepper_behind(tmp_path: Path) -> None:
    drawer = DrawerPepper()
    keyring = Keyring(tmp_path / "keyring.json", drawer)
    keyring.create(PASSPHRASE, cost=CHEAPEST)
    assert drawer.drawers
    keyring.forget_creation()
    assert drawer.drawers == {}


# ---------------------------------------------------------------------------- changing the passphrase

NEW = "mật khẩu mới hoàn toàn"


@pytest.mark.parametrize("store", [NoPepper, DrawerPepper])
def test_after_a_change_only_the_new_passphrase_opens_with_a_new_salt(
    tmp_path: Path, store: type[PepperStore]
) -> None:
    path = tmp_path / "keyring.json"
    keyring, master = made(path, store())
    before = json.loads(path.read_bytes())["slots"][0]
    keyring.set_passphrase(NEW, master, cost=ArgonCost(FLOOR_KIB, 2, 4))
    (after,) = json.loads(path.read_bytes())["slots"]
    assert after["salt"] != before["salt"]
    assert after["kdf"]["iterations"] == 2
    assert keyring.open(NEW) == master
    assert refusal(keyring) is Code.WRONG_PASSPHRASE


def test_the_old_slot_file_opens_nothing_after_the_change(tmp_path: Path) -> None:
    path, drawer = tmp_path / "keyring.json", DrawerPepper()
    keyring, master = made(path, drawer)
    stolen = path.read_bytes()
    keyring.set_passphrase(NEW, master, cost=CHEAPEST)
    path.write_bytes(stolen)
    assert refusal(keyring) is Code.PEPPER_MISSING
    assert refusal(keyring, NEW) is Code.PEPPER_MISSING


class PowerCut(BaseException):
    """The process ends here."""


class CutDrawer(DrawerPepper):
    """The power fails just before or just after one of its writes."""

    cut_before = cut_after = 0

    def keep(self, keyring: str, peppers: Any) -> None:
        self.cut_before -= 1
        self.cut_after -= 1
        if self.cut_before == 0:
            raise PowerCut
        super().keep(keyring, peppers)
        if self.cut_after == 0:
            raise PowerCut


@pytest.mark.parametrize(
    ("before", "after", "opens"),
    [(1, 0, PASSPHRASE), (0, 1, PASSPHRASE), (2, 0, NEW), (0, 2, NEW)],
)
def test_a_power_cut_in_the_middle_of_a_change_locks_nobody_out(
    tmp_path: Path, before: int, after: int, opens: str
) -> None:
    path, drawer = tmp_path / "keyring.json", CutDrawer()
    keyring, master = made(path, drawer)
    stolen = path.read_bytes()
    drawer.cut_before, drawer.cut_after = before, after
    with pytest.raises(PowerCut):
        keyring.set_passphrase(NEW, master, cost=CHEAPEST)
    again = Keyring(path, drawer)
    assert again.open(opens) == master
    ((_, kept),) = drawer.drawers.items()
    assert len(kept) == 1  # what the interrupted change left is gone after the next opening
    if opens == NEW:
        path.write_bytes(stolen)
        assert refusal(again) is Code.PEPPER_MISSING


def test_a_disk_that_is_full_keeps_the_old_passphrase(tmp_path: Path) -> None:
    path, drawer = tmp_path / "keyring.json", DrawerPepper()
    keyring, master = made(path, drawer)
    (tmp_path / "keyring.json.part").mkdir()  # nothing can be written beside the file
    with pytest.raises(UserError):
        keyring.set_passphrase(NEW, master, cost=CHEAPEST)
    assert keyring.open(PASSPHRASE) == master


def test_a_short_new_passphrase_changes_nothing(tmp_path: Path) -> None:
    keyring, master = made(tmp_path / "keyring.json", DrawerPepper())
    with pytest.raises(UserError):
        keyring.set_passphrase("ngắn", master, cost=CHEAPEST)
    assert keyring.open(PASSPHRASE) == master


def test_slots_of_a_kind_that_is_not_known_here_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    keyring, master = made(path)
    content = json.loads(path.read_bytes())
    later = {"kind": "token", "anything": [1, 2]}
    path.write_text(json.dumps(content | {"slots": [later, *content["slots"]]}), "utf-8")
    keyring.set_passphrase(NEW, master, cost=CHEAPEST)
    keyring.set_recovery(new_secret(), master)
    assert later in json.loads(path.read_bytes())["slots"]
    assert keyring.open(NEW) == master


# ------------------------------------------------------------------------------------- recovery code


def recovery_refusal(keyring: Keyring, secret: bytes) -> Code:
    with pytest.raises(UserError) as error:
        keyring.recover(secret)
    return error.value.code


def test_only_the_newest_recovery_code_opens(tmp_path: Path) -> None:
    keyring, master = made(tmp_path / "keyring.json")
    first, second = new_secret(), new_secret()
    assert not keyring.has_recovery()
    assert recovery_refusal(keyring, first) is Code.NO_RECOVERY
    keyring.set_recovery(first, master)
    assert keyring.recover(first) == master
    keyring.set_recovery(second, master)
    assert keyring.has_recovery()
    assert keyring.recover(second) == master
    assert recovery_refusal(keyring, first) is Code.RECOVERY_WRONG
    assert keyring.open(PASSPHRASE) == master


def test_one_flipped_bit_of_the_code_opens_nothing(tmp_path: Path) -> None:
    keyring, master = made(tmp_path / "keyring.json")
    secret = new_secret()
    keyring.set_recovery(secret, master)
    for bit in range(128):
        wrong = (int.from_bytes(secret, "big") ^ 1 << bit).to_bytes(16, "big")
        assert recovery_refusal(keyring, wrong) is Code.RECOVERY_WRONG


@pytest.mark.parametrize("field", ["salt", "nonce", "wrapped"])
def test_one_flipped_bit_of_the_recovery_slot_opens_nothing(tmp_path: Path, field: str) -> None:
    path = tmp_path / "keyring.json"
    keyring, master = made(path)
    secret = new_secret()
    keyring.set_recovery(secret, master)

    def flip(slot: Any) -> None:
        data = bytearray(base64.b64decode(slot[field]))
        data[0] ^= 1
        slot[field] = base64.b64encode(data).decode()

    change(path, flip, slot=1)
    assert recovery_refusal(keyring, secret) is Code.RECOVERY_WRONG
    assert keyring.open(PASSPHRASE) == master


@pytest.mark.parametrize(
    "do",
    [
        lambda slot: slot.update(kdf={"name": "argon2id"}),
        lambda slot: slot.update(kdf={"name": "none"}),
        lambda slot: slot.update(extra=1),
        lambda slot: slot.update(wrapped=""),
    ],
)
def test_a_damaged_recovery_slot_does_not_stand_in_the_way_of_the_passphrase(
    tmp_path: Path, do: Any
) -> None:
    path = tmp_path / "keyring.json"
    keyring, master = made(path)
    secret = new_secret()
    keyring.set_recovery(secret, master)
    change(path, do, slot=1)
    assert recovery_refusal(keyring, secret) is Code.KEYRING_DAMAGED
    assert keyring.open(PASSPHRASE) == master


def test_a_recovery_slot_relabelled_as_a_passphrase_slot_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    keyring, master = made(path)
    keyring.set_recovery(new_secret(), master)
    change(path, lambda slot: slot.update(kind="passphrase"), slot=1)
    assert refusal(keyring) is Code.KEYRING_DAMAGED


# ---------------------------------------------------------------------------------------- the end


def test_a_destroyed_keyring_leaves_no_file_and_no_pepper(tmp_path: Path) -> None:
    path, drawer = tmp_path / "keyring.json", DrawerPepper()
    keyring, _ = made(path, drawer)
    keyring.destroy()
    keyring.destroy()
    assert drawer.drawers == {}
    assert list(tmp_path.iterdir()) == []
    assert refusal(keyring) is Code.NO_VAULT
