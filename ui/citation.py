"""Quoted words with where they stand: the paper, its version and the pages."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from delegate_app.domain.documents import Document
from ui import dates
from ui.context import Context
from ui.page_names import PageNames
from ui.paper_titles import is_unnumbered


def cited(
    context: Context,
    words: str,
    document: Document,
    sha256: str,
    pages: tuple[int, int],
    names: PageNames,
) -> str:
    """The words in quotation marks and their source in brackets. `pages` are the first and the last, from 0."""
    version = document.version(sha256) or document.newest
    kind = context.words.of(document.type)
    named = (
        f"{kind} “{document.title}”"
        if is_unnumbered(document.number)
        else f"{kind} {document.number}"
    )
    source = QCoreApplication.translate("Citation", "%1, version %2 of %3, %4")
    for place, text in (
        ("%1", named),
        ("%2", str(version.ordinal)),
        ("%3", dates.day(version.published_at)),
        ("%4", names.span(*pages).lower()),
    ):
        source = source.replace(place, text)
    return f"“{' '.join(words.split())}” ({source})"
