"""The tour: a whole session day in the same real window, offscreen, with every step checked.

Exit status 0 only if every check held.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from delegate_app.domain.accounts import AccountState
from delegate_app.services.desk import Desk
from sync.state import SyncPort
from ui import tour_looking, tour_proving, tour_reading, tour_voting
from ui.app import DeskApplication, qt_application
from ui.guide import Guide, TourStopped
from ui.ports import PracticePort

FAILED, WRONG_HOME = 1, 2

STEPS = (
    tour_reading.first_start,
    tour_reading.enrolment,
    tour_reading.first_papers,
    tour_reading.home_and_programme,
    tour_voting.poll_opens,
    tour_reading.reading,
    tour_reading.finding,
    tour_voting.network_is_lost,
    tour_voting.vote_without_network,
    tour_voting.network_returns,
    tour_voting.first_result,
    tour_reading.revised_draft,
    tour_voting.second_poll,
    tour_voting.third_poll,
    tour_voting.record_is_checked,
    tour_proving.own_votes,
    tour_proving.recovery_sheet,
    tour_looking.lock_and_unlock,
    tour_looking.second_window,
    tour_looking.languages_and_themes,
)


def run(
    desk: Desk, sync: SyncPort, *, practice: PracticePort, shots: Path, argv: Sequence[str]
) -> int:
    """Walk the day; print each step with its checks; save numbered pictures to `shots`. `desk` is new and empty."""
    application = qt_application(argv)
    if desk.thread.submit(desk.account.state).result() is not AccountState.NEW:
        _say("The tour begins with an empty home folder; name another one with --home.")
        return WRONG_HOME
    shots.mkdir(parents=True, exist_ok=True)
    guide = Guide(
        application=application,
        desk=desk,
        sync=sync,
        practice=practice,
        shots=shots,
        say=_say,
        make_window=lambda: DeskApplication(application, desk, sync, practice=practice),
    )
    try:
        for walk in STEPS:
            walk(guide)
    except TourStopped as stopped:
        guide.failures.append(f"the tour stopped: {stopped}")
    finally:
        guide.app.close()
    _say(
        f"\n{guide.checks} checks, {len(guide.failures)} failed; {guide.pictures} pictures in {shots}"
    )
    for failure in guide.failures:
        _say(f"  FAIL {failure}")
    return FAILED if guide.failures else 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
