"""Exit statuses of the program; docs/commands.md lists them for people."""

from __future__ import annotations

from enum import IntEnum

from delegate_app.errors import Code, DeskError, IntegrityError, OfflineError, ServerError


class Status(IntEnum):
    """What a script may rely on."""

    DONE = 0
    NOT_DONE = 1
    """The person can act: the sentence on the error stream says how."""
    WRONG_USE = 2
    """The command line makes no sense (argparse uses the same number)."""
    LOCKED = 3
    """The vault cannot be opened: passphrase, keyring or file."""
    UNREACHABLE = 4
    """The council was not reached, or did not answer usefully."""
    ALARM = 5
    """Something signed contradicts something else: nothing was changed, the evidence is kept."""
    UNFINISHED = 6
    """Everything was right so far, and something is still to come: the clerk, a receipt, papers."""
    IN_USE = 7
    """Another process works in this home folder."""
    FAULT = 70
    """A bug: the log holds where."""


_LOCKED = frozenset(
    {
        Code.WRONG_PASSPHRASE,
        Code.PASSPHRASE_TOO_SHORT,
        Code.PASSPHRASES_DIFFER,
        Code.NO_VAULT,
        Code.VAULT_DAMAGED,
        Code.VAULT_NEWER,
        Code.VAULT_NOT_ENCRYPTED,
        Code.KEYRING_DAMAGED,
    }
)


def status_of(error: DeskError) -> Status:
    """The exit status for a failure."""
    if isinstance(error, IntegrityError):
        return Status.ALARM
    if isinstance(error, OfflineError | ServerError):
        return Status.UNREACHABLE
    if error.code in _LOCKED:
        return Status.LOCKED
    if error.code is Code.VAULT_IN_USE:
        return Status.IN_USE
    if error.code is Code.ENROLMENT_PENDING:
        return Status.UNFINISHED
    return Status.NOT_DONE
