"""Files on their way: in the order of need, and only verified chunks count."""

from __future__ import annotations

import hashlib
import random

import pytest

from delegate_app.domain.blobs import CHUNK
from delegate_app.errors import Code, IntegrityError
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


def test_a_chunk_out_of_turn_or_of_an_unknown_file_changes_nothing(member: Member) -> None:
    announced(member)
    replica = member.desk.replica
    assert replica.put_chunk(SHA, 1, parts(DATA)[1]) == frozenset()
    assert replica.put_chunk("ab" * 32, 0, b"x") == frozenset()
    replica.put_chunk(SHA, 0, parts(DATA)[0])
    assert replica.put_chunk(SHA, 0, parts(DATA)[0]) == frozenset()
    assert replica.wanted_blobs()[0].first_missing == 1


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
