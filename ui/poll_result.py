"""The result of a poll as this machine recomputed it from the signed votes, and the roll call by name."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from delegate_app.domain.polls import CastBallot, Poll, Tally
from ui import dates
from ui.context import Context
from ui.parts import Frame, chip, heading, label, notice, row
from ui.theme import TARGET
from ui.words import APPROVE


class PollResult(Frame):
    """Counts, outcome, late votes and the roll call."""

    def __init__(
        self, context: Context, poll: Poll, tally: Tally, parent: QWidget | None = None
    ) -> None:
        super().__init__("card")
        self.setParent(parent)
        self._context = context
        self._poll = poll
        self.setObjectName("poll-result")
        outcome = self.tr("Passed") if tally.passed else self.tr("Not passed")
        self.column.addLayout(
            row(
                heading(self.tr("Result"), "title"),
                1,
                chip(outcome, "good" if tally.passed else "danger"),
            )
        )
        self.sentence = label(self._in_words(tally), "strong", copyable=True)
        self.sentence.setObjectName("result-sentence")
        self.column.addWidget(self.sentence)
        self._numbers = label(self._counts(tally))
        self._numbers.setObjectName("result-counts")
        self.column.addWidget(self._numbers)
        agrees = (
            self.tr(
                "The chair's signed result equals the count that this machine made from the signed votes."
            )
            if poll.announced
            else self.tr(
                "Counted by this machine from the signed votes. The chair has not announced the result yet."
            )
        )
        self._agrees = label(agrees, "muted")
        self._agrees.setObjectName("result-agrees")
        self.column.addWidget(self._agrees)
        for late in tally.late:
            said = self.tr("%1: late - not counted (%2, entry %3)")
            word = context.words.choice(late.choice)
            said = said.replace("%1", late.name).replace("%2", word).replace("%3", str(late.index))
            box = notice(said, "caution")
            box.setObjectName("late-vote")
            self.column.addWidget(box)
        if poll.roll_call:
            self.column.addWidget(heading(self.tr("Roll call"), "strong"))
            self.column.addWidget(self._roll_call(poll.roll_call))

    def _in_words(self, tally: Tally) -> str:
        approve = sum(count for choice, count in tally.counts if choice.code == APPROVE)
        percent = dates.decimal(tally.percent_tenths, self._context.language)
        said = self.tr("%1/%2 approve, %3 % of all delegates")
        base = self._poll.rule[0]
        if base != "total":
            said = self.tr("%1/%2 approve, %3 % of the votes")
        total = tally.total if base == "total" else sum(count for _, count in tally.counts)
        said = said.replace("%1", str(approve)).replace("%2", str(total)).replace("%3", percent)
        if tally.present is not None:
            present = self.tr("%1/%2 delegates present")
            said = f"{present.replace('%1', str(tally.present)).replace('%2', str(tally.total))}; {said}"
        return said

    def _counts(self, tally: Tally) -> str:
        words = self._context.words
        parts = [
            f"{words.choice(choice.code, choice.label)}: {count}" for choice, count in tally.counts
        ]
        silent = [ballot for ballot in self._poll.roll_call if not ballot.choice]
        for present in (True, False, None):
            number = sum(ballot.present is present for ballot in silent)
            if number:
                parts.append(f"{words.silent(present=present)}: {number}")
        return "  ·  ".join(parts)

    def _roll_call(self, ballots: tuple[CastBallot, ...]) -> QTableWidget:
        table = QTableWidget(len(ballots), 3)
        table.setObjectName("roll-call")
        table.setAccessibleName(self.tr("Roll call"))
        table.setHorizontalHeaderLabels([self.tr("Delegate"), self.tr("Choice"), self.tr("Remark")])
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        for number, ballot in enumerate(ballots):
            cells = (ballot.name, self._choice(ballot), self._remark(ballot))
            for column, text in enumerate(cells):
                table.setItem(number, column, QTableWidgetItem(text))
        height = round(36 * self._context.theme.percent / 100)
        table.verticalHeader().setDefaultSectionSize(height)
        table.setFixedHeight(height * len(ballots) + TARGET + 8)
        table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return table

    def _choice(self, ballot: CastBallot) -> str:
        words = self._context.words
        if not ballot.choice:
            return words.silent(present=ballot.present)
        labels = {choice.code: choice.label for choice in self._poll.choices}
        return words.choice(ballot.choice, labels.get(ballot.choice, ""))

    def _remark(self, ballot: CastBallot) -> str:
        if ballot.by_hand:
            return self.tr("Hand vote")
        listed_absent = ballot.choice and ballot.present is False
        return self.tr("Not in the attendance list") if listed_absent else ""
