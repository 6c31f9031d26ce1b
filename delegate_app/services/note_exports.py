"""Notes in files: out in the form that was asked for, and in again with a report. From any thread but `take`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from delegate_app.domain.annotations import Annotation
from delegate_app.domain.note_imports import ImportReport, LeftOut, Reason
from delegate_app.errors import Code, UserError
from delegate_app.pdf.annotated_copy import Author, opened, page_frames
from delegate_app.pdf.naming import Naming
from delegate_app.pdf.pages import ByteSource
from delegate_app.services import web_annotations, xfdf
from delegate_app.services.annotations import Annotations
from delegate_app.services.exports import annotated_copy, write_file
from delegate_app.services.xfdf import Found

__all__ = ["Author", "Naming", "NoteFile", "read", "take", "write"]

LARGEST = 32 * 1024 * 1024


class NoteFile(StrEnum):
    """Forms in which the notes of one paper leave the program; the value is the file's ending."""

    PDF = ".pdf"
    XFDF = ".xfdf"
    JSON = ".json"


def write(
    form: NoteFile,
    source: ByteSource,
    notes: Sequence[Annotation],
    target: Path,
    author: Author,
) -> None:
    """Write the notes on a paper to `target`. Raises COPY_REFUSED, EXPORT_FAILED, DISK_FULL."""
    if form is NoteFile.PDF:
        annotated_copy(source, notes, target, author)
    elif form is NoteFile.XFDF:
        frames = page_frames(opened(source))
        write_file(target, xfdf.write(notes, frames, author=author.name))
    else:
        write_file(target, web_annotations.write(notes, author=author.name))


def read(path: Path, source: ByteSource, version: str) -> Found:
    """The notes that a file holds for a version. Raises IMPORT_MALFORMED, COPY_REFUSED."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise UserError(Code.IMPORT_MALFORMED, type(error).__name__) from error
    frames = page_frames(opened(source))
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return xfdf.read(data, frames, version=version)
    return web_annotations.read(data, version=version, pages=len(frames))


def take(annotations: Annotations, version: str, found: Found, now: datetime) -> ImportReport:
    """Make what was read, as one gesture; a note that is here already is not made again. On the vault thread."""
    here = {note.id for note in annotations.of_version(version)}
    known = [draft for draft in found.drafts if draft.id in here]
    fresh = {
        draft.id or str(n): draft for n, draft in enumerate(found.drafts) if draft.id not in here
    }
    if fresh:
        annotations.draw(version, list(fresh.values()), now=now)
    left_out = [LeftOut(d.kind.value, d.anchor.page, Reason.ALREADY_HERE) for d in known]
    return ImportReport(len(fresh), (*found.left_out, *left_out))
