"""Annotations of one delegate: kept at once, sealed for the way, settled by the feed, never lost."""

from __future__ import annotations

import base64
import json
import unicodedata

import pytest

from delegate_app.domain.annotations import NOTE_LENGTH, Anchor, AnnotationKind, Colour
from delegate_app.domain.changes import Changes, Kind
from delegate_app.domain.outbox import NotePayload
from delegate_app.errors import Code, UserError
from protocol.notes import open_note, seal_note
from tests.simulation.council import COUNCIL
from tests.unit.delegate_app.member import PERSON, Member

FEED = f"delegate.{PERSON}"


@pytest.fixture
def reader(member: Member) -> Member:
    member.council.publish_session()
    member.council.publish_paper("to-trinh", b"%PDF-1.7 paper")
    member.sync()
    return member


def version(member: Member) -> str:
    return member.desk.documents.all()[0].newest.sha256


def payload(member: Member) -> NotePayload:
    (item,) = [item for item in member.desk.replica.outbox() if item.kind == "note"]
    assert isinstance(item.payload, NotePayload)
    return item.payload


def from_other_device(
    member: Member,
    note: str,
    text: str,
    *,
    hlc: str,
    base: str,
    kind: str = "note",
    deleted: bool = False,
) -> None:
    """A row of the private feed as the delegate's other device made it, sealed with the same key."""
    before = next(a for a in member.desk.annotations.all() if a.id == note)
    plain = json.loads(_plain(member, before.id))
    plain["text"] = [text]
    keys = member.desk.account._open_keys.require()
    cipher = seal_note(
        keys.notes,
        json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode(),
        council=COUNCIL,
        person=PERSON,
        note=note,
        hlc=hlc,
    )
    body = {"hlc": hlc, "device": "tb-other", "base": base, "deleted": deleted}
    name = note if kind == "note" else f"{note}~{hlc}"
    feed = member.council.feed(FEED)
    feed.put(kind, name, {**body, "cipher": base64.b64encode(cipher).decode()})


def _plain(member: Member, note: str) -> str:
    row = member.desk.annotations._table.annotation(note)
    assert row is not None
    return row.body


def later(member: Member) -> str:
    """A clock value of the other device, an hour ahead."""
    return f"{int(member.clock().timestamp() * 1000) + 3_600_000:012x}-0000-tb-other"


def apply_private(member: Member) -> Changes:
    replica, feed = member.desk.replica, member.council.feed(FEED)
    return replica.apply_page(feed.page(replica.cursors()[FEED].seq, 100, member.clock()))


def test_a_note_is_kept_owed_and_settled_by_the_feed_alone(reader: Member) -> None:
    heard: list[Changes] = []
    reader.desk.changes.subscribe(heard.append)
    made = reader.write(version(reader), "Cần làm rõ số liệu biên chế")
    assert heard == [frozenset({Kind.ANNOTATIONS, Kind.OUTBOX})]
    assert reader.desk.annotations.of_version(version(reader)) == (made,)
    assert not made.settled
    item = reader.desk.replica.outbox()[0]
    reader.desk.replica.note_put(item.id, made.hlc, reader.clock())
    assert not reader.desk.annotations.all()[0].settled
    assert reader.desk.replica.outbox() != (), "a 200 settles nothing"
    reader.clock.forward(700)
    reader.sync()
    assert reader.desk.annotations.all()[0].settled
    assert reader.desk.replica.outbox() == ()


def test_an_annotation_comes_back_as_it_was_made(reader: Member) -> None:
    made = reader.write(
        version(reader), unicodedata.normalize("NFD", "Đề nghị sửa Điều 3\nkhoản 2")
    )
    reader.again()
    (again,) = reader.desk.annotations.all()
    assert again.text == unicodedata.normalize("NFC", "Đề nghị sửa Điều 3\nkhoản 2")
    assert (again.anchor, again.kind, again.colour) == (made.anchor, made.kind, made.colour)
    assert (again.created_at, again.hlc) == (made.created_at, made.hlc)


def test_the_council_sees_ciphertext_only(reader: Member) -> None:
    reader.write(version(reader), "nội dung riêng tư")
    reader.sync()
    body = reader.council.feed(FEED).rows[-1].body
    assert "riêng tư" not in body
    assert "đoạn trích" not in body
    assert set(json.loads(body)) == {"hlc", "device", "base", "deleted", "cipher"}


def test_editing_and_removing_go_the_same_way(reader: Member) -> None:
    made = reader.write(version(reader), "một")
    reader.sync()
    edited = reader.desk.annotations.edit(
        made.id, text="hai", colour=Colour.PINK, now=reader.clock()
    )
    assert edited.hlc > made.hlc
    assert payload(reader).base == made.hlc
    reader.sync()
    reader.desk.annotations.remove(made.id, now=reader.clock())
    assert reader.desk.annotations.all() == ()
    assert payload(reader).deleted
    reader.sync()
    assert json.loads(reader.council.feed(FEED).rows[-1].body)["deleted"]
    assert reader.desk.replica.outbox() == ()
    reader.desk.annotations.restore(edited, now=reader.clock())
    reader.sync()
    assert [(a.id, a.text, a.settled) for a in reader.desk.annotations.all()] == [
        (edited.id, "hai", True)
    ]


def test_the_clock_of_notes_never_runs_backwards(reader: Member) -> None:
    made = reader.write(version(reader), "một")
    reader.clock.forward(-86_400)
    edited = reader.desk.annotations.edit(made.id, text="hai", now=reader.clock())
    assert edited.hlc > made.hlc


def test_an_edit_made_while_its_predecessor_travels_stays_owed(reader: Member) -> None:
    made = reader.write(version(reader), "một")
    item = reader.desk.replica.outbox()[0]
    sent = payload(reader)
    edited = reader.desk.annotations.edit(made.id, text="hai", now=reader.clock())
    body: dict[str, object] = {"hlc": sent.hlc, "device": sent.device, "base": ""}
    cipher = base64.b64encode(sent.cipher).decode()
    reader.council.feed(FEED).put("note", made.id, {**body, "cipher": cipher})
    reader.desk.replica.note_put(item.id, sent.hlc, reader.clock())
    apply_private(reader)
    (now,) = reader.desk.annotations.all()
    assert (now.text, now.hlc, now.settled, now.older) == ("hai", edited.hlc, False, ())
    assert payload(reader).hlc == edited.hlc


def test_an_edit_follows_the_one_that_the_council_took(reader: Member) -> None:
    made = reader.write(version(reader), "một")
    item = reader.desk.replica.outbox()[0]
    reader.desk.replica.note_put(item.id, made.hlc, reader.clock())
    reader.desk.annotations.edit(made.id, text="hai", now=reader.clock())
    assert payload(reader).base == made.hlc
    reader.desk.annotations.edit(made.id, text="ba", now=reader.clock())
    assert payload(reader).base == made.hlc, "what it never saw is nobody's base"


def test_each_attempt_with_a_note_is_counted_once_it_is_over(reader: Member) -> None:
    reader.write(version(reader), "một")
    replica, now = reader.desk.replica, reader.clock()
    (item,) = replica.outbox()
    assert item.tries == 0
    replica.failed(item.id, "SERVER_TROUBLE", now, now)
    replica.note_put(item.id, payload(reader).hlc, now)
    (row,) = reader.desk.exchanges.ledger(now).unsent
    assert row.tries == 2
    replica.give_up(item.id, "NOTE", now)
    (row,) = reader.desk.exchanges.ledger(now).unsent
    assert row.tries == 3


def test_what_arrived_while_an_edit_was_queued_is_nobody_s_base(reader: Member) -> None:
    made = reader.write(version(reader), "chung")
    reader.sync()
    theirs = later(reader)
    reader.clock.forward(7200)
    reader.desk.annotations.edit(made.id, text="sửa ở máy này", now=reader.clock())
    from_other_device(reader, made.id, "sửa ở máy kia", hlc=theirs, base=made.hlc)
    apply_private(reader)
    reader.desk.annotations.edit(made.id, text="sửa nữa", now=reader.clock())
    assert payload(reader).base == made.hlc, "or the council would take their text for read"
    (now,) = reader.desk.annotations.all()
    assert (now.text, now.older) == ("sửa nữa", ("sửa ở máy kia",))


def test_a_later_edit_of_another_device_wins_and_the_text_here_is_kept(reader: Member) -> None:
    made = reader.write(version(reader), "chung")
    reader.sync()
    reader.desk.annotations.edit(made.id, text="sửa ở máy này", now=reader.clock())
    from_other_device(reader, made.id, "sửa ở máy kia", hlc=later(reader), base=made.hlc)
    apply_private(reader)
    (now,) = reader.desk.annotations.all()
    assert (now.text, now.older) == ("sửa ở máy kia", ("sửa ở máy này",))
    assert len(reader.desk.replica.outbox()) == 1, "the losing text is still sent for the others"
    reader.sync()
    (now,) = reader.desk.annotations.all()
    assert now.older == ("sửa ở máy này",)


def test_a_losing_text_stays_owed_however_often_the_other_device_edits_on(reader: Member) -> None:
    made = reader.write(version(reader), "chung")
    reader.sync()
    reader.desk.annotations.edit(made.id, text="sửa ở máy này", now=reader.clock())
    for text in ("sửa ở máy kia", "sửa tiếp ở máy kia"):
        reader.clock.forward(60)
        from_other_device(reader, made.id, text, hlc=later(reader), base=made.hlc)
    apply_private(reader)
    (now,) = reader.desk.annotations.all()
    assert (now.text, now.older) == ("sửa tiếp ở máy kia", ("sửa ở máy này",))
    assert len(reader.desk.replica.outbox()) == 1
    from_other_device(reader, made.id, text, hlc=now.hlc, base=made.hlc)
    apply_private(reader)
    assert len(reader.desk.replica.outbox()) == 1, (
        "the winner that comes once more settles itself alone"
    )


def test_a_settled_text_that_a_later_edit_did_not_know_is_kept_here_too(reader: Member) -> None:
    """The council keeps it as an older text before it brings the winner: both come in one page."""
    made = reader.write(version(reader), "một")
    reader.sync()
    second = reader.desk.annotations.edit(made.id, text="hai", now=reader.clock())
    reader.sync()
    from_other_device(reader, made.id, "hai", hlc=second.hlc, base=made.hlc, kind="note-older")
    from_other_device(reader, made.id, "sửa ở máy kia", hlc=later(reader), base=made.hlc)
    apply_private(reader)
    (note,) = reader.desk.annotations.all()
    assert (note.text, note.older) == ("sửa ở máy kia", ("hai",))


def test_a_deletion_that_lost_against_a_later_edit_is_not_owed_for_ever(reader: Member) -> None:
    made = reader.write(version(reader), "một")
    reader.sync()
    from_other_device(reader, made.id, "sửa ở máy kia", hlc=later(reader), base=made.hlc)
    reader.desk.annotations.remove(made.id, now=reader.clock())
    apply_private(reader)
    assert [note.text for note in reader.desk.annotations.all()] == ["sửa ở máy kia"]
    assert reader.desk.replica.outbox() == ()


def test_an_edit_of_another_device_that_follows_ours_replaces_it_quietly(reader: Member) -> None:
    made = reader.write(version(reader), "một")
    reader.sync()
    from_other_device(reader, made.id, "hai", hlc=later(reader), base=made.hlc)
    apply_private(reader)
    (now,) = reader.desk.annotations.all()
    assert (now.text, now.older, now.settled) == ("hai", (), True)
    edited = reader.desk.annotations.edit(made.id, text="ba", now=reader.clock())
    assert edited.hlc > now.hlc, "an edit here comes after what was seen"


def test_an_earlier_edit_of_another_device_loses_and_is_kept(reader: Member) -> None:
    made = reader.write(version(reader), "chung")
    reader.sync()
    between = made.hlc.replace("-0000-", "-0001-")[:17] + "-tb-other"
    reader.clock.forward(60)
    reader.desk.annotations.edit(made.id, text="sửa ở máy này", now=reader.clock())
    from_other_device(reader, made.id, "sửa ở máy kia", hlc=between, base=made.hlc)
    apply_private(reader)
    (now,) = reader.desk.annotations.all()
    assert (now.text, now.older, now.settled) == ("sửa ở máy này", ("sửa ở máy kia",), False)


def test_an_older_text_from_the_council_is_shown_beside_the_note(reader: Member) -> None:
    made = reader.write(version(reader), "đang dùng")
    reader.sync()
    older = "0" * 12 + "-0000-tb-other"
    from_other_device(reader, made.id, "bản cũ", hlc=older, base="", kind="note-older")
    apply_private(reader)
    assert reader.desk.annotations.all()[0].older == ("bản cũ",)


def test_a_deletion_on_another_device_removes_the_note_here(reader: Member) -> None:
    made = reader.write(version(reader), "một")
    reader.sync()
    from_other_device(reader, made.id, "một", hlc=later(reader), base=made.hlc, deleted=True)
    apply_private(reader)
    assert reader.desk.annotations.all() == ()
    assert reader.desk.replica.outbox() == ()


def test_a_text_edited_here_outlives_a_deletion_it_did_not_know_of(reader: Member) -> None:
    made = reader.write(version(reader), "một")
    reader.sync()
    reader.desk.annotations.edit(made.id, text="sửa", now=reader.clock())
    deletion = later(reader)
    from_other_device(reader, made.id, "một", hlc=deletion, base=made.hlc, deleted=True)
    apply_private(reader)
    (note,) = reader.desk.annotations.all()
    assert (note.text, note.settled) == ("sửa", False)
    assert note.hlc > deletion
    assert payload(reader).base == deletion


def test_a_tombstone_removes_a_note_unless_an_edit_is_still_owed(reader: Member) -> None:
    first, second = reader.write(version(reader), "một"), reader.write(version(reader), "hai")
    reader.sync()
    reader.desk.annotations.edit(second.id, text="hai sửa", now=reader.clock())
    for note in (first, second):
        reader.council.feed(FEED).put("note", note.id, {}, deleted=True)
    apply_private(reader)
    assert [note.text for note in reader.desk.annotations.all()] == ["hai sửa"]


def test_a_note_that_does_not_open_is_kept_in_the_feed_and_not_shown(reader: Member) -> None:
    cipher = base64.b64encode(b"\x01" + bytes(60)).decode()
    body: dict[str, object] = {
        "hlc": later(reader),
        "device": "tb-other",
        "base": "",
        "cipher": cipher,
    }
    reader.council.feed(FEED).put("note", "gc-1", body)
    reader.council.feed(FEED).put("note", "gc-2", {"hlc": 7})
    apply_private(reader)
    assert reader.desk.annotations.all() == ()


def test_a_note_that_nothing_could_carry_is_refused_before_it_is_kept(reader: Member) -> None:
    for text in ("a" * (NOTE_LENGTH + 1), "ộ" * NOTE_LENGTH + "ế"):
        with pytest.raises(UserError) as error:
            reader.write(version(reader), text)
        assert error.value.code is Code.NOTE_TOO_LONG
    made = reader.write(version(reader), "ộ " * 9_000)
    assert reader.desk.annotations.all() == (made,)


def test_annotations_of_what_is_not_there_are_named_as_that(reader: Member) -> None:
    with pytest.raises(UserError) as error:
        reader.write("00" * 32, "x")
    assert error.value.code is Code.VERSION_UNKNOWN
    for call in (reader.desk.annotations.edit, reader.desk.annotations.remove):
        with pytest.raises(UserError) as error:
            call("gc-0", now=reader.clock())
        assert error.value.code is Code.ANNOTATION_UNKNOWN


def test_marks_stand_in_reading_order(reader: Member) -> None:
    for page, start in ((2, 5), (0, 9), (0, 3)):
        reader.desk.annotations.add(
            version_sha256=version(reader),
            kind=AnnotationKind.HIGHLIGHT,
            colour=Colour.GREEN,
            anchor=Anchor(page, "x", "", "", start, start + 1, ()),
            text="",
            now=reader.clock(),
        )
    places = [(a.anchor.page, a.anchor.start) for a in reader.desk.annotations.all()]
    assert places == [(0, 3), (0, 9), (2, 5)]


def test_what_travels_opens_only_with_the_notes_key_and_its_own_clock(reader: Member) -> None:
    made = reader.write(version(reader), "một")
    keys = reader.desk.account._open_keys.require()
    plain = open_note(
        keys.notes,
        payload(reader).cipher,
        council=COUNCIL,
        person=PERSON,
        note=made.id,
        hlc=made.hlc,
    )
    assert json.loads(plain)["text"] == ["một"]
