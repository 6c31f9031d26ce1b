"""The status line tells the truth about a run."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from delegate_app.errors import Code, IntegrityError, OfflineError, ServerError
from sync.effects import Progress
from sync.outcome import state_after
from sync.report import Report
from sync.state import Phase, SyncState

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=7)))
LATER = NOW + timedelta(seconds=4)
NOTHING_LEFT = Progress(0, 0, 0, 0)


def test_everything_is_confirmed_only_when_nothing_is_left() -> None:
    done = state_after(SyncState(), Report(contact=NOW, progress=NOTHING_LEFT), LATER)
    assert (done.phase, done.confirmed, done.last_contact) == (Phase.UP_TO_DATE, True, NOW)
    for left in (Progress(1, 0, 0, 0), Progress(0, 1, 0, 0), Progress(0, 0, 1, 5)):
        state = state_after(SyncState(), Report(contact=NOW, progress=left), LATER)
        assert not state.confirmed


def test_an_error_is_never_confirmed_and_says_when_it_is_tried_again() -> None:
    report = Report(errors=[ServerError(Code.SERVER_TROUBLE)], progress=NOTHING_LEFT)
    state = state_after(SyncState(), report, LATER)
    assert (state.phase, state.trouble) == (Phase.TROUBLE, Code.SERVER_TROUBLE)
    assert not state.confirmed
    assert state.next_try == LATER


def test_offline_keeps_the_last_contact_and_what_is_unsent() -> None:
    before = SyncState(last_contact=NOW)
    report = Report(errors=[OfflineError(Code.OFFLINE)], progress=Progress(1, 2, 0, 0))
    state = state_after(before, report, LATER)
    assert (state.phase, state.last_contact) == (Phase.OFFLINE, NOW)
    assert (state.unsent_votes, state.unsent_notes) == (1, 2)


def test_an_alarm_of_the_record_outweighs_a_lost_line() -> None:
    errors = [IntegrityError(Code.SPLIT_VIEW), OfflineError(Code.OFFLINE)]
    assert state_after(SyncState(), Report(errors=list(errors)), LATER).phase is Phase.FROZEN


def test_waiting_for_the_clerk_is_not_being_up_to_date() -> None:
    state = state_after(SyncState(), Report(waiting=True), LATER)
    assert state.phase is Phase.CONNECTING
    assert not state.confirmed


def test_without_a_council_nothing_runs() -> None:
    assert state_after(SyncState(), Report(idle=True), LATER).phase is Phase.STOPPED
