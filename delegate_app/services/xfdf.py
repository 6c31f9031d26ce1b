"""Notes as XFDF (ISO 19444-1), the form in which PDF viewers exchange annotations.

What other programs read stands in the standard's own elements; beside it each note carries its own body in an attribute of
our namespace, so that it comes back exactly. Where another program changed the text, the changed text counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from delegate_app.domain.annotations import (
    IN_INK,
    INK_COLOURS,
    INK_TONES,
    MARKER_COLOURS,
    MARKER_TONES,
    NOTE_LENGTH,
    Anchor,
    Annotation,
    AnnotationKind,
    Colour,
    Rect,
    tone_of,
)
from delegate_app.domain.ink import EVEN_PRESSURE, MOST_POINTS, InkPoint, Stroke
from delegate_app.domain.note_imports import LeftOut, Reason
from delegate_app.errors import Code, UserError
from delegate_app.pdf.mark_drawings import mean_width, quads
from delegate_app.pdf.page_frame import PageFrame
from delegate_app.services.annotations import Draft
from delegate_app.services.note_bodies import body_of, draft_of, with_text
from delegate_app.services.xml_trees import BadXml, Element, parse

OURS = "urn:hdnd:annotation"
_ELEMENTS = {
    AnnotationKind.HIGHLIGHT: "highlight",
    AnnotationKind.UNDERLINE: "underline",
    AnnotationKind.BOOKMARK: "underline",
    AnnotationKind.STRIKE_OUT: "strikeout",
    AnnotationKind.NOTE: "text",
    AnnotationKind.NEWER: "text",
    AnnotationKind.INK: "ink",
    AnnotationKind.ARROW: "line",
    AnnotationKind.TEXT_BOX: "freetext",
}
_KINDS = {
    "highlight": AnnotationKind.HIGHLIGHT,
    "underline": AnnotationKind.UNDERLINE,
    "squiggly": AnnotationKind.UNDERLINE,
    "strikeout": AnnotationKind.STRIKE_OUT,
    "text": AnnotationKind.NOTE,
    "freetext": AnnotationKind.TEXT_BOX,
    "ink": AnnotationKind.INK,
    "line": AnnotationKind.ARROW,
}
SIGN = 18.0


@dataclass(frozen=True)
class Found:
    """What a file holds for one version."""

    drafts: tuple[Draft, ...]
    left_out: tuple[LeftOut, ...]


# ------------------------------------------------------------------------------------- writing


def write(notes: Sequence[Annotation], frames: Sequence[PageFrame], *, author: str) -> bytes:
    """The file; `frames` has one entry a page."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<xfdf xmlns="http://ns.adobe.com/xfdf/" xmlns:nt="{OURS}" xml:space="preserve">',
        "<annots>",
    ]
    for note in notes:
        if note.anchor.page < len(frames):
            lines.append(_element(note, frames[note.anchor.page], author))
    lines += ["</annots>", "</xfdf>", ""]
    return "\n".join(lines).encode()


def _element(note: Annotation, frame: PageFrame, author: str) -> str:
    name = _ELEMENTS[note.kind]
    if note.kind is AnnotationKind.NOTE and note.anchor.quote and note.anchor.rects:
        name = "highlight"
    rect = _bounds(note, frame)
    attributes = {
        "page": str(note.anchor.page),
        "rect": _numbers(rect),
        "color": tone_of(note.kind, note.colour).upper(),
        "flags": "print",
        "name": note.id,
        "title": author,
        "date": _date(note.edited_at),
        "creationdate": _date(note.created_at),
        "nt:body": body_of(note),
    }
    inside = f"<contents>{escape(note.text)}</contents>"
    if name in ("highlight", "underline", "strikeout"):
        attributes["coords"] = _numbers(quads(frame, note.anchor.rects))
    elif name == "ink":
        attributes["width"] = f"{mean_width(note.strokes[0]):.2f}"
        gestures = "".join(f"<gesture>{_path(s, frame)}</gesture>" for s in note.strokes)
        inside += f"<inklist>{gestures}</inklist>"
    elif name == "line":
        ends = note.strokes[0].points
        attributes["width"] = f"{note.strokes[0].width:.2f}"
        attributes["start"] = _numbers(frame.leave(ends[0].x, ends[0].y))
        attributes["end"] = _numbers(frame.leave(ends[-1].x, ends[-1].y))
        attributes["tail"] = "OpenArrow"
    written = " ".join(f"{key}={quoteattr(value)}" for key, value in attributes.items() if value)
    return f"<{name} {written}>{inside}</{name}>"


def _bounds(note: Annotation, frame: PageFrame) -> tuple[float, float, float, float]:
    rects = note.anchor.rects or (Rect(12, 12, 12 + SIGN, 12 + SIGN),)
    corners = [
        frame.leave(*corner) for r in rects for corner in ((r.left, r.top), (r.right, r.bottom))
    ]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _path(stroke: Stroke, frame: PageFrame) -> str:
    return ";".join(_numbers(frame.leave(point.x, point.y)) for point in stroke.points)


def _numbers(values: Sequence[float]) -> str:
    return ",".join(f"{value:.3f}".rstrip("0").rstrip(".") for value in values)


def _date(moment: datetime) -> str:
    offset = moment.strftime("%z")
    return moment.strftime("D:%Y%m%d%H%M%S") + f"{offset[:3]}'{offset[3:]}'"


# ------------------------------------------------------------------------------------- reading


def read(data: bytes, frames: Sequence[PageFrame], *, version: str) -> Found:
    """What the file holds for a version with these pages.

    Raises IMPORT_MALFORMED for what is no XFDF.
    """
    try:
        root = parse(data)
    except BadXml as error:
        raise UserError(Code.IMPORT_MALFORMED, "no XML") from error
    annots = root.child("annots")
    if root.name != "xfdf" or annots is None:
        raise UserError(Code.IMPORT_MALFORMED, "no XFDF")
    drafts: list[Draft] = []
    left_out: list[LeftOut] = []
    for element in annots.children:
        found = _draft(element, frames, version)
        if isinstance(found, Reason):
            left_out.append(LeftOut(element.name, _page(element), found))
        else:
            drafts.append(found)
    return Found(tuple(drafts), tuple(left_out))


def _draft(element: Element, frames: Sequence[PageFrame], version: str) -> Draft | Reason:
    body = element.attributes.get("nt:body", "")
    text = _text(element)
    if len(text) > NOTE_LENGTH:
        return Reason.TOO_LONG
    if body:
        own = draft_of(body, element.attributes.get("name", ""), version, len(frames))
        return own if isinstance(own, Reason) else with_text(own, text)
    try:
        return _foreign(element, frames, text)
    except (ValueError, IndexError):
        return Reason.NO_PLACE


def _foreign(element: Element, frames: Sequence[PageFrame], text: str) -> Draft | Reason:
    kind = _KINDS.get(element.name)
    if kind is None or "inreplyto" in element.attributes:
        return Reason.UNKNOWN_KIND
    page = _page(element)
    if not 0 <= page < len(frames):
        return Reason.NO_SUCH_PAGE
    frame = frames[page]
    strokes: tuple[Stroke, ...] = ()
    if kind is AnnotationKind.INK:
        strokes = _strokes(element, frame)
        rects = _around(strokes)
    elif kind is AnnotationKind.ARROW:
        strokes = (_line(element, frame),)
        rects = _around(strokes)
    elif "coords" in element.attributes:
        rects = _quads(_floats(element.attributes["coords"]), frame)
    else:
        rects = (_rect(_floats(element.attributes.get("rect", "")), frame),)
    if kind is AnnotationKind.NOTE:
        place = rects[0]
        rects = (Rect(place.left, place.top, place.left + SIGN, place.top + SIGN),)
    colour = _nearest(kind, element.attributes.get("color", ""))
    anchor = Anchor(page, "", "", "", 0, 0, rects)
    return Draft(kind, colour, anchor, text, strokes=strokes)


def _page(element: Element) -> int:
    digits = element.attributes.get("page", "")
    return int(digits) if digits.isdecimal() and len(digits) < 8 else -1


def _text(element: Element) -> str:
    plain, rich = element.child("contents"), element.child("contents-richtext")
    found = plain.text if plain is not None else rich.all_text() if rich is not None else ""
    return found.replace("\r\n", "\n").replace("\r", "\n").strip()


def _floats(text: str) -> list[float]:
    values = [float(part) for part in text.replace(";", ",").split(",") if part.strip()]
    if not values or not all(abs(value) < 1e6 for value in values):
        raise ValueError("no numbers of a page")
    return values


def _enter(frame: PageFrame, x: float, y: float) -> tuple[float, float]:
    left, top, _, _ = frame.enter(x, y, x, y)
    return left, top


def _rect(values: Sequence[float], frame: PageFrame) -> Rect:
    left, bottom, right, top = values[:4]
    return Rect(
        *frame.enter(min(left, right), min(bottom, top), max(left, right), max(bottom, top))
    )


def _quads(values: Sequence[float], frame: PageFrame) -> tuple[Rect, ...]:
    if len(values) % 8:
        raise ValueError("corners come in fours")
    found = []
    for at in range(0, len(values), 8):
        xs, ys = values[at : at + 8 : 2], values[at + 1 : at + 8 : 2]
        found.append(Rect(*frame.enter(min(xs), min(ys), max(xs), max(ys))))
    return tuple(found)


def _strokes(element: Element, frame: PageFrame) -> tuple[Stroke, ...]:
    inklist = element.child("inklist")
    width = _width(element)
    found = []
    for gesture in inklist.children if inklist is not None else ():
        values = _floats(gesture.text)
        places = [_enter(frame, x, y) for x, y in zip(values[::2], values[1::2], strict=True)]
        points = tuple(InkPoint(x, y, EVEN_PRESSURE) for x, y in places)
        found += [
            Stroke(width, points[at : at + MOST_POINTS])
            for at in range(0, max(1, len(points) - 1), MOST_POINTS - 1)
        ]
    if not found or sum(len(stroke.points) for stroke in found) > MOST_POINTS:
        raise ValueError("no strokes, or more than a note holds")
    return tuple(found)


def _line(element: Element, frame: PageFrame) -> Stroke:
    ends = [_floats(element.attributes.get(key, ""))[:2] for key in ("start", "end")]
    if element.attributes.get("head", "None") not in ("", "None") and (
        element.attributes.get("tail", "None") in ("", "None")
    ):
        ends.reverse()  # the arrow's head stands where the line begins
    places = [_enter(frame, x, y) for x, y in ends]
    return Stroke(_width(element), tuple(InkPoint(x, y, EVEN_PRESSURE) for x, y in places))


def _width(element: Element) -> float:
    try:
        return min(max(float(element.attributes.get("width", "")), 0.2), 40.0)
    except ValueError:
        return 1.0


def _around(strokes: Sequence[Stroke]) -> tuple[Rect, ...]:
    sides = list(zip(*(stroke.bounds for stroke in strokes), strict=True))
    return (Rect(min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3])),)


def _nearest(kind: AnnotationKind, tone: str) -> Colour:
    """The colour of ours that lies nearest, told apart as the eye does roughly: by red, green and blue."""
    offered = INK_COLOURS if kind in IN_INK else MARKER_COLOURS
    tones = INK_TONES if kind in IN_INK else MARKER_TONES
    try:
        wanted = [int(tone[at : at + 2], 16) for at in (1, 3, 5)]
    except ValueError:
        return offered[0]

    def distance(colour: Colour) -> int:
        ours = (int(tones[colour][at : at + 2], 16) for at in (1, 3, 5))
        return sum((a - b) ** 2 for a, b in zip(ours, wanted, strict=True))

    return min(offered, key=distance)
