"""What is said above a paper: that there is a newer version, that the council votes on it, what went wrong."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from delegate_app.domain.polls import OPEN_STAGES, Poll
from ui.paper_opening import Opening
from ui.parts import button, call_to, clear, notice


class ReaderNotices(QWidget):
    """Boxed sentences in a column, as high as there are any."""

    open_version = Signal(str)
    open_poll = Signal(str)
    followed = Signal(str)
    """Look at the notes of earlier versions on this one."""
    compare = Signal(str, str)
    """Show what changed between two versions; "" for the second is the newest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_opening(self, opening: Opening) -> None:
        """Say what is to be said of the open version, and nothing else."""
        clear(self._column)
        newest = opening.document.newest
        if newest.sha256 != opening.version.sha256:
            text = self.tr("Open version %1").replace("%1", str(newest.ordinal))
            go = button(text, lambda: self.open_version.emit(newest.sha256))
            go.setObjectName("reader-newest")
            said = self.tr("This is not the newest version of the paper.")
            version = opening.version.sha256
            changes = button(self.tr("What changed"), lambda: self.compare.emit(version, ""))
            changes.setObjectName("reader-changes")
            self._column.addWidget(call_to(said, "caution", changes, go))
        if opening.followed:
            self._column.addWidget(self._followed_notice(opening))
        if opening.version.words:
            said = self.tr(
                "A scan: its words were recognised by a machine (OCR) and may be wrong. The picture is what counts."
            )
            recognised = notice(said, "")
            recognised.setObjectName("reader-recognised")
            self._column.addWidget(recognised)
        for poll in opening.polls:
            if poll.stage in OPEN_STAGES:
                self._column.addWidget(self._poll_notice(poll, opening.version.sha256))

    def _followed_notice(self, opening: Opening) -> QWidget:
        doubtful = sum(found.doubtful for found in opening.followed)
        said = self.tr("%n note(s) of earlier versions", "", len(opening.followed)) + ": "
        said += (
            self.tr("%n need(s) a look.", "", doubtful)
            if doubtful
            else self.tr("all found again in this text.")
        )
        version = opening.version.sha256
        look = button(self.tr("Look at them"), lambda: self.followed.emit(version))
        look.setObjectName("reader-followed")
        return call_to(said, "caution" if doubtful else "", look)

    def _poll_notice(self, poll: Poll, version: str) -> QWidget:
        exact = any(d.version_sha256 == version for d in poll.documents)
        text = (
            self.tr("The council is voting on this very text.")
            if exact
            else self.tr("The council is voting on another version of this paper.")
        )
        go = button(self.tr("Go to the vote"), lambda: self.open_poll.emit(poll.id))
        go.setObjectName("reader-poll")
        return call_to(text, "caution", go)

    def say_problem(self, sentence: str) -> None:
        """Add a sentence about what went wrong."""
        self._column.addWidget(notice(sentence, "danger"))
