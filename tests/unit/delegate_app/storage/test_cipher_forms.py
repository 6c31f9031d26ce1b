"""A vault of the trial versions' form is rewritten in today's, and is whole whatever happens meanwhile."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from delegate_app.errors import Code, UserError
from delegate_app.storage import cipher_forms
from delegate_app.storage.cipher_forms import CONVERTING, EARLIER, FORM, convert, keyed_connection
from delegate_app.storage.migrations import migrate
from delegate_app.storage.vault import Vault

KEY = bytes(range(32))


def earlier_vault(path: Path) -> Any:
    """A vault as the trial versions made it, still open: what was written last lies in its log."""
    connection = keyed_connection(path, KEY, EARLIER)
    connection.execute("PRAGMA journal_mode=WAL")
    migrate(connection, path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for number in range(50):
        connection.execute("INSERT INTO seen_versions VALUES (?)", (f"{number:064d}",))
    connection.execute("INSERT INTO pieces VALUES (?, ?)", (1 << 20, bytes(65536)))
    return connection


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A vault of the earlier form as a program that was killed leaves it: with a log."""
    connection = earlier_vault(tmp_path / "earlier.db")
    for suffix in ("", "-wal"):
        shutil.copyfile(tmp_path / f"earlier.db{suffix}", tmp_path / f"vault.db{suffix}")
    connection.close()
    return tmp_path / "vault.db"


def is_whole(vault: Vault) -> bool:
    found = vault.rows("PRAGMA cipher_integrity_check"), vault.value("PRAGMA integrity_check")
    seen = vault.value("SELECT count(*) FROM seen_versions")
    return (
        found == ([], "ok")
        and seen == 50
        and vault.value("SELECT data FROM pieces") == bytes(65536)
    )


def test_opening_a_vault_of_the_earlier_form_rewrites_it_with_all_that_its_log_held(
    path: Path,
) -> None:
    vault = Vault(path)
    vault.open(KEY)
    assert is_whole(vault)
    assert int(vault.value("PRAGMA page_size")) == FORM.page_size
    vault.close()
    keyed_connection(path, KEY).close()
    assert [file.name for file in path.parent.glob("vault.db*")] == ["vault.db"]


def test_its_rules_are_rewritten_with_it(path: Path) -> None:
    before = keyed_connection(path, KEY, EARLIER)
    names = "SELECT type, name FROM sqlite_master ORDER BY type, name"
    expected = before.execute(names).fetchall()
    before.close()
    assert convert(path, KEY)
    after = keyed_connection(path, KEY)
    assert after.execute(names).fetchall() == expected
    after.close()


def test_another_key_rewrites_nothing(path: Path) -> None:
    assert not convert(path, bytes(32))
    with pytest.raises(UserError) as error:
        Vault(path).open(bytes(32))
    assert error.value.code is Code.VAULT_DAMAGED
    keyed_connection(path, KEY, EARLIER).close()
    vault = Vault(path)
    vault.open(KEY)
    assert is_whole(vault)
    vault.close()


def test_a_rewriting_that_fails_leaves_the_earlier_vault_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise UserError(Code.DISK_FULL)

    monkeypatch.setattr(cipher_forms, "_replace", fail)
    vault = Vault(path)
    with pytest.raises(UserError) as error:
        vault.open(KEY)
    assert error.value.code is Code.DISK_FULL
    assert not path.with_name(path.name + CONVERTING).exists()
    monkeypatch.undo()
    vault.open(KEY)
    assert is_whole(vault)
    vault.close()


def test_a_rewriting_that_was_cut_off_begins_anew(path: Path) -> None:
    path.with_name(path.name + CONVERTING).write_bytes(b"half a vault")
    vault = Vault(path)
    vault.open(KEY)
    assert is_whole(vault)
    vault.close()
