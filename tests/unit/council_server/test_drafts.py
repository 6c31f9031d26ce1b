"""Drafts: two people edit one, and nothing of either is lost without a word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from council_server.drafts import (
    Change,
    Conflict,
    Draft,
    DraftPaper,
    Missing,
    add_item,
    add_paper,
    decode,
    encode,
    free_id,
    move_item,
    move_paper,
    neighbour,
    new_draft,
    put_file,
    remove_item,
    remove_paper,
    set_head,
    set_item,
    set_paper,
)
from council_server.papers import NO_ITEM, PART

PAPER = DraftPaper("", "to-trinh", "Tờ trình về biên chế")


def after(*changes: Change) -> Draft:
    """A draft after these changes."""
    draft = new_draft("s1", kind="thuong-le", title="Kỳ họp thứ 4")
    for change in changes:
        draft = replace(change(draft), revision=draft.revision + 1)
    return draft


def test_a_draft_is_read_back_as_it_was_written() -> None:
    draft = after(add_item("Biên chế"), add_paper("bien-che", PAPER))
    assert decode(encode(draft)) == draft


def test_a_part_that_somebody_else_changed_is_not_overwritten() -> None:
    draft = after(add_item("Một"))
    rev = draft.item("mot").rev
    theirs = set_item("mot", rev, title="Một của họ")(draft)
    with pytest.raises(Conflict) as caught:
        set_item("mot", rev, title="Một của tôi")(replace(theirs, revision=2))
    assert caught.value.theirs == theirs.item("mot")


def test_changes_of_different_parts_never_collide() -> None:
    draft = after(add_item("Một"), add_item("Hai"))
    one, two, head = draft.item("mot").rev, draft.item("hai").rev, draft.head.rev
    for change in (
        set_item("mot", one, title="Một A"),
        set_item("hai", two, title="Hai A"),
        set_head(head, place="Hội trường"),
        add_paper("mot", PAPER),
        move_item("hai", "mot"),
    ):
        draft = replace(change(draft), revision=draft.revision + 1)
    assert [item.title for item in draft.items] == ["", "Hai A", "Một A"]
    assert draft.head.place == "Hội trường"
    assert [paper.id for paper in draft.item("mot").papers] == ["to-trinh"]


def test_an_item_is_not_removed_over_a_paper_that_somebody_put_into_it() -> None:
    draft = after(add_item("Một"))
    rev = draft.item("mot").rev
    with pytest.raises(Conflict):
        remove_item("mot", rev)(replace(add_paper("mot", PAPER)(draft), revision=2))
    assert len(remove_item("mot", rev)(draft).items) == 1


def test_the_place_of_the_session_itself_stays_first_and_is_never_removed() -> None:
    draft = after(add_item("Một"))
    for change in (remove_item(NO_ITEM, 0), move_item(NO_ITEM, ""), move_item("mot", NO_ITEM)):
        with pytest.raises(Missing):
            change(draft)


def test_items_go_up_and_down_one_place_and_stop_at_the_ends() -> None:
    draft = after(add_item("Một"), add_item("Hai"), add_item("Ba"))
    assert neighbour(draft.items, "mot", up=True) is None
    assert neighbour(draft.items, "ba", up=False) is None
    up = neighbour(draft.items, "ba", up=True)
    down = neighbour(draft.items, "mot", up=False)
    assert (up, down) == ("hai", "ba")
    assert [i.id for i in move_item("ba", "hai")(draft).items[1:]] == ["mot", "ba", "hai"]
    assert [i.id for i in move_item("mot", "ba")(draft).items[1:]] == ["hai", "mot", "ba"]
    assert [i.id for i in move_item("mot", "")(draft).items[1:]] == ["hai", "ba", "mot"]


def test_papers_of_one_type_get_ids_of_their_own_and_change_places() -> None:
    draft = after(add_item("Một"), add_paper("mot", PAPER), add_paper("mot", PAPER))
    assert [paper.id for paper in draft.item("mot").papers] == ["to-trinh", "to-trinh-2"]
    moved = move_paper("mot", "to-trinh-2", "to-trinh")(draft)
    assert [paper.id for paper in moved.item("mot").papers] == ["to-trinh-2", "to-trinh"]
    assert draft.document("mot", "to-trinh") == "s1.mot.to-trinh"
    assert draft.document(NO_ITEM, "giay-moi") == "s1.ky-hop.giay-moi"


def test_a_new_file_drops_the_note_of_the_version_before() -> None:
    draft = after(add_item("Một"), add_paper("mot", replace(PAPER, upload="a", note="sửa Điều 3")))
    assert put_file("mot", "to-trinh", "a")(draft).paper("mot", "to-trinh").note == "sửa Điều 3"
    assert put_file("mot", "to-trinh", "b")(draft).paper("mot", "to-trinh").note == ""


def test_a_paper_that_is_gone_is_said_to_be_missing() -> None:
    draft = after(add_item("Một"), add_paper("mot", PAPER))
    gone = remove_paper("mot", "to-trinh", draft.paper("mot", "to-trinh").rev)(draft)
    with pytest.raises(Missing):
        set_paper("mot", "to-trinh", 2, title="x")(gone)


def test_ids_are_made_of_titles_within_their_length_and_never_twice() -> None:
    title = "Điều chỉnh dự toán chi thường xuyên năm 2026 của các đơn vị"
    first = free_id(title, (), 24, "muc")
    second = free_id(title, [first], 24, "muc")
    assert first == "dieu-chinh-du-toan-chi-t"
    assert len(second) <= 24
    assert second != first
    assert free_id("...", (), 24, "muc") == "muc"
    assert all(PART.fullmatch(name) for name in (first, second))
