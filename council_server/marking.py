"""Secrecy marks: a paper stamped Mật, Tối mật or Tuyệt mật must never be in the system (Law on state secrets, 2018).

A stamp stands alone: on a line of its own near the top of the first page, or after "Độ mật:".
The same syllable inside running text ("bí mật", "bảo mật", "mật độ", "Mật thư") is no stamp.
"""

from __future__ import annotations

import re
import unicodedata

STAMPS = {"mật": "Mật", "tối mật": "Tối mật", "tuyệt mật": "Tuyệt mật"}
LINES_OF_A_HEAD = 40
EDGE = " \t.:;,!|*-–—_()[]{}<>\"'“”«»"
# "Độ mật: Tối mật", "Mức độ mật - MẬT", "Độ mật: A" (the letters used on registers of secret papers)
LEVEL = re.compile(
    r"(?:mức\s+)?độ\s+(?:bí\s+)?mật\s*[:\-–]\s*(tuyệt\s+mật|tối\s+mật|mật|[abc])\s*[.)]?\s*$"
)
LETTERS = {"a": "Tuyệt mật", "b": "Tối mật", "c": "Mật"}
# In a title the stamp stands first or last, in brackets or capitals: "(MẬT) Báo cáo ...", "TỐI MẬT - ..."
IN_BRACKETS = re.compile(r"[(\[]\s*(tuyệt\s+mật|tối\s+mật|mật)\s*[)\]]", re.IGNORECASE)
IN_CAPITALS = re.compile(
    r"^(TUYỆT\s+MẬT|TỐI\s+MẬT|MẬT)\s*[:.\-–—]|[:.\-–—]\s*(TUYỆT\s+MẬT|TỐI\s+MẬT|MẬT)$"
)


def plain(text: str) -> str:
    """One spelling: NFC, lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).lower().split())


def level_in_title(title: str) -> str:
    """The level ("Mật", "Tối mật", "Tuyệt mật") that a title is marked with, or ""."""
    text = " ".join(unicodedata.normalize("NFC", title).split())
    stamped = STAMPS.get(plain(text).strip(EDGE))
    if stamped:
        return stamped
    found = IN_BRACKETS.search(text) or IN_CAPITALS.search(text)
    if found:
        return STAMPS[plain(next(group for group in found.groups() if group))]
    return level_in_line(text)


def level_in_line(line: str) -> str:
    """The level that one line of a page is as a whole a stamp of, or ""."""
    text = plain(line)
    stamp = STAMPS.get(text.strip(EDGE)) or STAMPS.get(spaced(text).strip(EDGE))
    if stamp:
        return stamp
    level = LEVEL.search(text)
    if level:
        word = plain(level[1])
        return LETTERS.get(word) or STAMPS[word]
    return ""


def spaced(text: str) -> str:
    """Letter-spaced stamps ("M Ậ T", "T Ố I  M Ậ T") as words; any other text comes back without its blanks."""
    joined = text.replace(" ", "")
    return joined.replace("tốimật", "tối mật").replace("tuyệtmật", "tuyệt mật")


def level_on_page(text: str) -> str:
    """The level stamped on a page, looking at the lines of its head, or ""."""
    lines = [line for line in text.splitlines() if line.strip()]
    return next((level for line in lines[:LINES_OF_A_HEAD] if (level := level_in_line(line))), "")
