"""Notes of an earlier version in the window: shown where their words stand, looked at in doubt, kept or dismissed."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from delegate_app.domain.annotations import Anchor, Annotation, AnnotationKind, Colour
from delegate_app.domain.followed_notes import FollowState
from delegate_app.services.reader import anchor_for
from tests.ui.opened_window import Window
from tests.ui.test_compare_view import versions
from ui.page_picture import PagePicture
from ui.rows import RowList

UNCHANGED, CHANGED = (
    "giao biên chế cụ thể cho từng cơ quan",
    "Biên chế quy định tại Điều 1 được thực hiện từ ngày",
)
PATIENCE = 20_000


def mark(window: Window, qtbot: QtBot, version: str, quote: str) -> Annotation:
    """A highlight on the words of a version."""
    texts: list[object] = []
    desk = window.desk.desk
    desk.reader.request_pages(version, lambda pages, _error: texts.append(pages))
    qtbot.waitUntil(lambda: bool(texts), timeout=PATIENCE)
    pages = texts[0]
    assert isinstance(pages, tuple)
    for page in pages:
        found = page.find(quote)
        if found:
            return add(window, version, anchor_for(page, *found[0]))
    raise AssertionError(quote)


def add(window: Window, version: str, anchor: Anchor) -> Annotation:
    annotations, now = window.desk.desk.annotations, window.desk.furnished.clock
    return window.ask(
        lambda: annotations.add(
            version_sha256=version,
            kind=AnnotationKind.HIGHLIGHT,
            colour=Colour.GREEN,
            anchor=anchor,
            text="",
            now=now,
        )
    )


@pytest.fixture
def reading(window: Window, qtbot: QtBot) -> Window:
    """The revised draft is open; two notes were made on the first."""
    document = window.desk.furnished.document("dieu-chinh-bien-che", "du-thao-nghi-quyet")
    old = window.ask(lambda: window.desk.desk.documents.document(document)).newest.sha256
    mark(window, qtbot, old, UNCHANGED)
    mark(window, qtbot, old, f"Điều 2. {CHANGED}")
    _, new = versions(window)
    window.pane.open_version(new)
    qtbot.waitUntil(lambda: window.there("reader-followed"), timeout=PATIENCE)
    window.settle()
    return window


def states(window: Window) -> list[FollowState]:
    version = window.pane.reader.version
    found = window.ask(lambda: window.desk.desk.followed.of(version))
    return [note.place.state for note in found]


def test_unchanged_words_are_marked_on_the_new_page_and_the_rest_waits(reading: Window) -> None:
    assert sorted(states(reading)) == [FollowState.CHECK, FollowState.EXACT]
    marks = reading.pane.reader.canvas.overlay.marks
    quotes = {" ".join(note.anchor.quote.split()) for page in marks.values() for note in page}
    assert quotes == {UNCHANGED}
    assert "2 ghi chú của phiên bản trước: 1 ghi chú cần xem lại." in reading.texts()


def test_what_needs_a_look_comes_first_with_both_pages(reading: Window, qtbot: QtBot) -> None:
    reading.find("reader-followed", QPushButton).click()
    rows = reading.find("followed-list", RowList).rows.rows
    assert [row.title for row in rows if row.header] == [
        "Cần xem: chữ đã thay đổi",
        "Giữ nguyên chữ, đúng chỗ",
    ]
    pictures = reading.pane.followed.findChildren(PagePicture)
    qtbot.waitUntil(
        lambda: all(picture.sheet.strips.held_bytes > 0 for picture in pictures), timeout=PATIENCE
    )
    said = reading.find("followed-said", QLabel).text()
    assert said.endswith("Hãy đối chiếu hai trang rồi quyết định.")


def test_keeping_a_note_makes_it_one_of_this_version(reading: Window, qtbot: QtBot) -> None:
    reading.find("reader-followed", QPushButton).click()
    reading.find("followed-keep", QPushButton).click()
    reading.settle()
    version = reading.pane.reader.version
    kept = reading.ask(lambda: reading.desk.desk.annotations.of_version(version))
    assert [note.parent != "" for note in kept] == [True]
    assert states(reading) == [FollowState.EXACT]
    reading.find("followed-back", QToolButton).click()
    qtbot.waitUntil(
        lambda: sum(len(p) for p in reading.pane.reader.canvas.overlay.marks.values()) == 2
    )


def test_dismissing_all_leaves_an_empty_list_that_says_so(reading: Window, qtbot: QtBot) -> None:
    reading.find("reader-followed", QPushButton).click()
    for _ in range(2):
        reading.find("followed-dismiss", QPushButton).click()
        reading.settle()
    qtbot.waitUntil(lambda: "Không còn gì cần xem" in reading.texts())
    assert len(reading.ask(reading.desk.desk.annotations.all)) == 2


def test_the_old_page_opens_at_the_note(reading: Window, qtbot: QtBot) -> None:
    new = reading.pane.reader.version
    reading.find("reader-followed", QPushButton).click()
    reading.find("followed-old", QPushButton).click()
    qtbot.waitUntil(lambda: reading.pane.reader.version != new)
    assert reading.pane.place == "reader"
