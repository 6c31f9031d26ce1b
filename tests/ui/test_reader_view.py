"""Reading in the window: pages, words, marks, notes, places, and what cannot be shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from delegate_app.domain.annotations import AnnotationKind, Colour
from delegate_app.errors import Code
from tests.ui.opened_window import Window
from ui import messages
from ui.find_bar import SearchLine
from ui.note_editor import NoteEdit
from ui.page_canvas import PageCanvas

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def reading(window: Window, qtbot: QtBot) -> Window:
    """The draft of item 1, open and drawn."""
    document = window.desk.furnished.document("thanh-lap-phong", "du-thao-nghi-quyet")
    paper = window.ask(lambda: window.desk.desk.documents.document(document))
    window.pane.open_version(paper.newest.sha256)
    canvas = window.pane.reader.canvas
    qtbot.waitUntil(lambda: canvas.page_count > 0 and canvas.strips.complete, timeout=20_000)
    qtbot.waitUntil(lambda: canvas.texts.get(0) is not None)
    return window


def canvas_of(window: Window) -> PageCanvas:
    return window.find("page-canvas", PageCanvas)


def select_a_line(window: Window, qtbot: QtBot) -> str:
    canvas = canvas_of(window)
    QTest.keyClick(canvas, Qt.Key.Key_End, SHIFT)
    qtbot.waitUntil(lambda: canvas.selection is not None and not canvas.selection.empty)
    assert canvas.selection is not None
    return canvas.selection.words


def test_opening_a_paper_makes_it_no_news(reading: Window, qtbot: QtBot) -> None:
    version = reading.pane.reader.version
    agenda = reading.desk.desk.agenda
    qtbot.waitUntil(lambda: version not in {d.newest.sha256 for d in reading.ask(agenda.news)})


def test_a_colour_keeps_the_selected_words_in_the_vault(reading: Window, qtbot: QtBot) -> None:
    words = select_a_line(reading, qtbot)
    QTest.mouseClick(reading.find("colour-green", QToolButton), Qt.MouseButton.LeftButton)
    reading.settle()
    notes = reading.ask(reading.desk.desk.annotations.all)
    assert [(n.kind, n.anchor.quote) for n in notes] == [(AnnotationKind.HIGHLIGHT, words.strip())]
    assert canvas_of(reading).overlay.marks[0][0].id == notes[0].id


def test_a_note_is_kept_in_composed_letters_when_its_field_is_left(
    reading: Window, qtbot: QtBot
) -> None:
    select_a_line(reading, qtbot)
    QTest.keyClick(canvas_of(reading), Qt.Key.Key_M, CONTROL)
    field = reading.find("note-text", NoteEdit)
    field.setPlainText("Ho\u0300i la\u0323i")
    reading.pane.go("home")
    reading.settle()
    texts = [note.text for note in reading.ask(reading.desk.desk.annotations.all)]
    assert texts == ["H\u00f2i l\u1ea1i"]


def test_a_note_without_selected_words_belongs_to_the_page(reading: Window, qtbot: QtBot) -> None:
    QTest.keyClick(canvas_of(reading), Qt.Key.Key_M, CONTROL)
    reading.find("note-text", NoteEdit)
    reading.settle()
    note = reading.ask(reading.desk.desk.annotations.all)[0]
    assert (note.kind, note.anchor.page, note.anchor.quote) == (AnnotationKind.NOTE, 0, "")
    assert len(note.anchor.rects) == 1


def test_pressing_and_holding_puts_a_note_at_that_very_place(reading: Window, qtbot: QtBot) -> None:
    canvas = canvas_of(reading)
    place = QPoint(canvas.viewport().width() // 2, 300)
    expected = canvas.point_on_page(QPointF(place))
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: reading.there("note-text"))
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
    note = reading.ask(reading.desk.desk.annotations.all)[0]
    rect = note.anchor.rects[0]
    assert (note.anchor.page, rect.left, rect.top) == pytest.approx(expected, abs=0.6)
    reading.pane.reader.notes.jump_to(note.id)


def test_a_hand_that_moves_selects_and_leaves_no_note(reading: Window, qtbot: QtBot) -> None:
    canvas = canvas_of(reading)
    area, left = canvas.viewport(), Qt.MouseButton.LeftButton
    QTest.mousePress(area, left, pos=QPoint(300, 300))
    QTest.mouseMove(area, QPoint(420, 330))
    assert not canvas._hold.isActive()
    QTest.mouseRelease(area, left, pos=QPoint(420, 330))
    reading.settle()
    assert reading.ask(reading.desk.desk.annotations.all) == ()


def test_a_paper_that_is_still_arriving_says_how_much_is_here(window: Window, qtbot: QtBot) -> None:
    furnished = window.desk.furnished
    sha = furnished.council.publish_paper("lon", b"%PDF-1.7 not sent yet" * 90_000)
    furnished.council.blobs.pop(sha)
    window.desk.scheduler.run_once()
    window.settle()
    window.pane.open_version(sha)
    qtbot.waitUntil(lambda: "Tài liệu đang được tải về" in window.texts(), timeout=20_000)
    assert any("0 B" in text and "1,9 MB" in text for text in window.texts())


def test_a_deleted_note_comes_back_with_one_press(reading: Window, qtbot: QtBot) -> None:
    select_a_line(reading, qtbot)
    reading.pane.reader.notes.mark(AnnotationKind.NOTE, Colour.PINK)
    reading.settle()
    note = reading.ask(reading.desk.desk.annotations.all)[0]
    reading.pane.reader.panel.removed.emit(note.id)
    reading.settle()
    assert reading.ask(reading.desk.desk.annotations.all) == ()
    reading.pane.reader.panel.undone.emit()
    reading.settle()
    assert [n.id for n in reading.ask(reading.desk.desk.annotations.all)] == [note.id]


def test_words_are_found_without_diacritics_and_counted(reading: Window, qtbot: QtBot) -> None:
    reading.pane.reader.show_find()
    reading.find("find-line", SearchLine).setText("uy ban nhan dan")
    count = reading.find("find-count", QLabel)
    qtbot.waitUntil(lambda: "/" in count.text())
    shown, total = count.text().split(" ")[0].split("/")
    assert shown == "1"
    assert int(total) >= 2


def test_a_word_still_being_composed_is_searched_for(reading: Window, qtbot: QtBot) -> None:
    reading.pane.reader.show_find()
    line = reading.find("find-line", SearchLine)
    QApplication.sendEvent(line, QInputMethodEvent("nghị", []))
    assert line.text() == ""
    assert line.query() == "nghị"
    qtbot.waitUntil(lambda: bool(reading.pane.reader.find_bar.hits))


def test_the_place_is_found_again_after_another_view(reading: Window, qtbot: QtBot) -> None:
    version, canvas = reading.pane.reader.version, canvas_of(reading)
    QTest.keyClick(canvas, Qt.Key.Key_End)
    page = canvas.page
    reading.pane.reader.leave()
    reading.settle()
    kept = reading.ask(lambda: reading.desk.desk.reading.place(version))
    assert kept is not None
    assert kept.page == page > 0


def test_zooming_keeps_the_words_that_are_read_where_they_are(reading: Window) -> None:
    canvas = canvas_of(reading)
    canvas.go_to(1, 100.0)
    third = canvas.viewport().height() / 3
    before = canvas._layout.place_at(canvas.verticalScrollBar().value() + third)
    canvas.set_zoom(2.0)
    after = canvas._layout.place_at(canvas.verticalScrollBar().value() + third)
    assert after[0] == before[0]
    assert after[1] == pytest.approx(before[1], abs=2)


def test_what_is_no_pdf_says_so_and_leaves_the_window_alive(window: Window, qtbot: QtBot) -> None:
    furnished = window.desk.furnished
    sha = furnished.council.publish_paper("hong", b"not a PDF at all" * 50)
    window.sync()
    window.pane.open_version(sha)
    sentence = messages.sentence(Code.PDF_BROKEN, "vi")
    qtbot.waitUntil(lambda: sentence in window.texts(), timeout=20_000)
    window.pane.go("home")
    assert window.pane.place == "home"
