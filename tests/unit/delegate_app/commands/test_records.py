"""`verify-record`."""

from __future__ import annotations

from datetime import UTC, datetime

from delegate_app.domain.records import Alarm
from delegate_app.errors import Code
from delegate_app.security.device_keys import vault_key
from delegate_app.security.keyring import Keyring
from delegate_app.security.peppers import NoPepper
from delegate_app.storage.record import RecordTable
from delegate_app.storage.vault import Vault
from tests.running_council import RunningCouncil
from tests.unit.delegate_app.commands.terminals import PASSPHRASE, Terminal


def test_a_record_that_agrees_is_said_to_agree(member: Terminal, council: RunningCouncil) -> None:
    council.define_poll("p1")
    council.open_poll("p1")
    member("sync")
    assert member("vote", "p1", "APPROVE", "--send").status == 0
    document = member.json("verify-record")
    assert document["alarm"] == ""
    assert document["size"] == document["entries_checked"] > 0
    assert (document["polls_checked"], document["own_statements"]) == (1, 1)
    assert "mọi nội dung khớp" in member("verify-record").out


def test_a_desk_without_a_council_has_no_record(terminal: Terminal) -> None:
    terminal.create_vault()
    outcome = terminal("verify-record", "--json")
    assert outcome.status == 3
    assert outcome.json["error"]["code"] == "NOT_ENROLLED"


def test_an_entry_changed_on_the_disk_is_found_and_the_status_says_alarm(member: Terminal) -> None:
    keyring = Keyring(member.home / "keyring.json", NoPepper())
    vault = Vault(member.home / "vault.db")
    vault.open(vault_key(keyring.open(PASSPHRASE)))
    changed = vault.run(
        "UPDATE record_entries SET signature = (SELECT signature FROM record_entries WHERE position = 1)"
        " WHERE position = 2"
    )
    vault.close()
    assert changed == 1
    outcome = member("verify-record", "--json")
    assert outcome.status == 7
    assert outcome.json["alarm"] == "RECORD_FORGED"
    assert "[RECORD_FORGED]" in outcome.err
    assert "KHÔNG KHỚP" in member("verify-record").out


def test_the_evidence_of_a_standing_alarm_is_written_and_none_without_one(member: Terminal) -> None:
    folder = member.folder / "chung-cu"
    assert "NO_ALARM" in member("verify-record", "--evidence", str(folder)).err
    assert not folder.exists()
    keyring = Keyring(member.home / "keyring.json", NoPepper())
    vault = Vault(member.home / "vault.db")
    vault.open(vault_key(keyring.open(PASSPHRASE)))
    alarm = Alarm(Code.SPLIT_VIEW, "another root", datetime.now(UTC), "ours", "theirs")
    RecordTable(vault).raise_alarm("hdnd/a/record/b", alarm, b"")
    vault.close()
    outcome = member("verify-record", "--evidence", str(folder), "--json")
    assert (outcome.status, outcome.json["alarm"]) == (7, "SPLIT_VIEW")
    assert outcome.json["evidence"] == str(folder)
    assert (folder / "may-chu.txt").read_text("utf-8") == "theirs"
    assert "EXPORT_EXISTS" in member("verify-record", "--evidence", str(folder)).err
