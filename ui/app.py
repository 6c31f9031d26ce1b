"""The application: Qt, the theme and the language, and what stands in the window: the gate, the lock, the desk."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import (
    QByteArray,
    QCoreApplication,
    QEvent,
    QObject,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QFont, QIcon, QInputEvent
from PySide6.QtWidgets import QApplication, QStyleFactory

from delegate_app import settings
from delegate_app.domain.accounts import AccountState
from delegate_app.domain.changes import Changes, Kind
from delegate_app.services.desk import Desk
from sync.state import SyncPort, SyncState
from ui import assets, page_access
from ui.context import Context
from ui.dates import clock
from ui.first_start_view import FirstStartView
from ui.garbage import GuiGarbage
from ui.idle_lock import IdleLock
from ui.main_window import DeskPane, MainWindow
from ui.network_hint import NetworkHint
from ui.ports import CarrierPort, HallFinder, PracticePort
from ui.rebuilding import live_child
from ui.resource_folder import resources
from ui.tasks import Tasks
from ui.theme import theme
from ui.translation import Translation
from ui.unlock_view import UnlockView
from ui.words import PROGRAM, Words

logger = logging.getLogger(__name__)

INDEX_AFTER_MS = 3_000
"""Papers are read for the search once the window had time to stand."""

_ACTIVITY = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.TouchBegin}
)


def qt_application(argv: Sequence[str]) -> QApplication:
    """The one QApplication, in the Fusion style with the program's own fonts."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        application = existing
    else:
        qInstallMessageHandler(_log_qt)
        application = QApplication([*argv[:1], *argv[1:]] or [PROGRAM])
    page_access.install()
    application.setApplicationName(PROGRAM)
    application.setStyle(QStyleFactory.create("Fusion"))
    application.setWindowIcon(QIcon(str(resources() / "icons" / "app-icon.png")))
    families = assets.load_fonts()
    if assets.FAMILY in families:
        application.setFont(QFont(assets.FAMILY))
    return application


def _log_qt(kind: QtMsgType, _context: object, message: str) -> None:
    if "propagateSizeHints" in message:  # the offscreen platform says so of every window
        logger.debug("Qt: %s", message)
        return
    levels = {
        QtMsgType.QtWarningMsg: logging.WARNING,
        QtMsgType.QtCriticalMsg: logging.ERROR,
        QtMsgType.QtFatalMsg: logging.CRITICAL,
    }
    logger.log(levels.get(kind, logging.DEBUG), "Qt: %s", message)


class DeskApplication(QObject):
    """Owns the window over one desk. Made and used on the GUI thread; `close` before the desk is closed."""

    def __init__(
        self,
        application: QApplication,
        desk: Desk,
        sync: SyncPort,
        *,
        practice: PracticePort | None,
        carrier: CarrierPort | None = None,
        halls: HallFinder | None = None,
        now: Callable[[], datetime] = clock,
    ) -> None:
        super().__init__(application)
        self._carrier = carrier
        self._halls = halls
        self._application = application
        self._desk = desk
        self._sync = sync
        self._practice = practice
        self._now = now
        self._pane: FirstStartView | UnlockView | DeskPane | None = None
        self._closed = False
        self._garbage = GuiGarbage(self)
        self.tasks = Tasks(desk.thread, self)
        self.window = MainWindow()
        self._network = NetworkHint(desk.deliveries, self)
        self._translation = Translation(application)
        self.idle = IdleLock(now, self)
        self.idle.due.connect(self.lock)
        self._context = self._new_context()
        self._restore_geometry()
        self.window.closing.connect(self._before_closing)
        application.installEventFilter(self)
        self._end_changes = desk.changes.subscribe(self._changes_elsewhere)
        sync.subscribe(self._state_elsewhere)
        self.show_account()

    # ------------------------------------------------------------------ how things look and are said

    @property
    def pane(self) -> FirstStartView | UnlockView | DeskPane | None:
        """What stands in the window; None before the account was asked."""
        return self._pane

    def _new_context(self) -> Context:
        store = self._desk.settings
        look = theme(store.get(settings.THEME), store.get(settings.TEXT_SIZE))
        language = store.get(settings.LANGUAGE)
        self._translation.use(language)
        self._application.setPalette(look.palette())
        self._application.setStyleSheet(look.style_sheet(assets.style_sheet()))
        self.idle.set_minutes(store.get(settings.AUTO_LOCK_MINUTES))
        return Context(
            self._desk,
            self.tasks,
            look,
            Words(language),
            self._now,
            self._carrier,
            self._halls,
            is_practice=self._practice is not None,
        )

    def change_setting(self, name: str, value: object) -> None:
        """Keep a setting and show the window with it, at the same place."""
        declared = settings.declared(name)
        self.tasks.run(
            self, lambda: self._desk.settings.put(declared, value), lambda _: self._rebuild()
        )

    def _rebuild(self) -> None:
        self._context = self._new_context()
        old, focused = self._pane, QApplication.focusWidget()
        name = focused.objectName() if focused is not None else ""
        if isinstance(old, DeskPane):
            old.leave()
            place, version, poll = old.place, old.reader.version, old.votes.shown_poll
            pane = self._open_desk()
            if place == "reader":
                pane.open_version(version)
            elif poll and place == "votes":
                pane.open_poll(poll)
            else:
                pane.go(place)
            self._sync.wake("window")  # a vote that the old pane had just signed is sent without it
        elif isinstance(old, UnlockView):
            self._open_unlock()
        else:
            self._open_first_start()
        if name and self._pane is not None and (again := live_child(self._pane, name)) is not None:
            again.setFocus()

    # ------------------------------------------------------------------ what stands in the window

    def show_account(self) -> None:
        """Show what fits the account: first start, lock, or desk."""
        self.tasks.run(self, self._desk.account.state, self._show_state)

    def _show_state(self, state: AccountState) -> None:
        if state is AccountState.LOCKED:
            self._open_unlock()
        elif state is AccountState.ENROLLED:
            self._open_desk()
            self._start_sync()
            QTimer.singleShot(INDEX_AFTER_MS, self, self._start_indexing)
        else:
            self._open_first_start()
            if state is AccountState.PENDING:
                self._start_sync()

    def _open_first_start(self) -> None:
        view = FirstStartView(self._context, self._practice)
        view.language_chosen.connect(lambda language: self.change_setting("language", language))
        view.asked_council.connect(self._start_sync)
        view.finished.connect(self.show_account)
        self._put(view)

    def _open_unlock(self) -> None:
        view = UnlockView(self._context)
        view.language_chosen.connect(lambda language: self.change_setting("language", language))
        view.unlocked.connect(self.show_account)
        view.given_up.connect(self._open_unlock)
        self._put(view)
        view.setFocus()

    def _open_desk(self) -> DeskPane:
        pane = DeskPane(self._context, self._practice)
        pane.setting_changed.connect(self.change_setting)
        pane.lock.connect(self.lock)
        pane.work.connect(self._sync.wake)
        pane.pause.connect(self._pause_sync)
        pane.settings.other_way.connect(self._connect_anew)
        pane.show_state(self._sync.state)
        self._put(pane)
        self.idle.start()
        return pane

    def _put(self, pane: FirstStartView | UnlockView | DeskPane) -> None:
        self._pane = pane
        self.window.show_pane(pane)

    def _start_indexing(self) -> None:
        if not self._closed:
            self._desk.indexing.start()

    def _pause_sync(self, paused: bool) -> None:
        if paused:
            self._sync.pause()
        else:
            self._sync.resume()

    def _connect_anew(self) -> None:
        """The council is reached another way from now on: hang up, and call again."""
        self.tasks.run_aside(self, self._sync.stop, lambda _: self._start_sync())

    def _start_sync(self) -> None:
        self._sync.start()
        self._sync.wake("window")

    # ------------------------------------------------------------------ locking and closing

    def lock(self) -> None:
        """Keep what is written, show the lock at once, and close the vault behind it."""
        if not isinstance(self._pane, DeskPane):
            return
        self._pane.leave()
        self.idle.stop()
        self._open_unlock()
        self.tasks.run_aside(self, self._sync.stop, lambda _: self._lock_vault())

    def _lock_vault(self) -> None:
        self.tasks.run(self, self._desk.account.lock, lambda _: None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Any key, press or wheel puts the automatic lock off; takes no event."""
        # Every event of every widget passes here; the class is had for less than the type.
        if isinstance(event, QInputEvent) and event.type() in _ACTIVITY:
            self.idle.touch()
        return False

    def _leave_if_erased(self, state: AccountState) -> None:
        """The council revoked this device while its desk was open: nothing behind it can be read any more."""
        if state is AccountState.ERASED and isinstance(self._pane, DeskPane):
            self.idle.stop()
            self._open_first_start()

    def _before_closing(self) -> None:
        if isinstance(self._pane, DeskPane):
            self._pane.leave()
            self._pane.reader.papers.set_reading(reading=False)
        geometry = bytes(self.window.saveGeometry().toBase64().data()).decode("ascii")
        store = self._desk.settings
        self.tasks.run(self, lambda: store.put(settings.WINDOW_GEOMETRY, geometry), lambda _: None)

    def close(self) -> None:
        """Afterwards nothing of the desk calls the window any more. Jobs already queued still run on the vault thread."""
        if self._closed:
            return
        self._closed = True
        self._end_changes()
        self._application.removeEventFilter(self)
        self.idle.stop()
        self.window.close()
        self.tasks.close()
        self._translation.end()
        # Destroyed here and now: what waits for its deletion could meet the collector on another thread. So could
        # what the views held (documents, pictures): it is collected before other threads may collect again.
        self._pane = None
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self._garbage.end()
        self.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _restore_geometry(self) -> None:
        kept = self._desk.settings.get(settings.WINDOW_GEOMETRY)
        if kept:
            self.window.restoreGeometry(QByteArray.fromBase64(QByteArray(kept.encode("ascii"))))

    # ------------------------------------------------------------------ news from other threads

    def _changes_elsewhere(self, changes: Changes) -> None:
        if not self._closed:
            self.tasks.post(lambda: self._apply(changes))

    def _state_elsewhere(self, state: SyncState) -> None:
        if not self._closed:
            self.tasks.post(lambda: self._show_sync(state))

    def _apply(self, changes: Changes) -> None:
        pane = self._pane
        if isinstance(pane, DeskPane):
            pane.apply(changes)
            if Kind.ACCOUNT in changes:
                self.tasks.run(self, self._desk.account.state, self._leave_if_erased)
        elif isinstance(pane, FirstStartView) and pane.shows & changes:
            pane.reload()

    def _show_sync(self, state: SyncState) -> None:
        if isinstance(self._pane, DeskPane):
            self._pane.show_state(state)
        elif isinstance(self._pane, FirstStartView):
            self._pane.show_sync(state)


def run(
    desk: Desk,
    sync: SyncPort,
    *,
    practice: PracticePort | None,
    carrier: CarrierPort | None = None,
    halls: HallFinder | None = None,
    argv: Sequence[str],
) -> int:
    """Open the window and return the exit status once it is closed. The caller stops `sync` and closes `desk`."""
    application = qt_application(argv or sys.argv)
    window = DeskApplication(
        application, desk, sync, practice=practice, carrier=carrier, halls=halls
    )
    window.window.show()
    status = application.exec()
    window.close()
    return status
