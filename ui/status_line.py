"""The line at the bottom: how things stand with the council, calm and true. Never a pop-up for being offline."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from delegate_app.errors import Code
from sync.state import Phase, SyncState
from ui import dates, messages
from ui.context import Context
from ui.parts import button, label, row
from ui.theme import Space, Theme

ROOMY = 640
"""Pixels of width from which the line says everything."""


class _Mark(QWidget):
    """The phase as a shape: disc, ring, half disc, triangle. The words beside it say the same; green says confirmed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._phase = Phase.STOPPED
        self._confirmed = False
        self.setFixedSize(16, 16)

    def show_state(self, state: SyncState) -> None:
        self._phase, self._confirmed = state.phase, state.confirmed
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        token = {Phase.TROUBLE: "caution", Phase.FROZEN: "danger"}
        if self._confirmed:
            token[Phase.UP_TO_DATE] = "good"
        colour = self._theme.colour(token.get(self._phase, "muted"))
        painter.setPen(QPen(colour, 2))
        disc = QRectF(3, 3, 10, 10)
        if self._phase in (Phase.TROUBLE, Phase.FROZEN):
            painter.setBrush(colour)
            painter.drawPolygon(QPolygonF([QPointF(8, 3), QPointF(14, 13), QPointF(2, 13)]))
        elif self._phase is Phase.UP_TO_DATE:
            painter.setBrush(colour)
            painter.drawEllipse(disc)
        elif self._phase in (Phase.CONNECTING, Phase.SYNCING):
            painter.drawEllipse(disc)
            painter.setBrush(colour)
            painter.drawPie(disc, 90 * 16, 180 * 16)
        else:
            painter.drawEllipse(disc)
        painter.end()


def phase_words(context: Context, state: SyncState) -> str:
    """The words for the phase alone. Only what the council confirmed is said to be up to date."""
    translate = QCoreApplication.translate
    if state.phase is Phase.TROUBLE and state.trouble is not None:
        return messages.sentence(state.trouble, context.language)
    if state.phase is Phase.STOPPED and state.paused:
        return translate("StatusLine", "Paused by you: votes and notes wait on this machine")
    if state.through_hall and state.phase in (Phase.SYNCING, Phase.UP_TO_DATE):
        return translate("StatusLine", "Connected to the hall's own server, not to the council's")
    if state.phase is Phase.UP_TO_DATE:
        if state.confirmed:
            return translate("StatusLine", "Everything is up to date")
        return translate("StatusLine", "Connected to the council")
    return {
        Phase.STOPPED: translate("StatusLine", "Not connected"),
        Phase.CONNECTING: translate("StatusLine", "Connecting to the council..."),
        Phase.SYNCING: translate("StatusLine", "Exchanging with the council..."),
        Phase.OFFLINE: translate("StatusLine", "No connection: reading, notes and signing go on"),
        Phase.TROUBLE: translate(
            "StatusLine", "The council's server has a problem; it is tried again"
        ),
        Phase.FROZEN: translate(
            "StatusLine", "Signing is stopped: the vote record contradicts itself"
        ),
    }[state.phase]


class StatusLine(QFrame):
    """Shows the newest `SyncState` in words: phase, last contact, what is unsent and missing, the next try. `asked` for
    the page that tells it all."""

    asked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._state = SyncState()
        self.setProperty("role", "status")
        self._mark = _Mark(context.theme)
        self._text = label("", "small", wrap=True)
        self._text.setObjectName("status-text")
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        more = button(self.tr("Details"), self.asked.emit, "link")
        more.setObjectName("status-open")
        line = row(self._mark, self._text, more, spacing=Space.TIGHT)
        line.setAlignment(self._mark, Qt.AlignmentFlag.AlignVCenter)
        line.setContentsMargins(Space.ROOM, Space.HAIR, Space.ROOM, Space.HAIR)
        self.setLayout(line)
        self.setMinimumHeight(32)

    @property
    def text(self) -> str:
        """What the line says."""
        return self._text.text()

    def show_state(self, state: SyncState) -> None:
        """Say `state` in words; where there is no room only what is not sent stands beside the phase."""
        self._state = state
        self._mark.show_state(state)
        said = self._joined([self.phase_words(state), *self._details(state)])
        self.setAccessibleName(said)
        if self.width() < ROOMY:
            said = self._joined([self.phase_words(state), *self._unsent(state)])
        self._text.setText(said)

    @staticmethod
    def _joined(parts: list[str]) -> str:
        return "  ·  ".join(part for part in parts if part)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_state(self._state)

    def phase_words(self, state: SyncState) -> str:
        """The words for the phase alone."""
        return phase_words(self._context, state)

    def _unsent(self, state: SyncState) -> list[str]:
        parts: list[str] = []
        if state.unsent_votes:
            unsent = self.tr("%n vote(s) not sent", "", state.unsent_votes)
            if (
                state.through_hall
            ):  # perhaps the hall holds them: then they were sent, and are not confirmed
                unsent = self.tr("%n vote(s) not confirmed by the council", "", state.unsent_votes)
            parts.append(unsent)
        if state.unsent_notes:
            parts.append(self.tr("%n note(s) not sent", "", state.unsent_notes))
        return parts

    def _details(self, state: SyncState) -> list[str]:
        parts = self._unsent(state)
        if state.missing_bytes:
            missing = dates.amount(state.missing_bytes, self._context.language)
            papers = self.tr("%n paper(s) still to come (%1)", "", state.missing_blobs)
            parts.append(papers.replace("%1", missing))
        if state.held is Code.DISK_LOW:
            parts.append(self.tr("papers wait: the disk is almost full"))
        if state.held is Code.METERED_SPENT:
            parts.append(self.tr("papers wait: the metered network's budget is spent"))
        if state.held is Code.FIRST_WAITS:
            parts.append(self.tr("the first programme and list of papers wait: see the details"))
        if state.last_contact is not None:
            parts.append(self.tr("last contact %1").replace("%1", self._when(state)))
        if state.next_try is not None and state.phase in (Phase.OFFLINE, Phase.TROUBLE):
            parts.append(
                self.tr("next try %1").replace("%1", dates.time(state.next_try, seconds=True))
            )
        return parts

    def _when(self, state: SyncState) -> str:
        if state.last_contact is None:
            return ""
        same_day = dates.day(state.last_contact) == dates.day(self._context.clock())
        return dates.time(state.last_contact) if same_day else dates.moment(state.last_contact)


class AlarmBanner(QFrame):
    """Stands above everything while signing is frozen, until the office settled it; `asked` for what to do."""

    asked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setProperty("role", "notice")
        self.setProperty("tone", "danger")
        self._text = label("", "strong")
        more = button(self.tr("What to do"), self.asked.emit)
        more.setObjectName("alarm-open")
        line = row(self._text, more, spacing=Space.ROOM)
        line.setStretch(0, 1)
        line.setContentsMargins(Space.ROOM, Space.TIGHT, Space.ROOM, Space.TIGHT)
        self.setLayout(line)
        self.hide()

    def show_alarm(self, *, raised: bool) -> None:
        """Stand there while an alarm does."""
        said = self.tr(
            "Signing is stopped: the vote record contradicts itself. Vote by raising your hand."
        )
        self._text.setText(said)
        self.setAccessibleName(said)
        self.setVisible(raised)
