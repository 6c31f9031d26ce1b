"""What the network costs: whether it is paid by volume, the budget of papers, what was used, and room on the disk."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from delegate_app import settings
from delegate_app.domain.deliveries import Budget
from ui import dates
from ui.context import Context
from ui.flow import Flow
from ui.parts import Frame, button, heading, label
from ui.theme import Space

DAY_CHOICES = (20, 50, 200, 1000)
MONTH_CHOICES = (300, 1000, 5000)
V = TypeVar("V", str, int)


class MeteredCard(Frame):
    """`changed` with the name of a setting and its new value."""

    changed = Signal(str, object)

    def __init__(self, context: Context) -> None:
        super().__init__("card")
        self._context = context
        self.setObjectName("metered-card")
        store = context.desk.settings
        self.column.addWidget(heading(self.tr("Network paid by volume"), "title"))
        self._used = label("", "muted")
        self._used.setObjectName("metered-used")
        self.column.addWidget(self._used)
        told = self.tr(
            "Over such a network papers keep to this budget, and so does what a new machine fetches first. Votes, notes and what changes in the programme always travel, and a paper that you open comes all the same."
        )
        self.column.addWidget(label(told, "small"))
        kinds = [
            ("auto", self.tr("As the system says")),
            ("yes", self.tr("Paid by volume")),
            ("no", self.tr("Not paid by volume")),
        ]
        self._choices(self.tr("This network"), "metered", kinds, store.get(settings.METERED))
        for title, setting, offered in (
            (self.tr("Papers a day"), settings.METERED_DAY_MB, DAY_CHOICES),
            (self.tr("Papers a month"), settings.METERED_MONTH_MB, MONTH_CHOICES),
        ):
            chosen = store.get(setting)
            values = sorted({*offered, chosen} - {0})
            amounts = [(v, f"{v // 1000} GB" if v % 1000 == 0 else f"{v} MB") for v in values]
            self._choices(title, setting.name, [*amounts, (0, self.tr("no limit"))], chosen)

    def show_budget(self, budget: Budget) -> None:
        """Say what was used."""
        language = self._context.language
        line = self.tr("Just now: paid by volume.")
        if not budget.metered:
            line = self.tr("Just now: not paid by volume.")
        bounds = (
            (self.tr("Today %1 of %2."), budget.used_today, budget.day_limit),
            (self.tr("This month %1 of %2."), budget.used_this_month, budget.month_limit),
        )
        parts = [line]
        for text, used, limit in bounds:
            bound = dates.amount(limit, language) if limit else self.tr("no limit")
            parts.append(text.replace("%1", dates.amount(used, language)).replace("%2", bound))
        every = self.tr("Over all networks: %1 today, %2 this month.")
        every = every.replace("%1", dates.amount(budget.all_today, language))
        parts.append(every.replace("%2", dates.amount(budget.all_this_month, language)))
        self._used.setText(" ".join(parts))

    def _choices(self, title: str, name: str, choices: Sequence[tuple[V, str]], current: V) -> None:
        self.column.addWidget(label(title, "strong"))
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
        self.column.addWidget(holder)
