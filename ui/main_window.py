"""The window: before the desk a gate, behind it the rail, the six places, the reader and the status line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from delegate_app.domain.changes import Changes, Kind
from delegate_app.domain.reading_trails import ReadingDesk
from delegate_app.domain.records import Alarm
from delegate_app.errors import Code
from sync.state import Phase, SyncState
from ui.alarm_view import AlarmView
from ui.compare_view import CompareView
from ui.context import Context
from ui.followed_view import FollowedView
from ui.home_view import HomeView
from ui.notes_view import NotesView
from ui.ports import PracticePort
from ui.programme_view import ProgrammeView
from ui.rail import Rail, Stop
from ui.reader_view import ReaderView
from ui.search_view import SearchView
from ui.settings_view import SettingsView
from ui.shortcut_sheet import ShortcutSheet
from ui.status_line import AlarmBanner, StatusLine
from ui.sync_view import SyncView
from ui.votes_view import VotesView
from ui.words import PROGRAM

RAIL_FITS = 900
"""Pixels of window width from which the rail shows its words beside the icons."""
SMALLEST = QSize(480, 320)

View = (
    HomeView
    | ProgrammeView
    | VotesView
    | NotesView
    | SettingsView
    | ReaderView
    | AlarmView
    | CompareView
    | FollowedView
    | SearchView
    | SyncView
)


class DeskPane(QWidget):
    """The open desk."""

    setting_changed = Signal(str, object)
    lock = Signal()
    pause = Signal(bool)
    """The delegate wants no exchange any more, or again."""
    work = Signal(str)
    """There is something to send; the word is for the log."""

    def __init__(
        self, context: Context, practice: PracticePort | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._came_from = "home"
        self._compared_from = "home"
        self.home = HomeView(context, practice)
        self.programme = ProgrammeView(context)
        self.votes = VotesView(context)
        self.notes = NotesView(context)
        self.settings = SettingsView(context)
        self.reader = ReaderView(context)
        self.alarm_view = AlarmView(context)
        self.compare = CompareView(context)
        self.followed = FollowedView(context)
        self.search = SearchView(context)
        self.sync = SyncView(context)
        self.views: dict[str, View] = {
            "home": self.home,
            "programme": self.programme,
            "votes": self.votes,
            "notes": self.notes,
            "settings": self.settings,
            "reader": self.reader,
            "alarm": self.alarm_view,
            "compare": self.compare,
            "followed": self.followed,
            "search": self.search,
            "sync": self.sync,
        }
        # What stands behind is read once it is looked at: the page in front need not wait for it.
        self._stale: set[str] = {"votes", "notes", "search", "sync"}
        self.rail = Rail(context, self._stops())
        self.alarm = AlarmBanner(context)
        self.status = StatusLine(context)
        self._stack = QStackedWidget()
        for view in self.views.values():
            self._stack.addWidget(view)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.alarm)
        column.addWidget(self._stack, 1)
        column.addWidget(self.status)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.rail)
        line.addLayout(column, 1)
        self._connect()
        self._add_shortcuts()
        self.go("home")
        self._look_for_alarm()
        self.reader.papers.restore(self._read_on)

    def _read_on(self, kept: ReadingDesk) -> None:
        """After a crash or a lock the paper that was in front is in front again."""
        here = kept.trail.here
        apart = self.place != "reader"
        if apart and kept.reading and here is not None and here.version in kept.papers:
            self.go("reader")
            self.reader.open(here.version)

    def _stops(self) -> list[Stop]:
        return [
            Stop("home", "home", self.tr("Home"), "Ctrl+1"),
            Stop("search", "search", self.tr("Search"), "Ctrl+K"),
            Stop("programme", "programme", self.tr("Session"), "Ctrl+2"),
            Stop("votes", "votes", self.tr("Voting"), "Ctrl+3"),
            Stop("notes", "notes", self.tr("Notes"), "Ctrl+4"),
            Stop("settings", "settings", self.tr("Settings"), "Ctrl+5"),
        ]

    def _connect(self) -> None:
        self.rail.chosen.connect(self.go)
        self.rail.lock.connect(self.lock)
        self.home.open_poll.connect(self.open_poll)
        self.home.open_version.connect(self.open_version)
        self.home.open_session.connect(self._open_session)
        self.home.open_sync.connect(lambda: self.go("sync"))
        self.home.practice_played.connect(lambda: self.work.emit("practice"))
        self.home.held.answered.connect(lambda: self.work.emit("feed"))
        self.programme.open_version.connect(self.open_version)
        self.votes.open_version.connect(self.open_version)
        self.votes.cast.connect(lambda: self.work.emit("vote"))
        self.notes.open_note.connect(self.open_version)
        self.search.open_page.connect(self._open_found)
        self.search.open_note.connect(self.open_version)
        self.search.open_session.connect(self._open_session)
        self.alarm.asked.connect(lambda: self.go("alarm"))
        self.alarm_view.open_votes.connect(lambda: self.go("votes"))
        self.settings.changed.connect(self.setting_changed)
        self.settings.lock.connect(self.lock)
        self.settings.open_sync.connect(lambda: self.go("sync"))
        self.status.asked.connect(lambda: self.go("sync"))
        self.sync.try_again.connect(lambda: self.work.emit("asked for"))
        self.sync.pause.connect(self.pause)
        self.sync.changed.connect(self.setting_changed)
        self.sync.open_version.connect(self.open_version)
        self.sync.open_alarm.connect(lambda: self.go("alarm"))
        self.sync.held.answered.connect(lambda: self.work.emit("feed"))
        self.reader.closed.connect(lambda: self.go(self._came_from))
        self.reader.open_poll.connect(self.open_poll)
        self.reader.compare.connect(self.open_comparison)
        self.reader.full_screen.connect(lambda full: self.show_full_screen(full=full))
        self.votes.compare.connect(self.open_comparison)
        self.compare.closed.connect(lambda: self.go(self._compared_from))
        self.compare.open_version.connect(self.open_version)
        self.reader.notices.followed.connect(self.open_followed)
        self.followed.closed.connect(lambda: self.go("reader"))
        self.followed.open_version.connect(self.open_version)
        self.followed.noted.connect(lambda: self.work.emit("note"))
        self.reader.noted.connect(lambda: self.work.emit("note"))

    def _add_shortcuts(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            f"Ctrl+{number}": lambda name=name: self.go(name)  # type: ignore[misc]
            for number, name in enumerate(("home", "programme", "votes", "notes", "settings"), 1)
        }
        keys["Ctrl+L"] = self.lock.emit
        keys["Ctrl+K"] = keys["Ctrl+Shift+F"] = self.open_search
        for key, action in keys.items():
            QShortcut(QKeySequence(key), self, action)

    # ------------------------------------------------------------------ where one is

    @property
    def place(self) -> str:
        """The name of the view in front."""
        shown = self._stack.currentWidget()
        return next(name for name, view in self.views.items() if view is shown)

    def go(self, name: str) -> None:
        """Bring a view to the front; what changed since it was seen is read again."""
        if self.place == "reader" and name != "reader":
            self.reader.leave_place()
            self.reader.speech.stop()
            self.reader.papers.set_reading(reading=False)
            if self.window().isFullScreen():
                self.show_full_screen(full=False)
        view = self.views[name]
        self._stack.setCurrentWidget(view)
        self.rail.show_place(self._rail_place(name))
        if name in self._stale:
            self._stale.discard(name)
            view.reload()
        if self.isVisible():
            view.setFocus()

    def _rail_place(self, name: str) -> str:
        """The stop of the rail under which a view stands."""
        if name == "compare":
            name = self._compared_from
        return self._came_from if name in ("reader", "followed") else name

    def open_version(self, sha256: str, note_id: str = "", page: int = -1, words: str = "") -> None:
        """Read a version, at a note when one is named, or at a page (from 0) with `words` marked."""
        if self.place != "reader":
            self._came_from = self.place
            self.reader.papers.entered()
        self.go("reader")
        self.reader.open(sha256, note_id, page, words)

    def show_full_screen(self, *, full: bool) -> None:
        """Pages only over the whole screen, or the window as before."""
        window = self.window()
        if full:
            window.setWindowState(window.windowState() | Qt.WindowState.WindowFullScreen)
        else:
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowFullScreen)
        for part in (self.rail, self.status):
            part.setVisible(not full)

    def open_search(self) -> None:
        """Show the search, ready to type."""
        self.go("search")
        self.search.begin()

    def open_comparison(self, old: str, new: str) -> None:
        """Show what changed between two versions of a paper."""
        if self.place != "compare":
            self._compared_from = self.place
        self.go("compare")
        self.compare.open(old, new)

    def open_followed(self, version: str) -> None:
        """Show the notes of earlier versions beside this one."""
        self.go("followed")
        self.followed.open(version)

    def open_poll(self, poll_id: str) -> None:
        """Show a poll; the list of all polls behind it is not waited for."""
        self.votes.open_poll(poll_id)
        self.go("votes")

    def _open_found(self, sha256: str, page: int, words: str) -> None:
        self.open_version(sha256, page=page, words=words)

    def _open_session(self, session_id: str) -> None:
        self.go("programme")
        self.programme.open_session(session_id)

    # ------------------------------------------------------------------ what happens

    def apply(self, changes: Changes) -> None:
        """Records of these kinds moved: the view in front reads again, the others when they are looked at."""
        shown = self.place
        for name, view in self.views.items():
            if view.shows & changes:
                if name == shown:
                    view.reload()
                else:
                    self._stale.add(name)
        if Kind.ALARM in changes:
            self._look_for_alarm()

    def show_state(self, state: SyncState) -> None:
        """Say how things stand with the council."""
        self.status.show_state(state)
        self.sync.show_state(state)
        self.home.say_first_waits(waits=state.held is Code.FIRST_WAITS)
        if state.phase is not Phase.CONNECTING:  # not known yet: what was shown stays
            cut_off = state.phase in (Phase.OFFLINE, Phase.STOPPED, Phase.TROUBLE)
            self.votes.set_reachable(reachable=not cut_off)

    def _look_for_alarm(self) -> None:
        self._context.tasks.run(self, self._context.desk.votes.alarm, self._show_alarm)

    def _show_alarm(self, alarm: Alarm | None) -> None:
        self.alarm.show_alarm(raised=alarm is not None)

    def leave(self) -> None:
        """Keep what is being written, before the window closes or the desk is locked."""
        if self.place == "reader":
            self.reader.leave_place()
            self.reader.speech.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.set_narrow(narrow=self.width() < RAIL_FITS)


class MainWindow(QMainWindow):
    """Holds the gate or the desk; which one `ui.app` decides."""

    closing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(PROGRAM)
        self.setMinimumSize(SMALLEST)
        self.resize(1366, 768)
        QShortcut(QKeySequence("F1"), self, self.show_shortcuts)

    def show_pane(self, pane: QWidget) -> None:
        """Put `pane` in place of what was there; that is gone afterwards."""
        old = self.takeCentralWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        self.setCentralWidget(pane)

    def show_shortcuts(self) -> None:
        """Open the sheet of all shortcuts."""
        sheet = ShortcutSheet(self)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)
