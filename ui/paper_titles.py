"""A paper's name in one line."""

from __future__ import annotations

from delegate_app.domain.documents import Document
from ui.context import Context


def title_of(context: Context, document: Document) -> str:
    """A paper's type, number and title."""
    kind = context.words.of(document.type)
    number = "" if document.number.startswith("/") else document.number
    return f"{kind} {number}".strip() + f": {document.title}"
