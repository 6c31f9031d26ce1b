"""Annotations as people see them: strokes that were drawn in one go are one drawing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from delegate_app.domain.annotations import Annotation, AnnotationKind

PAUSE = timedelta(seconds=60)
"""A stroke that begins so long after the last one on the page begins another drawing."""


def grouped(annotations: Iterable[Annotation]) -> list[tuple[Annotation, ...]]:
    """Each annotation alone, the strokes of a drawing together, oldest first; in the order of each one's first."""
    found: list[list[Annotation]] = []
    drawings: dict[tuple[str, int], list[Annotation]] = {}
    ordered = list(annotations)
    strokes = sorted(
        (a for a in ordered if a.kind is AnnotationKind.INK), key=lambda a: (a.created_at, a.hlc)
    )
    belongs: dict[str, list[Annotation]] = {}
    for stroke in strokes:
        place = (stroke.version_sha256, stroke.anchor.page)
        drawing = drawings.get(place)
        if drawing is None or stroke.created_at - drawing[-1].created_at > PAUSE:
            drawing = drawings[place] = []
        drawing.append(stroke)
        belongs[stroke.id] = drawing
    for annotation in ordered:
        drawing = belongs.get(annotation.id)
        if drawing is None:
            found.append([annotation])
        elif not any(drawing is group for group in found):
            found.append(drawing)
    return [tuple(group) for group in found]
