"""The first start: a passphrase, the clerk's printed sheet, the comparison code, and the wait for the clerk."""

from __future__ import annotations

import platform

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from delegate_app.domain.accounts import AccountState, Erasure
from delegate_app.domain.changes import Changes, Kind
from delegate_app.domain.councils import Enrolment
from delegate_app.errors import Code, DeskError, UserError
from sync.state import Phase, SyncState
from ui import dates, messages
from ui.context import Context
from ui.fields import Line
from ui.gate import Gate
from ui.new_passphrase import NewPassphrase
from ui.parts import button, call_to, clear, heading, label, notice, row
from ui.ports import PracticePort


class FirstStartView(Gate):
    """Leads from an empty home folder to an enrolled desk; `finished` when the person presses the last button."""

    finished = Signal()
    asked_council = Signal()
    """A request to be enrolled is ready to be sent."""
    shows: Changes = frozenset({Kind.ACCOUNT, Kind.COUNCIL})

    def __init__(
        self, context: Context, practice: PracticePort | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(context, parent)
        self._practice = practice
        self._state: AccountState | None = None
        self.reload()

    def reload(self) -> None:
        """Show the step the account stands at."""
        self.context.tasks.run(self, self.context.desk.account.state, self._show)

    def _show(self, state: AccountState) -> None:
        if state is self._state:
            return
        refused = self._state is AccountState.PENDING and state is AccountState.UNENROLLED
        self._state = state
        clear(self.column)
        steps = {
            AccountState.NEW: self._welcome,
            AccountState.UNENROLLED: self._sheet,
            AccountState.PENDING: self._comparison,
            AccountState.ENROLLED: self._welcome_delegate,
            AccountState.ERASED: self._erased,
        }
        if state in steps:
            steps[state]()
        if refused:
            self._code.say(self.context.sentence(UserError(Code.ENROLMENT_REFUSED)))

    def _step(self, number: int, title: str, text: str) -> None:
        if number:
            of = self.tr("Step %1 of 3").replace("%1", str(number))
            self.column.addWidget(label(of, "caps"))
        self.column.addWidget(heading(title))
        if text:
            self.column.addWidget(label(text, "muted"))

    # ------------------------------------------------------------------ a revoked machine

    def _erased(self) -> None:
        self.context.tasks.run(self, self.context.desk.account.erasure, self._say_erased)

    def _say_erased(self, erasure: Erasure | None) -> None:
        self._step(0, self.tr("This machine was revoked"), "")
        sentence = self.context.sentence(UserError(Code.DEVICE_ERASED))
        box = notice(sentence, "danger")
        box.setObjectName("device-erased")
        self.column.addWidget(box)
        if erasure is not None:
            facts = (
                (self.tr("Machine"), erasure.device_id),
                (self.tr("Revoked by the office"), dates.moment(erasure.revoked_at)),
                (self.tr("Keys destroyed"), dates.moment(erasure.erased_at)),
            )
            for name, value in facts:
                self.column.addWidget(label(f"{name}: {value}", "muted", copyable=True))
        again = button(self.tr("I have a new sheet: begin again"), self._begin_again, "primary")
        again.setObjectName("erased-again")
        self.column.addWidget(again)

    def _begin_again(self) -> None:
        clear(self.column)
        self._welcome()

    # ------------------------------------------------------------------ passphrase

    def _welcome(self) -> None:
        self._step(
            1,
            self.tr("Choose a passphrase"),
            self.tr(
                "It encrypts everything on this machine and signs your votes. Only you know it: nobody can reset it for you."
            ),
        )
        self._passphrase = NewPassphrase(self.context, "new-passphrase")
        self._passphrase.submitted.connect(self._create)
        self._create_button = button(self.tr("Continue"), self._create, "primary")
        self._create_button.setObjectName("new-continue")
        self.column.addWidget(self._passphrase)
        self.column.addWidget(self._create_button)
        self._passphrase.setFocus()

    def _create(self) -> None:
        chosen = self._passphrase.checked()
        if chosen and self._create_button.isEnabled():
            self._create_button.setEnabled(False)
            self._create_button.setText(self.tr("Making the encrypted desk..."))
            account = self.context.desk.account
            self.context.tasks.run(
                self, lambda: account.create(chosen), lambda _: self.reload(), self._not_created
            )

    def _not_created(self, error: Exception) -> None:
        self._create_button.setEnabled(True)
        self._create_button.setText(self.tr("Continue"))
        self._passphrase.complain(error)

    def _complain(self, field: Line, error: Exception) -> None:
        field.say(self.context.sentence(error))
        field.edit.selectAll()
        field.edit.setFocus()

    # ------------------------------------------------------------------ the printed sheet

    def _sheet(self) -> None:
        self._step(
            2,
            self.tr("Connect to your council"),
            self.tr("Copy these three lines from the sheet that the office printed for you."),
        )
        if self._practice is not None:
            self._offer_practice()
        self._address = self._named(
            "sheet-address", self.tr("Server address"), example="https://..."
        )
        self._fingerprint = self._named(
            "sheet-fingerprint",
            self.tr("Fingerprint of the council"),
            self.tr("64 digits and letters; spaces do not matter."),
        )
        self._code = self._named(
            "sheet-code", self.tr("One-time code"), example="XXXX-XXXX-XXXX-XXXX"
        )
        self._send = button(self.tr("Continue"), self._begin, "primary")
        self._send.setObjectName("sheet-continue")
        for part in (self._address, self._fingerprint, self._code, self._send):
            self.column.addWidget(part)
        self._address.edit.setFocus()

    def _named(self, name: str, title: str, hint: str = "", *, example: str = "") -> Line:
        line = Line(title, hint, example=example)
        line.edit.setObjectName(name)
        line.submitted.connect(self._begin)
        return line

    def _offer_practice(self) -> None:
        fill = button(self.tr("Enter the practice council"), self._use_practice)
        fill.setObjectName("sheet-practice")
        said = self.tr("No sheet yet? Practise with invented papers; nothing there counts.")
        self.column.addWidget(call_to(said, "", fill))

    def _use_practice(self) -> None:
        invitation = self._practice.ready if self._practice is not None else None
        if invitation is None or not invitation.code:
            self._code.say(
                self.tr("The practice council is still starting. Try again in a moment.")
            )
            return
        self._address.edit.setText(invitation.address)
        self._fingerprint.edit.setText(invitation.root_sha256)
        self._code.edit.setText(invitation.code)
        self._begin()

    def _begin(self) -> None:
        if not self._send.isEnabled():
            return
        for line in (self._address, self._fingerprint, self._code):
            if not line.text().strip():
                line.say(self.tr("Please fill in this line."))
                line.edit.setFocus()
                return
        self._send.setEnabled(False)
        self._send.setText(self.tr("Making this machine's keys..."))
        account, now = self.context.desk.account, self.context.clock()
        address = self._address.text().strip()
        root = "".join(self._fingerprint.text().split()).replace(":", "").lower()
        code = self._code.text().strip()
        device = platform.node() or self.tr("Delegate's machine")
        self.context.tasks.run(
            self,
            lambda: account.begin_enrolment(
                address=address, root_sha256=root, code=code, device_name=device, now=now
            ),
            lambda _request: self._asked(),
            self._not_asked,
        )

    def _asked(self) -> None:
        self.asked_council.emit()
        self.reload()

    def _not_asked(self, error: Exception) -> None:
        self._send.setEnabled(True)
        self._send.setText(self.tr("Continue"))
        fields = {Code.ADDRESS_MALFORMED: self._address, Code.ROOT_DIFFERS: self._fingerprint}
        code = error.code if isinstance(error, DeskError) else Code.CODE_MALFORMED
        self._complain(fields.get(code, self._code), error)

    # ------------------------------------------------------------------ the clerk

    def _comparison(self) -> None:
        self._step(
            3,
            self.tr("Show this code to the clerk"),
            self.tr(
                "The clerk sees the same code for this machine and confirms it. Never confirm a code over the telephone to a stranger."
            ),
        )
        self._shown_code = label("", "code", copyable=True)
        self._shown_code.setObjectName("comparison-code")
        self.column.addWidget(self._shown_code)
        self.column.addWidget(
            notice(
                self.tr("You may close the program meanwhile; it goes on from here."),
                "",
                title=self.tr("Waiting for the clerk"),
            )
        )
        self._trouble = notice("", "caution")
        self._trouble.setObjectName("enrolment-trouble")
        self._trouble.hide()
        correct = button(self.tr("Correct the sheet's lines"), self._correct)
        correct.setObjectName("enrolment-correct")
        self._trouble.column.addLayout(row(correct, 1))
        self.column.addWidget(self._trouble)
        account = self.context.desk.account
        self.context.tasks.run(self, account.comparison_code, self._show_code)

    def show_sync(self, state: SyncState) -> None:
        """While the clerk is waited for: say what stands in the way of the request."""
        if self._state is not AccountState.PENDING:
            return
        code = state.trouble or (Code.OFFLINE if state.phase is Phase.OFFLINE else None)
        if code is not None:
            sentence = messages.sentence(code, self.context.language)
            self._trouble.findChildren(QLabel)[0].setText(sentence)
            self._trouble.setAccessibleName(sentence)
        self._trouble.setVisible(code is not None)

    def _correct(self) -> None:
        """Fill in the sheet again; the state is asked for afresh afterwards."""
        self._state = None
        clear(self.column)
        self._sheet()

    def _show_code(self, code: str) -> None:
        if self._state is not AccountState.PENDING:
            return  # the clerk was faster; the label went with its step
        self._shown_code.setText(code)
        self._shown_code.setAccessibleName(" ".join(code.replace("-", " ")))

    def _welcome_delegate(self) -> None:
        self.context.tasks.run(self, self.context.desk.account.enrolment, self._greet)

    def _greet(self, enrolment: Enrolment | None) -> None:
        name = enrolment.name if enrolment else ""
        council = enrolment.council_name if enrolment else ""
        self._step(0, self.tr("This machine is yours"), "")
        sentence = self.tr(
            "Welcome, %1. This machine now belongs to you at %2. Papers are arriving."
        )
        self.column.addWidget(label(sentence.replace("%1", name).replace("%2", council)))
        done = button(self.tr("Open my desk"), self.finished.emit, "primary")
        done.setObjectName("first-done")
        self.column.addWidget(done)
        done.setFocus()
