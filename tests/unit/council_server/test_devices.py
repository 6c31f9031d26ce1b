"""A delegate's devices: a second one, a lost one, and one whose disk was copied."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from council_server.__main__ import main
from council_server.councils import open_council
from council_server.enrolments import ask_to_enrol, confirm, new_sheet, revoke
from council_server.errors import Refused
from council_server.forks import KEPT_PER_DEVICE, keep_fork, list_forks
from council_server.polls import void_poll
from protocol.canonical import identity
from protocol.certificates import create_csr, new_member_key
from protocol.enrolments import code_id, proof, read_code
from protocol.fields import b64, unb64
from protocol.records import Record, read_records
from protocol.refusals import open_refusal
from protocol.replay import Replay
from protocol.wire import EnrolRequest
from tests.running_council import HeldDelegate, RunningCouncil, council
from tests.session_folders import write_session

__all__ = ["council"]


@pytest.fixture(autouse=True)
def polled(council: RunningCouncil, tmp_path: Path) -> None:
    council.publish(write_session(tmp_path / "s1"))
    council.define_poll("p1")
    council.open_poll("p1")


def printed(council: RunningCouncil, capsys: pytest.CaptureFixture[str], *command: str) -> str:
    capsys.readouterr()
    assert main(["--home", str(council.home.path), *command]) == 0
    return capsys.readouterr().out


def listed(council: RunningCouncil, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found = json.loads(printed(council, capsys, "enrol", "list", "--json"))
    return {device["device"]: device for device in found["devices"]}


def test_two_devices_of_one_delegate_both_vote_and_one_vote_counts(
    council: RunningCouncil, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = council.delegate("minh"), council.enrol("minh", "minh-may-2")
    devices = listed(council, capsys)
    assert [devices[name]["number"] for name in ("minh-may-1", "minh-may-2")] == [1, 2]
    assert "device 2 of this person" in printed(council, capsys, "enrol", "list")
    effects = [
        council.client(device).post_entry(*device.vote("p1", choice)).json["disposition"]
        for device, choice in ((second, "APPROVE"), (first, "DISAPPROVE"))
    ]
    assert effects == ["COUNTED", "ALREADY_VOTED"]
    council.close_poll("p1")
    council.announce_result("p1")
    assert council.council.record.replay.polls["p1"].tally().counted == 1


def test_where_revoting_is_allowed_the_second_device_replaces_the_vote_of_the_first(
    council: RunningCouncil,
) -> None:
    council.define_poll("p2", revote=True)
    council.open_poll("p2")
    first, second = council.delegate("minh"), council.enrol("minh", "minh-may-2")
    vote = first.vote("p2", "APPROVE")
    council.client(first).post_entry(*vote)
    again = second.vote("p2", "ABSTAIN", supersedes=identity(vote[0]))
    assert council.client(second).post_entry(*again).json["disposition"] == "COUNTED"
    tally = council.council.record.replay.polls["p2"].tally()
    assert (tally.counted, tally.approve) == (1, 0)


def test_a_lost_device_learns_of_its_revocation_from_the_record_and_reads_nothing_else(
    council: RunningCouncil,
) -> None:
    minh = council.delegate("minh")
    client = council.client(minh)
    before = minh.vote("p1", "APPROVE")
    assert client.post_entry(*before).json["disposition"] == "COUNTED"
    queued = minh.vote("p1", "ABSTAIN")
    council.run(lambda batch: revoke(batch, council.secretary, minh.device, "mất máy"))
    returning = council.client(minh)  # signs in again, with the key that was revoked
    refused = returning.post_entry(*queued)
    assert (refused.status, refused.json["code"]) == (422, "REVOKED")
    key = unb64(client.call("GET", "/v1/root").json["log_key"])
    origin = council.home.origin
    assert open_refusal(refused.json["refusal"], identity(queued[0]), key, origin).code == "REVOKED"
    assert returning.post_entry(*before).status == 200  # its first receipt again
    heads = returning.call("GET", "/v1/heads").json["heads"]
    assert list(heads) == ["record"]
    size = heads["record"][1]
    assert returning.call("GET", "/v1/log/checkpoint").status == 200
    replay = Replay(council.home.council, origin, root=council.root_sha256)
    for record in read_records(returning.call("GET", f"/v1/log/records/000.p/{size}").body):
        replay.apply(*record)
    certificate = replay.certificates[replay.devices[minh.device].certificate]
    assert certificate.revoked_at == size - 1
    for path in ("/v1/feeds/public/changes", "/v1/feeds/delegate.minh/changes", "/v1/blobs/0"):
        answer = returning.call("GET", path)
        assert (answer.status, answer.json["code"]) == (403, "DEVICE_REFUSED")


def test_a_vote_of_a_lost_device_stays_counted_and_its_successor_cannot_vote_again(
    council: RunningCouncil,
) -> None:
    minh = council.delegate("minh")
    council.client(minh).post_entry(*minh.vote("p1", "APPROVE"))
    council.run(lambda batch: revoke(batch, council.secretary, minh.device, "mất máy"))
    new = council.enrol("minh", "minh-may-2")
    answer = council.client(new).post_entry(*new.vote("p1", "ABSTAIN"))
    assert answer.json["disposition"] == "ALREADY_VOTED"
    assert council.council.record.replay.polls["p1"].tally().approve == 1


def test_a_copied_disk_is_shown_with_both_statements(
    council: RunningCouncil, capsys: pytest.CaptureFixture[str]
) -> None:
    minh = council.delegate("minh")
    client = council.client(minh)
    one, other = minh.vote("p1", "APPROVE"), minh.vote("p1", "DISAPPROVE")
    assert client.post_entry(*one).status == 200
    for _ in range(2):
        answer = client.post_entry(*other)
        assert (answer.status, answer.json["code"]) == (422, "CHAIN_FORK")
    fork = listed(council, capsys)[minh.device]["cloned"]
    assert [(f["refused"], f["logged"]) for f in fork] == [(identity(other[0]), identity(one[0]))]
    assert listed(council, capsys)["hoa-may-1"]["cloned"] == []
    text = printed(council, capsys, "enrol", "list")
    assert "cloned?" in text
    assert identity(other[0]) in text
    assert "minh-may-1" in printed(council, capsys, "status").partition("cloned_devices")[2]
    assert client.post_entry(*minh.vote("p1", "ABSTAIN")).json["disposition"] == "ALREADY_VOTED"


def test_a_forged_statement_flags_nobody(council: RunningCouncil) -> None:
    minh, hoa = council.delegate("minh"), council.delegate("hoa")
    client = council.client(minh)
    client.post_entry(*minh.vote("p1", "APPROVE"))
    statement, signature = minh.vote("p1", "ABSTAIN", seq=1)
    forged = hoa.sign(statement)[1]
    assert client.post_entry(statement, forged).json["code"] == "SIGNATURE"
    with council.council.database.reading() as connection:
        assert list_forks(connection, council.council.id) == []
    assert signature != forged


def test_a_device_that_forks_without_end_fills_no_disk(council: RunningCouncil) -> None:
    minh = council.delegate("minh")
    council.client(minh).post_entry(*minh.vote("p1", "APPROVE"))
    for _ in range(KEPT_PER_DEVICE + 5):
        council.run(keep_fork(Record(minh.vote("p1", "ABSTAIN", seq=1)[0], b"")))
    with council.council.database.reading() as connection:
        assert len(list_forks(connection, council.council.id)) == KEPT_PER_DEVICE


def test_a_void_poll_keeps_its_votes_and_the_next_one_says_what_it_replaces(
    council: RunningCouncil,
) -> None:
    minh = council.delegate("minh")
    client = council.client(minh)
    client.post_entry(*minh.vote("p1", "APPROVE"))
    council.run(lambda batch: void_poll(batch, council.chair, "p1", "dự thảo thay đổi"))
    assert client.post_entry(*minh.vote("p1", "ABSTAIN")).json["disposition"] == "NOT_OPEN"
    council.define_poll("p2", replaces="p1")
    council.open_poll("p2")
    assert client.post_entry(*minh.vote("p2", "APPROVE")).json["disposition"] == "COUNTED"
    poll = council.council.record.replay.polls["p1"]
    assert poll.void is not None
    assert poll.void.reason == "dự thảo thay đổi"


def test_a_device_signs_in_as_soon_as_the_clerk_confirmed_it_in_another_program(
    council: RunningCouncil,
) -> None:
    council.service._watch.stop()  # nobody tells the server that another process committed
    with open_council(council.home, council.clock) as office:
        held = HeldDelegate(
            council, "hoa", "hoa-may-2", new_member_key(), X25519PrivateKey.generate()
        )
        code = read_code(office.writer.run(lambda b: new_sheet(b, person="hoa", name="Hoa")).code)
        csr = create_csr(held.key, device=held.device)
        box = held.box_key.public_key().public_bytes_raw()
        root = bytes.fromhex(council.home.root_sha256)
        request = EnrolRequest(
            code_id=code_id(code),
            proof=proof(code, root=root, csr=csr, box_key=box, device=held.device),
            csr=b64(csr),
            device=held.device,
            device_name=held.device,
            box_key=b64(box),
        )
        asked = office.writer.run(ask_to_enrol(office, request))
        assert not isinstance(asked, Refused)
        office.writer.run(lambda b: confirm(b, asked.enrolment, council.root, council.secretary))
    assert council.client(held).token
    council.service._watch = council.council.database.watch(lambda: None)
    council.service._watch.start()
