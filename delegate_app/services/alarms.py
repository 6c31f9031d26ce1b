"""What the protocol's failures are to the desk: the border between the two lists of codes."""

from __future__ import annotations

from delegate_app.errors import Code, IntegrityError
from protocol import errors as protocol_errors
from protocol.errors import ProtocolError

_ALARMS = {
    protocol_errors.Code.SPLIT_VIEW: Code.SPLIT_VIEW,
    protocol_errors.Code.LOG_SHRANK: Code.LOG_SHRANK,
    protocol_errors.Code.ROOT_MISMATCH: Code.ROOT_MISMATCH,
    protocol_errors.Code.TALLY_MISMATCH: Code.TALLY_MISMATCH,
}


def alarm_code(error: ProtocolError) -> Code:
    """The desk's code for an alarm; any rule that a logged entry breaks is RECORD_FORGED."""
    return _ALARMS.get(error.code, Code.RECORD_FORGED)


def integrity_error(code: Code, error: ProtocolError) -> IntegrityError:
    """The error to raise; the protocol's own code and detail go to the log."""
    return IntegrityError(code, f"{error.code}: {error.detail}")
