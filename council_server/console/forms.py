"""What a call brings in: only the fields that its route declared, each within its length, as clean text.

A form is urlencoded, multipart (files) or JSON (an object of strings and lists of strings); the three read alike.
"""

from __future__ import annotations

import asyncio
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from council_server.console.troubles import Trouble

FORM_LIMIT = 256 * 1024
FORM_SECONDS = 20.0
PIECE_SECONDS = 20.0
"""An upload may take long, but never so long without a piece arriving."""
UPLOAD_SECONDS = 2 * 60 * 60.0
MOST_VALUES = 1000
MOST_FILES = 200
END_BYTES = 256
KEPT_CONTROLS = frozenset("\n\t")
URLENCODED, MULTIPART, JSON = (
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/json",
)


@dataclass(frozen=True, slots=True)
class Field:
    """A text that a route takes: at most `most` characters; with `many`, several of them."""

    name: str
    most: int = 200
    many: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """Every declared field has a value: "" and [] where nothing was sent."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, Sequence[UploadFile]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The field's text without the space around it; KeyError for a field that the route did not declare."""
        found = self.values[name]
        return found[0].strip() if found else ""

    def raw(self, name: str) -> str:
        """The field's text with the space around it, for passwords."""
        found = self.values[name]
        return found[0] if found else ""

    def texts(self, name: str) -> list[str]:
        return [text.strip() for text in self.values[name]]

    def uploads(self, name: str) -> list[UploadFile]:
        """Files under this name. What they are called is text for people, and never a path."""
        return list(self.files[name])


def clean(text: str) -> str:
    """The text in NFC with one kind of line end; raises Trouble 400 for control characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    for character in text:
        kind = unicodedata.category(character)
        if kind in {"Cc", "Cs"} and character not in KEPT_CONTROLS:
            raise Trouble(400, "trouble.characters")
    return text


def pick(
    sent: Mapping[str, list[str]], fields: Sequence[Field], uploads: FormData | None = None
) -> Form:
    """The declared fields of what was sent; anything else is left lying. Raises Trouble 400."""
    values: dict[str, list[str]] = {}
    for one in fields:
        found = [clean(text) for text in sent.get(one.name, [])]
        if len(found) > (MOST_VALUES if one.many else 1):
            raise Trouble(400, "trouble.twice")
        if any(len(text) > one.most for text in found):
            raise Trouble(400, "trouble.too_long", most=one.most)
        values[one.name] = found
    files: dict[str, list[UploadFile]] = {one.name: [] for one in fields}
    if uploads is not None:
        for name, value in uploads.multi_items():
            # A file field that was left empty is sent as a file without name and bytes.
            if name in files and isinstance(value, UploadFile) and (value.filename or value.size):
                files[name].append(value)
    return Form(values, files)


def read_query(request: Request, fields: Sequence[Field]) -> Form:
    """The declared parameters of the address. Raises Trouble 400."""
    if not fields:
        return Form()
    sent: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        sent.setdefault(name, []).append(value)
    return pick(sent, fields)


async def read_body(request: Request, fields: Sequence[Field], *, upload: int) -> Form:
    """The declared fields of the body, of at most `upload` bytes (0: an ordinary form).

    Raises Trouble: 400 what cannot be read, 408 too slow, 413 too large, 415 another kind.
    """
    limit = upload or FORM_LIMIT
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or len(length) > 16:
        raise Trouble(400)
    if int(length) > limit:
        raise Trouble(413)
    channel = Bounded(request, limit, slow=bool(upload))
    bounded = Request(request.scope, channel.receive)
    whole_kind = request.headers.get("content-type", "")
    kind = whole_kind.partition(";")[0].strip().lower()
    try:
        async with asyncio.timeout(UPLOAD_SECONDS if upload else FORM_SECONDS):
            if kind == JSON:
                return pick(read_json(await bounded.body()), fields)
            if kind not in {URLENCODED, MULTIPART} and length != "0":
                raise Trouble(415)
            form = await bounded.form(
                max_files=MOST_FILES if upload else 0, max_fields=MOST_VALUES, max_part_size=limit
            )
        if kind == MULTIPART and not is_whole(whole_kind, channel.end):
            await form.close()
            raise Trouble(400)
    except TimeoutError:
        raise Trouble(408) from None
    except (HTTPException, UnicodeDecodeError):
        raise Trouble(400) from None
    sent: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            sent.setdefault(name, []).append(value)
    return pick(sent, fields, form)


class Bounded:
    """The request's own channel, which stops with Trouble 413 behind so many bytes, 408 where nothing more comes."""

    def __init__(self, request: Request, limit: int, *, slow: bool) -> None:
        self._request = request
        self._limit = limit
        self._seconds = PIECE_SECONDS if slow else FORM_SECONDS
        self._read = 0
        self.end = b""
        """The last bytes that came."""

    async def receive(self) -> Message:
        try:
            async with asyncio.timeout(self._seconds):
                message = await self._request.receive()
        except TimeoutError:
            raise Trouble(408) from None
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body = message.get("body", b"")
        self._read += len(body)
        if self._read > self._limit:
            raise Trouble(413)
        self.end = (self.end + body)[-END_BYTES:]
        return message


def is_whole(kind: str, end: bytes) -> bool:
    """Whether a multipart body ended with its last boundary (RFC 2046 5.1.1): half of one is no form."""
    boundary = parse_options_header(kind)[1].get(b"boundary", b"")
    return bool(boundary) and b"--" + boundary + b"--" in end


def read_json(data: bytes) -> dict[str, list[str]]:
    """The texts of a JSON object; raises Trouble 400 for any other shape."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise Trouble(400) from None
    if not isinstance(found, dict):
        raise Trouble(400)
    sent: dict[str, list[str]] = {}
    for name, value in found.items():
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str) for one in values):
            raise Trouble(400)
        sent[name] = values
    return sent
