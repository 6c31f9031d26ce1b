"""What people are called: by the roster, and by the record for who is in no roster."""

from __future__ import annotations

from collections.abc import Mapping

from council_server.console.calls import Call
from council_server.feeds import read_objects
from council_server.logs import PUBLIC
from protocol.names import name_key


async def read_names(call: Call) -> dict[str, str]:
    """Names by person, in the order of Vietnamese names."""

    def work() -> dict[str, str]:
        with call.council.database.reading() as connection:
            roster = read_objects(connection, call.council.id, PUBLIC, "delegate")
        return {person: str(body["name"]) for person, body in roster.items()}

    found = await call.think(work)
    for certificate in list(call.council.record.replay.certificates.values()):
        found.setdefault(certificate.person, certificate.name)
    return dict(sorted(found.items(), key=lambda pair: name_key(pair[1])))


def in_order(people: tuple[str, ...] | list[str], names: Mapping[str, str]) -> list[str]:
    """The names of these people, sorted as names are."""
    return sorted((names.get(person, person) for person in people), key=name_key)
