"""Sessions: which one is meant now, and which papers missed their deadline."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from delegate_app.domain.council_sessions import CouncilSession, SessionKind, nearest, sent_late
from delegate_app.domain.documents import Document, DocumentVersion, PaperType

HANOI = timezone(timedelta(hours=7))
STARTS = datetime(2026, 11, 26, 8, tzinfo=HANOI)


def session(days: int = 0, due: date | None = None) -> CouncilSession:
    starts = STARTS + timedelta(days=days)
    ends = starts + timedelta(hours=4)
    return CouncilSession(f"s{days}", SessionKind.SPECIAL, "Kỳ họp", "", starts, ends, due)


def paper(published: datetime, *later: datetime, kind: PaperType = PaperType.REPORT) -> Document:
    versions = tuple(
        DocumentVersion(
            f"{number:064x}", "bc", number, 1, 1, when, "", None, 1, checked=True, seen=False
        )
        for number, when in enumerate((published, *later), 1)
    )
    return Document("bc", "s0", "", kind, 1, "Báo cáo", "", None, "", versions)


DUE = date(2026, 11, 21)


def test_a_paper_sent_on_the_last_day_is_in_time() -> None:
    last_minute = datetime(2026, 11, 21, 16, 59, tzinfo=UTC)
    assert not sent_late(session(due=DUE), paper(last_minute))
    assert sent_late(session(due=DUE), paper(last_minute + timedelta(minutes=1)))


def test_a_version_after_the_discussion_makes_no_paper_late() -> None:
    assert not sent_late(session(due=DUE), paper(STARTS - timedelta(days=9), STARTS))


@pytest.mark.parametrize("kind", [PaperType.EXPLANATION, PaperType.MINUTES, PaperType.RESOLUTION])
def test_what_is_written_during_the_session_has_no_deadline(kind: PaperType) -> None:
    assert not sent_late(session(due=DUE), paper(STARTS, kind=kind))


def test_without_a_deadline_nothing_is_late() -> None:
    assert not sent_late(session(), paper(STARTS))


def test_the_nearest_session_is_the_running_one_then_the_next_then_the_last() -> None:
    past, present, coming = session(-30), session(), session(30)
    every = (past, present, coming)
    assert nearest(every, STARTS + timedelta(hours=1)) is present
    assert nearest(every, STARTS + timedelta(days=1)) is coming
    assert nearest(every, STARTS + timedelta(days=60)) is coming
    assert nearest((), STARTS) is None
