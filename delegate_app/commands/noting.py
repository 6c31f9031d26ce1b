"""`notes`, `add-note`."""

from __future__ import annotations

import argparse
import threading
from typing import Generic, TypeVar

from delegate_app.commands import shapes
from delegate_app.commands.statuses import Status
from delegate_app.commands.workplace import Workplace
from delegate_app.domain.annotations import Anchor, AnnotationKind, Colour, Rect
from delegate_app.domain.documents import DocumentVersion
from delegate_app.errors import Code, UserError
from delegate_app.services.reader import OpenDocument, PageText, Reader, anchor_for

CORNER = Rect(36.0, 36.0, 60.0, 60.0)
"""Where a note without a quote stands: at the page's top left."""


T = TypeVar("T")


class Answer(Generic[T]):
    """Waits on this thread for what the render thread answers."""

    def __init__(self) -> None:
        self._come = threading.Event()
        self._result: T | None = None
        self._error: Exception | None = None

    def take(self, result: T | None, error: Exception | None) -> None:
        """Called once, by the reader."""
        self._result, self._error = result, error
        self._come.set()

    def wait(self) -> T:
        """The result, or the error raised."""
        self._come.wait()
        if self._error is not None:
            raise self._error
        if self._result is None:
            raise UserError(Code.PDF_BROKEN, "the reader answered nothing")
        return self._result


def notes(place: Workplace, options: argparse.Namespace) -> Status:
    """All annotations, by document and in reading order."""
    place.unlock()
    found = place.do(place.desk.annotations.all)
    if options.json:
        place.show_json([shapes.note(note) for note in found])
        return Status.DONE
    for note in found:
        place.show(f"{note.id}\t{note.document_id}\t{note.anchor.page + 1}\t{note.text}")
    return Status.DONE


def add_note(place: Workplace, options: argparse.Namespace) -> Status:
    """Write a note on a page, at a quote when one is given."""
    place.unlock()
    version = place.do(
        lambda: place.desk.documents.version(options.document, options.document_version)
    )
    anchor = _anchor(place.desk.reader, version, options.page, options.quote)
    made = place.do(
        lambda: place.desk.annotations.add(
            version_sha256=version.sha256,
            kind=AnnotationKind.NOTE,
            colour=Colour.YELLOW,
            anchor=anchor,
            text=options.text,
            now=place.now(),
        )
    )
    if options.json:
        place.show_json(shapes.note(made))
    else:
        place.say("noted", id=made.id)
    return Status.DONE


def _anchor(reader: Reader, version: DocumentVersion, page: int, quote: str) -> Anchor:
    """The place of a note. Raises PDF_PAGE for a page that is not there, QUOTE_NOT_FOUND, DOCUMENT_INCOMPLETE."""
    opened = _opened(reader, version.sha256)
    if not 1 <= page <= opened.page_count:
        raise UserError(Code.PDF_PAGE, f"page {page} of {opened.page_count}")
    if not quote:
        return Anchor(page - 1, "", "", "", 0, 0, (CORNER,))
    text = _page_text(reader, version.sha256, page - 1)
    spans = text.find(quote)
    if not spans:
        raise UserError(Code.QUOTE_NOT_FOUND)
    return anchor_for(text, *spans[0])


def _opened(reader: Reader, sha256: str) -> OpenDocument:
    answer: Answer[OpenDocument] = Answer()
    reader.open(sha256, answer.take)
    return answer.wait()


def _page_text(reader: Reader, sha256: str, page: int) -> PageText:
    answer: Answer[PageText] = Answer()
    reader.request_text(sha256, page, answer.take, urgent=True)
    return answer.wait()
