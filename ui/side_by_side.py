"""Two papers side by side: which one comes beside the one that is read, and where it stands."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QSplitter

from ui.context import Context
from ui.page_canvas import PageCanvas
from ui.paper_opening import Opening
from ui.paper_tones import PaperTone
from ui.second_paper import SecondPaper


class SideBySide(QObject):
    """Keeps a second paper in `split`, an older version at the left of the one that is read, anything else at its right."""

    def __init__(self, context: Context, canvas: PageCanvas, split: QSplitter) -> None:
        super().__init__(split)
        self._context = context
        self._canvas = canvas
        self._split = split
        self._opening: Opening | None = None
        self.second: SecondPaper | None = None

    @property
    def shown(self) -> bool:
        """Whether there are two."""
        return self.second is not None

    def show_opening(self, opening: Opening) -> None:
        """This paper is read."""
        known, self._opening = self._opening, opening
        if self.second is not None and (known is None or known.document != opening.document):
            self.second.offer(opening.document, opening.programme.documents)

    def toggle(self) -> None:
        """A second paper, or one again."""
        if self.second is not None:
            self.close()
        elif self._opening is not None:
            self._open(self._opening)

    def close(self) -> None:
        """One paper again; no page of the second is held afterwards."""
        second, self.second = self.second, None
        if second is not None:
            second.close_document()
            second.hide()
            second.deleteLater()
            self._canvas.setFocus()

    def set_tone(self, tone: PaperTone) -> None:
        """Draw on paper of this colour from now on."""
        if self.second is not None:
            self.second.canvas.set_tone(tone)

    def _open(self, opening: Opening) -> None:
        second = SecondPaper(self._context, self._canvas)
        self.second = second
        second.closed.connect(self.close)
        second.canvas.set_tone(self._canvas.tone)
        second.offer(opening.document, opening.programme.documents)
        version, older = self._companion(opening)
        at = self._split.indexOf(self._canvas)
        self._split.insertWidget(at if older else at + 1, second)
        second.show()
        QTimer.singleShot(0, self, self._share)  # once the layout knows all widths
        second.open(version)

    def _share(self) -> None:
        """Both papers have the same width."""
        if self.second is None:
            return
        sizes, both = self._split.sizes(), (self._canvas, self.second)
        places = [self._split.indexOf(part) for part in both]
        width = sum(sizes[place] for place in places) // 2
        for place in places:
            sizes[place] = width
        self._split.setSizes(sizes)

    def _companion(self, opening: Opening) -> tuple[str, bool]:
        """What is wanted beside a paper most often, and whether it is older: the version before, else the newest, else
        the paper that follows in the book, else the same paper once more."""
        order = [version.sha256 for version in opening.document.versions]
        at = order.index(opening.version.sha256)
        if at > 0:
            return order[at - 1], True
        if len(order) > 1:
            return order[-1], False
        beside = opening.book.beside(opening.version.sha256, 1)
        return (beside.version.sha256 if beside else opening.version.sha256), False
