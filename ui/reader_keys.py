"""The keys of reading, and the rarer things of the menu "View"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from ui.reader_view import ReaderView


class ReaderKeys(QObject):
    """Adds them to the commands of a reader."""

    def __init__(self, view: ReaderView) -> None:
        super().__init__(view)
        canvas, find, add = view.canvas, view.find_bar, view.commands.add
        for text, keys, action in (
            (self.tr("Find"), "Ctrl+F", view.show_find),
            (self.tr("Next hit"), "F3", lambda: find.step(1)),
            (self.tr("Previous hit"), "Shift+F3", lambda: find.step(-1)),
            (self.tr("Go to a page"), "Ctrl+G", view.bar.focus_page),
            (self.tr("Larger"), "Ctrl+=|Ctrl++", lambda: canvas.zoom_step(1)),
            (self.tr("Smaller"), "Ctrl+-", lambda: canvas.zoom_step(-1)),
            (self.tr("Notes beside the paper"), "F9", view.bar.notes_button.toggle),
            (self.tr("Back"), "Alt+Left", view.travel.back),
            (self.tr("Forward"), "Alt+Right", view.travel.forward),
            (self.tr("Close this paper"), "Ctrl+W", lambda: view.papers.close(view.version)),
            (self.tr("Next open paper"), "Ctrl+Tab", lambda: view.open_beside(1)),
            (self.tr("Previous open paper"), "Ctrl+Shift+Tab", lambda: view.open_beside(-1)),
        ):
            add(text, keys, action, in_menu=False)
        add(
            self.tr("A second paper beside this one"),
            "F6",
            view.beside.toggle,
            name="view-second",
            checked=lambda: view.beside.shown,
        )
        add(self.tr("Links on this page"), "Ctrl+Shift+L", view.words.show_links)
        add(
            self.tr("Copy with the source"),
            "Ctrl+Shift+C",
            view.words.copy_cited,
            name="view-cite",
        )
        add(
            self.tr("Full screen"),
            "F11",
            lambda: view.full_screen.emit(not view.window().isFullScreen()),
            name="view-full",
            checked=lambda: view.window().isFullScreen(),
        )
        voice = view.speech.voice
        aloud = self.tr("Read aloud") if voice.possible else self.tr("Read aloud (no voice here)")
        speak = add(
            aloud, "F8", view.speech.toggle, name="view-aloud", checked=lambda: voice.speaking
        )
        speak.setEnabled(voice.possible)
        if not voice.possible:
            speak.setToolTip(
                self.tr("This machine has no voice. On Linux install espeak-ng to have one.")
            )
        copy, alone = QKeySequence.StandardKey.Copy, Qt.ShortcutContext.WidgetShortcut
        QShortcut(copy, canvas, view.words.copy, context=alone)
