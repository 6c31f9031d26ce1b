"""Annotations as they travel: canonical JSON, sealed so that the council holds ciphertext only (`protocol.md 9.1`)."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any

from delegate_app.domain.annotations import Anchor, Annotation, AnnotationKind, Colour, Rect
from delegate_app.storage.annotations import AnnotationRow
from delegate_app.storage.feeds import read_body
from protocol import canonical
from protocol.errors import ProtocolError
from protocol.times import write_time

FORMAT = "hdnd-annotation/1"
PART = 4000
"""Characters of one part of a note's text."""
HUNDREDTHS = 100
"""Lengths travel as hundredths of a point: canonical JSON has no fractions (`protocol.md 1.1`)."""


def written(annotation: Annotation) -> bytes:
    """The plain text of an annotation; `hlc`, `settled` and `older` are not part of it."""
    anchor = annotation.anchor
    return canonical.encode(
        {
            "format": FORMAT,
            "document": annotation.document_id,
            "version": annotation.version_sha256,
            "kind": annotation.kind.value,
            "colour": annotation.colour.value,
            "page": anchor.page,
            "quote": _nfc(anchor.quote),
            "prefix": _nfc(anchor.prefix),
            "suffix": _nfc(anchor.suffix),
            "start": anchor.start,
            "end": anchor.end,
            "rects": [
                [round(side * HUNDREDTHS) for side in (r.left, r.top, r.right, r.bottom)]
                for r in anchor.rects
            ],
            "text": _parts(annotation.text),
            "created_at": write_time(annotation.created_at),
            "edited_at": write_time(annotation.edited_at),
        }
    )


def read(row: AnnotationRow) -> Annotation | None:
    """The annotation of a stored row; None when another program wrote a form that this one cannot read."""
    fields = read_body(row.body)
    if fields is None:
        return None
    try:
        return Annotation(
            id=row.id,
            document_id=fields["document"],
            version_sha256=fields["version"],
            kind=AnnotationKind(fields["kind"]),
            colour=Colour(fields["colour"]),
            anchor=_anchor(fields),
            text="".join(fields["text"]),
            created_at=datetime.fromisoformat(fields["created_at"]),
            edited_at=datetime.fromisoformat(fields["edited_at"]),
            hlc=row.hlc,
            settled=row.settled_hlc == row.hlc,
            older=row.older,
        )
    except (KeyError, ValueError, TypeError):
        return None


def text_of(plain: bytes) -> str | None:
    """The text in the plain bytes of an annotation, None when they are none."""
    try:
        fields = canonical.decode(plain)
    except ProtocolError:
        return None
    lines = fields.get("text") if isinstance(fields, dict) else None
    return "".join(lines) if isinstance(lines, list) else None


def place_of(plain: bytes) -> tuple[str, str]:
    """(document, version) that an annotation belongs to, empty when it does not say."""
    fields = read_body(plain.decode(errors="replace")) or {}
    return str(fields.get("document", "")), str(fields.get("version", ""))


def _anchor(fields: dict[str, Any]) -> Anchor:
    return Anchor(
        fields["page"],
        fields["quote"],
        fields["prefix"],
        fields["suffix"],
        fields["start"],
        fields["end"],
        tuple(Rect(*(side / HUNDREDTHS for side in sides)) for sides in fields["rects"]),
    )


def _parts(text: str) -> list[str]:
    """A string of canonical JSON holds 16 KiB at most (`protocol.md 1.4`), so a long note travels in parts."""
    text = _nfc(text)
    return [text[at : at + PART] for at in range(0, len(text), PART)]


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
