"""Statements on their way into the record: receipts, refusals, gaps, lost entries (protocol.md 5, 7.10, 7.13)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from council_server.record import read_records
from protocol.canonical import identity
from protocol.checkpoints import open_checkpoint
from protocol.fields import b64, unb64
from protocol.receipts import check_receipt
from protocol.records import Record, record_hash
from protocol.records import read_records as read_bundle
from protocol.refusals import open_refusal
from protocol.replay import Replay
from protocol.tiles import parse_path, paths_at, read_entries, read_hash_tile
from tests.running_council import RunningCouncil, running_council
from tests.session_folders import write_session


@pytest.fixture
def council(tmp_path: Path) -> Iterator[RunningCouncil]:
    """One poll is open."""
    with running_council(tmp_path / "council") as running:
        running.publish(write_session(tmp_path / "s1"))
        running.define_poll("p1")
        running.open_poll("p1")
        yield running


def log_key(council: RunningCouncil) -> bytes:
    return unb64(council.client().call("GET", "/v1/root").json["log_key"])


def test_a_vote_is_answered_by_a_receipt_that_holds(council: RunningCouncil) -> None:
    minh = council.delegate("minh")
    data, signature = minh.vote("p1", "APPROVE")
    answer = council.client(minh).post_entry(data, signature)
    assert (answer.status, answer.json["disposition"]) == (200, "COUNTED")
    leaf = record_hash("vote", data, signature)
    checked = check_receipt(answer.json["receipt"], leaf, log_key(council), council.home.origin)
    assert checked.index == answer.json["index"]
    assert checked.checkpoint.size == council.council.record.replay.size


def test_the_same_vote_again_by_any_way_gets_the_first_receipt_byte_for_byte(
    council: RunningCouncil,
) -> None:
    minh, hoa = council.delegate("minh"), council.delegate("hoa")
    vote = minh.vote("p1", "APPROVE")
    first = council.client(minh).post_entry(*vote)
    council.client(hoa).post_entry(*hoa.vote("p1", "ABSTAIN"))
    again = council.client(hoa).post_entry(*vote)
    council.stop()
    council.start()
    after_restart = council.client(minh).post_entry(*vote)
    assert first.body == again.body == after_restart.body
    assert council.council.record.replay.polls["p1"].tally().counted == 2


def test_the_twin_of_a_signature_gets_the_first_receipt(council: RunningCouncil) -> None:
    """The identity of a statement is that of its bytes: another signature adds nothing (attack 8)."""
    minh = council.delegate("minh")
    data, signature = minh.vote("p1", "APPROVE")
    client = council.client(minh)
    first = client.post_entry(data, signature)
    other = client.post_entry(*minh.sign(data))
    assert first.body == other.body


def test_a_choice_changed_on_the_way_is_refused_with_a_signed_refusal(
    council: RunningCouncil,
) -> None:
    minh = council.delegate("minh")
    data, signature = minh.vote("p1", "DISAPPROVE")
    changed = data.replace(b'"DISAPPROVE"', b'"APPROVE"')
    answer = council.client(minh).post_entry(changed, signature)
    assert (answer.status, answer.json["code"]) == (422, "SIGNATURE")
    refusal = open_refusal(
        answer.json["refusal"], identity(changed), log_key(council), council.home.origin
    )
    assert refusal.code == "SIGNATURE"
    assert council.council.record.replay.polls["p1"].tally().counted == 0


def test_a_vote_in_another_s_name_is_refused(council: RunningCouncil) -> None:
    minh = council.delegate("minh")
    answer = council.client(minh).post_entry(*minh.vote("p1", "APPROVE", voter="hoa"))
    assert (answer.status, answer.json["code"]) == (422, "VOTER_CERT")


def test_a_vote_that_skips_its_device_s_chain_is_told_what_is_awaited(
    council: RunningCouncil,
) -> None:
    minh = council.delegate("minh")
    answer = council.client(minh).post_entry(*minh.vote("p1", "APPROVE", ahead=1))
    assert answer.status == 409
    assert (answer.json["code"], answer.json["expected"]) == ("CHAIN_GAP", 1)


def test_a_vote_that_saw_more_than_the_log_is_told_its_size(council: RunningCouncil) -> None:
    minh = council.delegate("minh")
    size = council.council.record.replay.size
    vote = minh.vote("p1", "APPROVE", seen_size=size + 5)
    answer = council.client(minh).post_entry(*vote)
    assert answer.status == 409
    assert (answer.json["code"], answer.json["size"]) == ("SEEN_AHEAD", size)


def test_a_vote_that_saw_another_log_is_a_split_view(council: RunningCouncil) -> None:
    minh = council.delegate("minh")
    answer = council.client(minh).post_entry(*minh.vote("p1", "APPROVE", seen_root="ab" * 32))
    assert (answer.status, answer.json["code"]) == (422, "SPLIT_VIEW")


def test_a_late_vote_is_logged_and_never_counted(council: RunningCouncil) -> None:
    minh, hoa = council.delegate("minh"), council.delegate("hoa")
    council.client(minh).post_entry(*minh.vote("p1", "APPROVE"))
    late = hoa.vote("p1", "APPROVE")
    council.close_poll("p1")
    answer = council.client(hoa).post_entry(*late)
    assert (answer.status, answer.json["disposition"]) == (200, "LATE")
    council.announce_result("p1")
    state = council.council.record.replay.polls["p1"]
    assert state.tally().approve == 1
    assert [vote.voter for vote in state.late] == ["hoa"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"statement":"!","signature":""}', b"\xff"])
def test_what_is_no_message_is_refused_as_such(council: RunningCouncil, body: bytes) -> None:
    answer = council.client(council.delegate("minh")).call("POST", "/v1/entries", body)
    assert (answer.status, answer.json["code"]) == (400, "BAD_MESSAGE")


def test_bytes_that_are_no_statement_are_refused_with_a_signed_refusal(
    council: RunningCouncil,
) -> None:
    answer = council.client(council.delegate("minh")).post_entry(b'{"a": 1}', b"")
    assert (answer.status, answer.json["code"]) == (422, "FORMAT")
    refusal = open_refusal(
        answer.json["refusal"], identity(b'{"a": 1}'), log_key(council), council.home.origin
    )
    assert refusal.code == "FORMAT"


def records(council: RunningCouncil) -> list[Record]:
    with council.council.database.reading() as connection:
        found = read_records(connection, council.council.id, 0, 10_000)
    return [record for _, record in found]


def test_the_static_files_lead_a_stranger_through_the_whole_record(council: RunningCouncil) -> None:
    minh = council.delegate("minh")
    client = council.client(minh)
    client.post_entry(*minh.vote("p1", "APPROVE"))
    root = client.call("GET", "/v1/root").json
    checkpoint = open_checkpoint(
        client.call("GET", "/v1/log/checkpoint").body.decode(), log_key(council), root["log"]
    )
    (path,) = paths_at(checkpoint.size, "records")
    replay = Replay(root["council"], root["log"], root=council.home.root_sha256)
    bundle = read_bundle(client.call("GET", f"/v1/log/{path}").body)
    for record in bundle:
        replay.apply(record.statement, record.signature)
    assert replay.edge.root() == checkpoint.root
    assert replay.polls["p1"].tally().approve == 1
    tile = client.call("GET", f"/v1/log/tile/0/000.p/{checkpoint.size}").body
    hashes = read_hash_tile(parse_path(f"tile/0/000.p/{checkpoint.size}"), tile)
    leaves = read_entries(client.call("GET", f"/v1/log/tile/entries/000.p/{checkpoint.size}").body)
    assert len(hashes) == len(leaves) == checkpoint.size
    beyond = client.call("GET", f"/v1/log/records/000.p/{checkpoint.size + 1}")
    assert (beyond.status, client.call("GET", "/v1/log/records/0").status) == (404, 404)


def test_a_server_restored_from_a_backup_gets_its_tail_back_and_the_same_root(
    council: RunningCouncil, tmp_path: Path
) -> None:
    """Attack 31: last night's backup, then the clients' own copies."""
    backup = tmp_path / "backup.db"
    council.council.database.copy_to(backup)
    minh = council.delegate("minh")
    client = council.client(minh)
    client.post_entry(*minh.vote("p1", "APPROVE"))
    council.close_poll("p1")
    council.announce_result("p1")
    lost, root = records(council), council.council.record.replay.edge.root()
    council.stop()
    for name in ("server.db-wal", "server.db-shm"):
        (council.home.path / name).unlink(missing_ok=True)
    council.home.database.write_bytes(backup.read_bytes())
    council.start()
    size = council.council.record.replay.size
    assert size < len(lost)
    client = council.client(minh)
    ahead = {"from": size + 1, "records": []}
    assert client.call("POST", "/v1/log/tail", ahead).json["size"] == size
    tail = [
        {"statement": b64(record.statement), "signature": b64(record.signature)}
        for record in lost[size - 1 :]
    ]
    answer = client.call("POST", "/v1/log/tail", {"from": size - 1, "records": tail})
    assert (answer.status, answer.json) == (200, {"size": len(lost)})
    assert council.council.record.replay.edge.root() == root
    council.stop()
    council.start()
    assert council.council.record.replay.edge.root() == root


def test_a_tail_with_a_forged_entry_adds_nothing(council: RunningCouncil) -> None:
    minh = council.delegate("minh")
    data, signature = minh.vote("p1", "DISAPPROVE")
    forged = {
        "statement": b64(data.replace(b"DISAPPROVE", b"APPROVE")),
        "signature": b64(signature),
    }
    size = council.council.record.replay.size
    body = json.dumps({"from": size, "records": [forged]}).encode()
    answer = council.client(minh).call("POST", "/v1/log/tail", body)
    assert (answer.status, answer.json["code"]) == (422, "SIGNATURE")
    assert council.council.record.replay.size == size
