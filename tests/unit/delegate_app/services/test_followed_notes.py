"""Notes follow a paper into its next version: found by the desk, decided by the delegate, kept for every device."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from delegate_app.domain.annotations import Anchor, Annotation, AnnotationKind, Colour
from delegate_app.domain.followed_notes import FollowState
from delegate_app.errors import Code, UserError
from delegate_app.pdf.text_layer import PageText
from delegate_app.services.reader import anchor_for
from tests.unit.delegate_app.member import Member
from tests.unit.delegate_app.pdf.small_pdf import paper

FIRST = (
    "Dieu 1. Thanh lap muoi phong chuyen mon thuoc co quan hanh chinh cua phuong",
    "Dieu 2. Giao Uy ban nhan dan phuong",
)
SECOND = (
    "Trang bia moi",
    "Dieu 1. Thanh lap chin phong chuyen mon thuoc co quan hanh chinh cua phuong",
    "Dieu 2. Giao Uy ban nhan dan phuong",
)
PATIENCE = 30


@pytest.fixture
def reader(member: Member) -> Member:
    """A delegate with a draft and its next version."""
    member.council.publish_session()
    member.council.publish_paper("du-thao", paper(*FIRST), 1)
    member.sync()
    member.council.publish_paper("du-thao", paper(*SECOND), 2)
    member.sync()
    return member


def versions(member: Member) -> tuple[str, str]:
    first, second = member.desk.documents.all()[0].versions
    return first.sha256, second.sha256


def answer(ask: Any) -> Any:
    """What a request of the render thread gives."""
    came = threading.Event()
    kept: list[Any] = []

    def on_done(result: Any, error: Exception | None) -> None:
        kept.extend((result, error))
        came.set()

    ask(on_done)
    assert came.wait(PATIENCE)
    assert kept[1] is None
    return kept[0]


def mark(member: Member, quote: str) -> Annotation:
    """A highlight on the words of the first version."""
    first, _ = versions(member)
    page = next(n for n, text in enumerate(FIRST) if quote in text)
    text: PageText = answer(lambda done: member.desk.reader.request_text(first, page, done))
    start = text.text.index(quote)
    return member.desk.annotations.add(
        version_sha256=first,
        kind=AnnotationKind.HIGHLIGHT,
        colour=Colour.GREEN,
        anchor=anchor_for(text, start, start + len(quote)),
        text="",
        now=member.clock(),
    )


def find(member: Member) -> None:
    """What the window does when it opens the second version."""
    _, second = versions(member)
    waiting = member.desk.followed.waiting(second)
    found = answer(lambda done: member.desk.followed.find(second, waiting, done))
    member.desk.followed.keep(second, found)


def test_a_note_is_shown_on_the_next_version_where_its_words_stand_now(reader: Member) -> None:
    made = mark(reader, "Giao Uy ban nhan dan phuong")
    _, second = versions(reader)
    assert reader.desk.followed.waiting(second) == (made,)
    find(reader)
    (found,) = reader.desk.followed.of(second)
    assert (found.note, found.place.state, found.doubtful) == (made, FollowState.EXACT, False)
    assert found.place.anchor is not None
    assert (found.place.anchor.page, found.place.anchor.quote) == (2, made.anchor.quote)
    assert reader.desk.followed.waiting(second) == ()


def test_the_note_itself_stays_where_it_was_made(reader: Member) -> None:
    made = mark(reader, "Thanh lap muoi phong chuyen mon")
    find(reader)
    assert reader.desk.annotations.all() == (made,)


def test_changed_words_wait_for_the_delegate(reader: Member) -> None:
    mark(reader, "Thanh lap muoi phong chuyen mon")
    find(reader)
    (found,) = reader.desk.followed.of(versions(reader)[1])
    assert (found.place.state, found.doubtful) == (FollowState.CHECK, True)
    assert 0.6 <= found.place.score < 1


def test_a_note_that_is_kept_is_one_of_the_new_version_and_travels(reader: Member) -> None:
    made = mark(reader, "Thanh lap muoi phong chuyen mon")
    _, second = versions(reader)
    find(reader)
    (found,) = reader.desk.followed.of(second)
    assert isinstance(found.place.anchor, Anchor)
    kept = reader.desk.followed.carry(made.id, second, found.place.anchor, now=reader.clock())
    assert (kept.version_sha256, kept.parent, kept.colour) == (second, made.id, Colour.GREEN)
    assert reader.desk.followed.of(second) == ()
    assert reader.desk.annotations.of_version(second) == (kept,)
    reader.sync()
    reader.again()
    assert [n.settled for n in reader.desk.annotations.of_version(second)] == [True]


def test_keeping_a_note_can_be_undone(reader: Member) -> None:
    made = mark(reader, "Thanh lap muoi phong chuyen mon")
    _, second = versions(reader)
    find(reader)
    anchor = reader.desk.followed.of(second)[0].place.anchor
    assert anchor is not None
    reader.desk.followed.carry(made.id, second, anchor, now=reader.clock())
    reader.desk.annotations.undo(second, now=reader.clock())
    assert reader.desk.annotations.of_version(second) == ()


def test_a_note_that_does_not_belong_there_is_dismissed_and_stays_where_it_was(
    reader: Member,
) -> None:
    made = mark(reader, "Thanh lap muoi phong chuyen mon")
    first, second = versions(reader)
    find(reader)
    reader.desk.followed.dismiss(made.id, second, now=reader.clock())
    assert reader.desk.followed.of(second) == ()
    assert reader.desk.followed.waiting(second) == ()
    assert reader.desk.annotations.of_version(first) == (made,)


def test_a_note_without_its_old_file_is_looked_for_by_its_words(reader: Member) -> None:
    made = mark(reader, "Giao Uy ban nhan dan phuong")
    first, second = versions(reader)
    reader.desk.thread.submit(
        lambda: reader.desk.annotations._vault.run("DELETE FROM blobs WHERE sha256 = ?", [first])
    ).result()
    reader.desk.reader.release(first)
    find(reader)
    (found,) = reader.desk.followed.of(second)
    assert (found.note, found.place.state) == (made, FollowState.CHECK)


def test_a_note_that_is_gone_cannot_be_decided_on(reader: Member) -> None:
    made = mark(reader, "Giao Uy ban nhan dan phuong")
    reader.desk.annotations.remove(made.id, now=reader.clock())
    with pytest.raises(UserError) as caught:
        reader.desk.followed.dismiss(made.id, versions(reader)[1], now=reader.clock())
    assert caught.value.code is Code.ANNOTATION_UNKNOWN
