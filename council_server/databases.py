"""Which database a council has: a file in its home, or the address in its settings."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection, make_url
from sqlalchemy.exc import ArgumentError

from council_server.database import Database
from council_server.errors import CommandError
from council_server.homes import Home

if TYPE_CHECKING:
    from council_server.postgres import PostgresLines

POSTGRES = "postgresql+psycopg"


class Watch(Protocol):
    """Calls back soon after each commit, until it is stopped."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


class CouncilDatabase(Protocol):
    """What a council needs of a database; for several threads and several processes."""

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that holds the council's write lock."""
        ...

    def reading(self) -> AbstractContextManager[Connection]:
        """One consistent view."""
        ...

    def close(self) -> None: ...

    def migrate(self) -> None:
        """Bring the tables to this program's form. Raises CommandError."""
        ...

    def copy_to(self, target: Path) -> None:
        """A complete copy in one file. Raises CommandError."""
        ...

    def watch(self, changed: Callable[[], None]) -> Watch:
        """A watch that calls `changed` soon after any process committed."""
        ...


def open_database(home: Home, lines: PostgresLines | None = None) -> CouncilDatabase:
    """The database of a home; nothing is asked of it yet. Raises CommandError for an address that is none.

    `lines` are those to its PostgreSQL, when the process shares them among councils.
    """
    if not home.database_url:
        return Database(home.database)
    check_url(home.database_url)
    from council_server.postgres import PostgresDatabase  # noqa: PLC0415 - its driver is loaded where it is used

    return PostgresDatabase(home.database_url, home.council, lines)


def check_url(url: str) -> None:
    """Raises CommandError, without the password in it, for anything but an address of PostgreSQL."""
    try:
        kind = make_url(url).drivername
    except ArgumentError:
        kind = ""
    if kind != POSTGRES:
        raise CommandError(
            f"a database address begins with {POSTGRES}://, as {POSTGRES}://council@db.example/council"
        )
