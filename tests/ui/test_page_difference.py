"""Where two pictures of a page differ."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from ui.page_difference import CELLS, differences

WIDTH = 960.0


def page(*marks: QRect) -> QImage:
    image = QImage(960, 1344, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    for mark in marks:
        painter.fillRect(mark, QColor("black"))
    painter.end()
    return image


def test_equal_pages_differ_nowhere() -> None:
    mark = QRect(100, 100, 200, 20)
    assert differences(page(mark), page(mark), WIDTH) == []


def test_a_new_mark_is_found_where_it_stands() -> None:
    places = differences(page(), page(QRect(480, 640, 100, 30)), WIDTH)
    assert min(p.left for p in places) == 480
    assert max(p.right for p in places) == 580
    assert abs(min(p.top for p in places) - 640) <= 10
    assert abs(max(p.bottom for p in places) - 670) <= 10


def test_the_same_page_scanned_at_another_size_differs_nowhere() -> None:
    mark = QRect(100, 100, 200, 40)
    larger = page(mark).scaled(1920, 2688)
    assert differences(page(mark), larger, WIDTH) == []


def test_dust_does_not_count() -> None:
    assert differences(page(), page(QRect(300, 300, 3, 3)), WIDTH) == []
    assert CELLS > 50
