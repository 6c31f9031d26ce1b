"""Changing the passphrase, the recovery code and its sheet, over a real vault."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from delegate_app.domain.accounts import AccountState, PepperKind
from delegate_app.errors import Code, UserError
from delegate_app.services.recovery import recovery_sheet
from tests.unit.delegate_app.member import PASSPHRASE, Member

NEW = "mật khẩu thứ hai"


def refusal(call: Callable[[], object]) -> Code:
    with pytest.raises(UserError) as error:
        call()
    return error.value.code


def test_after_a_change_the_new_passphrase_opens_and_signs(member: Member) -> None:
    account = member.desk.account
    member.open_poll()
    assert refusal(lambda: account.change_passphrase("sai mật khẩu", NEW)) is Code.WRONG_PASSPHRASE
    assert refusal(lambda: account.change_passphrase(PASSPHRASE, "ngắn")) is (
        Code.PASSPHRASE_TOO_SHORT
    )
    account.change_passphrase(PASSPHRASE, NEW)
    assert refusal(lambda: account.check_passphrase(PASSPHRASE)) is Code.WRONG_PASSPHRASE
    account.lock()
    assert refusal(lambda: account.unlock(PASSPHRASE)) is Code.WRONG_PASSPHRASE
    account.unlock(NEW)
    member.desk.votes.cast("bq-1", "APPROVE", NEW, now=member.clock())
    assert account.pepper_kind() is PepperKind.NONE


def test_the_recovery_code_opens_a_desk_whose_passphrase_was_forgotten(member: Member) -> None:
    account = member.desk.account
    assert not account.has_recovery_code()
    version = member.open_poll()
    member.write(version, "còn nguyên")
    code = account.make_recovery_code(PASSPHRASE)
    assert account.has_recovery_code()
    account.lock()
    account.recover(code.lower().replace("-", " "), NEW)
    assert account.state() is AccountState.ENROLLED
    assert [note.text for note in member.desk.annotations.all()] == ["còn nguyên"]
    account.lock()
    assert refusal(lambda: account.unlock(PASSPHRASE)) is Code.WRONG_PASSPHRASE
    account.unlock(NEW)
    member.sync()


def test_a_wrong_code_opens_nothing_and_changes_nothing(member: Member) -> None:
    account = member.desk.account
    account.lock()
    some = "0000-0000-0000-0000-0000-0000-0000"
    assert refusal(lambda: account.recover(some, NEW)) is Code.NO_RECOVERY
    first = account.make_recovery_code(PASSPHRASE)
    second = account.make_recovery_code(PASSPHRASE)
    assert refusal(lambda: account.recover(some, NEW)) is Code.RECOVERY_WRONG
    assert refusal(lambda: account.recover(first, NEW)) is Code.RECOVERY_WRONG
    assert refusal(lambda: account.recover(second[:-1], NEW)) is Code.RECOVERY_MALFORMED
    assert refusal(lambda: account.recover(second, "ngắn")) is Code.PASSPHRASE_TOO_SHORT
    assert account.state() is AccountState.LOCKED
    account.unlock(PASSPHRASE)


def test_a_vault_without_its_keyring_is_not_recovered(member: Member) -> None:
    code = member.desk.account.make_recovery_code(PASSPHRASE)
    member.desk.account.lock()
    (member.home / "keyring.json").unlink()
    assert refusal(lambda: member.desk.account.recover(code, NEW)) is Code.KEYRING_DAMAGED


def test_the_sheet_says_whose_it_is_and_holds_the_code_in_groups(member: Member) -> None:
    account = member.desk.account
    code = account.make_recovery_code(PASSPHRASE)
    sheet = recovery_sheet(account, code, now=member.clock())
    assert "-".join(sheet.groups) == code
    assert (sheet.council, sheet.made_on) == ("Hội đồng mô phỏng", member.clock().date())
    assert sheet.device.startswith("Máy thử (tb-")
    assert all(pair.vietnamese and pair.english for pair in sheet.instructions)


def test_the_code_is_kept_nowhere_in_the_home_folder(member: Member) -> None:
    code = member.desk.account.make_recovery_code(PASSPHRASE)
    for path in member.home.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert code.encode() not in data
            assert code.replace("-", "").encode() not in data


def test_locking_overwrites_the_keys_that_are_held(member: Member) -> None:
    open_keys = member.desk.account._open_keys
    notes = open_keys.require().notes
    assert any(notes)
    assert not open_keys.master  # wiped when the clerk confirmed
    member.desk.account.lock()
    assert not any(notes)
    assert open_keys.keys is None
