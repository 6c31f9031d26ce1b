"""Words selected over several pages: by mouse and keyboard, copied with the pages they are from, marked on each page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from delegate_app.domain.annotations import Annotation, AnnotationKind, Colour
from delegate_app.domain.reading_places import FIT_PAGE, PageFlow
from tests.ui.opened_window import Window
from tests.unit.delegate_app.pdf.small_pdf import SmallPdf
from ui.page_canvas import PageCanvas

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def canvas(window: Window, qtbot: QtBot) -> PageCanvas:
    """Six pages with a line at the top and one at the bottom; the fourth is a picture without words."""
    pdf = SmallPdf()
    for number in range(1, 7):
        lines = pdf.words(72, 780, f"Đầu trang {number}") + pdf.words(
            72, 60, f"Cuối trang {number}"
        )
        pdf.page(b"0 g 100 100 50 50 re f" if number == 4 else lines)
    sha = window.desk.furnished.council.publish_paper("nhieu-trang", pdf.build())
    window.sync()
    window.pane.open_version(sha)
    canvas = window.find("page-canvas", PageCanvas)
    qtbot.waitUntil(lambda: canvas.version == sha and canvas.strips.complete)
    return canvas


def spot(canvas: PageCanvas, page: int, line: int, *, end: bool = False) -> QPoint:
    """Where a line of a page begins, or ends, in the viewport."""
    text = canvas.texts.get(page)
    assert text is not None
    found = text.lines[line]
    box = text.rects(found.start, found.end)[0]
    left, top, width, height = canvas.sheet(page).rect_on_page(box)
    corner = canvas.origin(page)
    x = corner.x() + left + (width + 2 if end else -2)
    return QPoint(round(x), round(corner.y() + top + height / 2))


def have_words(canvas: PageCanvas, qtbot: QtBot, *pages: int) -> None:
    for page in pages:
        canvas.texts.ask(page)
    qtbot.waitUntil(lambda: all(canvas.texts.get(page) is not None for page in pages))


def drag(canvas: PageCanvas, begin: QPoint, to: QPoint) -> None:
    QTest.mousePress(canvas.viewport(), LEFT, pos=begin)
    QTest.mouseMove(canvas.viewport(), to)
    QTest.mouseRelease(canvas.viewport(), LEFT, pos=to)


def over_two_pages(canvas: PageCanvas, qtbot: QtBot) -> None:
    """Select the last line of the second page and the first of the third, by mouse."""
    have_words(canvas, qtbot, 1, 2)
    canvas.go_to(1, 600.0)
    drag(canvas, spot(canvas, 1, 1), spot(canvas, 2, 0, end=True))


def words_of(canvas: PageCanvas) -> list[str]:
    return canvas.selection.words.split("\n") if canvas.selection else []


def notes_of(window: Window) -> list[Annotation]:
    window.settle()
    notes = window.ask(window.desk.desk.annotations.all)
    return sorted(notes, key=lambda note: note.anchor.page)


def test_words_are_dragged_over_from_one_page_to_the_next_and_back(
    canvas: PageCanvas, qtbot: QtBot
) -> None:
    over_two_pages(canvas, qtbot)
    assert words_of(canvas) == ["Cuối trang 2", "Đầu trang 3"]
    drag(canvas, spot(canvas, 2, 0, end=True), spot(canvas, 1, 1))
    assert words_of(canvas) == ["Cuối trang 2", "Đầu trang 3"]
    QTest.mouseClick(canvas.viewport(), LEFT, SHIFT, spot(canvas, 2, 0))
    assert words_of(canvas) == ["Đầu trang 3"]
    assert canvas.selection is not None
    assert canvas.selection.rects_on(1) == []


def test_side_by_side_words_run_on_from_the_left_page_to_the_right_one(
    canvas: PageCanvas, qtbot: QtBot
) -> None:
    canvas.arrange(flow=PageFlow.FACING, zoom=FIT_PAGE)
    have_words(canvas, qtbot, 0, 1)
    drag(canvas, spot(canvas, 0, 1), spot(canvas, 1, 0, end=True))
    assert words_of(canvas) == ["Cuối trang 1", "Đầu trang 2"]


def test_a_pointer_held_below_the_window_scrolls_and_selects_on(
    canvas: PageCanvas, qtbot: QtBot
) -> None:
    have_words(canvas, qtbot, 0)
    begin, below = spot(canvas, 0, 0), QPoint(400, canvas.viewport().height() + 60)
    QTest.mousePress(canvas.viewport(), LEFT, pos=begin)
    QTest.mouseMove(canvas.viewport(), below)
    qtbot.waitUntil(lambda: canvas.selection is not None and canvas.selection.last_page >= 2)
    QTest.mouseRelease(canvas.viewport(), LEFT, pos=below)
    assert words_of(canvas)[:3] == ["Đầu trang 1", "Cuối trang 1", "Đầu trang 2"]
    still = canvas.verticalScrollBar().value()
    assert not canvas._roll.isActive()
    assert canvas.verticalScrollBar().value() == still


def test_the_keyboard_selects_over_the_end_of_a_page_and_over_a_picture(
    canvas: PageCanvas, qtbot: QtBot
) -> None:
    canvas.go_to_page(2)
    qtbot.waitUntil(lambda: canvas.texts.get(2) is not None)

    def reached(page: int) -> bool:
        QTest.keyClick(canvas, Qt.Key.Key_Down, SHIFT)
        return canvas.selection is not None and canvas.selection.page >= page

    qtbot.waitUntil(lambda: reached(4))
    assert words_of(canvas)[:3] == ["Đầu trang 3", "Cuối trang 3", ""]

    def back() -> bool:
        QTest.keyClick(canvas, Qt.Key.Key_Up, SHIFT)
        return canvas.selection is not None and canvas.selection.page == 2

    qtbot.waitUntil(back)
    assert canvas.selection is not None
    assert canvas.selection.first_page == canvas.selection.last_page == 2


def test_copied_with_its_source_the_first_and_the_last_page_are_named(
    canvas: PageCanvas, qtbot: QtBot
) -> None:
    over_two_pages(canvas, qtbot)
    QTest.keySequence(canvas, QKeySequence("Ctrl+Shift+C"))
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("“Cuối trang 2 Đầu trang 3” (")
    assert "trang 2 đến 3" in copied


def test_each_page_gets_its_highlight_and_one_undo_takes_all_away(
    window: Window, canvas: PageCanvas, qtbot: QtBot
) -> None:
    over_two_pages(canvas, qtbot)
    window.pane.reader.notes.mark(AnnotationKind.HIGHLIGHT, Colour.GREEN)
    notes = notes_of(window)
    assert [(n.anchor.page, n.anchor.quote) for n in notes] == [
        (1, "Cuối trang 2"),
        (2, "Đầu trang 3"),
    ]
    assert {n.kind for n in notes} == {AnnotationKind.HIGHLIGHT}
    assert canvas.overlay.marks[1]
    assert canvas.overlay.marks[2]
    QTest.keySequence(canvas, QKeySequence("Ctrl+Z"))
    assert notes_of(window) == []


def test_a_note_over_two_pages_is_one_note_and_its_words_are_marked_on_both(
    window: Window, canvas: PageCanvas, qtbot: QtBot
) -> None:
    over_two_pages(canvas, qtbot)
    window.pane.reader.notes.mark(AnnotationKind.NOTE, Colour.YELLOW, ask=True)
    assert [(n.kind, n.anchor.page, n.ask) for n in notes_of(window)] == [
        (AnnotationKind.NOTE, 1, True),
        (AnnotationKind.HIGHLIGHT, 2, False),
    ]
    over_two_pages(canvas, qtbot)
    window.pane.reader.notes.mark(AnnotationKind.BOOKMARK, Colour.GREEN)
    bookmarks = [n for n in notes_of(window) if n.kind is AnnotationKind.BOOKMARK]
    assert [n.anchor.page for n in bookmarks] == [1]
