"""Checking the whole vote record again, from its first entry to its newest checkpoint."""

from __future__ import annotations

from datetime import datetime

from delegate_app.domain.records import RecordCheck
from delegate_app.domain.votes import VoteState
from delegate_app.errors import Code
from delegate_app.services.alarms import alarm_code
from delegate_app.services.record import fresh_replay
from delegate_app.storage.accounts import EnrolmentRow
from delegate_app.storage.record import RecordTable
from delegate_app.storage.votes import StoredVote
from protocol.checkpoint_codes import checkpoint_code
from protocol.checkpoints import open_checkpoint
from protocol.errors import Alarm, ProtocolError
from protocol.replay import Replay

LOGGED = frozenset({VoteState.RECEIVED, VoteState.PROVEN})


def checked_record(
    enrolment: EnrolmentRow, table: RecordTable, own: tuple[StoredVote, ...]
) -> RecordCheck:
    """What holds: every signature, every rule, every result, the signed root, and the delegate's own votes in it."""
    replay, head = fresh_replay(enrolment), table.head()
    alarm, detail = None, ""
    try:
        for entry in table.entries():
            replay.apply(entry.statement, entry.signature)
    except Alarm as error:
        alarm, detail = alarm_code(error), str(error)
    time: datetime | None = None
    if alarm is None and head is not None:
        try:
            keys = replay.log_keys if replay.size else enrolment.log_key
            checkpoint = open_checkpoint(head.checkpoint, keys, enrolment.log_origin)
            time = checkpoint.time
            if (checkpoint.size, checkpoint.root) != (replay.size, replay.edge.root()):
                alarm, detail = Code.ROOT_MISMATCH, f"size {checkpoint.size} and {replay.size}"
        except ProtocolError as error:
            alarm, detail = Code.ROOT_MISMATCH, str(error)
    if alarm is None and (missing := missing_votes(replay, own)):
        alarm, detail = Code.OWN_MISSING, f"{len(missing)} own statements"
    return RecordCheck(
        origin=enrolment.log_origin,
        size=replay.size,
        root=replay.edge.root().hex(),
        code=checkpoint_code(enrolment.log_origin, replay.size, replay.edge.root()),
        checkpoint_time=time,
        entries_checked=replay.size,
        polls_checked=len(replay.polls),
        own_statements=sum(vote.signed.identity in replay.entries for vote in own),
        alarm=alarm,
        detail=detail,
    )


def missing_votes(replay: Replay, own: tuple[StoredVote, ...]) -> list[str]:
    """Own votes whose receipt names a place in the record that something else holds, or a root that never was."""
    missing = []
    for vote in own:
        receipt = vote.receipt
        if vote.state not in LOGGED or receipt is None or receipt.index >= replay.size:
            continue
        if replay.entries.get(vote.signed.identity) != receipt.index:
            missing.append(vote.signed.identity)
    return missing
