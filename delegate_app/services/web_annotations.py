"""Notes as W3C Web Annotations (JSON-LD; Web Annotation Data Model, 2017).

Quote, position and page are selectors of the standard; beside them each note carries its own body under our name, so that
it comes back exactly. The text of the standard's own part counts where another program changed it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from delegate_app.domain.annotations import NOTE_LENGTH, Annotation, AnnotationKind
from delegate_app.domain.note_imports import LeftOut, Reason
from delegate_app.errors import Code, UserError
from delegate_app.services.annotations import Draft
from delegate_app.services.note_bodies import body_of, draft_of, with_text
from delegate_app.services.xfdf import Found

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"nt": "urn:hdnd:annotation#"}]
LARGEST = 32 * 1024 * 1024
NOTE_ID, PAPER_ID = "urn:hdnd:note:", "urn:sha256:"
_MOTIVATIONS = {
    AnnotationKind.HIGHLIGHT: "highlighting",
    AnnotationKind.UNDERLINE: "highlighting",
    AnnotationKind.STRIKE_OUT: "editing",
    AnnotationKind.BOOKMARK: "bookmarking",
}


def write(notes: Sequence[Annotation], *, author: str) -> bytes:
    """The file: one page of annotations."""
    page = {
        "@context": CONTEXT,
        "type": "AnnotationPage",
        "items": [_item(note, author) for note in notes],
    }
    return (json.dumps(page, ensure_ascii=False, indent=1) + "\n").encode()


def _item(note: Annotation, author: str) -> dict[str, Any]:
    bodies = []
    if note.text:
        bodies.append(_textual(note.text, "commenting"))
    if note.ask:
        bodies.append(_textual("ask-in-the-sitting", "questioning"))
    bodies += [_textual(tag, "tagging") for tag in note.tags]
    item: dict[str, Any] = {
        "id": NOTE_ID + note.id,
        "type": "Annotation",
        "motivation": _MOTIVATIONS.get(note.kind, "commenting"),
        "creator": {"type": "Person", "name": author},
        "created": note.created_at.isoformat(),
        "modified": note.edited_at.isoformat(),
        "body": bodies,
        "target": {"source": PAPER_ID + note.version_sha256, "selector": _selectors(note)},
    }
    body = body_of(note)
    if body:
        item["nt:note"] = json.loads(body)
    return item


def _textual(value: str, purpose: str) -> dict[str, str]:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose}


def _selectors(note: Annotation) -> list[dict[str, Any]]:
    anchor = note.anchor
    found: list[dict[str, Any]] = [
        {
            "type": "FragmentSelector",
            "conformsTo": "http://tools.ietf.org/rfc/rfc3778",
            "value": f"page={anchor.page + 1}",
        }
    ]
    if anchor.quote:
        quote = {"exact": anchor.quote, "prefix": anchor.prefix, "suffix": anchor.suffix}
        found.append({"type": "TextQuoteSelector", **quote})
        found.append({"type": "TextPositionSelector", "start": anchor.start, "end": anchor.end})
    return found


def read(data: bytes, *, version: str, pages: int) -> Found:
    """What the file holds for a version of so many pages. Raises IMPORT_MALFORMED for what is no such file."""
    try:
        root = json.loads(data) if len(data) <= LARGEST else None
    except (ValueError, RecursionError) as error:
        raise UserError(Code.IMPORT_MALFORMED, "no JSON") from error
    items = root.get("items") if isinstance(root, dict) else root
    if not isinstance(items, list):
        raise UserError(Code.IMPORT_MALFORMED, "no list of annotations")
    drafts: list[Draft] = []
    left_out: list[LeftOut] = []
    for item in items:
        found = _draft(item, version, pages) if isinstance(item, dict) else Reason.UNKNOWN_KIND
        if isinstance(found, Reason):
            left_out.append(LeftOut(_name(item), -1, found))
        else:
            drafts.append(found)
    return Found(tuple(drafts), tuple(left_out))


def _name(item: object) -> str:
    motivation = item.get("motivation") if isinstance(item, dict) else None
    return motivation if isinstance(motivation, str) else "annotation"


def _draft(item: dict[str, Any], version: str, pages: int) -> Draft | Reason:
    """Only what carries its own body has a place for sure; a quote of another program is not guessed at."""
    own = item.get("nt:note")
    if not isinstance(own, dict):
        return Reason.NO_PLACE
    name = str(item.get("id", "")).removeprefix(NOTE_ID)
    draft = draft_of(json.dumps(own, ensure_ascii=False), name, version, pages)
    if isinstance(draft, Reason):
        return draft
    text = _comment(item)
    return Reason.TOO_LONG if len(text) > NOTE_LENGTH else with_text(draft, text)


def _comment(item: dict[str, Any]) -> str:
    bodies = item.get("body")
    for body in bodies if isinstance(bodies, list) else [bodies]:
        if isinstance(body, dict) and body.get("purpose", "commenting") == "commenting":
            value = body.get("value")
            return value if isinstance(value, str) else ""
    return ""
