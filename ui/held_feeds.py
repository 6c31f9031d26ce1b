"""Feeds that wait for the delegate's word, are in quarantine, or may no longer be read: one card each, with the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from delegate_app.domain.feed_holds import FeedHold, HoldReason, is_private
from ui import dates
from ui.context import Context
from ui.parts import Frame, button, clear, heading, label, row
from ui.save_dialog import ask_target
from ui.theme import Space


class HeldFeeds(QWidget):
    """Takes no room while every feed is simply followed. `answered` once the delegate chose."""

    answered = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._shown: Sequence[FeedHold] = ()
        self._said: QLabel | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.ROOM)
        self.hide()
        self.reload()

    def reload(self) -> None:
        """Read what is held again."""
        self._context.tasks.run(self, self._context.desk.feed_holds.all, self._show)

    def _show(self, found: Sequence[FeedHold]) -> None:
        holds = [h for h in found if h.reason is not HoldReason.WITHDRAWN or not h.kept]
        self.setVisible(bool(holds))
        if holds == self._shown:
            return
        self._shown, self._said = holds, None
        clear(self._column)
        for hold in holds:
            self._column.addWidget(self._card(hold))

    def _card(self, hold: FeedHold) -> Frame:
        tone = {HoldReason.FORKED: "danger", HoldReason.SHRUNK: "caution"}.get(hold.reason, "")
        card = Frame("notice", tone) if tone and not hold.kept else Frame("card")
        card.setObjectName(f"held-{hold.feed}")
        title, texts = self._words(hold)
        card.column.addWidget(heading(title, "title"))
        for text in texts:
            card.column.addWidget(label(text))
        buttons: list[QWidget | int] = []
        if hold.epoch:
            keep = button(self.tr("Keep the copy here"), lambda: self._keep(hold.feed), "primary")
            keep.setObjectName(f"keep-{hold.feed}")
            keep.setVisible(not hold.kept)
            accept = button(self.tr("Accept the council's copy"), lambda: self._accept(hold.feed))
            accept.setObjectName(f"accept-{hold.feed}")
            buttons += [keep, accept]
        if hold.reason is HoldReason.FORKED:
            save = button(self.tr("Save the evidence..."), lambda: self._ask_where(hold.feed))
            save.setObjectName(f"evidence-{hold.feed}")
            buttons.append(save)
        if hold.reason is HoldReason.WITHDRAWN:
            seen = button(self.tr("Understood"), lambda: self._dismiss(hold.feed))
            seen.setObjectName(f"seen-{hold.feed}")
            buttons.append(seen)
        if buttons:
            card.column.addLayout(row(*buttons, 1))
        return card

    def _words(self, hold: FeedHold) -> tuple[str, tuple[str, ...]]:
        """Title and sentences of a card."""
        if hold.reason is HoldReason.WITHDRAWN:
            return self._withdrawn(hold)
        if hold.reason is HoldReason.FORKED:
            return self._forked(hold)
        kept = self.tr("You keep the copy on this machine. New papers do not reach it any more.")
        question = self.tr(
            "Nothing was deleted here. Ask the office whether papers were really taken back: until you answer, everything stays as it is."
        )
        title = self.tr("The council now has much less than this machine")
        return title, (self._counts(hold), kept if hold.kept else question)

    def _withdrawn(self, hold: FeedHold) -> tuple[str, tuple[str, ...]]:
        title = self.tr("No longer open to you: %1").replace("%1", hold.name or hold.feed)
        text = self.tr(
            "The papers of this committee are for its members. They are hidden on this machine since %1; your own notes stay. If this is a mistake, tell the office: everything comes back with your membership."
        )
        return title, (text.replace("%1", dates.day(hold.since.date())),)

    def _forked(self, hold: FeedHold) -> tuple[str, tuple[str, ...]]:
        title = self.tr("The council contradicts itself: %1").replace("%1", self._name(hold))
        found = self.tr(
            "The council's server signed two histories that cannot both be true. What this machine had checked stays readable and is no longer updated; everything else goes on, voting too."
        )
        wait = self.tr("Save the evidence and give it to the standing committee or the office.")
        if not hold.epoch:
            return title, (found, wait)
        anew = self.tr("The council has begun anew. Accept only when the office has explained it.")
        return title, (found, f"{anew} {self._counts(hold)}")

    def _counts(self, hold: FeedHold) -> str:
        papers = self.tr("The council's server now has only %1 of the %2 papers on this machine.")
        entries = self.tr("The council's server now has only %1 of the %2 entries on this machine.")
        here, there, text = hold.here.documents, hold.there.documents, papers
        if not here or there >= here:
            here, there, text = hold.here.objects, hold.there.objects, entries
        if there >= here:
            text = self.tr("The council's server now has %1 entries, this machine %2.")
        return text.replace("%1", str(there)).replace("%2", str(here))

    def _name(self, hold: FeedHold) -> str:
        if hold.name:
            return hold.name
        return self.tr("your notes") if is_private(hold.feed) else self.tr("papers and programme")

    # ------------------------------------------------------------------ answers

    def _keep(self, feed: str) -> None:
        self._answer(lambda: self._context.desk.feed_holds.keep(feed))

    def _accept(self, feed: str) -> None:
        self._answer(lambda: self._context.desk.feed_holds.accept(feed))

    def _dismiss(self, feed: str) -> None:
        holds = self._context.desk.feed_holds
        self._context.tasks.run(
            self, lambda: holds.dismiss(feed), lambda _: self.reload(), self._fail
        )

    def _answer(self, give: Callable[[], None]) -> None:
        def done(_: object) -> None:
            self.reload()
            self.answered.emit()

        self._context.tasks.run(self, give, done, self._fail)

    def _ask_where(self, feed: str) -> None:
        ask_target(
            self,
            self.tr("Save the evidence"),
            "chung-cu-nguon-du-lieu.zip",
            lambda path: self.save_to(feed, path),
        )

    def save_to(self, feed: str, path: str) -> None:
        """Write the evidence to `path`."""
        holds = self._context.desk.feed_holds
        self._context.tasks.run(
            self,
            lambda: holds.export_evidence(feed, Path(path)),
            lambda _: self._say(self.tr("Saved: %1").replace("%1", path)),
            self._fail,
        )

    def _fail(self, error: Exception) -> None:
        self._say(self._context.sentence(error))

    def _say(self, text: str) -> None:
        if self._said is None:
            self._said = label("", "muted")
            self._said.setObjectName("held-said")
            self._column.addWidget(self._said)
        self._said.setText(text)
