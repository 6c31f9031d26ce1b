"""PDFs are looked into by a child: what kills it, or what it never finishes, is refused and the server goes on."""

from __future__ import annotations

import os
import threading
from multiprocessing.connection import Connection
from pathlib import Path

import pikepdf
import pytest

from council_server import pdf_inspection
from council_server.pdf_inspection import inspect_pdf
from council_server.upload_refusals import Reason, UploadRefused
from tests.session_folders import small_pdf
from tests.uploaded_files import pdf_with_script, stamped_pdf


def write(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    return path


def reason_of(path: Path, seconds: float = 60.0) -> tuple[Reason, str]:
    with pytest.raises(UploadRefused) as caught:
        inspect_pdf(path, seconds)
    return caught.value.reason, caught.value.detail


def test_pages_and_words_are_counted(tmp_path: Path) -> None:
    found = inspect_pdf(write(tmp_path, small_pdf("A page that holds words of its own")))
    assert (found.pages, found.text_pages) == (1, 1)
    assert "words of its own" in found.first_text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"no pdf at all", Reason.UNKNOWN_KIND),
        (b"%PDF-1.4\nrubbish", Reason.DAMAGED),
        (small_pdf("x")[:200], Reason.DAMAGED),
        (pdf_with_script(), Reason.SCRIPT),
    ],
)
def test_a_pdf_is_refused_for_what_it_is(tmp_path: Path, data: bytes, reason: Reason) -> None:
    assert reason_of(write(tmp_path, data))[0] is reason


@pytest.mark.parametrize("user", ["", "geheim"])
def test_an_encrypted_pdf_is_refused_whether_or_not_it_opens_without_a_password(
    tmp_path: Path, user: str
) -> None:
    path = tmp_path / "locked.pdf"
    with pikepdf.open(write(tmp_path, small_pdf("x"))) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="chu", user=user))
    assert reason_of(path)[0] is Reason.PASSWORD


def test_more_pages_than_may_be_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    with pikepdf.new() as pdf:
        for _ in range(2001):
            pdf.add_blank_page()
        pdf.save(path)
    assert reason_of(path) == (Reason.TOO_MANY_PAGES, "2001")


@pytest.mark.parametrize(
    ("text", "page", "level"),
    [("TỐI MẬT", 0, "Tối mật"), ("MẬT", 1, "Mật"), ("Độ mật: A", 2, "Tuyệt mật")],
)
def test_a_stamp_of_secrecy_is_found_on_any_page(
    tmp_path: Path, text: str, page: int, level: str
) -> None:
    assert reason_of(write(tmp_path, stamped_pdf(text, page=page))) == (Reason.SECRET, level)


def test_the_word_in_running_text_is_no_stamp(tmp_path: Path) -> None:
    path = write(tmp_path, stamped_pdf("Mật độ dân số của phường", page=1))
    assert inspect_pdf(path).pages == 2


def crash(parent: Connection, path: str) -> None:
    os.abort()


def hang(parent: Connection, path: str) -> None:
    threading.Event().wait()


@pytest.mark.parametrize("end", [crash, hang])
def test_a_child_that_dies_or_never_ends_costs_the_upload_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: object
) -> None:
    path = write(tmp_path, small_pdf("x"))
    monkeypatch.setattr(pdf_inspection, "look", end)
    assert reason_of(path, seconds=2.0)[0] is Reason.TOO_HARD
    monkeypatch.undo()
    assert inspect_pdf(path).pages == 1
