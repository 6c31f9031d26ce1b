"""Which hall's server this desk goes to first: chosen by a person, kept in the vault (`protocol.md 13.8`)."""

from __future__ import annotations

from urllib.parse import urlsplit

from delegate_app.domain.changes import Kind
from delegate_app.domain.halls import HallPlace
from delegate_app.errors import Code, UserError
from delegate_app.services.announcer import Announcer
from delegate_app.storage.accounts import AccountTable, VaultSettings
from delegate_app.storage.vault import Vault
from protocol.errors import Invalid
from protocol.halls import read_link

ADDRESS = "hall-address"


class Halls:
    """The hall's address, or none."""

    def __init__(self, vault: Vault, changes: Announcer) -> None:
        self._vault = vault
        self._changes = changes
        self._settings = VaultSettings(vault)
        self._account = AccountTable(vault)

    def chosen(self) -> HallPlace | None:
        """The hall that was chosen; None when there is none, and while the vault is locked."""
        address = self._settings.get(ADDRESS) if self._vault.is_open else ""
        return place_of(address) if address else None

    def choose(self, text: str) -> HallPlace:
        """Go to this hall first: the text of its QR code, or `https://address fingerprint`.

        Raises NOT_ENROLLED, HALL_MALFORMED, and HALL_FOREIGN for a hall of another council's root: nothing is kept
        then, and nothing was sent there.
        """
        enrolment = self._account.enrolment()
        if enrolment is None or not enrolment.council_id:
            raise UserError(Code.NOT_ENROLLED)
        try:
            link = read_link(text)
        except Invalid as error:
            raise UserError(Code.HALL_MALFORMED, error.detail) from error
        same_council = link.council in ("", enrolment.council_id)
        if link.root != enrolment.root_sha256 or not same_council:
            raise UserError(Code.HALL_FOREIGN)
        self._settings.put(ADDRESS, link.address)
        self._changes.announce(frozenset({Kind.ACCOUNT}))
        return place_of(link.address)

    def forget(self) -> None:
        """Go to the council's own server only."""
        self._settings.put(ADDRESS, "")
        self._changes.announce(frozenset({Kind.ACCOUNT}))


def place_of(address: str) -> HallPlace:
    """The parts of an address that was checked."""
    parts = urlsplit(address)
    return HallPlace(address, parts.hostname or "", parts.port or 443)
