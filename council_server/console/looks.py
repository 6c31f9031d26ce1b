"""How a browser wants the console: language, size of letters, contrast. Kept in a cookie, without an account."""

from __future__ import annotations

from dataclasses import dataclass

from council_server.console.words import LANGUAGES, VI

LOOK_COOKIE = "__Host-look"
SIZES = ("small", "usual", "large")
"""A-, A, A+"""
CONTRASTS = ("usual", "high")


@dataclass(frozen=True, slots=True)
class Look:
    language: str = VI
    size: str = "usual"
    contrast: str = "usual"

    def text(self) -> str:
        """As the cookie holds it."""
        return f"{self.language}.{self.size}.{self.contrast}"


def read_look(text: str) -> Look:
    """The look that a cookie asks for; the usual one where it makes no sense."""
    parts = text.split(".")
    if len(parts) != 3:
        return Look()
    language, size, contrast = parts
    if language in LANGUAGES and size in SIZES and contrast in CONTRASTS:
        return Look(language, size, contrast)
    return Look()
