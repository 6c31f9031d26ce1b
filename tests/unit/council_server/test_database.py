"""The database file: its forms, its copies, and files of a newer program."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

import council_server.console.tables
import council_server.draft_tables  # noqa: F401 - and those of drafts
from council_server.database import Database
from council_server.errors import CommandError
from council_server.schema import METADATA


def test_the_migrations_make_exactly_the_tables_of_the_schema(tmp_path: Path) -> None:
    database = Database(tmp_path / "server.db")
    database.migrate()
    database.migrate()
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    database.close()


def test_the_council_stands_first_in_every_key() -> None:
    for table in METADATA.tables.values():
        assert next(iter(table.primary_key.columns)).name == "council", table.name


def test_commits_are_on_the_disk_before_they_return(tmp_path: Path) -> None:
    database = Database(tmp_path / "server.db")
    with database.writing() as connection:
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    database.close()


def test_a_file_of_a_newer_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    database = Database(path)
    database.migrate()
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(CommandError, match="written by a newer program"):
        database.migrate()
    database.close()


def test_a_copy_is_complete_and_never_over_another_file(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    database = Database(path)
    database.migrate()
    copy = tmp_path / "copy.db"
    database.copy_to(copy)
    with pytest.raises(CommandError, match="exists already"):
        database.copy_to(copy)
    database.close()
    again = Database(copy)
    again.migrate()
    again.close()
