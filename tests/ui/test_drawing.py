"""Drawing in the window: pen, eraser, arrow, text box, marker, undo; by pen, mouse, finger and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QPointingDeviceUniqueId, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from delegate_app.domain.annotations import Annotation, AnnotationKind, Colour
from delegate_app.domain.ink import MOST_POINTS
from tests.ui.opened_window import Window
from ui.drawing_sheet import DrawingSheet
from ui.note_editor import NoteEdit
from ui.page_canvas import PageCanvas
from ui.page_selection import Selection
from ui.tools import Tool

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
WAVE = [(400 + 4 * n, 300 + (n % 7) * 3) for n in range(40)]


@pytest.fixture
def reading(window: Window, qtbot: QtBot) -> Window:
    """The draft of item 1, open and drawn."""
    document = window.desk.furnished.document("thanh-lap-phong", "du-thao-nghi-quyet")
    paper = window.ask(lambda: window.desk.desk.documents.document(document))
    window.app.window.resize(1366, 768)
    window.pane.open_version(paper.newest.sha256)
    canvas = window.pane.reader.canvas
    qtbot.waitUntil(lambda: canvas.page_count > 0 and canvas.strips.complete, timeout=20_000)
    qtbot.waitUntil(lambda: canvas.texts.get(0) is not None)
    window.settle()
    return window


def canvas_of(window: Window) -> PageCanvas:
    return window.pane.reader.canvas


def sheet_of(window: Window) -> DrawingSheet:
    return window.pane.reader.notes.sheet


def take(window: Window, key: Qt.Key) -> None:
    QTest.keyClick(canvas_of(window), key)


def drag(window: Window, path: list[tuple[int, int]]) -> None:
    sheet = sheet_of(window)
    QTest.mousePress(sheet, LEFT, pos=QPoint(*path[0]))
    for point in path[1:]:
        QTest.mouseMove(sheet, QPoint(*point))
    QTest.mouseRelease(sheet, LEFT, pos=QPoint(*path[-1]))
    window.settle()


def notes(window: Window) -> tuple[Annotation, ...]:
    return window.ask(window.desk.desk.annotations.all)


def stylus(kind: QPointingDevice.PointerType) -> QPointingDevice:
    return QPointingDevice(
        "a pen",
        7,
        QInputDevice.DeviceType.Stylus,
        kind,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
        1,
        1,
        "",
        QPointingDeviceUniqueId(),
    )


def pen_event(
    window: Window, step: QEvent.Type, at: tuple[int, int], pressure: float, pen: QPointingDevice
) -> None:
    up = step == QEvent.Type.TabletRelease
    place = QPointF(*at)
    event = QTabletEvent(
        *(step, pen, place, sheet_of(window).mapToGlobal(place), pressure, 0.0, 0.0, 0.0, 0.0, 0),
        Qt.KeyboardModifier.NoModifier,
        LEFT,
        Qt.MouseButton.NoButton if up else LEFT,
    )
    QApplication.sendEvent(sheet_of(window), event)


def test_a_stroke_is_in_the_vault_when_the_pen_is_lifted(reading: Window) -> None:
    take(reading, Qt.Key.Key_P)
    drag(reading, WAVE)
    (note,) = notes(reading)
    assert (note.kind, note.colour, note.anchor.page) == (AnnotationKind.INK, Colour.BLUE, 0)
    (stroke,) = note.strokes
    canvas = canvas_of(reading)
    for end, point in ((WAVE[0], stroke.points[0]), (WAVE[-1], stroke.points[-1])):
        _, x, y = canvas.point_on_page(QPointF(*end), 0)
        assert (point.x, point.y) == pytest.approx((x, y), abs=0.02)
    assert 3 <= len(stroke.points) <= len(WAVE)
    assert [mark.id for mark in canvas.overlay.marks[0]] == [note.id]


def test_a_pen_draws_with_its_pressure_and_a_resting_hand_draws_nothing(reading: Window) -> None:
    take(reading, Qt.Key.Key_P)
    pen = stylus(QPointingDevice.PointerType.Pen)
    pen_event(reading, QEvent.Type.TabletPress, (400, 300), 0.1, pen)
    for n in range(1, 20):
        pen_event(reading, QEvent.Type.TabletMove, (400 + 5 * n, 300), 0.1 + n / 25, pen)
    pen_event(reading, QEvent.Type.TabletRelease, (500, 300), 0.9, pen)
    reading.settle()
    (note,) = notes(reading)
    pressures = [point.pressure for point in note.strokes[0].points]
    assert pressures[0] == pytest.approx(0.1, abs=0.01)
    assert pressures[-1] == pytest.approx(0.9, abs=0.01)
    screen = QTest.createTouchDevice()
    place = QPoint(300, 300)
    QTest.touchEvent(sheet_of(reading), screen).press(0, place).commit()
    QTest.touchEvent(sheet_of(reading), screen).release(0, place).commit()
    reading.settle()
    assert len(notes(reading)) == 1


def test_a_finger_draws_where_there_is_no_pen(reading: Window) -> None:
    take(reading, Qt.Key.Key_P)
    sheet, screen = sheet_of(reading), QTest.createTouchDevice()
    QTest.touchEvent(sheet, screen).press(0, QPoint(300, 300)).commit()
    QTest.touchEvent(sheet, screen).move(0, QPoint(340, 330)).commit()
    QTest.touchEvent(sheet, screen).release(0, QPoint(340, 330)).commit()
    reading.settle()
    assert [note.kind for note in notes(reading)] == [AnnotationKind.INK]


def test_the_other_end_of_the_pen_erases_whole_strokes_in_one_gesture(reading: Window) -> None:
    take(reading, Qt.Key.Key_P)
    for y in (300, 340, 500):
        drag(reading, [(400, y), (450, y), (500, y)])
    pen = stylus(QPointingDevice.PointerType.Eraser)
    pen_event(reading, QEvent.Type.TabletPress, (450, 290), 0.5, pen)
    for y in range(291, 351, 2):
        pen_event(reading, QEvent.Type.TabletMove, (450, y), 0.5, pen)
    assert len(canvas_of(reading).overlay.marks[0]) == 1, "what is rubbed out is not seen any more"
    assert len(notes(reading)) == 3, "and is deleted when the gesture ends"
    pen_event(reading, QEvent.Type.TabletRelease, (450, 351), 0.0, pen)
    reading.settle()
    assert len(notes(reading)) == 1
    QTest.keyClick(canvas_of(reading), Qt.Key.Key_Z, CONTROL)
    reading.settle()
    assert len(notes(reading)) == 3
    QTest.keyClick(canvas_of(reading), Qt.Key.Key_Y, CONTROL)
    reading.settle()
    assert len(notes(reading)) == 1


def test_undo_and_redo_are_offered_when_there_is_something_to_undo(
    reading: Window, qtbot: QtBot
) -> None:
    undo, redo = reading.find("tool-undo", QToolButton), reading.find("tool-redo", QToolButton)
    assert not undo.isEnabled()
    take(reading, Qt.Key.Key_P)
    drag(reading, WAVE)
    qtbot.waitUntil(undo.isEnabled)
    QTest.mouseClick(undo, LEFT)
    qtbot.waitUntil(lambda: redo.isEnabled() and not undo.isEnabled())
    assert notes(reading) == ()


def test_a_gesture_longer_than_one_note_goes_on_in_the_next_from_the_same_point(
    reading: Window,
) -> None:
    take(reading, Qt.Key.Key_P)
    path = [(400 + n % 90, 250 + (n * 7) % 83) for n in range(MOST_POINTS + 200)]
    drag(reading, path)
    first, second = sorted(notes(reading), key=lambda note: note.hlc)
    assert first.strokes[0].points[-1][:2] == second.strokes[0].points[0][:2]


def test_an_arrow_and_a_text_box_are_drawn_and_the_text_is_asked_for(
    reading: Window, qtbot: QtBot
) -> None:
    take(reading, Qt.Key.Key_A)
    drag(reading, [(700, 420), (650, 400), (600, 360)])
    take(reading, Qt.Key.Key_T)
    drag(reading, [(300, 420), (400, 440), (520, 460)])
    field = reading.find("note-text", NoteEdit)
    qtbot.waitUntil(field.hasFocus)
    field.setPlainText("Làm rõ số biên chế")
    reading.pane.reader.panel.keep()
    reading.settle()
    kinds = {note.kind: note for note in notes(reading)}
    assert kinds[AnnotationKind.TEXT_BOX].text == "Làm rõ số biên chế"
    tail, head = kinds[AnnotationKind.ARROW].strokes[0].points
    assert tail.x > head.x
    assert tail.y > head.y


def test_the_keyboard_alone_puts_a_text_box_and_lays_the_tool_down(
    reading: Window, qtbot: QtBot
) -> None:
    take(reading, Qt.Key.Key_T)
    QTest.keyClick(canvas_of(reading), Qt.Key.Key_Return)
    qtbot.waitUntil(reading.find("note-text", NoteEdit).hasFocus)
    assert [note.kind for note in notes(reading)] == [AnnotationKind.TEXT_BOX]
    QTest.keyClick(canvas_of(reading), Qt.Key.Key_Escape)
    assert reading.pane.reader.notes.tools.tool is Tool.SELECT
    assert reading.find("tool-select", QToolButton).isChecked()


def select_line(window: Window, number: int) -> str:
    canvas = canvas_of(window)
    text = canvas.texts.get(0)
    assert text is not None
    line = text.lines[number]
    canvas.select(Selection.within(text, line.start, line.end))
    assert canvas.selection is not None
    return canvas.selection.words.strip()


def test_digits_highlight_and_keys_mark_what_is_selected(reading: Window) -> None:
    presses = (
        (Qt.Key.Key_2, Qt.KeyboardModifier.NoModifier, AnnotationKind.HIGHLIGHT, Colour.GREEN),
        (Qt.Key.Key_U, CONTROL, AnnotationKind.UNDERLINE, Colour.BLUE),
        (Qt.Key.Key_D, CONTROL, AnnotationKind.STRIKE_OUT, Colour.RED),
        (Qt.Key.Key_B, CONTROL, AnnotationKind.BOOKMARK, Colour.GREEN),
    )
    for number, (key, modifier, kind, colour) in enumerate(presses, 3):
        words = select_line(reading, number)
        QTest.keyClick(canvas_of(reading), key, modifier)
        reading.settle()
        newest = max(notes(reading), key=lambda note: note.hlc)
        assert (newest.kind, newest.colour, newest.anchor.quote) == (kind, colour, words)


def test_a_note_to_ask_in_the_sitting_has_its_flag_and_its_tags(
    reading: Window, qtbot: QtBot
) -> None:
    select_line(reading, 5)
    QTest.keyClick(canvas_of(reading), Qt.Key.Key_M, CONTROL | SHIFT)
    reading.settle()
    assert notes(reading)[0].ask
    editor = reading.pane.reader.panel.editor
    editor.tags.setText("ngân sách, bien che ; ngân sách")
    editor.keep()
    QTest.mouseClick(reading.find("note-ask", QPushButton), LEFT)
    reading.settle()
    (note,) = notes(reading)
    assert (note.ask, note.tags) == (False, ("ngân sách", "bien che"))


def wait_for_text(window: Window, qtbot: QtBot, expected: str) -> None:
    qtbot.waitUntil(lambda: notes(window)[0].text == expected)


def test_what_is_typed_is_kept_at_every_pause_as_one_gesture(reading: Window, qtbot: QtBot) -> None:
    QTest.keyClick(canvas_of(reading), Qt.Key.Key_M, CONTROL)
    field = reading.find("note-text", NoteEdit)
    qtbot.waitUntil(field.hasFocus)
    for words in ("Hoi ", "lai "):
        QTest.keyClicks(field, words)
        wait_for_text(reading, qtbot, field.toPlainText().strip())
    assert field.hasFocus()
    version = canvas_of(reading).version
    annotations, now = reading.desk.desk.annotations, reading.desk.furnished.clock
    reading.settle()
    reading.ask(lambda: annotations.undo(version, now=now))
    assert notes(reading)[0].text == ""


def test_the_strokes_of_a_drawing_are_one_row_and_are_deleted_together(
    reading: Window, qtbot: QtBot
) -> None:
    take(reading, Qt.Key.Key_P)
    for y in (300, 340, 380):
        drag(reading, [(400, y), (450, y + 5), (500, y)])
    panel = reading.pane.reader.panel
    qtbot.waitUntil(lambda: len(panel.list.rows.rows) == 1)
    assert "3" in panel.list.rows.rows[0].title
    panel.removed.emit(notes(reading)[1].id)
    reading.settle()
    assert notes(reading) == ()
    panel.undone.emit()
    reading.settle()
    assert len(notes(reading)) == 3


def test_the_marker_highlights_what_it_was_drawn_over(reading: Window, qtbot: QtBot) -> None:
    canvas = canvas_of(reading)
    take(reading, Qt.Key.Key_H)
    text = canvas.texts.get(0)
    assert text is not None
    rect = text.rects(text.lines[6].start, text.lines[6].end)[0]
    left, top, width, height = canvas.sheet(0).rect_on_page(rect)
    start = canvas.origin(0) + QPointF(left + 1, top + height / 2)
    end = start + QPointF(width - 2, 0)
    area = canvas.viewport()
    QTest.mousePress(area, LEFT, pos=start.toPoint())
    qtbot.waitUntil(lambda: canvas.selection is not None)
    QTest.mouseMove(area, end.toPoint())
    QTest.mouseRelease(area, LEFT, pos=end.toPoint())
    qtbot.waitUntil(lambda: bool(notes(reading)))
    (note,) = notes(reading)
    assert note.kind is AnnotationKind.HIGHLIGHT
    assert note.anchor.quote[:12] in text.text[text.lines[6].start : text.lines[6].end]
