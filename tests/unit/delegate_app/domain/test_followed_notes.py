"""Which notes follow into which version."""

from __future__ import annotations

from datetime import UTC, datetime

from delegate_app.domain.annotations import Anchor, Annotation, AnnotationKind, Colour
from delegate_app.domain.documents import Document, DocumentVersion, PaperType
from delegate_app.domain.followed_notes import child_id, to_follow

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def version(sha256: str, ordinal: int) -> DocumentVersion:
    return DocumentVersion(
        sha256=sha256,
        document_id="nq",
        ordinal=ordinal,
        size=1,
        pages=1,
        published_at=NOON,
        note="",
        original=None,
        received=1,
        checked=True,
        seen=True,
    )


PAPER = Document(
    id="nq",
    session_id="ky-hop",
    item_id="",
    type=PaperType.DRAFT_RESOLUTION,
    position=1,
    title="Dự thảo",
    number="",
    issued=None,
    issuer="",
    versions=(version("v1", 1), version("v2", 2), version("v3", 3)),
)


def note(name: str, made_on: str) -> Annotation:
    return Annotation(
        id=name,
        document_id="nq",
        version_sha256=made_on,
        kind=AnnotationKind.NOTE,
        colour=Colour.YELLOW,
        anchor=Anchor(0, "đề án", "", "", 0, 5, ()),
        text="",
        created_at=NOON,
        edited_at=NOON,
        hlc="",
        settled=True,
        older=(),
    )


def followed(on: str, *notes: Annotation, decided: tuple[str, ...] = ()) -> list[str]:
    return [n.id for n in to_follow(PAPER, on, notes, frozenset(decided))]


def test_notes_of_earlier_versions_follow_and_others_do_not() -> None:
    notes = (note("a", "v1"), note("b", "v2"), note("c", "v3"), note("d", "elsewhere"))
    assert followed("v1", *notes) == []
    assert followed("v2", *notes) == ["a"]
    assert followed("v3", *notes) == ["a", "b"]


def test_a_note_kept_or_dismissed_on_a_version_is_not_followed_there_nor_further() -> None:
    first = note("a", "v1")
    assert followed("v2", first, decided=(child_id("a", "v2"),)) == []
    assert followed("v3", first, decided=(child_id("a", "v2"),)) == []
    assert followed("v2", first, decided=(child_id("a", "v3"),)) == ["a"]


def test_the_note_that_was_kept_on_a_version_follows_from_there() -> None:
    kept = note(child_id("a", "v2"), "v2")
    assert followed("v3", note("a", "v1"), kept, decided=(kept.id,)) == [kept.id]


def test_decisions_on_two_devices_meet_in_one_note() -> None:
    assert child_id("gc-1", "v2") == child_id("gc-1", "v2")
    assert len({child_id("gc-1", "v2"), child_id("gc-1", "v3"), child_id("gc-2", "v2")}) == 3
