"""Versions of the protocol (protocol.md 7.1): what a program speaks, and how two programs find the one they share."""

from __future__ import annotations

from dataclasses import dataclass

_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Versions:
    """All versions from `least` to `most`."""

    least: int
    most: int

    def has(self, version: int | None) -> bool:
        """Whether this program speaks that version."""
        return version is not None and self.least <= version <= self.most

    def common(self, other: Versions) -> int | None:
        """The newest version that both speak, None when there is none."""
        newest = min(self.most, other.most)
        return newest if newest >= max(self.least, other.least) else None


SPOKEN = Versions(1, 1)
"""What this program speaks."""


def read_version(text: str | None) -> int | None:
    """The version in a header's value, None when it is none."""
    if text is None or not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        return None
    return int(text)
