"""What a failed call means for this desk: from the council's errors to the desk's codes, once."""

from __future__ import annotations

from delegate_app.errors import Code, DeskError, OfflineError, ServerError
from protocol.council_api import ApiError, Gone, Offline, RetryLater, TooNew
from protocol.errors import ProtocolError
from protocol.versions import SPOKEN


class TooSlow(Offline):
    """The answer did not come in the time that the call may take, or came drop by drop."""


class Untrusted(Offline):
    """Whoever answers there does not hold a certificate of this council's root."""


class WrongClock(Untrusted):
    """The certificate is not valid yet or no more, by this machine's clock."""


class Busy(ServerError):
    """The council asks to come back later; `retry_after` in seconds, None when it did not say."""

    def __init__(self, retry_after: float | None, detail: str = "") -> None:
        super().__init__(Code.SERVER_TROUBLE, detail)
        self.retry_after = retry_after


EVERY_CALL = frozenset(
    {
        Code.DEVICE_REFUSED,
        Code.SERVER_NEWER,
        Code.SERVER_OLDER,
        Code.TLS_UNTRUSTED,
        Code.CLOCK_WRONG,
        Code.VAULT_LOCKED,
        Code.DISK_FULL,
        Code.DISK_READ_ONLY,
    }
)
"""Codes that stand in the way of every further call or write."""


def ends_the_run(error: DeskError) -> bool:
    """True for what concerns every call (rule 5 of `sync.engine`)."""
    return isinstance(error, OfflineError | Busy) or error.code in EVERY_CALL


def general_error(error: DeskError | ApiError) -> DeskError:
    """The desk's error for what no step could act on."""
    if isinstance(error, DeskError):
        return error
    return ServerError(Code.SERVER_TROUBLE, str(error))


def desk_error(error: ApiError | Offline | ProtocolError) -> DeskError | None:
    """The desk's error, or None for an answer about one item, which its step understands."""
    match error:
        case TooSlow():
            return OfflineError(Code.TOO_SLOW, str(error))
        case Untrusted():
            of_time = isinstance(error, WrongClock)
            return ServerError(Code.CLOCK_WRONG if of_time else Code.TLS_UNTRUSTED, str(error))
        case Offline():
            return OfflineError(Code.OFFLINE, str(error))
        case ProtocolError():
            return ServerError(Code.ANSWER_MALFORMED, str(error))
        case TooNew():
            newer = error.least > SPOKEN.most
            return ServerError(Code.SERVER_NEWER if newer else Code.SERVER_OLDER, error.detail)
        case RetryLater(status=500) | ApiError(code="CHALLENGE"):
            # This question hit a fault there, or its answer was for another signing in; another one may not.
            return ServerError(Code.SERVER_TROUBLE, str(error))
        case RetryLater():
            return Busy(error.seconds, str(error))
        case ApiError(status=401) | ApiError(code=Code.DEVICE_REFUSED):
            return ServerError(Code.DEVICE_REFUSED, str(error))
        case Gone() | ApiError(status=409) | ApiError(final=True):
            return None
    return ServerError(Code.SERVER_TROUBLE, str(error))
