"""Notes after a restore of the council: offered again, upon what their authors knew."""

from __future__ import annotations

import base64
import json

from protocol.notes import seal_note
from tests.simulation.council import COUNCIL
from tests.unit.delegate_app.member import PERSON, Member
from tests.unit.delegate_app.services.test_annotations import (
    FEED,
    _plain,
    apply_private,
    from_other_device,
    later,
    payload,
    reader,
    version,
)

__all__ = ["reader"]


def test_after_a_restore_of_the_council_every_note_is_offered_again(reader: Member) -> None:
    kept, lost = reader.write(version(reader), "còn"), reader.write(version(reader), "mất")
    reader.sync()
    old = reader.council.feeds.pop(FEED)
    row = next(row for row in old.rows if row.id == kept.id)
    reader.council.feed(FEED).put(row.kind, row.id, json.loads(row.body))
    for name in list(reader.council.notes):
        if name[1] == lost.id:
            del reader.council.notes[name]
    reader.sync()
    reader.sync()
    rows = {row.id for row in reader.council.feed(FEED).rows}
    assert rows == {kept.id, lost.id}
    assert {note.text for note in reader.desk.annotations.all()} == {"còn", "mất"}
    assert reader.desk.replica.outbox() == ()


def test_an_edit_that_reached_the_restored_council_first_and_was_unknown_here_is_not_taken_for_a_base(
    reader: Member,
) -> None:
    """Else the device that wrote it would believe that its text was replaced knowingly."""
    made = reader.write(version(reader), "một")
    reader.sync()
    unknown = made.hlc.replace("-0000-", "-0001-")[:17] + "-tb-other"
    reader.clock.forward(60)
    reader.desk.annotations.remove(made.id, now=reader.clock())
    reader.sync()
    reader.council.feeds.pop(FEED)
    reader.council.notes.clear()
    restored(reader, made.id, unknown)
    reader.sync()
    assert payload(reader).base == ""
    assert payload(reader).deleted


def test_an_edit_that_stood_here_is_the_base_of_what_is_offered_again(reader: Member) -> None:
    made = reader.write(version(reader), "một")
    reader.sync()
    known = later(reader)
    from_other_device(reader, made.id, "hai", hlc=known, base=made.hlc)
    apply_private(reader)
    edited = reader.desk.annotations.edit(made.id, text="ba", now=reader.clock())
    reader.sync()
    reader.council.feeds.pop(FEED)
    reader.council.notes.clear()
    restored(reader, made.id, known)
    reader.sync()
    assert (payload(reader).hlc, payload(reader).base) == (edited.hlc, known)


def restored(member: Member, note: str, hlc: str) -> None:
    """The council has that edit of the other device again, and nothing else of the note."""
    cipher = seal_note(
        member.desk.account._open_keys.require().notes,
        _plain(member, note).encode(),
        council=COUNCIL,
        person=PERSON,
        note=note,
        hlc=hlc,
    )
    body: dict[str, object] = {"hlc": hlc, "device": "tb-other", "base": "", "deleted": False}
    feed = member.council.feed(FEED)
    feed.put("note", note, {**body, "cipher": base64.b64encode(cipher).decode()})


def test_a_note_offered_again_is_owed_no_more_once_another_device_went_on_from_it(
    reader: Member,
) -> None:
    made = reader.write(version(reader), "một")
    reader.sync()
    reader.council.feeds.pop(FEED)
    reader.council.notes.clear()
    reader.council.feed(FEED)
    reader.sync()
    assert payload(reader).hlc == made.hlc
    from_other_device(reader, made.id, "hai", hlc=later(reader), base=made.hlc)
    apply_private(reader)
    assert [note.text for note in reader.desk.annotations.all()] == ["hai"]
    assert reader.desk.replica.outbox() == ()
