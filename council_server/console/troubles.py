"""What ends a call with an error page instead of its answer."""

from __future__ import annotations


class Trouble(Exception):
    """An error page with this status. `detail` is a key of words for one more sentence, with its parts."""

    def __init__(self, status: int, detail: str = "", **values: object) -> None:
        super().__init__(status, detail)
        self.status = status
        self.detail = detail
        self.values = values


PAGES = (400, 401, 403, 404, 405, 408, 409, 413, 415, 421, 429, 500, 503)
"""Statuses that have sentences of their own in words (`trouble.404`, `trouble.404_next`)."""
