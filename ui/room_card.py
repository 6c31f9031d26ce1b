"""Room on the disk: what papers may still take, and the downloaded files of sessions that are over."""

from __future__ import annotations

from PySide6.QtCore import Signal

from delegate_app.domain.exchanges import Ledger
from ui import dates
from ui.context import Context
from ui.parts import Frame, button, heading, label, row


class RoomCard(Frame):
    """`freed` once files were removed."""

    freed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__("card")
        self._context = context
        self._removed = 0
        self.setObjectName("room-card")
        self.column.addWidget(heading(self.tr("Room on the disk"), "title"))
        self._room = label("", "muted")
        self.column.addWidget(self._room)
        self._button = button(self.tr("Remove old papers from this machine"), self._begin)
        self._button.setObjectName("room-free")
        self._said = label("", "muted")
        self._said.setObjectName("room-said")
        told = self.tr(
            "Only downloaded files of sessions that are over go. Notes, votes and whatever is not sent stay, and a file comes again when you open it."
        )
        self.column.addLayout(row(self._button, self._said, 1))
        self.column.addWidget(label(told, "small"))

    def show_room(self, ledger: Ledger) -> None:
        """Say how much room there is, and what could go."""
        language = self._context.language
        room = self.tr("Papers may still take %1 on this disk.")
        parts = [room.replace("%1", dates.amount(ledger.room, language))]
        if ledger.freeable_files:
            old = self.tr("Files of sessions that are over: %1 (%2).")
            old = old.replace("%1", str(ledger.freeable_files))
            parts.append(old.replace("%2", dates.amount(ledger.freeable_bytes, language)))
        else:
            parts.append(self.tr("There is nothing of sessions that are over."))
        self._room.setText(" ".join(parts))
        self._button.setEnabled(bool(ledger.freeable_files))

    def _begin(self) -> None:
        self._removed = 0
        self._button.setEnabled(False)
        self._next()

    def _next(self) -> None:
        """One file a job, so that a vote waits for one at most."""
        exchanges, now = self._context.desk.exchanges, self._context.clock()
        self._context.tasks.run(self, lambda: exchanges.free_next(now), self._freed, self._fail)

    def _freed(self, size: int) -> None:
        self._removed += size
        done = self.tr("%1 removed.").replace(
            "%1", dates.amount(self._removed, self._context.language)
        )
        self._said.setText(done)
        if size:
            self._next()
        else:
            self.freed.emit()

    def _fail(self, error: Exception) -> None:
        self._said.setText(self._context.sentence(error))
        self.freed.emit()
