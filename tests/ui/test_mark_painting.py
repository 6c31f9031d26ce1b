"""Marks as pictures: where they are drawn, in which colour, on turned and trimmed pages too."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from delegate_app.domain.annotations import Anchor, Annotation, AnnotationKind, Colour, Rect
from delegate_app.domain.ink import InkPoint, Stroke
from delegate_app.services.reader import PageShape
from ui import mark_painting
from ui.page_layout import Sheet
from ui.theme import INKS, MARKERS

MADE = datetime(2026, 11, 26, 8, 30, tzinfo=timezone(timedelta(hours=7)))
SHAPE = PageShape(300.0, 400.0)
CORNER = QPointF(10.0, 5.0)


def sheet(rotation: int = 0, trim: Rect | None = None) -> Sheet:
    whole = SHAPE.to_view(Rect(0, 0, SHAPE.width, SHAPE.height), rotation)
    return Sheet(0, SHAPE, 2.0, 1.0, rotation, trim or whole, 0.0, 0.0)


def mark(kind: AnnotationKind, *rects: Rect, colour: Colour = Colour.GREEN) -> Annotation:
    return Annotation(
        *("gc-1", "d", "v", kind, colour, Anchor(0, "chữ", "", "", 0, 3, rects), ""),
        *(MADE, MADE, "", False, ()),
    )


def painted(geometry: Sheet, *found: Annotation) -> QImage:
    image = QImage(900, 900, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    mark_painting.marks(painter, geometry, CORNER, found)
    painter.end()
    return image


def colour_at(image: QImage, geometry: Sheet, x: float, y: float) -> str:
    left, top = geometry.point_on_page(x, y)
    return image.pixelColor(round(CORNER.x() + left), round(CORNER.y() + top)).name()


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_highlight_covers_its_words_however_the_page_is_turned(
    qapp: QApplication, rotation: int
) -> None:
    geometry = sheet(rotation)
    image = painted(geometry, mark(AnnotationKind.HIGHLIGHT, Rect(40, 60, 200, 75)))
    assert colour_at(image, geometry, 120, 67) == MARKERS[Colour.GREEN]
    assert colour_at(image, geometry, 120, 80) == "#ffffff"
    assert colour_at(image, geometry, 205, 67) == "#ffffff"


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_ink_lies_where_it_was_drawn_with_hidden_margins_too(
    qapp: QApplication, rotation: int
) -> None:
    shown = SHAPE.to_view(Rect(20, 30, 280, 380), rotation)
    geometry = sheet(rotation, shown)
    points = (InkPoint(60, 100, 0.5), InkPoint(60, 200, 0.5), InkPoint(160, 200, 0.5))
    drawn = replace(mark(AnnotationKind.INK, colour=Colour.RED), strokes=(Stroke(4.0, points),))
    image = painted(geometry, drawn)
    assert colour_at(image, geometry, 60, 102) == INKS[Colour.RED]
    assert colour_at(image, geometry, 158, 200) == INKS[Colour.RED]
    assert colour_at(image, geometry, 120, 150) == "#ffffff"


def test_a_stroke_is_broader_where_it_was_pressed_harder(qapp: QApplication) -> None:
    geometry = sheet()
    points = tuple(InkPoint(50 + 4 * n, 100, n / 49) for n in range(50))
    drawn = replace(mark(AnnotationKind.INK), strokes=(Stroke(6.0, points),))
    image = painted(geometry, drawn)

    def width_at(x: float) -> int:
        return sum(colour_at(image, geometry, x, y / 4) != "#ffffff" for y in range(360, 441))

    assert width_at(70) < 0.6 * width_at(230)


def test_a_line_below_and_a_line_through_the_words(qapp: QApplication) -> None:
    geometry, place = sheet(), Rect(40, 60, 200, 80)
    below = painted(geometry, mark(AnnotationKind.UNDERLINE, place))
    through = painted(geometry, mark(AnnotationKind.STRIKE_OUT, place))
    assert colour_at(below, geometry, 100, 80) == INKS[Colour.GREEN]
    assert colour_at(below, geometry, 100, 71) == "#ffffff"
    assert colour_at(through, geometry, 100, 71) == INKS[Colour.GREEN]
    assert colour_at(through, geometry, 100, 80) == "#ffffff"


def test_a_text_box_grows_with_its_text(qapp: QApplication) -> None:
    box = mark(AnnotationKind.TEXT_BOX, Rect(40, 60, 140, 80))
    short, long_ = replace(box, text="ngắn"), replace(box, text="dài hơn một dòng " * 6)
    assert mark_painting.text_box_area(short).height() < 30
    assert mark_painting.text_box_area(long_).height() > 60


@pytest.mark.parametrize("kind", list(AnnotationKind))
def test_every_kind_leaves_something_to_see(qapp: QApplication, kind: AnnotationKind) -> None:
    ends = (InkPoint(50, 50, 0.5), InkPoint(120, 90, 0.5))
    drawn = replace(mark(kind, Rect(40, 60, 140, 80)), strokes=(Stroke(2.0, ends),), text="chữ")
    assert painted(sheet(), drawn) != painted(sheet())
