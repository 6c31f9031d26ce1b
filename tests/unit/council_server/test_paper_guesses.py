"""Guesses of what a paper is: only a help, but a right one for papers in the common form."""

from __future__ import annotations

import pytest

from council_server.paper_guesses import Guess, guess

HEAD = """\
UBND PHƯỜNG BÌNH AN
Số: 16/TTr-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Bình An, ngày 05 tháng 11 năm 2026
TỜ TRÌNH
Về việc điều chỉnh biên chế công chức
năm 2026
Kính gửi: Hội đồng nhân dân phường
"""


def test_a_paper_in_the_common_form_says_what_it_is() -> None:
    assert guess("scan0001.pdf", HEAD) == Guess(
        "to-trinh",
        "Tờ trình Về việc điều chỉnh biên chế công chức năm 2026",
        "16/TTr-UBND",
        "2026-11-05",
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Báo cáo thẩm tra của Ban KT-NS.pdf", "bao-cao-tham-tra"),
        ("02_du_thao_nghi_quyet_bien_che.docx", "du-thao-nghi-quyet"),
        ("Phụ lục 1.pdf", "phu-luc"),
        ("16-TTr-UBND.pdf", "to-trinh"),
        ("BC tiếp thu, giải trình.pdf", "giai-trinh-tiep-thu"),
        ("scan0001.pdf", "bao-cao"),
    ],
)
def test_a_scan_is_judged_by_its_name(name: str, kind: str) -> None:
    found = guess(name, "")
    assert found.type == kind
    assert found.title


def test_a_day_that_does_not_exist_is_none() -> None:
    assert guess("a.pdf", "ngày 31 tháng 2 năm 2026").issued == ""
