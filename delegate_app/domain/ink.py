"""Ink: what a pen drew on a page, in points of page space with the pressure at each place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

EVEN_PRESSURE = 0.5
"""Of a mouse or finger, which have none: the stroke is drawn at its own width."""
MOST_POINTS = 2500
"""Of one stroke, so that its note fits `protocol.md 7.3` even when every point lies far from the last."""
TOLERANCE = 0.18
"""Points that a simplified stroke may lie beside the drawn one: half a pixel of a screen at 200 %."""
PRESSURE_TOLERANCE = 0.06
CORNER = 0.5
"""Cosine of the turn from which on a stroke has a corner and no bend there."""


class InkPoint(NamedTuple):
    """A place of page space in points, and the pressure from 0 to 1."""

    x: float
    y: float
    pressure: float


@dataclass(frozen=True, slots=True)
class Stroke:
    """From pen down to pen up. `width` in points is that at even pressure."""

    width: float
    points: tuple[InkPoint, ...]

    def width_at(self, pressure: float) -> float:
        """How wide the line is where the pen pressed so: from half to one and a half of `width`."""
        return self.width * (0.5 + min(max(pressure, 0.0), 1.0))

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom with half the greatest width around the points."""
        around = self.width * 0.75
        xs, ys = [p.x for p in self.points], [p.y for p in self.points]
        return min(xs) - around, min(ys) - around, max(xs) + around, max(ys) + around

    def touches(self, x: float, y: float, radius: float) -> bool:
        """Whether any of the line lies within `radius` of a place."""
        left, top, right, bottom = self.bounds
        if not (left - radius <= x <= right + radius and top - radius <= y <= bottom + radius):
            return False
        reach = radius + self.width * 0.75
        if len(self.points) == 1:
            return math.hypot(self.points[0].x - x, self.points[0].y - y) <= reach
        pairs = zip(self.points, self.points[1:], strict=False)
        return any(_distance(a, b, x, y) <= reach for a, b in pairs)


def drawn(width: float, raw: Sequence[InkPoint]) -> Stroke:
    """The stroke of what a device reported: smoothed, then only the points that its shape needs."""
    return Stroke(width, tuple(simplified(smoothed(raw))))


def smoothed(raw: Sequence[InkPoint]) -> list[InkPoint]:
    """Each point weighed with its neighbours (1:2:1), so that the steps of the device's grid go; both ends stay."""
    if len(raw) < 3:
        return list(raw)
    inner = [
        InkPoint(*((a + 2 * b + c) / 4 for a, b, c in zip(before, here, after, strict=True)))
        for before, here, after in zip(raw, raw[1:], raw[2:], strict=False)
    ]
    return [raw[0], *inner, raw[-1]]


def simplified(points: Sequence[InkPoint], tolerance: float = TOLERANCE) -> list[InkPoint]:
    """The points without which the line or its pressure would be another (Ramer 1972, Douglas and Peucker 1973)."""
    if len(points) < 3:
        return list(points)
    kept = {0, len(points) - 1}
    stretches = [(0, len(points) - 1)]
    while stretches:
        first, last = stretches.pop()
        worst, at = 1.0, 0
        for index in range(first + 1, last):
            off = _off(points[first], points[last], points[index], tolerance)
            if off > worst:
                worst, at = off, index
        if at:
            kept.add(at)
            stretches += [(first, at), (at, last)]
    return [points[index] for index in sorted(kept)]


def _off(first: InkPoint, last: InkPoint, point: InkPoint, tolerance: float) -> float:
    """How far a point lies from the straight line, in tolerances of place or of pressure."""
    share = _share(first, last, point.x, point.y)
    pressure = first.pressure + share * (last.pressure - first.pressure)
    place = math.hypot(
        first.x + share * (last.x - first.x) - point.x,
        first.y + share * (last.y - first.y) - point.y,
    )
    return max(place / tolerance, abs(pressure - point.pressure) / PRESSURE_TOLERANCE)


def _share(a: InkPoint, b: InkPoint, x: float, y: float) -> float:
    """Where on the way from a to b the place nearest to (x, y) lies, 0 to 1."""
    dx, dy = b.x - a.x, b.y - a.y
    length = dx * dx + dy * dy
    return min(1.0, max(0.0, ((x - a.x) * dx + (y - a.y) * dy) / length)) if length else 0.0


def _distance(a: InkPoint, b: InkPoint, x: float, y: float) -> float:
    share = _share(a, b, x, y)
    return math.hypot(a.x + share * (b.x - a.x) - x, a.y + share * (b.y - a.y) - y)


def curves(points: Sequence[InkPoint]) -> list[tuple[float, float, float, float, float, float]]:
    """Cubic Bezier pieces through all points: both control places and the end of each piece.

    At each point the curve runs along the chord of its neighbours, with arms a third of its shorter side, so that a long
    straight line beside a bend stays straight; at a corner it has none.
    """
    arms = [_arm(points, index) for index in range(len(points))]
    return [
        (
            start.x + arms[index][0],
            start.y + arms[index][1],
            end.x - arms[index + 1][0],
            end.y - arms[index + 1][1],
            end.x,
            end.y,
        )
        for index, (start, end) in enumerate(pairwise(points))
    ]


def _arm(points: Sequence[InkPoint], index: int) -> tuple[float, float]:
    if not 0 < index < len(points) - 1:
        return 0.0, 0.0
    before, here, after = points[index - 1 : index + 2]
    came, goes = (here.x - before.x, here.y - before.y), (after.x - here.x, after.y - here.y)
    shorter = min(math.hypot(*came), math.hypot(*goes))
    chord = math.hypot(after.x - before.x, after.y - before.y)
    straight = came[0] * goes[0] + came[1] * goes[1]
    if not chord or straight < CORNER * math.hypot(*came) * math.hypot(*goes):
        return 0.0, 0.0
    share = shorter / 3 / chord
    return share * (after.x - before.x), share * (after.y - before.y)


def arrow_head(tail: InkPoint, head: InkPoint, width: float) -> tuple[InkPoint, InkPoint]:
    """The ends of the two barbs of an arrow whose line is `width` wide."""
    angle = math.atan2(head.y - tail.y, head.x - tail.x)
    length = max(7.0, 5 * width)
    left, right = (
        InkPoint(
            head.x - length * math.cos(angle + turn), head.y - length * math.sin(angle + turn), 0.5
        )
        for turn in (0.45, -0.45)
    )
    return left, right
