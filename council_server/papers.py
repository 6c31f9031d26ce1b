"""The field's words for sessions, items and papers, as session.toml and the public feed write them (protocol.md 8.3)."""

from __future__ import annotations

import re

SESSION_KINDS = ("thuong-le", "chuyen-de", "phat-sinh-dot-xuat")
ITEM_STEPS = (
    "trinh",
    "tham-tra",
    "thao-luan-to",
    "thao-luan",
    "giai-trinh",
    "tiep-thu",
    "bieu-quyet",
    "ban-hanh",
)
PAPER_TYPES = (
    "to-trinh",
    "du-thao-nghi-quyet",
    "bao-cao-tham-tra",
    "giai-trinh-tiep-thu",
    "phu-luc",
    "giay-moi",
    "chuong-trinh",
    "bao-cao",
    "de-an",
    "tong-hop-kien-nghi",
    "ket-qua-giai-quyet-kien-nghi",
    "phieu-chat-van",
    "tra-loi-chat-van",
    "bien-ban",
    "thong-bao-ket-luan",
    "nghi-quyet",
)
WRITTEN_LATER = frozenset(
    {
        "giai-trinh-tiep-thu",
        "phieu-chat-van",
        "tra-loi-chat-van",
        "bien-ban",
        "thong-bao-ket-luan",
        "nghi-quyet",
    }
)
"""Papers that come about while a session is held: no day before it by which they were to be sent is meant for them."""
MIME_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".doc": "application/msword",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
}
NO_ITEM = "ky-hop"  # stands for the session itself in a document's id
IDENTIFIER_LENGTH = 80
PART = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


def document_id(session: str, item: str, paper: str) -> str:
    """The id of a paper in the feed (protocol.md 8.3); `item` is "" for the session's own papers."""
    return f"{session}.{item or NO_ITEM}.{paper}"


def sent_late(kind: str, papers_due: str, first_published: str) -> bool:
    """Whether a paper of this type was first published (RFC 3339) after the day by which papers were to be sent ("" for none)."""
    return bool(papers_due) and kind not in WRITTEN_LATER and first_published[:10] > papers_due
