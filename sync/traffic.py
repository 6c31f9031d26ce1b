"""What the network cost, handed to the vault: the budget of a metered line is held against it."""

from __future__ import annotations

from sync.effects import Step, now, tx, used


def settle() -> Step[None]:
    """Count what went over every line since this was done last."""
    cost = yield from used()
    if cost:
        moment = yield from now()
        yield from tx("count_traffic", lambda replica: replica.count_traffic(cost, moment))
