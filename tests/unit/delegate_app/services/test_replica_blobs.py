"""Files on their way: in the order of need, and only verified chunks count."""

from __future__ import annotations

import hashlib
import json
import random

import pytest

from delegate_app.domain.blobs import CHUNK
from delegate_app.errors import Code, IntegrityError
from delegate_app.storage.blobs import BlobTable
from delegate_app.storage.feeds import FeedRow, FeedTable
from delegate_app.storage.vault import Vault
from tests.simulation.council import SESSION
from tests.unit.delegate_app.member import Member

DATA = random.Random(7).randbytes(2 * CHUNK + 5)
SHA = hashlib.sha256(DATA).hexdigest()


def parts(data: bytes) -> list[bytes]:
    return [data[at : at + CHUNK] for at in range(0, len(data), CHUNK)]


def announced(member: Member, data: bytes = DATA, *, paper: str = "de-an") -> str:
    """A paper whose file the council cannot give just now."""
    member.council.publish_session()
    sha = member.council.publish_paper(paper, data)
    del member.council.blobs[sha]
    member.attempt()
    return sha


def test_chunks_are_stored_in_order_and_the_file_is_whole_at_the_end(member: Member) -> None:
    announced(member)
    replica = member.desk.replica
    for index, part in enumerate(parts(DATA)):
        (want,) = replica.wanted_blobs()
        assert (want.first_missing, want.size) == (index, len(DATA))
        assert want.missing_bytes == len(DATA) - index * CHUNK
        replica.put_chunk(SHA, index, part)
    assert replica.wanted_blobs() == ()
    assert member.desk.documents.source(SHA).read(CHUNK - 1, 3) == DATA[CHUNK - 1 : CHUNK + 2]


def test_a_download_goes_on_where_the_program_was_ended(member: Member) -> None:
    announced(member)
    first, *rest = parts(DATA)
    member.desk.replica.put_chunk(SHA, 0, first)
    member.again()
    assert member.desk.replica.wanted_blobs()[0].first_missing == 1
    for index, part in enumerate(rest, start=1):
        member.desk.replica.put_chunk(SHA, index, part)
    assert member.desk.replica.wanted_blobs() == ()


@pytest.mark.parametrize("kind", ["flipped", "short", "long", "other"])
def test_a_chunk_that_is_not_the_signed_one_does_not_count(member: Member, kind: str) -> None:
    announced(member)
    part = parts(DATA)[0]
    wrong = {
        "flipped": bytes([part[0] ^ 1]) + part[1:],
        "short": part[:-1],
        "long": part + b"x",
        "other": parts(DATA)[1],
    }[kind]
    with pytest.raises(IntegrityError) as error:
        member.desk.replica.put_chunk(SHA, 0, wrong)
    assert error.value.code is Code.BLOB_DAMAGED
    assert member.desk.replica.wanted_blobs()[0].first_missing == 0


def test_a_chunk_out_of_turn_is_kept_and_one_twice_or_of_an_unknown_file_changes_nothing(
    member: Member,
) -> None:
    announced(member)
    replica = member.desk.replica
    assert replica.put_chunk(SHA, 2, parts(DATA)[2]) != frozenset()
    assert replica.put_chunk("ab" * 32, 0, b"x") == frozenset()
    assert replica.put_chunk(SHA, 2, parts(DATA)[2]) == frozenset()
    assert replica.put_chunk(SHA, 3, b"") == frozenset()
    (want,) = replica.wanted_blobs()
    assert (want.missing, want.missing_bytes) == ((0, 1), 2 * CHUNK)
    replica.put_chunk(SHA, 0, parts(DATA)[0])
    replica.put_chunk(SHA, 1, parts(DATA)[1])
    assert replica.wanted_blobs() == ()
    assert member.desk.documents.source(SHA).read(0, len(DATA)) == DATA


def test_chunks_that_make_up_another_file_are_dropped_and_not_fetched_for_ever(
    member: Member,
) -> None:
    chunks = [hashlib.sha256(part).hexdigest() for part in parts(DATA)]
    blob = {"sha256": "ab" * 32, "size": len(DATA), "mime": "", "name": "", "chunks": chunks}
    announced(member)
    body = {"document": f"{SESSION}.ky-hop.de-an", "ordinal": 2, "pages": 1, "note": ""}
    row = {**body, "published_at": member.council.time, "blob": blob, "original": {}}
    member.council.publish("version", f"{SESSION}.ky-hop.de-an@2", row)
    member.attempt()
    replica = member.desk.replica
    for index, part in enumerate(parts(DATA)[:-1]):
        replica.put_chunk("ab" * 32, index, part)
    with pytest.raises(IntegrityError) as error:
        replica.put_chunk("ab" * 32, 2, parts(DATA)[2])
    assert error.value.code is Code.BLOB_DAMAGED
    assert [want.sha256 for want in replica.wanted_blobs()] == [SHA]


def test_newest_texts_come_before_older_ones_and_before_originals(member: Member) -> None:
    council = member.council
    council.publish_session()
    older = council.publish_paper("a", b"older")
    newer = council.publish_paper("a", b"newer", ordinal=2)
    original = hashlib.sha256(b"word").hexdigest()
    pdf = hashlib.sha256(b"pdf").hexdigest()
    files = [
        {"sha256": sha, "size": size, "mime": "", "name": "n", "chunks": [sha]}
        for sha, size in ((pdf, 3), (original, 4))
    ]
    document = f"{SESSION}.ky-hop.a"
    body = {"document": document, "ordinal": 3, "pages": 1, "published_at": council.time}
    row = {**body, "note": "", "blob": files[0], "original": files[1]}
    council.publish("version", f"{document}@3", row)
    council.blobs.clear()
    member.attempt()
    order = [want.sha256 for want in member.desk.replica.wanted_blobs()]
    assert order == [pdf, newer, older, original]


def version(
    member: Member, paper: str, size: int, *, pages: int = 10, text_pages: int | None = None
) -> str:
    """A version of a paper of the session whose bytes the council cannot give; its hash."""
    document, sha = f"{SESSION}.ky-hop.{paper}", hashlib.sha256(paper.encode()).hexdigest()
    row = {"id": document, "session": SESSION, "item": "", "type": "bao-cao", "title": paper}
    member.council.publish("document", document, {**row, "position": 1})
    chunks = [sha] * -(-size // CHUNK)
    blob = {"sha256": sha, "size": size, "mime": "", "name": "", "chunks": chunks}
    body = {"document": document, "ordinal": 1, "pages": pages, "note": "", "blob": blob}
    body |= {"published_at": member.council.time, "original": {}}
    if text_pages is not None:
        body["text_pages"] = text_pages
    member.council.publish("version", f"{document}@1", body)
    return sha


def test_texts_come_before_scans_and_small_scans_with_the_texts(member: Member) -> None:
    member.council.publish_session()
    told_scan = version(member, "a-scan", 9 * CHUNK, text_pages=0)
    heavy = version(member, "b-unknown", 9 * CHUNK)
    text = version(member, "c-text", 9 * CHUNK, text_pages=10)
    small = version(member, "d-small-scan", CHUNK, pages=1, text_pages=0)
    member.attempt()
    order = [want.sha256 for want in member.desk.replica.wanted_blobs()]
    assert order == [text, small, told_scan, heavy]


def test_a_paper_that_is_opened_comes_first_with_the_chunk_that_is_waited_for(
    member: Member,
) -> None:
    member.council.publish_session()
    first = version(member, "a", 2 * CHUNK, text_pages=10)
    scan = version(member, "b", 5 * CHUNK, text_pages=0)
    member.attempt()
    woken: list[str] = []
    deliveries = member.desk.deliveries
    deliveries.when_asked(lambda: woken.append("woken"))
    deliveries.ask_for(scan)
    deliveries.need(scan, 3)
    deliveries.need(scan, 3)
    want, other = member.desk.replica.wanted_blobs()
    assert (want.sha256, want.asked, want.missing) == (scan, True, (3, 4, 0, 1, 2))
    assert (other.sha256, other.asked) == (first, False)
    assert len(woken) == 2
    member.desk.account.lock()
    assert deliveries.asked == {}


def test_a_paper_of_a_committee_comes_after_the_session_and_before_other_sessions(
    member: Member,
) -> None:
    member.council.publish_session()
    now = version(member, "now", CHUNK)
    member.attempt()
    body = {"id": "old", "kind": "", "title": "", "place": "", "papers_due": ""}
    times = {"starts": "2020-01-01T08:00:00+07:00", "ends": "2020-01-02T08:00:00+07:00"}
    vault = member.desk.replica._vault
    for feed, name in (("public", "old.ky-hop.p"), ("committee.phap-che", "old.ky-hop.c")):
        rows: list[tuple[str, str, dict[str, object]]] = [
            ("session", "old", {**body, **times}),
            ("document", name, {"id": name, "session": "old", "title": name}),
            ("version", f"{name}@1", version_body(member, name)),
        ]
        plant(vault, feed, rows)
    order = [want.sha256 for want in member.desk.replica.wanted_blobs()]
    assert order == [now, sha_of("old.ky-hop.c"), sha_of("old.ky-hop.p")]


def sha_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def version_body(member: Member, document: str) -> dict[str, object]:
    sha = sha_of(document)
    blob = {"sha256": sha, "size": 9, "mime": "", "name": "", "chunks": [sha]}
    moment = member.council.time
    return {"document": document, "ordinal": 1, "pages": 1, "published_at": moment, "blob": blob}


def plant(vault: Vault, feed: str, rows: list[tuple[str, str, dict[str, object]]]) -> None:
    """Rows as if they had come in this feed."""
    table, epoch = FeedTable(vault), "0" * 16
    held = [g.epoch for g in table.generations() if g.feed == feed and g.active]
    if not held:
        table.start(feed, epoch, b"")
    stored = [
        FeedRow(
            kind,
            name,
            900 + n,
            1,
            0,
            json.dumps(body),
            str(body.get("session", "") if kind == "document" else body.get("document", "")),
            sha_of(str(body["document"])) if kind == "version" else "",
        )
        for n, (kind, name, body) in enumerate(rows)
    ]
    table.write(feed, held[0] if held else epoch, stored)
    files = [sha_of(str(body["document"])) for kind, _, body in rows if kind == "version"]
    BlobTable(vault).want((sha, 9, (sha,)) for sha in files)
