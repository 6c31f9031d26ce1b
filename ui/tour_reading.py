"""The tour's steps of opening, reading, noting, locking and looking."""

from __future__ import annotations

import re

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel

from delegate_app.domain.accounts import AccountState
from delegate_app.domain.annotations import AnnotationKind
from delegate_app.domain.documents import Document, PaperType
from delegate_app.errors import Code
from delegate_app.services.note_exports import NoteFile
from ui import messages
from ui.guide import Guide
from ui.main_window import DeskPane
from ui.page_canvas import PageCanvas
from ui.rows import RowList
from ui.words import Words

PASSPHRASE = "thuyen ve ben 2026"  # noqa: S105 - of a desk that holds invented papers
NOTE = "Hỏi UBND phường về số phòng"
OFFLINE_NOTE = "Ghi khi mất mạng"
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
VI = Words("vi")


def said(code: Code) -> str:
    """The Vietnamese sentence of a code."""
    return messages.sentence(code, "vi")


def first_start(guide: Guide) -> None:
    """The passphrase."""
    guide.step("First start: choosing a passphrase")
    guide.need("the window asks for a passphrase", lambda: guide.there("new-passphrase"))
    guide.shot("first-start")
    guide.type("new-passphrase", "ngan")
    guide.press("new-continue")
    shown = [label.text() for label in guide.app.window.findChildren(QLabel) if label.isVisible()]
    guide.check(
        "too short a passphrase is refused in words", said(Code.PASSPHRASE_TOO_SHORT) in shown
    )
    guide.check("nothing was made yet", guide.ask(guide.desk.account.state) is AccountState.NEW)
    guide.type("new-passphrase", PASSPHRASE)
    guide.type("new-passphrase-again", PASSPHRASE)
    guide.press("new-continue")
    guide.need("the encrypted desk was made", lambda: guide.there("sheet-practice"))
    head = (guide.desk.home / "vault.db").read_bytes()[:16]
    guide.check(
        "the vault's file does not begin as a plain database", not head.startswith(b"SQLite")
    )


def enrolment(guide: Guide) -> None:
    """The clerk's sheet and the comparison code."""
    guide.step("Enrolment at the practice council")
    guide.shot("sheet")
    guide.press("sheet-practice")
    guide.wait(lambda: guide.text("comparison-code") or guide.there("first-done"), 60)
    code = guide.ask(guide.desk.account.comparison_code)
    guide.check(
        "a comparison code of 16 characters", re.fullmatch(r"(\w{4}-?){4}", code) is not None, code
    )
    if guide.text("comparison-code"):
        guide.shot("comparison-code")
    guide.need("the clerk confirmed this machine", lambda: guide.there("first-done"))
    guide.shot("enrolled")
    guide.press("first-done")
    guide.need("the desk opens", lambda: isinstance(guide.app.pane, DeskPane))


def first_papers(guide: Guide) -> None:
    """The first sync."""
    guide.step("The first papers arrive")
    guide.need(
        "the council confirmed that everything is here", lambda: guide.sync.state.confirmed, 120
    )
    enrolled = guide.ask(guide.desk.account.enrolment)
    guide.check(
        "the machine has the clerk's certificate", bool(enrolled and enrolled.certificate_sha256)
    )
    papers = guide.ask(guide.desk.documents.all)
    guide.check("papers arrived", len(papers) >= 10, len(papers))
    guide.check("every version is complete", all(v.complete for p in papers for v in p.versions))
    guide.check(
        "every version stands in a signed manifest",
        all(v.checked for p in papers for v in p.versions),
    )
    status = guide.pane.status
    guide.need(
        "the status line says so",
        lambda: status.text.startswith(status.phase_words(guide.sync.state)),
    )


def home_and_programme(guide: Guide) -> None:
    """Home, and the programme's order."""
    guide.step("Home and programme")
    enrolled = guide.ask(guide.desk.account.enrolment)
    shown = [label.text() for label in guide.pane.home.findChildren(QLabel)]
    guide.check(
        "home greets the delegate by name",
        any(enrolled is not None and enrolled.name in text for text in shown),
    )
    news = guide.ask(guide.desk.agenda.news)
    listed = guide.widget("home-news", RowList)
    guide.check(
        "what is new is listed, newest first",
        [r.key for r in listed.rows.rows] == [d.newest.sha256 for d in news[:8]],
    )
    guide.shot("home")
    guide.press("home-programme")
    guide.need("the programme opens", lambda: guide.there("programme-list"))
    session = guide.ask(guide.desk.agenda.sessions)[0]
    programme = guide.ask(lambda: guide.desk.agenda.programme(session.id))
    rows = guide.widget("programme-list", RowList).rows.rows
    shown_keys = [row.key for row in rows if row.key]
    guide.check(
        "papers stand in the dossiers' fixed order",
        shown_keys == [d.newest.sha256 for d in programme.documents],
    )
    guide.check("each row names its paper type", all(row.lead for row in rows if row.key))
    guide.shot("programme")


def draft(guide: Guide, item: int) -> Document:
    """The draft resolution of an agenda item, counted from 1."""
    session = guide.ask(guide.desk.agenda.sessions)[0]
    programme = guide.ask(lambda: guide.desk.agenda.programme(session.id))
    dossier = next(d for d in programme.dossiers if d.item is not None and d.item.position == item)
    return next(d for d in dossier.documents if d.type is PaperType.DRAFT_RESOLUTION)


def canvas_of(guide: Guide) -> PageCanvas:
    """The pages on the screen."""
    return guide.widget("page-canvas", PageCanvas)


def drag(canvas: PageCanvas, start: QPoint, end: QPoint) -> None:
    """Select with the mouse from one place of the page to another."""
    area, left = canvas.viewport(), Qt.MouseButton.LeftButton
    QTest.mousePress(area, left, Qt.KeyboardModifier.NoModifier, start)
    for step in range(1, 5):
        QTest.mouseMove(area, start + (end - start) * step / 4)
    QTest.mouseRelease(area, left, Qt.KeyboardModifier.NoModifier, end)


def reading(guide: Guide) -> None:
    """Scroll, zoom, select, highlight, note."""
    guide.step("Reading the draft of item 1")
    paper = draft(guide, 1)
    guide.go(2)
    guide.open_row("programme-list", paper.newest.sha256)
    guide.need("the paper opens", lambda: guide.pane.reader.canvas.page_count > 0)
    canvas = canvas_of(guide)
    guide.need(
        "its first page is drawn", lambda: canvas.strips.complete and canvas.strips.held_bytes > 0
    )
    guide.check(
        "the page count is the file's", guide.text("page-count") == f"/ {canvas.page_count}"
    )
    guide.shot("reader")
    before = canvas.verticalScrollBar().value()
    guide.key(Qt.Key.Key_PageDown)
    guide.check("Page Down scrolls", canvas.verticalScrollBar().value() > before)
    guide.key(Qt.Key.Key_End)
    guide.check("End goes to the last page", canvas.page == canvas.page_count - 1, canvas.page)
    guide.check("the page field follows", guide.text("page-field") == str(canvas.page + 1))
    guide.key(Qt.Key.Key_Home)
    zoom = canvas.zoom
    guide.key(Qt.Key.Key_Minus, CONTROL)
    guide.check(
        "Ctrl+- makes the page smaller",
        canvas.zoom < zoom and guide.text("zoom-percent") == f"{round(canvas.zoom * 100)} %",
    )
    guide.key(Qt.Key.Key_0, CONTROL)
    guide.check("Ctrl+0 fits the width again", abs(canvas.zoom - zoom) < 0.01)
    _highlight(guide, canvas, paper)
    _note(guide, canvas, paper, NOTE)
    guide.shot("highlight-and-note")
    _copy(guide, paper)
    guide.need(
        "the note is sent, encrypted",
        lambda: guide.sync.state.unsent_notes == 0 and guide.sync.state.confirmed,
    )


def _highlight(guide: Guide, canvas: PageCanvas, paper: Document) -> None:
    guide.wait(lambda: canvas.texts.get(0) is not None, 20)
    middle = canvas.viewport().width() // 2
    drag(canvas, QPoint(middle - 200, 320), QPoint(middle + 200, 360))
    guide.need(
        "the mouse selects words",
        lambda: canvas.selection is not None and not canvas.selection.empty,
        10,
    )
    words = canvas.selection.words if canvas.selection else ""
    guide.press("colour-green")
    found = [
        n
        for n in guide.ask(lambda: guide.desk.annotations.of_version(paper.newest.sha256))
        if n.kind is AnnotationKind.HIGHLIGHT
    ]
    guide.check(
        "the highlight is in the vault with its words",
        len(found) == 1 and found[0].anchor.quote == words.strip(),
        words,
    )
    guide.need("it lies on the page", lambda: bool(canvas.overlay.marks.get(0)), 10)


def _note(guide: Guide, canvas: PageCanvas, paper: Document, text: str) -> None:
    canvas.setFocus()
    for _ in range(3):
        guide.key(Qt.Key.Key_Down, SHIFT)
    guide.check(
        "Shift+Down selects lines without a mouse",
        canvas.selection is not None and not canvas.selection.empty,
    )
    guide.key(Qt.Key.Key_M, CONTROL)
    guide.need("a field for the note opens", lambda: guide.there("note-text"), 15)
    guide.compose("note-text", text)
    guide.press("note-keep")
    notes = guide.ask(lambda: guide.desk.annotations.of_version(paper.newest.sha256))
    guide.check("the note is in the vault", any(note.text == text for note in notes))


def _copy(guide: Guide, paper: Document) -> None:
    target = guide.shots / "tai-lieu-co-ghi-chu.pdf"
    target.unlink(missing_ok=True)
    guide.pane.reader.files.save_to(NoteFile.PDF, str(target))
    guide.need("a copy with the notes is saved as a PDF", target.is_file, 20)
    source, copy = guide.desk.documents.source(paper.newest.sha256), target.read_bytes()
    guide.check(
        "it begins with every byte of the council's file",
        copy.startswith(source.read(0, source.size)),
    )
    guide.check("the highlight is a real annotation in it", b"/Highlight" in copy)


def note_offline(guide: Guide) -> None:
    """One more note while there is no network."""
    paper = draft(guide, 1)
    if guide.pane.reader.find_bar.isVisible():
        guide.press("find-close")
    _note(guide, canvas_of(guide), paper, OFFLINE_NOTE)


def finding(guide: Guide) -> None:
    """Search in the paper."""
    guide.step("Finding words without diacritics")
    canvas_of(guide).setFocus()
    guide.key(Qt.Key.Key_F, CONTROL)
    guide.type("find-line", "uy ban nhan dan")
    guide.need("hits are counted", lambda: re.match(r"1/\d+", guide.text("find-count")), 20)
    hits = guide.pane.reader.find_bar.hits
    total = sum(len(found) for found in hits.values())
    guide.check("words with diacritics are found", total >= 2, total)
    guide.key(Qt.Key.Key_Return)
    guide.check(
        "Enter goes to the next hit",
        guide.text("find-count").startswith("2/"),
        guide.text("find-count"),
    )
    guide.shot("find")
    guide.key(Qt.Key.Key_Escape)


def revised_draft(guide: Guide) -> None:
    """A new version of draft 2."""
    guide.step("A new version of draft 2 arrives after tiếp thu")
    guide.aside(lambda: guide.practice.act("revise-2"))
    guide.need("the new version is here and complete", lambda: _has_second(guide), 60)
    paper = draft(guide, 2)
    guide.go(1)
    guide.need("home lists it as new", lambda: _marked_new(guide, paper), 20)
    guide.shot("new-version-home")
    guide.go(2)
    guide.open_row("programme-list", paper.newest.sha256)
    guide.need("it opens", lambda: guide.pane.reader.canvas.version == paper.newest.sha256)
    guide.need("it is drawn", lambda: canvas_of(guide).strips.complete)
    versions = guide.widget("reader-version", QComboBox)
    guide.check("both versions can be chosen", versions.count() == 2)
    guide.shot("new-version")
    versions.setFocus()
    guide.key(Qt.Key.Key_Down)
    first = paper.versions[0].sha256
    guide.need(
        "the first version is still there to read",
        lambda: guide.pane.reader.canvas.version == first,
        20,
    )
    guide.check("it says that a newer one exists", guide.there("reader-newest"))


def _has_second(guide: Guide) -> bool:
    paper = draft(guide, 2)
    return len(paper.versions) == 2 and paper.newest.complete


def _marked_new(guide: Guide, paper: Document) -> bool:
    if not guide.there("home-news"):
        return False
    rows = guide.widget("home-news", RowList).rows.rows
    return any(row.key == paper.newest.sha256 and len(row.marks) >= 2 for row in rows)
