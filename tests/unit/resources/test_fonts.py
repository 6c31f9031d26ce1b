"""The window's fonts hold what Vietnamese needs."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parents[3] / "resources" / "fonts"
FACES = sorted(FONTS.glob("*.ttf"))
VOWELS = "aăâeêioôơuưy"
TONES = "\u0300\u0301\u0303\u0309\u0323"
SIGNS = "0123456789.,:;!?()[]/%+-–—…“”‘’«»•·×°²³№§₫→←↑↓−≥≤✓✗●○■□▲▼"


def letters() -> set[str]:
    small = {
        unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in ("", *TONES)
    }
    return small | {letter.upper() for letter in small} | set("đĐ")


def test_three_faces_and_their_licence_are_there() -> None:
    assert [face.name for face in FACES] == [
        "NotoSans-Bold.ttf",
        "NotoSans-Italic.ttf",
        "NotoSans-Regular.ttf",
    ]
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text("utf-8")


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.stem)
def test_a_face_has_every_vietnamese_letter_composed_and_decomposed(face: Path) -> None:
    with TTFont(face) as font:
        known = set(font.getBestCmap())
    assert {ord(letter) for letter in letters()} <= known
    parts = {part for letter in letters() for part in unicodedata.normalize("NFD", letter)}
    assert {ord(part) for part in parts} <= known


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.stem)
def test_a_face_places_marks_and_has_figures_of_one_width(face: Path) -> None:
    with TTFont(face) as font:
        placing = {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}
        shaping = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
        names = font.getBestCmap()
        widths = {font["hmtx"][names[ord(figure)]][0] for figure in "0123456789"}
    assert {"mark", "mkmk", "kern"} <= placing
    assert {"ccmp", "tnum"} <= shaping
    assert len(widths) == 1


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.stem)
def test_a_face_has_the_signs_that_the_window_uses_each_with_an_outline(face: Path) -> None:
    with TTFont(face) as font:
        names, outlines = font.getBestCmap(), font["glyf"]
        assert all(outlines[names[ord(sign)]].numberOfContours != 0 for sign in SIGNS)


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.stem)
def test_a_face_stays_small(face: Path) -> None:
    assert face.stat().st_size < 160_000
