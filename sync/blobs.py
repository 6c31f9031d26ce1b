"""Papers, chunk by chunk (`protocol.md 7.9`, `8.3`): the next session's first."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from delegate_app.domain.blobs import CHUNK, BlobWant
from delegate_app.errors import DeskError
from protocol.council_api import ApiError, CouncilApi
from sync.effects import Progress, Step, begin_store, http, settle_store, tx, woken
from sync.failures import Busy, ends_the_run, general_error
from sync.report import Report
from sync.signing_in import asked

STREAK = 16
"""Chunks asked for at once: the next one travels while the vault stores this one."""

Chunks = Generator[bytes, None, None]


def fetch(report: Report) -> Step[bool]:
    """Fetch what is missing; True when the run was woken and should begin again before it goes on.

    A paper that fails is noted and stepped over until the next run. A chunk counts once the replica
    checked its digest, so a download goes on at the first chunk that is not here. While the vault
    stores a chunk the next one travels, of the next paper too.
    """
    wanted = yield from tx("wanted_blobs", lambda replica: replica.wanted_blobs())
    storing = _Storing(report)
    try:
        interrupted = yield from _fetch_all(report, wanted, storing)
    except (DeskError, ApiError):
        yield from storing.settle()
        raise
    yield from storing.settle()
    return interrupted


def _fetch_all(report: Report, wanted: Sequence[BlobWant], storing: _Storing) -> Step[bool]:
    """True when interrupted."""
    for want in wanted:
        try:
            if (yield from _fetch_one(want, storing)):
                return True
        except (DeskError, ApiError) as error:
            failure = general_error(error)
            if ends_the_run(failure) and not _is_about_one_paper(failure):
                raise failure from error
            report.note(failure)
    return False


def _is_about_one_paper(failure: DeskError) -> bool:
    """A council that cannot give this paper now says 503, and does not say when to come back."""
    return isinstance(failure, Busy) and failure.retry_after is None


def _fetch_one(want: BlobWant, storing: _Storing) -> Step[bool]:
    """True when interrupted."""
    for first in range(want.first_missing, len(want.chunks), STREAK):
        if (yield from _fetch_streak(want, first, storing)):
            return True
        if want.sha256 in storing.failed:
            return False
    return False


def _fetch_streak(want: BlobWant, first: int, storing: _Storing) -> Step[bool]:
    """Up to `STREAK` chunks from one answer; True when interrupted between two of them."""
    if (yield from woken()):
        return True
    data, rest = yield from asked("blob", lambda council: _opened(council, want, first))
    with closing(rest):
        for index in range(first, min(first + STREAK, len(want.chunks))):
            if index > first:
                if (yield from woken()):
                    return True
                data = yield from http("blob part", lambda council: next(rest, b""))
            yield from storing.begin(want, index, data)
            if want.sha256 in storing.failed:
                return False
    return False


@dataclass(slots=True)
class _Storing:
    """The one chunk that the vault stores meanwhile, and the papers of which a chunk was not stored."""

    report: Report
    failed: set[str] = field(default_factory=set)
    _chunk: tuple[BlobWant, int, int] | None = None

    def begin(self, want: BlobWant, index: int, data: bytes) -> Step[None]:
        """Settle the chunk before, then begin to store this one, unless its paper failed."""
        yield from self.settle()
        if want.sha256 not in self.failed:
            self._chunk = (want, index, len(data))
            yield from begin_store(
                "put_chunk", lambda replica: replica.put_chunk(want.sha256, index, data)
            )

    def settle(self) -> Step[None]:
        """Wait for the chunk that was begun, if any; one that was not stored is noted for its own paper.

        Raises what concerns every call.
        """
        if self._chunk is None:
            return
        (want, index, length), self._chunk = self._chunk, None
        try:
            yield from settle_store()
        except (DeskError, ApiError) as error:
            self.failed.add(want.sha256)
            failure = general_error(error)
            if ends_the_run(failure):
                raise failure from error
            self.report.note(failure)
            return
        is_whole = index + 1 == len(want.chunks)
        self.report.progress = less(self.report.progress, length, whole=is_whole)
        yield self.report.progress


def _opened(council: CouncilApi, want: BlobWant, first: int) -> tuple[bytes, Chunks]:
    """The first chunk of a streak, and where the following ones come from."""
    stop = min(want.size, (first + STREAK) * CHUNK)
    chunks = in_chunks(council.blob(want.sha256, first * CHUNK, stop))
    return next(chunks, b""), chunks


def in_chunks(pieces: Iterator[bytes]) -> Chunks:
    """The same bytes in chunks of 1 MiB, the last one shorter."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= CHUNK:
            yield bytes(held[:CHUNK])
            del held[:CHUNK]
    if held:
        yield bytes(held)


def less(progress: Progress, length: int, *, whole: bool) -> Progress:
    """What is still missing after `length` bytes came, which completed a paper or not."""
    return replace(
        progress,
        missing_blobs=progress.missing_blobs - whole,
        missing_bytes=progress.missing_bytes - length,
    )
