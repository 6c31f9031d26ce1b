"""Papers in the order of need, stepped over where one fails, held where disk or budget say so."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from delegate_app import settings
from delegate_app.domain.blobs import CHUNK
from delegate_app.domain.deliveries import MB
from delegate_app.errors import Code
from sync.blobs import STREAK, streak
from sync.outcome import state_after
from sync.state import Phase, SyncState
from tests.simulation.council import SimulatedCouncil
from tests.simulation.line import CouncilSimulator
from tests.unit.delegate_app.member import Clock, Member, new_council

LONG = random.Random(5).randbytes(4 * CHUNK)
OTHER = random.Random(6).randbytes(3 * CHUNK)


class WatchedLine(CouncilSimulator):
    """A line that keeps which ranges were asked for; `spoiled` files arrive with a flipped bit, `after` says what
    happens once so many chunks of a file came."""

    def __init__(self, council: SimulatedCouncil) -> None:
        super().__init__(council)
        self.asked: list[tuple[str, int, int]] = []
        self.spoiled: frozenset[str] = frozenset()
        self.after: dict[tuple[str, int], Callable[[], None]] = {}

    def blob(self, sha256: str, start: int, stop: int) -> Iterator[bytes]:
        self.asked.append((sha256, start // CHUNK, -(-stop // CHUNK)))
        (whole,) = super().blob(sha256, start, stop)
        for at in range(0, stop - start, CHUNK):
            data = whole[at : at + CHUNK]
            self.after.pop((sha256, at // CHUNK + 1), lambda: None)()
            yield bytes([data[0] ^ 1]) + data[1:] if sha256 in self.spoiled else data


@pytest.fixture
def member(tmp_path: Path) -> Iterator[Member]:
    clock = Clock()
    enrolled = Member(tmp_path / "home", new_council(clock), clock)
    enrolled.enrol()
    yield enrolled
    enrolled.desk.close()


@pytest.fixture
def line(member: Member) -> WatchedLine:
    member.council.publish_session()
    member.line = watched = WatchedLine(member.council)
    return watched


def state_of(member: Member) -> SyncState:
    return state_after(SyncState(), member.reports[-1], member.clock())


def test_chunks_that_follow_each_other_are_asked_for_at_once() -> None:
    assert streak((0, 1, 2, 9), 99) == (0, 3)
    assert streak((9, 0, 1), 99) == (9, 10)
    assert streak((0, 1, 2), 2) == (0, 2)
    assert streak(tuple(range(40)), 99) == (0, STREAK)


def test_a_paper_that_is_opened_is_served_between_two_chunks_of_another(
    member: Member,
    line: WatchedLine,
) -> None:
    long = member.council.publish_paper("a", LONG)
    other = member.council.publish_paper("b", OTHER)
    member.desk.deliveries.when_asked(lambda: member.wakes.append(True))
    line.after = {(long, 2): lambda: member.desk.deliveries.ask_for(other)}
    member.sync()
    assert line.asked == [(long, 0, 4), (other, 0, 3), (long, 2, 4)]
    assert member.desk.replica.wanted_blobs() == ()


def test_a_hostile_file_is_stepped_over_and_the_others_come(
    member: Member,
    line: WatchedLine,
) -> None:
    bad = member.council.publish_paper("a", LONG)
    good = member.council.publish_paper("b", OTHER)
    line.spoiled = frozenset({bad})
    report = member.attempt()
    assert [error.code for error in report.errors] == [Code.BLOB_DAMAGED]
    (want,) = member.desk.replica.wanted_blobs()
    assert (want.sha256, want.trouble, want.missing) == (bad, "BLOB_DAMAGED", (0, 1, 2, 3))
    assert member.desk.documents.source(good).read(0, len(OTHER)) == OTHER
    line.spoiled = frozenset()
    member.sync()
    assert state_of(member).confirmed


def test_a_spent_budget_holds_papers_and_nothing_else(
    member: Member,
    line: WatchedLine,
) -> None:
    store = member.desk.settings
    store.put(settings.METERED, "yes")
    store.put(settings.METERED_DAY_MB, 2)
    member.used = 3 * MB
    paper = member.council.publish_paper("a", LONG)
    member.council.publish_paper("b", OTHER)
    member.sync()
    note = member.write(paper, "đọc trước")
    member.sync()
    state = state_of(member)
    assert line.asked == []
    assert (state.phase, state.held, state.confirmed) == (
        Phase.UP_TO_DATE,
        Code.METERED_SPENT,
        False,
    )
    assert (state.missing_blobs, state.unsent_notes) == (2, 0)
    assert member.desk.annotations.all()[0].id == note.id
    member.desk.deliveries.ask_for(paper)
    member.sync()
    assert [sha for sha, _, _ in line.asked] == [paper]
    member.clock.forward(timedelta(days=1).total_seconds())
    member.sync()
    (want,) = member.desk.replica.wanted_blobs()
    assert want.missing == (1, 2)
    store.put(settings.METERED_DAY_MB, 9)
    member.sync()
    assert member.desk.replica.wanted_blobs() == ()
    assert state_of(member).held is None


def test_a_budget_is_not_overrun_by_a_long_answer(
    member: Member,
    line: WatchedLine,
) -> None:
    member.desk.settings.put(settings.METERED, "yes")
    member.desk.settings.put(settings.METERED_DAY_MB, 4)
    paper = member.council.publish_paper("a", LONG)
    member.sync()
    assert line.asked == [(paper, 0, 3)]
    assert state_of(member).held is Code.METERED_SPENT


def test_a_disk_that_is_almost_full_holds_papers_until_there_is_room(
    member: Member,
    line: WatchedLine,
) -> None:
    free = [0]

    def space(_folder: Path) -> tuple[int, int]:
        return 500 * 1024 * MB, free[0]

    member.desk.deliveries._space = space
    paper = member.council.publish_paper("a", LONG)
    member.desk.deliveries.ask_for(paper)
    member.sync()
    member.write(paper, "vẫn ghi được")
    member.sync()
    state = state_of(member)
    assert (state.held, state.phase, state.unsent_notes) == (Code.DISK_LOW, Phase.UP_TO_DATE, 0)
    assert not state.confirmed
    free[0] = 100 * 1024 * MB
    member.sync()
    assert member.desk.documents.source(paper).size == len(LONG)
    assert state_of(member).confirmed
