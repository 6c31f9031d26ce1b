"""Why an act cannot be done, as the page that says so: never the program's own English, in no language.

The server's core raises `CommandError`; its text is for the person at the keyboard of the server. What a page may meet
names a sentence of the console's words, and a test walks all that the console can reach.
"""

from __future__ import annotations

from council_server.console.troubles import Trouble
from council_server.errors import CommandError
from council_server.offices import RecordRefuses
from protocol.errors import Code, ProtocolError

EXPLAINED = frozenset(
    {
        Code.POLL_EXISTS,
        Code.NO_POLL,
        Code.POLL_STATE,
        Code.DOCUMENT_UNKNOWN,
        Code.ELECTORATE,
        Code.CHOICE,
        Code.NOT_ELIGIBLE,
        Code.TALLY_MISMATCH,
        Code.SIGNATURE,
        Code.REVOKED,
        Code.FORMAT,
    }
)
"""Refusals that words has a sentence for, as `refused.poll_state`."""


def trouble_of(error: Exception) -> Trouble:
    """The page for an act that cannot be done; nothing was changed."""
    if isinstance(error, RecordRefuses | ProtocolError):
        if error.code not in EXPLAINED:
            return Trouble(409, "refused.other", code=str(error.code))
        seconds = error.code is Code.POLL_STATE and "seconds" in error.detail
        return Trouble(409, f"refused.{'seconds' if seconds else str(error.code).lower()}")
    if isinstance(error, CommandError) and error.sentence:
        return Trouble(409, f"reason.{error.sentence}", **error.parts)
    return Trouble(409, "reason.other")
