"""The practice council's home: founded whole, never in a folder of somebody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from council_server.clock import vietnam_now
from council_server.councils import open_council
from council_server.errors import CommandError
from council_server.founding import found_council
from council_server.homes import SETTINGS, open_home
from council_server.practice_hall import device_of, seat
from council_server.practice_home import (
    FOUNDING,
    PARTS,
    SOURCE,
    Material,
    furnish,
    open_practice,
    read_material,
)
from council_server.publishing import published
from council_server.rosters import Person, Roster


@pytest.fixture(scope="module")
def material() -> Material:
    return read_material(SOURCE)


@pytest.fixture(scope="module")
def made(material: Material, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A founded practice council beside its parent's log."""
    path = tmp_path_factory.mktemp("practice") / "council"
    (path / "log").mkdir(parents=True)
    (path / "log" / "practice.log").write_text("started\n")
    open_practice(path, material, vietnam_now)
    return path


def test_everybody_but_the_learner_is_enrolled_and_both_sessions_are_published(
    made: Path, material: Material
) -> None:
    assert (made / "log" / "practice.log").exists()
    assert not (made / FOUNDING).exists()
    with open_council(open_home(made)) as council:
        council.catch_up()
        devices = council.record.replay.devices
        others = {person.id for person in material.roster.delegates} - {material.roster.learner}
        assert {device_of(person) for person in others} <= set(devices)
        assert device_of(material.roster.learner) not in devices
        assert len(published(council, "session")) == 2


def test_furnishing_again_changes_nothing(made: Path, material: Material) -> None:
    with open_council(open_home(made)) as council:
        council.catch_up()
        before = council.heads()
        furnish(council, material)
        assert council.heads() == before


def test_only_delegates_are_seated(made: Path, material: Material) -> None:
    with open_council(open_home(made)) as council:
        council.catch_up()
        seat(council, material.roster, ["nobody"])
        assert device_of("nobody") not in council.record.replay.devices


def test_a_founding_that_was_cut_off_is_done_again(tmp_path: Path, material: Material) -> None:
    path = tmp_path / "council"
    for part in (f"{FOUNDING}/keys", "keys", "practice", "log"):
        (path / part).mkdir(parents=True)
        (path / part / "half").write_text("cut off")
    (path / "server.db").write_text("cut off")
    home = open_practice(path, material, vietnam_now)
    assert home.council == material.roster.id
    assert not (path / "keys" / "half").exists()
    assert (path / "log" / "half").exists()
    assert {one.name for one in path.iterdir()} == {*PARTS, SETTINGS, "log"}


@pytest.mark.parametrize("name", ["letters.txt", "keys", "server.db"])
def test_a_folder_with_anything_else_in_it_is_left_alone(
    tmp_path: Path, material: Material, name: str
) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(CommandError, match="not empty"):
        open_practice(tmp_path, material, vietnam_now)
    assert [one.name for one in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "mine"


def test_nobody_practises_in_a_real_council(tmp_path: Path, material: Material) -> None:
    someone = Person("minh", "Minh", "", "", "")
    roster = Roster("that", "HĐND xã Thật", "", 1, someone, someone, "", (someone,), {})
    path = tmp_path / "real"
    found_council(path, roster, hosts=["127.0.0.1"], port=1, passphrase=None, clock=vietnam_now)
    with pytest.raises(CommandError, match="that"):
        open_practice(path, material, vietnam_now)
