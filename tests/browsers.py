"""A real browser on the console: headless Chromium over the machine's own, driven by Playwright.

with chromium() as browser:                      # skips with a reason where there is none
    page = signed_in_page(browser, console, Role.CHAIR, "minh")
    make_key(page, console, "minh", "chair")
    page.goto("/console/sittings")
"""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from council_server.console.roles import Role
from council_server.console.second_factors import code_at, step_of
from council_server.console.visits import VISIT_COOKIE
from council_server.enrolments import list_enrolments
from council_server.writer import Batch
from tests.console import RunningConsole
from tests.running_council import HOST

PASSWORD = "con trâu đi trước cái cày theo sau"
PATIENCE = 15_000
"""Milliseconds after which a page that should have changed is broken."""
SIZE: ViewportSize = {"width": 1366, "height": 768}
PROJECTOR: ViewportSize = {"width": 1920, "height": 1080}
COMPARISON = re.compile(r"^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$")
"""16 Crockford characters in groups of four."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's Chromium, without a window."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def new_page(browser: Browser, console: RunningConsole, viewport: ViewportSize = SIZE) -> Page:
    """A page of a browser profile of its own."""
    context = browser.new_context(
        base_url=console.council.address,
        ignore_https_errors=True,
        viewport=viewport,
        accept_downloads=True,
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    expect.set_options(timeout=PATIENCE)
    return page


def signed_in_page(browser: Browser, console: RunningConsole, role: Role, account: str) -> Page:
    """A page whose profile carries a visit of the account."""
    page = new_page(browser, console)
    token = console.signed_in(role, account).cookies[VISIT_COOKIE]
    page.context.add_cookies(
        [
            {
                "name": VISIT_COOKIE,
                "value": token,
                "domain": HOST,
                "path": "/",
                "secure": True,
                "httpOnly": True,
                "sameSite": "Strict",
            }
        ]
    )
    return page


def troubles_of(page: Page) -> list[str]:
    """Grows by each error of a script, and by what the browser refused to load or run, from now on."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    return found


def begin_account(page: Page, link: str, clock: Callable[[], datetime]) -> bytes:
    """The person opens the one-time link, chooses a password and connects a telephone; returns its secret."""
    page.goto(link)
    shown = page.locator("main div span.code").inner_text().replace(" ", "")
    secret = base64.b32decode(shown + "=" * (-len(shown) % 8))
    page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    page.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD)
    page.get_by_label("6 chữ số đang hiện").fill(code_at(secret, step_of(clock())))
    page.get_by_role("button", name="Bắt đầu dùng tài khoản").click()
    page.locator(".codes").wait_for()
    return secret


def sign_in(page: Page, account: str, secret: bytes, clock: Callable[[], datetime]) -> None:
    """By account, password and the code that the telephone shows; a code is good once."""
    page.goto("/console/sign-in")
    page.get_by_label("Tên tài khoản").fill(account)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_label("Mã xác nhận").fill(code_at(secret, step_of(clock())))
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page).to_have_url(re.compile("/console$"))


def ask_for_key(page: Page, console: RunningConsole, person: str, role: str) -> str:
    """The page's browser made a key by a sheet and waits for the clerk; returns its comparison code."""
    code = console.council.sheet(person, person.title(), role)
    page.goto("/console/key")
    page.get_by_label("Mã trên giấy ghi danh").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Tạo khóa và ghi danh").click()
    shown = page.locator("#comparison")
    expect(shown).to_have_text(COMPARISON)
    return shown.inner_text()


def has_key(page: Page) -> None:
    """The page learnt that its key is enrolled."""
    expect(page.locator("#key-page")).to_have_attribute("data-now", "ready")


def make_key(page: Page, console: RunningConsole, person: str, role: str) -> None:
    """The page's browser holds an enrolled key of this person; both sides showed the same code."""
    compared = ask_for_key(page, console, person, role)

    def asked(batch: Batch) -> list[str]:
        return [row.comparison for row in list_enrolments(batch.connection, batch.council)]

    assert console.council.run(asked)[-1] == compared
    console.council.confirm_all()
    has_key(page)


def sign(page: Page) -> None:
    """On the confirm page: sign, and wait until the page that asked is back."""
    expect(page.locator("body")).to_have_attribute("data-signing", "ready")
    page.get_by_role("button", name="Ký và thực hiện").click()
    page.wait_for_url(lambda url: "/console/sign/" not in url)
