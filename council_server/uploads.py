"""Files that the office uploads: taken in piece by piece, judged by what they hold, kept under their SHA-256.

Order: (1) the bytes go to a file of this program's own naming, never more than the limit; (2) the kind is told by the
first bytes, not by the name; (3) structure (`office_files`, `scans`, `pdf_inspection`); (4) Word and pictures become PDF,
and that PDF is looked into as well; (5) bytes into the object store; (6) the row. A fault at any step leaves nothing
behind: the part is removed, and bytes without a row are swept (`sweep`).
"""

from __future__ import annotations

import errno
import hashlib
import re
import secrets
import tempfile
import time
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

import msgspec
from sqlalchemy import Connection, delete, insert, select

from council_server import marking
from council_server.blobs import Blob, measure
from council_server.conversion import convert, find_libreoffice
from council_server.councils import Council
from council_server.draft_store import read_drafts
from council_server.draft_tables import uploads
from council_server.errors import CommandError
from council_server.office_files import (
    DOC,
    DOCX,
    OLE_MARK,
    RTF_MARK,
    ZIP_MARK,
    check_doc,
    check_docx,
    check_rtf,
)
from council_server.papers import MIME_TYPES
from council_server.pdf_inspection import inspect_pdf
from council_server.scans import JPEG_MARK, PNG_MARK, read_picture
from council_server.schema import blobs
from council_server.tiff_scans import TIFF_MARKS, wrap_picture
from council_server.upload_refusals import Reason, UploadRefused
from council_server.writer import Batch
from protocol.limits import UPLOAD, UPLOAD_NAME, UPLOAD_PIXELS
from protocol.times import read_time, write_time

PDF = ".pdf"
TIFF = ".tif"
HEAD = 1024
ABANDONED_SECONDS = 3600
"""A part that nobody wrote to for so long was left by a server that was ended in the middle."""
UNUSED = timedelta(days=1)
SWEPT_EVERY = timedelta(hours=1)
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be published: its PDF, the original where that is another file, and what the checks saw."""

    sha256: str
    pdf: Blob
    original: Blob | None
    pages: int
    text_pages: int
    first_text: str = ""


def read_uploads(connection: Connection, council: str) -> dict[str, Upload]:
    """Every upload that is kept, by the SHA-256 of the uploaded file."""
    query = select(uploads.c.sha256, uploads.c.body).where(uploads.c.council == council)
    return {row.sha256: _decode(row.body) for row in connection.execute(query)}


def read_upload(connection: Connection, council: str, sha256: str) -> Upload | None:
    """One upload, or None."""
    query = select(uploads.c.body).where(uploads.c.council == council, uploads.c.sha256 == sha256)
    row = connection.execute(query).one_or_none()
    return _decode(row.body) if row else None


def _decode(text: str) -> Upload:
    return msgspec.json.decode(text, type=Upload)


def shown_name(name: str) -> str:
    """A user's file name as something to show: its last part, NFC, without what no system takes; never a path."""
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    plain = " ".join(_UNFIT.sub(" ", last).split()).lstrip(". ")
    stem, dot, suffix = plain.rpartition(".")
    if dot and len(suffix) <= 8:
        return f"{stem[: UPLOAD_NAME - len(suffix) - 1]}.{suffix}"
    return plain[:UPLOAD_NAME]


class Intake:
    """Takes uploads of one council in; parts lie in the folder `uploads` of its home until they are judged."""

    def __init__(self, council: Council) -> None:
        self._council = council
        self._folder = council.home.path / "uploads"
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.remove_abandoned(time.time())

    def remove_abandoned(self, now: float) -> int:
        """Remove parts of uploads that were cut off with their server; how many there were."""
        old = [
            part
            for part in self._folder.glob("*.part")
            if part.stat().st_mtime < now - ABANDONED_SECONDS
        ]
        for part in old:
            part.unlink(missing_ok=True)
        return len(old)

    async def receive(self, pieces: AsyncIterator[bytes]) -> Path:
        """The bytes in a part of this program's naming; raises UploadRefused, or what broke the line: no part is left then."""
        part = self._folder / f"{secrets.token_hex(16)}.part"
        size = 0
        try:
            with part.open("xb") as file:
                async for piece in pieces:
                    size += len(piece)
                    if size > UPLOAD:
                        raise UploadRefused(Reason.TOO_LARGE)
                    file.write(piece)
            if size == 0:
                raise UploadRefused(Reason.EMPTY)
        except OSError as error:
            part.unlink(missing_ok=True)
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise UploadRefused(Reason.NO_SPACE) from None
            raise
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return part

    def judge(self, part: Path, name: str, by: str) -> Upload:
        """The file is kept and known. The part is gone afterwards, in any case. Raises UploadRefused."""
        try:
            return self._judge(part, shown_name(name), by)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise UploadRefused(Reason.NO_SPACE) from None
            raise
        finally:
            part.unlink(missing_ok=True)

    def _judge(self, part: Path, name: str, by: str) -> Upload:
        level = marking.level_in_title(Path(name).stem)
        if level:
            raise UploadRefused(Reason.SECRET, level)
        kind = kind_of(part)
        sha256 = _digest(part)
        with self._council.database.reading() as connection:
            known = read_upload(connection, self._council.id, sha256)
        if known is not None and self._council.blobs.has(known.pdf):
            return known
        stem = Path(name).stem or "tai-lieu"
        file = measure(part, mime=MIME_TYPES[kind], name=f"{stem}{kind}")
        with tempfile.TemporaryDirectory(prefix="upload-", dir=self._folder) as folder:
            path = part if kind == PDF else as_pdf(part, kind, Path(folder))
            report = inspect_pdf(path)
            pdf = file if kind == PDF else measure(path, mime=MIME_TYPES[PDF], name=f"{stem}.pdf")
            original = None if kind == PDF else file
            upload = Upload(
                sha256, pdf, original, report.pages, report.text_pages, report.first_text[:HEAD]
            )
            # Bytes first: a row never names what is not there.
            self._council.blobs.keep(pdf, path)
            if original is not None:
                self._council.blobs.keep(original, part)
        return self._council.writer.run(lambda batch: remember(batch, upload, by))


def kind_of(path: Path) -> str:
    """The ending that the first bytes stand for; raises UploadRefused for what is no paper."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    marks = (
        (ZIP_MARK, DOCX),
        (OLE_MARK, DOC),
        (RTF_MARK, DOC),
        (JPEG_MARK, ".jpg"),
        (PNG_MARK, ".png"),
        *((mark, TIFF) for mark in TIFF_MARKS),
    )
    found = next((kind for mark, kind in marks if head.startswith(mark)), "")
    if found:
        return found
    if b"%PDF-" in head:
        return PDF
    raise UploadRefused(Reason.UNKNOWN_KIND)


def as_pdf(part: Path, kind: str, folder: Path) -> Path:
    """The PDF of a Word file or a picture, in `folder`. Raises UploadRefused."""
    if kind not in (DOC, DOCX):
        return _wrapped(part, kind, folder)
    with part.open("rb") as file:
        rich = file.read(len(RTF_MARK)) == RTF_MARK
    check = check_docx if kind == DOCX else check_rtf if rich else check_doc
    check(part)
    if find_libreoffice() is None:
        raise UploadRefused(Reason.NO_CONVERTER)
    source = folder / f"paper{kind}"
    source.hardlink_to(part)
    try:
        return convert({source: "paper"}, folder)[source]
    except CommandError:
        raise UploadRefused(Reason.NOT_CONVERTED) from None


def _wrapped(part: Path, kind: str, folder: Path) -> Path:
    target = folder / "scan.pdf"
    try:
        if kind != TIFF:
            picture = read_picture(part, "scan")
            if picture.width * picture.height > UPLOAD_PIXELS:
                raise UploadRefused(Reason.BOMB)
        target.write_bytes(wrap_picture(part, "scan"))
    except UploadRefused:
        raise
    except CommandError:
        raise UploadRefused(Reason.PICTURE) from None
    return target


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remember(batch: Batch, upload: Upload, by: str) -> Upload:
    """The upload's row, once; the one that was there first stands."""
    before = read_upload(batch.connection, batch.council, upload.sha256)
    if before == upload:
        return before
    batch.connection.execute(
        delete(uploads).where(uploads.c.council == batch.council, uploads.c.sha256 == upload.sha256)
    )
    batch.connection.execute(
        insert(uploads).values(
            council=batch.council,
            sha256=upload.sha256,
            uploaded_by=by,
            uploaded_at=write_time(batch.now),
            body=msgspec.json.encode(upload).decode(),
        )
    )
    return upload


def sweep(council: Council) -> int:
    """Forget uploads that no draft has named for a day, with their bytes unless a feed names these; how many.

    It happens under the write lock, and `publish` looks under it whether what it names is still there.
    """
    return council.writer.run(lambda batch: _sweep(batch, council))


_swept: dict[str, datetime] = {}


def sweep_hourly(council: Council) -> None:
    """`sweep`, when this process has not done it for an hour."""
    now, last = council.clock(), _swept.get(council.home.log)
    if last is None or now - last > SWEPT_EVERY:
        _swept[council.home.log] = now
        sweep(council)


def _sweep(batch: Batch, council: Council) -> int:
    used = {
        paper.upload
        for row in read_drafts(batch.connection, batch.council)
        for _, paper in row.draft.papers()
    }
    query = select(uploads).where(uploads.c.council == batch.council)
    rows = list(batch.connection.execute(query))
    old = [
        row
        for row in rows
        if row.sha256 not in used and read_time(row.uploaded_at) < batch.now - UNUSED
    ]
    kept = {row.sha256 for row in rows} - {row.sha256 for row in old}
    named = select(blobs.c.sha256).where(blobs.c.council == batch.council)
    published = {row.sha256 for row in batch.connection.execute(named)}
    spared = published | {
        digest for row in rows if row.sha256 in kept for digest in _files(row.body)
    }
    for row in old:
        batch.connection.execute(
            delete(uploads).where(
                uploads.c.council == batch.council, uploads.c.sha256 == row.sha256
            )
        )
        for digest in _files(row.body) - spared:
            council.blobs.remove(digest)
    return len(old)


def _files(body: str) -> set[str]:
    upload = _decode(body)
    return {upload.pdf.sha256} | ({upload.original.sha256} if upload.original else set())
