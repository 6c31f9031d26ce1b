"""One contract, three councils: in memory, the real server called directly, the real server over TLS."""

from __future__ import annotations

import hashlib

import pytest

from delegate_app.services.snapshot_files import lines
from protocol import certificates, enrolments
from protocol.canonical import identity
from protocol.certificates import fingerprint
from protocol.checkpoints import open_checkpoint
from protocol.council_api import ApiError, ChainGap, EntryRefused, Gone, SeenAhead
from protocol.enrolments import read_code
from protocol.errors import Code
from protocol.feeds import Cursor, Row, check_page
from protocol.fields import unb64
from protocol.histories import continues
from protocol.limits import CHUNK, PAGE_ROWS
from protocol.merkle import Edge
from protocol.origins import feed_origin
from protocol.receipts import check_receipt
from protocol.records import Record, record_hash
from protocol.refusals import open_refusal
from protocol.snapshots import SnapshotReading, head_of, open_manifest
from tests.contract.edits import clock, note
from tests.contract.stages import Device, Stage, follow, request_of


def test_the_root_is_the_one_whose_fingerprint_was_printed(stage: Stage) -> None:
    answer = stage.line().root()
    assert fingerprint(unb64(answer.root_cert)) == stage.root_sha256
    certificates.check_root(unb64(answer.root_cert))


def test_a_device_with_the_right_proof_is_enrolled_and_stands_in_the_record(
    device: Device,
) -> None:
    assert device.person == "hoa"
    chain = device.replay().devices["tb-a1"]
    assert chain.person == "hoa"


def test_both_sides_show_the_same_comparison_code(stage: Stage) -> None:
    code = stage.invite("tuan")
    request = request_of(stage, code, "tb-b1", certificates.new_member_key())
    answer = stage.line().enrol(request)
    shown = enrolments.comparison(
        read_code(code), root=bytes.fromhex(stage.root_sha256), csr=unb64(request.csr), box_key=b""
    )
    assert answer.comparison == shown


def test_a_code_works_once(stage: Stage) -> None:
    code = stage.invite("tuan")
    stage.line().enrol(request_of(stage, code, "tb-b1", certificates.new_member_key()))
    with pytest.raises(ApiError) as caught:
        stage.line().enrol(request_of(stage, code, "tb-b2", certificates.new_member_key()))
    assert caught.value.final


def test_a_proof_for_another_key_is_refused(stage: Stage) -> None:
    code = stage.invite("tuan")
    first = request_of(stage, code, "tb-b1", certificates.new_member_key())
    second = request_of(stage, code, "tb-b1", certificates.new_member_key())
    forged = type(first)(
        code_id=first.code_id,
        proof=first.proof,
        csr=second.csr,
        device=first.device,
        device_name=first.device_name,
        box_key="",
    )
    with pytest.raises(ApiError) as caught:
        stage.line().enrol(forged)
    assert caught.value.final


def test_without_a_token_nothing_private_is_told(stage: Stage) -> None:
    line = stage.line()
    for call in (
        line.heads,
        lambda: line.changes("public", "e", 0, 10),
        lambda: list(line.blob(stage.papers()[0].sha256, 0, 10)),
        lambda: line.post_entry(b"{}", b""),
    ):
        with pytest.raises(ApiError) as caught:
            call()
        assert caught.value.status == 401


def test_a_signature_of_another_key_gets_no_token(stage: Stage, device: Device) -> None:
    stranger = Device(
        stage, device.name, device.person, certificates.new_member_key(), stage.line()
    )
    with pytest.raises(ApiError) as caught:
        stranger.sign_in()
    assert caught.value.status == 401


def test_heads_say_nothing_new_while_nothing_is(device: Device) -> None:
    heads = device.line.heads()
    assert heads is not None
    assert {"public", "record", f"delegate.{device.person}"} <= heads.heads.keys()
    assert device.line.heads(heads.etag) is None


def test_a_feed_read_in_small_pages_is_the_feed_read_in_one(device: Device) -> None:
    small, large = (follow(device, "public", limit=limit) for limit in (2, 2000))
    assert small == large
    assert len(small) > 4
    kinds = {row.split()[0] for row in small}
    assert {"council", "delegate", "session", "document", "version"} <= kinds


def test_another_epoch_is_gone_and_the_answer_names_the_right_one(device: Device) -> None:
    heads = device.line.heads()
    assert heads is not None
    with pytest.raises(Gone) as caught:
        device.line.changes("public", "0" * 16, 0, 10)
    assert caught.value.epoch == heads.heads["public"].epoch


def test_the_feed_of_another_delegate_does_not_exist(device: Device) -> None:
    heads = device.line.heads()
    assert heads is not None
    with pytest.raises(ApiError) as caught:
        device.line.changes("delegate.dai-bieu-z", heads.heads["public"].epoch, 0, 10)
    assert caught.value.final


def test_a_paper_arrives_in_ranges(stage: Stage, device: Device) -> None:
    paper = stage.papers()[0]
    assert len(paper.data) > CHUNK
    first = b"".join(device.line.blob(paper.sha256, 0, CHUNK))
    rest = b"".join(device.line.blob(paper.sha256, CHUNK, len(paper.data)))
    assert first + rest == paper.data
    assert hashlib.sha256(first + rest).hexdigest() == paper.sha256


def test_a_paper_that_nobody_published_is_not_found(device: Device) -> None:
    with pytest.raises(ApiError) as caught:
        list(device.line.blob("0" * 64, 0, 10))
    assert caught.value.status == 404


def test_the_checkpoint_covers_the_entries(device: Device) -> None:
    root = device.line.root()
    checkpoint = open_checkpoint(device.line.log_checkpoint(), unb64(root.log_key), root.log)
    replay = device.replay()
    assert replay.size == checkpoint.size
    assert replay.root_at(checkpoint.size) == checkpoint.root
    middle = device.line.log_records(1, checkpoint.size - 1)
    whole = device.line.log_records(0, checkpoint.size)
    assert list(middle) == list(whole)[1:-1]


@pytest.fixture
def polled(stage: Stage, device: Device) -> Device:
    stage.open_poll("lan-1", stage.papers()[0].document)
    return device


def test_a_vote_gets_a_receipt_that_proves_its_place(polled: Device) -> None:
    vote = polled.vote("lan-1")
    answer = polled.line.post_entry(vote.statement, vote.signature)
    root = polled.line.root()
    leaf = record_hash("vote", vote.statement, vote.signature)
    receipt = check_receipt(answer.receipt, leaf, unb64(root.log_key), root.log)
    assert receipt.index == answer.index
    assert answer.disposition == "COUNTED"
    assert polled.line.log_records(answer.index, answer.index + 1)[0] == vote
    assert polled.replay().polls["lan-1"].standing["hoa"].choice == "APPROVE"


def test_the_same_vote_sent_again_is_counted_once_at_its_first_place(polled: Device) -> None:
    vote = polled.vote("lan-1")
    first = polled.line.post_entry(vote.statement, vote.signature)
    again = polled.line.post_entry(vote.statement, vote.signature)
    assert again.index == first.index
    assert polled.replay().polls["lan-1"].tally().counted == 1


def test_a_vote_after_the_close_is_listed_as_late(stage: Stage, polled: Device) -> None:
    vote = polled.vote("lan-1")
    stage.close_poll("lan-1")
    answer = polled.line.post_entry(vote.statement, vote.signature)
    assert answer.disposition == "LATE"
    assert [late.voter for late in polled.replay().polls["lan-1"].late] == ["hoa"]


def test_a_forged_statement_is_refused_with_a_signed_word(polled: Device) -> None:
    vote = polled.vote("lan-1")
    forged = vote.statement.replace(b"APPROVE", b"ABSTAIN")
    with pytest.raises(EntryRefused) as caught:
        polled.line.post_entry(forged, vote.signature)
    root = polled.line.root()
    refusal = open_refusal(caught.value.refusal, identity(forged), unb64(root.log_key), root.log)
    assert refusal.code is Code.SIGNATURE


def test_the_code_answers_the_same_request_again(stage: Stage) -> None:
    code = stage.invite("tuan")
    request = request_of(stage, code, "tb-b1", certificates.new_member_key())
    assert stage.line().enrol(request) == stage.line().enrol(request)


def test_a_second_statement_waits_for_the_first(polled: Device) -> None:
    first = polled.vote("lan-1")
    second = polled.vote("lan-1", "ABSTAIN")
    with pytest.raises(ChainGap) as caught:
        polled.line.post_entry(second.statement, second.signature)
    assert caught.value.expected == 1
    assert polled.line.post_entry(first.statement, first.signature).disposition == "COUNTED"
    answer = polled.line.post_entry(second.statement, second.signature)
    assert answer.disposition == "ALREADY_VOTED"


def test_the_tail_that_a_council_has_already_changes_nothing(polled: Device) -> None:
    size = polled.replay().size
    last = polled.line.log_records(size - 1, size)
    assert polled.line.post_tail(size - 1, list(last)) == size
    assert polled.replay().size == size


def test_a_vote_on_a_longer_record_than_the_council_has_is_not_judged_yet(
    polled: Device,
) -> None:
    size = polled.replay().size
    vote = polled.vote("lan-1")
    ahead = vote.statement.replace(
        f'"seen_size":{size}'.encode(), f'"seen_size":{size + 1}'.encode()
    )
    certificate = polled.replay().certificates[polled.replay().devices["tb-a1"].certificate].der
    signed = Record(ahead, polled.resigned(ahead, certificate))
    with pytest.raises(SeenAhead) as caught:
        polled.line.post_entry(signed.statement, signed.signature)
    assert caught.value.size == size


def test_a_checkpoint_that_the_council_signed_is_proven_to_be_continued(
    stage: Stage, device: Device
) -> None:
    heads = device.line.heads()
    assert heads is not None
    head, root = heads.heads["public"], device.line.root()
    origin = feed_origin(root.council, "public", head.epoch)
    early = device.line.changes("public", head.epoch, 0, 3).checkpoint
    answer = device.line.show_checkpoint("public", early)
    assert answer.epoch == head.epoch
    held, now = (
        open_checkpoint(text, unb64(root.log_key), origin) for text in (early, answer.checkpoint)
    )
    assert (held.size, now.size) == (3, head.seq)
    assert continues(held, now, answer.proof)
    assert not continues(held, now, answer.proof[1:])


def test_a_council_that_lost_rows_begins_new_epochs_when_it_sees_its_own_signature(
    stage: Stage, device: Device
) -> None:
    device.line.put_note("n1", note(clock(1000)))
    private = f"delegate.{device.person}"
    heads = device.line.heads()
    assert heads is not None
    before = heads.heads
    shown = device.line.changes("public", before["public"].epoch, 0, 2000).checkpoint
    stage.lose_rows("public", 2)
    answer = device.line.show_checkpoint("public", shown)
    assert answer.epoch != before["public"].epoch
    again = device.line.heads()
    assert again is not None
    assert again.heads["public"].epoch == answer.epoch
    assert again.heads["public"].seq == before["public"].seq - 2
    assert again.heads[private].epoch != before[private].epoch, "one backup took from all feeds"
    assert again.heads["record"] == before["record"]
    assert device.line.show_checkpoint("public", shown).epoch == answer.epoch, "once"
    assert len(follow(device, "public", limit=2000)) == before["public"].seq - 2


def test_a_checkpoint_of_another_hand_is_refused(stage: Stage, device: Device) -> None:
    heads = device.line.heads()
    assert heads is not None
    text = device.line.changes("public", heads.heads["public"].epoch, 0, 3).checkpoint
    for forged in (text.replace("\n3\n", "\n999\n"), "", device.line.log_checkpoint()):
        with pytest.raises(ApiError) as caught:
            device.line.show_checkpoint("public", forged)
        assert caught.value.final
    after = device.line.heads()
    assert after is not None
    assert after.heads == heads.heads


def test_a_short_feed_has_no_snapshot(device: Device) -> None:
    with pytest.raises(ApiError) as caught:
        device.line.snapshot("public")
    assert (caught.value.status, caught.value.code) == (404, "NO_SNAPSHOT")


def test_a_snapshot_is_the_feed_under_its_signed_root(stage: Stage, device: Device) -> None:
    stage.lengthen(PAGE_ROWS)
    heads = device.line.heads()
    assert heads is not None
    head, root = heads.heads["public"], device.line.root()
    answer, key = device.line.snapshot("public"), unb64(root.log_key)
    origin = feed_origin(root.council, "public", head.epoch)
    manifest = open_manifest(answer.manifest, key, origin)
    file = b"".join(device.line.blob(manifest.sha256, 0, manifest.packed))
    parts = [file[at : at + CHUNK] for at in range(0, len(file), CHUNK)]
    assert [hashlib.sha256(part).hexdigest() for part in parts] == list(answer.chunks)
    assert hashlib.sha256(file).hexdigest() == manifest.sha256
    unpacked = list(lines(lambda at, n: file[at : at + n], len(file), manifest.unpacked))
    reading = SnapshotReading()
    rows = [row for line in unpacked if (row := reading.read(line))]
    reading.finish(head_of(manifest, answer.checkpoint, key))
    newest: dict[tuple[str, str], Row] = {}
    cursor, edge = Cursor(root.council, "public", head.epoch), Edge()
    while cursor.seq < manifest.rows:
        page = device.line.changes("public", head.epoch, cursor.seq, PAGE_ROWS)
        checked = check_page(page, cursor, edge, key)
        cursor, edge = checked.cursor, checked.edge
        newest |= {(row.kind, row.id): row for row in page.rows}
    assert sorted(rows, key=lambda row: row.seq) == sorted(newest.values(), key=lambda r: r.seq)
    assert reading.edge == edge


def test_the_snapshot_of_a_feed_that_one_may_not_follow_does_not_exist(device: Device) -> None:
    with pytest.raises(ApiError) as caught:
        device.line.snapshot("delegate.dai-bieu-z")
    assert caught.value.final
