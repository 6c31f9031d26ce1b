"""Looking for the hall's server on the local network by mDNS (`protocol.md 13.8`): hints, which the pinned root judges."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

from zeroconf import ServiceBrowser, ServiceInfo, ServiceListener, Zeroconf

from delegate_app.services.replica import Replica
from delegate_app.services.vault_thread import VaultThread
from protocol.errors import Invalid
from protocol.halls import PREFIX, SERVICE, HallLink, read_link

SECONDS = 5.0
"""So long a person waits while we listen."""
MOST = 16
"""Announcements that are looked at: a network full of them is somebody's joke."""


class _Found(ServiceListener):
    """Keeps the announcements that name this council and the beginning of its root's fingerprint."""

    def __init__(self, council: str, root: str) -> None:
        self._council = council
        self._root = root
        self.links: dict[str, HallLink] = {}
        self.arrived = threading.Event()

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        found = zc.get_service_info(type_, name, timeout=1500)
        if found is None or len(self.links) >= MOST:
            return
        link = self.link_of(found)
        if link is not None:
            self.links[name] = link
            self.arrived.set()

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self.add_service(zc, type_, name)

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self.links.pop(name, None)

    def link_of(self, found: ServiceInfo) -> HallLink | None:
        """The link for an announcement, None for another council's or a strange one. The full fingerprint is ours:
        what was announced only had to begin like it."""
        said = {
            key.decode(errors="replace"): (value or b"").decode(errors="replace")
            for key, value in found.properties.items()
        }
        if said.get("council") != self._council or said.get("root") != self._root[:PREFIX]:
            return None
        host = said.get("host", "")
        wrapped = f"[{host}]" if ":" in host else host
        try:
            link = read_link(f"https://{wrapped}:{found.port} {self._root}")
        except Invalid:
            return None
        return replace(link, council=self._council)


def find_halls(
    council: str, root: str, *, seconds: float, interfaces: Sequence[str] | None = None
) -> tuple[HallLink, ...]:
    """Halls of this council that were announced; returns soon after the first, at the latest after `seconds`.

    No announcement is trusted: `root` is the pinned fingerprint, which goes into each link. Not on the GUI thread.
    """
    try:
        zeroconf = Zeroconf(interfaces=list(interfaces)) if interfaces else Zeroconf()
    except OSError:  # no network at all
        return ()
    found = _Found(council, root)
    try:
        browser = ServiceBrowser(zeroconf, SERVICE, found)
        found.arrived.wait(seconds)
        browser.cancel()
    finally:
        zeroconf.close()
    return tuple(found.links.values())


class NearbyHalls:
    """The halls of this desk's council, for whoever looks for them by hand."""

    def __init__(self, replica: Replica, thread: VaultThread) -> None:
        self._replica = replica
        self._thread = thread

    def find(self) -> tuple[str, ...]:
        """Their links. Waits for network and vault: neither on the vault's thread nor on the GUI's."""
        identity = self._thread.submit(self._replica.identity).result()
        if identity is None:
            return ()
        found = find_halls(identity.council_id, identity.root_sha256, seconds=SECONDS)
        return tuple(str(link) for link in found)
