"""The body of a note: what this program writes, what older ones wrote, and what newer ones may write."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegate_app.domain.annotations import (
    TAG_LENGTH,
    Anchor,
    Annotation,
    AnnotationKind,
    Colour,
    Rect,
    tidy_tags,
)
from delegate_app.domain.ink import MOST_POINTS, InkPoint, Stroke
from delegate_app.services import notes
from delegate_app.storage.annotations import AnnotationRow
from protocol import canonical, limits
from protocol.notes import seal_note

HANOI = timezone(timedelta(hours=7))
MADE = datetime(2026, 11, 26, 8, 30, tzinfo=HANOI)
HLC = "019ab0c5e2f8-0000-tb-1"
FIRST = (
    '{"format":"hdnd-annotation/1","document":"ky-hop-3.muc-1.du-thao","version":"'
    + "ab" * 32
    + '",'
    '"kind":"highlight","colour":"green","page":2,"quote":"biên chế","prefix":"giao ","suffix":" năm",'
    '"start":40,"end":48,"rects":[[7200,9025,21050,10400]],"text":["Hỏi lại"],'
    '"created_at":"2026-11-26T08:30:00+07:00","edited_at":"2026-11-26T08:31:00+07:00"}'
)
"""As the first version of the program wrote it. Sealed: it never changes."""


def row(body: str) -> AnnotationRow:
    return AnnotationRow("gc-1", "d", "v", body, HLC, "tb-1", "", False)


def sample(**changes: Any) -> Annotation:
    made = Annotation(
        id="gc-1",
        document_id="ky-hop-3.muc-1.du-thao",
        version_sha256="ab" * 32,
        kind=AnnotationKind.INK,
        colour=Colour.RED,
        anchor=Anchor(1, "", "", "", 0, 0, (Rect(10.0, 20.0, 30.5, 44.25),)),
        text="vẽ ở đây",
        created_at=MADE,
        edited_at=MADE,
        hlc=HLC,
        settled=False,
        older=(),
        tags=("ngân sách", "biên chế"),
        ask=True,
        strokes=(
            Stroke(1.5, (InkPoint(10.0, 20.0, 0.0), InkPoint(30.25, 44.0, 1.0))),
            Stroke(2.0, (InkPoint(11.0, 21.0, 51 / 255),)),
        ),
    )
    return replace(made, **changes)


def again(annotation: Annotation) -> Annotation | None:
    return notes.read(row(notes.written(annotation).decode()))


@pytest.mark.parametrize("kind", [k for k in AnnotationKind if k is not AnnotationKind.NEWER])
def test_every_kind_comes_back_as_it_was(kind: AnnotationKind) -> None:
    assert again(sample(kind=kind)) == sample(kind=kind)


def test_what_the_first_version_wrote_is_read_with_the_new_fields_empty() -> None:
    found = notes.read(row(FIRST))
    assert found is not None
    assert (found.kind, found.colour, found.text) == (
        AnnotationKind.HIGHLIGHT,
        Colour.GREEN,
        "Hỏi lại",
    )
    assert found.anchor == Anchor(
        2, "biên chế", "giao ", " năm", 40, 48, (Rect(72.0, 90.25, 210.5, 104.0),)
    )
    assert (found.tags, found.ask, found.strokes) == ((), False, ())


@given(
    st.lists(
        st.tuples(st.integers(-9000, 200_000), st.integers(-9000, 200_000), st.integers(0, 255)),
        min_size=1,
        max_size=30,
    )
)
def test_strokes_come_back_to_the_hundredth_of_a_point(points: list[tuple[int, int, int]]) -> None:
    stroke = Stroke(1.25, tuple(InkPoint(x / 100, y / 100, p / 255) for x, y, p in points))
    found = again(sample(strokes=(stroke,)))
    assert found is not None
    assert found.strokes == (stroke,)


def test_the_longest_stroke_still_fits_the_wire() -> None:
    far = [InkPoint(1400.0 * (n % 2), 1400.0 * (n % 2), float(n % 2)) for n in range(MOST_POINTS)]
    plain = notes.written(sample(strokes=(Stroke(1.5, tuple(far)),)))
    cipher = seal_note(bytes(32), plain, council="c", person="p", note="gc-1", hlc=HLC)
    assert len(cipher) <= limits.NOTE_CIPHER


def newer_bodies() -> dict[str, dict[str, Any]]:
    known = json.loads(notes.written(sample()))
    return {
        "a kind": known | {"kind": "voice"},
        "a colour": known | {"colour": "chartreuse"},
        "a format": known | {"format": "hdnd-annotation/9"},
        "strokes of four numbers": known | {"strokes": [[150, 1, 2, 3, 4]]},
        "a form without rectangles": {key: known[key] for key in known if key != "rects"},
        "a kind that is our own word": known | {"kind": "newer"},
    }


@pytest.mark.parametrize("name", newer_bodies())
def test_what_a_newer_program_wrote_is_shown_and_not_dropped(name: str) -> None:
    body = canonical.encode(newer_bodies()[name]).decode()
    found = notes.read(row(body))
    assert found is not None
    assert found.kind is AnnotationKind.NEWER
    assert (found.document_id, found.version_sha256) == ("d", "v")
    assert (found.anchor.page, found.text) == (1, "vẽ ở đây")
    assert found.created_at == MADE
    with pytest.raises(ValueError, match="kept, never written"):
        notes.written(found)


def test_a_body_of_nothing_known_takes_its_time_from_the_clock_value() -> None:
    found = notes.read(row('{"format":"other/1"}'))
    assert found is not None
    assert found.created_at.year == 2025
    assert notes.read(row("no JSON")) is None


def test_fields_of_a_newer_program_are_written_again() -> None:
    body = json.loads(notes.written(sample())) | {"reminder": "2026-12-01", "weights": [1, 2]}
    found = notes.read(row(canonical.encode(body).decode()))
    assert found is not None
    assert found.kind is AnnotationKind.INK
    rewritten = json.loads(notes.written(replace(found, text="đã sửa")))
    assert (rewritten["reminder"], rewritten["weights"]) == ("2026-12-01", [1, 2])
    assert rewritten["text"] == ["đã sửa"]


def test_tags_are_trimmed_composed_and_each_there_once() -> None:
    assert tidy_tags([" nga\u0302n  sách ", "ngân sách", "", "x" * 99]) == (
        "ngân sách",
        "x" * TAG_LENGTH,
    )
