"""Finding words in papers, titles, programme and notes: what answers, in which order, and what is said of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from delegate_app.domain.documents import PaperType
from delegate_app.domain.search import HITS, PAGES_A_PAPER, Filters, FoundKind
from delegate_app.services.search_pages import MOST_WHILE_TYPED
from tests.unit.delegate_app.shelf import FEED, Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """Two sessions, five papers."""
    made = Shelf(tmp_path / "vault.db")
    made.session("cu", "2024-06-01", "Kỳ họp thứ năm")
    made.session("moi", "2026-11-26", "Kỳ họp thứ mười")
    made.item("moi.m1", "moi", "Điều chỉnh dự toán chi thường xuyên")
    made.paper("cu.a", "cu", ["Hoà bình và phát triển. Ngân sách địa phương."], title="Báo cáo năm")
    made.paper(
        "moi.b",
        "moi",
        [
            "Phân bổ dự toán ngân sách.",
            "Thuý nói: phân tích và bổ sung dự án, tính toán lại.",
            "Hết.",
        ],
        title="Tờ trình phân bổ",
        number="12/NQ-HĐND",
        item="moi.m1",
        type="to-trinh",
        issued="2026-11-17",
    )
    made.paper("moi.c", "moi", ["Ngắn gọn. Ngần ngại. Ngân hàng."], title="Phụ lục ngân sách")
    made.paper(
        "moi.d", "moi", ["Theo Nghị quyết số 06/2021/NQ-HĐND và 12/NQ-\nHĐND."], title="Căn cứ"
    )
    made.index()
    yield made
    made.close()


@pytest.mark.parametrize(
    "typed",
    [
        "hoà bình",
        "hòa bình",
        "hoa binh",
        "HOÀ BÌNH",
        "hoa bi",
        unicodedata.normalize("NFD", "hoà bình"),
    ],
)
def test_case_diacritics_tone_place_and_composition_make_no_difference(
    shelf: Shelf, typed: str
) -> None:
    assert shelf.pages(typed) == [("cu.a", 0)]


def test_d_is_found_for_the_letter_with_a_stroke(shelf: Shelf) -> None:
    assert shelf.pages("dia phuong") == [("cu.a", 0)]
    assert shelf.pages("địa phương") == [("cu.a", 0)]


def test_what_is_spelt_as_typed_comes_first(shelf: Shelf) -> None:
    shelf.paper("moi.e", "moi", ["Ngân ngân ngân."], title="E")
    shelf.paper("moi.f", "moi", ["Ngắn."], title="F")
    shelf.index()
    assert shelf.pages("ngắn")[:2] == [("moi.c", 0), ("moi.f", 0)]
    assert ("moi.e", 0) in shelf.pages("ngắn")


def test_words_that_stand_together_come_first(shelf: Shelf) -> None:
    assert shelf.pages("phan bo du toan")[:2] == [("moi.b", 0), ("moi.b", 1)]


def test_a_phrase_is_found_only_where_it_stands_together(shelf: Shelf) -> None:
    assert shelf.pages('"phân bổ dự toán"') == [("moi.b", 0)]
    assert shelf.pages('"phan bo du t') == [("moi.b", 0)]
    assert shelf.pages('"dự toán phân bổ"') == []


def test_an_excluded_word_or_phrase_takes_pages_out(shelf: Shelf) -> None:
    assert ("moi.b", 1) not in shelf.pages("phan bo -tich")
    assert ("moi.b", 0) in shelf.pages("phan bo -tich")
    assert shelf.pages('phan bo -"dự toán"') == [("moi.b", 1)]


def test_the_number_of_a_paper_finds_the_paper_before_pages_that_cite_it(shelf: Shelf) -> None:
    assert shelf.ids("12/NQ-HĐND")[0] == "moi.b"
    assert ("moi.d", 0) in shelf.pages("12/nq-hdnd")
    assert shelf.pages("06/2021/NQ") == [("moi.d", 0)]
    assert shelf.ids("nq-hdnd")[0] in {"moi.b", "moi.d"}


def test_the_newest_session_comes_first(shelf: Shelf) -> None:
    assert [paper for paper, _ in shelf.pages("ngan sach")] == ["moi.b", "cu.a"]


def test_a_title_comes_before_pages(shelf: Shelf) -> None:
    assert shelf.ids("ngan sach")[0] == "moi.c"


def test_items_sessions_and_notes_are_found_too(shelf: Shelf) -> None:
    version = next(iter(shelf.texts.papers))
    shelf.note("gc-1", version, "Hỏi lại về tiến độ giải ngân", "Hoà bình")
    item = shelf.first("du toan chi thuong", FoundKind.ITEM)
    assert (item.id, item.session_title) == ("moi.m1", "Kỳ họp thứ mười")
    assert shelf.first("thu muoi", FoundKind.SESSION).id == "moi"
    note = shelf.first("tien do giai ngan", FoundKind.NOTE)
    assert (note.id, note.version, note.page) == ("gc-1", version, 2)
    assert [note.title.text[a:b] for a, b in note.title.spans] == ["tiến", "độ", "giải", "ngân"]


def test_a_note_is_found_as_it_is_now_and_not_once_it_is_deleted(shelf: Shelf) -> None:
    version = next(iter(shelf.texts.papers))
    shelf.note("gc-1", version, "điều một")
    shelf.note("gc-1", version, "khoản hai")
    assert "gc-1" not in shelf.ids("dieu mot")
    assert "gc-1" in shelf.ids("khoan hai")
    shelf.note("gc-1", version, "khoản hai", deleted=True)
    assert "gc-1" not in shelf.ids("khoan hai")


def test_a_row_that_changes_is_found_by_its_new_words_only(shelf: Shelf) -> None:
    shelf.item("moi.m1", "moi", "Thành lập phòng chuyên môn")
    assert "moi.m1" in shelf.ids("thanh lap phong")
    assert "moi.m1" not in shelf.ids("thuong xuyen")
    shelf.drop("item", "moi.m1")
    assert "moi.m1" not in shelf.ids("thanh lap phong")


def test_filters_leave_out_what_does_not_fit(shelf: Shelf) -> None:
    assert shelf.ids("ngan sach", Filters(session_id="cu")) == ["cu.a"]
    assert "moi.b" not in shelf.ids("ngan", Filters(type=PaperType.REPORT))
    assert shelf.ids("ngan", Filters(type=PaperType.SUBMISSION)) == ["moi.b"]
    assert set(shelf.ids("phan bo", Filters(item_id="moi.m1"))) == {"moi.b"}
    assert shelf.ids("ngan sach", Filters(until=date(2025, 1, 1))) == ["cu.a"]
    assert "cu.a" not in shelf.ids("ngan sach", Filters(since=date(2025, 1, 1)))
    version = next(iter(shelf.texts.papers))
    shelf.note("gc-1", version, "ngân sách")
    assert shelf.ids("ngan sach", Filters(mine=True)) == ["gc-1"]


def test_the_words_around_a_hit_are_shown_with_the_hit_marked(shelf: Shelf) -> None:
    (page,) = shelf.first("ngai ngan", FoundKind.DOCUMENT).pages
    assert page.around.text == "Ngắn gọn. Ngần ngại. Ngân hàng"
    assert [page.around.text[a:b] for a, b in page.around.spans] == ["Ngắn", "Ngần", "ngại", "Ngân"]


def test_of_one_paper_a_few_pages_are_listed_and_the_others_counted(shelf: Shelf) -> None:
    shelf.paper("moi.dai", "moi", [f"Trang {n}: biên chế" for n in range(40)], title="Dài")
    shelf.index()
    found = next(f for f in shelf.find("bien che").found if f.id == "moi.dai")
    assert len(found.pages) == PAGES_A_PAPER
    assert found.more == 40 - PAGES_A_PAPER
    assert shelf.find("bien che").pages == 40


def test_no_more_than_a_screenful_is_given(shelf: Shelf) -> None:
    for number in range(30):
        shelf.paper(f"moi.x{number}", "moi", ["thẩm tra", "thẩm tra"], title=f"X {number}")
    shelf.index()
    result = shelf.find("tham tra")
    assert sum(max(1, len(found.pages)) for found in result.found) <= HITS
    assert result.pages == 60


def test_one_word_too_many_still_finds_the_page_and_says_so(shelf: Shelf) -> None:
    result = shelf.find("phat trien ngan sach xyzzy")
    assert result.loosely
    assert result.found[0].id == "cu.a"


def test_nothing_typed_finds_nothing(shelf: Shelf) -> None:
    for typed in ("", "   ", '"', "-", "...", "-ngan"):
        assert shelf.find(typed).found == ()


def test_a_replaced_paper_is_found_by_its_new_text_only(shelf: Shelf) -> None:
    shelf.paper("moi.c", "moi", ["Bản mới: lâm nghiệp."], title="Phụ lục ngân sách", ordinal=2)
    assert ("moi.c", 0) in shelf.pages("ngan hang")
    shelf.index()
    assert shelf.pages("lam nghiep") == [("moi.c", 0)]
    assert shelf.pages("ngan hang") == []


def test_a_paper_that_vanished_is_found_no_more(shelf: Shelf) -> None:
    shelf.drop("document", "cu.a")
    assert shelf.pages("hoa binh") == []
    shelf.drop("version", "cu.a@1")
    shelf.index()
    assert shelf.vault.value("SELECT count(*) FROM search_papers WHERE document = 'cu.a'") == 0


def test_a_feed_that_began_anew_is_found_as_it_is_now(shelf: Shelf) -> None:
    other = "fedcba9876543210"
    with shelf.vault.transaction():
        shelf.feeds.start(FEED, other, b"")
        shelf.feeds.show(FEED, other)
    shelf.index()
    assert shelf.ids("ngan sach") == []
    assert shelf.vault.value("SELECT count(*) FROM search_entries") == 0


def test_a_phrase_is_looked_for_on_so_many_pages_only_while_it_is_typed(shelf: Shelf) -> None:
    many = ["xuôi ngược"] * (MOST_WHILE_TYPED + 60)
    shelf.paper("moi.dai", "moi", [*many, "ngược xuôi"], title="Dài")
    shelf.index()
    typed = shelf.find('"ngược xuôi')
    assert (typed.found, typed.whole) == ((), False)
    closed = shelf.find('"ngược xuôi"')
    assert [(found.id, found.pages[0].page) for found in closed.found] == [("moi.dai", len(many))]
