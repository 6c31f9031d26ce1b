"""White, sepia and night paper: the print is recoloured, pictures keep their colours.

Night turns lightness round and keeps the hue, so that a red seal drawn in lines stays red: with L the
lightness of a pixel c, the result is c + 1 - 2L, then softened so that white on black does not dazzle.
Runs on any thread: it touches only images.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, qRgb

from ui.theme import PAPER

Box = tuple[int, int, int, int]


class PaperTone(StrEnum):
    """The colour of the paper."""

    WHITE = "white"
    SEPIA = "sepia"
    NIGHT = "night"


GROUNDS = {PaperTone.WHITE: PAPER, PaperTone.SEPIA: "#f6ecd6", PaperTone.NIGHT: "#1e2126"}
"""What blank paper looks like."""
DARK = 100
"""Paper of a lightness below this (0 to 255) is night paper."""
NIGHT_DARKER = 260
"""Percent by which a marker is darkened at night, so that light letters stand out on it."""
SOFT = QColor(200, 198, 194)
"""White print on night paper is multiplied by this, and the paper's ground is added."""

_LIFT = [qRgb(*[max(0, 255 - 2 * value)] * 3) for value in range(256)]
_SINK = [qRgb(*[max(0, 2 * value - 255)] * 3) for value in range(256)]


def toned(image: QImage, tone: PaperTone, pictures: Sequence[Box] = ()) -> QImage:
    """`image` (RGB32, white paper) on paper of `tone`; `pictures` (left, top, width, height) stay as they are."""
    if tone is PaperTone.WHITE:
        return image
    made = image.copy()
    if tone is PaperTone.SEPIA:
        painter = QPainter(made)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.fillRect(made.rect(), QColor(GROUNDS[tone]))
    else:
        _turn_round(made)
        painter = QPainter(made)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.fillRect(made.rect(), SOFT)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
        painter.fillRect(made.rect(), QColor(GROUNDS[tone]))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    for box in pictures:
        area = QRect(*box)
        painter.drawImage(area, image, area)
    painter.end()
    return made


def lies_on_night(painter: QPainter) -> bool:
    """Whether what is painted lies on night paper: the painter's background says on which."""
    return painter.background().color().lightness() < DARK


def ink_on(painter: QPainter, colour: str) -> QColor:
    """A line's colour on the paper below it: at night with its lightness turned round and its hue kept."""
    made = QColor(colour)
    if lies_on_night(painter):
        made.setHslF(made.hslHueF(), made.hslSaturationF(), max(0.62, 1 - made.lightnessF()))
    return made


def lay_over(painter: QPainter, area: QRectF, colour: QColor) -> None:
    """Colour an area so that the print on it stays readable: dark print on light paper, light print at night."""
    painter.save()
    modes = QPainter.CompositionMode
    if lies_on_night(painter):
        painter.setCompositionMode(modes.CompositionMode_Screen)
        painter.fillRect(area, colour.darker(NIGHT_DARKER))
    else:
        painter.setCompositionMode(modes.CompositionMode_Multiply)
        painter.fillRect(area, colour)
    painter.restore()


def _turn_round(image: QImage) -> None:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    lift, sink = _mapped(grey, _LIFT), _mapped(grey, _SINK)
    # Subtracting is adding to the inverse.
    image.invertPixels()
    _add(image, sink)
    image.invertPixels()
    _add(image, lift)


def _mapped(grey: QImage, table: list[int]) -> QImage:
    mapped = grey.copy()
    mapped.reinterpretAsFormat(QImage.Format.Format_Indexed8)
    mapped.setColorTable(table)
    return mapped.convertToFormat(QImage.Format.Format_RGB32)


def _add(image: QImage, other: QImage) -> None:
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
    painter.drawImage(0, 0, other)
    painter.end()
