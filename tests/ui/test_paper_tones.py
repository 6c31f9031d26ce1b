"""Sepia and night paper: print is recoloured, pictures are not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from ui.paper_tones import GROUNDS, PaperTone, ink_on, lay_over, toned
from ui.theme import INKS, MARKERS, contrast


def patch(*colours: str) -> QImage:
    """One pixel of each colour, beside each other."""
    image = QImage(len(colours), 1, QImage.Format.Format_RGB32)
    for x, colour in enumerate(colours):
        image.setPixelColor(x, 0, QColor(colour))
    return image


@pytest.mark.parametrize("tone", PaperTone)
def test_blank_paper_has_the_ground_of_its_tone_and_print_is_read_on_it(tone: PaperTone) -> None:
    made = toned(patch("white", "black"), tone)
    ground, ink = made.pixelColor(0, 0).name(), made.pixelColor(1, 0).name()
    assert ground == GROUNDS[tone]
    assert contrast(ink, ground) >= 7


def test_at_night_a_colour_keeps_its_hue() -> None:
    for colour in ("#c00000", "#0050c0", "#00a000"):
        made = toned(patch(colour), PaperTone.NIGHT).pixelColor(0, 0)
        away = abs(made.hslHue() - QColor(colour).hslHue())
        assert min(away, 360 - away) < 20


@pytest.mark.parametrize("tone", PaperTone)
def test_pictures_keep_their_colours(tone: PaperTone) -> None:
    made = toned(patch("white", "#123456", "white"), tone, [(1, 0, 1, 1)])
    assert made.pixelColor(1, 0).name() == "#123456"
    assert made.pixelColor(2, 0).name() == GROUNDS[tone]


def test_the_drawing_itself_is_not_changed() -> None:
    image = patch("white")
    toned(image, PaperTone.NIGHT)
    assert image.pixelColor(0, 0).name() == "#ffffff"


@pytest.mark.parametrize("tone", PaperTone)
def test_marked_words_are_read_and_a_line_is_seen_on_every_paper(tone: PaperTone) -> None:
    ground = GROUNDS[tone]
    ink = toned(patch("black"), tone).pixelColor(0, 0)
    for marker in MARKERS.values():
        image = patch(ground, ink.name())
        painter = QPainter(image)
        painter.setBackground(QColor(ground))
        lay_over(painter, QRectF(0, 0, 2, 1), QColor(marker))
        painter.end()
        laid, letter = image.pixelColor(0, 0).name(), image.pixelColor(1, 0).name()
        assert laid != ground
        assert contrast(letter, laid) >= 4.5
    for line in INKS.values():
        image = patch(ground)
        painter = QPainter(image)
        painter.setBackground(QColor(ground))
        drawn = ink_on(painter, line).name()
        painter.end()
        assert contrast(drawn, ground) >= 3
