"""Documents (tài liệu) and their versions. A version is known by the SHA-256 of the bytes that are read and voted on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

SMALL = 2 * 1024 * 1024
"""Bytes up to which a scan need not wait for texts."""
SCANNED_PAGE = 200 * 1024
"""Bytes a page from which a paper of which nothing is known counts as a scan."""


class PaperType(StrEnum):
    """Types of papers; the order of the members is the order of papers under an agenda item."""

    SUBMISSION = "to-trinh"
    DRAFT_RESOLUTION = "du-thao-nghi-quyet"
    VERIFICATION_REPORT = "bao-cao-tham-tra"
    EXPLANATION = "giai-trinh-tiep-thu"
    APPENDIX = "phu-luc"
    INVITATION = "giay-moi"
    PROGRAMME = "chuong-trinh"
    REPORT = "bao-cao"
    SCHEME = "de-an"
    PETITION_DIGEST = "tong-hop-kien-nghi"
    PETITION_RESULTS = "ket-qua-giai-quyet-kien-nghi"
    QUESTION = "phieu-chat-van"
    ANSWER = "tra-loi-chat-van"
    MINUTES = "bien-ban"
    CONCLUSION = "thong-bao-ket-luan"
    RESOLUTION = "nghi-quyet"


@dataclass(frozen=True, slots=True)
class Original:
    """The file as the office published it when that was not a PDF (.docx, .doc); `sha256` is of its bytes."""

    sha256: str
    name: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """One exact text.

    `ordinal` counts from 1; `received` bytes of `size` are in the vault; `checked` says that a signed manifest names it.
    `text_pages` of its `pages` hold words, None when the council did not say.
    """

    sha256: str
    document_id: str
    ordinal: int
    size: int
    pages: int
    published_at: datetime
    note: str
    original: Original | None
    received: int
    checked: bool
    seen: bool
    text_pages: int | None = None
    words: str = ""
    """SHA-256 of the words that the council's server recognised on pages without any, "" for none."""

    @property
    def complete(self) -> bool:
        """True when every byte is in the vault and verified."""
        return self.received >= self.size

    @property
    def is_heavy_scan(self) -> bool:
        """True for a large file most of whose pages are pictures: told by the council, else judged by its weight."""
        if self.size <= SMALL:
            return False
        if self.text_pages is not None:
            return self.text_pages * 2 < self.pages
        return self.size > SCANNED_PAGE * max(self.pages, 1)


@dataclass(frozen=True, slots=True)
class Document:
    """A paper of a dossier with all its versions, newest last; there is at least one.

    `committee` names the only ones who may read it, "" for everybody.
    """

    id: str
    session_id: str
    item_id: str
    type: PaperType
    position: int
    title: str
    number: str
    issued: date | None
    issuer: str
    versions: tuple[DocumentVersion, ...]
    committee: str = ""

    @property
    def newest(self) -> DocumentVersion:
        """The version in force."""
        return self.versions[-1]

    def version(self, sha256: str) -> DocumentVersion | None:
        """The version with that hash, or None."""
        return next((v for v in self.versions if v.sha256 == sha256), None)


@dataclass(frozen=True, slots=True)
class Arrival:
    """How much of a session's papers is here: files count once, the newest and older versions with their originals."""

    complete_files: int
    total_files: int
    complete_bytes: int
    total_bytes: int

    @property
    def complete(self) -> bool:
        """True when everything can be read without the network."""
        return self.complete_files == self.total_files


def in_dossier_order(documents: list[Document]) -> tuple[Document, ...]:
    """Sort the papers of one dossier: by paper type in the field's order, then as the office placed them."""
    order = {kind: index for index, kind in enumerate(PaperType)}
    return tuple(sorted(documents, key=lambda d: (order[d.type], d.position, d.id)))
