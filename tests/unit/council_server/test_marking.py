"""A stamped paper is recognised; the same syllables in running text are not."""

from __future__ import annotations

import pytest

from council_server.marking import level_in_title, level_on_page


@pytest.mark.parametrize(
    ("page", "level"),
    [
        ("ỦY BAN NHÂN DÂN\nMẬT\nSố: 12/BC-UBND", "Mật"),
        ("TỐI MẬT\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Tối mật"),
        ("  TUYỆT MẬT  ", "Tuyệt mật"),
        ("Độ mật: Tối mật", "Tối mật"),
        ("ĐỘ MẬT: MẬT\n", "Mật"),
        ("Mức độ mật - A", "Tuyệt mật"),
        ("[ MẬT ]", "Mật"),
        ("M Ậ T", "Mật"),
        ("T Ố I  M Ậ T", "Tối mật"),
        ("Ma\u0302\u0323t".upper(), "Mật"),
    ],
)
def test_a_stamp_on_the_first_page_gives_its_level(page: str, level: str) -> None:
    assert level_on_page(page) == level


@pytest.mark.parametrize(
    "page",
    [
        "Về bảo mật thông tin trong cơ quan nhà nước",
        "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "Mật độ dân số: 2.300 người/km²",
        "MẬT ĐỘ XÂY DỰNG",
        "Bỏ phiếu kín, giữ bí mật\ncủa lá phiếu",
        "thông mật thiết",
        "Chi thường xuyên",
        "a\n" * 60 + "MẬT\n",
    ],
)
def test_words_that_only_hold_the_syllable_are_no_stamp(page: str) -> None:
    assert level_on_page(page) == ""


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Mật", "Mật"),
        ("(Mật) Báo cáo tình hình", "Mật"),
        ("TUYỆT MẬT - Báo cáo", "Tuyệt mật"),
        ("Báo cáo quốc phòng - TỐI MẬT", "Tối mật"),
        ("Báo cáo. Độ mật: Mật", "Mật"),
        ("Báo cáo công tác bảo vệ bí mật nhà nước", ""),
        ("Quy hoạch mật độ xây dựng", ""),
        ("Nghề nuôi ong mật", ""),
    ],
)
def test_a_title_is_judged_by_its_own_marks(title: str, level: str) -> None:
    assert level_in_title(title) == level
