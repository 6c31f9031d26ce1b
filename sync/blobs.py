"""Papers, chunk by chunk (`protocol.md 7.9`, `8.3`): in the order of need that the replica says."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from delegate_app.domain.blobs import CHUNK, Allowance, BlobWant, Hold, bytes_of_chunks
from delegate_app.errors import DeskError
from protocol.council_api import ApiError, CouncilApi
from sync import traffic
from sync.effects import (
    Progress,
    Step,
    begin_store,
    http,
    now,
    settle_store,
    store,
    tx,
    woken,
)
from sync.failures import Busy, ends_the_run, general_error
from sync.report import Report
from sync.signing_in import asked

STREAK = 16
"""Chunks asked for at once: the next one travels while the vault stores this one."""

LOOK_AGAIN = 64 * CHUNK
"""Bytes after which disk and budget are looked at again; what came until then is counted here."""

UNDER_WAY = 4
"""Chunks that wait for the vault or are being stored: the network goes on while the vault waits for the disk."""

Chunks = Generator[bytes, None, None]


def fetch(report: Report) -> Step[bool]:
    """Fetch what is missing; True when the run was woken and should begin again before it goes on.

    A paper that fails is noted and stepped over until the next run. A chunk counts once the replica
    checked its digest, so a download goes on at the first chunk that is not here. While the vault
    stores a chunk the next one travels, of the next paper too.
    """
    report.held = Hold.NONE
    wanted = yield from tx("wanted_blobs", lambda replica: replica.wanted_blobs())
    storing = _Storing(report)
    purse = _Purse()
    try:
        interrupted = yield from _fetch_all(wanted, storing, purse)
    except (DeskError, ApiError):
        yield from storing.settle()
        raise
    yield from storing.settle()
    return interrupted


def _fetch_all(wanted: Sequence[BlobWant], storing: _Storing, purse: _Purse) -> Step[bool]:
    """True when interrupted."""
    for want in wanted:
        try:
            if (yield from _fetch_one(want, storing, purse)):
                return True
        except (DeskError, ApiError) as error:
            failure = general_error(error)
            if ends_the_run(failure) and not _is_about_one_paper(failure):
                raise failure from error
            yield from _note(storing.report, want, failure)
    return False


def _note(report: Report, want: BlobWant, failure: DeskError) -> Step[None]:
    """The paper is stepped over; the report and the list of missing papers say why."""
    report.note(failure)
    code = failure.code.value
    yield from store("blob_failed", lambda replica: replica.blob_failed(want.sha256, code))


def _is_about_one_paper(failure: DeskError) -> bool:
    """A council that cannot give this paper now says 503, and does not say when to come back."""
    return isinstance(failure, Busy) and failure.retry_after is None


def _fetch_one(want: BlobWant, storing: _Storing, purse: _Purse) -> Step[bool]:
    """True when interrupted. What the disk or a metered line forbids is left where it is."""
    left = want.missing
    while left and want.sha256 not in storing.failed:
        most, hold = yield from purse.bound(want, bytes_of_chunks(want.size, left[:1]))
        if hold:
            storing.report.held = hold
            return False
        first, stop = streak(left, max(1, most // CHUNK))
        if (yield from _fetch_streak(want, first, stop, storing)):
            return True
        purse.spend((stop - first) * CHUNK)
        left = left[stop - first :]
    return False


def streak(missing: Sequence[int], most: int) -> tuple[int, int]:
    """The chunks (first, stop) that are asked for at once: those that follow each other at the begin of `missing`."""
    first = missing[0]
    count = 1
    while count < min(len(missing), most, STREAK) and missing[count] == first + count:
        count += 1
    return first, first + count


def _fetch_streak(want: BlobWant, first: int, stop: int, storing: _Storing) -> Step[bool]:
    """The chunks from one answer; True when interrupted between two of them."""
    if (yield from woken()):
        return True
    data, rest = yield from asked("blob", lambda council: _opened(council, want, first, stop))
    with closing(rest):
        for index in range(first, stop):
            if index > first:
                if (yield from woken()):
                    return True
                data = yield from http("blob part", lambda council: next(rest, b""))
            yield from storing.begin(want, index, data)
            if want.sha256 in storing.failed:
                return False
    return False


@dataclass(slots=True)
class _Purse:
    """What may still come in this run; looked up again after every `LOOK_AGAIN` bytes."""

    _allowance: Allowance | None = None
    _spent: int = 0

    def bound(self, want: BlobWant, needed: int) -> Step[tuple[int, Hold]]:
        """Bytes of this file that may come now, and what forbids its next `needed` ones when that is 0."""
        if self._allowance is None or self._spent >= LOOK_AGAIN:
            yield from traffic.settle()
            moment = yield from now()
            self._allowance = yield from tx(
                "blob_allowance", lambda replica: replica.blob_allowance(moment)
            )
            self._spent = 0
        return self._allowance.bound(needed, asked=want.asked)

    def spend(self, size: int) -> None:
        """So much was asked for."""
        self._spent += size
        if self._allowance is not None:
            self._allowance = self._allowance.after(size)


@dataclass(slots=True)
class _Storing:
    """The few chunks that the vault stores meanwhile, and the papers of which a chunk was not stored."""

    report: Report
    failed: set[str] = field(default_factory=set)
    _chunks: deque[tuple[BlobWant, int]] = field(default_factory=deque)
    _stored: dict[str, int] = field(default_factory=dict)

    def begin(self, want: BlobWant, index: int, data: bytes) -> Step[None]:
        """Begin to store this chunk, unless its paper failed; the first one under way is settled when there are many."""
        if len(self._chunks) == UNDER_WAY:
            yield from self._settle_one()
        if want.sha256 not in self.failed:
            self._chunks.append((want, len(data)))
            yield from begin_store(
                "put_chunk", lambda replica: replica.put_chunk(want.sha256, index, data)
            )

    def settle(self) -> Step[None]:
        """Wait for all chunks that were begun; one that was not stored is noted for its own paper.

        Raises what concerns every call, once no chunk is under way any more.
        """
        worst: DeskError | None = None
        while self._chunks:
            try:
                yield from self._settle_one()
            except DeskError as error:
                worst = worst or error
        if worst is not None:
            raise worst

    def _settle_one(self) -> Step[None]:
        want, length = self._chunks.popleft()
        try:
            yield from settle_store()
        except (DeskError, ApiError) as error:
            failure = general_error(error)
            if ends_the_run(failure):
                raise failure from error
            if (
                want.sha256 not in self.failed
            ):  # said once, however many of its chunks were under way
                self.failed.add(want.sha256)
                yield from _note(self.report, want, failure)
            return
        stored = self._stored[want.sha256] = self._stored.get(want.sha256, 0) + 1
        is_whole = stored == len(want.missing)
        self.report.progress = less(self.report.progress, length, whole=is_whole)
        yield self.report.progress


def _opened(council: CouncilApi, want: BlobWant, first: int, stop: int) -> tuple[bytes, Chunks]:
    """The first chunk of a streak, and where the following ones come from."""
    chunks = in_chunks(council.blob(want.sha256, first * CHUNK, min(want.size, stop * CHUNK)))
    return next(chunks, b""), chunks


def in_chunks(pieces: Iterator[bytes]) -> Chunks:
    """The same bytes in chunks of 1 MiB, the last one shorter."""
    held: list[bytes] = []
    missing = CHUNK
    for piece in pieces:
        rest = piece
        while len(rest) >= missing:
            held.append(rest[:missing])
            yield b"".join(held)
            rest, held, missing = rest[missing:], [], CHUNK
        if rest:
            held.append(rest)
            missing -= len(rest)
    if held:
        yield b"".join(held)


def less(progress: Progress, length: int, *, whole: bool) -> Progress:
    """What is still missing after `length` bytes came, which completed a paper or not."""
    return replace(
        progress,
        missing_blobs=progress.missing_blobs - whole,
        missing_bytes=progress.missing_bytes - length,
    )
