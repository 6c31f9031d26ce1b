"""A page's words on their way from the engine's process."""

from __future__ import annotations

import pytest

from delegate_app.errors import Code
from delegate_app.pdf.faults import PdfError
from delegate_app.pdf.frames import Header
from delegate_app.pdf.text_message import message_of, page_text_from
from tests.unit.delegate_app.pdf.drawn import Sheet


def message() -> tuple[Header, bytes]:
    sheet = Sheet()
    sheet.line(72, 100, "Điều 1")
    sheet.line(72, 118, "Điều 2")
    return message_of(sheet.read())


def test_the_words_arrive_as_they_were_sent() -> None:
    page = page_text_from(3, *message())
    assert (page.page, page.text, page.scanned) == (3, "Điều 1\nĐiều 2", False)
    assert list(page.line_starts) == [0, 7]
    assert page.rects(0, 4)[0].left == 72


@pytest.mark.parametrize(
    "change", [{"bytes": 3}, {"bytes": 9999}, {"lines": 1}, {"lines": 3}, {"bytes": None}]
)
def test_parts_that_do_not_fit_together_are_not_believed(change: Header) -> None:
    header, body = message()
    with pytest.raises(PdfError) as refused:
        page_text_from(0, header | change, body)
    assert refused.value.code is Code.PDF_ENGINE_CRASHED
