"""A commune without a network: papers, votes and answers travel on a stick, and nothing wrong does (protocol.md 12)."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest

from council_server.enrolments import revoke
from council_server.parcel_intake import Taken, take
from council_server.parcels import Packed, pack
from delegate_app.domain.votes import VoteState
from delegate_app.errors import Code, DeskError, UserError
from protocol.limits import PAGE_JSON
from protocol.parcel_folders import FOLDER, ParcelFolder, council_folder
from protocol.parcels import blob_name, page_name, parcel_key
from sync.carrier import Carrier
from tests.running_council import RunningCouncil, running_council
from tests.scenarios.desks import DeskAtWork, enrolled_desk
from tests.session_folders import write_session

LONG = "Du thao " + "a" * 5_000_000
"""A paper of more than one piece of 4 MiB."""


class Office:
    """The office's machine with a stick in it."""

    def __init__(self, running: RunningCouncil, stick: Path) -> None:
        self.running = running
        self.stick = stick
        stick.mkdir(exist_ok=True)

    def pack(self) -> Packed:
        return pack(self.running.council, self.stick)

    def take(self) -> list[Taken]:
        taken, strangers = take(self.running.council, self.stick)
        assert strangers == 0
        pack(self.running.council, self.stick, {one.device: one.answers for one in taken})
        return taken

    @property
    def folder(self) -> Path:
        return council_folder(self.stick, self.running.home.council)

    def files(self) -> list[Path]:
        return sorted(path for path in self.stick.rglob("*") if path.is_file())


def carrier(at_work: DeskAtWork) -> Carrier:
    desk = at_work.desk
    return Carrier(desk.replica, desk.thread, desk.changes.announce, at_work.now)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningCouncil]:
    with running_council(tmp_path / "council", delegates=2) as made:
        yield made


@pytest.fixture
def office(running: RunningCouncil, tmp_path: Path) -> Office:
    return Office(running, tmp_path / "usb")


@contextmanager
def cut_off(running: RunningCouncil, home: Path, person: str) -> Iterator[DeskAtWork]:
    """A desk that was enrolled over the network and has none any more."""
    with enrolled_desk(home, running, person) as at_work:
        yield at_work


def test_papers_votes_notes_and_answers_go_by_stick_which_is_no_contact_with_the_council(
    running: RunningCouncil, office: Office, tmp_path: Path
) -> None:
    with cut_off(running, tmp_path / "desk", "minh") as at_work:
        folder = write_session(tmp_path / "s1", LONG)
        running.publish(folder)
        running.define_poll("p1")
        running.open_poll("p1")
        office.pack()
        contact = at_work.do(at_work.desk.replica.last_contact)

        brought = carrier(at_work).bring_in(office.stick)
        assert brought.problems == ()
        assert brought.papers == 1
        assert brought.entries == 3  # manifest, definition, opening
        version = at_work.do(lambda: at_work.desk.votes.poll("p1")).documents[0].version_sha256
        assert at_work.bytes_of(version) == (folder / "du-thao.pdf").read_bytes()

        at_work.write(version, "Cần làm rõ số biên chế")
        at_work.vote("p1")
        out = carrier(at_work).take_out(office.stick)
        assert (out.votes, out.notes) == (1, 1)
        assert at_work.do(at_work.desk.votes.mine)[0].state is VoteState.SIGNED

        taken = office.take()
        assert (taken[0].recorded, taken[0].notes) == (1, 1)
        back = carrier(at_work).bring_in(office.stick)
        assert (back.votes_answered, back.notes_settled) == (1, 1)
        assert (back.unsent_votes, back.unsent_notes) == (0, 0)
        mine = at_work.do(at_work.desk.votes.mine)[0]
        assert mine.state is VoteState.PROVEN
        assert mine.disposition is not None
        assert mine.disposition.value == "COUNTED"
        assert at_work.do(at_work.desk.votes.verify_record).alarm is None
        assert carrier(at_work).bring_in(office.stick).brought_nothing
        assert at_work.do(at_work.desk.replica.last_contact) == contact


def test_the_same_stick_serves_every_member_and_a_copy_of_it_does_too(
    running: RunningCouncil, office: Office, tmp_path: Path
) -> None:
    with (
        cut_off(running, tmp_path / "a", "minh") as minh,
        cut_off(running, tmp_path / "b", "hoa") as hoa,
    ):
        running.publish(write_session(tmp_path / "s1"))
        office.pack()
        shutil.copytree(office.stick, tmp_path / "copy")
        assert carrier(minh).bring_in(office.stick).papers == 1
        assert carrier(hoa).bring_in(tmp_path / "copy").papers == 1


def test_a_second_packing_writes_only_what_is_new(
    running: RunningCouncil, office: Office, tmp_path: Path
) -> None:
    running.publish(write_session(tmp_path / "s1", LONG))
    first = office.pack()
    large = {
        path: path.stat().st_mtime_ns for path in office.files() if path.stat().st_size > 99_999
    }
    assert len(large) == 2
    assert office.pack().new_pieces < first.new_pieces
    assert {path: path.stat().st_mtime_ns for path in large} == large


def test_the_thief_of_a_stick_reads_nothing_of_it(
    running: RunningCouncil, office: Office, tmp_path: Path
) -> None:
    with cut_off(running, tmp_path / "desk", "minh") as at_work:
        running.publish(write_session(tmp_path / "s1", "Bi mat cua ky hop"))
        running.define_poll("p1")
        running.open_poll("p1")
        office.pack()
        carrier(at_work).bring_in(office.stick)
        at_work.vote("p1", "DISAPPROVE")
        carrier(at_work).take_out(office.stick)
    for path in office.files():
        for secret in (b"Bi mat", b"DISAPPROVE", b"minh", b"du-thao", b'p1"'):
            assert secret not in path.read_bytes(), path
            assert secret.decode() not in str(path.relative_to(office.stick))


def test_a_device_that_is_not_a_member_gets_nothing(
    running: RunningCouncil, office: Office, tmp_path: Path
) -> None:
    running.publish(write_session(tmp_path / "s1"))
    office.pack()
    with (
        cut_off(running, tmp_path / "later", "hoa") as late,  # enrolled after the packing
        pytest.raises(UserError) as caught,
    ):
        carrier(late).bring_in(office.stick)
    assert caught.value.code is Code.PARCEL_NOT_FOR_US


def test_the_stick_of_another_council_is_refused(
    running: RunningCouncil, office: Office, tmp_path: Path
) -> None:
    office.pack()
    with (
        running_council(tmp_path / "other", delegates=1) as other,
        cut_off(other, tmp_path / "desk", "minh") as at_work,
    ):
        with pytest.raises(UserError) as caught:
            carrier(at_work).bring_in(office.stick)
        assert caught.value.code is Code.PARCEL_FOREIGN
        with pytest.raises(UserError) as caught:
            carrier(at_work).bring_in(tmp_path)
        assert caught.value.code is Code.PARCEL_NONE


DAMAGED = {Code.PARCEL_DAMAGED, Code.PARCEL_LACKS, Code.PARCEL_NOT_FOR_US, Code.PARCEL_NONE}


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def remove(path: Path) -> None:
    path.unlink()


def test_a_damaged_or_half_copied_stick_brings_nothing_wrong_and_the_next_import_the_rest(
    running: RunningCouncil, office: Office, tmp_path: Path
) -> None:
    with cut_off(running, tmp_path / "desk", "minh") as at_work:
        running.publish(write_session(tmp_path / "s1", "kho " * 9))
        office.pack()
        damages = cycle((flip, cut_short, empty, remove))
        for path in [*office.files(), *office.files()[:2], *office.files()]:
            bad = tmp_path / "bad"
            shutil.copytree(office.stick, bad)
            next(damages)(bad / path.relative_to(office.stick))
            assert found_wrong(at_work, bad) <= DAMAGED
            assert at_work.do(at_work.desk.votes.alarm) is None
            shutil.rmtree(bad)
        assert found_wrong(at_work, office.stick) == set()
        assert at_work.do(at_work.desk.replica.wanted_blobs) == ()
        assert at_work.sync.run_once().confirmed


def found_wrong(at_work: DeskAtWork, stick: Path) -> set[Code]:
    """What an import says is wrong."""
    try:
        return set(carrier(at_work).bring_in(stick).problems)
    except DeskError as error:
        return {error.code}


def test_a_member_who_can_seal_still_cannot_forge(
    running: RunningCouncil, office: Office, tmp_path: Path
) -> None:
    with cut_off(running, tmp_path / "desk", "minh") as at_work:
        running.publish(write_session(tmp_path / "s1", "kho"))
        office.pack()
        key = parcel_key(running.council.log_key, running.home.origin, "public", ())
        parcel = ParcelFolder(office.folder, key)
        head = parcel.head()
        assert head is not None
        name = page_name("public", head.heads["public"].epoch, 0)
        page = parcel.get(name, PAGE_JSON)
        assert page is not None
        parcel.put(name, page.replace("Dự thảo".encode(), "Bản khác".encode()))
        assert found_wrong(at_work, office.stick) == {Code.PAGE_FORGED}
        parcel.put(name, page)
        sha256 = sha256_of(tmp_path / "s1" / "du-thao.pdf")
        size = (tmp_path / "s1" / "du-thao.pdf").stat().st_size
        parcel.put(blob_name(sha256, 0), b"x" * size)
        assert found_wrong(at_work, office.stick) == {Code.BLOB_DAMAGED}
        longer = replace(head.record, seq=head.record.seq + 1) if head.record else None
        parcel.put("head", replace(head, record=longer).to_bytes())
        assert found_wrong(at_work, office.stick) >= {Code.PARCEL_LACKS}
        assert at_work.do(at_work.desk.votes.alarm) is None


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_an_old_stick_takes_nothing_back(
    running: RunningCouncil, office: Office, tmp_path: Path
) -> None:
    with cut_off(running, tmp_path / "desk", "minh") as at_work:
        office.pack()
        running.publish(write_session(tmp_path / "s1"))
        at_work.sync.run_once()
        cursors = at_work.do(at_work.desk.replica.cursors)
        brought = carrier(at_work).bring_in(office.stick)
        assert brought.brought_nothing
        assert brought.problems == ()
        assert at_work.do(at_work.desk.replica.cursors) == cursors


def test_a_stick_never_begins_another_epoch(
    running: RunningCouncil, office: Office, tmp_path: Path
) -> None:
    with cut_off(running, tmp_path / "desk", "minh") as at_work:
        cursors = at_work.do(at_work.desk.replica.cursors)
        running.run(lambda batch: batch.begin_epochs())
        running.publish(write_session(tmp_path / "s1"))
        office.pack()
        brought = carrier(at_work).bring_in(office.stick)
        assert Code.PARCEL_OTHER_EPOCH in brought.problems
        after = at_work.do(at_work.desk.replica.cursors)
        assert after["public"] == cursors["public"]
        assert at_work.sync.run_once().confirmed  # the network may


def test_a_council_that_lost_entries_gets_them_back_by_stick_and_raises_no_alarm(
    running: RunningCouncil, office: Office, tmp_path: Path
) -> None:
    running.publish(write_session(tmp_path / "s1"))
    running.define_poll("p1")
    with cut_off(running, tmp_path / "desk", "minh") as at_work:
        running.stop()
        shutil.copytree(running.home.path, tmp_path / "backup")
        running.start()
        running.open_poll("p1")
        at_work.sync.run_once()
        held = at_work.do(at_work.desk.replica.cursors)["record"].seq
        running.stop()
        shutil.rmtree(running.home.path)
        shutil.copytree(tmp_path / "backup", running.home.path)
        running.start()
        running.council.catch_up()
        assert running.council.record.replay.size == held - 1

        pack(running.council, office.stick)
        assert carrier(at_work).bring_in(office.stick).entries == 0
        assert at_work.do(at_work.desk.votes.alarm) is None
        at_work.vote("p1")
        assert carrier(at_work).take_out(office.stick).entries_given_back == 1
        assert office.take()[0].recorded == 1
        assert carrier(at_work).bring_in(office.stick).votes_answered == 1


def test_a_council_that_signed_another_history_is_found_by_stick_too(
    running: RunningCouncil, office: Office, tmp_path: Path
) -> None:
    running.publish(write_session(tmp_path / "s1"))
    with cut_off(running, tmp_path / "desk", "minh") as at_work:
        running.stop()
        shutil.copytree(running.home.path, tmp_path / "backup")
        running.start()
        running.define_poll("p1")
        at_work.sync.run_once()
        running.stop()
        shutil.rmtree(running.home.path)
        shutil.copytree(tmp_path / "backup", running.home.path)
        running.start()
        running.define_poll("p2")
        office.pack()
        brought = carrier(at_work).bring_in(office.stick)
        assert Code.SPLIT_VIEW in brought.problems
        assert at_work.do(at_work.desk.votes.alarm) is not None


def test_a_refused_vote_comes_back_as_a_signed_refusal(
    running: RunningCouncil, office: Office, tmp_path: Path
) -> None:
    running.publish(write_session(tmp_path / "s1"))
    running.define_poll("p1")
    running.open_poll("p1")
    with cut_off(running, tmp_path / "desk", "minh") as at_work:
        at_work.vote("p1")
        identity = at_work.do(at_work.desk.replica.identity)
        assert identity is not None
        device = identity.device_id
        carrier(at_work).take_out(office.stick)
        running.run(lambda batch: revoke(batch, running.secretary, device, "mất máy"))
        taken = office.take()
        assert (taken[0].recorded, taken[0].refused) == (0, 1)


def test_nobody_hands_in_notes_for_another_device(
    running: RunningCouncil, office: Office, tmp_path: Path
) -> None:
    with cut_off(running, tmp_path / "desk", "minh") as at_work:
        at_work.sync.run_once()
        carrier(at_work).take_out(office.stick)
    (found,) = (office.folder / "outbox").iterdir()
    flip(found)
    assert take(running.council, office.stick) == ([], 1)


def test_links_and_strange_names_on_a_stick_are_passed_over(
    running: RunningCouncil, office: Office, tmp_path: Path
) -> None:
    with cut_off(running, tmp_path / "desk", "minh") as at_work:
        running.publish(write_session(tmp_path / "s1"))
        office.pack()
        (office.folder / "..%2f").mkdir()
        (office.folder / ("f" * 16)).symlink_to(tmp_path)
        outbox = office.folder / "outbox"
        outbox.mkdir()
        (outbox / ("0" * 16)).symlink_to(tmp_path / "council" / "keys" / "log.key")
        assert take(running.council, office.stick) == ([], 0)
        assert carrier(at_work).bring_in(office.stick).papers == 1


def test_a_stick_that_cannot_be_written_loses_nothing(
    running: RunningCouncil, tmp_path: Path
) -> None:
    with cut_off(running, tmp_path / "desk", "minh") as at_work:
        stick = tmp_path / "usb"
        stick.mkdir()
        (stick / FOLDER).write_text("not a folder")
        with pytest.raises(UserError) as caught:
            carrier(at_work).take_out(stick)
        assert caught.value.code is Code.PARCEL_UNWRITABLE
