"""Marks as annotation dictionaries of PDF with their appearances (ISO 32000-1, 12.5).

Rules
1. Every mark has an appearance, so that every viewer shows it as this program does.
2. `/QuadPoints` go top left, top right, bottom left, bottom right, as all viewers read them, whatever the standard's figure says.
3. Coordinates are the page's own: before `/Rotate`, from the file's origin.
4. `/F 4`: a mark is printed. `/NM` is the note's id, `/T` who made it, `/M` when.
5. A note's sign hangs upright from the upper left corner of its rectangle, as viewers draw it on turned pages whether they
   are told or not; there it is told (`/F 20`).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from datetime import datetime

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
    pdf_date,
    pdf_name,
    pdf_string,
)
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from delegate_app.domain.annotations import Annotation, AnnotationKind, Rect
from delegate_app.pdf import mark_drawings
from delegate_app.pdf.mark_drawings import LINE, PIN, Box, Drawing, quads, rgb
from delegate_app.pdf.naming import Naming
from delegate_app.pdf.page_frame import PageFrame
from delegate_app.pdf.true_type import TrueType

FONT = "NT"
PRINTED = 4
UPRIGHT = 16


class MarkObjects:
    """Makes the annotations of one file; the font is embedded once, when the first text box needs it."""

    def __init__(
        self, writer: BasePdfFileWriter, *, author: str, naming: Naming, font: TrueType
    ) -> None:
        self._writer = writer
        self._author = author
        self._naming = naming
        self._font = font
        self._font_reference: IndirectObject | None = None

    def annotation(
        self, mark: Annotation, frame: PageFrame, page: IndirectObject
    ) -> IndirectObject:
        """The annotation of a mark on a page."""
        drawing = Drawing(frame)
        fields, box, is_multiplied = _MAKERS[mark.kind](self, mark, drawing)
        base: Fields = {
            "/Type": pdf_name("/Annot"),
            "/P": page,
            "/Rect": numbers(*box),
            "/C": numbers(*rgb(mark.kind, mark)),
            "/T": text(self._author),
            "/Contents": text(self.contents(mark)),
            "/Subj": text(self._naming.kinds[mark.kind]),
            "/NM": pdf_string(mark.id),
            "/M": date(mark.edited_at),
            "/CreationDate": date(mark.created_at),
            "/F": NumberObject(PRINTED),
        }
        appearance = self._appearance(drawing, box, multiply=is_multiplied, letters=mark)
        made = DictionaryObject({pdf_name(key): value for key, value in (base | fields).items()})
        made[pdf_name("/AP")] = DictionaryObject({pdf_name("/N"): appearance})
        return self._writer.add_object(made)

    def contents(self, mark: Annotation) -> str:
        """What a viewer shows as the note's text: that it is to be asked, the text, the tags."""
        tags = " ".join(f"#{tag}" for tag in mark.tags)
        ask = f"[{self._naming.ask}]" if mark.ask else ""
        return "\n".join(part for part in (ask, mark.text, tags) if part)

    def _appearance(
        self, drawing: Drawing, box: Box, *, multiply: bool, letters: Annotation
    ) -> IndirectObject:
        resources = DictionaryObject()
        content = drawing.content
        if multiply:
            state: Fields = {"/Type": pdf_name("/ExtGState"), "/BM": pdf_name("/Multiply")}
            resources[pdf_name("/ExtGState")] = dictionary({"/GS0": dictionary(state)})
            content = b"/GS0 gs\n" + content
        if letters.kind is AnnotationKind.TEXT_BOX:
            resources[pdf_name("/Font")] = dictionary({f"/{FONT}": self._font_object()})
        form = StreamObject(
            dictionary(
                {
                    "/Type": pdf_name("/XObject"),
                    "/Subtype": pdf_name("/Form"),
                    "/BBox": numbers(*box),
                    "/Resources": resources,
                    "/Group": dictionary(
                        {"/S": pdf_name("/Transparency"), "/Type": pdf_name("/Group")}
                    ),
                }
            ),
            stream_data=content,
        )
        return self._writer.add_object(form)

    # ------------------------------------------------------------------ the kinds

    def highlight(self, mark: Annotation, drawing: Drawing) -> Made:
        """Rectangles multiplied over the print."""
        drawing.colour(rgb(mark.kind, mark), fill=True)
        for rect in mark.anchor.rects:
            drawing.rectangle(rect, "f")
        return self._on_words("/Highlight", mark, drawing), drawing.box(0), True

    def under_words(self, mark: Annotation, drawing: Drawing) -> Made:
        """Lines below or through the words; a bookmark's are dotted."""
        share = 0.55 if mark.kind is AnnotationKind.STRIKE_OUT else 1.0
        drawing.colour(rgb(mark.kind, mark), fill=False)
        dots = "[1.4 1.6] 0 d" if mark.kind is AnnotationKind.BOOKMARK else ""
        drawing.put(f"{LINE} w {dots}")
        for r in mark.anchor.rects:
            y = r.top + share * (r.bottom - r.top)
            drawing.lines([(r.left, y), (r.right, y)])
            drawing.at(r.left, r.top)
            drawing.at(r.right, r.bottom)
        struck = mark.kind is AnnotationKind.STRIKE_OUT
        name = "/StrikeOut" if struck else "/Underline"
        return self._on_words(name, mark, drawing), drawing.box(LINE), False

    def note(self, mark: Annotation, drawing: Drawing) -> Made:
        """On words a highlight with a text, at a place a sign with one."""
        if mark.anchor.quote and mark.anchor.rects:
            return self.highlight(mark, drawing)
        place = mark.anchor.rects[0] if mark.anchor.rects else Rect(12, 12, 30, 30)
        left, top = drawing.frame.leave(place.left, place.top)
        flags = PRINTED | UPRIGHT if drawing.frame.turns else PRINTED
        drawing.frame = PageFrame(left, top - PIN, left + PIN, top, 0)
        drawing.colour(rgb(mark.kind, mark), fill=True)
        drawing.colour((0.1, 0.13, 0.19), fill=False)
        drawing.note_sign(0, 0)
        fields: Fields = {
            "/Subtype": pdf_name("/Text"),
            "/Name": pdf_name("/Note"),
            "/F": NumberObject(flags),
        }
        return fields, drawing.box(0), False

    def ink(self, mark: Annotation, drawing: Drawing) -> Made:
        """Strokes as paths with round caps."""
        drawing.colour(rgb(mark.kind, mark), fill=False)
        lists = ArrayObject()
        for stroke in mark.strokes:
            drawing.ink(stroke)
            places = (drawing.frame.leave(point.x, point.y) for point in stroke.points)
            lists.append(numbers(*(side for place in places for side in place)))
        width = mark_drawings.mean_width(mark.strokes[0])
        fields: Fields = {
            "/Subtype": pdf_name("/Ink"),
            "/InkList": lists,
            "/BS": dictionary({"/W": FloatObject(f"{width:.2f}"), "/S": pdf_name("/S")}),
        }
        return fields, drawing.box(width), False

    def arrow(self, mark: Annotation, drawing: Drawing) -> Made:
        """A line with a head."""
        stroke = mark.strokes[0]
        tail, head = stroke.points[0], stroke.points[-1]
        drawing.colour(rgb(mark.kind, mark), fill=False)
        drawing.arrow(tail, head, stroke.width)
        ends = *drawing.frame.leave(tail.x, tail.y), *drawing.frame.leave(head.x, head.y)
        fields: Fields = {
            "/Subtype": pdf_name("/Line"),
            "/L": numbers(*ends),
            "/LE": ArrayObject([pdf_name("/None"), pdf_name("/OpenArrow")]),
            "/BS": dictionary({"/W": FloatObject(f"{stroke.width:.2f}"), "/S": pdf_name("/S")}),
        }
        return fields, drawing.box(stroke.width), False

    def text_box(self, mark: Annotation, drawing: Drawing) -> Made:
        """A framed text in the program's own font."""
        tone = rgb(mark.kind, mark)
        mark_drawings.text_in_box(drawing, self._font, mark.text, mark.anchor.rects[0], FONT, tone)
        look = "/Helv {} Tf {:.4g} {:.4g} {:.4g} rg".format(mark_drawings.LETTERS, *tone)
        fields: Fields = {"/Subtype": pdf_name("/FreeText"), "/DA": pdf_string(look)}
        return fields, drawing.box(0.5), False

    def _on_words(self, name: str, mark: Annotation, drawing: Drawing) -> Fields:
        points = numbers(*quads(drawing.frame, mark.anchor.rects))
        return {"/Subtype": pdf_name(name), "/QuadPoints": points}

    # ------------------------------------------------------------------ the font

    def _font_object(self) -> IndirectObject:
        if self._font_reference is None:
            self._font_reference = self._embed()
        return self._font_reference

    def _embed(self) -> IndirectObject:
        """A composite font whose codes are the glyphs themselves (ISO 32000-1, 9.7)."""
        font, add = self._font, self._writer.add_object
        packed = StreamObject(
            dictionary(
                {
                    "/Filter": pdf_name("/FlateDecode"),
                    "/Length1": NumberObject(len(font.data)),
                }
            ),
            encoded_data=zlib.compress(font.data),
        )
        scale = 1000 / font.units
        descriptor: Fields = {
            "/Type": pdf_name("/FontDescriptor"),
            "/FontName": pdf_name("/NotoSans"),
            "/Flags": NumberObject(4),
            "/FontBBox": numbers(*(side * scale for side in font.box)),
            "/ItalicAngle": NumberObject(0),
            "/Ascent": FloatObject(f"{font.ascent * scale:.0f}"),
            "/Descent": FloatObject(f"{font.descent * scale:.0f}"),
            "/CapHeight": NumberObject(714),
            "/StemV": NumberObject(80),
            "/FontFile2": add(packed),
        }
        widths = ArrayObject()
        for glyph in sorted(set(font.letters().values())):
            widths.append(NumberObject(glyph))
            widths.append(ArrayObject([NumberObject(font.advance(glyph))]))
        system: Fields = {
            "/Registry": pdf_string("Adobe"),
            "/Ordering": pdf_string("Identity"),
            "/Supplement": NumberObject(0),
        }
        descendant: Fields = {
            "/Type": pdf_name("/Font"),
            "/Subtype": pdf_name("/CIDFontType2"),
            "/BaseFont": pdf_name("/NotoSans"),
            "/CIDSystemInfo": dictionary(system),
            "/FontDescriptor": add(dictionary(descriptor)),
            "/CIDToGIDMap": pdf_name("/Identity"),
            "/W": widths,
        }
        composite: Fields = {
            "/Type": pdf_name("/Font"),
            "/Subtype": pdf_name("/Type0"),
            "/BaseFont": pdf_name("/NotoSans"),
            "/Encoding": pdf_name("/Identity-H"),
            "/DescendantFonts": ArrayObject([add(dictionary(descendant))]),
            "/ToUnicode": add(StreamObject(stream_data=to_unicode(font))),
        }
        return add(dictionary(composite))


Fields = dict[str, generic.PdfObject]
Made = tuple[Fields, Box, bool]
"""The fields of a kind, the box of what is drawn, and whether that is multiplied over the print."""

_MAKERS: dict[AnnotationKind, Callable[[MarkObjects, Annotation, Drawing], Made]] = {
    AnnotationKind.HIGHLIGHT: MarkObjects.highlight,
    AnnotationKind.UNDERLINE: MarkObjects.under_words,
    AnnotationKind.STRIKE_OUT: MarkObjects.under_words,
    AnnotationKind.BOOKMARK: MarkObjects.under_words,
    AnnotationKind.NOTE: MarkObjects.note,
    AnnotationKind.INK: MarkObjects.ink,
    AnnotationKind.ARROW: MarkObjects.arrow,
    AnnotationKind.TEXT_BOX: MarkObjects.text_box,
    AnnotationKind.NEWER: MarkObjects.note,
}


def numbers(*values: float) -> ArrayObject:
    """An array of numbers to a hundredth."""
    return ArrayObject([FloatObject(f"{value:.4f}".rstrip("0").rstrip(".")) for value in values])


def text(value: str) -> TextStringObject:
    """A text string, UTF-16 where it must be."""
    return TextStringObject(value)


def date(moment: datetime) -> TextStringObject:
    """A date of PDF with its offset."""
    return pdf_date(moment)


def dictionary(fields: Mapping[str, generic.PdfObject]) -> DictionaryObject:
    """A dictionary object."""
    return DictionaryObject({NameObject(key): value for key, value in fields.items()})


def to_unicode(font: TrueType) -> bytes:
    """From glyphs back to letters, so that a text box can be searched and copied (ISO 32000-1, 9.10.3)."""
    letters = sorted({glyph: code for code, glyph in font.letters().items()}.items())
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <ffff> endcodespacerange",
    ]
    for start in range(0, len(letters), 100):
        part = letters[start : start + 100]
        lines.append(f"{len(part)} beginbfchar")
        lines += [f"<{glyph:04x}> <{chr(code).encode('utf-16-be').hex()}>" for glyph, code in part]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")
