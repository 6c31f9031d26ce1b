"""The tour's last steps: locking, a second window on the same home, languages, themes and sizes."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from delegate_app import settings
from delegate_app.domain.accounts import AccountState
from delegate_app.errors import Code
from ui.first_start_view import FirstStartView
from ui.guide import Guide
from ui.main_window import DeskPane
from ui.rows import RowList
from ui.tour_reading import CONTROL, NOTE, OFFLINE_NOTE, PASSPHRASE, draft, said
from ui.unlock_view import UnlockView


def unlock(guide: Guide) -> None:
    """Open the desk with the passphrase."""
    guide.type("unlock-passphrase", PASSPHRASE)
    guide.press("unlock-button")
    guide.need("the passphrase opens the desk", lambda: isinstance(guide.app.pane, DeskPane), 30)


def lock_and_unlock(guide: Guide) -> None:
    """Lock, a wrong passphrase, the right one."""
    guide.step("Locking")
    guide.key(Qt.Key.Key_L, CONTROL)
    guide.need(
        "the window shows the lock at once", lambda: isinstance(guide.app.pane, UnlockView), 10
    )
    guide.need(
        "the vault is closed",
        lambda: guide.ask(guide.desk.account.state) is AccountState.LOCKED,
        20,
    )
    guide.type("unlock-passphrase", "sai mat khau")
    guide.press("unlock-button")
    sentence = said(Code.WRONG_PASSPHRASE)
    guide.need(
        "a wrong passphrase is refused in words",
        lambda: any(label.text() == sentence for label in guide.app.window.findChildren(QLabel)),
        20,
    )
    guide.check(
        "the vault stays closed", guide.ask(guide.desk.account.state) is AccountState.LOCKED
    )
    guide.shot("locked")
    unlock(guide)


def second_window(guide: Guide) -> None:
    """Everything is where it was left."""
    guide.step("Closing the window and opening a second one on the same home")
    paper = draft(guide, 1)
    guide.go(2)
    guide.open_row("programme-list", paper.newest.sha256)
    guide.need(
        "the paper is open again", lambda: guide.pane.reader.canvas.version == paper.newest.sha256
    )
    guide.key(Qt.Key.Key_End)
    place = guide.pane.reader.canvas.place()
    guide.app.close()
    stopping = guide.sync
    guide.desk.thread.submit(lambda: None).result()
    stopping.stop()
    guide.ask(guide.desk.account.lock)
    guide.app = guide.make_window()
    guide.show()
    guide.need(
        "the second window asks for the passphrase", lambda: guide.there("unlock-passphrase")
    )
    guide.check("it is no first start", not isinstance(guide.app.pane, FirstStartView))
    unlock(guide)
    guide.go(4)
    guide.need("the notes are there", lambda: guide.there("all-notes"), 20)
    texts = [row.title for row in guide.widget("all-notes", RowList).rows.rows]
    guide.check("also the one made without a network", NOTE in texts and OFFLINE_NOTE in texts)
    older = [note.older for note in guide.ask(guide.desk.annotations.all)]
    guide.check("no text lost against another: there is one device", not any(older), older)
    guide.shot("notes-again")
    note = next(n for n in guide.ask(guide.desk.annotations.all) if n.text == NOTE)
    # Before the jump to the note, which is a place of its own as soon as one stays there.
    kept = guide.ask(lambda: guide.desk.reading.place(paper.newest.sha256))
    guide.open_row("all-notes", note.id)
    guide.need(
        "a press opens the paper at the note",
        lambda: guide.pane.reader.canvas.version == paper.newest.sha256,
    )
    guide.check("the reading place was kept", kept is not None and kept.page == place.page, kept)
    votes = guide.ask(guide.desk.votes.mine)
    guide.check(
        "the three votes are there, proven",
        [v.state.value for v in votes] == ["proven"] * 3,
        [v.state.value for v in votes],
    )


def languages_and_themes(guide: Guide) -> None:
    """English, dark, contrast, larger text, 200 %."""
    guide.step("English, dark, high contrast, larger text, 200 %")
    guide.go(5)
    guide.press("language-en")
    guide.need(
        "the window speaks English",
        lambda: guide.there("rail-home") and guide.text("rail-home") == "Home",
        20,
    )
    guide.shot("english")
    for theme in ("dark", "contrast"):
        guide.press(f"theme-{theme}")
        chosen = partial(_chosen, guide, theme)
        guide.need(f"the {theme} theme is kept", chosen, 20)
        guide.go(1)
        guide.shot(f"{theme}-home")
        guide.go(3)
        guide.shot(f"{theme}-votes")
        guide.go(5)
    guide.press("text-larger")
    guide.need("the text is larger", lambda: guide.desk.settings.get(settings.TEXT_SIZE) == 2, 20)
    guide.shot("larger-text")
    guide.press("text-normal")
    guide.need("and normal again", lambda: guide.desk.settings.get(settings.TEXT_SIZE) == 1, 20)
    guide.press("theme-light")
    guide.press("language-vi")
    guide.need("back to Vietnamese", lambda: guide.text("rail-home") == "Trang chủ", 20)
    for number, name in ((1, "home"), (2, "programme"), (3, "votes"), (5, "settings")):
        guide.go(number)
        guide.shot_at_double_scale(f"200-percent-{name}")


def _chosen(guide: Guide, theme: str) -> bool:
    return guide.desk.settings.get(settings.THEME) == theme
