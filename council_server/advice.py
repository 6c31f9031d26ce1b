"""What the person at the keyboard can do when the record refuses what an office says (protocol.md 5.4, 6.2)."""

from __future__ import annotations

from protocol.errors import Code, ProtocolError
from protocol.poll_states import Stage
from protocol.polls import Close, Closing, Open
from protocol.statements import Statement

_BY_STEP: dict[tuple[type, str], str] = {
    (Close, Stage.OPEN): "the last call comes first: poll last-call",
    (Close, Stage.DEFINED): "the poll was never opened: poll open, or poll void",
    (Close, Stage.CLOSED): "the poll is closed already: poll result",
    (Close, Stage.RESULT): "the result was announced already; a poll never goes back",
    (Closing, Stage.DEFINED): "the poll was never opened: poll open, or poll void",
    (
        Closing,
        Stage.CLOSING,
    ): "the last call was announced already: poll close when its seconds are over",
    (Open, Stage.OPEN): "the poll is open already",
}
_BY_CODE = {
    Code.POLL_EXISTS: "a poll of this name is in the record for ever; choose another name",
    Code.NO_POLL: "no poll has this name: poll list",
    Code.DOCUMENT_UNKNOWN: "publish the document first",
    Code.TALLY_MISMATCH: "announce what the record counts; poll result does so by itself",
    Code.SEEN_AHEAD: "a backup was put back and the record may lack entries: wait until the desks that were used last have "
    "synced and brought them, then look at: status, and say: resume",
    Code.POLL_STATE: "see where the poll stands: poll list",
}


def advice(statement: Statement, error: ProtocolError) -> str:
    """One sentence that says what to do next, "" when there is nothing to say."""
    if error.code is Code.POLL_STATE and error.detail.startswith("announced seconds"):
        return "wait until the announced seconds are over, then close again"
    return _BY_STEP.get((type(statement), error.detail), _BY_CODE.get(error.code, ""))
