"""Settings: language, text size, theme, the lock, and what this machine is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from delegate_app import settings
from delegate_app.domain.changes import Changes, Kind
from delegate_app.domain.councils import Enrolment
from ui import dates
from ui.context import Context
from ui.flow import Flow
from ui.hall_view import HallCard
from ui.parcel_view import ParcelCard
from ui.parts import Frame, Page, button, clear, heading, label, row
from ui.security_card import SecurityCard
from ui.theme import TEXT_SIZES, Space
from ui.words import PROGRAM

V = TypeVar("V", str, int)

AFTER_MINUTES = (5, 15, 30, 60)


class SettingsView(Page):
    """Each change is announced with the setting's name and its new value, and shown at once."""

    changed = Signal(str, object)
    lock = Signal()
    open_sync = Signal()
    other_way = Signal()
    """A hall's server was chosen or forgotten."""
    shows: Changes = frozenset({Kind.ACCOUNT, Kind.COUNCIL, Kind.SETTINGS})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent, widest=760)
        self._context = context
        self.column.addWidget(heading(self.tr("Settings")))
        auto_lock_minutes = context.desk.settings.get(settings.AUTO_LOCK_MINUTES)
        self._choices(
            self.tr("Language"),
            "language",
            [("vi", "Tiếng Việt"), ("en", "English")],
            context.language,
        )
        self._text_size()
        self._choices(
            self.tr("Colours"),
            "theme",
            [
                ("light", self.tr("Light")),
                ("dark", self.tr("Dark")),
                ("contrast", self.tr("High contrast")),
            ],
            context.theme.name,
        )
        self._lock_card(auto_lock_minutes)
        self._sync_card()
        self.security = SecurityCard(context)
        self.column.addWidget(self.security)
        if context.carrier is not None:
            self.parcels = ParcelCard(context, context.carrier)
            self.column.addWidget(self.parcels)
        if context.halls is not None:
            self.hall = HallCard(context, context.halls)
            self.hall.changed.connect(self.other_way)
            self.column.addWidget(self.hall)
        self._machine = Frame("card")
        self._machine_facts = QVBoxLayout()
        self._machine.column.addWidget(heading(self.tr("This machine"), "title"))
        self._machine.column.addLayout(self._machine_facts)
        self.column.addWidget(self._machine)
        self._about()
        self.column.addStretch(1)
        self.reload()

    def reload(self) -> None:
        """Read again who this machine belongs to."""
        self._context.tasks.run(self, self._context.desk.account.enrolment, self._show_machine)

    def _choices(self, title: str, name: str, choices: list[tuple[str, str]], current: str) -> None:
        card = Frame("card")
        card.column.addWidget(heading(title, "title"))
        card.column.addWidget(self._choice_row(title, name, choices, current))
        self.column.addWidget(card)

    def _choice_row(
        self, title: str, name: str, choices: Sequence[tuple[V, str]], current: V
    ) -> QWidget:
        holder = QWidget()
        holder.setAccessibleName(title)
        flow = Flow(holder, margin=0)
        flow.setSpacing(Space.TIGHT)
        for value, text in choices:
            made = button(text, partial(self.changed.emit, name, value))
            made.setObjectName(f"{name}-{value}")
            made.setCheckable(True)
            made.setChecked(value == current)
            flow.addWidget(made)
        return holder

    def _text_size(self) -> None:
        card = Frame("card")
        percent = self._context.theme.percent
        place = TEXT_SIZES.index(percent)
        said = self.tr("Text size: %1 %").replace("%1", str(percent))
        card.column.addWidget(heading(said, "title"))
        sizes = (
            ("A-", self.tr("Smaller text"), max(0, place - 1), "smaller"),
            ("A", self.tr("Normal text"), 1, "normal"),
            ("A+", self.tr("Larger text"), min(len(TEXT_SIZES) - 1, place + 1), "larger"),
        )
        line = row(spacing=Space.TIGHT)
        for text, name, value, word in sizes:
            made = button(text, partial(self.changed.emit, "text_size", value))
            made.setAccessibleName(name)
            made.setToolTip(name)
            made.setObjectName(f"text-{word}")
            made.setMinimumWidth(72)
            line.addWidget(made)
        line.addStretch(1)
        card.column.addLayout(line)
        self.column.addWidget(card)

    def _lock_card(self, minutes: int) -> None:
        card = Frame("card")
        card.column.addWidget(heading(self.tr("Lock"), "title"))
        text = self.tr(
            "Locking closes the encrypted desk. Votes and notes that wait to be sent stay and are sent after unlocking."
        )
        card.column.addWidget(label(text, "muted"))
        lock = button(self.tr("Lock now (Ctrl+L)"), self.lock.emit)
        lock.setObjectName("settings-lock")
        card.column.addLayout(row(lock, 1))
        card.column.addWidget(label(self.tr("Lock by itself when nobody touches it"), "strong"))
        card.column.addWidget(self._lock_choices(minutes))
        limits = self.tr(
            "It also locks when the machine wakes from sleep. The system's own lock screen is not reported to this program: lock here first, or let these minutes pass."
        )
        card.column.addWidget(label(limits, "small"))
        self.column.addWidget(card)

    def _sync_card(self) -> None:
        card = Frame("card")
        card.column.addWidget(heading(self.tr("Exchange with the council"), "title"))
        text = self.tr(
            "What is not sent yet, papers still to come, the budget of a network paid by volume, room on the disk."
        )
        card.column.addWidget(label(text, "muted"))
        go = button(self.tr("Open"), self.open_sync.emit)
        go.setObjectName("settings-sync")
        card.column.addLayout(row(go, 1))
        self.column.addWidget(card)

    def _lock_choices(self, minutes: int) -> QWidget:
        after = self.tr("after %1 minutes")
        values = sorted({*AFTER_MINUTES, minutes} - {0})
        choices = [(value, after.replace("%1", str(value))) for value in values]
        choices.append((0, self.tr("never")))
        return self._choice_row(self.tr("Lock"), "auto_lock_minutes", choices, minutes)

    def _show_machine(self, enrolment: Enrolment | None) -> None:
        clear(self._machine_facts)
        if enrolment is None:
            self._machine_facts.addWidget(
                label(self.tr("This machine belongs to no council yet."), "muted")
            )
            return
        facts = (
            (self.tr("Delegate"), enrolment.name),
            (self.tr("Council"), enrolment.council_name),
            (self.tr("Machine"), f"{enrolment.device_name} ({enrolment.device_id})"),
            (self.tr("Server"), enrolment.address),
            (
                self.tr("Registered"),
                dates.moment(enrolment.enrolled_at) if enrolment.enrolled_at else "",
            ),
            (
                self.tr("Fingerprint of the council"),
                " ".join(enrolment.root_sha256[i : i + 8] for i in range(0, 64, 8)),
            ),
        )
        for name, value in facts:
            if value:
                self._machine_facts.addWidget(label(name, "small"))
                self._machine_facts.addWidget(label(value, copyable=True))

    def _about(self) -> None:
        card = Frame("card")
        card.column.addWidget(heading(PROGRAM, "title"))
        text = self.tr(
            "Your papers, notes and votes are encrypted on this machine. Every vote is signed here and can be checked by anyone. The program reports to nobody how you use it."
        )
        card.column.addWidget(label(text, "muted"))
        self.column.addWidget(card)
