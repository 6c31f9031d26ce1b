"""A report for support: shown before it is copied, so that everyone sees that it holds no content."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from sync.state import SyncState
from ui.context import Context
from ui.parts import Frame, button, heading, label, row

REPORT_HEIGHT = 220


class SupportCard(Frame):
    """Makes the report on demand."""

    def __init__(self, context: Context) -> None:
        super().__init__("card")
        self._context = context
        self._state = SyncState()
        self.setObjectName("support-card")
        self.column.addWidget(heading(self.tr("Report for support"), "title"))
        told = self.tr(
            "It holds times, numbers and codes: no title, no text of a note, no choice, no name and no address. Read it before you hand it on."
        )
        self.column.addWidget(label(told, "muted"))
        make = button(self.tr("Make the report"), self.make)
        make.setObjectName("report-make")
        self._copy = button(self.tr("Copy"), self.copy)
        self._copy.setObjectName("report-copy")
        self._copy.hide()
        self._said = label("", "muted")
        self.column.addLayout(row(make, self._copy, self._said, 1))
        self.text = QPlainTextEdit()
        self.text.setObjectName("report-text")
        self.text.setAccessibleName(self.tr("Report for support"))
        self.text.setReadOnly(True)
        self.text.setFixedHeight(REPORT_HEIGHT)
        self.text.hide()
        self.column.addWidget(self.text)

    def show_state(self, state: SyncState) -> None:
        """The state that the next report tells."""
        self._state = state

    def make(self) -> None:
        """Read everything and show the report."""
        exchanges, facts = self._context.desk.exchanges, facts_of(self._state)
        now = self._context.clock()
        self._context.tasks.run(self, lambda: exchanges.report(facts, now), self._show, self._fail)

    def _fail(self, error: Exception) -> None:
        self._said.setText(self._context.sentence(error))

    def _show(self, text: str) -> None:
        self.text.setPlainText(text)
        self.text.show()
        self._copy.show()
        self._said.setText("")

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self._said.setText(self.tr("Copied."))


def facts_of(state: SyncState) -> dict[str, str]:
    """The state in codes, numbers and times."""
    return {
        "phase": state.phase.value,
        "paused": "yes" if state.paused else "no",
        "confirmed": "yes" if state.confirmed else "no",
        "trouble": state.trouble.value if state.trouble else "none",
        "held": state.held.value if state.held else "none",
        "next try": state.next_try.isoformat(timespec="seconds") if state.next_try else "none",
        "unsent votes": str(state.unsent_votes),
        "unsent notes": str(state.unsent_notes),
        "missing files": str(state.missing_blobs),
        "missing bytes": str(state.missing_bytes),
    }
