"""The enrolled devices as the office sees them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from council_server.forks import Fork
from protocol.replay import Replay


def list_devices(replay: Replay, forks: list[Fork]) -> list[dict[str, Any]]:
    """Every device of the record in the order of enrolment; `number` counts a person's devices of one role."""
    numbers: Counter[tuple[str, str]] = Counter()
    found = []
    for name, chain in replay.devices.items():
        certificate = replay.certificates[chain.certificate]
        holder = (certificate.person, certificate.role)
        numbers[holder] += 1
        found.append(
            {
                "device": name,
                "person": certificate.person,
                "role": certificate.role,
                "number": numbers[holder],
                "revoked": certificate.revoked_at is not None,
                "cloned": [
                    {"refused": fork.refused, "logged": fork.logged, "seen": fork.seen}
                    for fork in forks
                    if fork.device == name
                ],
            }
        )
    return found
