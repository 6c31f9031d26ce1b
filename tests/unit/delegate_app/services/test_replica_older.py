"""Losing texts that a restored council lacks are given back: once, beside a living note, and never as the note."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from delegate_app.domain.annotations import Annotation
from delegate_app.services.replica_outbox import REST
from protocol.council_api import ApiError
from protocol.wire import NoteAnswer, NoteRequest
from tests.unit.delegate_app.member import PERSON, Clock, Member, new_council
from tests.unit.delegate_app.services.test_annotations import (
    FEED,
    apply_private,
    from_other_device,
    later,
    reader,
    version,
)

__all__ = ["reader"]


def with_loser(member: Member, text: str = "sửa ở máy này") -> Annotation:
    """A note of which the council and this desk have the text of the other device, and this one's beside it."""
    made = member.write(version(member), "chung")
    member.sync()
    member.desk.annotations.edit(made.id, text=text, now=member.clock())
    from_other_device(member, made.id, "sửa ở máy kia", hlc=later(member), base=made.hlc)
    feed = member.council.feed(FEED)
    body = json.loads(feed.rows[-1].body)
    member.council.notes[PERSON, made.id].request = NoteRequest(**body)
    apply_private(member)
    member.sync()
    member.sync()
    (note,) = member.desk.annotations.all()
    assert (note.text, note.older) == ("sửa ở máy kia", (text,))
    assert member.desk.replica.outbox() == ()
    return note


def lose(member: Member, *, all_notes: bool = False) -> None:
    """An old backup was put back: the losing texts are lost, and with `all_notes` everything of the delegate."""
    old = member.council.feeds.pop(FEED)
    if all_notes:
        member.council.notes.clear()
    for row in old.rows:
        if row.kind == "note" and not all_notes:
            member.council.feed(FEED).put(row.kind, row.id, json.loads(row.body))
    member.council.feed(FEED)


def older_rows(member: Member) -> list[str]:
    return [row.id for row in member.council.feed(FEED).rows if row.kind == "note-older"]


def lacking(member: Member) -> list[str]:
    found = member.desk.replica.older_texts.lacking(member.clock())
    return [payload.note_id for payload in found]


@pytest.mark.parametrize("all_notes", [False, True])
def test_a_restored_council_is_given_the_losing_text_once(
    reader: Member, *, all_notes: bool
) -> None:
    before = with_loser(reader)
    (row,) = older_rows(reader)
    assert lacking(reader) == []
    lose(reader, all_notes=all_notes)
    for _ in range(5):
        reader.sync()
    assert older_rows(reader) == [row]
    (now,) = reader.desk.annotations.all()
    assert (now.hlc, now.text, now.older) == (before.hlc, before.text, before.older)
    assert reader.council.notes[PERSON, now.id].request.hlc == before.hlc
    assert lacking(reader) == []


def test_a_desk_that_was_closed_in_between_gives_it_back_when_it_is_open_again(
    reader: Member,
) -> None:
    with_loser(reader)
    (row,) = older_rows(reader)
    lose(reader)
    reader.sync()
    reader.again()
    reader.sync()
    reader.sync()
    assert older_rows(reader) == [row]


def test_the_council_sees_no_word_of_it(reader: Member) -> None:
    with_loser(reader, "lời riêng tư")
    lose(reader)
    for _ in range(3):
        reader.sync()
    body = next(row.body for row in reader.council.feed(FEED).rows if row.kind == "note-older")
    assert "riêng" not in body


def test_nothing_is_given_back_beside_a_deleted_note_before_it_is_put_back(reader: Member) -> None:
    note = with_loser(reader)
    reader.desk.annotations.remove(note.id, now=reader.clock())
    lose(reader, all_notes=True)
    for _ in range(4):
        reader.sync()
    assert older_rows(reader) == []
    reader.desk.annotations.restore(note, now=reader.clock())
    for _ in range(3):
        reader.sync()
    assert len(older_rows(reader)) == 1


def test_while_the_note_itself_is_owed_its_losing_text_waits(reader: Member) -> None:
    note = with_loser(reader)
    lose(reader)
    reader.sync()
    assert len(lacking(reader)) == 1
    reader.desk.annotations.edit(note.id, text="đang viết", now=reader.clock())
    assert lacking(reader) == []


def test_what_the_council_took_and_does_not_show_is_offered_again_after_ten_minutes(
    reader: Member,
) -> None:
    with_loser(reader)
    lose(reader)
    reader.sync()
    sent: list[str] = []

    def swallow(note: str, request: NoteRequest) -> NoteAnswer:
        sent.append(note)
        return NoteAnswer(hlc=request.hlc)

    reader.line.put_note = swallow  # type: ignore[method-assign]
    reader.sync()
    reader.sync()
    assert len(sent) == 1
    reader.clock.forward(REST.total_seconds() + 1)
    reader.sync()
    assert len(sent) == 2


def test_a_server_that_does_not_know_the_call_is_asked_once_and_is_no_trouble(
    reader: Member,
) -> None:
    with_loser(reader)
    lose(reader)
    reader.sync()
    sent: list[str] = []

    def refuse(note: str, request: NoteRequest) -> NoteAnswer:
        del request
        sent.append(note)
        raise ApiError("NOTE", 422)

    reader.line.put_note = refuse  # type: ignore[method-assign]
    for _ in range(3):
        reader.clock.forward(2 * REST.total_seconds())
        reader.sync()
    assert len(sent) == 1
    assert reader.desk.replica.unsettled() == (0, 0)
    reader.desk.replica.offer_given_up()
    assert len(lacking(reader)) == 1


def test_a_losing_text_that_is_like_the_note_is_kept_and_not_shown(reader: Member) -> None:
    """Which text stands beside a note must not hang on what stood there when the row came."""
    made = reader.write(version(reader), "đang dùng")
    reader.sync()
    older = "0" * 12 + "-0000-tb-other"
    from_other_device(reader, made.id, "đang dùng", hlc=older, base="", kind="note-older")
    apply_private(reader)
    assert reader.desk.annotations.all()[0].older == ()
    reader.desk.annotations.edit(made.id, text="viết tiếp", now=reader.clock())
    assert reader.desk.annotations.all()[0].older == ("đang dùng",)


def test_an_earlier_deletion_leaves_no_losing_text(reader: Member) -> None:
    made = reader.write(version(reader), "chung")
    reader.sync()
    between = made.hlc.replace("-0000-", "-0001-")[:17] + "-tb-other"
    reader.clock.forward(60)
    reader.desk.annotations.edit(made.id, text="sửa ở máy này", now=reader.clock())
    from_other_device(reader, made.id, "chung", hlc=between, base=made.hlc, deleted=True)
    apply_private(reader)
    assert reader.desk.annotations.all()[0].older == ()


def test_a_locked_desk_gives_nothing_back(tmp_path: Path) -> None:
    clock = Clock()
    newcomer = Member(tmp_path / "home", new_council(clock), clock)
    newcomer.desk.account.create("mật khẩu của đại biểu")
    assert lacking(newcomer) == []
    newcomer.desk.close()
