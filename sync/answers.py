"""What the status of an answer means (`protocol.md 7.1`, `7.2`, `7.16`)."""

from __future__ import annotations

from protocol import limits, wire
from protocol.council_api import (
    ApiError,
    ChainGap,
    EntryRefused,
    Gone,
    RetryLater,
    SeenAhead,
    TooNew,
)
from protocol.errors import Code, Invalid, ProtocolError
from protocol.versions import read_version
from sync.http_exchange import Answer


def check_version(answer: Answer, spoken: int) -> None:
    """Return when the answer is of the version that was spoken; raises TooNew, or Invalid when it is of none."""
    if answer.status == 426:
        raise _other_version(answer.body)
    if read_version(answer.headers.get(wire.PROTOCOL_HEADER.lower())) != spoken:
        raise Invalid(Code.BAD_MESSAGE, f"not a council: {answer.status} without its header")


def check_status(answer: Answer) -> None:
    """Return when the council did what it was asked; raises `ApiError` or one of its kinds."""
    if answer.status < 400:
        return
    error = _error_of(answer.body)
    match answer.status, error.code:
        case 410, _:
            raise Gone(error.epoch)
        case 409, "CHAIN_GAP":
            raise ChainGap(error.expected)
        case 409, "SEEN_AHEAD":
            raise SeenAhead(error.size)
        case 422, _ if error.refusal:
            raise EntryRefused(error.code, error.refusal)
        case ((408 | 425 | 429), _):
            raise RetryLater(answer.retry_after, answer.status)
        case status, _ if status >= 500:
            raise RetryLater(answer.retry_after, status)
    raise ApiError(error.code, answer.status, error.detail)


def _error_of(body: bytes) -> wire.ErrorAnswer:
    """The error's JSON; an error without any says nothing more than its status."""
    try:
        return wire.read(wire.ErrorAnswer, body)
    except ProtocolError:
        return wire.ErrorAnswer(code="")


def _other_version(body: bytes) -> TooNew:
    value = wire.load(body, limits.ANSWER)
    match value.get("min"), value.get("max"):
        case int(least), int(most) if type(least) is int and type(most) is int and least <= most:
            return TooNew(least, most)
    raise Invalid(Code.BAD_MESSAGE, "426 without versions")
