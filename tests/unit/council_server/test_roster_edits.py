"""The roster in the console: delegates come, change and leave, and N is what the secretary states."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from council_server.committees import members_of
from council_server.mandates import mandated
from council_server.roster_edits import (
    RosterProblem,
    RosterView,
    put_delegate,
    read_roster_view,
    state_total,
)
from council_server.rosters import Person
from tests.running_council import RunningCouncil, council
from tests.session_folders import write_session

__all__ = ["council"]


def view(running: RunningCouncil) -> RosterView:
    with running.council.database.reading() as connection:
        return read_roster_view(connection, running.council.id)


def test_a_new_delegate_gets_an_id_a_group_and_a_committee(council: RunningCouncil) -> None:
    person = Person("", "Vũ Thị Thanh Hà", "Đại biểu", "Tổ số 1", "Ban Pháp chế")
    council.run(lambda b: put_delegate(b, person, 4))
    found = view(council)
    assert found.total == 4
    assert found.delegate("vu-thi-thanh-ha") == replace(person, id="vu-thi-thanh-ha")
    assert (found.groups, found.committees) == (("Tổ số 1",), ("Ban Pháp chế",))
    assert found.chair == "minh"
    with council.council.database.reading() as connection:
        assert members_of(connection, council.council.id) == {"ban-phap-che": ["vu-thi-thanh-ha"]}


def test_who_leaves_keeps_a_row_and_no_longer_counts(council: RunningCouncil) -> None:
    tuan = view(council).delegate("tuan")
    assert tuan is not None
    council.run(lambda b: put_delegate(b, replace(tuan, until="2026-11-01"), 2))
    found = view(council)
    assert (found.total, len(found.delegates)) == (2, 3)
    with council.council.database.reading() as connection:
        assert set(mandated(connection, council.council.id)) == {"minh", "hoa"}


def test_a_poll_defined_after_somebody_left_is_not_open_to_them(
    council: RunningCouncil, tmp_path: Path
) -> None:
    council.publish(write_session(tmp_path / "s1"))
    tuan = view(council).delegate("tuan")
    assert tuan is not None
    council.run(lambda b: put_delegate(b, replace(tuan, until="2026-11-01"), 2))
    council.define_poll("p1", total=2)
    assert council.council.record.replay.polls["p1"].definition.electorate == ("hoa", "minh")


def test_fewer_mandates_than_delegates_cannot_be_stated(council: RunningCouncil) -> None:
    with pytest.raises(RosterProblem) as caught:
        council.run(lambda b: state_total(b, 2))
    assert caught.value.code == "total"
    council.run(lambda b: state_total(b, 5))  # mandates may be vacant in the roster
    assert view(council).total == 5


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (Person("", "", "", "", ""), "name"),
        (Person("", "???", "", "", ""), "name"),
        (Person("", "An", "", "", "!!"), "committee"),
    ],
)
def test_a_delegate_without_a_usable_name_is_refused(
    council: RunningCouncil, person: Person, code: str
) -> None:
    with pytest.raises(RosterProblem) as caught:
        council.run(lambda b: put_delegate(b, person, 9))
    assert caught.value.code == code
