"""The far side, as everyone sees it (protocol.md 7): HTTP client, server and simulator alike.

Any call may raise `Offline` (nobody answered), `RetryLater` (408, 425, 429, 5xx), `TooNew` (426) or
`ApiError` (any other status; `final` says whether the item can never succeed, 7.16). A 401 is an
`ApiError` with status 401: ask for a new token.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from protocol.errors import Code
from protocol.feeds import Page
from protocol.records import Record
from protocol.wire import (
    Challenge,
    CheckpointAnswer,
    EnrolAnswer,
    EnrolmentAnswer,
    EnrolRequest,
    EntryAnswer,
    Heads,
    NoteAnswer,
    NoteRequest,
    RootAnswer,
    SnapshotAnswer,
    Token,
    TokenRequest,
)

NOT_FINAL = frozenset({401, 408, 409, 410, 425, 426, 429})


class ApiError(Exception):
    """The council answered with an error: its code, its HTTP status, English detail for logs."""

    def __init__(self, code: str, status: int, detail: str = "") -> None:
        super().__init__(f"{status} {code}" + (f": {detail}" if detail else ""))
        self.code = code
        self.status = status
        self.detail = detail

    @property
    def final(self) -> bool:
        """Whether the same request can never succeed (7.16)."""
        return 400 <= self.status < 500 and self.status not in NOT_FINAL


class Gone(ApiError):
    """410: the feed has another epoch (8.6)."""

    def __init__(self, epoch: str) -> None:
        super().__init__("EPOCH", 410, epoch)
        self.epoch = epoch


class EntryRefused(ApiError):
    """422: the statement will never be logged; `refusal` is the signed note of 4.7, unverified."""

    def __init__(self, code: str, refusal: str) -> None:
        super().__init__(code, 422)
        self.refusal = refusal


class ChainGap(ApiError):
    """409: the log waits for the device's statement number `expected` (5.2)."""

    def __init__(self, expected: int) -> None:
        super().__init__(Code.CHAIN_GAP, 409, str(expected))
        self.expected = expected


class SeenAhead(ApiError):
    """409: the log has only `size` entries, fewer than the signer had seen (5.2)."""

    def __init__(self, size: int) -> None:
        super().__init__(Code.SEEN_AHEAD, 409, str(size))
        self.size = size


class TooNew(ApiError):
    """426: the council speaks the protocol versions `least..most` only (7.1)."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__("PROTOCOL", 426, f"{least}..{most}")
        self.least = least
        self.most = most


class RetryLater(ApiError):
    """The council cannot answer now; `seconds` from Retry-After, None when it named none (7.16)."""

    def __init__(self, seconds: float | None, status: int = 503) -> None:
        super().__init__("RETRY", status)
        self.seconds = seconds


class Offline(Exception):
    """Nobody answered, or the answer was cut short: nothing is known about what the council did."""


class HeldByHall(Exception):
    """202: a hall's server holds the statement for the council (13.3). `receipt` is provisional, unverified: the
    statement is as owed as before."""

    def __init__(self, receipt: str) -> None:
        super().__init__("held by the hall")
        self.receipt = receipt


class CouncilApi(Protocol):
    """One method per call of protocol.md 7."""

    @property
    def is_hall(self) -> bool:
        """Whether the next call goes to a hall's server (13.5): it has a copy, and is not the council."""
        ...

    @property
    def host(self) -> str:
        """The authority of the request URLs, which a token signature covers (7.15)."""
        ...

    def root(self) -> RootAnswer:
        """7.4, without a token."""
        ...

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """7.5, without a token."""
        ...

    def enrolment(self, enrolment: str) -> EnrolmentAnswer:
        """7.5, without a token."""
        ...

    def challenge(self, device: str) -> Challenge:
        """7.6, without a token."""
        ...

    def token(self, request: TokenRequest) -> Token:
        """7.6; afterwards this connection sends the token with every call."""
        ...

    def heads(self, etag: str = "", wait: int = 0) -> Heads | None:
        """7.7; None when nothing changed since `etag`, after waiting at most `wait` seconds."""
        ...

    def changes(self, feed: str, epoch: str, after: int, limit: int) -> Page:
        """7.8; raises `Gone` when the feed has another epoch. Nothing is verified."""
        ...

    def snapshot(self, feed: str) -> SnapshotAnswer:
        """7.14; raises `ApiError` 404 when the council keeps none. Nothing is verified."""
        ...

    def show_checkpoint(self, feed: str, checkpoint: str) -> CheckpointAnswer:
        """7.19; what the council says to a checkpoint that it signed. Nothing is verified."""
        ...

    def blob(self, sha256: str, start: int, stop: int) -> Iterator[bytes]:
        """7.9; the bytes start..stop-1 in pieces, exactly that many or an error while iterating."""
        ...

    def post_entry(self, statement: bytes, signature: bytes) -> EntryAnswer:
        """7.10; raises `EntryRefused`, `ChainGap`, `SeenAhead`, or `HeldByHall` in a hall."""
        ...

    def log_checkpoint(self) -> str:
        """7.11; the signed text, unverified."""
        ...

    def log_records(self, first: int, stop: int) -> Sequence[Record]:
        """7.11; entries first..stop-1 of the vote record, unverified; `stop` <= the log's size."""
        ...

    def put_note(self, note: str, request: NoteRequest) -> NoteAnswer:
        """7.12."""
        ...

    def post_tail(self, first: int, records: Sequence[Record], checkpoint: str = "") -> int:
        """7.13; the log's size afterwards. Raises `EntryRefused` when an entry does not fit.

        To a hall (13.9) with the council's checkpoint that these entries lead to.
        """
        ...
