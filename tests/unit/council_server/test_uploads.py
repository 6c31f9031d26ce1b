"""Uploads: judged by what they hold, kept by their SHA-256, and a broken one leaves nothing behind."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from council_server.conversion import find_libreoffice
from council_server.draft_store import begin_draft, edit
from council_server.drafts import DraftPaper, add_item, add_paper
from council_server.upload_refusals import Reason, UploadRefused
from council_server.uploads import Intake, Upload, read_uploads, shown_name, sweep
from tests.running_council import RunningCouncil, council
from tests.session_folders import small_pdf, write_session
from tests.uploaded_files import docx, pieces, png

__all__ = ["council"]


def take(intake: Intake, data: bytes, name: str) -> Upload:
    return intake.judge(asyncio.run(intake.receive(pieces(data))), name, "an")


def files_of(council: RunningCouncil) -> list[Path]:
    """Everything of uploads that lies in the home."""
    places = (council.home.path / "uploads", council.home.blobs)
    return [path for place in places for path in place.rglob("*") if path.is_file()]


def refusal(intake: Intake, data: bytes, name: str) -> Reason:
    with pytest.raises(UploadRefused) as caught:
        take(intake, data, name)
    return caught.value.reason


def test_a_pdf_is_kept_under_its_sha256_and_known_the_second_time(council: RunningCouncil) -> None:
    intake = Intake(council.council)
    data = small_pdf("A draft that holds words of its own")
    upload = take(intake, data, "../../etc/Tờ trình.PDF")
    assert (upload.pdf.sha256, upload.pages, upload.text_pages) == (upload.sha256, 1, 1)
    assert upload.pdf.name == "Tờ trình.pdf"
    assert [path.name for path in files_of(council)] == [upload.sha256]
    assert take(intake, data, "khác.pdf") == upload
    with council.council.database.reading() as connection:
        assert read_uploads(connection, council.council.id) == {upload.sha256: upload}


def test_a_picture_becomes_a_pdf_and_is_kept_beside_it(council: RunningCouncil) -> None:
    upload = take(Intake(council.council), png(), "scan.docx")
    assert upload.original is not None
    assert (upload.original.name, upload.pdf.name) == ("scan.png", "scan.pdf")
    assert (upload.pages, upload.text_pages) == (1, 0)


@pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed here")
def test_a_word_file_becomes_a_pdf_by_libreoffice(council: RunningCouncil) -> None:
    upload = take(Intake(council.council), docx(), "To trinh.docx")
    assert upload.original is not None
    assert "bien che" in upload.first_text
    assert upload.pages == 1


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.pdf", Reason.EMPTY),
        (b"MZ\x90\x00 a program", "a.pdf", Reason.UNKNOWN_KIND),
        (b"%PDF-1.7 rubbish", "a.pdf", Reason.DAMAGED),
        (png(claimed=(60000, 60000)), "a.png", Reason.BOMB),
        (png()[:60], "a.png", Reason.PICTURE),
        (docx({"word/vbaProject.bin": b"x"}), "a.docx", Reason.MACROS),
        (small_pdf("x"), "TỐI MẬT - Báo cáo.pdf", Reason.SECRET),
    ],
)
def test_a_refused_file_leaves_nothing_behind(
    council: RunningCouncil, data: bytes, name: str, reason: Reason
) -> None:
    assert refusal(Intake(council.council), data, name) is reason
    assert files_of(council) == []
    with council.council.database.reading() as connection:
        assert read_uploads(connection, council.council.id) == {}


def test_more_than_may_be_is_cut_off_while_it_comes(
    council: RunningCouncil, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("council_server.uploads.UPLOAD", 100_000)
    assert refusal(Intake(council.council), bytes(200_000), "a.pdf") is Reason.TOO_LARGE
    assert files_of(council) == []


def test_a_line_that_breaks_in_the_middle_leaves_nothing_behind(council: RunningCouncil) -> None:
    intake = Intake(council.council)

    async def broken() -> AsyncIterator[bytes]:
        yield bytes(100_000)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        asyncio.run(intake.receive(broken()))
    assert files_of(council) == []


def test_parts_of_a_server_that_was_ended_are_removed_when_the_next_starts(
    council: RunningCouncil,
) -> None:
    intake = Intake(council.council)
    old, new = (asyncio.run(intake.receive(pieces(b"half"))) for _ in range(2))
    os.utime(old, (time.time() - 7200,) * 2)
    Intake(council.council)
    assert (old.exists(), new.exists()) == (False, True)


def test_only_what_no_draft_and_no_feed_names_is_swept_after_a_day(
    council: RunningCouncil, tmp_path: Path
) -> None:
    intake = Intake(council.council)
    drafted, published, unused = (
        take(intake, small_pdf(text), "a.pdf") for text in ("drafted", "published", "unused")
    )
    council.publish(write_session(tmp_path / "s1", "published"))
    draft = council.run(lambda b: begin_draft(b, kind="thuong-le", title="Kỳ họp", by="an"))
    paper = DraftPaper("", "to-trinh", "Tờ trình", upload=drafted.sha256)
    council.run(lambda b: edit(b, draft.session, add_item("Một"), "an"))
    council.run(lambda b: edit(b, draft.session, add_paper("mot", paper), "an"))
    assert sweep(council.council) == 0
    real = council.clock
    council.council.writer._clock = lambda: real() + timedelta(days=2)
    assert sweep(council.council) == 2
    council.council.writer._clock = real
    left = {path.name for path in files_of(council)}
    assert left == {drafted.sha256, published.sha256}
    assert unused.sha256 not in left


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\an\Tờ trình.docx", "Tờ trình.docx"),
        ("a\x00b\n<c>.pdf", "a b c .pdf"),
        ("...", ""),
        (".bashrc", "bashrc"),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
        ("Tờ trình.pdf", "Tờ trình.pdf"),
    ],
)
def test_a_users_file_name_is_shown_and_never_a_path(name: str, shown: str) -> None:
    assert shown_name(name) == shown
