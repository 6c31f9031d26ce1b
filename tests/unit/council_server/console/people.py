"""People who sign in as people do: a link from the command line's own functions, a password, a telephone."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from council_server.console.accounts import add_account
from council_server.console.invitations import invite
from council_server.console.proving import row_of
from council_server.console.roles import Role
from council_server.console.sealing import make_console_key
from council_server.console.second_factors import STEP_SECONDS, code_at, sealed_about, step_of
from council_server.console.tables import INVITED
from council_server.writer import Batch
from protocol.times import VIETNAM
from tests.console import Browser, PageAnswer, RunningConsole

PASSWORD = "con trâu đi trước cái cày theo sau"
CODE = re.compile(r'<li class="code">([A-Z0-9 ]+)</li>')


class Clock:
    """A time of day that tests move."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 5, 8, 0, tzinfo=VIETNAM)

    def __call__(self) -> datetime:
        return self.now

    def on(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class SomeOne:
    """An account, and what its person knows and holds."""

    running: RunningConsole
    clock: Clock
    account: str
    link: str
    password: str = PASSWORD
    recovery: list[str] = field(default_factory=list)

    def code(self, ahead: int = 0) -> str:
        """What the telephone shows after a new step began, so that no code is asked for twice."""
        self.clock.on(seconds=STEP_SECONDS)
        return code_at(self.secret(), step_of(self.clock()) + ahead)

    def secret(self) -> bytes:
        def work(batch: Batch) -> bytes:
            row = row_of(batch.connection, batch.council, self.account)
            place = sealed_about(batch.council, self.account)
            found = make_console_key(self.running.council.home).open(row.factor, place)
            assert found is not None
            return found

        return self.running.council.run(work)

    def begin(self, browser: Browser) -> PageAnswer:
        """Opens the link, chooses the password, and keeps the recovery codes."""
        browser.get(self.link)
        fields = {"password": self.password, "again": self.password, "code": self.code()}
        answer = browser.post(self.link, fields)
        self.recovery = [html.unescape(code) for code in CODE.findall(answer.text)]
        return answer

    def sign_in(self, browser: Browser, **other: str) -> PageAnswer:
        """The form of the sign-in page; `other` replaces what is typed."""
        browser.get("/console/sign-in")
        fields = {"account": self.account, "password": self.password}
        if "code" not in other:
            fields["code"] = self.code()
        return browser.post("/console/sign-in", fields | other)


def someone(
    running: RunningConsole, clock: Clock, account: str, role: Role = Role.SECRETARY
) -> SomeOne:
    """A new account whose link is out."""
    key = make_console_key(running.council.home)

    def work(batch: Batch) -> str:
        add_account(
            batch.connection,
            batch.council,
            account=account,
            name="Nguyễn Thị Hoa",
            role=role,
            state=INVITED,
            now=batch.now,
        )
        link = invite(batch.connection, key, batch.council, account, batch.now)
        assert link is not None
        return link

    return SomeOne(running, clock, account, running.council.run(work))
