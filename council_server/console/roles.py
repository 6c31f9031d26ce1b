"""Who may call a route of the console."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What an account may do; the last two are no account's."""

    SECRETARY = "secretary"
    """Thư ký: all of the office's work."""
    CLERK = "clerk"
    """Chuyên viên: prepares dossiers; publishes, signs and enrols nothing."""
    CHAIR = "chair"
    """Chủ tọa: leads the sitting and signs."""
    SCREEN = "screen"
    """A projector with a link that a secretary made."""
    VISITOR = "visitor"
    """Whoever is not signed in. A route for visitors is for everybody."""


ACCOUNTS = frozenset({Role.SECRETARY, Role.CLERK, Role.CHAIR})
"""Everybody who can sign in."""
OFFICE = frozenset({Role.SECRETARY, Role.CLERK})
SITTING = frozenset({Role.SECRETARY, Role.CHAIR})
"""Those who lead a sitting."""
SECRETARY = frozenset({Role.SECRETARY})
CHAIR = frozenset({Role.CHAIR})
ANYBODY = frozenset(Role)
HALL = frozenset({Role.SCREEN, Role.SECRETARY, Role.CHAIR})
"""Who may see the hall's page."""
