"""Notes follow a passage into another version: placed rightly, marked when in doubt, never silently wrong."""

from __future__ import annotations

import re

import pytest

from delegate_app.domain.annotations import Anchor, Rect
from delegate_app.domain.followed_notes import Followed, FollowState
from delegate_app.pdf.anchors import anchor_at_place, anchor_for
from delegate_app.pdf.following import Follower
from delegate_app.pdf.text_layer import PageText
from tests.unit.delegate_app.pdf.typed import typed

OLD = """
Điều 1. Thành lập mười phòng chuyên môn thuộc Ủy ban nhân dân phường kể từ ngày 01 tháng 12 năm 2026
1. Trưởng phòng có quyền: a) Phạt cảnh cáo; b) Phạt tiền đến 500.000 đồng
2. Chủ tịch phường có quyền: a) Phạt cảnh cáo; b) Phạt tiền đến 5.000.000 đồng
Điều 2. Ủy ban nhân dân phường sắp xếp trụ sở và phương tiện làm việc cho các phòng trong phạm vi dự toán được giao
Điều 3. Nghị quyết này có hiệu lực từ ngày được thông qua
"""


def anchor_of(pages: list[PageText], quote: str, *, nth: int = 0) -> Anchor:
    words = r"\s+".join(re.escape(word) for word in quote.split())
    found = list(re.finditer(words, pages[0].text))[nth]
    return anchor_for(pages[0], found.start(), found.end())


def followed(quote: str, new: str, *, nth: int = 0) -> Followed:
    old_pages, new_pages = typed(OLD), typed(new)
    return Follower(old_pages, new_pages).follow(anchor_of(old_pages, quote, nth=nth))


def test_in_an_unchanged_text_every_passage_is_exact() -> None:
    found = followed("sắp xếp trụ sở và phương", OLD)
    assert found.state is FollowState.EXACT
    assert found.anchor == anchor_of(typed(OLD), "sắp xếp trụ sở và phương")


def test_text_put_in_before_shifts_the_place_and_nothing_else() -> None:
    found = followed("trụ sở và phương tiện làm việc", "QUỐC HIỆU\nTIÊU NGỮ\n" + OLD.strip())
    assert found.state is FollowState.EXACT
    assert found.anchor is not None
    assert " ".join(found.anchor.quote.split()) == "trụ sở và phương tiện làm việc"


def test_unchanged_words_in_changed_surroundings_have_moved() -> None:
    new = OLD.replace("phường sắp xếp", "phường rà soát, sắp xếp")
    found = followed("sắp xếp trụ sở và phương", new)
    assert (found.state, found.score) == (FollowState.MOVED, 1.0)


def test_a_passage_in_which_words_changed_is_to_be_checked() -> None:
    found = followed("trụ sở và phương tiện làm việc", OLD.replace("trụ sở", "nhà cửa"))
    assert found.state is FollowState.CHECK
    assert found.anchor is not None
    assert " ".join(found.anchor.quote.split()) == "và phương tiện làm việc"


def test_a_passage_of_which_little_is_left_is_not_placed() -> None:
    new = OLD.replace("sắp xếp trụ sở và phương tiện làm việc", "chịu trách nhiệm về xe và nhà")
    found = followed("sắp xếp trụ sở và phương tiện làm", new)
    assert (found.state, found.anchor) == (FollowState.NOT_PLACED, None)


def test_a_short_passage_that_stands_twice_keeps_to_its_own_place() -> None:
    second = followed("Phạt cảnh cáo;", OLD, nth=1)
    assert second.anchor == anchor_of(typed(OLD), "Phạt cảnh cáo;", nth=1)


def test_a_short_passage_whose_place_was_removed_is_not_put_beside_its_twin() -> None:
    new = OLD.replace(
        "2. Chủ tịch phường có quyền: a) Phạt cảnh cáo; b) Phạt tiền đến 5.000.000 đồng\n", ""
    )
    assert followed("Phạt cảnh cáo;", new, nth=1).state is FollowState.NOT_PLACED


def test_a_passage_whose_article_moved_is_found_there_and_to_be_checked() -> None:
    lines = OLD.strip().splitlines()
    new = "\n".join([lines[3], lines[0], lines[1], lines[2], lines[4]])
    found = followed("sắp xếp trụ sở và phương tiện làm việc", new)
    assert found.anchor is not None
    assert found.state in (FollowState.CHECK, FollowState.MOVED)
    assert found.anchor.quote.split() == [
        "sắp",
        "xếp",
        "trụ",
        "sở",
        "và",
        "phương",
        "tiện",
        "làm",
        "việc",
    ]


def test_a_removed_passage_is_not_put_where_the_other_text_said_the_same_before() -> None:
    twin = (
        OLD
        + "Điều 4. Kho bạc sắp xếp trụ sở và phương tiện làm việc cho các phòng trong phạm vi dự toán được giao"
    )
    old_pages = typed(twin)
    anchor = anchor_of(old_pages, "sắp xếp trụ sở và phương tiện làm việc")
    new = twin.replace(OLD.strip().splitlines()[3] + "\n", "")
    assert Follower(old_pages, typed(new)).follow(anchor).state is FollowState.NOT_PLACED


def test_a_place_without_words_is_shown_on_its_page_to_be_checked() -> None:
    anchor = anchor_at_place(0, Rect(10, 10, 60, 40))
    follower = Follower(typed(OLD), typed(OLD))
    assert follower.follow(anchor) == Followed(FollowState.CHECK, anchor, 0.0)
    beyond = anchor_at_place(9, Rect(10, 10, 60, 40))
    assert follower.follow(beyond).state is FollowState.NOT_PLACED


def test_positions_that_an_older_program_counted_otherwise_are_found_by_their_words() -> None:
    pages = typed(OLD)
    right = anchor_of(pages, "trụ sở và phương tiện làm việc")
    shifted = Anchor(
        right.page,
        right.quote,
        right.prefix,
        right.suffix,
        right.start + 3,
        right.end + 3,
        right.rects,
    )
    found = Follower(pages, typed(OLD)).follow(shifted)
    assert (found.state, found.anchor) == (FollowState.EXACT, right)


@pytest.mark.parametrize("known", [True, False])
def test_without_the_old_text_the_quote_needs_its_words_around_it(known: bool) -> None:  # noqa: FBT001
    new = (
        OLD
        if known
        else OLD.replace("phường sắp xếp", "quận cần sắp xếp").replace("việc cho", "việc tại")
    )
    anchor = anchor_of(typed(OLD), "sắp xếp trụ sở và phương tiện làm việc")
    found = Follower([], typed(new)).follow(anchor)
    assert found.state is (FollowState.CHECK if known else FollowState.NOT_PLACED)
