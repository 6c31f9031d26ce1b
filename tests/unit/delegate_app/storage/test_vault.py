"""The vault file: encrypted, whole or untouched, and honest about what is wrong with it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from delegate_app.errors import Code, UserError
from delegate_app.storage.cipher_forms import FORM
from delegate_app.storage.vault import PLAIN_HEADER, Vault

KEY = bytes(range(32))
ROOT = Path(__file__).resolve().parents[4]

WRITER = """
import sys
from pathlib import Path
from delegate_app.storage.vault import Vault
vault = Vault(Path(sys.argv[1]))
vault.open(bytes(range(32)))
for number in range(100000):
    with vault.transaction():
        vault.run("INSERT INTO seen_versions VALUES (?)", [f"{number:06d}"])
        vault.run("INSERT INTO vault_settings VALUES (?, ?)", [f"n{number:06d}", "x" * 200])
    print(number, flush=True)
"""


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    vault = Vault(tmp_path / "vault.db")
    vault.create(KEY)
    yield vault
    vault.close()


def code_of_opening(vault: Vault, key: bytes = KEY) -> Code:
    with pytest.raises(UserError) as error:
        vault.open(key)
    assert not vault.is_open
    return error.value.code


def put(vault: Vault, name: str) -> None:
    vault.run("INSERT INTO seen_versions VALUES (?)", [name])


def _fail_after_writing(vault: Vault) -> None:
    with vault.transaction(durable=False):
        put(vault, "b")
        raise RuntimeError


def test_after_what_may_be_fetched_again_the_next_write_is_durable_as_ever(vault: Vault) -> None:
    with vault.transaction(durable=False):
        put(vault, "a")
        assert vault.value("PRAGMA synchronous") == 1
    assert vault.value("PRAGMA synchronous") == 2
    with pytest.raises(RuntimeError):
        _fail_after_writing(vault)
    assert vault.value("PRAGMA synchronous") == 2
    assert vault.rows("SELECT version FROM seen_versions") == [{"version": "a"}]


def test_what_was_written_is_there_after_opening_again(vault: Vault) -> None:
    put(vault, "a")
    vault.close()
    vault.open(KEY)
    assert vault.value("SELECT version FROM seen_versions") == "a"
    assert vault.value("PRAGMA journal_mode") == "wal"
    assert vault.value("PRAGMA synchronous") == 2
    assert vault.value("PRAGMA foreign_keys") == 1
    assert vault.value("PRAGMA temp_store") == 2
    assert int(vault.value("PRAGMA page_size")) == FORM.page_size
    assert vault.value("PRAGMA cipher_hmac_algorithm") == FORM.hmac
    assert str(vault.value("PRAGMA cipher_use_hmac")) == "1"


def test_neither_the_file_nor_its_log_shows_anything(vault: Vault) -> None:
    put(vault, "the delegate wrote this")
    files = [vault.path, vault.path.with_name("vault.db-wal")]
    for file in files:
        content = file.read_bytes()
        assert not content.startswith(PLAIN_HEADER)
        assert b"the delegate wrote this" not in content
        assert b"seen_versions" not in content


def test_another_key_opens_nothing(vault: Vault) -> None:
    vault.close()
    assert code_of_opening(vault, bytes(32)) is Code.VAULT_DAMAGED


def test_a_plain_database_in_its_place_is_refused(tmp_path: Path) -> None:
    plain = sqlite3.connect(tmp_path / "vault.db")
    plain.execute("CREATE TABLE seen_versions (version TEXT)")
    plain.commit()
    plain.close()
    assert code_of_opening(Vault(tmp_path / "vault.db")) is Code.VAULT_NOT_ENCRYPTED


@pytest.mark.parametrize("content", [b"", b"short", os.urandom(8192)])
def test_a_file_that_is_no_vault_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "vault.db").write_bytes(content)
    vault = Vault(tmp_path / "vault.db")
    assert code_of_opening(vault) is Code.VAULT_DAMAGED
    assert vault.path.read_bytes() == content


def test_a_vault_that_is_gone_is_not_made_again(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault.db")
    assert code_of_opening(vault) is Code.VAULT_DAMAGED
    assert not vault.path.exists()


def test_a_flipped_bit_anywhere_is_found_when_its_page_is_read(vault: Vault) -> None:
    for number in range(200):
        put(vault, f"{number:050d}")
    vault.close()
    whole = vault.path.read_bytes()
    for at in range(0, len(whole), 4096):
        damaged = bytearray(whole)
        damaged[at + 100] ^= 4
        vault.path.write_bytes(bytes(damaged))
        try:
            vault.open(KEY)
            read = [
                row
                for table in vault.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
                for row in vault.rows(f"SELECT * FROM {table['name']}")
            ]
        except UserError as error:
            assert error.code is Code.VAULT_DAMAGED  # noqa: PT017
        else:
            assert len(read) >= 200, "only a page that nothing reads may go unnoticed"
        finally:
            vault.close()


def test_a_closed_vault_says_that_it_is_locked(vault: Vault) -> None:
    vault.close()
    vault.close()
    for read in (vault.rows, vault.read_rows):
        with pytest.raises(UserError) as error:
            read("SELECT 1")
        assert error.value.code is Code.VAULT_LOCKED


def test_a_transaction_that_fails_leaves_nothing(vault: Vault) -> None:
    def fail_halfway() -> None:
        with vault.transaction():
            put(vault, "a")
            with vault.transaction():
                put(vault, "b")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    assert vault.rows("SELECT * FROM seen_versions") == []


def test_the_reading_connection_sees_what_was_committed_and_cannot_write(vault: Vault) -> None:
    with vault.transaction():
        put(vault, "a")
        assert vault.read_rows("SELECT * FROM seen_versions") == []
    assert vault.read_rows("SELECT * FROM seen_versions") == [{"version": "a"}]
    with pytest.raises(UserError) as error:
        vault.read_rows("INSERT INTO seen_versions VALUES ('b')")
    assert error.value.code is Code.DISK_READ_ONLY


def test_a_full_disk_stops_the_write_and_nothing_else(vault: Vault) -> None:
    put(vault, "a")
    pages = vault.value("PRAGMA page_count")
    vault.rows(f"PRAGMA max_page_count = {pages + 2}")

    def fill() -> None:
        with vault.transaction():
            put(vault, "b")
            vault.run("INSERT INTO pieces VALUES (1, zeroblob(1000000))")

    with pytest.raises(UserError) as error:
        fill()
    assert error.value.code is Code.DISK_FULL
    assert vault.rows("SELECT * FROM seen_versions") == [{"version": "a"}]
    vault.rows("PRAGMA max_page_count = 100000")
    put(vault, "c")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_takes_no_writes_is_named_as_that(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(mode=0o500)
    with pytest.raises(UserError) as error:
        Vault(tmp_path / "home" / "vault.db").create(KEY)
    assert error.value.code is Code.DISK_READ_ONLY


def test_a_second_writer_waits_and_then_gives_up_without_harm(tmp_path: Path, vault: Vault) -> None:
    other = Vault(vault.path)
    other.open(KEY)
    other.rows("PRAGMA busy_timeout = 10")
    with vault.transaction():
        put(vault, "a")
        with pytest.raises(UserError) as error, other.transaction():
            put(other, "b")
        assert error.value.code is Code.VAULT_IN_USE
    put(other, "b")
    assert len(vault.rows("SELECT * FROM seen_versions")) == 2
    other.close()


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a signal of Unix")
def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path: Path, vault: Vault) -> None:
    vault.close()
    done = -1
    for kills in range(1, 6):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(vault.path)], stdout=subprocess.PIPE, cwd=ROOT
        ) as writer:
            assert writer.stdout is not None
            for _ in range(5 * kills):
                last = int(writer.stdout.readline())
            os.kill(writer.pid, signal.SIGKILL)
            rest = writer.stdout.read().split(b"\n")
            last = max([last, *(int(line) for line in rest[:-1] if line)])
        vault.open(KEY)
        rows = vault.value("SELECT count(*) FROM seen_versions")
        assert rows == vault.value("SELECT count(*) FROM vault_settings")
        assert rows >= last + 1 > done
        assert vault.value("PRAGMA integrity_check") == "ok"
        assert vault.rows("PRAGMA cipher_integrity_check") == []
        vault.run("DELETE FROM seen_versions")
        vault.run("DELETE FROM vault_settings")
        vault.close()
