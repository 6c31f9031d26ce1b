"""All notes in the window: narrowed down, in two orders, taken along as Markdown; and notes of one paper in files."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from delegate_app.domain.annotation_filters import NoteFilter
from delegate_app.domain.annotations import Anchor, Annotation, AnnotationKind, Colour, Rect
from delegate_app.services.annotations import Draft
from delegate_app.services.desk import Desk
from delegate_app.services.note_exports import NoteFile
from tests.ui.opened_window import Window
from tests.ui.test_drawing import notes, reading, select_line
from ui.choice import Choice
from ui.notes_view import NotesView

__all__ = ["reading"]

PAPERS = (("thanh-lap-phong", "du-thao-nghi-quyet"), ("thanh-lap-phong", "to-trinh"))


@pytest.fixture
def listed(window: Window, qtbot: QtBot) -> NotesView:
    """Notes on two papers of one item, and the view that lists them."""
    furnished, desk = window.desk.furnished, window.desk.desk
    made = (
        (0, AnnotationKind.NOTE, Colour.PINK, "Hỏi số biên chế", ("nhân sự",), True),
        (0, AnnotationKind.HIGHLIGHT, Colour.GREEN, "", (), False),
        (1, AnnotationKind.NOTE, Colour.YELLOW, "Căn cứ chưa đủ", ("pháp lý",), False),
    )
    for number, (paper, kind, colour, text, tags, ask) in enumerate(made):
        document = furnished.document(*PAPERS[paper])
        place = Anchor(0, f"đoạn {number}", "", "", number, number + 1, (Rect(9, 9, 99, 20),))
        draft = Draft(kind, colour, place, text, tags, ask)
        window.ask(partial(keep, desk, document, draft, furnished.clock))
    window.pane.go("notes")
    qtbot.waitUntil(lambda: len(titles(window.pane.notes)) == len(made))
    return window.pane.notes


def keep(desk: Desk, document: str, draft: Draft, now: datetime) -> None:
    version = desk.documents.document(document).newest.sha256
    desk.annotations.draw(version, [draft], now=now)


def titles(view: NotesView) -> list[str]:
    return [row.title for row in view.list.rows.rows if not row.header]


def choose(choice: Choice, value: str) -> None:
    choice.setCurrentIndex(choice.findData(value))
    choice.activated.emit(choice.currentIndex())


def test_notes_are_listed_by_paper_in_the_order_of_the_agenda(listed: NotesView) -> None:
    assert titles(listed) == ["Căn cứ chưa đủ", "Hỏi số biên chế", "“đoạn 1”"]
    headers = [row for row in listed.list.rows.rows if row.header]
    assert [row.lead[:2] for row in headers] == ["1.", "1."]


def test_notes_are_narrowed_down_by_kind_colour_tag_flag_and_words(listed: NotesView) -> None:
    filters = listed.filters
    choose(filters.kind, "note")
    assert titles(listed) == ["Căn cứ chưa đủ", "Hỏi số biên chế"]
    choose(filters.kind, "")
    choose(filters.colour, "green")
    assert titles(listed) == ["“đoạn 1”"]
    choose(filters.colour, "")
    choose(filters.tag, "pháp lý")
    assert titles(listed) == ["Căn cứ chưa đủ"]
    choose(filters.tag, "")
    filters.ask.setChecked(True)
    assert titles(listed) == ["Hỏi số biên chế"]
    filters.ask.setChecked(False)
    filters.words.setText("bien CHE")
    assert titles(listed) == ["Hỏi số biên chế"]
    filters.words.setText("không đâu có")
    assert listed._stack.currentWidget() is not listed.list


def test_the_newest_come_first_where_that_is_wanted(listed: NotesView) -> None:
    choose(listed.filters.order, "newest")
    assert set(titles(listed)) == {"Căn cứ chưa đủ", "Hỏi số biên chế", "“đoạn 1”"}
    assert all(not row.header for row in listed.list.rows.rows)


def test_the_shown_notes_are_saved_as_markdown(
    listed: NotesView, qtbot: QtBot, tmp_path: Path
) -> None:
    listed.filters.ask.setChecked(True)
    target = tmp_path / "ghi-chu.md"
    listed.save_to(str(target))
    qtbot.waitUntil(target.exists)
    text = target.read_text("utf-8")
    assert "Hỏi số biên chế" in text
    assert "Hỏi tại phiên họp" in text
    assert "Căn cứ chưa đủ" not in text


def test_an_empty_filter_wants_every_note(listed: NotesView) -> None:
    every = [(n, listed._all.paper_of(n)) for n in listed._all.notes]
    assert all(NoteFilter().wants(note, paper) for note, paper in every)


# ------------------------------------------------------------------------------- notes in files


def said(window: Window) -> str:
    return window.find("notes-panel-said", QLabel).text()


def marked(window: Window) -> Annotation:
    select_line(window, 5)
    window.pane.reader.notes.mark(AnnotationKind.NOTE, Colour.PINK, ask=True)
    window.settle()
    return notes(window)[0]


@pytest.mark.parametrize("form", [NoteFile.XFDF, NoteFile.JSON])
def test_notes_that_were_saved_and_deleted_come_back_from_the_file(
    reading: Window, qtbot: QtBot, tmp_path: Path, form: NoteFile
) -> None:
    before = marked(reading)
    files, target = reading.pane.reader.files, tmp_path / f"ghi-chu{form.value}"
    files.save_to(form, str(target))
    qtbot.waitUntil(target.exists, timeout=20_000)
    files.take_from(str(target))
    qtbot.waitUntil(lambda: "đã có sẵn ở đây" in said(reading), timeout=20_000)
    reading.pane.reader.panel.removed.emit(before.id)
    reading.settle()
    assert notes(reading) == ()
    files.take_from(str(target))
    qtbot.waitUntil(lambda: len(notes(reading)) == 1, timeout=20_000)
    (after,) = notes(reading)
    assert (after.kind, after.anchor, after.text, after.ask, after.created_at) == (
        before.kind,
        before.anchor,
        before.text,
        before.ask,
        before.created_at,
    )


def test_a_copy_with_the_notes_carries_who_made_them(
    reading: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    marked(reading)
    target = tmp_path / "copy.pdf"
    reading.pane.reader.files.save_to(NoteFile.PDF, str(target))
    qtbot.waitUntil(target.exists, timeout=20_000)
    page: Any = pypdf.PdfReader(target).pages[0]
    annotation = page["/Annots"][0].get_object()
    assert (annotation["/Subtype"], annotation["/T"]) == ("/Highlight", "Vũ Thị Thanh Hà")
    assert annotation["/Contents"] == "[Hỏi tại phiên họp]"


def test_a_file_without_notes_is_refused_with_what_to_do(
    reading: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "x.xfdf").write_text("nothing", "utf-8")
    reading.pane.reader.files.take_from(str(tmp_path / "x.xfdf"))
    qtbot.waitUntil(lambda: "XFDF" in said(reading), timeout=20_000)
    assert notes(reading) == ()
