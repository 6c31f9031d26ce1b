"""The hall's server says on the local network where it is: mDNS, a hint and nothing more (protocol.md 13.8)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from zeroconf import ServiceInfo, Zeroconf

from council_server.errors import CommandError
from council_server.halls import HallHome
from protocol.halls import PREFIX, SERVICE


@contextmanager
def announced(home: HallHome, port: int, addresses: Sequence[str]) -> Iterator[None]:
    """While the block runs, the hall is announced on the interfaces with these addresses. Raises CommandError."""
    service = ServiceInfo(
        SERVICE,
        f"{home.council[:30]} {home.device[:20]}.{SERVICE}",
        port=port,
        properties={
            "v": "1",
            "council": home.council,
            "root": home.root_sha256[:PREFIX],
            "host": home.hosts[0],
        },
        addresses=[ipaddress.ip_address(address).packed for address in addresses],
        server=f"{home.device}.local.",
    )
    try:
        zeroconf = Zeroconf(interfaces=list(addresses))
    except (OSError, ValueError) as error:
        raise CommandError(f"cannot announce on {', '.join(addresses)}: {error}") from None
    try:
        zeroconf.register_service(service, allow_name_change=True)
        yield
    finally:
        zeroconf.close()
