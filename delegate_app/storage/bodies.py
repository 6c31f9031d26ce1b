"""Reading the bodies of feed rows: absent or misshapen fields count as empty, unknown ones are left alone.

The bytes were checked against the council's signed tree; what the office filled in is for people to judge, and one
odd field must not hide a dossier.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

E = TypeVar("E", bound=StrEnum)
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


class Fields:
    """Typed looks at one body."""

    def __init__(self, body: dict[str, Any]) -> None:
        self._body = body

    def text(self, name: str) -> str:
        """A string, else ""."""
        value = self._body.get(name)
        return value if isinstance(value, str) else ""

    def has(self, name: str) -> bool:
        """Whether the council said anything under that name."""
        return name in self._body

    def number(self, name: str) -> int:
        """An integer, else 0."""
        value = self._body.get(name)
        return value if isinstance(value, int) else 0

    def truth(self, name: str) -> bool:
        """A boolean, else False."""
        return self._body.get(name) is True

    def time(self, name: str) -> datetime:
        """An aware time; 1970 when absent, so that it sorts first and stands out."""
        try:
            value = datetime.fromisoformat(self.text(name))
        except ValueError:
            return _NO_TIME
        return value if value.tzinfo else _NO_TIME

    def day(self, name: str) -> date | None:
        """A date, else None."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            return None

    def member(self, name: str, kind: type[E], otherwise: E) -> E:
        """A member of an enum; `otherwise` for a word of a newer council."""
        try:
            return kind(self.text(name))
        except ValueError:
            return otherwise

    def inner(self, name: str) -> Fields | None:
        """An object inside, None when absent or empty."""
        value = self._body.get(name)
        return Fields(value) if isinstance(value, dict) and value else None

    def texts(self, name: str) -> tuple[str, ...]:
        """An array of strings, else ()."""
        value = self._body.get(name)
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            return ()
        return tuple(value)
