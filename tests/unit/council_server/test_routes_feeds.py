"""Heads, changes and blobs over HTTP (protocol.md 7.7-7.9, 7.14)."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from council_server.feeds import FeedWriter
from council_server.logs import PUBLIC
from council_server.routes_feeds import encode_page
from council_server.writer import Batch
from protocol import wire
from protocol.feeds import Cursor, check_page
from protocol.fields import unb64
from protocol.limits import CHUNK, PAGE
from protocol.merkle import Edge
from tests.real_papers import ROOT
from tests.running_council import RunningCouncil, running_council
from tests.session_folders import small_pdf, write_session
from tests.wire_client import WireClient

DATA = small_pdf("range") + b"\n%" + b"0123456789" * 200_000


@pytest.fixture
def council(tmp_path: Path) -> Iterator[RunningCouncil]:
    """A paper of two chunks is published."""
    with running_council(tmp_path / "council", delegates=2) as running:
        folder = write_session(tmp_path / "s1")
        (folder / "du-thao.pdf").write_bytes(DATA)
        running.publish(folder)
        yield running


@pytest.fixture
def client(council: RunningCouncil) -> WireClient:
    return council.client(council.delegate("minh"))


def blob_path(council: RunningCouncil) -> str:
    manifest = council.council.record.replay.manifests["s1"]
    return f"/v1/blobs/{manifest.papers[0].version}"


# ---------------------------------------------------------------------------------------- heads


def test_heads_name_only_the_member_s_own_logs(council: RunningCouncil, client: WireClient) -> None:
    answer = client.call("GET", "/v1/heads")
    heads = council.council.heads()
    assert answer.json["heads"] == {
        name: [heads[name].epoch, heads[name].size]
        for name in ("public", "delegate.minh", "record")
    }


def test_unchanged_heads_are_a_304_without_a_body(client: WireClient) -> None:
    tag = client.call("GET", "/v1/heads").headers["etag"]
    again = client.call("GET", "/v1/heads?wait=0", headers={"If-None-Match": tag})
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)


def test_a_waiting_client_is_answered_by_a_commit_of_another_process(
    council: RunningCouncil, client: WireClient, tmp_path: Path
) -> None:
    """`publish` on the command line, while `serve` runs."""
    tag = client.call("GET", "/v1/heads").headers["etag"]
    folder = write_session(tmp_path / "s1", "changed by the office")
    command = [sys.executable, "-m", "council_server", "--home", str(council.home.path)]
    publishing = [*command, "publish", str(folder)]
    with subprocess.Popen(publishing, stdout=subprocess.DEVNULL, cwd=ROOT) as office:
        answer = client.call("GET", "/v1/heads?wait=25", headers={"If-None-Match": tag})
        assert office.wait() == 0
    assert answer.status == 200
    assert answer.headers["etag"] != tag
    assert council.council.record.replay.manifests["s1"].revision == 2


def test_a_change_of_another_s_notes_wakes_nobody_else(
    council: RunningCouncil, client: WireClient
) -> None:
    tag = client.call("GET", "/v1/heads").headers["etag"]
    council.run(lambda batch: batch.feed("delegate.hoa").put("note", "n1", {"x": "1"}))
    answer = client.call("GET", "/v1/heads?wait=1", headers={"If-None-Match": tag})
    assert answer.status == 304


def test_waiting_clients_are_answered_when_the_server_stops(council: RunningCouncil) -> None:
    client = council.client(council.delegate("minh"))
    tag = client.call("GET", "/v1/heads").headers["etag"]
    answers: list[int] = []

    def wait() -> None:
        found = client.call("GET", "/v1/heads?wait=25", headers={"If-None-Match": tag})
        answers.append(found.status)

    waiting = threading.Thread(target=wait)
    waiting.start()
    while not council.service.board.waiting:
        waiting.join(0.01)
    council.server.should_exit = True
    waiting.join()
    assert answers == [304]


# --------------------------------------------------------------------------------------- changes


def test_pages_follow_each_other_and_lead_to_the_signed_root(
    council: RunningCouncil, client: WireClient
) -> None:
    root = client.call("GET", "/v1/root").json
    head = council.council.heads()[PUBLIC]
    cursor, edge = Cursor(council.home.council, PUBLIC, head.epoch), Edge()
    while cursor.seq < head.size:
        path = f"/v1/feeds/public/changes?epoch={head.epoch}&after={cursor.seq}&limit=2"
        page = wire.read_page(client.call("GET", path).body)
        checked = check_page(page, cursor, edge, unb64(root["log_key"]))
        assert len(page.rows) == min(2, head.size - cursor.seq)
        cursor, edge = checked.cursor, checked.edge
    empty = client.call("GET", f"/v1/feeds/public/changes?epoch={head.epoch}&after={head.size}")
    page = wire.read_page(empty.body)
    assert check_page(page, cursor, edge, unb64(root["log_key"])).cursor == cursor


def test_a_page_of_large_rows_ends_before_its_limit(
    council: RunningCouncil, client: WireClient
) -> None:
    def write(batch: Batch) -> None:
        feed: FeedWriter = batch.feed("delegate.minh")
        for number in range(40):
            feed.put("note", f"n{number}", {"cipher": "x" * 65_000})

    council.run(write)
    page = wire.read_page(client.call("GET", "/v1/feeds/delegate.minh/changes?after=0").body)
    assert 0 < len(page.rows) < 40
    assert sum(len(row.body) for row in page.rows) <= PAGE
    assert page.head == 40


def test_the_server_s_page_is_the_protocol_s_page(
    council: RunningCouncil, client: WireClient
) -> None:
    body = client.call("GET", "/v1/feeds/public/changes?after=0").body
    page = wire.read_page(body)
    assert encode_page(page) == body
    assert wire.read_page(wire.write_page(page)) == page


def test_after_a_restore_a_feed_has_another_epoch_and_the_old_cursor_is_gone(
    council: RunningCouncil, client: WireClient
) -> None:
    old = council.council.heads()[PUBLIC]
    council.run(Batch.begin_epochs)
    answer = client.call("GET", f"/v1/feeds/public/changes?epoch={old.epoch}&after=0")
    new = client.call("GET", "/v1/heads").json["heads"][PUBLIC]
    assert (answer.status, answer.json["code"], answer.json["epoch"]) == (410, "EPOCH", new[0])
    assert new[0] != old.epoch
    page = wire.read_page(client.call("GET", "/v1/feeds/public/changes?after=0").body)
    key = unb64(client.call("GET", "/v1/root").json["log_key"])
    checked = check_page(page, Cursor(council.home.council, PUBLIC, new[0]), Edge(), key)
    assert checked.cursor.seq == old.size


def test_a_cursor_beyond_the_feed_is_gone(council: RunningCouncil, client: WireClient) -> None:
    head = council.council.heads()[PUBLIC]
    path = f"/v1/feeds/public/changes?epoch={head.epoch}&after={head.size + 1}"
    answer = client.call("GET", path)
    assert (answer.status, answer.json["epoch"]) == (410, head.epoch)


@pytest.mark.parametrize("feed", ["delegate.hoa", "record", "committee.kinh-te", "nothing"])
def test_a_feed_that_is_not_the_member_s_does_not_exist_for_them(
    client: WireClient, feed: str
) -> None:
    answer = client.call("GET", f"/v1/feeds/{feed}/changes?after=0")
    assert (answer.status, answer.json["code"]) == (404, "NO_FEED")


@pytest.mark.parametrize(
    "query", ["after=-1", "after=x", "limit=2001", "after=1e3", "after=" + "9" * 30]
)
def test_a_parameter_out_of_bounds_is_refused(client: WireClient, query: str) -> None:
    assert client.call("GET", f"/v1/feeds/public/changes?{query}").status == 400


def test_there_is_no_snapshot_yet(client: WireClient) -> None:
    answer = client.call("GET", "/v1/feeds/public/snapshot")
    assert (answer.status, answer.json["code"]) == (404, "NO_SNAPSHOT")


# ----------------------------------------------------------------------------------------- blobs


def test_a_whole_paper_comes_with_its_length_and_never_changes(
    council: RunningCouncil, client: WireClient
) -> None:
    answer = client.call("GET", blob_path(council))
    assert (answer.status, answer.body) == (200, DATA)
    assert answer.headers["content-length"] == str(len(DATA))
    assert "immutable" in answer.headers["cache-control"]
    tag = {"If-None-Match": answer.headers["etag"]}
    assert client.call("GET", blob_path(council), headers=tag).status == 304


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        (f"bytes=0-{CHUNK - 1}", 0, CHUNK),
        (f"bytes={CHUNK}-", CHUNK, len(DATA)),
        ("bytes=-5", len(DATA) - 5, len(DATA)),
        (f"bytes=10-{10**15}", 10, len(DATA)),
        (f"bytes=-{10**15}", 0, len(DATA)),
    ],
)
def test_a_single_range_gives_exactly_its_bytes(
    council: RunningCouncil, client: WireClient, asked: str, start: int, stop: int
) -> None:
    answer = client.call("GET", blob_path(council), headers={"Range": asked})
    assert (answer.status, answer.body) == (206, DATA[start:stop])
    assert answer.headers["content-range"] == f"bytes {start}-{stop - 1}/{len(DATA)}"
    assert answer.headers["content-length"] == str(stop - start)


@pytest.mark.parametrize(
    "asked", ["bytes=5-4", f"bytes={10**9}-", "bytes=0-1,4-5", "bytes=-", "bytes=-0", "lines=1-2"]
)
def test_any_other_range_is_416_with_the_size(
    council: RunningCouncil, client: WireClient, asked: str
) -> None:
    answer = client.call("GET", blob_path(council), headers={"Range": asked})
    assert answer.status == 416
    assert answer.headers["content-range"] == f"bytes */{len(DATA)}"


@pytest.mark.parametrize("name", ["0" * 64, "x", "..%2f..%2fserver.db"])
def test_an_unknown_blob_is_404(client: WireClient, name: str) -> None:
    assert client.call("GET", f"/v1/blobs/{name}").status == 404


def test_a_blob_that_the_store_lost_is_not_sent_as_something_else(
    council: RunningCouncil, client: WireClient
) -> None:
    for path in council.home.blobs.rglob("*"):
        if path.is_file():
            path.unlink()
    answer = client.call("GET", blob_path(council))
    assert (answer.status, answer.json["code"]) == (503, "BLOB_MISSING")
