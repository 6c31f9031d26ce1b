"""Headings are found, and what only looks like one is not."""

from __future__ import annotations

import pytest

from delegate_app.domain.headings import HeadingFinder, HeadingLevel

PART, CHAPTER, SECTION, _, ARTICLE = HeadingLevel


def titles(*pages: str) -> list[tuple[HeadingLevel, str]]:
    finder = HeadingFinder()
    found = [heading for page, text in enumerate(pages) for heading in finder.take(page, text)]
    return [(heading.level, heading.title) for heading in found]


def test_a_code_has_parts_chapters_sections_and_articles() -> None:
    text = """PHẦN THỨ NHẤT
NHỮNG QUY ĐỊNH CHUNG
Chương I
ĐIỀU KHOẢN CƠ BẢN
Điều 1. Nhiệm vụ của Bộ luật hình sự
Bộ luật hình sự có nhiệm vụ bảo vệ chủ quyền quốc gia.
Mục 1
CÁC TỘI XÂM PHẠM
SỞ HỮU
Điều 2. Hiệu lực của Bộ luật hình sự đối với những hành vi phạm tội trên lãnh thổ
nước Cộng hòa xã hội chủ nghĩa Việt Nam
1. Bộ luật này áp dụng."""
    effect = "Điều 2. Hiệu lực của Bộ luật hình sự đối với những hành vi phạm tội trên lãnh thổ "
    assert titles(text) == [
        (PART, "PHẦN THỨ NHẤT. NHỮNG QUY ĐỊNH CHUNG"),
        (CHAPTER, "Chương I. ĐIỀU KHOẢN CƠ BẢN"),
        (ARTICLE, "Điều 1. Nhiệm vụ của Bộ luật hình sự"),
        (SECTION, "Mục 1. CÁC TỘI XÂM PHẠM SỞ HỮU"),
        (ARTICLE, effect + "nước Cộng hòa xã hội chủ nghĩa Việt Nam"),
    ]


def test_a_report_counts_its_parts_in_capitals() -> None:
    text = "I. TÌNH HÌNH KINH TẾ - XÃ HỘI\n1. Kết quả\nII. NHIỆM VỤ, GIẢI PHÁP\nI. ok"
    assert titles(text) == [
        (CHAPTER, "I. TÌNH HÌNH KINH TẾ - XÃ HỘI"),
        (CHAPTER, "II. NHIỆM VỤ, GIẢI PHÁP"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Điều 5 của Luật này",
        "Chương II của Bộ luật này quy định",
        "Mục 2 Chương này",
        "Phần thứ hai của Bộ luật này",
        "“Điều 7. Sửa đổi",
        "Điều kiện: có đủ",
        "XII",
        "",
    ],
)
def test_a_mention_is_no_heading(line: str) -> None:
    assert titles(line) == []


def test_articles_count_upwards_from_wherever_the_paper_begins() -> None:
    text = "Điều 150. Đầu tiên\nĐiều 20. Trích lại\nĐiều 151. Tiếp\nĐiều 151a. Chèn\nĐiều 999. Xa"
    found = [title for _, title in titles(text)]
    assert found == ["Điều 150. Đầu tiên", "Điều 151. Tiếp", "Điều 151a. Chèn"]


def test_an_article_without_a_title_begins_with_its_text() -> None:
    assert titles("Điều 1\nNước Cộng hòa xã hội") == [(ARTICLE, "Điều 1. Nước Cộng hòa xã hội")]


def test_a_word_that_begins_like_a_number_is_none() -> None:
    assert titles("PHẦN VĂN BẢN QUY PHẠM PHÁP LUẬT") == []


def test_an_annex_counts_from_one_again_on_a_later_page() -> None:
    found = [title for _, title in titles("Điều 3: Hiệu lực", "QUY CHẾ\nĐiều 1. Phạm vi")]
    assert found == ["Điều 3: Hiệu lực", "Điều 1. Phạm vi"]


def test_a_heading_knows_its_page_and_place() -> None:
    finder = HeadingFinder()
    text = "Căn cứ Luật\nĐiều 1. Thông qua"
    (heading,) = finder.take(7, text)
    assert (heading.page, text[heading.start :]) == (7, "Điều 1. Thông qua")
