"""Every colour that meets another is readable, and the style sheet uses tokens only."""

from __future__ import annotations

import re

import pytest

from ui.assets import style_sheet
from ui.theme import MARKERS, PAIRS, PAPER, TEXT_SIZES, THEMES, contrast, theme


@pytest.mark.parametrize("name", THEMES)
def test_every_pair_of_colours_that_meets_has_enough_contrast(name: str) -> None:
    tokens = THEMES[name]
    text = 7.0 if name == "contrast" else 4.5
    weak = [
        (ink, ground, round(contrast(getattr(tokens, ink), getattr(tokens, ground)), 2))
        for ink, ground, is_text in PAIRS
        if contrast(getattr(tokens, ink), getattr(tokens, ground)) < (text if is_text else 3.0)
    ]
    assert weak == []


def test_print_stays_readable_under_every_marker() -> None:
    assert all(contrast("#000000", colour) >= 7 for colour in [*MARKERS.values(), PAPER])


def test_contrast_is_that_of_the_web_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", THEMES)
def test_the_style_sheet_names_only_tokens_that_exist(name: str) -> None:
    filled = theme(name, 1).style_sheet(style_sheet())
    assert "$" not in filled


def test_the_style_sheet_holds_no_colour_of_its_own() -> None:
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![-\w])", style_sheet()) == []


def test_larger_text_is_larger_in_every_role() -> None:
    sizes = [theme("light", step) for step in range(len(TEXT_SIZES))]
    for role in ("small", "body", "title", "heading", "display"):
        grown = [look.size(role) for look in sizes]
        assert grown == sorted(set(grown))
