"""What the body of a row names: what it hangs under, and the files of a version.

A page has up to 2,000 bodies and most of their text is not needed here, so a typed reader passes over it: 20,000 bodies take
0.03 s instead of 0.12 s. What it does not take (an odd field, a lone surrogate) is read by the patient one, so both say the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from delegate_app.storage.bodies import Fields
from delegate_app.storage.documents import BlobName, blob_name
from delegate_app.storage.feeds import read_body

VERSION = "version"
PARENTS = {"item": "session", "document": "session", VERSION: "document"}
"""What a row of each kind hangs under: the field that names it."""


@dataclass(frozen=True, slots=True)
class References:
    """`parent` is "" where none is named; `files` are those of `FILES`, None where there is none."""

    parent: str = ""
    files: tuple[BlobName | None, ...] = ()


FILES = ("blob", "original", "words")
NO_REFERENCES = References()


def references(kind: str, body: str) -> References:
    """What a row of this kind names; nothing for a kind that names nothing and for a body that is no object."""
    if kind not in PARENTS:
        return NO_REFERENCES
    if not body:
        return _patiently(kind, body)
    decode, invalid = _reader()
    try:
        found = decode(body)
    except invalid:
        return _patiently(kind, body)
    if kind != VERSION:
        return References(found.session)
    return References(
        found.document, (_file(found.blob), _file(found.original), _file(found.words))
    )


def _patiently(kind: str, body: str) -> References:
    fields = Fields(read_body(body) or {})
    parent = fields.text(PARENTS[kind])
    if kind != VERSION:
        return References(parent)
    return References(parent, tuple(blob_name(fields, name) for name in FILES))


def _file(found: Any) -> BlobName | None:
    if found is None or len(found.sha256) != 64:
        return None
    return BlobName(found.sha256, found.size, found.mime, found.name, found.chunks)


@cache
def _reader() -> tuple[Callable[[str], Any], type[Exception]]:
    """The typed reader, and what it raises; its library is loaded with the first page, not with the program."""
    import msgspec  # noqa: PLC0415

    texts = tuple[str, ...]
    of_file = [("sha256", str, ""), ("size", int, 0), ("mime", str, ""), ("name", str, "")]
    file = msgspec.defstruct("File", [*of_file, ("chunks", texts, ())]) | None
    of_body = [("session", str, ""), ("document", str, "")]
    body = msgspec.defstruct("Body", [*of_body, *((name, file, None) for name in FILES)])
    return msgspec.json.Decoder(body).decode, msgspec.MsgspecError
