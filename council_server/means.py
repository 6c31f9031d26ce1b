"""What the councils of one process share: threads that write, threads that judge, lines to their databases."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from council_server.homes import Home

if TYPE_CHECKING:
    from council_server.postgres import PostgresLines

PLACES = 4000
"""More than the country has councils: unless fewer are asked for, nothing is closed for want of a place."""
WRITERS = 4
"""Transactions of different councils at once. More only wait for their turn at Python: of 2, 3, 4, 6 and 16, 4 were fastest."""
JUDGES = 8


class Means:
    """One for a process that serves many councils. Close it after the councils."""

    def __init__(self, writers: int = WRITERS, judges: int = JUDGES) -> None:
        self.writers = ThreadPoolExecutor(writers, thread_name_prefix="writer")
        self.judges = ThreadPoolExecutor(judges, thread_name_prefix="judge")
        self._most_lines = max(writers, judges)
        self._lines: dict[str, PostgresLines] = {}
        self._guard = threading.Lock()

    def lines_of(self, home: Home) -> PostgresLines | None:
        """The lines to the home's PostgreSQL, None for a file."""
        if not home.database_url:
            return None
        from council_server.postgres import PostgresLines  # noqa: PLC0415 - loaded where it is used

        with self._guard:
            if home.database_url not in self._lines:
                self._lines[home.database_url] = PostgresLines(home.database_url, self._most_lines)
            return self._lines[home.database_url]

    def check(self) -> None:
        """Raises what a database that is in use says when it does not answer."""
        for lines in list(self._lines.values()):
            lines.check()

    def close(self) -> None:
        self.writers.shutdown()
        self.judges.shutdown()
        for lines in self._lines.values():
            lines.close()
