"""What proves that the council received a vote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from delegate_app.domain.votes import Disposition


@dataclass(frozen=True, slots=True)
class VoteProof:
    """A receipt that was checked just now, beside the record on this machine.

    `index` counts from 0; `size`, `root` (hex) and `signed_at` are of the checkpoint that the council signed into the
    receipt. `received_at` is the council's own word: no proof covers it. `record_size` entries are held here;
    `record_agrees` is None while the record here is shorter than the receipt's, and True when its first `size` entries
    have that very root and entry `index` is this vote.
    """

    identity: str
    poll_id: str
    choice: str
    origin: str
    index: int
    size: int
    root: str
    signed_at: datetime
    received_at: datetime
    record_size: int
    record_agrees: bool | None
    disposition: Disposition | None
