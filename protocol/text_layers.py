"""Words that a machine recognised on pages that hold none: what the council's server sends beside a scan (protocol.md 8.14).

A text layer helps to find and to copy; it is never the text that is voted on, which remains the picture.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from typing import Any

from protocol.errors import Code, Invalid
from protocol.limits import TEXT_LAYER, TEXT_LAYER_UNPACKED

FORMAT = "hdnd-words/1"
MIME = "application/vnd.hdnd.words"
HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class RecognisedWord:
    """A word and its box in hundredths of a point from the top left corner of the page as shown."""

    text: str
    left: int
    top: int
    right: int
    bottom: int


Line = tuple[RecognisedWord, ...]


@dataclass(frozen=True, slots=True)
class TextLayer:
    """What was recognised: `engine` says by what; lines of words in reading order by page, from 0."""

    engine: str
    pages: dict[int, tuple[Line, ...]]

    @property
    def words(self) -> int:
        """How many words there are."""
        return sum(len(line) for lines in self.pages.values() for line in lines)


def encode(layer: TextLayer) -> bytes:
    """The file: JSON, packed by zlib (RFC 1950)."""
    pages = [
        [number, [[[w.text, w.left, w.top, w.right, w.bottom] for w in line] for line in lines]]
        for number, lines in sorted(layer.pages.items())
    ]
    plain = {"format": FORMAT, "engine": layer.engine, "pages": pages}
    return zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode(), 9)


def decode(data: bytes) -> TextLayer:
    """Read the file. Raises Invalid FORMAT for anything else, and never unpacks more than the limit."""
    if len(data) > TEXT_LAYER:
        raise Invalid(Code.FORMAT, f"a text layer of {len(data)} bytes")
    try:
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(data, TEXT_LAYER_UNPACKED)
        if not unpacker.eof:
            raise Invalid(Code.FORMAT, "a text layer that is cut or too large")
        fields = json.loads(plain)
        if fields["format"] != FORMAT:
            raise Invalid(Code.FORMAT, "a text layer of another format")
        pages = {_whole(number): _lines(lines) for number, lines in fields["pages"]}
        return TextLayer(_text(fields["engine"]), pages)
    except (zlib.error, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Invalid(Code.FORMAT, f"a text layer: {type(error).__name__}") from error


def _lines(lines: list[list[list[Any]]]) -> tuple[Line, ...]:
    return tuple(
        tuple(
            RecognisedWord(_text(text), *(_whole(side) for side in (left, top, right, bottom)))
            for text, left, top, right, bottom in line
        )
        for line in lines
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is expected")
    return value


def _whole(value: object) -> int:
    if type(value) is not int or not 0 <= value < 2**31:
        raise TypeError("a whole number is expected")
    return value
