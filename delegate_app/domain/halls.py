"""The hall's own server, as this desk knows it (`protocol.md 13`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HallPlace:
    """Where a hall's server is said to be. The council's pinned root decides whether it is one."""

    address: str
    host: str
    port: int

    @property
    def words(self) -> str:
        """As one reads it out."""
        return f"{self.host}:{self.port}"
