"""The speaking sheet: a delegate's notes in agenda order, to be held in the hand while one speaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import QCoreApplication, QMarginsF, QObject, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPixmap,
    QTextDocument,
    QTransform,
)

from delegate_app.domain.annotation_groups import grouped
from delegate_app.domain.annotations import INK_TONES, Annotation
from delegate_app.services.speaking_notes import ItemNotes, PaperNotes
from ui import assets, dates
from ui.context import Context

PAGE = QSizeF(595.0, 842.0)
"""A4 in points."""
MARGIN = 42.0
MILLIMETRES = 15.0
DOTS = 96 / 72
"""Pixels a point in a text document."""


class SpeakingSheet:
    """Pages of A4 in the window's language."""

    def __init__(self, context: Context, items: Sequence[ItemNotes]) -> None:
        self._context = context
        self._document = QTextDocument()
        self._document.setDefaultFont(QFont(assets.FAMILY, 12))
        self._document.setDocumentMargin(0)
        self._document.setHtml(self._html(items))
        inner = QSizeF(PAGE.width() - 2 * MARGIN, PAGE.height() - 2 * MARGIN)
        self._document.setPageSize(inner * DOTS)

    @property
    def page_count(self) -> int:
        """How many sheets it takes."""
        return self._document.pageCount()

    def picture(
        self,
        number: int,
        width: int,
        ratio: float,
        done: Callable[[QPixmap], None],
        parent: QObject,
    ) -> None:
        """A page as it is printed, `width` logical pixels wide."""
        scale = width / PAGE.width()
        image = QPixmap((PAGE * scale * ratio).toSize())
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.white)
        size = self._document.pageSize()
        painter = QPainter(image)
        shown = QTransform.fromTranslate(MARGIN * DOTS, MARGIN * DOTS - number * size.height())
        painter.setTransform(shown * QTransform.fromScale(scale / DOTS, scale / DOTS))
        self._document.drawContents(
            painter, QRectF(0, number * size.height(), size.width(), size.height())
        )
        painter.end()
        done(image)

    def print_to(self, device: QPagedPaintDevice) -> None:
        """Put it on a printer or into a PDF."""
        margins = QMarginsF(MILLIMETRES, MILLIMETRES, MILLIMETRES, MILLIMETRES)
        device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        device.setPageMargins(margins, QPageLayout.Unit.Millimeter)
        copy = self._document.clone()
        copy.setPageSize(QSizeF())
        copy.print_(device)

    # ------------------------------------------------------------------ what it says

    def _html(self, items: Sequence[ItemNotes]) -> str:
        translate = QCoreApplication.translate
        title = translate("SpeakingSheet", "Speaking notes")
        made = translate("SpeakingSheet", "Printed %1").replace(
            "%1", dates.moment(self._context.clock())
        )
        parts = [
            "<body style='color:black'>",
            f"<p style='font-size:18pt; margin-bottom:0'><b>{escape(title)}</b></p>",
            f"<p style='color:#444444; margin-top:0'>{escape(made)}</p>",
        ]
        session = ""
        for each in items:
            if each.session.id != session:
                session = each.session.id
                parts.append(f"<p style='font-size:14pt'><b>{escape(each.session.title)}</b></p>")
            own = translate("NoteWords", "Papers of the session")
            item = f"{each.item.position}. {each.item.title}" if each.item else own
            parts.append(
                f"<p style='font-size:13pt; margin-top:14px; margin-bottom:2px'><b>{escape(item)}</b></p><hr/>"
            )
            for paper in each.papers:
                parts += self._paper(paper)
        return "".join([*parts, "</body>"])

    def _paper(self, paper: PaperNotes) -> list[str]:
        kind = self._context.words.of(paper.document.type)
        title = f"{kind}: {paper.document.title}"
        parts = [f"<p style='margin-bottom:4px'><b>{escape(title)}</b></p>"]
        return [*parts, *(self._note(group[0]) for group in grouped(paper.notes))]

    def _note(self, note: Annotation) -> str:
        translate = QCoreApplication.translate
        page = translate("Rows", "Page %1").replace("%1", str(note.anchor.page + 1))
        lead = f"{page} · {self._context.words.of(note.kind)}"
        ask = ""
        if note.ask:
            flag = translate("Rows", "Ask in the sitting")
            ask = f" <b>[{escape(flag)}]</b>"
        quote = " ".join(note.anchor.quote.split())
        lines = [f"<span style='color:#444444; font-size:10pt'>{escape(lead)}</span>{ask}"]
        if note.text:
            lines.append("<br/>".join(escape(line) for line in note.text.splitlines()))
        if quote:
            lines.append(f"<i>“{escape(quote)}”</i>")
        if note.tags:
            tags = " ".join(f"#{tag}" for tag in note.tags)
            lines.append(f"<span style='font-size:10pt'>{escape(tags)}</span>")
        tone = INK_TONES[note.colour]
        bar = f"<td width='4' bgcolor='{tone}'></td>"
        return (
            "<table width='100%' cellspacing='0' cellpadding='3' style='margin-top:4px; margin-bottom:8px'>"
            f"<tr>{bar}<td>{'<br/>'.join(lines)}</td></tr></table>"
        )
