"""Papers that are hard to show: passwords, broken files, sheets of every size, pages without words."""

from __future__ import annotations

import io
import random
import unicodedata
from collections.abc import Callable

import pikepdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from delegate_app.errors import Code
from delegate_app.services.reader import PageShape, Rect
from tests.ui.opened_window import Window
from tests.unit.delegate_app.pdf.small_pdf import SmallPdf, paper
from ui import messages
from ui.page_canvas import PageCanvas
from ui.page_previews import BUDGET as SMALL
from ui.strip_store import BUDGET as STRIPS

PASSWORD = "mật khẩu kỳ họp"
SEED = 20261128


def locked_paper() -> bytes:
    """A paper encrypted with AES-256 under a Vietnamese password."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper("Điều 1. Thông qua"))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user=PASSWORD, owner="chu", R=6))
    return out.getvalue()


def broken_papers() -> list[bytes]:
    """Files cut, with flipped bytes, and with references that lead in a circle. The seed stands above."""
    whole, dice = paper("Điều 1. Thông qua", "Điều 2. Giao"), random.Random(SEED)
    made = [whole[: dice.randrange(20, len(whole))] for _ in range(4)]
    for _ in range(4):
        data = bytearray(whole)
        for _ in range(dice.randint(20, 200)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        made.append(bytes(data))
    made.append(whole.replace(b"/Kids [", b"/Kids [2 0 R "))
    made.append(whole.replace(b"/Contents ", b"/Contents 2 0 R /Old "))
    made.append(b"not a PDF at all" * 50)
    return made


def publish(window: Window, data: bytes, name: str) -> str:
    sha = window.desk.furnished.council.publish_paper(name, data)
    window.sync()
    return sha


def test_a_password_is_asked_for_told_wrong_and_kept_nowhere(window: Window, qtbot: QtBot) -> None:
    sha = publish(window, locked_paper(), "mat-khau")
    window.pane.open_version(sha)
    line = window.find("paper-password", QLineEdit)
    assert messages.sentence(Code.PDF_PASSWORD, "vi") in window.texts()
    assert line.echoMode() is QLineEdit.EchoMode.Password
    line.setText("sai")
    QTest.keyClick(line, Qt.Key.Key_Return)
    sentence = messages.sentence(Code.PDF_PASSWORD_WRONG, "vi")
    qtbot.waitUntil(lambda: sentence in window.texts())
    window.find("paper-password", QLineEdit).setText(unicodedata.normalize("NFD", PASSWORD))
    window.find("paper-password-open", QPushButton).click()
    canvas = window.find("page-canvas", PageCanvas)
    qtbot.waitUntil(lambda: canvas.version == sha and canvas.strips.complete)
    window.settle()
    window.ask(window.desk.desk.account.lock)
    files = [file for file in window.desk.desk.home.rglob("*") if file.is_file()]
    for form in ("NFC", "NFD"):
        secret = unicodedata.normalize(form, PASSWORD).encode()
        assert not any(secret in file.read_bytes() for file in files)


def test_each_broken_paper_gets_its_sentence_and_the_others_open(
    window: Window, qtbot: QtBot
) -> None:
    council, reader = window.desk.furnished.council, window.pane.reader
    broken = [council.publish_paper(f"hong-{n}", data) for n, data in enumerate(broken_papers())]
    good = publish(window, paper("Điều 1. Tài liệu lành"), "lanh")
    said = {messages.sentence(code, "vi") for code in (Code.PDF_BROKEN, Code.PDF_TIMEOUT)}
    for sha in broken:
        window.pane.open_version(sha)
        qtbot.waitUntil(
            lambda sha=sha: (
                bool(said & set(window.texts()))  # type: ignore[misc]
                or (reader.canvas.version == sha and reader.canvas.strips.complete)
            ),
            timeout=30_000,
        )
        window.pane.go("home")
    window.pane.open_version(good)
    qtbot.waitUntil(lambda: reader.canvas.version == good and reader.canvas.strips.complete)


def test_sheets_of_every_size_are_laid_sharp_and_a_table_does_not_shrink_the_rest(
    window: Window, qtbot: QtBot
) -> None:
    pdf = SmallPdf()
    for size in ((595, 842), (1191, 842), (842, 595), (200, 100), (3000, 400)):
        pdf.page(pdf.words(20, 40, "Bảng"), size=size)
    sha = publish(window, pdf.build(), "kho-giay")
    window.pane.open_version(sha)
    canvas = window.find("page-canvas", PageCanvas)
    qtbot.waitUntil(lambda: canvas.version == sha and canvas.strips.complete)
    wide = canvas.viewport().width()
    for page in range(4):
        assert canvas.sheet(page).width <= wide
        assert canvas.sheet(page).width > 0.5 * wide or canvas.sheet(page).zoom == pytest.approx(4)
    assert canvas.sheet(0).zoom > canvas.sheet(1).zoom


def test_a_place_that_was_gone_to_stays_when_the_exact_sizes_come_and_when_the_window_changes(
    window: Window, qtbot: QtBot
) -> None:
    pdf, tall = SmallPdf(), PageShape(595, 842)
    for _ in range(40):
        pdf.page(pdf.words(30, 800, "Trang"), size=(595, 842))
    sha = publish(window, pdf.build(), "kich-thuoc")
    window.pane.open_version(sha)
    canvas = window.find("page-canvas", PageCanvas)
    qtbot.waitUntil(lambda: canvas.version == sha and canvas.strips.complete)
    window.settle()
    guessed, exact = [PageShape(842, 60)] * 40, [tall] * 39 + [PageShape(842, 60)]
    journeys: list[tuple[Callable[[], None], int]] = [
        (lambda: canvas.go_to_page(39), 39),
        (lambda: canvas.go_to(20, 30.0), 20),
        (lambda: canvas.go_to_rect(12, Rect(30, 20, 90, 40)), 12),
    ]
    for go, page in journeys:
        canvas.take_shapes(guessed)
        go()
        canvas.take_shapes(exact)
        there = canvas.place(), canvas.page
        assert canvas.page == page
        go()
        assert (canvas.place(), canvas.page) == there
        window.app.window.resize(1000, 700)
        window.app.window.resize(1280, 720)
        assert canvas.page == page
    canvas.verticalScrollBar().setValue(0)
    canvas.take_shapes([tall] * 40)
    assert canvas.page == 0


def test_a_screen_reader_meets_a_document_with_the_words_of_the_page(
    window: Window, qtbot: QtBot
) -> None:
    sha = publish(window, paper("Điều 1. Thông qua", "Điều 2. Giao"), "doc")
    window.pane.open_version(sha)
    canvas = window.find("page-canvas", PageCanvas)
    qtbot.waitUntil(lambda: canvas.version == sha and canvas.texts.get(0) is not None)
    met = QAccessible.queryAccessibleInterface(canvas)
    assert met.role() == QAccessible.Role.Document
    assert met.text(QAccessible.Text.Name) == "Các trang tài liệu"
    assert met.text(QAccessible.Text.Value) == "Điều 1. Thông qua"
    assert met.text(QAccessible.Text.Description) == "Trang 1/2"
    canvas.go_to_page(1)
    qtbot.waitUntil(lambda: canvas.texts.get(1) is not None)
    assert met.text(QAccessible.Text.Value) == "Điều 2. Giao"


def selected(canvas: PageCanvas) -> str | None:
    return canvas.selection.words if canvas.selection is not None else None


def test_a_screen_reader_reads_a_page_by_letter_and_line_and_moves_the_caret(
    window: Window, qtbot: QtBot
) -> None:
    pdf = SmallPdf()
    pdf.page(pdf.words(72, 700, "Điều 1. Thông qua") + pdf.words(72, 660, "Điều 2. Giao"))
    sha = publish(window, pdf.build(), "doc-tung-chu")
    window.pane.open_version(sha)
    canvas = window.find("page-canvas", PageCanvas)
    qtbot.waitUntil(lambda: canvas.version == sha and canvas.texts.get(0) is not None)
    letters = QAccessible.queryAccessibleInterface(canvas).textInterface()
    assert letters is not None
    whole = letters.text(0, letters.characterCount())
    assert whole.split("\n") == ["Điều 1. Thông qua", "Điều 2. Giao"]
    at = whole.index("Giao")
    assert letters.text(at, at + 1) == "G"
    square = letters.characterRect(at)
    assert letters.offsetAtPoint(square.center()) in (at, at + 1)
    letters.setCursorPosition(at)
    assert letters.cursorPosition() == at
    assert selected(canvas) == ""
    letters.setSelection(0, at, at + 4)
    assert selected(canvas) == "Giao"
    letters.removeSelection(0)
    assert selected(canvas) is None
    other = QAccessible.queryAccessibleInterface(canvas).valueInterface()
    assert other is None


def test_a_long_paper_of_every_size_is_leafed_through_found_in_and_noted_on(
    window: Window, qtbot: QtBot
) -> None:
    """Small beside `benchmarks.s3_hard_papers`, which does the same with 1,000 pages and with 500 MB."""
    pdf, sizes = SmallPdf(), ((595, 842), (1191, 842), (298, 420), (2384, 3370), (3000, 400))
    for number in range(1, 241):
        width, height = sizes[number % len(sizes)]
        table = "".join(f"{x} 0 m {x} {height} l S " for x in range(20, width, 60))
        words = pdf.words(30, height - 40, f"Biểu số {number}")
        pdf.page(table.encode() + words, size=(width, height))
    sha = publish(window, pdf.build(), "bieu")
    window.pane.open_version(sha)
    reader = window.pane.reader
    canvas = window.find("page-canvas", PageCanvas)
    qtbot.waitUntil(lambda: canvas.version == sha and canvas.strips.complete)
    reader.toggle_side()
    thumbnails = reader.side.thumbnails
    for page in (239, 120, 3):
        reader.travel.jump(page)
        qtbot.waitUntil(lambda: canvas.strips.complete and thumbnails.strips.complete)
        assert canvas.page == page
        assert thumbnails.currentIndex().row() == page
    assert canvas.strips.held_bytes + canvas.previews.held_bytes <= STRIPS + SMALL
    reader.show_find()
    reader.find_bar.line.setText("biểu số 23")
    qtbot.waitUntil(lambda: reader.find_bar.count.text().endswith("11 kết quả"), timeout=20_000)
    reader.find_bar.step(-1)
    page = canvas.page
    reader.notes.pin(page, 40.0, 40.0)
    qtbot.waitUntil(lambda: bool(canvas.overlay.marks.get(page)))
    window.settle()
    assert [note.anchor.page for note in window.ask(window.desk.desk.annotations.all)] == [page]
