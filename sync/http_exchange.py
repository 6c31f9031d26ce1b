"""Bounds of one HTTP exchange and what its answer may be: everything about it that needs no library.

The six guards of a call to the council
1. A total deadline (`sync.connections.Line`) that grows with the announced size at a minimum rate.
2. `Content-Length` is required and must be met; digests are checked by whoever asked for the bytes.
3. Nothing of the environment is used: no proxies, no credentials, no certificates of this machine.
4. What unpacks is bounded, whatever was announced.
5. Files travel unpacked (`identity`), so that a range is a range of the file.
6. Only what can be unpacked here is offered: gzip for JSON, never zstd.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from protocol.council_api import Offline
from protocol.errors import Code, Invalid

MINIMUM_RATE = 8 * 1024
"""Bytes a second under which a body counts as not coming."""
LONGEST_RETRY = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: `call` for an answer without its body, `wait` on top for a long poll's own waiting."""

    call: float = 20.0
    minimum_rate: int = MINIMUM_RATE

    def for_body(self, size: int) -> float:
        """How much longer a body of that size may take."""
        return size / self.minimum_rate


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: headers in lower case, body unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def retry_after(self) -> float | None:
        """Seconds that the council asks to wait, None when it does not say."""
        text = self.headers.get("retry-after", "")
        if text.isascii() and text.isdecimal():
            return min(float(text), LONGEST_RETRY)
        return _until(text, self.headers.get("date", ""))


def _until(text: str, date: str) -> float | None:
    """Seconds from the server's own `date` to the moment in `text`, both in HTTP's form."""
    try:
        end, start = parsedate_to_datetime(text), parsedate_to_datetime(date)
    except ValueError:
        return None
    seconds = (_aware(end) - _aware(start)).total_seconds()
    return min(max(seconds, 0.0), LONGEST_RETRY)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def announced_size(headers: Mapping[str, str], limit: int) -> int:
    """The size of the body to come. Raises Invalid when none is announced or it is too large."""
    text = headers.get("content-length", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise Invalid(Code.BAD_MESSAGE, "no content-length")
    if int(text) > limit:
        raise Invalid(Code.BAD_MESSAGE, "body larger than allowed")
    return int(text)


def whole(pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    """The pieces, `size` bytes together. Raises Offline when they end early, Invalid when there are more."""
    left = size
    for piece in pieces:
        left -= len(piece)
        if left < 0:
            raise Invalid(Code.BAD_MESSAGE, "body longer than announced")
        yield piece
    if left:
        raise Offline(f"cut short: {left} of {size} bytes are missing")


def unpacked(body: bytes, encoding: str, limit: int) -> bytes:
    """The body without its content encoding: none or gzip, at most `limit` bytes. Raises Invalid."""
    if encoding in ("", "identity"):
        return body
    if encoding != "gzip":
        raise Invalid(Code.BAD_MESSAGE, "content-encoding not offered")
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(body, limit + 1)
    except zlib.error:
        raise Invalid(Code.BAD_MESSAGE, "gzip") from None
    if len(plain) > limit:
        raise Invalid(Code.BAD_MESSAGE, "unpacks to more than allowed")
    if not unpacker.eof or unpacker.unused_data:
        raise Invalid(Code.BAD_MESSAGE, "gzip cut short")
    return plain
