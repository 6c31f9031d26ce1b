"""Publishing: a changed file is a new version, nothing is lost, secrets and damaged papers are refused."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from council_server.blobs import measure
from council_server.conversion import find_libreoffice
from council_server.errors import CommandError, Problems
from council_server.feeds import read_objects
from council_server.logs import PUBLIC
from council_server.paper_files import measure_sources, prepare
from council_server.publishing import publish, write_publication
from council_server.session_files import read_session_file
from protocol.limits import CHUNK
from tests.real_papers import needs_real_papers, real_papers, real_scans
from tests.running_council import RunningCouncil, council
from tests.session_folders import SESSION, small_pdf, write_session

__all__ = ["council"]

DRAFT = "s1.m1.du-thao"


def versions(running: RunningCouncil) -> dict[str, dict[str, object]]:
    with running.council.database.reading() as connection:
        return read_objects(connection, running.council.id, PUBLIC, "version")


def test_a_first_publish_writes_programme_version_and_a_signed_manifest(
    council: RunningCouncil, tmp_path: Path
) -> None:
    done = council.publish(write_session(tmp_path / "s1", "A draft that holds words of its own"))
    assert (done.new, done.revision) == ([DRAFT], 1)
    data = (tmp_path / "s1" / "du-thao.pdf").read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    body = versions(council)[f"{DRAFT}@1"]
    assert (body["pages"], body["text_pages"]) == (1, 1)
    assert body["original"] == {}
    assert body["blob"] == {
        "sha256": digest,
        "size": len(data),
        "mime": "application/pdf",
        "name": "du-thao.pdf",
        "chunks": [digest],
    }
    manifest = council.council.record.replay.manifests["s1"]
    assert [(paper.document, paper.version) for paper in manifest.papers] == [(DRAFT, digest)]


def test_publishing_the_same_folder_again_changes_nothing(
    council: RunningCouncil, tmp_path: Path
) -> None:
    folder = write_session(tmp_path / "s1")
    council.publish(folder)
    before = council.council.heads()
    done = council.publish(folder)
    assert (done.unchanged, done.rows, done.revision) == ([DRAFT], 0, 0)
    assert council.council.heads() == before


def test_a_changed_file_is_a_new_version_and_the_old_one_stays(
    council: RunningCouncil, tmp_path: Path
) -> None:
    council.publish(write_session(tmp_path / "s1", "one"))
    done = council.publish(write_session(tmp_path / "s1", "two"))
    assert (done.changed, done.revision) == ([DRAFT], 2)
    found = versions(council)
    assert list(found) == [f"{DRAFT}@1", f"{DRAFT}@2"]
    client = council.client(council.delegate("minh"))
    for name, text in ((f"{DRAFT}@1", "one"), (f"{DRAFT}@2", "two")):
        blob = found[name]["blob"]
        assert isinstance(blob, dict)
        assert client.call("GET", f"/v1/blobs/{blob['sha256']}").body == small_pdf(text)


def test_a_new_title_is_told_without_a_new_version(council: RunningCouncil, tmp_path: Path) -> None:
    council.publish(write_session(tmp_path / "s1"))
    renamed = SESSION.replace("Dự thảo Nghị quyết", "Dự thảo Nghị quyết về biên chế")
    done = council.publish(write_session(tmp_path / "s1", toml=renamed))
    assert (done.unchanged, done.rows, done.revision) == ([DRAFT], 1, 2)
    assert list(versions(council)) == [f"{DRAFT}@1"]


def test_a_paper_that_left_the_folder_is_reported_and_stays_published(
    council: RunningCouncil, tmp_path: Path
) -> None:
    council.publish(write_session(tmp_path / "s1"))
    other = SESSION.replace('id = "du-thao"', 'id = "khac"')
    done = council.publish(write_session(tmp_path / "s1", "other", other))
    assert done.removed == [DRAFT]
    manifest = council.council.record.replay.manifests["s1"]
    assert {paper.document for paper in manifest.papers} == {DRAFT, "s1.m1.khac"}
    assert f"{DRAFT}@1" in versions(council)


def test_a_dry_run_says_what_would_happen_and_does_nothing(
    council: RunningCouncil, tmp_path: Path
) -> None:
    session = read_session_file(write_session(tmp_path / "s1"))
    before = council.council.heads()
    done = publish(council.council, council.secretary, session, dry_run=True)
    assert (done.new, done.revision) == ([DRAFT], 0)
    assert council.council.heads() == before
    assert list((council.home.blobs).rglob("*")) == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no pdf at all", "this is not a PDF file"),
        (b"%PDF-1.4\nrubbish", "the PDF is damaged"),
        (small_pdf("x")[:200], "the PDF is damaged"),
    ],
)
def test_a_damaged_pdf_is_refused_by_name_and_nothing_is_published(
    council: RunningCouncil, tmp_path: Path, data: bytes, words: str
) -> None:
    folder = write_session(tmp_path / "s1")
    (folder / "du-thao.pdf").write_bytes(data)
    before = council.council.heads()
    with pytest.raises(Problems, match=rf"session\.toml, line 14: du-thao\.pdf: {words}"):
        council.publish(folder)
    assert council.council.heads() == before


def test_a_word_file_that_is_none_is_refused_by_name(
    council: RunningCouncil, tmp_path: Path
) -> None:
    folder = write_session(tmp_path / "s1", toml=SESSION.replace("du-thao.pdf", "du-thao.docx"))
    (folder / "du-thao.docx").write_bytes(b"plain text")
    with pytest.raises(Problems, match=r"du-thao\.docx: this is not a Word file"):
        council.publish(folder)


def test_a_word_file_without_libreoffice_is_refused_by_name_and_told_the_way_out(
    council: RunningCouncil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    if find_libreoffice() is not None:
        pytest.skip("LibreOffice lies where its installer put it")
    folder = write_session(tmp_path / "s1", toml=SESSION.replace("du-thao.pdf", "du-thao.docx"))
    (folder / "du-thao.docx").write_bytes(b"PK\x03\x04...")
    with pytest.raises(
        Problems, match=r"du-thao\.docx: .*LibreOffice, which is not installed.*pdf = "
    ):
        council.publish(folder)


def test_the_office_s_own_pdf_is_published_and_its_word_file_kept_beside_it(
    council: RunningCouncil, tmp_path: Path
) -> None:
    toml = SESSION.replace('file = "du-thao.pdf"', 'file = "du-thao.docx"\npdf = "du-thao.pdf"')
    folder = write_session(tmp_path / "s1", toml=toml)
    (folder / "du-thao.docx").write_bytes(b"PK\x03\x04 the office's Word file")
    council.publish(folder)
    body = versions(council)[f"{DRAFT}@1"]
    blob, original = body["blob"], body["original"]
    assert isinstance(blob, dict)
    assert isinstance(original, dict)
    client = council.client(council.delegate("hoa"))
    assert (
        client.call("GET", f"/v1/blobs/{blob['sha256']}").body
        == (folder / "du-thao.pdf").read_bytes()
    )
    assert client.call("GET", f"/v1/blobs/{original['sha256']}").body.endswith(b"Word file")
    assert council.publish(folder).unchanged == [DRAFT]
    (folder / "du-thao.docx").write_bytes(b"PK\x03\x04 changed")
    with pytest.raises(Problems, match="make the PDF again from the new file"):
        council.publish(folder)


def test_a_file_of_several_chunks_carries_the_digest_of_each(
    council: RunningCouncil, tmp_path: Path
) -> None:
    folder = write_session(tmp_path / "s1")
    data = small_pdf("long") + b"\n%" + bytes(range(33, 127)) * 30_000
    (folder / "du-thao.pdf").write_bytes(data)
    council.publish(folder)
    blob = versions(council)[f"{DRAFT}@1"]["blob"]
    assert isinstance(blob, dict)
    parts = [data[at : at + CHUNK] for at in range(0, len(data), CHUNK)]
    assert blob["chunks"] == [hashlib.sha256(part).hexdigest() for part in parts]


def test_two_publishers_at_once_leave_one_version(council: RunningCouncil, tmp_path: Path) -> None:
    """The second finds, inside its transaction, that its version is there."""
    session = read_session_file(write_session(tmp_path / "s1"))
    ready = prepare(session, list(measure_sources(session).values()), tmp_path)
    for paper in ready:
        council.council.blobs.keep(paper.pdf, paper.pdf_path)
    for _ in range(2):
        done = council.run(
            lambda batch: write_publication(batch, council.secretary, session, ready)
        )
    assert (done.rows, done.revision, list(versions(council))) == (0, 0, [f"{DRAFT}@1"])


def test_a_file_that_changes_while_it_is_published_is_refused(
    council: RunningCouncil, tmp_path: Path
) -> None:
    path = tmp_path / "du-thao.pdf"
    path.write_bytes(b"as measured")
    blob = measure(path, mime="application/pdf", name=path.name)
    path.write_bytes(b"as changed!")
    with pytest.raises(CommandError, match="changed while it was read"):
        council.council.blobs.keep(blob, path)
    assert not council.council.blobs.has(blob)


@needs_real_papers
def test_ten_real_papers_arrive_byte_for_byte(council: RunningCouncil, tmp_path: Path) -> None:
    """PDF, a 67-page signed gazette, .docx, .doc and a scan; Word files need LibreOffice."""
    words = [*real_papers(".docx")[:2], *real_papers(".doc")[:1]] if find_libreoffice() else []
    gazette = [path for path in real_papers(".pdf") if "cong-bao" in path.name]
    files = [*gazette, *real_papers(".pdf")[:4], *words, *real_scans()[:2]]
    toml = SESSION[: SESSION.index("[[item.paper]]")]
    (tmp_path / "s1").mkdir()
    for number, path in enumerate(files):
        name = f"giay-{number}{path.suffix}"
        (tmp_path / "s1" / name).write_bytes(path.read_bytes())
        toml += f'[[item.paper]]\nid = "giay-{number}"\ntype = "phu-luc"\ntitle = "Giấy {number}"\nfile = "{name}"\n'
    (tmp_path / "s1" / "session.toml").write_text(toml, "utf-8")
    council.publish(tmp_path / "s1")
    client = council.client(council.delegate("tuan"))
    for number, path in enumerate(files):
        body = versions(council)[f"s1.m1.giay-{number}@1"]
        published = body["blob"] if path.suffix == ".pdf" else body["original"]
        assert isinstance(published, dict)
        assert client.call("GET", f"/v1/blobs/{published['sha256']}").body == path.read_bytes()
    assert versions(council)["s1.m1.giay-0@1"]["pages"] == 67
    assert council.publish(tmp_path / "s1").rows == 0
