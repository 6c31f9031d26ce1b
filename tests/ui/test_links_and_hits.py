"""Hits listed and marked on the scroll bar, links followed inside and asked about outside, words copied with their source."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from delegate_app.services.reader import Rect
from tests.ui.opened_window import Window
from tests.unit.delegate_app.pdf.small_pdf import SmallPdf
from ui.find_bar import SearchLine
from ui.marked_scroll_bar import MarkedScrollBar
from ui.page_canvas import PageCanvas
from ui.page_links import LinkSheet, OutsideLink
from ui.rows import RowList

ADDRESS = "https://example.org/van-ban?so=12"


def linked_paper() -> bytes:
    """Four pages; the first leads to the third and to an address outside."""
    pdf = SmallPdf()
    inside = pdf.add(
        b"<< /Type /Annot /Subtype /Link /Rect [72 690 300 720] /Dest [16 0 R /Fit] >>"
    )
    outside = pdf.add(
        f"<< /Type /Annot /Subtype /Link /Rect [72 590 300 620] /A << /S /URI /URI ({ADDRESS}) >> >>".encode()
    )
    words = ("Xem phân bổ ở trang ba", "Xem cổng thông tin")
    first = pdf.words(72, 700, words[0]) + pdf.words(72, 600, words[1])
    pdf.page(first, entries=f"/Annots [{inside} 0 R {outside} 0 R]")
    for text in ("Không có gì", "Phân bổ dự toán, PHÂN BỔ", "Hết"):
        pdf.page(pdf.words(72, 700, text))
    third = pdf.kids[2]
    pdf.objects[inside - 1] = pdf.objects[inside - 1].replace(b"16 0 R", f"{third} 0 R".encode())
    return pdf.build()


@pytest.fixture
def canvas(window: Window, qtbot: QtBot) -> PageCanvas:
    """The linked paper, open and drawn."""
    sha = window.desk.furnished.council.publish_paper("lien-ket", linked_paper())
    window.sync()
    window.pane.open_version(sha)
    canvas = window.pane.reader.canvas
    qtbot.waitUntil(lambda: canvas.page_count == 4 and canvas.strips.complete)
    qtbot.waitUntil(lambda: len(canvas.links.of(0)) == 2 and canvas.texts.get(0) is not None)
    return canvas


def middle(canvas: PageCanvas, page: int, rect: Rect) -> QPoint:
    left, top, width, height = canvas.sheet(page).rect_on_page(rect)
    corner = canvas.origin(page)
    return QPoint(round(corner.x() + left + width / 2), round(corner.y() + top + height / 2))


def test_a_link_inside_is_followed_and_back_leads_back(canvas: PageCanvas) -> None:
    inside, _ = canvas.links.of(0)
    place = middle(canvas, 0, inside.rect)
    QTest.mouseMove(canvas.viewport(), place)
    assert canvas.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert canvas.page == 2
    QTest.keySequence(canvas, QKeySequence("Alt+Left"))
    assert canvas.page == 0


def test_an_address_outside_is_shown_whole_and_opened_only_when_said_so(
    window: Window, canvas: PageCanvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []

    def remember(url: QUrl) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(OutsideLink, "open_url", staticmethod(remember))
    _, outside = canvas.links.of(0)
    for answer, expected in (("outside-stay", []), ("outside-open", [QUrl(ADDRESS)])):
        place = middle(canvas, 0, outside.rect)
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
        window.find("outside-link", OutsideLink)
        assert ADDRESS in window.texts()
        QTest.mouseClick(window.find(answer, QPushButton), Qt.MouseButton.LeftButton)
        assert opened == expected
        window.bot.waitUntil(lambda: not window.there("outside-link"))


def test_links_are_reached_with_the_keyboard_alone(window: Window, canvas: PageCanvas) -> None:
    QTest.keySequence(canvas, QKeySequence("Ctrl+Shift+L"))
    sheet = window.find("link-sheet", LinkSheet)
    titles = [row.title for row in sheet.list.rows.rows]
    assert titles[0].startswith("Xem phân bổ")
    sheet.list.select("0")
    QTest.keyClick(sheet.list, Qt.Key.Key_Return)
    assert canvas.page == 2


def test_hits_are_listed_with_their_words_and_marked_on_the_scroll_bar(
    window: Window, canvas: PageCanvas, qtbot: QtBot
) -> None:
    window.pane.reader.show_find()
    window.find("find-line", SearchLine).setText("phan bo")
    QTest.mouseClick(window.find("find-list", QPushButton), Qt.MouseButton.LeftButton)
    hits = window.find("hit-list", RowList)
    qtbot.waitUntil(lambda: len(hits.rows.rows) == 3)
    assert [row.title for row in hits.rows.rows] == [
        "Xem phân bổ ở trang ba Xem cổng thông tin",
        "Phân bổ dự toán, PHÂN BỔ",
        "Phân bổ dự toán, PHÂN BỔ",
    ]
    bar = canvas.verticalScrollBar()
    assert isinstance(bar, MarkedScrollBar)
    assert len(bar.marks) == 2
    assert bar.marks[0] < 0.25 < bar.marks[1] < 0.75
    hits.opened.emit(hits.rows.rows[2].key)
    assert canvas.overlay.hit == (2, 1)
    assert canvas.page == 2
    window.pane.reader.hits.close()
    assert list(bar.marks) == []


def test_words_are_copied_with_paper_version_and_page(canvas: PageCanvas, qtbot: QtBot) -> None:
    QTest.keyClick(canvas, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: canvas.selection is not None and not canvas.selection.empty)
    QTest.keySequence(canvas, QKeySequence("Ctrl+Shift+C"))
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("“Xem phân bổ ở trang ba” (Dự thảo nghị quyết")
    assert copied.endswith("trang 1, trang 1 của bộ tài liệu)")
    assert "phiên bản 1 ngày" in copied
