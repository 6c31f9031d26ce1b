"""Draw the application icon's bitmaps from `resources/icons/app-icon.svg`: a 256 px PNG and a Windows .ico.

QT_QPA_PLATFORM=offscreen python .ci/make_icons.py
"""

from __future__ import annotations

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).resolve().parents[1] / "resources" / "icons"
SIZES = (16, 20, 24, 32, 48, 64, 128, 256)


def main() -> int:
    """Write app-icon.png and app-icon.ico beside the drawing."""
    application = QGuiApplication([])
    drawing = QSvgRenderer(QByteArray((ICONS / "app-icon.svg").read_bytes()), application)
    pictures = {size: _png(drawing, size) for size in SIZES}
    (ICONS / "app-icon.png").write_bytes(pictures[256])
    (ICONS / "app-icon.ico").write_bytes(_ico(pictures))
    return 0


def _png(drawing: QSvgRenderer, size: int) -> bytes:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(store.data())


def _ico(pictures: dict[int, bytes]) -> bytes:
    """An .ico of PNG pictures: ICONDIR, one 16-byte ICONDIRENTRY each, then the pictures; 256 is written as 0."""
    offset = 6 + 16 * len(pictures)
    head, entries = struct.pack("<HHH", 0, 1, len(pictures)), b""
    for size, picture in pictures.items():
        side = size % 256
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return head + entries + b"".join(pictures.values())


if __name__ == "__main__":
    raise SystemExit(main())
