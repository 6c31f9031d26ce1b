"""Strokes: smoothed, simplified, hit by an eraser."""

from __future__ import annotations

import itertools
import math

from delegate_app.domain.ink import (
    TOLERANCE,
    InkPoint,
    Stroke,
    curves,
    drawn,
    simplified,
    smoothed,
)


def line(*points: tuple[float, float]) -> list[InkPoint]:
    return [InkPoint(x, y, 0.5) for x, y in points]


def distance(points: list[InkPoint], x: float, y: float) -> float:
    """To the nearest place on the line, by brute force."""
    best = math.inf
    for a, b in itertools.pairwise(points):
        for step in range(201):
            share = step / 200
            best = min(
                best,
                math.hypot(a.x + share * (b.x - a.x) - x, a.y + share * (b.y - a.y) - y),
            )
    return best


def test_a_straight_line_needs_its_two_ends_only() -> None:
    raw = line(*((float(x), 2.0 * x) for x in range(50)))
    assert simplified(raw) == [raw[0], raw[-1]]


def test_no_drawn_place_lies_further_from_the_simplified_line_than_promised() -> None:
    raw = [
        InkPoint(50 + 40 * math.cos(t / 40), 60 + 25 * math.sin(t / 23), 0.5) for t in range(400)
    ]
    kept = simplified(raw)
    assert len(kept) < len(raw) / 3
    assert max(distance(kept, p.x, p.y) for p in raw) <= TOLERANCE + 0.02


def test_a_change_of_pressure_is_kept_though_the_line_is_straight() -> None:
    raw = [InkPoint(float(x), 0.0, 0.2 if x < 20 else 0.9) for x in range(40)]
    kept = simplified(raw)
    assert {p.pressure for p in kept} == {0.2, 0.9}
    assert len(kept) <= 5


def test_smoothing_keeps_both_ends_and_calms_the_steps_between() -> None:
    raw = line(*((float(x), float(x % 2)) for x in range(21)))
    calm = smoothed(raw)
    assert (calm[0], calm[-1]) == (raw[0], raw[-1])
    assert max(abs(p.y - 0.5) for p in calm[1:-1]) < 0.01


def test_an_eraser_meets_the_line_and_not_the_air_around_it() -> None:
    stroke = Stroke(2.0, tuple(line((10, 10), (110, 10))))
    assert stroke.touches(60, 13, radius=2)
    assert not stroke.touches(60, 16, radius=2)
    assert not stroke.touches(120, 10, radius=2)
    dot = drawn(2.0, line((5, 5)))
    assert dot.touches(6, 6, radius=1)


def test_a_stroke_is_as_wide_as_the_pen_was_pressed() -> None:
    stroke = Stroke(2.0, tuple(line((0, 0), (1, 1))))
    assert [stroke.width_at(p) for p in (0.0, 0.5, 1.0, 7.0)] == [1.0, 2.0, 3.0, 3.0]


def on_curve(points: list[InkPoint]) -> list[InkPoint]:
    """Places all along the curve that is drawn through the points."""
    places = []
    for start, (x1, y1, x2, y2, x, y) in zip(points, curves(points), strict=False):
        for step in range(21):
            t = step / 20
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            xs, ys = (start.x, x1, x2, x), (start.y, y1, y2, y)
            places.append(
                InkPoint(
                    sum(w * v for w, v in zip(weights, xs, strict=True)),
                    sum(w * v for w, v in zip(weights, ys, strict=True)),
                    0.5,
                )
            )
    return places


def test_the_curve_never_leaves_what_was_drawn_at_bends_or_corners() -> None:
    corner = line(*((float(x), 0.0) for x in range(100)), *((99.0, float(y)) for y in range(60)))
    bend = line(
        *((float(x), 0.0) for x in range(100)),
        *((100 + 20 * math.sin(a / 20), 20 - 20 * math.cos(a / 20)) for a in range(60)),
    )
    for raw in (corner, bend):
        for place in on_curve(simplified(raw)):
            assert distance(raw, place.x, place.y) < 0.6
