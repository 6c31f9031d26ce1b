"""Where the window's files lie: fonts, icons, style and translations, from source and when frozen."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontDatabase, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.resource_folder import resources

FAMILY = "Noto Sans"
HEADING_FAMILY = "Be Vietnam Pro"
"""Headings only: it has no tabular figures."""


def load_fonts() -> tuple[str, ...]:
    """Give Qt the program's own fonts from memory; return the families there are now. None of them is fatal."""
    families: list[str] = []
    for path in sorted((resources() / "fonts").glob("*.[to]tf")):
        number = QFontDatabase.addApplicationFontFromData(QByteArray(path.read_bytes()))
        families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return tuple(dict.fromkeys(families))


@cache
def style_sheet() -> str:
    """The style sheet's template."""
    return (resources() / "style" / "window.qss").read_text("utf-8")


def icon(name: str, colour: QColor, size: int = 24) -> QIcon:
    """An icon in one colour, sharp on the finest screen there is; empty when there is no such file."""
    image = pixmap(name, colour, size)
    return QIcon() if image is None else QIcon(image)


def pixmap(name: str, colour: QColor, size: int) -> QPixmap | None:
    """The icon as a picture of `size` logical pixels, or None when there is no such file."""
    drawing = _drawing(name)
    if drawing is None:
        return None
    screens = QGuiApplication.screens()
    ratio = max((screen.devicePixelRatio() for screen in screens), default=1.0)
    image = QPixmap(QSize(size, size) * ratio)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(drawing)).render(painter, QRectF(0, 0, size, size))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(QRectF(0, 0, size, size), colour)
    painter.end()
    return image


@cache
def _drawing(name: str) -> bytes | None:
    path = resources() / "icons" / f"{name}.svg"
    return path.read_bytes() if path.is_file() else None
