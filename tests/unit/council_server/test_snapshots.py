"""Snapshots at the server: made when asked for, kept while they serve, and gone with their feed's readers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from council_server.logs import PUBLIC, feed_of
from council_server.snapshots import Snapshots
from council_server.writer import Batch
from protocol.wire import SnapshotAnswer
from tests.running_council import RunningCouncil, running_council

LEAST = 20


@pytest.fixture
def council(tmp_path: Path) -> Iterator[RunningCouncil]:
    with running_council(tmp_path / "council", delegates=2) as running:
        lengthen(running, LEAST)
        yield running


def lengthen(council: RunningCouncil, count: int, feed: str = PUBLIC) -> None:
    def write(batch: Batch) -> None:
        writer = batch.feed(feed)
        first = writer.size
        for number in range(count):
            writer.put("thu", f"t{first + number}", {"n": first + number})

    council.run(write)


def made(council: RunningCouncil, snapshots: Snapshots, feed: str = PUBLIC) -> SnapshotAnswer:
    answer = snapshots.of(feed, council.council.heads()[feed])
    assert answer is not None
    return answer


def digest(answer: SnapshotAnswer) -> str:
    return answer.manifest.split("\n")[3]


def files(council: RunningCouncil) -> set[str]:
    return {path.name for path in council.home.blobs.rglob("*") if path.is_file()}


def test_the_same_file_serves_until_the_feed_moved_far(council: RunningCouncil) -> None:
    snapshots = Snapshots(council.council, least=LEAST)
    first = digest(made(council, snapshots))
    lengthen(council, LEAST - 1)
    assert digest(made(council, snapshots)) == first
    lengthen(council, 1)
    assert digest(made(council, snapshots)) != first


def test_a_restarted_server_makes_the_same_bytes_again(council: RunningCouncil) -> None:
    first = made(council, Snapshots(council.council, least=LEAST))
    again = made(council, Snapshots(council.council, least=LEAST))
    assert first.chunks == again.chunks
    assert files(council) == {digest(first)}


def test_only_the_newest_two_files_stay(council: RunningCouncil) -> None:
    snapshots, names = Snapshots(council.council, least=LEAST), []
    for _ in range(4):
        names.append(digest(made(council, snapshots)))
        lengthen(council, 2 * LEAST)
    assert files(council) == set(names[-2:])


def test_a_new_epoch_is_signed_over_the_same_file(council: RunningCouncil) -> None:
    snapshots = Snapshots(council.council, least=LEAST)
    first = made(council, snapshots)
    council.run(Batch.begin_epochs)
    again = made(council, snapshots)
    assert digest(again) == digest(first)
    assert again.manifest.split("\n")[1] != first.manifest.split("\n")[1]


def test_a_private_feed_s_snapshot_is_its_person_s_alone(council: RunningCouncil) -> None:
    feed = feed_of("minh")
    lengthen(council, LEAST, feed)
    sha256 = digest(made(council, Snapshots(council.council, least=LEAST), feed))
    minh, hoa = (council.client(council.delegate(name)) for name in ("minh", "hoa"))
    assert minh.call("GET", f"/v1/blobs/{sha256}").status == 200
    assert hoa.call("GET", f"/v1/blobs/{sha256}").status == 404


def test_a_file_that_vanished_is_made_again(council: RunningCouncil) -> None:
    snapshots = Snapshots(council.council, least=LEAST)
    first = digest(made(council, snapshots))
    council.council.blobs.remove(first)
    assert digest(made(council, snapshots)) == first
    assert files(council) == {first}
