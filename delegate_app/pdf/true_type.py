"""What writing with a TrueType font takes: glyphs and widths of letters, and lines broken to a width (ISO/IEC 14496-22)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field


@dataclass
class TrueType:
    """A font file. Raises ValueError for one that lacks a Unicode table of format 4 or 12."""

    data: bytes
    units: int = field(init=False)
    ascent: int = field(init=False)
    descent: int = field(init=False)
    box: tuple[int, int, int, int] = field(init=False)
    _glyphs: dict[int, int] = field(init=False, default_factory=dict)
    _advances: list[int] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        count = struct.unpack_from(">H", self.data, 4)[0]
        records = (struct.unpack_from(">4sLLL", self.data, 12 + 16 * n) for n in range(count))
        tables = {tag.decode("latin-1"): (offset, length) for tag, _, offset, length in records}
        head, hhea, hmtx = (tables[name][0] for name in ("head", "hhea", "hmtx"))
        self.units = struct.unpack_from(">H", self.data, head + 18)[0]
        self.box = struct.unpack_from(">4h", self.data, head + 36)
        self.ascent, self.descent = struct.unpack_from(">2h", self.data, hhea + 4)
        wide = struct.unpack_from(">H", self.data, hhea + 34)[0]
        self._advances = [struct.unpack_from(">H", self.data, hmtx + 4 * n)[0] for n in range(wide)]
        self._read_letters(tables["cmap"][0])

    def _read_letters(self, start: int) -> None:
        count = struct.unpack_from(">H", self.data, start + 2)[0]
        forms = {}
        for number in range(count):
            offset = struct.unpack_from(">4xL", self.data, start + 4 + 8 * number)[0]
            forms[struct.unpack_from(">H", self.data, start + offset)[0]] = start + offset
        if 12 in forms:
            self._read_form_12(forms[12])
        elif 4 in forms:
            self._read_form_4(forms[4])
        else:
            raise ValueError("the font has no Unicode table that can be read")

    def _read_form_12(self, at: int) -> None:
        groups = struct.unpack_from(">L", self.data, at + 12)[0]
        for number in range(groups):
            first, last, glyph = struct.unpack_from(">3L", self.data, at + 16 + 12 * number)
            self._glyphs |= {code: glyph + code - first for code in range(first, last + 1)}

    def _read_form_4(self, at: int) -> None:
        segments = struct.unpack_from(">H", self.data, at + 6)[0] // 2
        ends, starts = at + 14, at + 16 + 2 * segments
        deltas, offsets = starts + 2 * segments, starts + 4 * segments
        for number in range(segments):
            last, first, delta, offset = (
                struct.unpack_from(">H", self.data, table + 2 * number)[0]
                for table in (ends, starts, deltas, offsets)
            )
            for code in range(first, last + 1):
                glyph = code
                if offset:
                    place = offsets + 2 * number + offset + 2 * (code - first)
                    glyph = struct.unpack_from(">H", self.data, place)[0]
                if glyph:
                    self._glyphs[code] = (glyph + delta) % 0x10000

    def glyph(self, letter: str) -> int:
        """The glyph of a letter, 0 for one that the font lacks."""
        return self._glyphs.get(ord(letter), 0)

    def letters(self) -> dict[int, int]:
        """Glyphs by the code points of their letters."""
        return dict(self._glyphs)

    def advance(self, glyph: int) -> int:
        """How far a glyph moves the pen, in thousandths of the font's size."""
        width = self._advances[min(glyph, len(self._advances) - 1)]
        return round(width * 1000 / self.units)

    def width(self, text: str, size: float) -> float:
        """How wide a text is at a size."""
        return sum(self.advance(self.glyph(letter)) for letter in text) * size / 1000

    def lines(self, text: str, size: float, room: float) -> list[str]:
        """The text in lines that fit `room`, broken between words; a longer word is broken where it must be."""
        found: list[str] = []
        for paragraph in text.split("\n"):
            line = ""
            for word in paragraph.split(" "):
                longer = f"{line} {word}" if line else word
                if self.width(longer, size) <= room:
                    line = longer
                    continue
                if line:
                    found.append(line)
                line = word
                while len(line) > 1 and self.width(line, size) > room:
                    cut = next(
                        n
                        for n in range(len(line) - 1, 0, -1)
                        if n == 1 or self.width(line[:n], size) <= room
                    )
                    found.append(line[:cut])
                    line = line[cut:]
            found.append(line)
        return found
