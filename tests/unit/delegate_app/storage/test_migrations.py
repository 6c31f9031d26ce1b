"""Named migrations: each whole or not at all, newer vaults refused, a copy before anything changes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database

from delegate_app.errors import Code, UserError
from delegate_app.storage.cipher_forms import keyed_connection
from delegate_app.storage.migrations import VAULT, Steps, migrate
from delegate_app.storage.vault import Vault

KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    vault = Vault(tmp_path / "vault.db")
    vault.create(KEY)
    vault.run("INSERT INTO seen_versions VALUES ('old')")
    vault.close()
    return vault.path


def with_step(name: str, *, fails: bool = False) -> Steps:
    """The released steps and one more."""
    steps = Steps("vault")
    steps.steps.update(VAULT.steps)

    @steps(name=name)
    def added(database: Database) -> None:
        database.execute("CREATE TABLE added (id INTEGER)")
        database.execute("DELETE FROM seen_versions")
        if fails:
            raise ZeroDivisionError

    return steps


def tables(path: Path) -> tuple[bool, int]:
    """(whether the new table is there, rows of the old one)."""
    connection = keyed_connection(path, KEY)
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    count = connection.execute("SELECT count(*) FROM seen_versions").fetchone()[0]
    connection.close()
    return "added" in names, count


def run(path: Path, steps: Steps) -> None:
    connection = keyed_connection(path, KEY)
    try:
        migrate(connection, path, steps)
    finally:
        connection.close()


def test_a_new_vault_has_every_step_and_no_copy(path: Path) -> None:
    connection = keyed_connection(path, KEY)
    assert VAULT.applied(connection) == list(VAULT.steps)
    assert list(VAULT.steps) == [
        "0001-first-tables",
        "0002-notes-keys",
        "0003-annotation-edits",
        "0004-feed-holds",
        "0005-chunks",
        "0006-followed-notes",
        "0007-search-index",
        "0008-search-words",
        "0009-places",
        "0010-search-waiting",
        "0011-hall-receipts",
        "0012-record-behind",
        "0013-known-edits",
    ]
    connection.close()
    assert list(path.parent.glob("*.before-*")) == []


def test_a_pending_step_is_applied_after_a_copy_was_made(path: Path) -> None:
    run(path, with_step("0002-added"))
    assert tables(path) == (True, 0)
    copy = path.with_name("vault.db.before-0002-added")
    assert tables(copy) == (False, 1)


def test_a_failing_step_leaves_no_trace_and_its_retry_keeps_the_first_copy(path: Path) -> None:
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            run(path, with_step("0002-added", fails=True))
        assert tables(path) == (False, 1)
    copy = path.with_name("vault.db.before-0002-added")
    first = copy.read_bytes()
    vault = Vault(path)
    vault.open(KEY)
    vault.run("DELETE FROM seen_versions")
    vault.close()
    with pytest.raises(ZeroDivisionError):
        run(path, with_step("0002-added", fails=True))
    assert copy.read_bytes() == first


def test_a_vault_of_a_newer_program_is_refused_untouched(path: Path) -> None:
    run(path, with_step("0002-added"))
    with pytest.raises(UserError) as error:
        Vault(path).open(KEY)
    assert error.value.code is Code.VAULT_NEWER
    assert tables(path) == (True, 0)


def test_the_copy_of_an_earlier_step_goes_when_the_next_one_is_made(path: Path) -> None:
    older = path.with_name("vault.db.before-0001-other")
    older.write_bytes(b"older")
    run(path, with_step("0002-added"))
    assert not older.exists()


def test_a_vault_that_is_up_to_date_opens_without_the_library_that_changes_it(path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from delegate_app.storage.vault import Vault;"
        f"vault = Vault(Path({str(path)!r})); vault.open(bytes(range(32)));"
        "print(vault.value('PRAGMA recursive_triggers'), 'sqlite_utils' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["1", "False"]
