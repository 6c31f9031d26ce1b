"""Bringing a database's tables to this program's form, whichever database it is."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from council_server.errors import CommandError

MIGRATIONS = Path(__file__).parent / "migrations"


def form_of(connection: Connection, name: str) -> str | None:
    """The form that the tables have, None for an empty database.

    Raises CommandError when a newer program made them; `name` says to a person which database that is.
    """
    script = ScriptDirectory.from_config(_config())
    known = {revision.revision for revision in script.walk_revisions()}
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in known:
        raise CommandError(
            f"{name} was written by a newer program (its form is {current}); "
            "start it with that program"
        )
    return current


def newest_form() -> str:
    """The form that this program works with."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise CommandError("this program holds no form of the database")
    return head


def bring_up_to_date(connection: Connection, name: str) -> None:
    """Afterwards the tables have the newest form, in the caller's transaction. Raises CommandError, as `form_of`."""
    if form_of(connection, name) == newest_form():
        return
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
