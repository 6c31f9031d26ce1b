"""Sepia and night paper: print is recoloured, pictures are not."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage

from ui.paper_tones import GROUNDS, PaperTone, toned
from ui.theme import contrast


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
