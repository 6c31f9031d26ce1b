"""Checking a whole record at once (protocol.md 6.1): replay in order, then all signatures.

    replay = Replay(council, log, root=printed_fingerprint)
    audit(replay, records, pool=ThreadPoolExecutor())     # returns, or raises Alarm

The library lets other threads run while it checks a signature, so a pool of threads is enough.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor
from typing import NamedTuple

from protocol import cms
from protocol.errors import Alarm, NotYet, Refused
from protocol.records import Record
from protocol.replay import Replay

BATCH = 256


class _Claim(NamedTuple):
    place: int
    record: Record
    certificate: bytes


def audit(replay: Replay, records: Iterable[Record], *, pool: Executor | None = None) -> None:
    """All these entries follow in the log, each rule kept and each signature checked.

    With a `pool` signatures are checked there. Raises `Alarm` for the first entry that breaks a rule;
    the replay is then of no further use, because it ran ahead of the signatures.
    """
    claims: list[_Claim] = []
    broken: Alarm | None = None
    for record in records:
        try:
            claims.append(_follow(replay, record))
        except Alarm as alarm:
            broken = alarm
            break
    # Only now: a replay that holds the interpreter would starve the threads that check beside it.
    batches = [claims[at : at + BATCH] for at in range(0, len(claims), BATCH)]
    for forged in (pool.map if pool else map)(_first_forged, batches):
        if forged:
            raise forged
    if broken:
        raise broken


def _follow(replay: Replay, record: Record) -> _Claim:
    """The entry's effect, taken on trust for the moment."""
    index = replay.size
    try:
        judgement = replay.judge(*record, authenticated=True)
    except (Refused, NotYet) as error:
        raise Alarm(error.code, f"entry {index}: {error.detail}") from None
    replay.accept(judgement, record.signature)
    certificate = replay.certificates[judgement.statement.cert]
    return _Claim(index, record, certificate.der)


def _first_forged(claims: list[_Claim]) -> Alarm | None:
    for claim in claims:
        try:
            cms.verify(claim.record.signature, claim.record.statement, claim.certificate)
        except Refused as error:
            return Alarm(error.code, f"entry {claim.place}: {error.detail}")
    return None
