"""The pages of one document as they are seen: drawn from strips, with marks, hits, links and the selection over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleValueChangeEvent,
    QColor,
    QFocusEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QWidget

from delegate_app.domain.annotations import Annotation
from delegate_app.domain.reading_places import ReadingPlace
from delegate_app.services.reader import OpenDocument, PageShape, Rect, StripKey
from ui import mark_painting, page_painting
from ui.context import Context
from ui.page_layout import Sheet
from ui.page_links import PageLinks
from ui.page_previews import PagePreviews
from ui.page_selection import Selection
from ui.page_text_store import PageTextStore
from ui.paged_area import PagedArea
from ui.paper_tones import GROUNDS, PaperTone
from ui.strip_store import StripStore

LONGEST_SPOKEN = 20_000
"""Characters of a page that screen readers are handed."""
AHEAD, BEHIND = 2.0, 0.75
"""Heights of the window that are drawn before they are seen, where the reader is heading and where they come from."""
SAMPLES = 8
"""Pages all over a document that are asked where their print is, as soon as margins are to be hidden."""


@dataclass
class Overlay:
    """What lies over the print: marks by page, hits of a search by page, and the hit that is looked at."""

    marks: Mapping[int, Sequence[Annotation]] = field(default_factory=dict)
    hits: Mapping[int, Sequence[Sequence[Rect]]] = field(default_factory=dict)
    hit: tuple[int, int] | None = None


class PageView(PagedArea):
    """Shows a document."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._theme = context.theme
        self._broken_pages: set[int] = set()
        self.selection: Selection | None = None
        self.overlay = Overlay()
        self.strips = StripStore(context.desk.reader, context.tasks, self)
        self.previews = PagePreviews(context.desk.reader, context.tasks, self)
        self.texts = PageTextStore(context.desk.reader, context.tasks, self)
        self.links = PageLinks(context, self)
        self.strips.arrived.connect(lambda _key: self.viewport().update())
        self.previews.arrived.connect(lambda _key: self.viewport().update())
        self.strips.failed.connect(self._page_failed)
        self.strips.waits.connect(lambda _page: self.viewport().update())
        self.setAccessibleName(self.tr("Pages of the paper"))
        self.setObjectName("page-canvas")
        self.page_changed.connect(lambda _page: self._say_page())
        self._boxes_asked: set[int] = set()
        self._shown = False

    # ------------------------------------------------------------------ the document

    def show_document(
        self, version: str, document: OpenDocument, place: ReadingPlace | None
    ) -> None:
        """Show a document where it was left, else its first page over the whole width."""
        self._forget_pictures()
        self.texts.open(version)
        self.links.open(version)
        self._broken_pages.clear()
        self._boxes_asked.clear()
        self.selection, self.overlay = None, Overlay()
        super().show_document(version, document, place)
        self._say_page()

    def take_shapes(self, shapes: Sequence[PageShape]) -> None:
        """The exact sizes of all pages came: lay them out again at the same place."""
        self.trims.hold(tuple(shapes))
        super().take_shapes(shapes)

    def look_again(self) -> None:
        """More of the document has arrived: what waited for it is asked for again."""
        self.strips.ask_again()
        self.previews.ask_again()
        self._look()

    def close_document(self) -> None:
        """Afterwards no page and no word of the document is held here."""
        self.selection = None
        self._forget_pictures()
        self.texts.open("")
        self.links.open("")
        super().close_document()

    def _forget_pictures(self) -> None:
        self._shown = False
        self.strips.forget()
        self.previews.forget()

    @property
    def tone(self) -> PaperTone:
        """The colour of the paper."""
        return self.strips.tone

    def set_tone(self, tone: PaperTone) -> None:
        """Draw on paper of this colour from now on."""
        self.strips.set_tone(tone)
        self.previews.set_tone(tone)
        self._look()

    # ------------------------------------------------------------------ what is seen

    def _strips_between(self, top: float, bottom: float) -> list[StripKey]:
        keys = []
        for page in self._layout.visible(top, bottom):
            sheet = self._layout.sheets[page]
            keys += [
                StripKey(self._version, page, sheet.scale, sheet.rotation, number)
                for number in sheet.strips(top, bottom)
            ]
        return keys

    def _look(self) -> None:
        if self._document is None:
            return
        top, height = self.verticalScrollBar().value(), self.viewport().height()
        seen = self._strips_between(top, top + height)
        down = self._heading > 0
        above, below = (BEHIND, AHEAD) if down else (AHEAD, BEHIND)
        around = self._strips_between(max(0, top - above * height), top + (1 + below) * height)
        known = set(seen)
        soon = [key for key in around if key not in known]
        # What comes next is drawn first: what lies behind is asked for before it.
        ahead = [key for key in soon if (key.page, key.index) > _place(seen)]
        behind = [key for key in soon if (key.page, key.index) <= _place(seen)]
        self.strips.want(seen, ahead + behind[::-1] if down else behind[::-1] + ahead)
        self._look_for_previews(seen, down=down)
        self.texts.ask(self._page)
        self.links.ask(self._page)
        if self._arrangement.trim is not None:
            self._ask_print_boxes([key.page for key in seen])
        self.viewport().update()

    def _look_for_previews(self, seen: Sequence[StripKey], *, down: bool) -> None:
        """Small pictures come behind the first screen of a paper, and before the strips of any later one."""
        pages = sorted({key.page for key in seen})
        drawn = {key.page for key in seen if self.strips.get(key) is not None}
        bare = [page for page in pages if page not in drawn] if self._shown else []
        self._shown = self._shown or bool(drawn)
        if pages:
            around = range(pages[0], pages[-1] + 1)
            self.previews.look(self._version, self._layout, around, bare, down=down)

    def _ask_print_boxes(self, pages: Sequence[int]) -> None:
        """Margins are hidden only as far as every page that is seen, and some others, have none there."""
        count, version = self.page_count, self._version
        samples = range(0, count, max(1, count // SAMPLES)) if not self._boxes_asked else ()
        for page in {*pages, *samples} - self._boxes_asked:
            self._boxes_asked.add(page)

            def take(box: Rect | None, page: int = page) -> None:
                if version == self._version and self.trims.take(page, box):
                    self._rearrange(self._arrangement)

            answer = self._context.tasks.ticket(self, take, lambda _error: None)
            self._context.desk.reader.request_print_box(version, page, answer)

    def page_words(self) -> str:
        """The text of the page that is read for screen readers, or why there is none; "" before it came."""
        text = self.texts.get(self._page)
        if text is None:
            return ""
        if text.has_text:
            return text.text[:LONGEST_SPOKEN]
        return self.tr("This page is a picture without words.") if text.scanned else ""

    def _say_page(self) -> None:
        said = (
            self.tr("Page %1 of %2")
            .replace("%1", str(self._page + 1))
            .replace("%2", str(self.page_count))
        )
        self.setAccessibleDescription(said)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))
            self.texts.ask(self._page, lambda _text: self._tell_words())

    def _tell_words(self) -> None:
        QAccessible.updateAccessibility(QAccessibleValueChangeEvent(self, self.page_words()))

    def _page_failed(self, page: int, _error: object) -> None:
        self._broken_pages.add(page)
        self.viewport().update()

    # ------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setClipRect(event.rect())
        painter.fillRect(event.rect(), self._theme.colour("sunken"))
        top, height = self.verticalScrollBar().value(), self.viewport().height()
        for page in self._layout.visible(top, top + height):
            self._paint_sheet(painter, self._layout.sheets[page], top, top + height)
        if self.hasFocus():
            page_painting.focus_ring(painter, self._theme, QRectF(self.viewport().rect()))
        painter.end()

    def _paint_sheet(self, painter: QPainter, sheet: Sheet, top: float, bottom: float) -> None:
        corner, page = self.origin(sheet.page), sheet.page
        area = QRectF(corner.x(), corner.y(), sheet.width, sheet.height)
        page_painting.paper(painter, self._theme, area, GROUNDS[self.tone])
        painter.save()
        painter.setBackground(QColor(GROUNDS[self.tone]))  # tells marks on which paper they lie
        painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
        missing = []
        for number in sheet.strips(top, bottom):
            key = StripKey(self._version, page, sheet.scale, sheet.rotation, number)
            image = self.strips.get(key)
            if image is None:
                missing.append(number)
                continue
            left, above = corner.x() - sheet.cut[0], corner.y() + sheet.strip_top(number)
            ratio = sheet.ratio
            target = QRectF(left, above, image.width() / ratio, image.height() / ratio)
            painter.drawImage(target, image)
        self.previews.paint(painter, self._version, sheet, corner, missing)
        broken, arriving = page in self._broken_pages, page in self.strips.arriving_pages
        if broken or arriving:
            sentence = self.tr("This page cannot be drawn.")
            if not broken:
                sentence = self.tr("This page is still arriving. It shows by itself.")
            space = QRectF(corner.x(), corner.y(), sheet.width, min(120.0, sheet.height))
            page_painting.sentence(painter, self._theme, space, sentence)
        self._paint_overlay(painter, sheet, corner)
        painter.restore()

    def _paint_overlay(self, painter: QPainter, sheet: Sheet, corner: QPointF) -> None:
        page = sheet.page
        mark_painting.marks(painter, sheet, corner, self.overlay.marks.get(page, ()))
        for number, rects in enumerate(self.overlay.hits.get(page, ())):
            current = self.overlay.hit == (page, number)
            page_painting.hit(painter, sheet, corner, rects, current=current)
        selection = self.selection
        if selection is not None and selection.first_page <= page <= selection.last_page:
            caret = selection.caret if selection.page == page else None
            page_painting.selection(painter, sheet, corner, selection.rects_on(page), caret)

    # ------------------------------------------------------------------ events

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()


def _place(seen: Sequence[StripKey]) -> tuple[int, int]:
    """The last strip that is seen, in reading order."""
    return (seen[-1].page, seen[-1].index) if seen else (-1, -1)
