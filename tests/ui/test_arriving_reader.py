"""Reading a paper while it arrives: what is here shows, what is not says so, and comes by itself."""

from __future__ import annotations

import random

import pytest
from pytestqt.qtbot import QtBot

from delegate_app.domain.blobs import CHUNK
from delegate_app.errors import Code
from tests.ui.opened_window import Window
from tests.unit.delegate_app.pdf.small_pdf import SmallPdf
from ui import messages

PAGES = 5


def scan() -> bytes:
    """Five scanned pages of about 1.4 MB each."""
    pdf, dice = SmallPdf(), random.Random(13)
    for _ in range(PAGES):
        pdf.image_page(1200, 1200, dice.randbytes(1200 * 1200), "", "DeviceGray")
    return pdf.build()


SCAN = scan()
CHUNKS = -(-len(SCAN) // CHUNK)


class Arriving:
    """The reader in front of a scan of which nothing has arrived."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.sha = window.desk.furnished.council.publish_paper("ban-quet", SCAN)
        window.desk.furnished.council.blobs.pop(self.sha)
        window.desk.scheduler.run_once()
        window.settle()
        window.pane.open_version(self.sha)

    def bring(self, chunk: int) -> None:
        """One chunk arrives, and the window hears of it."""
        desk, data = self.window.desk.desk, SCAN[chunk * CHUNK : (chunk + 1) * CHUNK]
        desk.changes.announce(
            self.window.ask(lambda: desk.replica.put_chunk(self.sha, chunk, data))
        )

    def missing(self) -> tuple[int, ...]:
        """The chunks that have not arrived."""
        wanted = self.window.ask(self.window.desk.desk.replica.wanted_blobs)
        return tuple(sorted(wanted[0].missing)) if wanted else ()

    def waited_for(self) -> list[int]:
        """The chunks that the reader asked for and that have not arrived."""
        asked = self.window.desk.desk.deliveries.asked.get(self.sha, ())
        missing = self.missing()
        return [chunk for chunk in asked if chunk in missing]

    def shows(self, page: int) -> bool:
        strips = self.window.pane.reader.canvas.strips
        return any(key.page == page for key in strips._strips)

    def says_it_arrives(self) -> bool:
        return "Tài liệu đang được tải về" in self.window.texts()


@pytest.fixture
def arriving(window: Window, qtbot: QtBot) -> Arriving:
    paper = Arriving(window)
    qtbot.waitUntil(paper.says_it_arrives, timeout=20_000)
    return paper


def opened(arriving: Arriving, qtbot: QtBot) -> None:
    """Bring what is asked for until the first page shows."""
    while not arriving.shows(0):
        qtbot.waitUntil(lambda: arriving.shows(0) or arriving.waited_for() != [], timeout=20_000)
        for chunk in arriving.waited_for()[:1]:
            arriving.bring(chunk)


def test_a_paper_opens_before_all_of_it_is_here(arriving: Arriving, qtbot: QtBot) -> None:
    opened(arriving, qtbot)
    assert arriving.window.pane.reader.canvas.page_count == PAGES
    assert len(arriving.missing()) >= CHUNKS - 4


def test_a_page_that_is_not_here_says_so_and_comes_by_itself(
    arriving: Arriving, qtbot: QtBot
) -> None:
    opened(arriving, qtbot)
    canvas = arriving.window.pane.reader.canvas
    canvas.go_to_page(3)
    qtbot.waitUntil(lambda: 3 in canvas.strips.arriving_pages, timeout=20_000)
    for chunk in range(CHUNKS):
        arriving.bring(chunk)
    qtbot.waitUntil(
        lambda: canvas.strips.complete and not canvas.strips.arriving_pages, timeout=20_000
    )
    assert canvas.page == 3
    assert arriving.shows(3)
    assert arriving.missing() == ()


def test_a_paper_that_is_not_what_was_signed_says_so(window: Window, qtbot: QtBot) -> None:
    paper = Arriving(window)
    qtbot.waitUntil(paper.says_it_arrives, timeout=20_000)
    vault = window.desk.desk.replica._vault
    window.ask(lambda: vault.run("UPDATE blobs SET faulty = 1 WHERE sha256 = ?", [paper.sha]))
    window.pane.go("home")
    window.pane.open_version(paper.sha)
    window.pane.reader.reload()
    sentence = messages.sentence(Code.BLOB_DAMAGED, "vi")
    qtbot.waitUntil(lambda: sentence in window.texts(), timeout=20_000)
