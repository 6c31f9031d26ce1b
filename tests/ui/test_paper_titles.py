"""A paper's name in one line says its type once."""

from __future__ import annotations

import pytest

from tests.ui.opened_window import Window
from ui.paper_titles import is_unnumbered
from ui.parts import Elided


@pytest.mark.parametrize(
    ("paper", "shown"),
    [
        ("du-thao-nghi-quyet", "Dự thảo Nghị quyết về việc thành lập"),
        ("to-trinh", "Tờ trình 96/TTr-UBND: Tờ trình về việc thành lập"),
    ],
)
def test_the_title_above_a_paper_says_its_type_once_unless_a_number_follows_it(
    window: Window, paper: str, shown: str
) -> None:
    desk = window.desk
    found = desk.furnished.document("thanh-lap-phong", paper)
    document = window.ask(lambda: desk.desk.documents.document(found))
    window.pane.open_version(document.newest.sha256)
    title = window.find("reader-title", Elided)
    window.bot.waitUntil(lambda: title.toolTip().startswith(shown))


def test_a_number_with_nothing_before_the_stroke_is_no_number_yet() -> None:
    assert is_unnumbered("")
    assert is_unnumbered("/NQ-HĐND")
    assert not is_unnumbered("12/NQ-HĐND")
