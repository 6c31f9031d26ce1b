"""The text of a QR code in a picture: of a file, or of the clipboard. Runs on any thread."""

from __future__ import annotations

import zxingcpp
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from delegate_app.errors import Code, UserError

LARGEST = 2400
"""Pixels on the longer side: a photograph holds more than the reader needs."""


def read_code(picture: QImage) -> str:
    """The text of the first QR code. Raises HALL_NO_CODE when none is found, or there is no picture."""
    if picture.isNull():
        raise UserError(Code.HALL_NO_CODE, "no picture")
    if max(picture.width(), picture.height()) > LARGEST:
        keep = Qt.AspectRatioMode.KeepAspectRatio
        picture = picture.scaled(LARGEST, LARGEST, keep, Qt.TransformationMode.SmoothTransformation)
    picture = _on_white(picture).convertToFormat(QImage.Format.Format_Grayscale8)
    picture = picture.copy(0, 0, picture.width() // 4 * 4, picture.height())  # rows without padding
    if picture.isNull():
        raise UserError(Code.HALL_NO_CODE, "too small")
    pixels = memoryview(picture.constBits()).cast("B", (picture.height(), picture.width()))
    for found in zxingcpp.read_barcodes(pixels):
        if found.format == zxingcpp.BarcodeFormat.QRCode and found.text:
            return str(found.text)
    raise UserError(Code.HALL_NO_CODE, "no code")


def _on_white(picture: QImage) -> QImage:
    """Transparent parts become paper."""
    if not picture.hasAlphaChannel():
        return picture
    ground = QImage(picture.size(), QImage.Format.Format_RGB32)
    ground.fill(Qt.GlobalColor.white)
    painter = QPainter(ground)
    painter.drawImage(0, 0, picture)
    painter.end()
    return ground
