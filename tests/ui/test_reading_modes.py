"""Ways of looking at a paper: arrangement, turn, margins, paper colour, pages and contents beside it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from delegate_app import settings
from delegate_app.domain.reading_places import FIT_PAGE, FIT_WIDTH, PageFlow
from tests.ui.opened_window import Window
from tests.unit.delegate_app.pdf.small_pdf import SmallPdf, paper
from ui.contents_tree import PAPER, ContentsTree
from ui.page_canvas import PageCanvas
from ui.paper_tones import GROUNDS, PaperTone
from ui.shortcut_sheet import ShortcutSheet
from ui.thumbnails import Thumbnails

CODE = (
    ("Chương I", "QUY ĐỊNH CHUNG", "Điều 1. Phạm vi điều chỉnh"),
    ("Điều 2. Đối tượng áp dụng", "1. Cơ quan"),
    ("Chương II", "TỔ CHỨC", "Điều 3. Tổ chức thực hiện"),
)


def code_paper() -> bytes:
    """Three pages with headings and no table of contents, with wide margins; the second in landscape."""
    pdf = SmallPdf()
    for number, lines in enumerate(CODE):
        drawn = (pdf.words(150, 500 - 20 * n, text) for n, text in enumerate(lines))
        pdf.page(b"".join(drawn), size=(842, 595) if number == 1 else (595, 842))
    return pdf.build()


@pytest.fixture
def reading(window: Window, qtbot: QtBot) -> Window:
    """A paper of three pages, open and drawn."""
    sha = window.desk.furnished.council.publish_paper("quy-che", code_paper())
    window.sync()
    window.pane.open_version(sha)
    canvas = window.pane.reader.canvas
    qtbot.waitUntil(lambda: canvas.page_count == 3 and canvas.strips.complete, timeout=20_000)
    return window


def press(canvas: PageCanvas, keys: str) -> None:
    """Type a key sequence on the pages, as a person would."""
    QTest.keySequence(canvas, QKeySequence(keys))


def test_pages_are_turned_arranged_and_trimmed_by_keys_and_stay_so(
    reading: Window, qtbot: QtBot
) -> None:
    canvas = reading.find("page-canvas", PageCanvas)
    press(canvas, "Ctrl+Shift+2")
    assert canvas.arrangement.flow is PageFlow.SINGLE
    press(canvas, "Ctrl+9")
    assert canvas.arrangement.zoom == FIT_PAGE
    press(canvas, "PgDown")
    assert canvas.page == 1
    press(canvas, "Ctrl+R")
    assert (canvas.page, canvas.arrangement.rotation) == (1, 90)
    before = canvas.sheet(0).trim
    press(canvas, "F7")
    qtbot.waitUntil(lambda: canvas.sheet(0).trim != before)
    version = canvas.version
    reading.pane.reader.leave()
    reading.settle()
    kept = reading.ask(lambda: reading.desk.desk.reading.place(version))
    assert kept is not None
    assert (kept.page, kept.zoom, kept.flow) == (1, FIT_PAGE, PageFlow.SINGLE)
    assert (kept.rotation, kept.trimmed) == (90, True)


def test_one_page_at_a_time_shows_one_page_and_goes_on_at_its_end(reading: Window) -> None:
    canvas = reading.find("page-canvas", PageCanvas)
    canvas.arrange(flow=PageFlow.SINGLE, zoom=FIT_WIDTH)
    pages = []
    for _ in range(12):
        top = canvas.verticalScrollBar().value()
        row = canvas.laid.row_at(top)
        assert canvas.laid.row_at(top + canvas.viewport().height() - 1) == row
        pages.append(row)
        canvas.screen_step(1)
    assert sorted(set(pages)) == [0, 1, 2]
    assert pages == sorted(pages)


def test_words_are_selected_where_they_are_seen_on_a_turned_page(
    reading: Window, qtbot: QtBot
) -> None:
    canvas = reading.find("page-canvas", PageCanvas)
    qtbot.waitUntil(lambda: canvas.texts.get(0) is not None)
    text = canvas.texts.get(0)
    assert text is not None
    at = text.text.index("Phạm")
    for rotation in (90, 180, 270):
        canvas.arrange(rotation=rotation)
        canvas.go_to_rect(0, text.rects(at, at + 4)[0])
        left, top, width, height = canvas.sheet(0).rect_on_page(text.rects(at, at + 4)[0])
        corner = canvas.origin(0).toPoint()
        middle = corner + type(corner)(round(left + width / 2), round(top + height / 2))
        QTest.mouseDClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=middle)
        assert canvas.selection is not None
        assert canvas.selection.words == "Phạm"
        canvas.select(None)


def test_the_paper_colour_reaches_the_pages_and_the_next_start(
    reading: Window, qtbot: QtBot
) -> None:
    canvas = reading.find("page-canvas", PageCanvas)
    press(canvas, "Ctrl+Shift+D")
    press(canvas, "Ctrl+Shift+D")
    assert canvas.tone is PaperTone.NIGHT
    qtbot.waitUntil(lambda: canvas.strips.complete)
    corner = canvas.origin(0).toPoint()
    shown = canvas.viewport().grab().toImage().pixelColor(corner.x() + 30, corner.y() + 30)
    assert shown.name() == GROUNDS[PaperTone.NIGHT]
    reading.settle()
    assert reading.desk.desk.settings.get(settings.PAPER) == "night"


def test_pages_and_headings_beside_the_paper_lead_to_their_place(
    reading: Window, qtbot: QtBot
) -> None:
    canvas = reading.find("page-canvas", PageCanvas)
    press(canvas, "F4")
    pages = reading.find("thumbnails", Thumbnails)
    qtbot.waitUntil(lambda: pages.strips.held_bytes > 0)
    pages.setCurrentIndex(pages.pages.index(2))
    QTest.keyClick(pages, Qt.Key.Key_Return)
    assert canvas.page == 2
    side = reading.pane.reader.side
    side.panel.show_part("contents")
    contents: ContentsTree = side.contents
    qtbot.waitUntil(lambda: len(contents.lines) == 5)
    assert [line[1] for line in contents.lines][:2] == [
        "Chương I. QUY ĐỊNH CHUNG",
        "Điều 1. Phạm vi điều chỉnh",
    ]
    top = contents.tree.topLevelItem(0)
    second = top.child(1) if top is not None else None
    assert second is not None
    contents.tree.setCurrentItem(second)
    QTest.keyClick(contents.tree, Qt.Key.Key_Return)
    assert canvas.page == 1
    assert canvas.hasFocus()


def test_without_contents_and_headings_the_agenda_stands_in_their_place(
    reading: Window, qtbot: QtBot
) -> None:
    data = paper("một trang", "hai trang")
    plain = reading.desk.furnished.council.publish_paper("khong-muc-luc", data)
    reading.sync()
    reading.pane.open_version(plain)
    canvas = reading.find("page-canvas", PageCanvas)
    qtbot.waitUntil(lambda: canvas.version == plain and canvas.strips.complete)
    side = reading.pane.reader.side
    reading.pane.reader.toggle_side()
    side.panel.show_part("contents")
    tree = side.contents.tree
    qtbot.waitUntil(lambda: tree.topLevelItemCount() > 1)
    assert "chương trình kỳ họp" in side.contents.said.text()
    current = tree.currentItem()
    assert current is not None
    assert current.data(0, PAPER) == plain
    other = next(
        line
        for number in range(tree.topLevelItemCount())
        if (head := tree.topLevelItem(number)) is not None and (line := head.child(0)) is not None
        if line.data(0, PAPER) != plain
    )
    version = other.data(0, PAPER)
    tree.setCurrentItem(other)
    QTest.keyClick(tree, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: canvas.version == version and canvas.strips.complete)
    QTest.keySequence(canvas, QKeySequence("Alt+Left"))
    qtbot.waitUntil(lambda: canvas.version == plain)


def test_the_sheet_of_keys_names_every_key_of_the_reader(window: Window) -> None:
    sheet = ShortcutSheet(window.app.window)
    listed = {key for _, keys in sheet.groups() for text, _ in keys for key in text.split(", ")}
    same = {"Ctrl+=": "Ctrl++"}
    used = {same.get(key, key) for key in window.pane.reader.commands.used_keys()}
    assert sorted(used - listed) == []
    assert "Shift + nhấn chuột" in listed
