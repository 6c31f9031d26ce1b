"""Everything that can be done while reading, each with its key: one list for the keyboard and for the menu "View"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from delegate_app.domain.reading_places import FIT_PAGE, FIT_WIDTH, PageFlow
from ui.page_canvas import PageCanvas
from ui.page_layout import Arrangement
from ui.paper_tones import PaperTone

Run = Callable[[], object]
T = TypeVar("T")


class Reading(Protocol):
    """What the commands work on."""

    @property
    def canvas(self) -> PageCanvas:
        """The pages that are read."""

    def set_tone(self, tone: PaperTone) -> None:
        """Read on paper of this colour from now on."""

    def toggle_side(self) -> None:
        """Show or hide pages and contents beside the paper."""

    @property
    def side_shown(self) -> bool:
        """Whether pages and contents stand beside the paper."""


class ReaderCommands(QObject):
    """Actions with keys, on `widget` and its children; `menu` holds the rarer ones."""

    def __init__(self, widget: QWidget, reading: Reading) -> None:
        super().__init__(widget)
        self._widget = widget
        self._reading = reading
        self.menu = QMenu(widget)
        self.menu.setObjectName("view-menu")
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._show_state)
        self._target = self.menu
        self._states: list[tuple[QAction, Callable[[], bool]]] = []
        self._fill()

    def add(
        self,
        text: str,
        keys: str,
        run: Run,
        *,
        name: str = "",
        checked: Callable[[], bool] | None = None,
        in_menu: bool = True,
    ) -> QAction:
        """An action; with `checked` it shows whether it holds."""
        action = QAction(text, self)
        action.setObjectName(name)
        if keys:
            action.setShortcuts([QKeySequence(one) for one in keys.split("|")])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _checked=False: run())
        if checked is not None:
            action.setCheckable(True)
            self._states.append((action, checked))
        self._widget.addAction(action)
        if in_menu:
            self._target.addAction(action)
        return action

    @contextmanager
    def under(self, text: str) -> Iterator[None]:
        """What is added inside the block lies in a menu of its own."""
        made = self.menu.addMenu(text)
        made.aboutToShow.connect(self._show_state)
        self._target = made
        yield
        self._target = self.menu

    def used_keys(self) -> Iterator[str]:
        """Every key that does something, as it is written."""
        for action in self._widget.actions():
            for sequence in action.shortcuts():
                yield sequence.toString()

    def _show_state(self) -> None:
        for action, holds in self._states:
            action.setChecked(holds())

    # ------------------------------------------------------------------ how pages are shown

    def _fill(self) -> None:
        canvas = self._reading.canvas

        def chosen() -> Arrangement:
            return canvas.arrangement

        flows = [
            (self.tr("Pages one below the other"), "Ctrl+Shift+1", PageFlow.CONTINUOUS),
            (self.tr("One page at a time"), "Ctrl+Shift+2", PageFlow.SINGLE),
            (self.tr("Two pages side by side"), "Ctrl+Shift+3", PageFlow.FACING),
        ]
        with self.under(self.tr("Arrangement of the pages")):
            self._choices(
                flows,
                lambda flow: canvas.arrange(flow=flow),
                lambda flow: chosen().flow is flow,
                "flow",
            )
        tones = [
            (self.tr("White paper"), "", PaperTone.WHITE),
            (self.tr("Sepia paper"), "", PaperTone.SEPIA),
            (self.tr("Night: light letters on dark paper"), "", PaperTone.NIGHT),
        ]
        with self.under(self.tr("Paper colour")):
            self._choices(tones, self._reading.set_tone, lambda tone: canvas.tone is tone, "tone")
        self.add(self.tr("Next paper colour"), "Ctrl+Shift+D", self._next_tone, in_menu=False)
        fits = [
            (self.tr("Fit the width"), "Ctrl+0", FIT_WIDTH),
            (self.tr("Whole page"), "Ctrl+9", FIT_PAGE),
        ]
        self._choices(
            fits,
            lambda zoom: canvas.arrange(zoom=zoom),
            lambda zoom: chosen().zoom == zoom,
            "fit",
        )
        self.add(
            self.tr("Hide the margins"),
            "F7",
            lambda: canvas.arrange(trimmed=chosen().trim is None),
            name="view-trim",
            checked=lambda: chosen().trim is not None,
        )
        self.add(self.tr("Turn to the right"), "Ctrl+R", lambda: self._turn(90))
        self.add(self.tr("Turn to the left"), "Ctrl+Shift+R", lambda: self._turn(-90))
        self.add(
            self.tr("Pages and contents beside the paper"),
            "F4",
            self._reading.toggle_side,
            name="view-side",
            checked=lambda: self._reading.side_shown,
        )

    def _choices(
        self,
        choices: Sequence[tuple[str, str, T]],
        choose: Callable[[T], object],
        holds: Callable[[T], bool],
        name: str,
    ) -> None:
        group = QActionGroup(self)
        for number, (text, keys, value) in enumerate(choices):
            action = self.add(
                text,
                keys,
                lambda value=value: choose(value),  # type: ignore[misc]
                name=f"view-{name}-{number}",
                checked=lambda value=value: holds(value),  # type: ignore[misc]
            )
            group.addAction(action)

    def _turn(self, degrees: int) -> None:
        canvas = self._reading.canvas
        canvas.arrange(rotation=canvas.arrangement.rotation + degrees)

    def _next_tone(self) -> None:
        tones = list(PaperTone)
        at = tones.index(self._reading.canvas.tone)
        self._reading.set_tone(tones[(at + 1) % len(tones)])
