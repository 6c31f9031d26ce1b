"""A desk's folder in a thief's hands: stays locked, and nothing of it is to be read."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from delegate_app.domain.accounts import AccountState
from delegate_app.errors import Code, UserError
from delegate_app.security.derivation import CHEAPEST, FLOOR_KIB, ArgonCost
from delegate_app.services.desk import Desk, open_desk
from tests.scenarios.desks import PASSPHRASE
from tests.unit.delegate_app.security.drawers import DrawerPepper

SECRET = "Máy của đại biểu Nguyễn Thị Lan"
"""Something that the vault holds and the disk must not."""


def opened(home: Path, drawer: DrawerPepper, cost: ArgonCost = CHEAPEST) -> Desk:
    return open_desk(home, pepper=drawer, cost=lambda: cost)


def do(desk: Desk, job: Callable[[], Any]) -> Any:
    return desk.thread.submit(job).result(30)


def made(home: Path, drawer: DrawerPepper, cost: ArgonCost = CHEAPEST) -> Path:
    """The folder of a desk that was locked and closed."""
    desk = opened(home, drawer, cost)
    do(desk, lambda: desk.account.create(PASSPHRASE))
    do(
        desk,
        lambda: desk.account.begin_enrolment(
            address="https://hdnd.example",
            root_sha256="ab" * 32,
            code="0000-0000-0000-0000",
            device_name=SECRET,
            now=datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
        ),
    )
    desk.close()
    return home


@pytest.fixture
def drawer() -> DrawerPepper:
    """The keychain of the delegate's own machine."""
    return DrawerPepper()


@pytest.fixture
def home(tmp_path: Path, drawer: DrawerPepper) -> Path:
    return made(tmp_path / "home", drawer)


def outcome(home: Path, drawer: DrawerPepper, passphrase: str = PASSPHRASE) -> Code | None:
    """The code with which unlocking ends, None when it opened; a desk that did not open shows nothing."""
    desk = opened(home, drawer)
    try:
        do(desk, lambda: desk.account.unlock(passphrase))
    except UserError as error:
        assert do(desk, desk.account.state) is AccountState.LOCKED
        assert do(desk, desk.replica.identity) is None
        with pytest.raises(UserError) as caught:
            do(desk, desk.account.enrolment)
        assert caught.value.code is Code.VAULT_LOCKED
        return error.code
    else:
        assert do(desk, desk.account.enrolment).device_name == SECRET
        return None
    finally:
        desk.close()
        assert_nothing_lies_open(home)


def assert_nothing_lies_open(home: Path) -> None:
    words = [SECRET.encode(), SECRET.encode("utf-16-le"), b"hdnd.example", PASSPHRASE.encode()]
    for path in home.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(word in data for word in words), path.name


def slot(home: Path) -> tuple[dict[str, Any], Callable[[], None]]:
    """The passphrase's slot, and what writes it back."""
    path = home / "keyring.json"
    content = json.loads(path.read_bytes())

    def write() -> None:
        path.write_text(json.dumps(content), "utf-8")

    return content["slots"][0], write


def test_35_the_right_passphrase_opens_the_desk_and_a_wrong_one_does_not(
    home: Path, drawer: DrawerPepper
) -> None:
    assert outcome(home, drawer) is None
    for wrong in ("mật khẩu khác hẳn", PASSPHRASE + " ", PASSPHRASE.upper(), ""):
        assert outcome(home, drawer, wrong) is Code.WRONG_PASSPHRASE


def test_35_a_cost_lowered_under_the_floor_is_refused_and_above_it_leads_to_another_key(
    tmp_path: Path, drawer: DrawerPepper
) -> None:
    home = made(tmp_path / "home", drawer, ArgonCost(FLOOR_KIB, 2, 4))
    found, write = slot(home)
    found["kdf"]["iterations"] = 1
    write()
    assert outcome(home, drawer) is Code.WRONG_PASSPHRASE
    found["kdf"].update(iterations=2, memory_kib=8)
    write()
    assert outcome(home, drawer) is Code.KEYRING_DAMAGED
    found["kdf"].update(iterations=2, memory_kib=FLOOR_KIB)
    write()
    assert outcome(home, drawer) is None


def test_35_no_flipped_bit_opens_the_desk_or_shows_anything_else_than_what_was_written(
    home: Path, drawer: DrawerPepper, tmp_path: Path
) -> None:
    chance, image = Random(35), tmp_path / "image"
    shutil.copytree(home, image)
    damaged = {
        Code.KEYRING_DAMAGED,
        Code.PEPPER_MISSING,
        Code.WRONG_PASSPHRASE,
        Code.VAULT_DAMAGED,
    }
    for name in ("keyring.json", "vault.db"):
        whole = (image / name).read_bytes()
        for _ in range(12):
            spoiled = bytearray(whole)
            spoiled[chance.randrange(min(len(whole), 3 * 4096))] ^= 1 << chance.randrange(8)
            (home / name).write_bytes(bytes(spoiled))
            # white space between the fields of the keyring may change
            assert outcome(home, drawer) in damaged | {None}
            restored(image, home)


def restored(image: Path, home: Path) -> None:
    """The folder as it was."""
    shutil.rmtree(home)
    shutil.copytree(image, home)


def test_35_an_image_of_the_disk_opens_on_no_other_machine_even_with_the_passphrase(
    home: Path, drawer: DrawerPepper, tmp_path: Path
) -> None:
    image = tmp_path / "image"
    shutil.copytree(home, image)
    assert outcome(image, DrawerPepper()) is Code.PEPPER_MISSING
    found, write = slot(image)
    found["pepper"] = False
    write()
    assert outcome(image, DrawerPepper()) is not None, "told that it needs none"
    assert outcome(home, drawer) is None


def test_35_after_a_change_of_passphrase_the_old_slot_opens_nothing(
    home: Path, drawer: DrawerPepper
) -> None:
    old = (home / "keyring.json").read_bytes()
    desk = opened(home, drawer)
    do(desk, lambda: desk.account.unlock(PASSPHRASE))
    do(desk, lambda: desk.account.change_passphrase(PASSPHRASE, "mật khẩu hoàn toàn mới"))
    desk.close()
    new = (home / "keyring.json").read_bytes()
    (home / "keyring.json").write_bytes(old)
    assert outcome(home, drawer) is not None
    (home / "keyring.json").write_bytes(new)
    assert outcome(home, drawer) is Code.WRONG_PASSPHRASE
    assert outcome(home, drawer, "mật khẩu hoàn toàn mới") is None


def test_35_a_plain_database_in_the_vaults_place_is_not_written_to(
    home: Path, drawer: DrawerPepper
) -> None:
    for path in home.glob("vault.db*"):
        path.unlink()
    plain = sqlite3.connect(home / "vault.db")
    plain.execute("CREATE TABLE enrolment (device_name TEXT)")
    plain.commit()
    plain.close()
    before = (home / "vault.db").read_bytes()
    assert outcome(home, drawer) is Code.VAULT_NOT_ENCRYPTED
    assert (home / "vault.db").read_bytes() == before


def test_35_the_vault_of_another_desk_does_not_open_under_this_ones_keyring(
    home: Path, drawer: DrawerPepper, tmp_path: Path
) -> None:
    other = made(tmp_path / "other", drawer)
    shutil.copy(other / "vault.db", home / "vault.db")
    assert outcome(home, drawer) is Code.VAULT_DAMAGED
