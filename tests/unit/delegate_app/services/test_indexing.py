"""Filling the index: in which order, in which steps, what is taken up again, and what cannot be read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from delegate_app.domain.changes import Changes, Kind
from delegate_app.errors import Code, UserError
from delegate_app.pdf.faults import PdfError
from delegate_app.services.indexing import BATCH_PAGES, EngineTexts, TextSource
from delegate_app.services.recognised_words import RecognisedWords
from delegate_app.storage.search_pages import Batch, PageWords, PaperToIndex, SearchPageTable
from delegate_app.storage.search_postings import BLOCK, packed, positions, unpacked
from tests.unit.delegate_app.pdf.small_pdf import BytesSource, paper
from tests.unit.delegate_app.shelf import Shelf, ShelfTexts

PATIENCE = 20.0
PAGES = ["Điều thứ nhất", "Khoản hai"]


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path / "vault.db")
    made.session("cu", "2024-06-01")
    made.session("moi", "2026-11-26")
    yield made
    made.close()


@pytest.fixture(params=["shelf", "engine"])
def source(request: pytest.FixtureRequest, shelf: Shelf) -> Iterator[TextSource]:
    """Each source of text that there is, with one paper named "v"."""
    made: TextSource = ShelfTexts({"v": PAGES})
    if request.param == "engine":
        made = EngineTexts(
            lambda version: BytesSource(paper(*PAGES) if version == "v" else b"x"),
            RecognisedWords(shelf.vault),
        )
    yield made
    made.rest()


def test_every_source_gives_the_words_page_by_page(source: TextSource) -> None:
    assert source.open("v") == 2
    assert [source.page(number).text for number in range(2)] == PAGES
    assert source.page(0).origin == "pdf"
    source.close()
    assert source.open("v") == 2
    source.rest()
    assert source.open("v") == 2


def test_every_source_refuses_a_paper_that_cannot_be_read(source: TextSource) -> None:
    with pytest.raises(PdfError):
        source.open("w")


def test_the_newest_session_is_indexed_first(shelf: Shelf) -> None:
    old = shelf.paper("cu.a", "cu", ["một"])
    new = [shelf.paper(f"moi.{name}", "moi", ["hai"]) for name in "ab"]
    shelf.index()
    assert [version for version, _ in shelf.texts.read] == [*new, old]


def test_what_is_indexed_is_not_read_again(shelf: Shelf) -> None:
    shelf.paper("moi.a", "moi", ["một"])
    shelf.index()
    shelf.texts.read.clear()
    shelf.index()
    assert shelf.texts.read == []


def test_a_paper_that_was_begun_goes_on_where_it_stopped(shelf: Shelf) -> None:
    pages = [f"trang {n} lâm nghiệp" for n in range(2 * BATCH_PAGES + 5)]
    version = shelf.paper("moi.a", "moi", pages)
    begun = Batch(PaperToIndex(version, "moi.a", "moi", 0))
    for text in pages[:BATCH_PAGES]:
        begun.add(PageWords(text))
    for _ in SearchPageTable(shelf.vault).write(begun):
        pass
    assert shelf.find("lam nghiep").pages == BATCH_PAGES
    shelf.index()
    assert shelf.texts.read[0] == (version, BATCH_PAGES)
    assert shelf.find("lam nghiep").pages == len(pages)
    assert [f.pages[0].page for f in shelf.find(f'"trang {BATCH_PAGES + 3}"').found] == [
        BATCH_PAGES + 3
    ]


def test_pages_of_a_batch_that_was_cut_off_are_not_found_and_come_once(shelf: Shelf) -> None:
    version = shelf.paper("moi.a", "moi", ["lâm nghiệp", "thủy sản"])
    cut_off = Batch(PaperToIndex(version, "moi.a", "moi", 0))
    cut_off.add(PageWords("lâm nghiệp"))
    steps = SearchPageTable(shelf.vault).write(cut_off)
    next(steps)  # places and text
    next(steps)  # postings; what would make them count is never done
    del steps
    assert shelf.find("lam nghiep").pages == 0
    shelf.index()
    assert shelf.find("lam nghiep").pages == 1


def test_a_session_of_more_pages_than_a_block_is_found_whole(shelf: Shelf) -> None:
    many = [f"tờ số {n}" for n in range(BLOCK + 40)]
    shelf.paper("moi.a", "moi", many)
    shelf.paper("moi.b", "moi", ["tờ bìa"])
    shelf.index()
    assert shelf.find("to").pages == len(many) + 1
    last = shelf.find(f'"so {BLOCK + 39}"').found
    assert [(f.id, f.pages[0].page) for f in last] == [("moi.a", BLOCK + 39)]


def test_a_paper_that_cannot_be_read_is_marked_and_not_tried_again(shelf: Shelf) -> None:
    broken = shelf.paper("moi.a", "moi", ["một"], title="Tờ hỏng")
    del shelf.texts.papers[broken]
    shelf.paper("moi.b", "moi", ["", ""], title="Bản quét")
    shelf.paper("moi.c", "moi", ["một"])
    shelf.index()
    state = shelf.indexing.state()
    assert (state.done, state.papers, state.unreadable, state.complete) == (3, 3, 2, True)
    assert shelf.ids("to hong") == ["moi.a"]
    fault = "SELECT fault FROM search_papers WHERE version = ?"
    assert shelf.vault.value(fault, [broken]) == Code.PDF_BROKEN.value


def test_the_thread_indexes_what_arrives_and_says_how_far_it_is(shelf: Shelf) -> None:
    told = {count: threading.Event() for count in (1, 2)}

    def look(moved: Changes) -> None:
        if Kind.INDEX in moved and (done := shelf.indexing.state().done):
            told[done].set()

    shelf.changes.subscribe(look)
    shelf.paper("moi.a", "moi", ["một"])
    shelf.indexing.start()
    assert told[1].wait(PATIENCE)
    shelf.paper("moi.b", "moi", ["hai"])
    shelf.indexing.wake()
    assert told[2].wait(PATIENCE)


def test_a_locked_vault_stops_the_work_and_lets_go_of_the_engine(shelf: Shelf) -> None:
    shelf.vault.close()
    shelf.indexing.start()
    assert shelf.texts.rested.wait(PATIENCE)
    with pytest.raises(UserError) as refused:
        shelf.find("một")
    assert refused.value.code is Code.VAULT_LOCKED


def test_text_from_ocr_is_marked_as_that(shelf: Shelf) -> None:
    shelf.texts.origin = "ocr"
    shelf.paper("moi.a", "moi", ["lâm nghiệp"])
    shelf.index()
    (found,) = shelf.find("lam nghiep").found
    assert found.pages[0].read_by_ocr


@pytest.mark.parametrize("count", [0, 1, 39, 40, 41, 4096])
def test_sets_of_places_come_back_as_they_were_kept(count: int) -> None:
    places = 0
    for number in range(count):
        places |= 1 << (number * 97 % BLOCK)
    assert unpacked(packed(places)) == places
    assert positions(places) == sorted(number * 97 % BLOCK for number in range(count))
    assert len(packed(places)) <= 1 + BLOCK // 8
