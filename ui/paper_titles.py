"""A paper's name in one line."""

from __future__ import annotations

from delegate_app.domain.documents import Document
from ui.context import Context


def title_of(context: Context, document: Document) -> str:
    """A paper's type, number and title; the type is left out where the title itself begins with it."""
    if is_unnumbered(document.number):
        return name_of(context, document)
    return f"{context.words.of(document.type)} {document.number}: {document.title}"


def name_of(context: Context, document: Document) -> str:
    """A paper's type and title; the title alone where it begins with the type."""
    kind = context.words.of(document.type)
    said = document.title.casefold().startswith(kind.casefold())
    return document.title if said else f"{kind}: {document.title}"


def is_unnumbered(number: str) -> bool:
    """Whether a paper has no number yet, only the part behind the stroke ("/NQ-HĐND")."""
    return not number or number.startswith("/")
