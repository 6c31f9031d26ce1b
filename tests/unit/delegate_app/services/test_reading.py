"""Places: kept here at once, shared sealed with the delegate's other devices, and never a flood."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from delegate_app.domain.reading_places import FIT_WIDTH, PageFlow, ReadingPlace
from delegate_app.domain.reading_trails import ReadingDesk, Stop, Trail
from tests.simulation.council import SimulatedCouncil
from tests.unit.delegate_app.member import PERSON, Clock, Member

FEED = f"delegate.{PERSON}"
FIRST = ReadingPlace(3, 120.5, 1.25)
LATER = ReadingPlace(7, 20.0, FIT_WIDTH, PageFlow.FACING, 90, trimmed=True)


@pytest.fixture
def first(member: Member) -> Member:
    """The delegate's first device, with a paper."""
    member.council.publish_session()
    member.council.publish_paper("to-trinh", b"%PDF-1.7 paper")
    member.sync()
    return member


@pytest.fixture
def second(
    tmp_path: Path, council: SimulatedCouncil, clock: Clock, first: Member
) -> Iterator[Member]:
    """Another machine of the same delegate."""
    other = Member(tmp_path / "second", council, clock)
    other.enrol()
    exchange(first, other)
    yield other
    other.desk.close()


def exchange(*members: Member) -> None:
    for _ in range(3):
        for one in members:
            one.clock.forward(1)
            one.sync()


def version(member: Member) -> str:
    return member.desk.documents.all()[0].newest.sha256


def read(member: Member, place: ReadingPlace, *, leaving: bool = True) -> bool:
    member.clock.forward(1)
    keep = member.desk.reading.keep_place
    return keep(version(member), place, now=member.clock(), leaving=leaving)


def at(member: Member) -> ReadingPlace | None:
    return member.desk.reading.place(version(member))


def test_a_place_survives_the_end_of_the_program_with_its_arrangement(first: Member) -> None:
    assert at(first) is None
    read(first, FIRST)
    read(first, LATER)
    first.again()
    assert at(first) == LATER


def test_scrolling_owes_the_council_at_most_one_record_a_minute(first: Member) -> None:
    queued = [read(first, ReadingPlace(page, 0.0, 1.0), leaving=False) for page in range(50)]
    assert queued == [True] + [False] * 49
    first.clock.forward(60)
    assert read(first, ReadingPlace(50, 0.0, 1.0), leaving=False)
    notes = [item for item in first.desk.replica.outbox() if item.kind == "note"]
    assert len(notes) == 1
    assert not read(first, ReadingPlace(50, 0.0, 1.0))


def test_a_place_is_no_note_that_anybody_waits_for(first: Member) -> None:
    read(first, FIRST)
    assert first.desk.replica.unsettled() == (0, 0)
    first.sync()
    assert first.desk.replica.outbox() == ()
    assert first.desk.annotations.all() == ()


def test_the_other_device_opens_where_the_first_was_left(first: Member, second: Member) -> None:
    read(first, FIRST)
    exchange(first, second)
    assert at(second) == FIRST
    read(second, LATER)
    exchange(second, first)
    assert at(first) == LATER


def test_of_two_devices_apart_the_one_that_was_read_on_last_wins(
    first: Member, second: Member
) -> None:
    read(first, FIRST)
    read(second, LATER)
    exchange(first, second)
    assert at(first) == at(second) == LATER
    assert first.desk.replica.outbox() == second.desk.replica.outbox() == ()


def test_a_place_that_waits_here_is_not_moved_by_an_earlier_one(
    first: Member, second: Member
) -> None:
    read(first, ReadingPlace(1, 0.0, 1.0))
    exchange(first, second)
    read(second, FIRST)
    second.sync()
    read(first, LATER, leaving=False)
    first.sync()
    assert at(first) == LATER


def test_the_council_learns_neither_the_place_nor_the_paper(first: Member) -> None:
    read(first, FIRST)
    first.sync()
    rows = [row for row in first.council.feeds[FEED].rows if row.kind == "note"]
    place = rows[-1]
    cipher = base64.b64decode(json.loads(place.body)["cipher"])
    told = place.id.encode() + place.body.encode() + cipher
    assert version(first).encode() not in told
    assert bytes.fromhex(version(first)) not in told
    assert b"place" not in told
    assert place.id.startswith("gc-")


def test_what_lies_on_the_desk_survives_the_end_of_the_program(first: Member) -> None:
    desk = ReadingDesk().opened("aa").opened("bb")
    desk = ReadingDesk(desk.papers, Trail().jumped_to(Stop("aa", 3, 10.5)), reading=True)
    first.desk.reading.keep_desk(desk)
    first.again()
    assert first.desk.reading.desk() == desk


def test_a_desk_that_cannot_be_read_is_empty(first: Member) -> None:
    first.desk.reading._settings.put("reading-desk", '{"trail": {"stops": [{"version": 1}]}}')
    assert first.desk.reading.desk() == ReadingDesk()
