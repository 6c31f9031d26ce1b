"""Other keys for a served council: what clients of before still reach, and what an interrupted rotation leaves."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from council_server.__main__ import main
from council_server.councils import open_council
from council_server.enrolments import revoke
from council_server.errors import CommandError
from council_server.homes import open_home
from council_server.keys import ROOT
from council_server.offices import open_office
from council_server.record import Logged, read_records
from council_server.rotation import NEXT, finish_root, rotate_log_key, rotate_root
from council_server.sealed_keys import is_sealed
from protocol import certificates
from protocol.checkpoints import open_checkpoint
from protocol.councils import Root
from protocol.feeds import Cursor, check_page
from protocol.fields import b64, unb64
from protocol.merkle import Edge
from protocol.receipts import check_receipt
from protocol.records import Record, record_hash
from protocol.replay import Replay
from protocol.roots import RootChain
from protocol.signed_notes import public
from protocol.times import write_time
from protocol.verify import main as verify
from protocol.wire import RootAnswer, read, read_page
from tests.running_council import RunningCouncil, council
from tests.session_folders import write_session
from tests.unit.council_server.test_main import ROSTER
from tests.wire_client import WireClient

__all__ = ["council"]


@pytest.fixture(autouse=True)
def polled(council: RunningCouncil, tmp_path: Path) -> None:
    council.publish(write_session(tmp_path / "s1"))
    council.define_poll("p1")
    council.open_poll("p1")


def rotate(council: RunningCouncil, how: Callable[..., Logged | None]) -> None:
    how(council.council, council.home.keys())
    council.root = open_office(council.home, council.home.keys(), ROOT)


def followed(council: RunningCouncil, client: WireClient) -> Replay:
    """The record as a stranger with the printed fingerprint reads it, checked to its checkpoint."""
    root = read(RootAnswer, client.call("GET", "/v1/root").body)
    chain = RootChain(council.root_sha256)
    for index, record in enumerate([first_entry(council), *(r.record() for r in root.rotations)]):
        chain = chain.extended(*record, index)
    assert chain.first is not None
    assert chain.first.root_cert == root.root_cert
    replay = Replay(root.council, root.log, root=council.root_sha256)
    with council.council.database.reading() as connection:
        for _, record in read_records(connection, council.council.id, 0, 10_000):
            replay.apply(*record)
    text = client.call("GET", "/v1/log/checkpoint").body.decode()
    checkpoint = open_checkpoint(text, replay.log_keys, root.log)
    assert (checkpoint.size, checkpoint.root) == (replay.size, replay.edge.root())
    assert chain.standing == replay.root
    return replay


def first_entry(council: RunningCouncil) -> Record:
    with council.council.database.reading() as connection:
        return read_records(connection, council.council.id, 0, 1)[0][1]


@pytest.mark.parametrize("how", [rotate_log_key, rotate_root])
def test_a_stranger_with_the_first_fingerprint_follows_every_rotation(
    council: RunningCouncil, how: Callable[..., Logged | None]
) -> None:
    for _ in range(2):
        rotate(council, how)
    minh = council.delegate("minh")
    client = council.client(minh)
    assert client.post_entry(*minh.vote("p1", "APPROVE")).json["disposition"] == "COUNTED"
    replay = followed(council, client)
    assert len(replay.roots.links) == 3


def test_receipts_of_both_keys_hold_and_the_first_receipt_comes_again(
    council: RunningCouncil,
) -> None:
    minh, hoa = council.delegate("minh"), council.delegate("hoa")
    client = council.client(minh)
    early = minh.vote("p1", "APPROVE")
    first = client.post_entry(*early).json["receipt"]
    rotate(council, rotate_log_key)
    late = hoa.vote("p1", "APPROVE")
    second = council.client(hoa).post_entry(*late).json["receipt"]
    assert client.post_entry(*early).json["receipt"] == first
    keys = council.council.record.replay.log_keys
    for vote, receipt in ((early, first), (late, second)):
        leaf = record_hash("vote", *vote)
        check_receipt(receipt, leaf, keys, council.home.origin)


def test_without_the_old_log_key_an_old_entry_is_proved_by_the_new_one(
    council: RunningCouncil,
) -> None:
    minh = council.delegate("minh")
    vote = minh.vote("p1", "APPROVE")
    council.client(minh).post_entry(*vote)
    rotate(council, rotate_log_key)
    council.stop()
    (council.home.path / "keys" / "log.key").unlink()
    council.start()
    receipt = council.client(minh).post_entry(*vote).json["receipt"]
    keys = council.council.record.replay.log_keys
    found = check_receipt(receipt, record_hash("vote", *vote), keys, council.home.origin)
    assert found.checkpoint.size == council.council.record.replay.size


@pytest.mark.expects_warnings
def test_a_server_without_the_standing_log_key_says_so(
    council: RunningCouncil, caplog: pytest.LogCaptureFixture
) -> None:
    rotate(council, rotate_log_key)
    council.stop()
    (council.home.path / "keys" / "log-2.key").unlink()
    council.start()
    asked = council.client().call("POST", "/v1/auth/challenge", {"device": "minh"})
    assert asked.status == 503
    assert "cannot be done: CommandError" in caplog.text
    with pytest.raises(CommandError, match="is not in"):
        _ = council.council.log_key


def test_a_rotation_of_another_process_is_followed_while_serving(council: RunningCouncil) -> None:
    client = council.client(council.delegate("minh"))
    before = client.call("GET", "/v1/heads")
    assert main(["--home", str(council.home.path), "rotate", "log-key"]) == 0
    client.call("GET", "/v1/heads?wait=20", headers={"If-None-Match": before.headers["etag"]})
    assert len(followed(council, client).roots.links) == 2


def test_a_feed_is_signed_by_the_standing_key_and_for_one_more_time_by_the_one_before(
    council: RunningCouncil,
) -> None:
    before = council.council.log_key
    rotate(council, rotate_log_key)
    data = council.client(council.delegate("minh")).call("GET", "/v1/feeds/public/changes").body
    page = read_page(data)
    cursor = Cursor(council.home.council, "public", page.epoch)
    for key in (before, council.council.log_key):
        assert check_page(page, cursor, Edge(), public(key)).cursor.seq == len(page.rows)


def test_a_client_that_trusts_the_first_root_only_connects_after_two_rotations(
    council: RunningCouncil,
) -> None:
    for _ in range(2):
        rotate(council, rotate_root)
    council.stop()
    council.start()
    client = council.client(council.delegate("minh"))  # its TLS context knows the first root only
    assert len(followed(council, client).roots.links) == 3
    assert council.enrol("tuan", "tuan-may-2").certificate
    served = council.home.keys().certificate("tls")
    issuer = certificates.load(council.home.keys().certificate(ROOT))
    assert certificates.load(served).issuer == issuer.issuer


def test_after_a_root_rotation_devices_of_both_roots_vote_and_the_office_works_on(
    council: RunningCouncil,
) -> None:
    rotate(council, rotate_root)
    new = council.enrol("hoa", "hoa-may-2")
    minh = council.delegate("minh")
    assert council.client(minh).post_entry(*minh.vote("p1", "APPROVE")).status == 200
    assert council.client(new).post_entry(*new.vote("p1", "APPROVE")).status == 200
    council.run(lambda batch: revoke(batch, council.secretary, new.device, "mất máy"))
    council.close_poll("p1")
    council.announce_result("p1")
    assert council.council.record.replay.polls["p1"].tally().approve == 2


@pytest.mark.parametrize("cut", ["before the entry", "after the entry", "between the files"])
def test_a_root_rotation_that_was_cut_off_is_finished_by_the_same_command(
    council: RunningCouncil, tmp_path: Path, cut: str
) -> None:
    """The disk as a power cut leaves it, put together from the files before and after."""
    before = tmp_path / "before"
    assert main(["--home", str(council.home.path), "backup", str(before)]) == 0
    rotate(council, rotate_root)
    made = council.home.path / "keys"
    for name in ("key", "crt"):
        shutil.copy(made / f"root.{name}", before / "keys" / f"{NEXT}.{name}")
    shutil.copy(made / "succession-1.crt", before / "keys")
    if cut != "before the entry":
        (before / "server.db").unlink()
        council.council.database.copy_to(before / "server.db")
    if cut == "between the files":
        (before / "keys" / "root.key").rename(before / "keys" / "root-1.key")
        (before / "keys" / f"{NEXT}.key").rename(before / "keys" / "root.key")
    assert main(["--home", str(before), "rotate", "root"]) == 0
    home = open_home(before)
    with open_council(home) as finished:
        finished.catch_up()
        chain = finished.record.replay.roots
        assert not finish_root(finished, home.keys())
    assert chain.standing is not None
    assert len(chain.links) == 2
    assert home.keys().certificate(ROOT) == unb64(chain.standing.root_cert)
    assert certificates.fingerprint(home.keys().certificate("root-1")) == council.root_sha256
    assert (
        home.keys().signing_key(ROOT).public_key()
        == certificates.load(home.keys().certificate(ROOT)).public_key
    )


def test_a_log_key_that_the_server_does_not_hold_is_refused(council: RunningCouncil) -> None:
    statement = Root(
        **council.root.envelope,
        name=council.home.name,
        root_cert=b64(council.root.certificate),
        log_key=b64(public(Ed25519PrivateKey.generate())),
        created_at=write_time(council.clock()),
    )
    client = council.client(council.delegate("minh"))
    answer = client.post_entry(*council.root.sign(statement, council.clock()))
    assert (answer.status, answer.json["code"]) == (422, "TYPE")


def test_sealed_keys_stay_sealed_and_the_bundle_is_checked_from_the_first_root(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "council.toml").write_text(ROSTER, "utf-8")
    (tmp_path / "words").write_text("một câu dài để khóa\n", "utf-8")
    plain = ["--home", str(tmp_path / "home")]
    home = [*plain, "--passphrase-file", str(tmp_path / "words")]
    assert main([*home, "init", str(tmp_path / "council.toml"), "--host", "localhost"]) == 0
    assert main([*plain, "rotate", "root"]) == 1
    for part in ("root", "log-key", "root"):
        assert main([*home, "rotate", part]) == 0
    for name in ("root", "root-1", "root-2"):
        assert is_sealed((tmp_path / "home" / "keys" / f"{name}.key").read_bytes())
    assert main([*home, "certificate", "--host", "localhost", "--host", "127.0.0.1"]) == 0
    served = (tmp_path / "home" / "keys" / "tls.crt").read_text("ascii")
    assert served.count("BEGIN CERTIFICATE") == 3
    assert main([*plain, "backup", str(tmp_path / "copy")]) == 0
    shutil.rmtree(tmp_path / "home")
    copied = ["--home", str(tmp_path / "copy")]
    capsys.readouterr()
    assert main([*copied, "status", "--json"]) == 0
    root = json.loads(capsys.readouterr().out)["root_sha256"]
    assert main([*copied, "export-record", str(tmp_path / "ho-so")]) == 0
    assert verify([str(tmp_path / "ho-so"), "--root", root]) == 0
