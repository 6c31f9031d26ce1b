"""A redline as rich text: what was taken away, put in and moved can be told without its colour."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextCharFormat, QTextDocument

from delegate_app.pdf.body_text import body_of
from delegate_app.pdf.redline import compare
from tests.unit.delegate_app.pdf.typed import typed
from ui.redline_text import RedlineText
from ui.theme import THEMES, theme

PASSAGE = "trong phạm vi dự toán được giao và phải công khai kết quả sắp xếp trước ngày 15 tháng 12 trên trang"
LAST = "Điều 2. Nghị quyết này có hiệu lực từ ngày được thông qua; Thường trực Hội đồng nhân dân, các Ban "
LAST += "và đại biểu Hội đồng nhân dân giám sát việc thực hiện Nghị quyết này theo quy định của pháp luật"
OLD = f"""
Điều 1. Thành lập mười phòng chuyên môn thuộc Ủy ban nhân dân phường
{PASSAGE}
{LAST}
"""
NEW = f"""
Điều 1. Thành lập chín phòng chuyên môn thuộc Ủy ban nhân dân phường
{LAST}
{PASSAGE}
"""
NONE, DASHED, SINGLE = (
    QTextCharFormat.UnderlineStyle.NoUnderline,
    QTextCharFormat.UnderlineStyle.DashUnderline,
    QTextCharFormat.UnderlineStyle.SingleUnderline,
)


def shown(document: QTextDocument) -> dict[str, tuple[bool, QTextCharFormat.UnderlineStyle]]:
    found = {}
    block = document.begin()
    while block.isValid():
        for entry in list(block):  # type: ignore[call-overload]
            form = entry.fragment().charFormat()
            found[entry.fragment().text().strip()] = (form.fontStrikeOut(), form.underlineStyle())
        block = block.next()
    return found


@pytest.mark.parametrize("name", sorted(THEMES))
def test_every_kind_of_change_has_a_line_of_its_own(name: str) -> None:
    redline = compare(body_of(typed(OLD)), body_of(typed(NEW)))
    document = QTextDocument()
    written = RedlineText(theme(name, 1)).inline(document, redline, redline.articles)
    marks = shown(document)
    assert marks["mười"] == (True, NONE)
    assert marks["chín"] == (False, SINGLE)
    assert marks[PASSAGE] == (False, DASHED)
    assert len(written.articles) == 2
    assert len(written.changes) == 3


def test_each_side_has_the_whole_of_its_own_text_and_nothing_of_the_other() -> None:
    redline = compare(body_of(typed(OLD)), body_of(typed(NEW)))
    writer, old, new = RedlineText(theme("light", 1)), QTextDocument(), QTextDocument()
    writer.side(old, redline, redline.articles, old=True)
    writer.side(new, redline, redline.articles, old=False)
    assert old.toPlainText().split() == OLD.split()
    assert new.toPlainText().split() == NEW.split()
