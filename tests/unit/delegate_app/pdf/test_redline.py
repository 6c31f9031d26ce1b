"""Redlines: every changed word is marked, no unchanged one is, and articles are known again."""

from __future__ import annotations

from delegate_app.pdf.body_text import body_of
from delegate_app.pdf.redline import ArticleState, Mark, Redline, compare
from tests.unit.delegate_app.pdf.typed import typed

FIRST = """
NGHỊ QUYẾT về việc thành lập các phòng chuyên môn
Điều 1. Thành lập mười phòng chuyên môn thuộc Ủy ban nhân dân phường kể từ ngày 01 tháng 12 năm 2026
Điều 2. Ủy ban nhân dân phường sắp xếp trụ sở và phương tiện làm việc cho các phòng trong phạm vi dự toán được giao
Điều 3. Thường trực Hội đồng nhân dân và các Ban giám sát việc thực hiện nghị quyết này theo quy định của pháp luật
Điều 4. Nghị quyết này có hiệu lực từ ngày được thông qua
"""


def redline(old: str, new: str) -> Redline:
    return compare(body_of(typed(old)), body_of(typed(new)))


def states(found: Redline) -> list[tuple[str, str, ArticleState]]:
    return [
        (a.old.label if a.old else "", a.new.label if a.new else "", a.state)
        for a in found.articles
    ]


def spoken(found: Redline, number: int) -> list[tuple[Mark, str]]:
    return [
        (s.mark, (found.old if s.in_old else found.new).text(s.first, s.end))
        for s in found.marked(found.articles[number])
    ]


def test_a_text_against_itself_has_no_change() -> None:
    found = redline(FIRST, FIRST)
    assert found.unchanged
    assert {article.state for article in found.articles} == {ArticleState.SAME}


def test_other_line_breaks_case_and_tone_placement_are_no_change() -> None:
    new = FIRST.replace("Điều 2. Ủy ban nhân dân phường", "Điều 2. Uỷ ban\nnhân dân Phường")
    assert redline(FIRST, new).unchanged


def test_a_replaced_word_is_marked_where_it_stood() -> None:
    found = redline(FIRST, FIRST.replace("mười phòng", "chín phòng"))
    assert [(a, s) for a, _, s in states(found)][1] == ("Điều 1", ArticleState.CHANGED)
    assert spoken(found, 1) == [
        (Mark.SAME, "Điều 1. Thành lập"),
        (Mark.REMOVED, "mười"),
        (Mark.ADDED, "chín"),
        (
            Mark.SAME,
            "phòng chuyên môn thuộc Ủy ban nhân dân phường kể từ ngày 01 tháng 12 năm 2026",
        ),
    ]
    assert (found.articles[1].removed, found.articles[1].added) == (1, 1)
    assert len(found.changes) == 1


def test_an_article_put_in_between_renumbers_the_ones_behind_and_changes_none() -> None:
    parts = FIRST.strip().splitlines()
    added = "Điều 3. Kinh phí sắp xếp lấy từ nguồn dự phòng ngân sách của phường trong năm tài chính này"
    new = [
        *parts[:3],
        added,
        parts[3].replace("Điều 3", "Điều 4"),
        parts[4].replace("Điều 4", "Điều 5"),
    ]
    assert states(redline(FIRST, "\n".join(new)))[3:] == [
        ("", "Điều 3", ArticleState.ADDED),
        ("Điều 3", "Điều 4", ArticleState.RENUMBERED),
        ("Điều 4", "Điều 5", ArticleState.RENUMBERED),
    ]


def test_an_article_taken_out_is_listed_where_it_stood() -> None:
    parts = FIRST.strip().splitlines()
    new = [*parts[:2], parts[3].replace("Điều 3", "Điều 2"), parts[4].replace("Điều 4", "Điều 3")]
    assert states(redline(FIRST, "\n".join(new))) == [
        ("", "", ArticleState.SAME),
        ("Điều 1", "Điều 1", ArticleState.SAME),
        ("Điều 2", "", ArticleState.REMOVED),
        ("Điều 3", "Điều 2", ArticleState.RENUMBERED),
        ("Điều 4", "Điều 3", ArticleState.RENUMBERED),
    ]


def test_a_repealed_article_keeps_its_number() -> None:
    new = FIRST.replace(FIRST.strip().splitlines()[2], "Điều 2. (được bãi bỏ)")
    assert ("Điều 2", "Điều 2", ArticleState.CHANGED) in states(redline(FIRST, new))


def test_an_article_that_changed_its_place_is_moved_and_none_of_its_words_are_new() -> None:
    parts = FIRST.strip().splitlines()
    new = "\n".join([parts[0], parts[2], parts[1], *parts[3:]])
    found = redline(FIRST, new)
    moved = [a for a in found.articles if a.state is ArticleState.MOVED]
    assert len(moved) == 1
    marks = {
        mark
        for number, a in enumerate(found.articles)
        if a in moved
        for mark, _ in spoken(found, number)
    }
    assert Mark.ADDED not in marks


def test_a_passage_that_moved_to_another_article_is_recognised() -> None:
    passage = "trong phạm vi dự toán được giao và phải công khai kết quả sắp xếp trước ngày 15 tháng 12 trên trang thông tin"
    old = FIRST.replace("Điều 3.", f"{passage}\nĐiều 3.")
    new = FIRST.replace("Điều 4.", f"{passage}\nĐiều 4.")
    found = redline(old, new)
    assert [move.length for move in found.moves] == [len(passage.split())]
    assert (Mark.MOVED_AWAY, passage) in spoken(found, 2)
    assert (Mark.MOVED_HERE, passage) in spoken(found, 3)
    assert [a.removed + a.added for a in found.articles] == [0] * 5


def test_a_report_without_articles_is_divided_by_its_roman_numerals() -> None:
    old = "BÁO CÁO\nI. Tình hình chung\nkinh tế ổn định\nII. Nhiệm vụ\nthu ngân sách đạt 95 %"
    found = redline(old, old.replace("95", "97"))
    assert [(a, s) for a, _, s in states(found)] == [
        ("", ArticleState.SAME),
        ("I", ArticleState.SAME),
        ("II", ArticleState.CHANGED),
    ]


def test_two_different_papers_share_nothing() -> None:
    found = redline(FIRST, "Giấy mời dự họp\nThời gian tám giờ sáng")
    assert [change.old for change in found.changes] == [(0, len(found.old.words))]
