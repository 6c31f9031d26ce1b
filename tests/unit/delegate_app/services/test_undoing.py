"""Undo and redo of annotations: gesture by gesture, across restarts, as edits that reach the other devices."""

from __future__ import annotations

import json
from random import Random

import pytest

from delegate_app.domain.annotations import Anchor, AnnotationKind, Colour, Rect
from delegate_app.domain.ink import InkPoint, Stroke
from delegate_app.errors import Code, UserError
from delegate_app.services.annotations import Draft, History
from delegate_app.storage.annotation_edits import KEPT
from tests.unit.delegate_app.member import Member
from tests.unit.delegate_app.services.test_annotations import (
    apply_private,
    from_other_device,
    later,
    payload,
    version,
)


@pytest.fixture
def reader(member: Member) -> Member:
    member.council.publish_session()
    member.council.publish_paper("to-trinh", b"%PDF-1.7 paper")
    member.council.publish_paper("bao-cao", b"%PDF-1.7 report")
    member.sync()
    return member


def stroke(at: float) -> Draft:
    points = (InkPoint(at, at, 0.5), InkPoint(at + 9, at + 4, 0.7))
    place = Anchor(0, "", "", "", 0, 0, (Rect(at, at, at + 9, at + 4),))
    return Draft(AnnotationKind.INK, Colour.BLACK, place, strokes=(Stroke(1.5, points),))


def texts(member: Member) -> list[str]:
    return sorted(a.text for a in member.desk.annotations.all())


def undo(member: Member) -> tuple[str, ...]:
    return member.desk.annotations.undo(version(member), now=member.clock())


def redo(member: Member) -> tuple[str, ...]:
    return member.desk.annotations.redo(version(member), now=member.clock())


def test_gestures_are_undone_newest_first_and_done_again_after_a_restart(reader: Member) -> None:
    first = reader.write(version(reader), "một")
    reader.desk.annotations.edit(first.id, text="hai", now=reader.clock())
    reader.desk.annotations.remove(first.id, now=reader.clock())
    assert texts(reader) == []
    reader.again()
    assert undo(reader) == (first.id,)
    assert texts(reader) == ["hai"]
    undo(reader)
    assert texts(reader) == ["một"]
    reader.again()
    undo(reader)
    assert texts(reader) == []
    assert undo(reader) == ()
    for expected in (["một"], ["hai"], []):
        redo(reader)
        assert texts(reader) == expected
    assert redo(reader) == ()


def test_the_strokes_of_one_gesture_go_and_come_together(reader: Member) -> None:
    made = reader.desk.annotations.draw(
        version(reader), [stroke(10), stroke(30)], now=reader.clock()
    )
    reader.desk.annotations.remove(*(a.id for a in made), now=reader.clock())
    assert len(undo(reader)) == 2
    assert len(reader.desk.annotations.all()) == 2
    undo(reader)
    assert reader.desk.annotations.all() == ()


def test_undoing_is_an_edit_that_the_other_devices_receive(reader: Member) -> None:
    made = reader.write(version(reader), "một")
    reader.sync()
    reader.desk.annotations.edit(made.id, text="hai", now=reader.clock())
    reader.sync()
    undo(reader)
    sent = payload(reader)
    assert (sent.note_id, sent.deleted) == (made.id, False)
    reader.sync()
    assert reader.desk.replica.outbox() == ()
    (here,) = reader.desk.annotations.all()
    assert (here.text, here.settled) == ("một", True)
    undo(reader)
    assert payload(reader).deleted
    reader.sync()
    assert json.loads(reader.council.feed(reader_feed(reader)).rows[-1].body)["deleted"]


def reader_feed(reader: Member) -> str:
    return next(feed for feed in reader.desk.replica.cursors() if feed.startswith("delegate."))


def test_what_another_device_changed_since_is_not_taken_back(reader: Member) -> None:
    made = reader.write(version(reader), "một")
    reader.sync()
    from_other_device(reader, made.id, "của máy kia", hlc=later(reader), base=made.hlc)
    apply_private(reader)
    with pytest.raises(UserError) as refused:
        undo(reader)
    assert refused.value.code is Code.CHANGED_ELSEWHERE
    assert texts(reader) == ["của máy kia"]
    assert undo(reader) == (), "it is forgotten"


def test_a_new_gesture_forgets_what_was_undone(reader: Member) -> None:
    reader.write(version(reader), "một")
    undo(reader)
    assert reader.desk.annotations.history(version(reader)) == History(undo=False, redo=True)
    reader.write(version(reader), "hai")
    assert reader.desk.annotations.history(version(reader)) == History(undo=True, redo=False)


def test_every_paper_has_a_history_of_its_own(reader: Member) -> None:
    one, other = (d.newest.sha256 for d in reader.desk.documents.all())
    reader.write(one, "ở đây")
    reader.write(other, "ở kia")
    reader.desk.annotations.undo(one, now=reader.clock())
    assert texts(reader) == ["ở kia"]


def test_a_text_that_is_typed_in_one_go_is_one_gesture(reader: Member) -> None:
    note = reader.write(version(reader), "")
    edit = reader.desk.annotations.edit
    edit(note.id, text="Đề", now=reader.clock())
    edit(note.id, text="Đề nghị", continuing=True, now=reader.clock())
    edit(note.id, text="Đề nghị làm rõ", continuing=True, now=reader.clock())
    undo(reader)
    assert texts(reader) == [""]
    redo(reader)
    assert texts(reader) == ["Đề nghị làm rõ"]
    undo(reader)
    edit(note.id, text="khác", continuing=True, now=reader.clock())
    undo(reader)
    assert texts(reader) == [""], "after an undo a text begins a gesture of its own"


def test_the_log_keeps_the_newest_gestures_only(reader: Member) -> None:
    note = reader.write(version(reader), "0")
    for number in range(1, KEPT + 6):
        reader.desk.annotations.edit(note.id, text=str(number), now=reader.clock())
    done = 0
    while undo(reader):
        done += 1
    assert done == KEPT
    assert texts(reader) == ["5"]


def test_a_note_of_a_newer_program_is_deleted_and_brought_back_byte_for_byte(
    reader: Member,
) -> None:
    made = reader.write(version(reader), "một")
    table = reader.desk.annotations._table
    row = table.annotation(made.id)
    assert row is not None
    body = row.body.replace('"kind":"note"', '"kind":"hologram"')
    reader.desk.annotations._vault.run("UPDATE annotations SET body = ?", [body])
    with pytest.raises(UserError) as refused:
        reader.desk.annotations.edit(made.id, text="hai", now=reader.clock())
    assert refused.value.code is Code.ANNOTATION_NEWER
    reader.desk.annotations.remove(made.id, now=reader.clock())
    assert reader.desk.annotations.all() == ()
    undo(reader)
    (found,) = reader.desk.annotations.all()
    assert found.kind is AnnotationKind.NEWER
    back = table.annotation(made.id)
    assert back is not None
    assert back.body == body


def test_any_walk_back_and_forth_passes_the_states_that_were(reader: Member) -> None:
    chance, seed = Random(20261128), 20261128
    print(f"seed {seed}")
    annotations = reader.desk.annotations
    states = [()]

    def seen() -> tuple[tuple[str, str], ...]:
        return tuple(sorted((a.id, a.text) for a in annotations.all()))

    for step in range(40):
        here = annotations.all()
        act = chance.choice(["add", "edit", "remove"]) if here else "add"
        if act == "add":
            reader.write(version(reader), str(step))
        elif act == "edit":
            annotations.edit(chance.choice(here).id, text=f"sửa {step}", now=reader.clock())
        else:
            annotations.remove(chance.choice(here).id, now=reader.clock())
        states.append(seen())  # type: ignore[arg-type]
    at = len(states) - 1
    for _ in range(120):
        back = chance.random() < 0.5
        moved = undo(reader) if back else redo(reader)
        at = max(0, at - 1) if back else min(len(states) - 1, at + 1)
        assert seen() == states[at]
        assert bool(moved) or at in (0, len(states) - 1)
