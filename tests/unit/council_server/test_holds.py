"""A record that may lack entries takes nothing new until it is whole (protocol.md 5.2.1)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from council_server.councils import Council
from council_server.errors import CommandError
from council_server.holds import begin_hold, read_hold, resume
from protocol.fields import b64
from protocol.records import Record
from tests.running_council import RunningCouncil, council
from tests.session_folders import write_session
from tests.wire_client import WireClient

__all__ = ["council"]


@pytest.fixture
def client(council: RunningCouncil, tmp_path: Path) -> WireClient:
    """Minh's line to a council whose poll is open."""
    council.publish(write_session(tmp_path / "s1"))
    council.define_poll("p1")
    council.open_poll("p1")
    return council.client(council.delegate("minh"))


def size_of(council: RunningCouncil) -> int:
    council.council.catch_up()
    return council.council.record.replay.size


def entry(data: bytes, signature: bytes) -> dict[str, str]:
    return {"statement": b64(data), "signature": b64(signature)}


def lose_the_newest(council: RunningCouncil, folder: Path, count: int) -> list[Record]:
    """The newest votes are lost with the database; what they were."""
    minh = council.delegate("minh")
    council.stop()
    shutil.copyfile(council.home.database, folder / "backup.db")
    council.start()
    client = council.client(minh)
    lost = []
    for _ in range(count):
        data, signature = minh.vote("p1", "APPROVE")
        client.post_entry(data, signature)
        lost.append(Record(data, signature))
    council.stop()
    for path in council.home.path.glob("server.db*"):
        path.unlink()
    shutil.copyfile(folder / "backup.db", council.home.database)
    council.start()
    return lost


def test_a_vote_is_answered_not_yet_and_an_office_is_told_why(
    council: RunningCouncil, client: WireClient
) -> None:
    data, signature = council.delegate("minh").vote("p1", "APPROVE")
    size = size_of(council)
    council.run(begin_hold)
    answer = client.call("POST", "/v1/entries", entry(data, signature))
    assert (answer.status, answer.json["code"], answer.json["size"]) == (409, "SEEN_AHEAD", size)
    with pytest.raises(CommandError, match="say: resume"):
        council.close_poll("p1")
    with pytest.raises(CommandError, match="say: resume"):
        council.define_poll("p2")
    assert size_of(council) == size
    council.run(lambda batch: resume(batch, size))
    assert client.post_entry(data, signature).json["index"] == size


def test_a_statement_that_would_be_refused_for_good_waits_too(
    council: RunningCouncil, client: WireClient
) -> None:
    """What it builds on may be among what was lost: a signed refusal would be final."""
    data, signature = council.delegate("minh").vote("p1", "APPROVE", prev="0" * 64)
    council.run(begin_hold)
    answer = client.call("POST", "/v1/entries", entry(data, signature))
    assert (answer.status, answer.json["code"]) == (409, "SEEN_AHEAD")


def test_what_is_in_the_record_gets_its_receipt_again(
    council: RunningCouncil, client: WireClient
) -> None:
    data, signature = council.delegate("minh").vote("p1", "APPROVE")
    first = client.post_entry(data, signature).json
    council.run(begin_hold)
    assert client.post_entry(data, signature).json == first


def test_it_ends_with_the_last_entry_that_is_awaited(
    council: RunningCouncil, client: WireClient, tmp_path: Path
) -> None:
    lost = lose_the_newest(council, tmp_path, 2)
    size = size_of(council)
    council.run(lambda batch: begin_hold(batch, size + 2))
    hoa = council.client(council.delegate("hoa"))
    for number, record in enumerate(lost):
        vote = entry(*council.delegate("hoa").vote("p1", "APPROVE"))
        assert hoa.call("POST", "/v1/entries", vote).status == 409
        tail = {"from": size + number, "records": [entry(record.statement, record.signature)]}
        assert hoa.call("POST", "/v1/log/tail", tail).json == {"size": size + number + 1}
    assert hoa.call("POST", "/v1/entries", vote).status == 200
    council.close_poll("p1")


def test_every_server_of_the_council_knows_it(council: RunningCouncil, client: WireClient) -> None:
    other = Council(council.home, council.clock)
    try:
        other.writer.run(begin_hold)
    finally:
        other.close()
    vote = entry(*council.delegate("minh").vote("p1", "APPROVE"))
    assert client.call("POST", "/v1/entries", vote).status == 409
    council.stop()
    council.start()
    with council.council.database.reading() as connection:
        assert read_hold(connection, council.council.id) is not None


def test_the_office_s_word_names_how_many_entries_there_are(council: RunningCouncil) -> None:
    size = size_of(council)
    with pytest.raises(CommandError, match="nothing is held back"):
        council.run(lambda batch: resume(batch, size))
    council.run(begin_hold)
    with pytest.raises(CommandError, match=f"has {size} entries, not {size + 1}"):
        council.run(lambda batch: resume(batch, size + 1))
    assert council.run(lambda batch: resume(batch, size)).size == size
    with pytest.raises(CommandError, match="nothing of it was lost"):
        council.run(lambda batch: begin_hold(batch, size))
