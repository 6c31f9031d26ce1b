"""The icons are one family and can all be drawn."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

ICONS = Path(__file__).resolve().parents[3] / "resources" / "icons"
DRAWINGS = sorted(ICONS.glob("*.svg"))
NEEDED = {
    "home",
    "programme",
    "document",
    "votes",
    "notes",
    "search",
    "settings",
    "lock",
    "sync-ok",
    "sync-pending",
    "offline",
    "warning",
    "error",
    "check",
    "new",
    "replaced",
    "highlight",
    "note",
    "zoom-in",
    "zoom-out",
    "fit-width",
    "previous",
    "next",
    "close",
    "download",
    "clock",
    "chair",
    "person",
    "flag",
    "app",
    "app-icon",
}


def drawn(path: Path, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(path.read_bytes()))
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def inked(image: QImage) -> int:
    sides = range(image.width())
    return sum(image.pixelColor(x, y).alpha() > 64 for x in sides for y in sides)


def test_every_icon_that_the_window_needs_is_there() -> None:
    assert {path.stem for path in DRAWINGS} >= NEEDED


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_an_icon_draws_something_and_stays_inside_its_square(qtbot: QtBot, path: Path) -> None:
    image = drawn(path, 48)
    assert inked(image) > 30
    if path.stem != "app-icon":
        edge = [image.pixelColor(i, j).alpha() for i in range(48) for j in (0, 47)]
        edge += [image.pixelColor(j, i).alpha() for i in range(48) for j in (0, 47)]
        assert max(edge) == 0


def test_line_icons_share_one_frame_and_one_stroke() -> None:
    for path in DRAWINGS:
        if path.stem != "app-icon":
            text = path.read_text("utf-8")
            assert 'viewBox="0 0 24 24"' in text
            assert 'stroke="#000" stroke-width="1.75"' in text


def test_no_two_icons_are_alike() -> None:
    assert len({path.read_text("utf-8") for path in DRAWINGS}) == len(DRAWINGS)


def test_the_windows_icon_holds_sharp_pictures_from_16_to_256() -> None:
    data = (ICONS / "app-icon.ico").read_bytes()
    _, kind, count = struct.unpack_from("<HHH", data)
    assert kind == 1
    sides = []
    for index in range(count):
        side, _, _, _, _, _, size, offset = struct.unpack_from("<BBBBHHII", data, 6 + 16 * index)
        assert data[offset : offset + 4] == b"\x89PNG"
        assert offset + size <= len(data)
        sides.append(side or 256)
    assert sides == [16, 20, 24, 32, 48, 64, 128, 256]
