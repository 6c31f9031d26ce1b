"""The places in the console's menu. Each part of the console adds its own, in the order of the office's day."""

from __future__ import annotations

from dataclasses import dataclass

from council_server.console.roles import ACCOUNTS, OFFICE, SECRETARY, SITTING, Role


@dataclass(frozen=True, slots=True)
class Place:
    """A link of the menu, for these roles; `word` is its key in words."""

    path: str
    word: str
    roles: frozenset[Role]


PLACES: tuple[Place, ...] = (
    Place("/console", "menu.home", ACCOUNTS),
    Place("/console/drafts", "menu.drafts", OFFICE),
    Place("/console/sittings", "menu.sittings", SITTING),
    Place("/console/screens", "menu.screens", SECRETARY),
    Place("/console/record", "menu.record", SITTING),
    Place("/console/delegates", "menu.delegates", OFFICE),
    Place("/console/devices", "menu.devices", OFFICE),
    Place("/console/key", "menu.key", SITTING),
    Place("/console/trail", "menu.trail", SECRETARY),
)


def places_for(role: Role | None) -> list[Place]:
    """What somebody with this role finds in the menu."""
    return [place for place in PLACES if role in place.roles]
