"""Papers: what arrived, where one was, and what leaves the vault."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from delegate_app.domain.documents import Arrival
from delegate_app.errors import Code, UserError
from tests.simulation.council import SESSION
from tests.unit.delegate_app.member import Member

PAPER = f"{SESSION}.ky-hop.to-trinh"
FIRST, SECOND = b"%PDF-1.7 first " * 90_000, b"%PDF-1.7 second"


@pytest.fixture
def reader(member: Member) -> Member:
    member.council.publish_session()
    member.council.publish_paper("to-trinh", FIRST)
    member.council.publish_paper("to-trinh", SECOND, ordinal=2)
    member.sync()
    return member


def test_a_paper_shows_its_versions_with_what_is_here_and_signed(reader: Member) -> None:
    (document,) = reader.desk.documents.all()
    assert [version.ordinal for version in document.versions] == [1, 2]
    assert document.newest.sha256 == hashlib.sha256(SECOND).hexdigest()
    assert all(version.complete and version.checked for version in document.versions)
    assert reader.desk.documents.by_version(document.versions[0].sha256) == document
    assert reader.desk.documents.document(PAPER) == document


def test_a_version_that_no_manifest_names_is_not_checked(reader: Member) -> None:
    council = reader.council
    body = {"document": PAPER, "ordinal": 3, "pages": 1, "published_at": council.time, "note": ""}
    sha = hashlib.sha256(b"smuggled").hexdigest()
    council.blobs[sha] = b"smuggled"
    blob = {"sha256": sha, "size": 8, "mime": "application/pdf", "name": "x.pdf", "chunks": [sha]}
    council.publish("version", f"{PAPER}@3", {**body, "blob": blob, "original": {}})
    reader.sync()
    newest = reader.desk.documents.document(PAPER).newest
    assert (newest.sha256, newest.complete, newest.checked) == (sha, True, False)


def test_any_range_of_a_paper_can_be_read(reader: Member) -> None:
    source = reader.desk.documents.source(hashlib.sha256(FIRST).hexdigest())
    assert source.size == len(FIRST)
    assert source.read(1_048_570, 20) == FIRST[1_048_570:1_048_590]
    reader.desk.account.lock()
    with pytest.raises(UserError) as error:
        source.read(0, 1)
    assert error.value.code is Code.VAULT_LOCKED


def test_a_paper_that_is_not_all_here_says_so(member: Member) -> None:
    council = member.council
    council.publish_session()
    sha = council.publish_paper("to-trinh", FIRST)
    data = council.blobs.pop(sha)
    assert member.attempt().errors != []
    assert member.desk.documents.arrival(SESSION) == Arrival(0, 1, 0, len(FIRST))
    with pytest.raises(UserError) as error:
        member.desk.documents.source(sha)
    assert error.value.code is Code.DOCUMENT_INCOMPLETE
    member.desk.replica.put_chunk(sha, 0, data[: 1024 * 1024])
    arrival = member.desk.documents.arrival(SESSION)
    assert (arrival.complete_files, arrival.complete_bytes) == (0, 1024 * 1024)
    council.blobs[sha] = data
    member.sync()
    assert member.desk.documents.arrival(SESSION).complete


def test_what_does_not_exist_is_named_as_that(reader: Member) -> None:
    documents = reader.desk.documents
    for call, code in (
        (lambda: documents.document("khong-co"), Code.DOCUMENT_UNKNOWN),
        (lambda: documents.by_version("00" * 32), Code.VERSION_UNKNOWN),
        (lambda: documents.source("00" * 32), Code.VERSION_UNKNOWN),
        (lambda: documents.version(PAPER, "9"), Code.VERSION_UNKNOWN),
    ):
        with pytest.raises(UserError) as error:
            call()
        assert error.value.code is code


def test_a_paper_is_news_until_its_newest_version_was_opened(reader: Member) -> None:
    (document,) = reader.desk.agenda.news()
    reader.desk.documents.mark_seen(document.versions[0].sha256)
    assert reader.desk.agenda.news() != ()
    assert reader.desk.documents.mark_seen(document.newest.sha256)
    assert not reader.desk.documents.mark_seen(document.newest.sha256)
    assert reader.desk.agenda.news() == ()


@pytest.mark.parametrize(
    ("version", "data"),
    [("newest", SECOND), ("1", FIRST), (hashlib.sha256(FIRST).hexdigest(), FIRST)],
)
def test_an_exported_version_has_the_same_bytes(
    reader: Member, tmp_path: Path, version: str, data: bytes
) -> None:
    target = tmp_path / "out.pdf"
    reader.desk.documents.export(PAPER, version, target, as_published=True)
    assert target.read_bytes() == data
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["out.pdf"]


def test_a_paper_published_as_another_file_is_exported_as_that_file(
    reader: Member, tmp_path: Path
) -> None:
    council, pdf, word = reader.council, b"%PDF from word", b"PK word file"
    names = {"pdf": hashlib.sha256(pdf).hexdigest(), "docx": hashlib.sha256(word).hexdigest()}
    council.blobs |= {names["pdf"]: pdf, names["docx"]: word}
    blobs = {
        kind: {"sha256": sha, "size": len(data), "mime": kind, "name": f"a.{kind}", "chunks": [sha]}
        for (kind, sha), data in zip(names.items(), (pdf, word), strict=True)
    }
    body = {"document": PAPER, "ordinal": 3, "pages": 1, "published_at": council.time, "note": ""}
    council.publish(
        "version", f"{PAPER}@3", {**body, "blob": blobs["pdf"], "original": blobs["docx"]}
    )
    reader.sync()
    documents = reader.desk.documents
    original = documents.document(PAPER).newest.original
    assert original is not None
    assert original.name == "a.docx"
    documents.export(PAPER, "3", tmp_path / "a.docx", as_published=True)
    documents.export(PAPER, "3", tmp_path / "a.pdf", as_published=False)
    assert (tmp_path / "a.docx").read_bytes() == word
    assert (tmp_path / "a.pdf").read_bytes() == pdf


def test_an_export_overwrites_only_when_told_and_leaves_nothing_half_written(
    reader: Member, tmp_path: Path
) -> None:
    target = tmp_path / "out.pdf"
    target.write_bytes(b"mine")
    with pytest.raises(UserError) as error:
        reader.desk.documents.export(PAPER, "newest", target, as_published=True)
    assert error.value.code is Code.EXPORT_EXISTS
    assert target.read_bytes() == b"mine"
    reader.desk.documents.export(PAPER, "newest", target, as_published=True, overwrite=True)
    assert target.read_bytes() == SECOND
    with pytest.raises(UserError) as error:
        reader.desk.documents.export(
            PAPER, "newest", tmp_path / "no" / "out.pdf", as_published=True
        )
    assert error.value.code is Code.EXPORT_FAILED
