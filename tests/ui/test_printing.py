"""Printing in the window: chosen pages, papers of an item, with and without notes, and speaking notes, into a PDF."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
import shiboken6
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from delegate_app.domain.annotations import AnnotationKind, Colour
from delegate_app.pdf.engine import PdfEngine
from tests.ui.opened_window import Window
from tests.ui.test_drawing import canvas_of, reading, select_line
from tests.unit.delegate_app.pdf.small_pdf import BytesSource
from ui.print_choices import PrintChoices
from ui.print_view import PrintView
from ui.theme import MARKERS

__all__ = ["reading"]


@pytest.fixture
def print_view(reading: Window, qtbot: QtBot) -> Iterator[PrintView]:
    """The print view on a paper with a green highlight on its first page."""
    select_line(reading, 4)
    reading.pane.reader.notes.mark(AnnotationKind.HIGHLIGHT, Colour.GREEN)
    reading.settle()
    printing = reading.pane.reader.files.printing
    reading.pane.reader.files.print()
    qtbot.waitUntil(lambda: printing.view is not None)
    view = printing.view
    assert view is not None
    yield view
    if shiboken6.isValid(view):
        view.close()
    reading.settle()


def choices_of(view: PrintView) -> PrintChoices:
    found = view.findChild(PrintChoices)
    assert isinstance(found, PrintChoices)
    return found


def choose(view: PrintView, qtbot: QtBot, what: str, sheets: int) -> None:
    choices = choices_of(view)
    choices.what.setCurrentIndex(choices.what.findData(what))
    choices.what.activated.emit(choices.what.currentIndex())
    wait_for_sheets(view, qtbot, sheets)


def wait_for_sheets(view: PrintView, qtbot: QtBot, sheets: int) -> None:
    qtbot.waitUntil(lambda: view._printable is not None and view._printable.page_count == sheets)


def saved(view: PrintView, qtbot: QtBot, target: Path) -> bytes:
    view.save_to(str(target))
    said = view.findChild(QLabel, "print-said")
    assert isinstance(said, QLabel)
    qtbot.waitUntil(lambda: target.name in said.text(), timeout=20_000)
    assert not target.with_name(target.name + ".part").exists()
    return target.read_bytes()


def green_share(data: bytes, page: int = 0) -> int:
    """Pixels of the marker's green on a printed page."""
    engine = PdfEngine()
    document = engine.open(BytesSource(data), name="printed")
    pixels = engine.render_strip(document, page, 0.5, 0, 10_000)
    engine.shutdown()
    form = QImage.Format.Format_RGB32
    image = QImage(pixels.data, pixels.width, pixels.height, pixels.stride, form)
    green = QColor(MARKERS[Colour.GREEN])
    return sum(
        near(image.pixelColor(x, y), green)
        for x in range(image.width())
        for y in range(image.height())
    )


def near(one: QColor, other: QColor) -> bool:
    pairs = zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)  # type: ignore[index]
    return all(abs(a - b) < 14 for a, b in pairs)


def test_the_whole_paper_is_printed_with_its_notes_and_without_them(
    print_view: PrintView, qtbot: QtBot, tmp_path: Path
) -> None:
    wait_for_sheets(print_view, qtbot, 2)
    with_notes = saved(print_view, qtbot, tmp_path / "with.pdf")
    assert len(pypdf.PdfReader(tmp_path / "with.pdf").pages) == 2
    assert green_share(with_notes) > 40
    choices_of(print_view).with_notes.setChecked(False)
    qtbot.waitUntil(lambda: not any(p.notes for p in print_view._printable.pages))  # type: ignore[union-attr]
    assert green_share(saved(print_view, qtbot, tmp_path / "without.pdf")) == 0


def test_one_page_and_some_pages_are_chosen_and_a_wrong_range_is_told(
    print_view: PrintView, qtbot: QtBot, tmp_path: Path
) -> None:
    choose(print_view, qtbot, "page", 1)
    choose(print_view, qtbot, "pages", 0)
    choices_of(print_view).pages.setText("2")
    wait_for_sheets(print_view, qtbot, 1)
    data = saved(print_view, qtbot, tmp_path / "two.pdf")
    assert green_share(data) == 0, "the highlight stands on page 1"
    choices_of(print_view).pages.setText("7")
    wait_for_sheets(print_view, qtbot, 0)
    assert choices_of(print_view)._wrong.isVisibleTo(print_view)


def test_chosen_papers_of_an_agenda_item_are_printed_together(
    print_view: PrintView, qtbot: QtBot, tmp_path: Path
) -> None:
    wait_for_sheets(print_view, qtbot, 2)
    choices = choices_of(print_view)
    papers = list(choices.papers.values())
    assert len(papers) > 1
    for made in papers[2:]:
        made.setChecked(False)
    choices.what.setCurrentIndex(choices.what.findData("item"))
    choices.what.activated.emit(choices.what.currentIndex())
    qtbot.waitUntil(
        lambda: (
            len({p.version for p in print_view._printable.pages})  # type: ignore[union-attr]
            == len(papers[:2])
        )
    )
    saved(print_view, qtbot, tmp_path / "item.pdf")
    printed = len(pypdf.PdfReader(tmp_path / "item.pdf").pages)
    assert printed == print_view._printable.page_count  # type: ignore[union-attr]


def test_a_window_that_closes_while_it_prints_leaves_no_file(
    print_view: PrintView, qtbot: QtBot, tmp_path: Path
) -> None:
    wait_for_sheets(print_view, qtbot, 2)
    print_view.save_to(str(tmp_path / "cut.pdf"))
    print_view.close()
    qtbot.waitUntil(lambda: list(tmp_path.glob("cut*")) == [])


def test_speaking_notes_come_in_agenda_order_and_without_mere_drawings(
    reading: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    words = select_line(reading, 6)
    reading.pane.reader.notes.mark(AnnotationKind.NOTE, Colour.PINK, ask=True)
    reading.settle()
    editor = reading.pane.reader.panel.editor
    editor.text.setPlainText("Đề nghị giải trình số biên chế")
    editor.keep()
    reading.settle()
    reading.pane.go("notes")
    reading.settle()
    reading.pane.notes._show_print()
    view = reading.app.window.findChild(PrintView)
    assert isinstance(view, PrintView)
    saved(view, qtbot, tmp_path / "speech.pdf")
    text = " ".join(pypdf.PdfReader(tmp_path / "speech.pdf").pages[0].extract_text().split())
    assert "Đề nghị giải trình số biên chế" in text
    assert words.split()[0] in text
    assert "Hỏi tại phiên họp" in text
    view.close()
    assert canvas_of(reading) is not None
