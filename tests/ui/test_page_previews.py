"""Pages that are not sharp yet: their small picture stands there, enlarged, at every zoom."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from delegate_app.domain.reading_places import FIT_PAGE
from tests.ui.opened_window import Window
from tests.unit.delegate_app.pdf.small_pdf import SmallPdf
from ui.page_canvas import PageCanvas
from ui.paper_tones import PaperTone

DARK = 0x70


@pytest.fixture
def canvas(window: Window, qtbot: QtBot) -> PageCanvas:
    """A paper of twenty pages, each with a black square in its middle, and everything around the first drawn."""
    pdf = SmallPdf()
    for _ in range(20):
        pdf.page(b"0 g 200 320 200 200 re f", size=(600, 840))
    sha = window.desk.furnished.council.publish_paper("o-den", pdf.build())
    window.sync()
    window.pane.open_version(sha)
    canvas = window.find("page-canvas", PageCanvas)
    qtbot.waitUntil(lambda: canvas.version == sha and settled(canvas))
    return canvas


def settled(canvas: PageCanvas) -> bool:
    return canvas.strips.complete and canvas.previews.complete


def without_strips(canvas: PageCanvas) -> QImage:
    """What is painted while no strip is here."""
    canvas.strips.forget()
    return canvas.viewport().grab().toImage()


def dark_at(image: QImage, canvas: PageCanvas, x: float, y: float, page: int) -> bool:
    corner = canvas.origin(page)
    left, top = canvas.sheet(page).point_on_page(x, y)
    place = (corner.x() + left, corner.y() + top)
    ratio = image.devicePixelRatio()
    return image.pixelColor(int(place[0] * ratio), int(place[1] * ratio)).lightness() < DARK


@pytest.mark.parametrize("zoom", [0.5, 2.0])
def test_a_page_without_strips_shows_its_small_picture_in_its_place(
    canvas: PageCanvas, qtbot: QtBot, zoom: float
) -> None:
    canvas.set_zoom(zoom)
    canvas.go_to(0, 300.0)
    qtbot.waitUntil(lambda: settled(canvas))
    image = without_strips(canvas)
    assert dark_at(image, canvas, 300, 400, 0)
    assert not dark_at(image, canvas, 180, 400, 0)
    assert not dark_at(image, canvas, 300, 312, 0)


def test_pages_ahead_have_theirs_before_they_are_seen_and_none_outlives_the_paper(
    canvas: PageCanvas, qtbot: QtBot
) -> None:
    canvas.go_to_page(4)
    qtbot.waitUntil(lambda: settled(canvas))
    shown = [canvas.previews.shows(canvas.version, canvas.sheet(page)) for page in range(3, 8)]
    assert all(shown)
    canvas.set_tone(PaperTone.NIGHT)
    assert canvas.previews.held_bytes == 0
    qtbot.waitUntil(lambda: settled(canvas) and canvas.previews.held_bytes > 0)
    canvas.close_document()
    assert canvas.previews.held_bytes == 0


def test_a_turned_page_without_strips_is_turned(canvas: PageCanvas, qtbot: QtBot) -> None:
    canvas.arrange(rotation=90, zoom=FIT_PAGE)
    qtbot.waitUntil(lambda: settled(canvas))
    image = without_strips(canvas)
    assert dark_at(image, canvas, 300, 420, 0)
    assert not dark_at(image, canvas, 150, 420, 0)
