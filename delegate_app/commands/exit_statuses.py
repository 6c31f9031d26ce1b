"""With which status the program ends; the one place that knows (`docs/commands.md`)."""

from __future__ import annotations

from enum import IntEnum

from delegate_app.errors import Code, DeskError, IntegrityError


class ExitStatus(IntEnum):
    """What a script may act on."""

    OK = 0
    FAILED = 1
    """A tour found something wrong."""
    WRONG_USE = 2
    USER = 3
    """The user can act: another passphrase, another file, another moment."""
    OFFLINE = 4
    SERVER = 5
    REFUSED = 6
    """The council said no for good, or recorded a vote without counting it."""
    INTEGRITY = 7
    """What arrived is not what was signed, or an alarm about the vote record stands."""
    IN_USE = 8
    WAITING = 9
    """The clerk has not confirmed this device yet, or a feed waits for the delegate's answer."""
    BUG = 70
    INTERRUPTED = 130


_STATUSES = {
    ExitStatus.OFFLINE: {Code.OFFLINE, Code.TOO_SLOW},
    ExitStatus.SERVER: {
        Code.TLS_UNTRUSTED,
        Code.CLOCK_WRONG,
        Code.SERVER_TROUBLE,
        Code.SERVER_NEWER,
        Code.SERVER_OLDER,
        Code.SERVER_BEHIND,
        Code.ANSWER_MALFORMED,
        Code.SYNC_FAULT,
    },
    ExitStatus.REFUSED: {
        Code.CODE_REFUSED,
        Code.ENROLMENT_REFUSED,
        Code.DEVICE_REFUSED,
        Code.DEVICE_ERASED,
        Code.VOTE_REFUSED,
    },
    ExitStatus.INTEGRITY: {
        Code.PAGE_FORGED,
        Code.FEED_FORKED,
        Code.BLOB_DAMAGED,
        Code.RECEIPT_INVALID,
        Code.MANIFEST_DIFFERS,
        Code.SPLIT_VIEW,
        Code.LOG_SHRANK,
        Code.ROOT_MISMATCH,
        Code.RECORD_FORGED,
        Code.TALLY_MISMATCH,
        Code.OWN_MISSING,
        Code.SIGNING_FROZEN,
        Code.PARCEL_DAMAGED,
        Code.PARCEL_FOREIGN,
        Code.HALL_FOREIGN,
        Code.EVIDENCE_FALSE,
    },
    ExitStatus.IN_USE: {Code.VAULT_IN_USE},
    ExitStatus.WAITING: {Code.ENROLMENT_PENDING, Code.FEED_SHRUNK},
}


def status_of_code(code: Code) -> ExitStatus:
    """The status that stands for a code; what the user can act on when nothing else is said."""
    return next((status for status, codes in _STATUSES.items() if code in codes), ExitStatus.USER)


def status_of(error: Exception) -> ExitStatus:
    """The status with which a command ends on `error`; what nobody foresaw is a bug."""
    if isinstance(error, WrongUse):
        return ExitStatus.WRONG_USE
    if isinstance(error, IntegrityError):
        return ExitStatus.INTEGRITY
    return status_of_code(error.code) if isinstance(error, DeskError) else ExitStatus.BUG


class WrongUse(Exception):
    """The command was called in a way that cannot work; the two texts say how to call it."""

    def __init__(self, vietnamese: str, english: str) -> None:
        super().__init__(english)
        self.vietnamese = vietnamese
        self.english = english
