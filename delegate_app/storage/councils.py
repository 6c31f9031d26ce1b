"""The council and its delegates, read from the feeds."""

from __future__ import annotations

from delegate_app.domain.councils import Council
from delegate_app.domain.delegates import Delegate
from delegate_app.storage.bodies import Fields
from delegate_app.storage.feeds import FeedTable
from delegate_app.storage.vault import Vault
from protocol.names import name_key


class CouncilTable:
    """What the public feed says of the council and its people (`protocol.md 8.3`)."""

    def __init__(self, vault: Vault) -> None:
        self._feeds = FeedTable(vault)

    def council(self) -> Council | None:
        """The council, or None before the first sync."""
        for body in self._feeds.bodies("council"):
            fields = Fields(body)
            return Council(
                fields.text("id"),
                fields.text("name"),
                fields.text("name_en"),
                fields.number("total"),
            )
        return None

    def delegates(self) -> tuple[Delegate, ...]:
        """All delegates in the Vietnamese order of names."""
        delegates = [
            Delegate(
                fields.text("id"),
                fields.text("name"),
                fields.text("position"),
                fields.text("group"),
                fields.truth("chair"),
            )
            for fields in map(Fields, self._feeds.bodies("delegate"))
        ]
        return tuple(sorted(delegates, key=lambda d: (name_key(d.name), d.id)))
