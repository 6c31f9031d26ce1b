"""Marks as PDF drawing operators, in the page's own coordinates (ISO 32000-1, 8.5 and 12.5.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from delegate_app.domain.annotations import Annotation, AnnotationKind, Rect, tone_of
from delegate_app.domain.ink import InkPoint, Stroke, arrow_head, curves
from delegate_app.pdf.page_frame import PageFrame
from delegate_app.pdf.true_type import TrueType

LINE = 1.4
LETTERS = 11.0
LEADING = 14.0
MARGIN = 4.0
PIN = 18.0
Point = tuple[float, float]
Box = tuple[float, float, float, float]


def rgb(kind: AnnotationKind, mark: Annotation) -> tuple[float, float, float]:
    """The mark's colour on paper, three numbers from 0 to 1."""
    tone = tone_of(kind, mark.colour)
    red, green, blue = (round(int(tone[at : at + 2], 16) / 255, 4) for at in (1, 3, 5))
    return red, green, blue


def quads(frame: PageFrame, rects: Sequence[Rect]) -> list[float]:
    """For each rectangle its corners top left, top right, bottom left, bottom right, as the text stands."""
    numbers: list[float] = []
    for r in rects:
        corners = ((r.left, r.top), (r.right, r.top), (r.left, r.bottom), (r.right, r.bottom))
        numbers += [side for corner in corners for side in frame.leave(*corner)]
    return numbers


@dataclass
class Drawing:
    """Operators, and the box around what they draw."""

    frame: PageFrame
    parts: list[str] = field(default_factory=list)
    xs: list[float] = field(default_factory=list)
    ys: list[float] = field(default_factory=list)

    def at(self, x: float, y: float) -> str:
        """A point of page space as operands; it grows the box."""
        px, py = self.frame.leave(x, y)
        self.xs.append(px)
        self.ys.append(py)
        return f"{px:.2f} {py:.2f}"

    def put(self, text: str) -> None:
        """Add operators."""
        self.parts.append(text)

    def box(self, around: float) -> Box:
        """Left, bottom, right, top with `around` points on every side."""
        return (
            round(min(self.xs) - around, 2),
            round(min(self.ys) - around, 2),
            round(max(self.xs) + around, 2),
            round(max(self.ys) + around, 2),
        )

    @property
    def content(self) -> bytes:
        """The stream."""
        return "\n".join(self.parts).encode("ascii")

    # ------------------------------------------------------------------ shapes

    def colour(self, tone: tuple[float, float, float], *, fill: bool) -> None:
        """Draw in that colour from now on."""
        red, green, blue = tone
        self.put(f"{red:.4g} {green:.4g} {blue:.4g} {'rg' if fill else 'RG'}")

    def rectangle(self, r: Rect, paint: str) -> None:
        """A rectangle of page space; `paint` is `f`, `S` or `B`."""
        corners = ((r.left, r.top), (r.right, r.top), (r.right, r.bottom), (r.left, r.bottom))
        first, *rest = (self.at(*corner) for corner in corners)
        self.put(f"{first} m " + " ".join(f"{point} l" for point in rest) + f" h {paint}")

    def lines(self, points: Sequence[Point], paint: str = "S") -> None:
        """A line through points of page space."""
        first, *rest = (self.at(x, y) for x, y in points)
        self.put(f"{first} m " + " ".join(f"{point} l" for point in rest) + f" {paint}")

    def ink(self, stroke: Stroke) -> None:
        """A stroke as one path with round caps, as wide as the pen was pressed on the whole."""
        points = stroke.points
        self.put(f"{mean_width(stroke):.2f} w 1 J 1 j {self.at(points[0].x, points[0].y)} m")
        for x1, y1, x2, y2, x, y in curves(points):
            self.put(f"{self.at(x1, y1)} {self.at(x2, y2)} {self.at(x, y)} c")
        if len(points) == 1:
            self.put(f"{self.at(points[0].x + 0.01, points[0].y)} l")
        self.put("S")

    def arrow(self, tail: InkPoint, head: InkPoint, width: float) -> None:
        """A line with two barbs at its head."""
        left, right = arrow_head(tail, head, width)
        self.put(f"{width:.2f} w 1 J 1 j")
        self.lines([tail[:2], head[:2]])
        self.lines([left[:2], head[:2], right[:2]])

    def note_sign(self, left: float, top: float) -> None:
        """A folded sheet with lines."""
        fold, side = PIN / 3, PIN
        outline = [(0, 0), (side - fold, 0), (side, fold), (side, side), (0, side), (0, 0)]
        self.put("1 w")
        self.lines([(left + x, top + y) for x, y in outline], "b")
        for share in (0.5, 0.75):
            y = top + share * side
            self.lines([(left + fold / 2, y), (left + side - fold / 2, y)])


def mean_width(stroke: Stroke) -> float:
    """The width of a stroke whose pressure cannot be told point by point."""
    pressures = [point.pressure for point in stroke.points]
    return stroke.width_at(sum(pressures) / len(pressures))


def text_in_box(
    drawing: Drawing,
    font: TrueType,
    text: str,
    box: Rect,
    name: str,
    tone: tuple[float, float, float],
) -> Rect:
    """Draw a framed text and return its box, as high as the text needs; the letters are those of resource `name`."""
    lines = font.lines(text, LETTERS, box.right - box.left - 2 * MARGIN)
    bottom = max(box.bottom, box.top + 2 * MARGIN + LEADING * len(lines))
    grown = Rect(box.left, box.top, box.right, bottom)
    drawing.put("1 1 1 rg 1 w")
    drawing.colour(tone, fill=False)
    drawing.rectangle(grown, "B")
    drawing.colour(tone, fill=True)
    origin, right = drawing.frame.leave(0, 0), drawing.frame.leave(1, 0)
    along = right[0] - origin[0], right[1] - origin[1]
    drawing.put(f"BT /{name} {LETTERS} Tf")
    for number, line in enumerate(lines):
        base = box.top + MARGIN + LEADING * number + LETTERS
        glyphs = "".join(f"{font.glyph(letter):04x}" for letter in line)
        matrix = f"{along[0]:g} {along[1]:g} {-along[1]:g} {along[0]:g}"
        start = drawing.at(box.left + MARGIN, base)
        drawing.put(f"{matrix} {start} Tm <{glyphs}> Tj")
    drawing.put("ET")
    return grown
