"""A council with the console beside it, and browsers without a window, over the real server's TLS port.

    def test_something(console: RunningConsole) -> None:          # fixture: import it as ...
        browser = console.signed_in(Role.SECRETARY)               # a real account and a real visit
        answer = browser.get("/console")
        assert answer.status == 200 and "Việc cần làm" in answer.text
        browser.post("/console/polls/p1/close", {"reason": "..."})    # with the form's token and Origin
        console.council.publish(folder)                           # the RunningCouncil beneath

    from tests.console import console  # noqa: F401

Making one costs a second: where tests do not disturb each other, make it once for a module with `running_console`.
`signed_in` skips password and one-time code (which take time on purpose) and opens the visit as signing in does.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from council_server.clock import vietnam_now
from council_server.console.accounts import add_account, list_accounts
from council_server.console.roles import Role
from council_server.console.tables import OPEN
from council_server.console.visits import (
    DOOR_COOKIE,
    SCREEN_COOKIE,
    VISIT_COOKIE,
    form_token,
    open_visit,
)
from council_server.writer import Batch
from tests.running_council import HOST, RunningCouncil, running_council

URLENCODED = "application/x-www-form-urlencoded"
BOUNDARY = "----nghi-truong-test"

Fields = Mapping[str, str | Sequence[str]]


@dataclass
class PageAnswer:
    """An answer; header names are lower case, cookies as `set-cookie` lines."""

    status: int
    headers: Mapping[str, str]
    set_cookies: list[str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


@dataclass
class Browser:
    """One browser: it keeps cookies, sends Origin with forms, and puts their token in. It follows no redirect."""

    port: int
    tls: Any
    cookies: dict[str, str] = field(default_factory=dict)
    timeout: float = 30.0
    _connection: http.client.HTTPSConnection | None = field(default=None, repr=False)

    @property
    def token(self) -> str:
        """What the forms of this browser carry."""
        kinds = (VISIT_COOKIE, SCREEN_COOKIE, DOOR_COOKIE)
        return form_token(next((self.cookies[k] for k in kinds if k in self.cookies), ""))

    @property
    def origin(self) -> str:
        return f"https://{HOST}:{self.port}"

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> PageAnswer:
        return self.call("GET", path, headers=headers)

    def post(
        self, path: str, fields: Fields | None = None, headers: Mapping[str, str] | None = None
    ) -> PageAnswer:
        """A form of this browser's own page."""
        body = urlencode({"token": self.token, **(fields or {})}, doseq=True).encode()
        return self.call("POST", path, body, {"Content-Type": URLENCODED, **(headers or {})})

    def post_json(self, path: str, values: Mapping[str, Any]) -> PageAnswer:
        """As a script of this browser's own page does."""
        headers = {"Content-Type": "application/json", "X-Form-Token": self.token}
        return self.call("POST", path, json.dumps(values).encode(), headers)

    def upload(
        self, path: str, files: Sequence[tuple[str, str, bytes]], fields: Fields | None = None
    ) -> PageAnswer:
        """A form with files: (field, file name, bytes)."""
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return self.call("POST", path, self._multipart(files, fields or {}), {"Content-Type": kind})

    def _multipart(self, files: Sequence[tuple[str, str, bytes]], fields: Fields) -> bytes:
        parts = []
        for name, value in {"token": self.token, **fields}.items():
            for one in [value] if isinstance(value, str) else value:
                head = f'Content-Disposition: form-data; name="{name}"'
                parts.append(f"--{BOUNDARY}\r\n{head}\r\n\r\n{one}\r\n".encode())
        for name, file_name, data in files:
            head = f'Content-Disposition: form-data; name="{name}"; filename="{file_name}"'
            kind = "Content-Type: application/octet-stream"
            parts.append(f"--{BOUNDARY}\r\n{head}\r\n{kind}\r\n\r\n".encode() + data + b"\r\n")
        return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()

    def call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> PageAnswer:
        """Any request; a header named in `headers` replaces the browser's own, "" leaves it out."""
        sent = {"Host": f"{HOST}:{self.port}"}
        if method not in {"GET", "HEAD"}:
            sent |= {"Origin": self.origin, "Sec-Fetch-Site": "same-origin"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent |= headers or {}
        connection = self._connect()
        connection.request(method, path, body, {k: v for k, v in sent.items() if v})
        found = connection.getresponse()
        answer = PageAnswer(
            found.status,
            {name.lower(): value for name, value in found.getheaders()},
            found.headers.get_all("set-cookie") or [],
            found.read(),
        )
        for line in answer.set_cookies:
            name, _, value = line.partition(";")[0].partition("=")
            gone = "max-age=0" in line.lower()
            self.cookies.pop(name, None) if gone else self.cookies.update({name: value})
        return answer

    def _connect(self) -> http.client.HTTPSConnection:
        if self._connection is None:
            self._connection = http.client.HTTPSConnection(
                HOST, self.port, context=self.tls, timeout=self.timeout
            )
        return self._connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class RunningConsole:
    """A served council with its console."""

    def __init__(self, council: RunningCouncil) -> None:
        self.council = council
        self._browsers: list[Browser] = []

    def browser(self) -> Browser:
        """A browser that nobody is signed in with."""
        browser = Browser(self.council.port, self.council.tls)
        self._browsers.append(browser)
        return browser

    def signed_in(self, role: Role, account: str = "") -> Browser:
        """A browser with a visit of the account, which is made when there is none of this name."""
        account = account or f"tk-{role}"

        def work(batch: Batch) -> str:
            self._add(batch, account, role)
            return open_visit(
                batch.connection,
                batch.council,
                account,
                now=batch.now,
                address=HOST,
                browser="test",
            )

        browser = self.browser()
        browser.cookies[VISIT_COOKIE] = self.council.run(work)
        return browser

    @staticmethod
    def _add(batch: Batch, account: str, role: Role) -> None:
        if account not in {one.account for one in list_accounts(batch.connection, batch.council)}:
            add_account(
                batch.connection,
                batch.council,
                account=account,
                name=f"{role.title()} Thử Nghiệm",
                role=role,
                state=OPEN,
                now=batch.now,
            )

    def close(self) -> None:
        for browser in self._browsers:
            browser.close()


@contextmanager
def running_console(
    path: Path,
    *,
    delegates: int = 3,
    clock: Callable[[], datetime] = vietnam_now,
    database_url: str = "",
) -> Iterator[RunningConsole]:
    """As `running_council`, with the console."""
    with running_council(
        path, delegates=delegates, clock=clock, database_url=database_url, console=True
    ) as council:
        console = RunningConsole(council)
        try:
            yield console
        finally:
            console.close()


@pytest.fixture
def console(tmp_path: Path) -> Iterator[RunningConsole]:
    """Three delegates, nothing published, nobody signed in."""
    with running_console(tmp_path / "council") as running:
        yield running
