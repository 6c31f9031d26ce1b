"""Pages typed line by line, for tests of whole texts."""

from __future__ import annotations

from dataclasses import replace

from delegate_app.pdf.text_layer import PageText
from tests.unit.delegate_app.pdf.drawn import Sheet

LINE_WORDS = 12
PAGE_LINES = 30


def typed(text: str) -> list[PageText]:
    """The pages of a text: a line of the source begins a paragraph, long ones are broken."""
    lines: list[str] = []
    for paragraph in text.strip().splitlines():
        words = paragraph.split()
        lines += [" ".join(words[at : at + LINE_WORDS]) for at in range(0, len(words), LINE_WORDS)]
    pages = [lines[at : at + PAGE_LINES] for at in range(0, len(lines), PAGE_LINES)]
    return [_page(number, page) for number, page in enumerate(pages)]


def _page(number: int, lines: list[str]) -> PageText:
    sheet = Sheet()
    for place, line in enumerate(lines):
        sheet.line(40, 60 + 20 * place, line)
    return replace(sheet.read(), page=number)
