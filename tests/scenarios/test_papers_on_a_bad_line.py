"""Papers over a line that breaks, lies, or speaks another protocol; the rest of the work goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from delegate_app.domain.accounts import DeviceIdentity
from delegate_app.domain.votes import VoteState
from delegate_app.errors import Code
from protocol import wire
from protocol.council_api import ApiError, Offline, TooNew
from protocol.limits import CHUNK
from sync.http_council import HttpCouncil
from sync.state import Phase
from tests.running_council import RunningCouncil, running_council
from tests.scenarios.desks import DeskAtWork, enrolled_desk
from tests.session_folders import small_pdf, write_session

LONG = small_pdf("Du thao moi " + "b" * (5 * CHUNK))


class BadLine(HttpCouncil):
    """The real line, on which a test spoils what it wants; `starts` says where downloads began."""

    starts: list[int]
    breaks_after: int | None
    flips: bool
    missing: set[str]
    versions: tuple[int, int] | None

    @classmethod
    def mended(cls) -> None:
        """A good line from now on."""
        cls.starts, cls.breaks_after, cls.flips = [], None, False
        cls.missing, cls.versions = set(), None

    def blob(self, sha256: str, start: int, stop: int) -> Iterator[bytes]:
        BadLine.starts.append(start)
        if sha256 in self.missing:
            raise ApiError("NO_BLOB", 404)
        sent = 0
        for piece in super().blob(sha256, start, stop):
            if self.breaks_after is not None and sent + len(piece) > self.breaks_after:
                yield piece[: self.breaks_after - sent]
                raise Offline("broken")
            sent += len(piece)
            yield piece[:-1] + bytes([piece[-1] ^ 1]) if self.flips else piece

    def heads(self, etag: str = "", wait: int = 0) -> wire.Heads | None:
        if self.versions is not None:
            raise TooNew(*self.versions)
        return super().heads(etag, wait)


def over_a_bad_line(identity: DeviceIdentity) -> HttpCouncil:
    return BadLine(identity.address, identity.root_der)


@pytest.fixture
def council(tmp_path: Path) -> Iterator[RunningCouncil]:
    BadLine.mended()
    with running_council(tmp_path / "council", delegates=1) as running:
        running.publish(write_session(tmp_path / "s1"))
        yield running


@pytest.fixture
def lan(council: RunningCouncil, tmp_path: Path) -> Iterator[DeskAtWork]:
    """A desk that has everything, before a longer version of the draft is published."""
    with enrolled_desk(tmp_path / "lan", council, "minh", over_a_bad_line) as desk:
        (tmp_path / "s1" / "du-thao.pdf").write_bytes(LONG)
        council.publish(tmp_path / "s1")
        BadLine.mended()
        yield desk


def newest(desk: DeskAtWork) -> str:
    (document,) = desk.do(desk.desk.documents.all)
    return document.newest.sha256


def test_a_broken_download_goes_on_at_the_last_whole_chunk(lan: DeskAtWork) -> None:
    BadLine.breaks_after = 2 * CHUNK + CHUNK // 2
    state = lan.sync.run_once()
    assert state.phase is Phase.OFFLINE
    assert state.missing_bytes == len(LONG) - 2 * CHUNK
    BadLine.breaks_after = None
    assert lan.sync.run_once().confirmed
    assert BadLine.starts == [0, 2 * CHUNK]
    assert lan.bytes_of(newest(lan)) == LONG


def test_a_flipped_bit_is_refused_and_the_right_bytes_are_taken_later(lan: DeskAtWork) -> None:
    BadLine.flips = True
    state = lan.sync.run_once()
    assert (state.phase, state.trouble) == (Phase.TROUBLE, Code.BLOB_DAMAGED)
    assert state.missing_bytes == len(LONG)
    BadLine.flips = False
    assert lan.sync.run_once().confirmed
    assert lan.bytes_of(newest(lan)) == LONG


def test_a_paper_that_cannot_be_had_stops_neither_votes_nor_notes(
    lan: DeskAtWork, council: RunningCouncil
) -> None:
    BadLine.missing = {lan_sha(council)}
    council.define_poll("p1")
    council.open_poll("p1")
    assert lan.sync.run_once().trouble is Code.SERVER_TROUBLE
    lan.vote("p1")
    lan.write(newest(lan), "thiếu phụ lục")
    state = lan.sync.run_once()
    assert (state.unsent_votes, state.unsent_notes, state.missing_blobs) == (0, 0, 1)
    (vote,) = lan.do(lan.desk.votes.mine)
    assert vote.state is VoteState.PROVEN
    BadLine.missing = set()
    assert lan.sync.run_once().confirmed


def lan_sha(council: RunningCouncil) -> str:
    """The SHA-256 of the version in force, from the record."""
    manifest = council.council.record.replay.manifests["s1"]
    return manifest.papers[0].version


@pytest.mark.parametrize(
    ("versions", "code"), [((2, 3), Code.SERVER_NEWER), ((0, 0), Code.SERVER_OLDER)]
)
def test_another_protocol_version_keeps_what_is_owed(
    lan: DeskAtWork, council: RunningCouncil, versions: tuple[int, int], code: Code
) -> None:
    lan.sync.run_once()
    note = lan.write(newest(lan), "gửi sau")
    council.stop()
    council.start()
    BadLine.versions = versions
    state = lan.sync.run_once()
    assert (state.phase, state.trouble) == (Phase.TROUBLE, code)
    assert not state.confirmed
    BadLine.versions = None
    assert lan.sync.run_once().confirmed
    (held,) = lan.do(lan.desk.annotations.all)
    assert (held.id, held.settled) == (note, True)
