"""Word files: macros, passwords, bombs and parts from elsewhere are refused before LibreOffice sees them."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from council_server.office_files import check_doc, check_docx, check_rtf
from council_server.upload_refusals import Reason, UploadRefused
from tests.uploaded_files import TYPES, bomb, compound, docx, relation

MACRO_TYPES = TYPES.replace(
    b"wordprocessingml.document.main+xml", b"word.document.macroEnabled.main+xml"
)
PLAIN_FIB = bytes(512)
LOCKED_FIB = bytes(10) + struct.pack("<H", 0x0100) + bytes(500)


def reason_of(check: object, path: Path) -> Reason:
    with pytest.raises(UploadRefused) as caught:
        check(path)  # type: ignore[operator]
    return caught.value.reason


def test_a_plain_word_file_passes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(docx({"word/_rels/document.xml.rels": relation("hyperlink")}))
    check_docx(path)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (docx({"word/vbaProject.bin": b"x"}), Reason.MACROS),
        (docx(types=MACRO_TYPES), Reason.MACROS),
        (docx({"word/activeX/activeX1.xml": b"x"}), Reason.MACROS),
        (docx({"word/embeddings/oleObject1.bin": b"x"}), Reason.EMBEDDED),
        (docx({"word/_rels/settings.xml.rels": relation("attachedTemplate")}), Reason.OUTSIDE),
        (docx({"word/_rels/document.xml.rels": relation("image")}), Reason.OUTSIDE),
        (docx().replace(b"word/document.xml", b"word/document.xmx"), Reason.UNKNOWN_KIND),
        (docx()[:300], Reason.DAMAGED),
        (b"PK\x03\x04 and nothing more", Reason.DAMAGED),
    ],
)
def test_a_word_file_is_refused_for_what_it_holds(
    tmp_path: Path, data: bytes, reason: Reason
) -> None:
    path = tmp_path / "a"
    path.write_bytes(data)
    assert reason_of(check_docx, path) is reason


def test_an_archive_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("council_server.office_files.UPLOAD_UNPACKED", 16 * 1024 * 1024)
    path = tmp_path / "a"
    path.write_bytes(bomb())
    assert path.stat().st_size < 64 * 1024
    assert reason_of(check_docx, path) is Reason.BOMB


def test_a_part_that_lies_about_its_size_is_damaged(tmp_path: Path) -> None:
    data = bytearray(docx({"word/media/a.bin": bytes(100_000)}))
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/media/a.bin"))
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    path = tmp_path / "a"
    path.write_bytes(bytes(data))
    assert reason_of(check_docx, path) is Reason.DAMAGED


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        ({"WordDocument": PLAIN_FIB, "Macros": b""}, Reason.MACROS),
        ({"WordDocument": PLAIN_FIB, "_VBA_PROJECT_CUR": b""}, Reason.MACROS),
        ({"EncryptedPackage": b"", "EncryptionInfo": b""}, Reason.PASSWORD),
        ({"WordDocument": LOCKED_FIB}, Reason.PASSWORD),
        ({"Workbook": b""}, Reason.UNKNOWN_KIND),
    ],
)
def test_an_old_word_file_is_refused_for_what_it_holds(
    tmp_path: Path, names: dict[str, bytes], reason: Reason
) -> None:
    path = tmp_path / "a"
    path.write_bytes(compound(names))
    assert reason_of(check_doc, path) is reason


def test_an_old_word_file_without_any_of_it_passes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(compound({"WordDocument": PLAIN_FIB, "1Table": b"x"}))
    check_doc(path)


@pytest.mark.parametrize("cut", [8, 100, 600, 1100])
def test_a_compound_file_that_ends_early_is_damaged(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a"
    path.write_bytes(compound({"WordDocument": PLAIN_FIB})[:cut])
    assert reason_of(check_doc, path) in (Reason.DAMAGED, Reason.UNKNOWN_KIND)


def test_a_compound_file_whose_directory_goes_round_in_a_circle_ends(tmp_path: Path) -> None:
    data = bytearray(compound({"WordDocument": PLAIN_FIB}))
    data[512 + 4 : 512 + 8] = struct.pack("<I", 1)  # the directory's sector follows itself
    path = tmp_path / "a"
    path.write_bytes(bytes(data))
    assert reason_of(check_doc, path) is Reason.DAMAGED


def test_rich_text_with_an_embedded_object_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"{\\rtf1 " + b"a" * (256 * 1024 - 12) + b"{\\object{\\*\\objdata 00}}}")
    assert reason_of(check_rtf, path) is Reason.EMBEDDED
    path.write_bytes(b"{\\rtf1 To trinh}")
    check_rtf(path)
