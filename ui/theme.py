"""One table of tokens for every colour, one type scale and one spacing scale; the window uses nothing else.

Contrast is checked by a test over `PAIRS`: 4.5:1 for text in the light and dark themes, 7:1 in the
high-contrast theme, 3:1 for the edges of controls and the focus ring.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from string import Template
from typing import Final

from PySide6.QtGui import QColor, QPalette

from delegate_app.domain.annotations import INK_TONES, MARKER_TONES


class Space:
    """The spacing scale in pixels."""

    HAIR: Final = 4
    TIGHT: Final = 8
    SNUG: Final = 12
    ROOM: Final = 16
    WIDE: Final = 24
    VAST: Final = 32


TARGET: Final = 44
"""The least height and width of what is pressed."""

TEXT_SIZES: Final = (90, 100, 115, 130)
"""Percent at the steps of the setting: A- and A+ walk along them, A is step 1."""

_SCALE: Final = {"small": 13, "body": 15, "title": 18, "heading": 22, "display": 28}


@dataclass(frozen=True, slots=True)
class Tokens:
    """Every colour of one theme, as #rrggbb."""

    ground: str
    surface: str
    sunken: str
    text: str
    muted: str
    line: str
    edge: str
    accent: str
    accent_strong: str
    on_accent: str
    accent_soft: str
    on_soft: str
    focus: str
    focus_on_accent: str
    danger: str
    danger_soft: str
    caution: str
    caution_soft: str
    good: str
    good_soft: str
    selection: str
    on_selection: str


LIGHT: Final = Tokens(
    ground="#f4f5f7",
    surface="#ffffff",
    sunken="#e9ecf1",
    text="#1a2230",
    muted="#4f5a6b",
    line="#d4d9e1",
    edge="#76818f",
    accent="#1d4b80",
    accent_strong="#143a66",
    on_accent="#ffffff",
    accent_soft="#e2ebf6",
    on_soft="#143a66",
    focus="#0a63c9",
    focus_on_accent="#ffd166",
    danger="#9c1f26",
    danger_soft="#fbe8e8",
    caution="#754700",
    caution_soft="#fdf1d8",
    good="#1b6437",
    good_soft="#e3f2e8",
    selection="#1d4b80",
    on_selection="#ffffff",
)

DARK: Final = Tokens(
    ground="#14181f",
    surface="#1d232c",
    sunken="#272e39",
    text="#e8ebf0",
    muted="#aeb7c4",
    line="#343c49",
    edge="#7f8a9a",
    accent="#8db8ee",
    accent_strong="#b1cff5",
    on_accent="#0d1b2c",
    accent_soft="#233a56",
    on_soft="#d5e5fa",
    focus="#ffd166",
    focus_on_accent="#7a2e00",
    danger="#ff9c9c",
    danger_soft="#43262a",
    caution="#f5c66b",
    caution_soft="#40341d",
    good="#86d5a3",
    good_soft="#1f3a2a",
    selection="#8db8ee",
    on_selection="#0d1b2c",
)

CONTRAST: Final = Tokens(
    ground="#000000",
    surface="#000000",
    sunken="#1a1a1a",
    text="#ffffff",
    muted="#e6e6e6",
    line="#ffffff",
    edge="#ffffff",
    accent="#ffe14d",
    accent_strong="#fff0a3",
    on_accent="#000000",
    accent_soft="#2b2b00",
    on_soft="#fff0a3",
    focus="#00e5ff",
    focus_on_accent="#0000c0",
    danger="#ffb3b3",
    danger_soft="#3a0000",
    caution="#ffd98a",
    caution_soft="#332200",
    good="#a8f5c2",
    good_soft="#002b12",
    selection="#ffe14d",
    on_selection="#000000",
)

THEMES: Final = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}

_ON_ALL_GROUNDS = [
    (ink, ground) for ink in ("text", "muted") for ground in ("ground", "surface", "sunken")
]

PAIRS: Final = (
    *((ink, ground, True) for ink, ground in _ON_ALL_GROUNDS),
    ("on_accent", "accent", True),
    ("on_accent", "accent_strong", True),
    ("on_soft", "accent_soft", True),
    ("accent", "surface", True),
    ("accent", "ground", True),
    ("danger", "surface", True),
    ("danger", "danger_soft", True),
    ("text", "danger_soft", True),
    ("caution", "caution_soft", True),
    ("text", "caution_soft", True),
    ("good", "good_soft", True),
    ("good", "surface", True),
    ("text", "good_soft", True),
    ("on_selection", "selection", True),
    ("edge", "surface", False),
    ("edge", "ground", False),
    ("focus", "surface", False),
    ("focus", "ground", False),
    ("focus_on_accent", "accent", False),
)
"""(ink, ground, is text): every pair of colours that meets in the window."""

MARKERS: Final = MARKER_TONES
"""Marker colours on paper."""
INKS: Final = INK_TONES
"""Colours of lines and letters on paper."""

PAPER: Final = "#ffffff"


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme at a text size."""

    name: str
    tokens: Tokens
    percent: int

    def size(self, role: str) -> int:
        """Pixels of a step of the type scale: small, body, title, heading, display."""
        return round(_SCALE[role] * self.percent / 100)

    def colour(self, token: str) -> QColor:
        """A token as a colour to paint with."""
        return QColor(getattr(self.tokens, token))

    def style_sheet(self, template: str) -> str:
        """The style sheet with every `$token` and `$size` in place; an unknown name raises KeyError."""
        sizes = {f"size_{role}": f"{self.size(role)}px" for role in _SCALE}
        return Template(template).substitute(asdict(self.tokens), **sizes, target=f"{TARGET}px")

    def palette(self) -> QPalette:
        """The same colours for what style sheets do not reach."""
        roles = QPalette.ColorRole
        palette = QPalette()
        for role, token in {
            roles.Window: "ground",
            roles.WindowText: "text",
            roles.Base: "surface",
            roles.AlternateBase: "sunken",
            roles.Text: "text",
            roles.Button: "surface",
            roles.ButtonText: "text",
            roles.ToolTipBase: "text",
            roles.ToolTipText: "surface",
            roles.PlaceholderText: "muted",
            roles.Highlight: "selection",
            roles.HighlightedText: "on_selection",
            roles.Accent: "accent",
            roles.Link: "accent",
        }.items():
            palette.setColor(role, self.colour(token))
        for role in (roles.WindowText, roles.Text, roles.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("muted"))
        return palette


def theme(name: str, step: int) -> Theme:
    """The theme of that name at a step of the text sizes."""
    return Theme(name, THEMES[name], TEXT_SIZES[step])


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two #rrggbb colours (WCAG 2.2, 1.4.3), 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
