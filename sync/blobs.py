"""Papers, chunk by chunk (`protocol.md 7.9`, `8.3`): the next session's first."""

from __future__ import annotations

from dataclasses import replace

from delegate_app.domain.blobs import CHUNK, BlobWant
from delegate_app.errors import Code, DeskError, ServerError
from protocol.council_api import ApiError, CouncilApi
from sync.effects import Progress, Step, store, tx, woken
from sync.failures import ends_the_run
from sync.report import Report
from sync.signing_in import asked


def fetch(report: Report) -> Step[bool]:
    """Fetch what is missing; True when the run was woken and should begin again before it goes on.

    A paper that fails is noted and stepped over until the next run. A chunk counts once the replica
    checked its digest, so a download goes on at the first chunk that is not here.
    """
    wanted = yield from tx("wanted_blobs", lambda replica: replica.wanted_blobs())
    for want in wanted:
        try:
            if (yield from _fetch_one(report, want)):
                return True
        except DeskError as error:
            if ends_the_run(error):
                raise
            report.note(error)
    return False


def _fetch_one(report: Report, want: BlobWant) -> Step[bool]:
    """True when interrupted."""
    for index in range(want.first_missing, len(want.chunks)):
        if (yield from woken()):
            return True
        yield from _fetch_chunk(want, index)
        length = min(want.size - index * CHUNK, CHUNK)
        report.progress = less(report.progress, length, whole=index + 1 == len(want.chunks))
        yield report.progress
    return False


def _fetch_chunk(want: BlobWant, index: int) -> Step[None]:
    start, stop = index * CHUNK, min(want.size, (index + 1) * CHUNK)

    def ask(council: CouncilApi) -> bytes:
        return b"".join(council.blob(want.sha256, start, stop))

    try:
        data = yield from asked("blob", ask)
    except ApiError as error:
        raise ServerError(Code.SERVER_TROUBLE, f"blob: {error}") from error
    yield from store("put_chunk", lambda replica: replica.put_chunk(want.sha256, index, data))


def less(progress: Progress, length: int, *, whole: bool) -> Progress:
    """What is still missing after `length` bytes came, which completed a paper or not."""
    return replace(
        progress,
        missing_blobs=progress.missing_blobs - whole,
        missing_bytes=progress.missing_bytes - length,
    )
