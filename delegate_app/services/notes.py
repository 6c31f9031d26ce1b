"""A note's plain text on the wire: the annotation as canonical JSON (`protocol.md 9.1`, `9.10` to `9.13`)."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime
from typing import Any

from delegate_app.domain.annotations import Anchor, Annotation, AnnotationKind, Colour, Rect
from delegate_app.domain.ink import InkPoint, Stroke
from delegate_app.storage.annotations import AnnotationRow
from delegate_app.storage.feeds import read_body
from protocol import canonical
from protocol.errors import Invalid, ProtocolError
from protocol.notes import Hlc
from protocol.times import write_time

FORMAT = "hdnd-annotation/2"
FIRST_FORMAT = "hdnd-annotation/1"
OLDER_FORMAT = "hdnd-older/1"
PART = 4000
"""Characters of one part of a note's text."""
HUNDREDTHS = 100
"""Lengths travel as hundredths of a point: canonical JSON has no fractions (`protocol.md 1.1`)."""
FULL_PRESSURE = 255


def written(annotation: Annotation) -> bytes:
    """The plain text of an annotation; `hlc`, `settled` and `older` are not part of it.

    Raises ValueError for a kind of a newer program, whose body only it can write.
    """
    if annotation.kind is AnnotationKind.NEWER:
        raise ValueError("the body of a newer program is kept, never written")
    beyond = json.loads(annotation.beyond) if annotation.beyond else {}
    return canonical.encode(_fields(annotation) | beyond)


def _fields(annotation: Annotation) -> dict[str, Any]:
    """The fields of `protocol.md 9.10`, in its order."""
    anchor = annotation.anchor
    return {
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
        "tags": [_nfc(tag) for tag in annotation.tags],
        "ask": annotation.ask,
        "strokes": [_stroke_numbers(stroke) for stroke in annotation.strokes],
        "parent": annotation.parent,
    }


_KNOWN = frozenset(
    {
        "format",
        "document",
        "version",
        "kind",
        "colour",
        "page",
        "quote",
        "prefix",
        "suffix",
        "start",
        "end",
        "rects",
        "text",
        "created_at",
        "edited_at",
        "tags",
        "ask",
        "strokes",
        "parent",
    }
)


def written_older(text: str) -> bytes:
    """The plain text under which a losing text is given back (`protocol.md 9.17`)."""
    return canonical.encode({"format": OLDER_FORMAT, "text": _parts(text)})


def read(row: AnnotationRow) -> Annotation | None:
    """The annotation of a stored row; one of kind NEWER where a newer program wrote what this one cannot read
    (`protocol.md 9.13`); None for a body that no program wrote."""
    fields = read_body(row.body)
    if fields is None:
        return None
    try:
        return _read(row, fields)
    except (KeyError, ValueError, TypeError, IndexError):
        return _newer(row, fields)


def _read(row: AnnotationRow, fields: dict[str, Any]) -> Annotation:
    kind = AnnotationKind(fields["kind"])
    if fields["format"] not in (FORMAT, FIRST_FORMAT) or kind is AnnotationKind.NEWER:
        raise ValueError("a newer form")
    beyond = {name: value for name, value in fields.items() if name not in _KNOWN}
    text = "".join(fields["text"])
    return Annotation(
        id=row.id,
        document_id=fields["document"],
        version_sha256=fields["version"],
        kind=kind,
        colour=Colour(fields["colour"]),
        anchor=_anchor(fields),
        text=text,
        created_at=datetime.fromisoformat(fields["created_at"]),
        edited_at=datetime.fromisoformat(fields["edited_at"]),
        hlc=row.hlc,
        settled=row.settled_hlc == row.hlc,
        older=tuple(lost for lost in dict.fromkeys(row.older) if lost != text),
        tags=tuple(str(tag) for tag in fields.get("tags", ())),
        ask=fields.get("ask", False) is True,
        strokes=tuple(_stroke(numbers) for numbers in fields.get("strokes", ())),
        parent=str(fields.get("parent", "")),
        beyond=json.dumps(beyond, ensure_ascii=False) if beyond else "",
    )


def _newer(row: AnnotationRow, fields: dict[str, Any]) -> Annotation:
    """What can be told of a form that this program does not know: the place it names, and its words."""
    page = fields.get("page")
    text = fields.get("text")
    words = (
        "".join(part for part in text if isinstance(part, str)) if isinstance(text, list) else ""
    )
    made = _moment(fields.get("created_at"), row.hlc)
    quote = fields.get("quote")
    return Annotation(
        id=row.id,
        document_id=row.document,
        version_sha256=row.version,
        kind=AnnotationKind.NEWER,
        colour=Colour.YELLOW,
        anchor=Anchor(
            page if type(page) is int and page >= 0 else 0,
            quote if isinstance(quote, str) else "",
            *("", "", 0, 0, ()),
        ),
        text=words,
        created_at=made,
        edited_at=_moment(fields.get("edited_at"), row.hlc),
        hlc=row.hlc,
        settled=row.settled_hlc == row.hlc,
        older=row.older,
    )


def _moment(text: object, hlc: str) -> datetime:
    """A time of the body where there is one, else that of the clock value."""
    try:
        moment = datetime.fromisoformat(str(text))
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except ValueError:
        pass
    try:
        return datetime.fromtimestamp(Hlc.parse(hlc).milliseconds / 1000, UTC)
    except (Invalid, ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


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


def _stroke_numbers(stroke: Stroke) -> list[int]:
    """Width, then x, y and pressure of each point, from the second on as differences (`protocol.md 9.12`)."""
    numbers = [round(stroke.width * HUNDREDTHS)]
    before = (0, 0, 0)
    for point in stroke.points:
        here = (
            round(point.x * HUNDREDTHS),
            round(point.y * HUNDREDTHS),
            round(min(max(point.pressure, 0.0), 1.0) * FULL_PRESSURE),
        )
        numbers += [value - last for value, last in zip(here, before, strict=True)]
        before = here
    return numbers


def _stroke(numbers: list[int]) -> Stroke:
    width, steps = numbers[0], numbers[1:]
    if not steps or len(steps) % 3 or not all(type(number) is int for number in numbers):
        raise ValueError("a stroke is a width and points of three numbers")
    points: list[InkPoint] = []
    x = y = pressure = 0
    for dx, dy, dp in zip(steps[::3], steps[1::3], steps[2::3], strict=True):
        x, y, pressure = x + dx, y + dy, pressure + dp
        points.append(InkPoint(x / HUNDREDTHS, y / HUNDREDTHS, pressure / FULL_PRESSURE))
    return Stroke(width / HUNDREDTHS, tuple(points))


def _parts(text: str) -> list[str]:
    """A string of canonical JSON holds 16 KiB at most (`protocol.md 1.4`), so a long note travels in parts."""
    text = _nfc(text)
    return [text[at : at + PART] for at in range(0, len(text), PART)]


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
