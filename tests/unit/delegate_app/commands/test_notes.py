"""`notes` and `add-note`."""

from __future__ import annotations

import io

import pytest

from tests.unit.delegate_app.commands.terminals import Terminal

PAPER = "s1.m1.du-thao"


def test_a_note_stands_at_its_quotation_and_settles_at_the_next_sync(member: Terminal) -> None:
    made = member.json("add-note", PAPER, "hỏi lại điểm này", "--page", "1", "--quote", "chapter")
    assert (made["page"], made["quote"], made["settled"]) == (1, "Chapter", False)
    assert member("sync").status == 0
    (note,) = member.json("notes")["notes"]
    assert (note["id"], note["text"], note["settled"]) == (made["id"], "hỏi lại điểm này", True)
    assert "hỏi lại điểm này" in member("notes", "--document", PAPER).out
    assert member.json("notes", "--document", "s2") == {"notes": []}


def test_a_note_without_a_quotation_stands_on_its_page(member: Terminal) -> None:
    made = member.json("add-note", PAPER, "cả trang", "--page", "1", "--colour", "blue")
    assert (made["quote"], made["colour"], made["kind"]) == ("", "blue", "note")


def test_a_long_note_comes_through_standard_input(
    member: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("dòng một\ndòng hai\n"))
    assert member.json("add-note", PAPER, "-", "--page", "1")["text"] == "dòng một\ndòng hai"


def test_words_that_are_not_on_the_page_make_no_note(member: Terminal) -> None:
    outcome = member("add-note", PAPER, "ghi", "--page", "1", "--quote", "nowhere")
    assert outcome.status == 3
    assert "QUOTE_NOT_FOUND" in outcome.err
    assert member("add-note", PAPER, "ghi", "--page", "2").status == 2
    assert member("add-note", PAPER, " ", "--page", "1").status == 2
    assert "NOTE_TOO_LONG" in member("add-note", PAPER, "a" * 20_001, "--page", "1").err
    assert member.json("notes") == {"notes": []}
