"""`notes` and `add-note`: what the delegate wrote on the papers."""

from __future__ import annotations

import sys
from concurrent.futures import Future

from delegate_app.commands.arguments import Commands, add_command, page_number
from delegate_app.commands.call import Call
from delegate_app.commands.console import Json, iso
from delegate_app.commands.documents import chosen_version
from delegate_app.commands.exit_statuses import ExitStatus, WrongUse
from delegate_app.domain.annotations import (
    NOTE_LENGTH,
    Anchor,
    Annotation,
    AnnotationKind,
    Colour,
    Rect,
)
from delegate_app.domain.documents import DocumentVersion
from delegate_app.errors import Code, UserError
from delegate_app.pdf.anchors import anchor_at_place, anchor_for
from delegate_app.pdf.text_layer import PageText

CORNER = Rect(left=24.0, top=24.0, right=48.0, bottom=48.0)
"""Where a note without a quotation stands: the upper left corner of its page, in points."""


def define(commands: Commands) -> None:
    """Add the commands of this file."""
    parser = add_command(commands, "notes", notes, "list notes and marks")
    parser.add_argument("--document", metavar="ID", help="only those on this paper")
    parser = add_command(commands, "add-note", add_note, "write a note on a page")
    parser.add_argument("document", metavar="DOCUMENT", help="as `documents` lists it")
    parser.add_argument("text", metavar="TEXT", help="the note; `-` reads it from standard input")
    parser.add_argument("--page", metavar="N", type=page_number, required=True, help="from 1")
    parser.add_argument("--version", metavar="VERSION", default="newest", help="default: newest")
    parser.add_argument(
        "--quote", metavar="TEXT", help="words on the page that the note belongs to"
    )
    parser.add_argument(
        "--colour", choices=[colour.value for colour in Colour], default=Colour.YELLOW.value
    )


def notes(call: Call) -> ExitStatus:
    """List all annotations, by paper and in reading order."""
    call.unlock()
    found = call.vault(call.desk.annotations.all)
    if call.options.document:
        found = tuple(note for note in found if note.document_id == call.options.document)
    lines = call.console.table(
        [
            call.console.say("Tài liệu", "Document"),
            call.console.say("Trang", "Page"),
            call.console.say("Loại", "Kind"),
            call.console.say("Đã đồng bộ", "Synchronised"),
            call.console.say("Trích", "Quote"),
            call.console.say("Ghi chú", "Note"),
        ],
        [_row(call, note) for note in found],
    )
    call.console.answer({"notes": [_described(note) for note in found]}, lines)
    return ExitStatus.OK


def _row(call: Call, note: Annotation) -> list[str]:
    return [
        note.document_id,
        str(note.anchor.page + 1),
        call.console.words.of(note.kind),
        call.console.yes(note.settled),
        _short(note.anchor.quote),
        _short(note.text),
    ]


def _short(text: str) -> str:
    """On one line of at most 60 characters."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"


def _described(note: Annotation) -> Json:
    return {
        "id": note.id,
        "document": note.document_id,
        "version_sha256": note.version_sha256,
        "kind": note.kind.value,
        "colour": note.colour.value,
        "page": note.anchor.page + 1,
        "quote": note.anchor.quote,
        "text": note.text,
        "tags": list(note.tags),
        "ask": note.ask,
        "created_at": iso(note.created_at),
        "edited_at": iso(note.edited_at),
        "settled": note.settled,
        "older": list(note.older),
    }


# ------------------------------------------------------------------------------------- writing


def add_note(call: Call) -> ExitStatus:
    """Write a note on a page, at a quotation when one is given.

    Raises DOCUMENT_UNKNOWN, VERSION_UNKNOWN, DOCUMENT_INCOMPLETE (a quotation needs the text),
    QUOTE_NOT_FOUND, NOTE_TOO_LONG, NOT_ENROLLED.
    """
    call.unlock()
    options, desk = call.options, call.desk
    text = _text(options.text)
    version = call.vault(
        lambda: chosen_version(desk.documents.document(options.document), options.version)
    )
    if version.pages and options.page > version.pages:
        raise WrongUse(
            f"Tài liệu có {version.pages} trang.", f"The paper has {version.pages} pages."
        )
    anchor = _anchor(call, version)
    made = call.vault(
        lambda: desk.annotations.add(
            version_sha256=version.sha256,
            kind=AnnotationKind.NOTE,
            colour=Colour(options.colour),
            anchor=anchor,
            text=text,
            now=call.now(),
        )
    )
    kept = call.console.say("Đã lưu ghi chú", "Note kept")
    call.console.answer(_described(made), [f"{kept}: {made.id}"])
    return ExitStatus.OK


def _text(argument: str) -> str:
    text = argument if argument != "-" else sys.stdin.read(4 * NOTE_LENGTH)
    if not text.strip():
        raise WrongUse("Ghi chú không có nội dung.", "The note is empty.")
    return text.rstrip("\n")


def _anchor(call: Call, version: DocumentVersion) -> Anchor:
    page = call.options.page - 1
    if not call.options.quote:
        return anchor_at_place(page, CORNER)
    text = _page_text(call, version.sha256, page)
    span = next(iter(text.find(call.options.quote)), None)
    if span is None:
        raise UserError(Code.QUOTE_NOT_FOUND)
    return anchor_for(text, *span)


def _page_text(call: Call, sha256: str, page: int) -> PageText:
    """The page's words, read by the PDF engine. Raises DOCUMENT_INCOMPLETE and the engine's errors."""
    answer: Future[PageText] = Future()

    def done(text: PageText | None, error: Exception | None) -> None:
        if text is not None:
            answer.set_result(text)
        else:
            answer.set_exception(error or UserError(Code.PDF_PAGE))

    call.desk.reader.request_text(sha256, page, done, urgent=True)
    return answer.result()
