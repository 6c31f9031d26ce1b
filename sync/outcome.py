"""From what a run found to what the status line says."""

from __future__ import annotations

import logging
import traceback
from dataclasses import replace
from datetime import datetime

from delegate_app.domain.blobs import Hold
from delegate_app.errors import Code
from sync.effects import Progress
from sync.report import Report
from sync.state import Phase, SyncState

_log = logging.getLogger(__name__)

HELD = {Hold.DISK: Code.DISK_LOW, Hold.METERED: Code.METERED_SPENT}


def with_progress(state: SyncState, progress: Progress) -> SyncState:
    """The same state with these counts."""
    return replace(
        state,
        unsent_votes=progress.unsent_votes,
        unsent_notes=progress.unsent_notes,
        missing_blobs=progress.missing_blobs,
        missing_bytes=progress.missing_bytes,
    )


def beginning(before: SyncState) -> SyncState:
    """A run begins: nothing is confirmed until it ended well."""
    phase = Phase.SYNCING if before.phase is Phase.UP_TO_DATE else Phase.CONNECTING
    return replace(before, phase=phase, next_try=None, confirmed=False, paused=False)


def answering(before: SyncState, now: datetime | None) -> SyncState:
    """The council answered at `now` in the run under way; None: a hall's server did."""
    contact, hall = now or before.last_contact, now is None
    return replace(
        before, phase=Phase.SYNCING, last_contact=contact, through_hall=hall, trouble=None
    )


def paused(before: SyncState, *, by_user: bool = True) -> SyncState:
    """Nothing runs; the counts stay as they are."""
    return replace(
        before,
        phase=Phase.STOPPED,
        next_try=None,
        trouble=None,
        confirmed=False,
        paused=by_user,
    )


def state_after(before: SyncState, report: Report, next_try: datetime) -> SyncState:
    """The state in which a run ended. `confirmed` only when nothing at all is left to do."""
    if report.idle:
        return SyncState(last_contact=before.last_contact)
    phase = phase_after(report)
    progress = report.progress
    left = progress.unsent_votes + progress.unsent_notes + progress.missing_blobs
    return with_progress(
        SyncState(
            phase=phase,
            last_contact=report.contact or before.last_contact,
            next_try=next_try if report.errors else None,
            trouble=report.errors[0].code if report.errors else None,
            held=Code.FIRST_WAITS if report.first_waits else HELD.get(report.held),
            through_hall=report.through_hall,
            confirmed=phase is Phase.UP_TO_DATE and left == 0 and not report.through_hall,
        ),
        progress,
    )


def phase_after(report: Report) -> Phase:
    """The worst thing that the run met decides."""
    if report.alarm is not None:
        return Phase.FROZEN
    if report.offline is not None:
        return Phase.OFFLINE
    if report.errors:
        return Phase.TROUBLE
    return Phase.CONNECTING if report.waiting else Phase.UP_TO_DATE


def log_crash(error: Exception) -> None:
    """Log where a fault of this program struck, without its words: they may quote content."""
    places = traceback.extract_tb(error.__traceback__)
    path = " < ".join(f"{place.name}:{place.lineno}" for place in reversed(places[-6:]))
    _log.error("sync run failed: %s at %s", type(error).__name__, path)
