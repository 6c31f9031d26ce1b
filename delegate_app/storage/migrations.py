"""How the vault's tables came to be: named steps, each in one transaction with its own record.

A step that was released never changes. A vault that knows a step this program does not is newer and is
refused. Before pending steps run on a vault that holds anything, the whole file is copied beside it; the
copy belongs to the first pending step, so that a retry after a failure cannot overwrite it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from delegate_app.errors import Code, UserError
from delegate_app.storage import (
    annotation_tables,
    behind_tables,
    chunk_tables,
    feed_hold_tables,
    first_tables,
    followed_note_tables,
    hall_tables,
    known_edit_tables,
    place_tables,
    search_tables,
    search_waiting,
    search_word_tables,
    second_tables,
)

if TYPE_CHECKING:
    from sqlite_utils import Database

Step = Callable[["Database"], None]


class Steps:
    """Named steps in their order. The library that applies them is loaded when one is pending: it takes longer to load than
    the vault to open, and a vault that is up to date needs only its list of names."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.steps: dict[str, Step] = {}

    def __call__(self, *, name: str) -> Callable[[Step], Step]:
        """Add the decorated function as the last step."""

        def add(step: Step) -> Step:
            if name in self.steps:
                raise ValueError(f"two steps are called {name}")
            self.steps[name] = step
            return step

        return add

    def applied(self, connection: Any) -> list[str]:
        """The names of the steps that this vault knows, those of a newer program included, in the order of their applying."""
        known = "SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'"
        if connection.execute(known).fetchone() is None:
            return []
        rows = connection.execute(
            "SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY rowid",
            [self.name],
        )
        return [name for (name,) in rows]

    def apply(self, connection: Any) -> None:
        """Apply what is pending, each step in a transaction with its own record."""
        from sqlite_utils import Database, Migrations  # noqa: PLC0415 - see above

        library = Migrations(self.name)
        for name, step in self.steps.items():
            library(name=name)(step)
        library.apply(Database(connection))


VAULT = Steps("vault")


@VAULT(name="0001-first-tables")
def _first_tables(database: Database) -> None:
    first_tables.create(database)


@VAULT(name="0002-notes-keys")
def _notes_keys(database: Database) -> None:
    second_tables.create(database)


@VAULT(name="0003-annotation-edits")
def _annotation_edits(database: Database) -> None:
    annotation_tables.create(database)


@VAULT(name="0004-feed-holds")
def _feed_holds(database: Database) -> None:
    feed_hold_tables.create(database)


@VAULT(name="0005-chunks")
def _chunks(database: Database) -> None:
    chunk_tables.create(database)


@VAULT(name="0006-followed-notes")
def _followed_notes(database: Database) -> None:
    followed_note_tables.create(database)


@VAULT(name="0007-search-index")
def _search_index(database: Database) -> None:
    search_tables.create(database)


@VAULT(name="0008-search-words")
def _search_words(database: Database) -> None:
    search_word_tables.create(database)


@VAULT(name="0009-places")
def _places(database: Database) -> None:
    place_tables.create(database)


@VAULT(name="0010-search-waiting")
def _search_waiting(database: Database) -> None:
    search_waiting.create(database)


@VAULT(name="0011-hall-receipts")
def _hall_receipts(database: Database) -> None:
    hall_tables.create(database)


@VAULT(name="0012-record-behind")
def _record_behind(database: Database) -> None:
    behind_tables.create(database)


@VAULT(name="0013-known-edits")
def _known_edits(database: Database) -> None:
    known_edit_tables.create(database)


def migrate(connection: Any, path: Path, steps: Steps = VAULT) -> None:
    """Afterwards every step is applied. Raises VAULT_NEWER, DISK_FULL, DISK_READ_ONLY; a failed step leaves no trace."""
    applied = steps.applied(connection)
    unknown = set(applied) - set(steps.steps)
    if unknown:
        raise UserError(Code.VAULT_NEWER, ", ".join(sorted(unknown)))
    pending = [name for name in steps.steps if name not in applied]
    if applied and pending:
        _back_up(connection, path, pending[0])
    if pending:
        steps.apply(connection)


def _back_up(connection: Any, path: Path, step: str) -> None:
    backup = path.with_name(f"{path.name}.before-{step}")
    if backup.exists():
        return
    # The file alone must be the whole vault: move what the write-ahead log holds into it.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    part = backup.with_name(backup.name + ".part")
    try:
        shutil.copyfile(path, part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(part, backup)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UserError(Code.DISK_FULL, f"no backup before {step}") from error
    for older in path.parent.glob(f"{path.name}.before-*"):
        if older != backup:
            older.unlink()
