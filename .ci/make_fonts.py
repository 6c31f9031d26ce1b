"""Cut the window's fonts out of Noto Sans (Debian package `fonts-noto-core`) into `resources/fonts/`.

    python .ci/make_fonts.py

Kept: Latin with every Vietnamese letter (composed and decomposed), punctuation, tabular figures, and a few signs that
Noto Sans lacks (arrows, minus, check marks), grafted from its sister fonts of the same design size and licence.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

NOTO = Path("/usr/share/fonts/truetype/noto")
TARGET = Path(__file__).resolve().parents[1] / "resources" / "fonts"
FACES = ("Regular", "Bold", "Italic")
RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x192, 0x192),
    (0x1A0, 0x1A1),
    (0x1AF, 0x1B0),
    (0x2BC, 0x2DD),
    (0x300, 0x304),
    (0x306, 0x30C),
    (0x31B, 0x31B),
    (0x323, 0x323),
    (0x1EA0, 0x1EF9),
    (0x2000, 0x206F),
    (0x2070, 0x2089),
    (0x20A0, 0x20BF),
    (0x2100, 0x215F),
)
FEATURES = ["ccmp", "kern", "locl", "lnum", "mark", "mkmk", "pnum", "tnum"]
SIGNS = {"NotoSansMath-Regular": "→←↑↓−≥≤≠≈", "NotoSansSymbols2-Regular": "✓✗●○■□▲▼"}


def main() -> int:
    """Write the three faces; print their sizes."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        font = TTFont(NOTO / f"NotoSans-{face}.ttf")
        _cut(font)
        for name, signs in SIGNS.items():
            _graft(font, TTFont(NOTO / f"{name}.ttf"), signs)
        path = TARGET / f"NotoSans-{face}.ttf"
        font.save(path)
        print(f"{path.name}: {path.stat().st_size // 1024} KiB, {len(font.getGlyphOrder())} glyphs")
    return 0


def _cut(font: TTFont) -> None:
    options = Options()
    options.layout_features = FEATURES
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.hinting = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    subsetter.subset(font)


def _graft(font: TTFont, donor: TTFont, signs: str) -> None:
    """Copy `signs` that `font` lacks, as plain outlines, scaled to its design size."""
    scale = font["head"].unitsPerEm / donor["head"].unitsPerEm
    if scale != 1:
        raise ValueError("the donor font has another design size")
    glyphs, names = donor.getGlyphSet(), donor.getBestCmap()
    for sign in signs:
        if ord(sign) in font.getBestCmap():
            continue
        outline = DecomposingRecordingPen(glyphs)
        glyphs[names[ord(sign)]].draw(outline)
        pen = TTGlyphPen(None)
        outline.replay(pen)
        name = f"uni{ord(sign):04X}"
        # Assigning to `glyf` also appends the name to the glyph order.
        font["glyf"][name] = pen.glyph()
        font["hmtx"][name] = donor["hmtx"][names[ord(sign)]]
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(sign)] = name


if __name__ == "__main__":
    raise SystemExit(main())
