"""The trail of what was done in the console: who, what, on which id, from where, when, how it ended. No content.

Rows are only ever added, each with the hash of the one before, so that a row that was changed or taken out shows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from council_server.console.tables import acts
from protocol.times import write_time

DONE, REFUSED, FAILED = "done", "refused", "failed"


@dataclass(frozen=True, slots=True)
class Act:
    """One row; `previous` is the digest of the row before, "" at the first."""

    seq: int
    time: str
    account: str
    role: str
    act: str
    target: str
    address: str
    outcome: str
    previous: str

    @property
    def digest(self) -> str:
        """SHA-256 over all fields as JSON with sorted keys."""
        text = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def add_act(
    connection: Connection,
    council: str,
    *,
    now: datetime,
    account: str,
    role: str,
    act: str,
    target: str = "",
    address: str = "",
    outcome: str = DONE,
) -> Act:
    """The act is in the trail, in the caller's writing transaction."""
    query = (
        select(acts.c.seq, acts.c.digest)
        .where(acts.c.council == council)
        .order_by(acts.c.seq.desc())
        .limit(1)
    )
    last = connection.execute(query).one_or_none()
    row = Act(
        seq=last.seq + 1 if last else 1,
        time=write_time(now.replace(microsecond=0)),
        account=account[:80],
        role=role[:10],
        act=act[:60],
        target=target[:300],
        address=address[:45],
        outcome=outcome[:20],
        previous=last.digest if last else "",
    )
    connection.execute(insert(acts).values(council=council, digest=row.digest, **asdict(row)))
    return row


def first_break(rows: Iterable[tuple[Act, str]]) -> int:
    """The number of the first act that does not follow from the ones before it, 0 when all do; rows from the first on."""
    expected, before = 1, ""
    for act, digest in rows:
        if act.seq != expected or act.previous != before or act.digest != digest:
            return expected
        expected, before = act.seq + 1, digest
    return 0
