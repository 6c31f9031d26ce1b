"""What an empty desk begins with: how large it is, why it waits, and the button that fetches it all the same."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from delegate_app.domain.deliveries import FirstFile
from delegate_app.domain.feed_holds import is_committee, is_private
from ui import dates
from ui.context import Context
from ui.parts import Frame, button, label, row
from ui.theme import Space


class FirstFileNotice(Frame):
    """One feed's first file; `fetch` is called with the feed when the delegate wants it now."""

    def __init__(
        self,
        context: Context,
        file: FirstFile,
        fetch: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("notice", "caution" if file.hold else "plain", margin=Space.SNUG)
        self.setParent(parent)
        self.setObjectName("first-file")
        text = self._words(file, dates.amount(file.size, context.language))
        line = row(label(text), spacing=Space.ROOM)
        line.setStretch(0, 1)
        if file.hold:
            now = button(self.tr("Fetch it now"), lambda: fetch(file.feed), "primary")
            now.setObjectName("first-file-fetch")
            line.addWidget(now)
        self.column.addLayout(line)
        self.setAccessibleName(text)

    def _words(self, file: FirstFile, amount: str) -> str:
        what = self.tr("Programme and list of papers, fetched for the first time: %1.")
        if is_private(file.feed):
            what = self.tr("Your notes from your other machine, fetched for the first time: %1.")
        elif is_committee(file.feed):
            what = self.tr("List of a committee's papers, fetched for the first time: %1.")
        if file.hold:
            why = self.tr(
                "This network is paid by volume and its budget does not suffice: waits for another network, for tomorrow, or for you to fetch it. Votes and the vote record are exchanged all the same."
            )
        elif file.asked:
            why = self.tr("Asked for: it comes with the next exchange.")
        else:
            why = self.tr("On its way.")
        return f"{what.replace('%1', amount)} {why}"
