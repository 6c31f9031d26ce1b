"""Word files become PDFs through LibreOffice, and the reason is told when they cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from council_server.conversion import convert, find_libreoffice
from council_server.errors import Problems
from council_server.pdf_files import look_into
from tests.real_papers import needs_real_papers, real_papers

needs_libreoffice = pytest.mark.skipif(
    find_libreoffice() is None, reason="LibreOffice is not installed"
)


@needs_libreoffice
@needs_real_papers
def test_papers_of_one_name_from_two_folders_are_not_mixed_up(tmp_path: Path) -> None:
    papers = {}
    for number, source in enumerate(real_papers(".docx")[:2]):
        path = tmp_path / str(number) / "bao-cao.docx"
        path.parent.mkdir()
        path.write_bytes(source.read_bytes())
        papers[path] = f"{number}: bao-cao.docx"
    (tmp_path / "out").mkdir()
    made = convert(papers, tmp_path / "out")
    texts = {look_into(pdf, pdf.name).first_text for pdf in made.values()}
    assert len(texts) == 2


@needs_libreoffice
def test_a_word_file_with_a_damaged_inside_is_named(tmp_path: Path) -> None:
    path = tmp_path / "hong.docx"
    path.write_bytes(b"PK\x03\x04" + bytes(5000))
    (tmp_path / "out").mkdir()
    with pytest.raises(Problems, match=r"hong\.docx: LibreOffice could not make a PDF of it"):
        convert({path: "hong.docx"}, tmp_path / "out")


def test_without_word_files_nothing_is_asked_of_libreoffice(tmp_path: Path) -> None:
    assert convert({}, tmp_path) == {}
