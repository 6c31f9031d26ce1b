"""Names stand in the order of a Vietnamese list: by given name, then family name, in the order of letters and tones."""

from __future__ import annotations

import unicodedata

from protocol.names import name_key


def in_order(*names: str) -> list[str]:
    return sorted(names, key=name_key)


def test_the_given_name_decides_before_the_family_name() -> None:
    assert in_order("Nguyễn Văn Bình", "Trần Thị An") == ["Trần Thị An", "Nguyễn Văn Bình"]


def test_equal_given_names_are_ordered_by_family_name() -> None:
    assert in_order("Trần Văn An", "Lê Văn An") == ["Lê Văn An", "Trần Văn An"]


def test_a_letter_with_a_mark_follows_the_bare_letter() -> None:
    assert in_order("Đỗ Ân", "Lê Ánh", "Vũ Ăn") == ["Lê Ánh", "Vũ Ăn", "Đỗ Ân"]
    assert in_order("Lê Đào", "Lê Duy", "Lê Em") == ["Lê Duy", "Lê Đào", "Lê Em"]


def test_tones_decide_only_between_equal_letters() -> None:
    assert in_order("Lê Hoạ", "Lê Hóa", "Lê Hòa", "Lê Hoa", "Lê Hoàn") == [
        "Lê Hoa",
        "Lê Hòa",
        "Lê Hóa",
        "Lê Hoạ",
        "Lê Hoàn",
    ]


def test_the_composition_of_letters_does_not_matter() -> None:
    assert name_key(unicodedata.normalize("NFD", "Nguyễn Thị Mỹ Lệ")) == name_key(
        "Nguyễn Thị Mỹ Lệ"
    )


def test_an_empty_name_comes_first() -> None:
    assert in_order("An", "") == ["", "An"]
