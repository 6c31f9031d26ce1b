"""A text that lost to another device's edit, in the reader: read, copied, put back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from delegate_app.domain.annotations import Anchor, Annotation, AnnotationKind, Colour
from delegate_app.storage.annotations import AnnotationTable
from tests.ui.opened_window import Window
from ui.note_editor import NoteEdit

LOST = "bản viết trên máy bàn"


def noted(window: Window) -> Annotation:
    """A note with a losing text, as another device's edit leaves it."""
    desk, furnished = window.desk.desk, window.desk.furnished
    version = window.ask(desk.documents.all)[0].newest.sha256
    made = window.ask(
        lambda: desk.annotations.add(
            version_sha256=version,
            kind=AnnotationKind.NOTE,
            colour=Colour.YELLOW,
            anchor=Anchor(page=0, quote="", prefix="", suffix="", start=0, end=0, rects=()),
            text="bản đang dùng",
            now=furnished.clock,
        )
    )
    vault = desk.replica._vault
    window.ask(lambda: AnnotationTable(vault).add_older(made.id, "000000000001-0000-khac", LOST))
    return made


def press(window: Window, name: str) -> None:
    QTest.mouseClick(window.find(name, QPushButton), Qt.MouseButton.LeftButton)
    window.settle()


def test_the_losing_text_is_shown_copied_and_put_back(window: Window, qtbot: QtBot) -> None:
    made = noted(window)
    window.pane.open_version(made.version_sha256, made.id)
    window.find("note-text", NoteEdit)
    qtbot.waitUntil(lambda: LOST in window.texts())
    press(window, "older-copy-0")
    assert QGuiApplication.clipboard().text() == LOST
    press(window, "older-back-0")
    qtbot.waitUntil(
        lambda: [note.text for note in window.ask(window.desk.desk.annotations.all)] == [LOST]
    )
    qtbot.waitUntil(lambda: not window.there("older-back-0"))
    assert window.find("note-text", NoteEdit).toPlainText() == LOST


def test_a_note_whose_paper_is_not_here_is_listed_all_the_same(
    window: Window, qtbot: QtBot
) -> None:
    made = noted(window)
    vault = window.desk.desk.replica._vault
    window.ask(
        lambda: vault.run(
            "DELETE FROM feed_rows WHERE kind = 'document' AND id = ?", [made.document_id]
        )
    )
    window.pane.go("notes")
    window.pane.notes.reload()
    window.settle()
    view = window.pane.notes
    assert view._all.paper_of(view._notes[made.id]) is None
    assert [row.key for row in view.list.rows.rows if not row.header] == [made.id]
    window.pane.notes._open(made.id)
    assert window.pane.place == "notes", "there is nothing to open"
