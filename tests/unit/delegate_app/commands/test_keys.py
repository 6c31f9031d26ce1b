"""`change-passphrase`, `recovery-code` and `recover`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.delegate_app.commands.terminals import PASSPHRASE, Terminal

NEW = "câu mật khẩu mới"


@pytest.fixture
def at_home(terminal: Terminal) -> Terminal:
    terminal.create_vault()
    return terminal


def written(terminal: Terminal, name: str, text: str) -> str:
    path: Path = terminal.folder / name
    path.write_text(text + "\n", "utf-8")
    return str(path)


def test_a_changed_passphrase_opens_and_the_old_one_does_not(at_home: Terminal) -> None:
    outcome = at_home("change-passphrase", "--new-passphrase-file", written(at_home, "new", NEW))
    assert outcome.status == 0
    assert "Đã đổi mật khẩu" in outcome.out
    assert "không có kho khóa hệ điều hành" in outcome.out
    assert "WRONG_PASSPHRASE" in at_home("sessions").err
    at_home.passphrase = NEW
    assert at_home("sessions").status == 0


def test_a_wrong_old_passphrase_changes_nothing(at_home: Terminal) -> None:
    at_home.passphrase = "không phải câu này"
    outcome = at_home("change-passphrase", "--new-passphrase-file", written(at_home, "new", NEW))
    assert outcome.status == 3
    assert "WRONG_PASSPHRASE" in outcome.err
    at_home.passphrase = PASSPHRASE
    assert at_home("sessions").status == 0


def test_the_sheet_is_printed_and_its_code_recovers_the_desk(at_home: Terminal) -> None:
    assert at_home.json("status")["recovery_code"] is False
    sheet = at_home.json("recovery-code")
    assert len(sheet["code"].split("-")) == 7
    assert at_home.json("status")["recovery_code"] is True
    at_home.passphrase = NEW
    outcome = at_home("recover", "--code-file", written(at_home, "code", sheet["code"].lower()))
    assert outcome.status == 0, outcome.err
    assert at_home("sessions").status == 0
    at_home.passphrase = PASSPHRASE
    assert "WRONG_PASSPHRASE" in at_home("sessions").err


def test_the_printed_sheet_reads_in_both_languages(at_home: Terminal) -> None:
    assert "MÃ KHÔI PHỤC" in at_home("recovery-code").out
    at_home.language = "en"
    out = at_home("recovery-code").out
    assert "RECOVERY CODE OF THE VAULT" in out
    assert "1. Whoever holds this sheet" in out


def test_a_wrong_recovery_code_is_refused(at_home: Terminal) -> None:
    zeros = written(at_home, "code", "0000-0000-0000-0000-0000-0000-0000")
    assert "NO_RECOVERY" in at_home("recover", "--code-file", zeros).err
    assert at_home("recovery-code").status == 0
    outcome = at_home("recover", "--code-file", zeros)
    assert outcome.status == 3
    assert "RECOVERY_WRONG" in outcome.err
    typo = written(at_home, "code", "0000")
    assert "RECOVERY_MALFORMED" in at_home("recover", "--code-file", typo).err


def test_a_home_without_a_vault_has_nothing_to_change(terminal: Terminal) -> None:
    for command in ("change-passphrase", "recovery-code", "recover"):
        assert "NO_VAULT" in terminal(command).err


def test_a_code_is_never_taken_as_an_argument(at_home: Terminal) -> None:
    assert at_home("recover", "0000-0000-0000-0000-0000-0000-0000").status == 2
    assert at_home("recover", "--code", "0000").status == 2
