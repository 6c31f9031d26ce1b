"""`search`."""

from __future__ import annotations

from tests.unit.delegate_app.commands.terminals import Terminal

PAPER = "s1.m1.du-thao"


def test_words_of_a_paper_are_found_with_their_page(member: Terminal) -> None:
    found = member.json("search", "chapter one")
    paper = next(found for found in found["found"] if found["id"] == PAPER)
    assert [page["page"] for page in paper["pages"]] == [1]
    assert "Chapter one" in paper["pages"][0]["around"]
    assert (found["all_pages_counted"], found["some_words_missing"]) == (True, False)
    assert found["index"]["done"] == found["index"]["papers"] > 0
    assert "1: Chapter one" in member("search", "chapter one").out


def test_what_no_index_holds_is_not_found_as_it_is(member: Terminal) -> None:
    assert member.json("search", "chapter one", "--as-is")["pages"] == 0
    assert member("search", "chapter one", "--as-is").status == 0


def test_a_note_is_found_at_its_page_and_alone_when_asked_for(member: Terminal) -> None:
    made = member.json("add-note", PAPER, "hỏi lại chapter", "--page", "1")
    (note,) = member.json("search", "chapter", "--mine")["found"]
    assert (note["kind"], note["id"], note["page"]) == ("note", made["id"], 1)


def test_filters_narrow_and_nothing_is_said_in_words(member: Terminal) -> None:
    assert member.json("search", "chapter", "--session", "s9")["found"] == []
    assert "Không tìm thấy" in member("search", "zzz", "--type", "phu-luc").out
    assert member("search", "chapter", "--type", "sach").status == 2
    assert member("search", "chapter", "--since", "hom nay").status == 2
