"""How far this desk has followed a feed of the council."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row applied: its epoch (for the vote record: its log id) and number.

    `epoch` is "" and `seq` 0 before the first page. `active` is false while a new generation is
    built beside the one that is shown (`protocol.md 8.6`).
    """

    epoch: str
    seq: int
    active: bool = True
